"""Who asks, who answers, and when."""

from datetime import date

from yibiao.model.form import Period
from yibiao.model.text import Noun, Text

#: Digits of the code of a village or community (GB/T 2260 with GB/T 10114); below it are grids.
COMMUNITY_DIGITS = 12


class Department(Noun):
    """An organisation that asks; owns its forms, reads its slices."""

    id: str
    name: Text


class Unit(Noun):
    """A village, community or grid that answers; `code` is its division code (GB/T 2260 with GB/T 10114, 12 digits; grids longer)."""

    code: str
    name: str
    parent: str | None = None

    @property
    def community(self) -> bool:
        """Whether it is a village or community: twelve digits, the last three of them its own."""
        return len(self.code) == COMMUNITY_DIGITS and not self.code.endswith("000")


class Round(Noun):
    """A period in which units bring the table up to date. It takes entries from `opens` until it is closed."""

    id: str
    period: Period
    opens: date
    due: date
    closed: bool = False
