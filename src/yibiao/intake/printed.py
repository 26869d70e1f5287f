"""What a dialect makes of a file: forms as printed, before anything is normalised."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from yibiao.errors import Finding, Problem, TooLarge
from yibiao.model.kinds import ValueKind

#: A file that asks more than this is no form anybody fills.
MOST_QUESTIONS = 5_000


@dataclass(frozen=True)
class Question:
    """
    One question as the file puts it.

    Attributes:
        kind: What the source itself says it takes; `None` where it says nothing.
        options: As printed: texts, `(value, title)` pairs, or anything that prints.
        samples: Values that stood under the label. They help to tell the kind and are not kept.
        questions: What one row of a repeating block asks.
        figures: What each cell asks where the rows are named beforehand.
        blank: The cell to be written in, where that is not the label's; under a heading, that of the first row.
        last: The cell of the last row, where there are several.
    """

    label: str
    cell: str
    kind: ValueKind | None = None
    section: tuple[str, ...] = ()
    options: tuple[Any, ...] = ()
    required: bool = False
    hint: str | None = None
    name: str | None = None
    unit_of_measure: str | None = None
    code_list: str | None = None
    max_length: int | None = None
    measure: str | None = None
    element: str | None = None
    samples: tuple[str, ...] = ()
    questions: tuple["Question", ...] = ()
    figures: tuple["Question", ...] = ()
    blank: str | None = None
    last: str | None = None

    def leaves(self) -> Iterator["Question"]:
        """Itself, or what one row of the block asks."""
        if self.questions:
            for each in self.questions:
                yield from each.leaves()
        else:
            yield self


@dataclass(frozen=True)
class At:
    """The answer to a question, by the cell of its label or of its blank."""

    cell: str


@dataclass(frozen=True)
class PrintedRule:
    """
    What the file states about answers, before fields have ids.

    Attributes:
        kind: As `yibiao.model.rule.Rule` has it; so is the `expression`, its fields still to be put in.
        about: The cell of the question that it is about.
        printed: As the file says it.
        cell: Where the file says it.
    """

    kind: Literal["equals", "holds", "asked-when"]
    about: str
    expression: tuple[str | At, ...]
    printed: str
    cell: str


@dataclass(frozen=True)
class PrintedForm:
    """
    One form as the file puts it.

    Attributes:
        title: As printed; `None` where the file has none.
        name: What to call it for want of a title: the sheet's or the file's name.
        part: The sheet that it stands on, where the file may have several.
        says: What the file says of itself, by the names of a form's members (`period`, `mandate` …).
        rules: What it states about answers, in the order in which it does.
    """

    questions: tuple[Question, ...]
    name: str
    title: str | None = None
    says: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    rules: tuple[PrintedRule, ...] = ()
    part: str | None = None


def refusal(problem: type[Problem], finding: Finding, filename: str) -> Problem:
    """The problem that refuses the whole file for one reason, which stands in the findings' catalogue."""
    return problem(
        finding,
        file=filename,
        reason_zh=finding.says("zh"),
        reason_en=finding.says("en"),
    )


def too_many_questions() -> TooLarge:
    """The problem that refuses what no worker could fill."""
    finding = Finding("too-many-fields", facts={"limit": MOST_QUESTIONS})
    return TooLarge(finding, limit=MOST_QUESTIONS, size=f">{MOST_QUESTIONS}")
