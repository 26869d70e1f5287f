"""A period and a day → what is older than the period; a round's period → which forms it brings up to date."""

import calendar
from datetime import date, timedelta
from typing import Final

from yibiao.model.form import TIMES_A_YEAR, Period

_DAYS: Final[dict[Period, int]] = {"daily": 1, "weekly": 7}
_MONTHS: Final[dict[Period, int]] = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


def oldest(period: Period | None, today: date) -> date | None:
    """
    The first day on which something may have been said that is no older than *period*; what is said before is stale.

    Nothing that is asked once, or when there is occasion, grows stale. What is said on a day that the other month lacks
    is as old as if it had been said on its last.

    >>> oldest("monthly", date(2026, 3, 31))
    datetime.date(2026, 2, 28)
    """
    if period in _DAYS:
        return today - timedelta(days=_DAYS[period])
    if period in _MONTHS:
        return _months_before(today, _MONTHS[period])
    return None


def becomes_stale(said: date, period: Period | None) -> date | None:
    """The first day on which what was said on a day is older than *period*."""
    if period in _DAYS:
        return said + timedelta(days=_DAYS[period] + 1)
    if period in _MONTHS:
        return _months_before(said + timedelta(days=1), -_MONTHS[period])
    return None


def brings_up_to_date(round_: Period, form: Period | None) -> bool:
    """Whether a round of one period asks anew what a form of another asks: its own, and any that is asked more often."""
    if form == round_:
        return True
    periodic = {*_DAYS, *_MONTHS}
    if form not in periodic or round_ not in periodic:
        return False
    return TIMES_A_YEAR[form] >= TIMES_A_YEAR[round_]


def _months_before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))
