"""
Ages that are compared with a number → the days of birth of whoever may meet that.

An age is worked out for each row, and everything else of a row is read by then; days of birth are compared while they are read, and
what is beside those that are left out need not be.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from yibiao.slicing.terms import any_of, cast, paren, text


@dataclass(frozen=True)
class Born:
    """Where the day of birth stands that an age follows from, and the day by which it is reckoned."""

    column: exp.Column
    day: date

    def condition(self, operator: str, years: float) -> exp.Expr | None:
        """
        What holds of everybody whose age compares so to *years*, and is never unknown; nothing if that says little.

        Whoever has no day of birth, or one that is still to come, has the age that was filed.
        """
        found = span(self.day, operator, years)
        if found is None:
            return None
        first, last = found
        missing = exp.Is(this=self.column.copy(), expression=exp.Null())
        if last is None:
            return paren(any_of(self._since(first or self.day), missing))
        to_come = exp.GT(this=self.column.copy(), expression=_day(self.day))
        until: exp.Expr = exp.LTE(this=self.column.copy(), expression=_day(last))
        if first is not None:
            until = exp.Between(this=self.column.copy(), low=_day(first), high=_day(last))
        return paren(any_of(until, missing, to_come))

    def _since(self, first: date) -> exp.Expr:
        return exp.GTE(this=self.column.copy(), expression=_day(first))


#: By the way to an element and its id: where the day of birth stands, if it is an age.
BornOf = Callable[[tuple[str, ...], str], Born | None]


def nobody(_via: tuple[str, ...], _element: str) -> None:
    """Of no element is it known."""


def span(day: date, operator: str, years: float) -> tuple[date | None, date | None] | None:
    """
    The first and the last day on which whoever has such an age may be born; nothing where there is no telling.

    >>> span(date(2026, 1, 1), ">=", 80)
    (None, datetime.date(1946, 1, 1))
    """
    if not 0 <= years < day.year - 1:  # the calendar begins with the year 1
        return None
    from_, below = math.ceil(years), math.floor(years) + 1
    spans = {
        ">=": (None, _latest(day, from_)),
        ">": (None, _latest(day, below)),
        "<": (_earliest(day, from_), None),
        "<=": (_earliest(day, below), None),
        "=": (_earliest(day, below), _latest(day, from_)),
    }
    return spans.get(operator)


def _latest(day: date, years: int) -> date:
    """The last birthday of whoever is that old."""
    return _before(day, years, date(1, 3, 1))


def _earliest(day: date, years: int) -> date:
    """A day on or before the first birthday of whoever is not that old yet."""
    return _before(day, years, date(1, 2, 28))


def _before(day: date, years: int, instead: date) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # there was no 29 February in that year
        return instead.replace(year=day.year - years)


def _day(day: date) -> exp.Expr:
    return cast(text(day.isoformat()), "DATE")
