"""A sealed slice's file → the query that reads it, as if it were asked of the picture."""

from collections.abc import Sequence

from sqlglot import exp

from yibiao.model.table import Header
from yibiao.slicing.terms import SUBJECT, UNIT, chosen, column, in_units, text


def sealed(file: str, headers: Sequence[Header], units: Sequence[str] | None = None) -> exp.Query:
    """
    The columns of the slice in the Parquet *file*, as `compile` has them.

    Args:
        file: Its path.
        headers: The form's columns.
        units: Only of these; `None` is all.
    """
    rows = exp.Table(this=exp.Anonymous(this="read_parquet", expressions=[text(file)]))
    columns = [column(each) for each in (UNIT, SUBJECT, *(header.id for header in headers))]
    query = chosen(*columns).from_(rows, copy=False)
    if units is not None:
        query = query.where(in_units(column(UNIT), units), copy=False)
    return query.order_by(column(UNIT), column(SUBJECT), copy=False)
