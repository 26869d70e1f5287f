"""Ages that are compared with a number say which days of birth may meet that, and leave out nobody who does."""

import operator
from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from yibiao.model.derivation import age_of_birth_date
from yibiao.slicing.ages import Born, span

COMPARED = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge, ">": operator.gt, "<>": operator.ne,
}  # fmt: skip
DAYS = st.dates(date(1880, 1, 1), date(2080, 12, 31))


def age(born, today):
    return age_of_birth_date(born.isoformat(), today)


@given(DAYS, DAYS, st.sampled_from([*COMPARED]), st.floats(-2, 130) | st.integers(-2, 130))
def test_nobody_of_that_age_was_born_on_another_day(born, today, how, years):
    found, held = span(today, how, years), age(born, today)
    if found and held is not None and COMPARED[how](held, years):
        first, last = found
        assert first is None or first <= born
        assert last is None or born <= last


@given(st.dates(date(1950, 1, 1), date(2026, 1, 1)), st.integers(1, 60))
def test_whoever_is_younger_by_days_is_left_out(born, years):
    """The span of "at least so old" ends on the very birthday, or behind a leap day."""
    today = date(2026, 3, 1)
    _, last = span(today, ">=", years)
    assert (born <= last) == (age(born, today) >= years) or (last.month, last.day) == (3, 1)


@pytest.mark.parametrize("how", ["<", "<=", "=", ">=", ">"])
def test_the_condition_holds_of_whoever_has_no_day_of_birth_or_one_to_come(how):
    """Their age is what was filed, whatever that is."""
    said = Born(exp.column("born", quoted=True), date(2026, 1, 1)).condition(how, 60)
    found = duckdb.sql(
        f"SELECT bool_and({said.sql('duckdb')}) FROM (VALUES (NULL), (DATE '2026-01-02')) AS t(\"born\")"
    )
    assert found.fetchall() == [(True,)]


def test_what_says_nothing_of_birth_leaves_all_to_the_age():
    assert span(date(2026, 1, 1), "<>", 60) is None
    assert span(date(2026, 1, 1), ">=", -1) is None
    assert span(date(2026, 1, 1), ">=", 3_000) is None
