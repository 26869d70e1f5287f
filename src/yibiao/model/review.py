"""What a form would add, what it repeats, and what all forms together cost the grassroots."""

from typing import Final, Literal

from yibiao.errors import Finding, Language
from yibiao.model.place import Slug
from yibiao.model.text import Noun


class Range(Noun):
    """From `low` to `high`: nobody knows it more exactly."""

    low: float
    high: float


class Rates(Noun):
    """
    What things cost, in seconds.

    A derived value costs nothing. The costs of a submission are assumptions, to be replaced by measured ones.

    Attributes:
        typed: A value that is typed.
        chosen: A code that is chosen.
        confirmed: A value that stands there already and is looked at.
        challenged: A value that a department doubts: somebody finds out, and answers.
        find: Finding the form and the file of last time, once a submission.
        review: Checking it over, once a submission.
        transmit: Signing and sending it, once a submission.
    """

    typed: Range = Range(low=12, high=20)
    chosen: Range = Range(low=4, high=4)
    confirmed: Range = Range(low=1, high=1)
    challenged: Range = Range(low=120, high=600)
    find: Range = Range(low=60, high=180)
    review: Range = Range(low=60, high=120)
    transmit: Range = Range(low=120, high=300)


#: Where another form stands when this one begins: asked then, waiting for admission, or no longer asked.
Standing = Literal["in-force", "submitted", "expired", "refused", "retired"]

_STANDINGS: Final[dict[Standing, tuple[str, str]]] = {
    "in-force": ("执行中", "in force"),
    "submitted": ("待审", "waiting for admission"),
    "expired": ("已到期", "expired"),
    "refused": ("未予准入", "refused"),
    "retired": ("已停用", "retired"),
}


class Overlap(Noun):
    """
    What a form asks that another asks too.

    Attributes:
        standing: Of the other form, on the day this one begins.
        fields: How many questions this form puts.
        shared: How many of them ask what the other asks.
        share: `shared` by `fields`.
        covered: The share of the other's questions that this form asks.
        variant: So much either way that it may be the same demand under another name (隐性变异), what follows from the
            other's questions counted with what it asks itself. Another edition of the series is none, nor a form whose
            scope nobody of this one's can meet.
        new: Where that much is shared: the labels of what the other neither asks nor lets follow from what it asks.
    """

    form: str
    title: str
    department: str
    standing: Standing = "in-force"
    fields: int
    shared: int
    share: float
    covered: float
    elements: tuple[str, ...]
    variant: bool = False
    new: tuple[str, ...] = ()

    def finding(self) -> Finding:
        """A variant as a warning: what it largely repeats, and what is really new."""
        zh, en = _STANDINGS[self.standing]
        facts = self.model_dump(include={"form", "title", "department", "fields", "shared"})
        more = {
            "standing_zh": zh,
            "standing_en": en,
            "covered": f"{self.covered:.0%}",
            "new_zh": "、".join(self.new) or "无",
            "new_en": ", ".join(self.new) or "nothing",
        }
        return Finding("form-variant", "", {**facts, **more})


class Contradiction(Noun):
    """
    A question that people of another form decided to mean something else, though it is worded the same.

    Attributes:
        element: What it means here.
        other: What it means there.
    """

    field: str
    label: str
    element: str
    form: str
    title: str
    other: str

    def finding(self) -> Finding:
        """Itself as a warning."""
        return Finding("wording-contradicted", f"#/properties/{self.field}", self.model_dump())


#: Where the answer to a question comes from: a form in force asks it already, it follows, it is new, or nobody knows yet.
Sort = Literal["held", "derivable", "new", "undecided"]


class Review(Noun):
    """
    What the office sees before it decides.

    Attributes:
        fields: Questions; each is either held, derivable, new or undecided.
        held: Asked by a form in force already.
        derivable: They follow from what is held or asked with them, or are figures computed from ledgers.
        new: They must be filled because of this form.
        undecided: It is not decided yet what they mean.
        rows: Subjects in its scope in one unit, if that is known.
        seconds: What the new ones cost for one subject.
        cells: Cells that the new ones add in one unit and round.
        minutes: What these cost in one unit and round.
        sorts: Which of these each question is, by its id.
        overlapping: How many forms in force ask anything of it.
        contradictions: Its questions that people decided otherwise in other forms.
        overlaps: Those of them that share most; then others, if it is a variant of them.
    """

    form: str
    fields: int
    held: int
    derivable: int
    new: int
    undecided: int = 0
    rows: int | None = None
    seconds: Range
    cells: int | None = None
    minutes: Range | None = None
    sorts: dict[str, Sort] = {}
    overlapping: int = 0
    overlaps: tuple[Overlap, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    def warnings(self) -> tuple[Finding, ...]:
        """What to look at before deciding: variants, and questions that were decided otherwise elsewhere."""
        return (*self.variants(), *(each.finding() for each in self.contradictions))

    def variants(self) -> tuple[Finding, ...]:
        """A warning for each form of which it may be the same demand under another name."""
        return tuple(each.finding() for each in self.overlaps if each.variant)

    def sentence(self, language: Language = "zh") -> str:
        """Itself in one sentence."""
        return self.finding().says(language)

    def finding(self) -> Finding:
        """Itself as a note."""
        code, cost = (
            ("form-adds", self.minutes) if self.minutes else ("form-adds-per-subject", None)
        )
        cost = cost or self.seconds
        facts = self.model_dump(include={"fields", "held", "derivable", "new", "undecided"})
        return Finding(code, "", {**facts, "low": f"{cost.low:g}", "high": f"{cost.high:g}"})


class Demand(Noun):
    """What one form asks when it is filled once: cells over all units, typed or chosen from options, and of how many fields."""

    form: str
    times_a_year: int
    fields: int
    typed: int
    chosen: int


class Cells(Noun):
    """
    Distinct cells of the one table that are asked so often a year at most, however many forms ask them.

    Attributes:
        typed: Typed, and not derivable.
        chosen: Chosen from options, and not derivable.
        derivable: Computed, because their source is held.
        links: Links to be stated beside them, which no form asks as such: who is whose.
    """

    times_a_year: int
    typed: int = 0
    chosen: int = 0
    derivable: int = 0
    links: int = 0


class Inputs(Noun):
    """
    Everything that a burden is computed from, so that anybody can do it again.

    Attributes:
        changed: Share of what is held that changes from one time to the next, 0 to 1.
        challenged: Cells that departments doubted in the last 365 days and did not withdraw.
    """

    units: int
    fields: int
    elements: int
    demands: tuple[Demand, ...]
    cells: tuple[Cells, ...]
    changed: float
    challenged: int = 0
    rates: Rates = Rates()


class Account(Noun):
    """
    Before and after, for a first collection or for one year of a table that is kept up to date.

    `before` = `by_merging` + `by_derivation` + `by_prefill` + `after`, exactly, in cells to be filled.

    Attributes:
        before: Every form filled by itself, every time in full.
        by_merging: Asked again by another form, or more often than the most frequent one needs.
        by_derivation: Computed.
        by_prefill: Stand there already and are only looked at.
        after: Filled.
        links: Links stated besides; part of the hours, not of the cells.
        challenged: Cells that are looked into once more because they are doubted; likewise.
    """

    of: Literal["first", "year"]
    before: int
    by_merging: int
    by_derivation: int
    by_prefill: int
    after: int
    links: int
    challenged: int = 0
    submissions_before: int
    submissions_after: int
    hours_before: Range
    hours_after: Range


class Burden(Noun):
    """The number the project exists for; `duplicate_fields` is how many fields ask an element that another asks too."""

    inputs: Inputs
    forms: int
    fields: int
    elements: int
    duplicate_fields: int
    first: Account
    year: Account


class DepartmentBurden(Noun):
    """
    What one department's forms in force come to by themselves.

    Attributes:
        adds: Cells of the one table in a year that are there because of this department alone.
    """

    department: Slug
    burden: Burden
    adds: int


class MonthBurden(Noun):
    """What the forms that were in force at the end of a month (`2026-03`) come to."""

    month: str
    burden: Burden
