"""Periods of the calendar: from which day to which a form is answered for."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

#: Months in a period that begins with a month.
_MONTHS: Final = {"yearly": 12, "half-yearly": 6, "quarterly": 3, "monthly": 1}

Span = tuple[date, date]


def span_of(period: str | None, day: date) -> Span | None:
    """
    First and last day of the period that *day* lies in; `None` for periods that the calendar does not know.

    >>> span_of("quarterly", date(2026, 5, 3))
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    """
    if period == "daily":
        return day, day
    if period == "weekly":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    months = _MONTHS.get(period or "")
    if months is None:
        return None
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, _after(first, months) - timedelta(days=1)


def spans_within(period: str, first: date, last: date) -> Iterator[Span]:
    """
    The periods of a kind that lie in a stretch of time, cut off at its ends.

    >>> [end.isoformat() for _, end in spans_within("monthly", date(2026, 1, 15), date(2026, 3, 2))]
    ['2026-01-31', '2026-02-28', '2026-03-02']
    """
    day = first
    while day <= last:
        span = span_of(period, day)
        if span is None:
            return
        yield max(span[0], first), min(span[1], last)
        day = span[1] + timedelta(days=1)


def _after(first: date, months: int) -> date:
    total = first.year * 12 + first.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)
