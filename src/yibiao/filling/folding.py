"""A record and an entry → the record that is held then."""

from typing import Any

from yibiao.errors import Conflict, SubjectClosed, SubjectExists, SubjectNotOpened
from yibiao.filling import standing
from yibiao.model.record import Cell, Entry, Record, Statement

#: What moves a subject, or says whether it is closed.
_PLACING = ("open", "move")
_ENDING = ("open", "close", "merge")


def require_admissible(entry: Entry, record: Record | None) -> None:
    """
    Let *entry* pass if it may follow on *record*.

    A closed subject may be opened again: whoever was struck off by mistake, or has come back, keeps what was held.
    What a device said before it could know of the closing is taken late, as it would have been in time.

    Raises:
        SubjectNotOpened: Nobody has opened the subject, or the entry that opens it is still on its way.
        SubjectExists: It is opened a second time.
        SubjectClosed: Anything but opening it again.
        Conflict: It is a subject of another kind.
    """
    if record is None:
        if entry.act != "open":
            raise SubjectNotOpened(subject=entry.subject)
        return
    if record.kind is not entry.kind:
        raise Conflict(subject=entry.subject, kind=record.kind.value)
    unknowing = _said_before_closing(entry, record)
    if record.closed and entry.act != "open" and not unknowing:
        raise SubjectClosed(subject=entry.subject)
    if entry.act == "open" and (unknowing or not record.closed):
        raise SubjectExists(subject=entry.subject)


def fold(record: Record | None, entry: Entry, position: int) -> Record:
    """
    What is held once *entry*, admissible on *record*, stands in the journal at *position*.

    What the entry omits stays. A newer statement is held; an older one that its stater had not seen and that says
    otherwise is kept beside it as contested, until somebody who has seen it states the cell. What a register says is
    held where nobody says anything, and contested where it differs. See `standing` for what devices had kept.

    >>> opened = fold(None, Entry(id="e1", unit="u", subject="s", kind="person", act="open", values={"person.name": "甲"}), 1)
    >>> fold(opened, Entry(id="e2", unit="u", subject="s", kind="person", values={"person.phone": "1"}), 2).cells["person.name"].value
    '甲'
    """
    cells = _cells(record.cells if record else {}, entry, position)
    confirms = record is None or entry.act in ("open", "confirm")
    moved = _moved(record, entry, position)
    ended = _ended(record, entry, position)
    end = ended.value if ended and ended.value else {}
    return Record(
        subject=entry.subject,
        kind=entry.kind,
        unit=moved.value if moved else record.unit if record else entry.unit,
        position=position,
        confirmed=position if confirms or record is None else record.confirmed,
        closed=bool(ended and ended.value is not None),
        reason=end.get("reason"),
        merged_into=end.get("into"),
        cells=cells,
        moved=moved,
        ended=ended,
        unlike=_unlike(record, entry),
    )


def _unlike(record: Record | None, entry: Entry) -> tuple[str, ...]:
    """The others that it was said not to be, by whoever said so."""
    known = record.unlike if record else ()
    return tuple(sorted({*known, *entry.unlike})) if entry.unlike else known


def _cells(cells: dict[str, Cell], entry: Entry, position: int) -> dict[str, Cell]:
    seen = _seen(entry, position)
    if entry.act == "confirm":
        cells = {id_: standing.confirmed(cell, seen) for id_, cell in cells.items()}
    elif entry.values:
        cells = dict(cells)
    # A desk's statement in place of one that it had seen is nearly every one that is made.
    loaded = entry.unconfirmed
    plain = not loaded and entry.chain is None
    for element, value in entry.values.items():
        held = cells.get(element)
        cells[element] = (
            Cell(value=value, position=position)
            if plain and (held is None or standing.replaceable(held, seen))
            else _cell(held, entry, value, position, loaded=element in loaded)
        )
    return cells


def _cell(
    cell: Cell | None, entry: Entry, value: Any, position: int, *, loaded: bool = False
) -> Cell:
    if loaded:
        return standing.loaded(cell, Statement(value=value, position=position, loaded=True))
    statement = Statement(value=value, position=position, chain=entry.chain)
    return standing.stated(cell, statement, _seen(entry, position))


def _seen(entry: Entry, position: int) -> int:
    """
    Up to where whoever made *entry* had seen the journal.

    Without a base: all of it, at a desk; nothing of it but its own chain, on a device that kept it for a while.
    """
    if entry.base is not None:
        return min(entry.base, position - 1)
    return 0 if entry.chain else position - 1


def _moved(record: Record | None, entry: Entry, position: int) -> Cell | None:
    """The unit as a cell; nothing as long as only the opening has said it."""
    if record is None:
        return None
    if entry.act not in _PLACING:
        return record.moved
    opening = record.moved or Cell(value=record.unit, position=0)
    return _cell(opening, entry, entry.unit, position)


def _ended(record: Record | None, entry: Entry, position: int) -> Cell | None:
    """Whether it is closed, as a cell; nothing as long as only the opening, or nobody since it was erased, has said it."""
    ended = record.ended if record else None
    if entry.act not in _ENDING or (record is None and entry.act == "open"):
        return ended
    end = None
    if entry.act != "open":
        end = {"reason": entry.reason, "into": entry.into}
    return _cell(ended or Cell(position=0), entry, end, position)


def _said_before_closing(entry: Entry, record: Record) -> bool:
    """Whether a device says it that had not heard of every closing there is."""
    if entry.chain is None or not record.closed or record.ended is None:
        return False
    seen = _seen(entry, record.position + 1)
    ends = (record.ended, *record.ended.contested, *record.ended.agreeing)
    return any(each.value and not standing.seen_by(each, entry.chain, seen) for each in ends)
