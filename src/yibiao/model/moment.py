"""As of when something is asked: a position of the journal, a day in China, a moment, or a mark that a feed gave."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from yibiao.model.place import CHINA

_MARK: Final = re.compile(r"(\d{1,18})@(\d{4}-\d\d-\d\d)(?:~([0-9a-f]{1,64}))?", re.ASCII)
_POSITION: Final = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True)
class Moment:
    """The day by which ages are told and what is stale, and the journal position as of which is looked; none is now."""

    today: date
    as_of: int | None = None


@dataclass(frozen=True)
class Mark:
    """
    Where somebody who follows a slice stands: a position and the day of its ages.

    Attributes:
        sense: Of how the slice was answered then, so that whoever goes on hears that it is answered otherwise by now.
    """

    position: int
    day: date
    sense: str | None = None

    def __str__(self) -> str:
        """As it is written in an address."""
        return f"{self.position}@{self.day}" + (f"~{self.sense}" if self.sense else "")


#: What may be said: a position, the end of a day, a moment, a mark.
Said = int | date | datetime | Mark


def read(text: str) -> Said | None:
    """
    What *text* says; nothing where it says none of these. A moment without an offset is China's.

    >>> read("1200"), read("2026-01-15")
    (1200, datetime.date(2026, 1, 15))
    """
    if _POSITION.fullmatch(text):
        return int(text)
    try:
        if mark := _MARK.fullmatch(text):
            return Mark(int(mark[1]), date.fromisoformat(mark[2]), mark[3])
        if len(text) == len("2026-01-15"):
            return date.fromisoformat(text)
        # A plus sign that an address does not escape comes as a blank.
        moment = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", text))
        return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(CHINA)
    except (ValueError, OverflowError):
        return None
