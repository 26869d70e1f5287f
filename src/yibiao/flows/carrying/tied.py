"""
Rows that open subjects who lead to each other – spouses, a household and its head – → opened and linked in one act.

Each would wait until the other is there. But whom a row will open is known before it stands: so all who hang together are
opened without what leads from one to the other, and this is stated right after, all of it or nothing. What they say is
looked at once all stand, as the rows have it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from yibiao.errors import Problem
from yibiao.flows.carrying import carried_doubles
from yibiao.flows.carrying.carried import Carried, Sheet
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.units.asked_cells import labelling
from yibiao.intake.returned import ReturnedRow
from yibiao.model.actor import Actor
from yibiao.model.record import Entry


@dataclass(frozen=True)
class Tied:
    """
    A row that opens a subject.

    Attributes:
        opening: All that it says but whom of the others it leads to,
        linking: and that.
        to: Those others.
    """

    sheet: Sheet
    row: ReturnedRow
    carried: Carried
    opening: Entry
    linking: Entry
    to: frozenset[str]

    @property
    def entries(self) -> tuple[Entry, Entry]:
        """All that it says."""
        return self.opening, self.linking

    @classmethod
    def of(
        cls, sheet: Sheet, row: ReturnedRow, carried: Carried, *, promised: frozenset[str]
    ) -> Self | None:
        """The row, where nothing is wrong with it and it leads to others of those *promised*; else nothing."""
        if carried.findings or not carried.entries or carried.entries[0].act != "open":
            return None
        opening, linking, to = sheet.apart(carried.entries[0], row, promised)
        if not to or carried.subject in to:
            return None
        return cls(sheet, row, carried, opening, linking, frozenset(to))


def promise(sheet: Sheet, row: ReturnedRow) -> tuple[str, str, str] | None:
    """Kind, id and name of the subject that a row would open; nothing where it is about one that is there."""
    if row.subject and not row.new:
        return None
    said = {
        column.element.id: value
        for column, value in zip(sheet.worksheet.columns, row.values, strict=True)
    }
    kind = sheet.worksheet.kind
    names = (said.get(each) for each in labelling(kind))
    name = next((each for each in names if isinstance(each, str)), "")
    return kind.value, sheet.subject(row), name


def groups(rows: Iterable[Tied]) -> Iterator[list[Tied]]:
    """Those that hang together, whoever leads to one that is not among them left out."""
    left = standing({each.carried.subject: each for each in rows})
    beside: dict[str, set[str]] = {each: set() for each in left}
    for subject, each in left.items():
        for other in each.to:
            beside[subject].add(other)
            beside[other].add(subject)
    while left:
        waiting, group = [next(iter(left))], []
        while waiting:
            subject = waiting.pop()
            if subject in left:
                group.append(left.pop(subject))
                waiting += beside[subject]
        yield group


def standing(rows: Mapping[str, Tied]) -> dict[str, Tied]:
    """Those that lead only to each other."""
    left = dict(rows)
    leading: dict[str, list[str]] = {}
    for subject, each in rows.items():
        for other in each.to:
            leading.setdefault(other, []).append(subject)
    gone = [each for each in leading if each not in left]
    while gone:
        lost = [each for each in leading.get(gone.pop(), ()) if left.pop(each, None) is not None]
        gone += lost
    return left


def filed(
    house: House, group: Sequence[Tied], actor: Actor
) -> Iterator[tuple[Tied, Sequence[fill.Outcome]]]:
    """
    File what a group says: what became of each row.

    One that is refused is told of, and those that lead to it stay as they are; the others stand without them. So does
    a group stay that is more than one act may be.
    """
    if sum(len(each.entries) for each in group) > fill.MOST_AT_ONCE:
        return
    left = {each.carried.subject: each for each in group}
    while left:
        came = _together(house, left, actor)
        refused = _refused(came)
        if not refused:
            yield from ((left[each], outcomes) for each, outcomes in came.items())
            return
        yield from ((left[each], [problem]) for each, problem in refused.items())
        left = standing({each: tied for each, tied in left.items() if each not in refused})


def _refused(came: Mapping[str, Sequence[fill.Outcome]]) -> dict[str, Problem]:
    """Why rows are refused: those that open nobody, or else, where all open somebody, those that cannot lead where they do or do not fit."""
    for at in (0, 1):
        found = {each: one[at] for each, one in came.items() if isinstance(one[at], Problem)}
        if found:
            return found  # type: ignore[return-value]
    return {}


def _together(
    house: House, rows: Mapping[str, Tied], actor: Actor
) -> dict[str, tuple[fill.Outcome, fill.Outcome]]:
    """What becomes of what opens and of what links, by subject; nothing is kept where any is refused."""
    opening = [each.opening for each in rows.values()]
    linking = [each.linking for each in rows.values()]
    whole = [each.carried.entries[0] for each in rows.values()]
    while True:
        came = fill.together(house, opening, linking, whole, actor)
        others = [
            carried_doubles.once_more(each, opened)
            for each, (opened, _) in zip(opening, came, strict=True)
        ]
        if not any(others):
            return dict(zip(rows, came, strict=True))
        opening = [other or each for other, each in zip(others, opening, strict=True)]
