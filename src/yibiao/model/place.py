"""Who asks, who answers, and when."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated, Final, Literal, Self

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from yibiao.model.form import Period
from yibiao.model.text import Id, Noun, Text

#: Digits of the code of a village or community (GB/T 2260 with GB/T 10114); below it are grids.
COMMUNITY_DIGITS = 12

#: Levels of the division codes of GB/T 2260 and GB/T 10114, by the digits that tell them.
LEVELS: Final = {
    "province": 2,
    "city": 4,
    "county": 6,
    "township": 9,
    "community": COMMUNITY_DIGITS,
}

#: A level of the tree of units; what is longer than a community's code is a grid.
Level = Literal["province", "city", "county", "township", "community", "grid"]

#: So long are codes whose upper levels are filled up with noughts.
_FILLED_UP: Final = (6, 9, COMMUNITY_DIGITS)

#: Rounds open and close, and people have their birthdays, by China's one legal time.
CHINA: Final = timezone(timedelta(hours=8))

Division = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,15}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=100)]


class Department(Noun):
    """An organisation that asks; owns its forms, reads its slices."""

    id: Slug
    name: Text


class Unit(Noun):
    """A village, community or grid that answers; `code` is its division code (GB/T 2260 with GB/T 10114, 12 digits; grids longer)."""

    code: Division
    name: Id
    parent: Division | None = None

    @property
    def community(self) -> bool:
        """Whether it is a village or community: twelve digits, the last three of them its own."""
        return len(self.code) == COMMUNITY_DIGITS and not self.code.endswith("000")

    @property
    def level(self) -> Level:
        """Which level of the division codes it is on.

        >>> Unit(code="999999001000", name="示例街道").level, Unit(code="999999", name="示例县").level
        ('township', 'county')
        """
        digits = len(own_digits(self.code))
        found: list[Level] = ["province", "city", "county", "township", "community"]
        return next((each for each in found if digits <= LEVELS[each]), "grid")


class Extension(Noun):
    """That a round is due later than it was (`before`): who decided it, when, and why."""

    due: date
    before: date
    why: Id
    by: Id
    at: datetime


class Round(Noun):
    """
    A period in which units bring the table up to date. It takes entries from `opens` until it is closed.

    Attributes:
        due: The day up to which what comes in is timely, with every extension; later it is late, but taken.
        closed_at: When it was closed, whether before it was due or after.
        extensions: By which that day was moved, oldest first.
    """

    id: Id
    period: Period
    opens: date
    due: date
    closed: bool = False
    closed_at: datetime | None = None
    extensions: tuple[Extension, ...] = ()

    @property
    def announced(self) -> "Round":
        """As it was opened: before any extension, and not closed."""
        due = self.extensions[0].before if self.extensions else self.due
        return Round(id=self.id, period=self.period, opens=self.opens, due=due)

    @model_validator(mode="after")
    def _due_after_it_opens(self) -> Self:
        if self.due < self.opens:
            raise PydanticCustomError("due_not_before_opens", "due before it opens")
        return self


def own_digits(code: str) -> str:
    """
    A code without the noughts that fill it up.

    >>> own_digits("999999001000"), own_digits("999900"), own_digits("999999001001")
    ('999999001', '9999', '999999001001')
    """
    if len(code) not in _FILLED_UP:
        return code
    return next((code[:each] for each in LEVELS.values() if not code[each:].strip("0")), code)


def day_in_china(moment: datetime) -> date:
    """The day that it is in China at *moment*."""
    return moment.astimezone(CHINA).date()


def morning_in_china(day: date) -> datetime:
    """The moment at which *day* begins in China."""
    return datetime.combine(day, time.min, CHINA)


def below(code: str, parents: Mapping[str, str | None]) -> list[str]:
    """*code* and the codes of all units below it, the nearest first; each unit's parent is given."""
    children: defaultdict[str | None, list[str]] = defaultdict(list)
    for each, parent in parents.items():
        children[parent].append(each)
    found = [code]
    for each in found:
        found.extend(children[each])
    return found
