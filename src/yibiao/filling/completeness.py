"""A record and the forms that apply to it → what is still to be asked."""

from collections.abc import Collection
from datetime import date

from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import effective
from yibiao.model.merged import MergedTable
from yibiao.model.record import Record


def missing(
    record: Record,
    table: MergedTable,
    catalogue: Catalogue,
    *,
    today: date,
    applying: Collection[str] | None = None,
) -> tuple[str, ...]:
    """
    The elements that a form asks of the subject and for which nothing is held nor follows, in the table's order.

    Args:
        record: What is held about the subject.
        table: The one table of its kind.
        catalogue: Knows what follows from what.
        today: The day for which an age is wanted.
        applying: Ids of the forms in whose scope the subject stands, or to which it is linked; all when not given.
    """
    filed = {element: cell.value for element, cell in record.cells.items()}
    return tuple(
        column.element
        for column in table.columns
        if any(applying is None or asking.form in applying for asking in column.asked_by)
        and effective(column.element, filed, catalogue, today) is None
    )
