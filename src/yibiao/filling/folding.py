"""A record and an entry → the record that is held then."""

from typing import Any

from yibiao.errors import Conflict, NotFound, SubjectClosed, SubjectExists
from yibiao.model.record import Cell, Entry, Record, Statement


def require_admissible(entry: Entry, record: Record | None) -> None:
    """
    Let *entry* pass if it may follow on *record*.

    A closed subject may be opened again: whoever was struck off by mistake, or has come back, keeps what was held.

    Raises:
        NotFound: Nobody has opened the subject.
        SubjectExists: It is opened a second time.
        SubjectClosed: Anything but opening it again.
        Conflict: It is a subject of another kind.
    """
    if record is None:
        if entry.act != "open":
            raise NotFound(what_zh="对象", what_en="subject", id=entry.subject)
        return
    if record.kind is not entry.kind:
        raise Conflict(subject=entry.subject, kind=record.kind.value)
    if record.closed and entry.act != "open":
        raise SubjectClosed(subject=entry.subject)
    if not record.closed and entry.act == "open":
        raise SubjectExists(subject=entry.subject)


def fold(record: Record | None, entry: Entry, position: int) -> Record:
    """
    What is held once *entry*, admissible on *record*, stands in the journal at *position*.

    What the entry omits stays. A newer statement is held, in order of arrival; an older one that its stater had not
    seen and that says otherwise is kept beside it as contested, until somebody who has seen it states the cell.

    >>> opened = fold(None, Entry(id="e1", unit="u", subject="s", kind="person", act="open", values={"person.name": "甲"}), 1)
    >>> fold(opened, Entry(id="e2", unit="u", subject="s", kind="person", values={"person.phone": "1"}), 2).cells["person.name"].value
    '甲'
    """
    seen = position - 1 if entry.base is None else entry.base
    cells = dict(record.cells) if record else {}
    for element, value in entry.values.items():
        cells[element] = _cell(cells.get(element), value, position, seen)
    moves = record is None or entry.act in ("open", "move")
    confirms = record is None or entry.act in ("open", "state", "confirm")
    return Record(
        subject=entry.subject,
        kind=entry.kind,
        unit=entry.unit if moves or record is None else record.unit,
        position=position,
        confirmed=position if confirms or record is None else record.confirmed,
        closed=entry.act == "close",
        cells=cells,
    )


def _cell(held: Cell | None, value: Any, position: int, seen: int) -> Cell:
    """*value* held at *position*; statements that its stater had not `seen` and that say otherwise are contested."""
    if held is None or held.position <= seen:
        return Cell(value=value, position=position)
    earlier = (*held.contested, Statement(value=held.value, position=held.position))
    contested = tuple(
        each for each in earlier if each.position > seen and not _same(each.value, value)
    )
    return Cell(value=value, position=position, contested=contested)


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values say the same; the order of several codes or links says nothing."""
    if isinstance(one, list) and isinstance(other, list):
        return _sorted(one) == _sorted(other)
    # True is no 1 in JSON, though Python says they are equal; 1 and 1.0 are one number in both.
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def _sorted(several: list[Any]) -> list[Any]:
    return sorted(several) if all(isinstance(each, str) for each in several) else several
