"""What nobody asks for is left out of a query, and the answer is the same."""

import duckdb
import pytest
from sqlglot import parse_one

from yibiao.model.units import Units
from yibiao.slicing import pruned, terms
from yibiao.slicing.terms import column, in_units

TABLES = """
CREATE TABLE p AS SELECT * FROM (VALUES (1, 'a', 10, [1, 2]), (2, 'b', 20, [3]), (3, NULL, 30, [])) AS t("id", "home", "age", "codes");
CREATE TABLE h AS SELECT * FROM (VALUES ('a', 'x', 's'), ('b', 'y', 't')) AS t("key", "name", "street");
CREATE TABLE s AS SELECT * FROM (VALUES ('s', 1), ('t', 2)) AS t("key", "size");
"""
HOMES = '"p" LEFT JOIN "h" ON "h"."key" = "p"."home"'
STREETS = f'{HOMES} LEFT JOIN "s" ON "s"."key" = "h"."street"'
APART = 'JOIN (SELECT DISTINCT "street", "key" FROM "h") AS "d" ON "d"."key" <> \'z\''

#: What is asked, and as what it is asked.
ASKED = {
    "a table of which nothing is asked": (
        f'SELECT SUM("age") AS "n" FROM (SELECT "p"."age" AS "age", "h"."name" AS "name" FROM {HOMES}) AS "q"',
        'SELECT SUM("age") AS "n" FROM (SELECT "p"."age" AS "age" FROM "p") AS "q"',
    ),
    "a table that led to another": (
        f'SELECT "q"."age" FROM (SELECT "p"."age" AS "age", "s"."size" AS "size" FROM {STREETS}) AS "q"',
        'SELECT "q"."age" FROM (SELECT "p"."age" AS "age" FROM "p") AS "q"',
    ),
    "a table that leads to one that is asked for": (
        f'SELECT "q"."size" FROM (SELECT "p"."age" AS "age", "s"."size" AS "size" FROM {STREETS}) AS "q"',
        f'SELECT "q"."size" FROM (SELECT "s"."size" AS "size" FROM {STREETS}) AS "q"',
    ),
    "what a condition or an order names": (
        f'SELECT "id" FROM (SELECT "p"."id", "p"."age", "p"."home", "h"."name" AS "name" FROM {HOMES} WHERE "h"."name" = \'x\') AS "q" ORDER BY "age"',
        f'SELECT "id" FROM (SELECT "p"."id", "p"."age", "h"."name" AS "name" FROM {HOMES} WHERE "h"."name" = \'x\') AS "q" ORDER BY "age"',
    ),
    "what passes through": (
        'SELECT "b" FROM (SELECT *, "age" + 1 AS "b", "id" + 1 AS "c" FROM (SELECT "id", "age", "home" FROM "p") AS "i") AS "q"',
        'SELECT "b" FROM (SELECT *, "age" + 1 AS "b" FROM (SELECT "age" FROM "p") AS "i") AS "q"',
    ),
    "nothing of what is all asked for": (
        f'SELECT * FROM (SELECT "p"."id", "h"."name" AS "name" FROM {HOMES}) AS "q"',
        f'SELECT * FROM (SELECT "p"."id", "h"."name" AS "name" FROM {HOMES}) AS "q"',
    ),
    "nothing that makes rows more, fewer or one of several": (
        f'SELECT COUNT(*) AS "n" FROM (SELECT "id", UNNEST("codes") AS "code" FROM "p") AS "q" {APART}',
        f'SELECT COUNT(*) AS "n" FROM (SELECT UNNEST("codes") AS "code" FROM "p") AS "q" {APART}',
    ),
    "one column at least": (
        'SELECT COUNT(*) AS "n" FROM (SELECT "id", "age" FROM "p") AS "q"',
        'SELECT COUNT(*) AS "n" FROM (SELECT "id" FROM "p") AS "q"',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_what_nobody_asks_for_is_left_out(name):
    """Of columns and tables; with the same answer."""
    asked, expected = ASKED[name]
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        before = sorted(map(repr, connection.execute(asked).fetchall()))

        found = pruned(parse_one(asked, dialect="duckdb")).sql(dialect="duckdb")
        assert found == expected
        assert sorted(map(repr, connection.execute(found).fetchall())) == before


@pytest.mark.parametrize("named", [0, 3, 600])
@pytest.mark.parametrize(
    "units", [(), ("001",), ("001", "002", "004"), ("002", "003", "004", "005")]
)
def test_units_are_the_same_named_each_or_in_stretches(monkeypatch, named, units):
    """Whoever is of them is found, and nobody else."""
    monkeypatch.setattr(terms, "_NAMED", named)
    known = ("001", "002", "003", "004", "005")
    condition = in_units(column("unit"), Units.among(units, known)).sql(dialect="duckdb")
    all_ = f'SELECT unnest({[*known]}) AS "unit"'
    found = duckdb.sql(f'SELECT "unit" FROM ({all_}) WHERE {condition} ORDER BY 1').fetchall()

    assert [each for (each,) in found] == [*units]
