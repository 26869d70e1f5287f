"""Ages as headings print them (60岁以上, 0-6岁, 18周岁（不含）以下) → the years they span."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

ELEMENT: Final = "person.age"
_YEARS: Final = r"(?:周?岁|岁)"
_IN: Final = r"(?:\((含|不含)[^()]{0,6}\))?"
_BETWEEN: Final = re.compile(
    rf"(\d{{1,3}}){_YEARS}?{_IN}(?:-{{1,3}}|~|至|到|—{{1,2}}|–|－)(\d{{1,3}})({_YEARS}?){_IN}(?:之间|组)?"
)
_FROM: Final = re.compile(
    rf"(?:年?满|≥|>=)(\d{{1,3}}){_YEARS}{_IN}(?:以上)?|(\d{{1,3}})({_YEARS}?){_IN}(?:及其?|含)?以上{_IN}|(\d{{1,3}})()\+"
)
_TO: Final = re.compile(
    rf"(\d{{1,3}}){_YEARS}{_IN}(及其?|含)?(?:以下|以内){_IN}|(?:≤|<=)(\d{{1,3}}){_YEARS}?"
)
_UNDER: Final = re.compile(rf"(?:不满|未满|不足|<)(\d{{1,3}}){_YEARS}")
_ONE: Final = re.compile(rf"(\d{{1,3}}){_YEARS}(?!以|及|\()")


@dataclass(frozen=True)
class Ages:
    """
    From *low* to *high* full years, both included; `None` is open.

    Attributes:
        edge: An age of which is not said whether it is included: 以下 beside no 以上.
        bare: Nothing says that years of age are meant: 60-69.
    """

    low: int | None = None
    high: int | None = None
    edge: int | None = None
    bare: bool = False

    @property
    def where(self) -> str:
        """As a condition."""
        if self.low is not None and self.high is not None:
            if self.low == self.high:
                return f"{ELEMENT} = {self.low}"
            return f"{ELEMENT} between {self.low} and {self.high}"
        if self.low is not None:
            return f"{ELEMENT} >= {self.low}"
        return f"{ELEMENT} < {(self.high or 0) + 1}"

    def within(self, other: "Ages") -> "Ages":
        """What both span."""
        lows = [each for each in (self.low, other.low) if each is not None]
        highs = [each for each in (self.high, other.high) if each is not None]
        return Ages(max(lows, default=None), min(highs, default=None), self.edge or other.edge)


def age_at(text: str, start: int) -> tuple[int, Ages] | None:
    """
    The ages printed at *start*, and where they end; nothing where none are.

    >>> age_at("60-69岁", 0), age_at("65岁及以上", 0)[1].where, age_at("16岁以下", 0)[1].edge
    ((6, Ages(low=60, high=69, edge=None, bare=False)), 'person.age >= 65', 16)
    """
    if found := _BETWEEN.match(text, start):
        low = int(found[1]) + (found[2] == "不含")
        high = int(found[3]) - (found[5] == "不含")
        bare = "岁" not in found[0]
        return found.end(), Ages(low, high, bare=bare)
    if found := _FROM.match(text, start):
        years = int(found[1] or found[3] or found[7])
        excluded = "不含" in (found[2], found[5], found[6])
        return found.end(), Ages(years + excluded, bare="岁" not in found[0])
    if found := _UNDER.match(text, start):
        return found.end(), Ages(None, int(found[1]) - 1)
    if found := _TO.match(text, start):
        return found.end(), _to(found)
    if found := _ONE.match(text, start):
        return found.end(), Ages(int(found[1]), int(found[1]))
    return None


def _to(found: re.Match[str]) -> Ages:
    if found[5]:
        return Ages(None, int(found[5]))
    years, said = int(found[1]), (found[2], found[4])
    if found[3] or "含" in said:
        return Ages(None, years)
    return Ages(None, years - 1, edge=None if "不含" in said else years)


def ages_of(where: str) -> Ages | None:
    """The ages that a condition of ours spans, if it says nothing else."""
    if found := re.fullmatch(rf"{ELEMENT} between (\d+) and (\d+)", where):
        return Ages(int(found[1]), int(found[2]))
    if found := re.fullmatch(rf"{ELEMENT} (>=|<=|<|=) (\d+)", where):
        years = int(found[2])
        return {
            ">=": Ages(years), "<=": Ages(None, years), "<": Ages(None, years - 1), "=": Ages(years, years),
        }[found[1]]  # fmt: skip
    return None


def joined(several: list[Ages]) -> Ages | None:
    """All of them as one, where each goes on where another ends."""
    ordered = sorted(several, key=lambda each: -1 if each.low is None else each.low)
    for before, after in pairwise(ordered):
        if before.high is None or after.low != before.high + 1:
            return None
    return Ages(ordered[0].low, ordered[-1].high) if ordered else None
