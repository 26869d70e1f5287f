"""Elements → columns of the picture; records and entries → its rows, which DuckDB parses by itself from JSON."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic_core import from_json, to_json

from yibiao.model.element import Element
from yibiao.model.kinds import ValueKind

#: What every table of a kind of subject begins with.
FIXED: Final[Mapping[str, str]] = {
    "#subject": "VARCHAR",
    "#unit": "VARCHAR",
    "#closed": "BOOLEAN",
    "#position": "BIGINT",
}

_TYPES: Final[Mapping[ValueKind, str]] = {
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

_STATEMENT: Final = {
    "position": "BIGINT",
    "kind": "VARCHAR",
    "subject": "VARCHAR",
    "values": "MAP(VARCHAR, JSON)",
}


def column_type(element: Element) -> str | None:
    """The type of the column of *element*; none for a link read backwards, which nobody states."""
    return None if element.inverse_of else _TYPES.get(element.kind, "VARCHAR")


def row(record: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """A record's document as one flat object, of the elements that have a column."""
    cells: Mapping[str, Mapping[str, Any]] = record.get("cells", {})
    return {
        "#subject": record["subject"],
        "#unit": record["unit"],
        "#closed": record.get("closed", False),
        "#position": record["position"],
        **{id_: cell.get("value") for id_, cell in cells.items() if id_ in columns},
    }


def statements(position: int, entry: Mapping[str, Any]) -> dict[str, Any]:
    """
    What an entry states, as one object.

    Whoever opens, moves or closes a subject states its unit and whether it is closed, under names no element has.
    """
    act = entry.get("act", "state")
    return {
        "position": position,
        "kind": entry["kind"],
        "subject": entry["subject"],
        "values": {
            **entry.get("values", {}),
            **({"#unit": entry["unit"]} if act in ("open", "move") else {}),
            **({"#closed": act == "close"} if act in ("open", "close") else {}),
        },
    }


def rows_sql(columns: Mapping[str, str]) -> str:
    """
    The query that makes rows of these columns from a list of JSON texts, its one parameter.

    A value that its column cannot take becomes NULL: one odd cell must not hide all others.
    """
    structure = literal(json.dumps(columns))
    return f"""
SELECT unnest("row")
FROM (
  SELECT json_transform("text", {structure}) AS "row"
  FROM (SELECT unnest($texts::VARCHAR[]) AS "text")
)
"""


STATEMENTS_SQL: Final = f"""
SELECT "stated"."position" AS "#position", "stated"."kind" AS "#kind", "stated"."subject" AS "#subject",
       "each"."key" AS "#element", coalesce("each"."value", 'null'::JSON) AS "value"
FROM (
  SELECT "stated", unnest(map_entries("stated"."values")) AS "each"
  FROM (SELECT json_transform(unnest($texts::VARCHAR[]), '{json.dumps(_STATEMENT)}') AS "stated")
)
"""


def texts(documents: Iterable[Mapping[str, Any]]) -> list[str]:
    """Objects as JSON texts."""
    return [to_json(each).decode() for each in documents]


def entry_of(body: str | None) -> dict[str, Any] | None:
    """The entry in an event's body, unless that was erased."""
    if body is None:
        return None
    entry: dict[str, Any] = from_json(body)["entry"]
    return entry


def quoted(name: str) -> str:
    """*name* as an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """*text* as a string."""
    return "'" + text.replace("'", "''") + "'"
