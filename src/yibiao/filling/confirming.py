"""Whether whoever confirms a record has seen what is held."""

from yibiao.errors import ChangedSince
from yibiao.model.record import Cell, Entry, Record


def require_unchanged(entry: Entry, record: Record | None) -> None:
    """
    Let a confirmation pass if nothing was stated since the base that it names; any other entry passes.

    What a device had kept is confirmed as of then, whatever came since: its place among the entries says of what.

    Raises:
        ChangedSince: Something was.
    """
    if entry.act != "confirm" or entry.base is None or entry.chain is not None or record is None:
        return
    changed = [id_ for id_, cell in record.cells.items() if _newest(cell) > entry.base]
    if changed:
        raise ChangedSince(subject=entry.subject, elements=changed)


def _newest(cell: Cell) -> int:
    return max(cell.position, *(each.position for each in cell.contested), 0)
