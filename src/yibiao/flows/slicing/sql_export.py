"""The answer to a department's own SQL as a file of any of the formats that slices come in."""

from typing import BinaryIO, Final

from yibiao import publishing
from yibiao.flows.house import House
from yibiao.flows.slicing import own_sql
from yibiao.flows.slicing.moments import AsOf
from yibiao.flows.slicing.watermarks import watermark_of
from yibiao.flows.slicing.written import Exported, Format, spooled
from yibiao.model.actor import Actor
from yibiao.model.table import Header, Rows, distinct
from yibiao.store import Batches
from yibiao.store.typed import typed

#: Kinds of values, by what the engine calls their types, where that is more than a text.
_KINDS: Final = {"DATE": "date", "TIMESTAMP": "datetime"}


def ask_as(
    house: House,
    department: str,
    sql: str,
    actor: Actor,
    format_: Format,
    *,
    as_of: AsOf = None,
) -> Exported:
    """
    As `own_sql.ask`, in a file; as JSON it comes an object a line.

    Raises:
        NotFound, Invalid, BadRequest, TooSlow, PictureBehind: As `own_sql.ask`.
    """
    answer = own_sql.ask(house, department, sql, actor, as_of=as_of)
    names = distinct(name for name, _ in answer.columns)
    types = [type_ for _, type_ in answer.columns]
    headers = tuple(
        Header(name, name, (), _KINDS.get(type_, "text"))
        for name, type_ in zip(names, types, strict=True)
    )
    says = watermark_of(house, actor)
    columns = list(zip(names, types, strict=True))
    with typed(columns, answer.rows, answer.as_of) as found:
        file = _written(found, headers, answer.rows, format_, says)
    return Exported(department, format_, answer.as_of, answer.completeness, says, file)


def _written(
    found: Batches,
    headers: tuple[Header, ...],
    rows: tuple[tuple[object, ...], ...],
    format_: Format,
    says: str,
) -> BinaryIO:
    if format_ == "parquet":
        return found.written("parquet", {publishing.WATERMARK: says})
    if format_ == "arrow":
        return spooled(lambda target: publishing.arrow_stream(target, found, says))
    if format_ == "xlsx":
        return spooled(
            lambda target: publishing.spread(target, headers, found, len(rows), watermark=says)
        )
    table = Rows(headers, rows, (), found.position)
    if format_ == "csv":
        text = "".join(publishing.csv_lines(table)) + publishing.csv_tail(says)
    else:
        text = "".join(publishing.json_lines(table))
    return spooled(lambda target: target.write(text.encode()))
