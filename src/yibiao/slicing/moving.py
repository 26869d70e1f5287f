"""Who has come from one unit to another, or was closed, since a position of the journal, as far as it concerns some units."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlglot import exp, parse_one

from yibiao.model.kinds import SubjectKind

_HERE: Final = "IN (SELECT unnest($units::VARCHAR[]))"

_MOVED: Final = f"""
WITH "moved" AS (
    SELECT DISTINCT "#subject" FROM "statement" WHERE "#element" = '#unit' AND "#position" > {{since}}
), "told" AS (
    SELECT "#subject",
        json_extract_string(coalesce(
            arg_max_null("value", "#position") FILTER (WHERE "#position" <= {{since}}), arg_min("value", "#position")
        ), '$') AS "from",
        json_extract_string(arg_max_null("value", "#position"), '$') AS "to", max("#position") AS "position"
    FROM "statement" WHERE "#element" = '#unit' AND "#subject" IN (SELECT "#subject" FROM "moved")
    GROUP BY "#subject"
)
SELECT * FROM "told" WHERE "from" IS NOT NULL AND ("from" {_HERE}) <> ("to" {_HERE})
"""

#: What says by itself who a subject is, in one case and without marks; of what is not written in ASCII nobody here knows how
#: it is spelt, so that it may be anything. What only begins with a number, as a certificate does, is cut to its length.
_NUMBER: Final = """CASE WHEN regexp_full_match("value", '[ -~]*')
    THEN left(regexp_replace(upper("value"), '[^0-9A-Z]', '', 'g'), 18) ELSE '?' END"""

_CLOSED: Final = f"""
WITH "closed" AS (
    SELECT "#subject", max("#position") AS "position"
    FROM "statement" WHERE "#element" = '#closed' AND "#position" > {{since}}
    GROUP BY "#subject" HAVING arg_max("value", "#position")::VARCHAR = 'true'
), "said" AS ({{said}}),
"numbered" AS (SELECT "#subject", "#unit", "#closed", {_NUMBER} AS "number" FROM "said" WHERE "value" IS NOT NULL),
"here" AS (SELECT DISTINCT "number" FROM "numbered" WHERE NOT "#closed" AND "#unit" {_HERE})
SELECT "#subject", "position" FROM "closed" WHERE "#subject" IN (
    SELECT "#subject" FROM "said" WHERE "#unit" {_HERE}
    UNION ALL
    SELECT "#subject" FROM "numbered" WHERE "#closed" AND (
        "number" = '?' OR "number" IN (SELECT "number" FROM "here") OR '?' IN (SELECT "number" FROM "here")
    )
)
"""


def moved(since: int) -> exp.Query:
    """
    Each subject that left the units `$units` for others after a position, or came from others.

    With its unit then (or its first), its unit now, and where that stands.
    """
    return parse_one(_MOVED.format(since=int(since)), dialect="duckdb", into=exp.Select)


def closed(since: int, numbers: Mapping[SubjectKind, Collection[str]]) -> exp.Query:
    """
    Each subject that was closed after a position and is closed still, and where that stands.

    Of those that did not lie in the units `$units`, only those that may have a number of an open subject there.

    Args:
        since: The position.
        numbers: By kind, the elements that say by themselves who a subject is, or begin with what does.
    """
    said = " UNION ALL ".join(_said(kind, numbers.get(kind, ())) for kind in SubjectKind)
    return parse_one(_CLOSED.format(since=int(since), said=said), dialect="duckdb", into=exp.Select)


def _said(kind: SubjectKind, elements: Collection[str]) -> str:
    """What is said in *elements* of subjects of *kind* that lie here or were closed, a row for each, and one of nothing."""
    values = ", ".join(["NULL", *(f'"{each}"' for each in elements)])
    return f"""SELECT "#subject", "#unit", "#closed", unnest([{values}]::VARCHAR[]) AS "value"
    FROM "{kind.value}" WHERE "#unit" {_HERE} OR "#subject" IN (SELECT "#subject" FROM "closed")"""
