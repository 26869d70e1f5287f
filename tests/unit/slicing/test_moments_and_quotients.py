"""Moments are compared however they are written, whole numbers divided as OData divides them, wide signs quoted."""

from datetime import UTC, date, datetime

import duckdb
import pytest
from odatapy.server.uri import expression as odata
from odatapy.server.uri.expression import BinaryOperatorKind as Operator

from yibiao.model.expression.tree import Type
from yibiao.model.kinds import ValueKind
from yibiao.slicing.columns import Column, Columns
from yibiao.slicing.odata import _Reader
from yibiao.slicing.shaping import shaped
from yibiao.slicing.sifting import conditions

AT = Column("f1", "时刻", Type.TEXT, kind=ValueKind.DATETIME)
COUNT = Column("f2", "人数", Type.NUMBER, kind=ValueKind.INTEGER)


def answer(expression):
    sql = expression.sql(dialect="duckdb")
    return duckdb.execute(f"SELECT {sql} FROM (SELECT '2026-01-01T08:30' AS f1, -7 AS f2) AS slice").fetchone()[0]  # fmt: skip


@pytest.mark.parametrize("written", ["2026-01-01T08:30", "2026-01-01T08:30:00", "2026-01-01 08:30"])
@pytest.mark.parametrize("asked", ["时刻 = '{}'", "时刻 >= '{}'", "f1 in ('{}')"])
def test_seconds_of_nought_are_none(written, asked):
    columns = Columns((AT,))

    assert [True] == [
        answer(each) for each in conditions(asked.format(written), None, columns, date(2026, 1, 2))
    ]


def test_moments_of_odata_are_those_of_china():
    """Half past midnight in Greenwich is half past eight."""
    value = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    same = odata.Binary(
        Operator.EQ, odata.Member(["at"]), odata.Literal("", value, "Edm.DateTimeOffset")
    )

    assert answer(_Reader({"at": AT}).read(same))


def test_whole_numbers_are_divided_without_rest():
    """By `div`; `divby` has a fraction."""
    two = odata.Literal("2", 2, "Edm.Int32")
    halves = [
        odata.Binary(each, odata.Member(["n"]), two) for each in (Operator.DIV, Operator.DIVBY)
    ]

    assert [-3.0, -3.5] == [answer(_Reader({"n": COUNT}).read(each)) for each in halves]


@pytest.mark.parametrize("begins", ["=", "@", "\t", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_run_is_quoted(begins):
    """Wide signs too; what begins with a character or a digit is not."""
    texts = [f"{begins}1", "一", "1", "Ａ", "{"]
    quoted = shaped(Column("f1", "", Type.TEXT), "text").sql(dialect="duckdb")
    found = duckdb.execute(
        f"SELECT {quoted} FROM (SELECT unnest(?) AS f1) AS slice", [texts]
    ).fetchall()

    assert [f"'{begins}1", *texts[1:]] == [each for (each,) in found]
