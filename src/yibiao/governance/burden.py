"""
Forms, bindings and counts → cells and hours a year, before and after.

Before, every form is typed in full, every time:

    hours = Σ over forms  times a year · [ units · (find + review + transmit) + Σ over cells  typed or chosen ]

After, the one table is filled: each distinct cell once at first, and in a year of keeping it up to date as often as the
most frequent form that asks it; what is derived costs nothing, what has not changed is looked at, the rest is filled.
What departments doubted is looked into once more, at a rate of its own.
Both sides come from counted cells and stated rates, never from a questionnaire (a form to count forms is a form).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import TIMES_A_YEAR, Field, Form
from yibiao.model.kinds import ValueKind
from yibiao.model.review import Account, Burden, Cells, Demand, Inputs, Range, Rates

#: How many answers a field gets when its form is filled once, over all units: by form and field.
Answers = Mapping[tuple[str, str], int]

#: Of how many subjects some form asks an element at least so many times a year: by element and times.
Subjects = Mapping[tuple[str, int], int]

SECONDS_AN_HOUR = 3600


def burden(inputs: Inputs) -> Burden:
    """What *inputs* come to; they are part of it, so that anybody can compute it again."""
    return Burden(
        inputs=inputs,
        forms=len(inputs.demands),
        fields=inputs.fields,
        elements=inputs.elements,
        duplicate_fields=inputs.fields - inputs.elements,
        first=_first(inputs),
        year=_year(inputs),
    )


def demands(forms: Iterable[Form], answers: Answers) -> tuple[Demand, ...]:
    """
    What each of *forms* asks when it is filled once.

    Raises:
        LookupError: A question has no count.
    """
    return tuple(_demand(form, answers) for form in forms)


def distinct_cells(
    forms: Iterable[Form],
    bindings: Iterable[Binding],
    catalogue: Catalogue,
    *,
    answers: Answers,
    subjects: Subjects,
    derived: Subjects | None = None,
) -> tuple[Cells, ...]:
    """
    The cells of the one table that *forms* need, by how often a year the most frequent form asks them.

    Args:
        forms: In force.
        bindings: Of all their fields.
        catalogue: Knows the elements' kinds.
        answers: For figures and for blocks of no subject, which belong to their form alone.
        subjects: For elements and links: distinct subjects, whoever asks.
        derived: The part of `subjects` for which a source is held, so that the value is computed.
    """
    forms, bindings = tuple(forms), tuple(bindings)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    asked, computed_of = _by_element(subjects), _by_element(derived or {})
    for element, sort in _elements(forms, bindings, catalogue):
        total = _by_times(asked[element])
        computed = _by_times(computed_of[element])
        for times, count in total.items():
            known = min(count, computed.get(times, 0))
            found[times][sort] += count - known
            found[times]["derivable"] += known
    for times, sort, count in _own_cells(forms, bindings, catalogue, answers):
        found[times][sort] += count
    return tuple(Cells(times_a_year=times, **found[times]) for times in sorted(found, reverse=True))


def _demand(form: Form, answers: Answers) -> Demand:
    leaves = tuple(form.leaves())
    chosen = sum(answers[form.id, each.id] for each in leaves if each.chosen)
    typed = sum(answers[form.id, each.id] for each in leaves if not each.chosen)
    times = TIMES_A_YEAR[form.period or "once"]
    return Demand(form=form.id, times_a_year=times, fields=len(leaves), typed=typed, chosen=chosen)


def _by_element(counts: Subjects) -> defaultdict[str, list[tuple[int, int]]]:
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for (element, times), count in counts.items():
        found[element].append((times, count))
    return found


def _by_times(at_least: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Subjects by the most times a year that anybody asks them, from counts of "at least so often"."""
    found, above = {}, 0
    for times, count in sorted(at_least, reverse=True):
        found[times] = max(0, count - above)
        above = max(above, count)
    return found


def _elements(
    forms: Iterable[Form], bindings: Iterable[Binding], catalogue: Catalogue
) -> Iterator[tuple[str, str]]:
    """Each element that a question asks, and each link on the way, with how it is filled."""
    ids = {form.id for form in forms}
    asked = {each.element for each in bindings if each.form in ids and each.element}
    steps = {link for each in bindings if each.form in ids for link in each.via}
    forward = {catalogue.elements[each].inverse_of or each for each in asked | steps}
    for id_ in sorted(forward):
        kind = catalogue.elements[id_].kind
        if kind in (ValueKind.LINK, ValueKind.LINKS):
            yield id_, "links"
        elif kind is not ValueKind.ROWS:
            chosen = kind in (ValueKind.CODE, ValueKind.CODES, ValueKind.BOOLEAN)
            yield id_, "chosen" if chosen else "typed"


def _own_cells(
    forms: Iterable[Form],
    bindings: Iterable[Binding],
    catalogue: Catalogue,
    answers: Answers,
) -> Iterator[tuple[int, str, int]]:
    """What no other form can share: figures, which are computed, and the rows of blocks about no subject."""
    by_field = {(each.form, each.field): each for each in bindings}
    for form in forms:
        times = TIMES_A_YEAR[form.period or "once"]
        for field in form.by_id.values():
            binding = by_field.get((form.id, field.id))
            if binding is None:
                continue
            if binding.how == "measure":
                yield times, "derivable", answers[form.id, field.id]
            elif binding.element and catalogue.elements[binding.element].kind is ValueKind.ROWS:
                for leaf in field.leaves():
                    yield times, _sort(leaf), answers[form.id, leaf.id]


def _sort(field: Field) -> str:
    return "chosen" if field.chosen else "typed"


def _first(inputs: Inputs) -> Account:
    """Everything is collected once: nothing stands there yet."""
    before = Counter[str]()
    for demand in inputs.demands:
        before.update(typed=demand.typed, chosen=demand.chosen)
    after = Counter[str]()
    for cells in inputs.cells:
        after.update(_counted(cells))
    return _account("first", inputs, before, after, len(inputs.demands), 1 if inputs.demands else 0)


def _year(inputs: Inputs) -> Account:
    """A year of keeping the table up to date, after everything was collected."""
    before = Counter[str]()
    for demand in inputs.demands:
        each = demand.times_a_year
        before.update(typed=each * demand.typed, chosen=each * demand.chosen)
    asked = Counter[str]()
    for cells in inputs.cells:
        asked.update({sort: cells.times_a_year * n for sort, n in _counted(cells).items()})
    after = Counter(asked)
    for sort in ("typed", "chosen", "links"):
        after[sort] = round(asked[sort] * inputs.changed)
    after["confirmed"] = asked["typed"] + asked["chosen"] - after["typed"] - after["chosen"]
    after["challenged"] = inputs.challenged
    times = [demand.times_a_year for demand in inputs.demands]
    return _account("year", inputs, before, after, sum(times), max(times, default=0))


def _counted(cells: Cells) -> dict[str, int]:
    return cells.model_dump(include={"typed", "chosen", "derivable", "links"})


def _account(
    of: Literal["first", "year"],
    inputs: Inputs,
    before: Counter[str],
    after: Counter[str],
    submissions_before: int,
    submissions_after: int,
) -> Account:
    filled = after["typed"] + after["chosen"]
    distinct = filled + after["confirmed"] + after["derivable"]
    submissions = inputs.units * submissions_before, inputs.units * submissions_after
    return Account(
        of=of,
        before=before["typed"] + before["chosen"],
        by_merging=before["typed"] + before["chosen"] - distinct,
        by_derivation=after["derivable"],
        by_prefill=after["confirmed"],
        after=filled,
        links=after["links"],
        challenged=after["challenged"],
        submissions_before=submissions[0],
        submissions_after=submissions[1],
        hours_before=_hours(before, submissions[0], inputs.rates),
        hours_after=_hours(after, submissions[1], inputs.rates),
    )


def _hours(cells: Counter[str], submissions: int, rates: Rates) -> Range:
    """Links are chosen; what is derived takes nobody's time."""
    counted = (
        (cells["typed"], rates.typed),
        (cells["chosen"] + cells["links"], rates.chosen),
        (cells["confirmed"], rates.confirmed),
        (cells["challenged"], rates.challenged),
        *((submissions, each) for each in (rates.find, rates.review, rates.transmit)),
    )
    return Range(
        low=round(sum(count * rate.low for count, rate in counted) / SECONDS_AN_HOUR, 1),
        high=round(sum(count * rate.high for count, rate in counted) / SECONDS_AN_HOUR, 1),
    )
