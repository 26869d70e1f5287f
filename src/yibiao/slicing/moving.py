"""Who has come from one unit to another, or was closed, since a position of the journal."""

from sqlglot import exp, parse_one

_MOVED = """
WITH "moved" AS (
    SELECT DISTINCT "#subject" FROM "statement" WHERE "#element" = '#unit' AND "#position" > {since}
)
SELECT "#subject",
    json_extract_string(coalesce(
        arg_max_null("value", "#position") FILTER (WHERE "#position" <= {since}), arg_min("value", "#position")
    ), '$') AS "from",
    json_extract_string(arg_max_null("value", "#position"), '$') AS "to", max("#position") AS "position"
FROM "statement" WHERE "#element" = '#unit' AND "#subject" IN (SELECT "#subject" FROM "moved")
GROUP BY "#subject"
"""

_CLOSED = """
SELECT "#subject", max("#position") AS "position"
FROM "statement" WHERE "#element" = '#closed' AND "#position" > {since}
GROUP BY "#subject" HAVING arg_max("value", "#position")::VARCHAR = 'true'
"""


def moved(since: int) -> exp.Query:
    """Each subject that was opened or moved after a position: its unit then (or its first), its unit now, and where that stands."""
    return parse_one(_MOVED.format(since=int(since)), dialect="duckdb", into=exp.Select)


def closed(since: int) -> exp.Query:
    """Each subject that was closed after a position and is closed still, and where that stands."""
    return parse_one(_CLOSED.format(since=int(since)), dialect="duckdb", into=exp.Select)
