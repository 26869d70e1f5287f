"""Where a value comes from: who said it, when, which forms asked, and in which entry."""

from datetime import datetime
from typing import Any

from yibiao.model.record import Act, Source
from yibiao.model.text import Noun, Text


class Provenance(Noun):
    """
    The entry behind what is held.

    Attributes:
        position: Of the entry in the journal.
        entry: Its id.
        act: What it did; nothing once its body was erased, as everything below.
        source: The import it came in, if it was one.
        remark: Why something unusual is so.
    """

    position: int
    entry: str
    at: datetime
    actor: str
    unit: str | None = None
    act: Act | None = None
    form: str | None = None
    round: str | None = None
    source: Source | None = None
    remark: str | None = None


class Names(Noun):
    """
    What people call whoever and whatever is behind entries, by id.

    Attributes:
        people: Whoever made them, as far as they have accounts.
        forms: Titles of the forms that asked.
        departments: By form, whose it is.
        files: By import, what its file was called.
    """

    people: dict[str, str] = {}
    forms: dict[str, str] = {}
    departments: dict[str, Text] = {}
    files: dict[str, str] = {}


class Told(Noun):
    """A value and where it comes from; `loaded` while only a register says so."""

    value: Any = None
    loaded: bool = False
    by: Provenance
