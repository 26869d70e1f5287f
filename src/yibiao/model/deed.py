"""What somebody decided or changed, as the journal has it, without anybody's values."""

from datetime import datetime

from yibiao.model.event import EventKind
from yibiao.model.text import Noun


class Deed(Noun):
    """
    One line of the journal that is no entry.

    Attributes:
        position: In the journal.
        about: What it is about, by ids: `form`, `round`, `account`, `element`, `unit` …
        why: The reason that was given, where it is about forms, rounds, grants or accounts.
    """

    position: int
    at: datetime
    actor: str
    kind: EventKind
    about: dict[str, str] = {}
    why: str | None = None
