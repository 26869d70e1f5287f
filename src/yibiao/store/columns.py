"""Elements → columns of the picture; records and entries → its rows, which DuckDB parses by itself from JSON."""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic_core import to_json

from yibiao.model.element import Element
from yibiao.model.kinds import NAMING, ValueKind
from yibiao.model.record import Record

#: How texts lie of which few are alike, behind their type. Packed they take half as much room, and whoever reads one has two
#: thousand unpacked.
PLAIN: Final = " USING COMPRESSION uncompressed"

#: What every table of a kind of subject begins with.
FIXED: Final[Mapping[str, str]] = {
    "#subject": f"VARCHAR{PLAIN}",
    "#unit": "VARCHAR",
    "#closed": "BOOLEAN",
    "#position": "BIGINT",
    "#confirmed": "BIGINT",
    "#since": "MAP(VARCHAR, BIGINT)",
    "#contested": "VARCHAR[]",
    "#loaded": "VARCHAR[]",
}

_TYPES: Final[Mapping[ValueKind, str]] = {
    **dict.fromkeys(NAMING, f"VARCHAR{PLAIN}"),
    ValueKind.DATE: "DATE",
    ValueKind.DATETIME: "TIMESTAMP",
    ValueKind.INTEGER: "BIGINT",
    ValueKind.NUMBER: "DOUBLE",
    ValueKind.AREA: "DOUBLE",
    ValueKind.PERCENT: "DOUBLE",
    ValueKind.MONEY: "DECIMAL(18,2)",
    ValueKind.BOOLEAN: "BOOLEAN",
    ValueKind.CODES: "VARCHAR[]",
    ValueKind.LINKS: "VARCHAR[]",
    ValueKind.ROWS: "JSON",
}


def quoted(name: str) -> str:
    """*name* as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """*text* as a string."""
    return "'" + text.replace("'", "''") + "'"


def column_type(element: Element) -> str | None:
    """The type of the column of *element*, and how it lies; none for a link read backwards, which nobody states."""
    return None if element.inverse_of else _TYPES.get(element.kind, "VARCHAR")


def bare(type_: str) -> str:
    """A type without how it lies."""
    return type_.removesuffix(PLAIN)


def marks(record: Record) -> dict[str, Any]:
    """When a record was confirmed, what was stated since, what is contested, and what only a register says."""
    confirmed = record.confirmed
    since, contested, loaded = {}, [], []
    for id_, cell in record.cells.items():
        if cell.position > confirmed:
            since[id_] = cell.position
        if cell.contested:
            contested.append(id_)
        if cell.loaded:
            loaded.append(id_)
    if record.moved is not None and record.moved.contested:
        contested.append("#unit")
    return {"#confirmed": confirmed, "#since": since, "#contested": contested, "#loaded": loaded}


def row(record: Record, columns: Mapping[str, str]) -> dict[str, Any]:
    """A record as one flat object, of the elements that have a column."""
    return {
        "#subject": record.subject,
        "#unit": record.unit,
        "#closed": record.closed,
        "#position": record.position,
        **marks(record),
        **{id_: cell.value for id_, cell in record.cells.items() if id_ in columns},
    }


def rows_sql(columns: Mapping[str, str]) -> str:
    """
    The query that makes rows of these columns from a list of JSON texts, its one parameter.

    A value that its column cannot take becomes NULL: one odd cell must not hide all others.
    """
    structure = literal(json.dumps({name: bare(type_) for name, type_ in columns.items()}))
    return f"""
SELECT unnest("row")
FROM (
  SELECT json_transform("text", {structure}) AS "row"
  FROM (SELECT unnest($texts::VARCHAR[]) AS "text")
)
"""


_ENTRY: Final = {
    "entry": {
        "kind": "VARCHAR",
        "subject": "VARCHAR",
        "act": "VARCHAR",
        "unit": "VARCHAR",
        "values": "MAP(VARCHAR, JSON)",
    }
}

#: Entries as statements: one row a value. Whoever opens, moves, merges or closes a subject states its unit and whether it is
#: closed, under names that no element has. Bodies come with their positions, as two lists.
STATEMENTS_SQL: Final = f"""
WITH "told" AS (
  SELECT "position", json_transform("body", {literal(json.dumps(_ENTRY))})."entry" AS "entry"
  FROM (SELECT unnest($positions::BIGINT[]) AS "position", unnest($bodies::VARCHAR[]) AS "body")
), "stated" AS (
  SELECT "position", "entry", unnest(list_concat(
    map_entries("entry"."values"),
    CASE WHEN "entry"."act" IN ('open', 'move')
    THEN [{{'key': '#unit', 'value': to_json("entry"."unit")}}] END,
    CASE WHEN "entry"."act" IN ('open', 'confirm')
    THEN [{{'key': '#confirmed', 'value': to_json("position")}}] END,
    CASE WHEN "entry"."act" IN ('open', 'close', 'merge')
    THEN [{{'key': '#closed', 'value': to_json("entry"."act" <> 'open')}}] END
  )) AS "cell"
  FROM "told"
)
SELECT "position" AS "#position", "entry"."kind" AS "#kind", "entry"."subject" AS "#subject",
       "cell"."key" AS "#element", coalesce("cell"."value", 'null'::JSON) AS "value"
FROM "stated"
"""


def text(document: Mapping[str, Any]) -> str:
    """An object as JSON."""
    return to_json(document).decode()
