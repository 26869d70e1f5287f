"""How old something may be, and which forms a round brings up to date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.governance import becomes_stale, brings_up_to_date, oldest

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
PERIODS = ("daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly")


@pytest.mark.parametrize(
    ("period", "today", "expected"),
    [
        ("daily", date(2026, 3, 1), date(2026, 2, 28)),
        ("weekly", date(2026, 3, 1), date(2026, 2, 22)),
        ("monthly", date(2026, 3, 31), date(2026, 2, 28)),
        ("quarterly", date(2026, 2, 15), date(2025, 11, 15)),
        ("half-yearly", date(2026, 8, 31), date(2026, 2, 28)),
        ("yearly", date(2024, 2, 29), date(2023, 2, 28)),
        ("once", date(2026, 3, 1), None),
        ("ad-hoc", date(2026, 3, 1), None),
        (None, date(2026, 3, 1), None),
    ],
)
def test_what_is_said_before_that_day_is_stale(period, today, expected):
    """A calendar month back, and the last day where that month is shorter."""
    assert expected == oldest(period, today)


@given(DAYS, st.sampled_from(PERIODS), st.integers(-3, 400))
def test_it_becomes_stale_on_the_first_day_on_which_it_is(said, period, days):
    """The two agree, within the days by which months differ."""
    today = said + timedelta(days=days)
    first = becomes_stale(said, period)
    stale = said < oldest(period, today)

    if abs((today - first).days) > 3:
        assert stale is (today >= first)
    assert becomes_stale(said, "once") is None


@pytest.mark.parametrize(
    ("round_", "form", "expected"),
    [
        ("monthly", "monthly", True),
        ("quarterly", "monthly", True),
        ("monthly", "quarterly", False),
        ("yearly", "once", False),
        ("once", "once", True),
        ("ad-hoc", "monthly", False),
        ("yearly", None, False),
    ],
)
def test_a_round_asks_anew_what_is_asked_as_often(round_, form, expected):
    """Its own period's forms, and those that are asked more often; never what is asked once."""
    assert expected is brings_up_to_date(round_, form)
