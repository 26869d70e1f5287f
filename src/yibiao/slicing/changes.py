"""How much of what is held changes from one round to the next: measured in the history, not guessed."""

from sqlglot import exp, parse_one

_CHANGED = """
WITH "held" AS (
    SELECT "#subject", "#element", arg_max_null("value", "#position") AS "value"
    FROM "statement" WHERE "#position" <= {opened} AND NOT starts_with("#element", '#')
    GROUP BY "#subject", "#element"
), "known" AS (
    SELECT * FROM "held" WHERE "value" IS NOT NULL AND json_type("value") <> 'NULL'
), "stated" AS (
    SELECT "#subject", "#element", arg_max_null("value", "#position") AS "value"
    FROM "statement" WHERE "#position" > {opened} AND "#position" <= {closed} AND NOT starts_with("#element", '#')
    GROUP BY "#subject", "#element"
)
SELECT (SELECT count(*) FROM "known") AS "held",
    (SELECT count(*) FROM "stated" LEFT JOIN "known" USING ("#subject", "#element")
     WHERE "stated"."value" IS DISTINCT FROM "known"."value") AS "changed"
"""


def changed(opened: int, closed: int) -> exp.Query:
    """
    One row: the cells held when a round opened, and those stated otherwise by its closing, new ones included.

    Args:
        opened: Journal position of the round's opening.
        closed: Journal position of its closing.
    """
    text = _CHANGED.format(opened=int(opened), closed=int(closed))
    return parse_one(text, dialect="duckdb", into=exp.Select)
