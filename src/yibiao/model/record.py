"""Entries are stated and never edited; a record is what is now held about one subject: its entries, folded."""

from typing import Any, Literal

from yibiao.model.kinds import SubjectKind
from yibiao.model.text import Id, Noun


class Entry(Noun):
    """
    What somebody stated about one subject at one moment. Partial: what it omits stays.

    Attributes:
        id: Chosen by the client, so that sending it again is harmless.
        act: `open` a new subject, `state` values, `confirm` that what is held still holds, `move` to another unit,
            `close` (died, moved away, struck off).
        values: By element id; `null` clears.
        base: Journal position the stater had seen; decides per cell whether two statements collide.
        form: The form through which it was stated, if it was one.
        remark: Why something unusual is so.
    """

    id: Id
    unit: str
    subject: Id
    kind: SubjectKind
    act: Literal["open", "state", "confirm", "move", "close"] = "state"
    values: dict[str, Any] = {}
    base: int | None = None
    round: str | None = None
    form: str | None = None
    remark: str | None = None


class Statement(Noun):
    """One value and the journal position of the entry that said it."""

    value: Any = None
    position: int


class Cell(Statement):
    """The value that is held; `contested` are statements that collide with it until a person decides."""

    contested: tuple[Statement, ...] = ()


class Record(Noun):
    """
    What is held about one subject.

    Attributes:
        position: Of the newest entry about it.
        confirmed: Position at which somebody last confirmed or stated it.
        cells: By element id.
    """

    subject: str
    kind: SubjectKind
    unit: str
    position: int
    confirmed: int
    closed: bool = False
    cells: dict[str, Cell] = {}


class Receipt(Noun):
    """Given after the commit, never before: where the entry stands in the journal. `again`: it stood there already."""

    entry: str
    position: int
    link: str
    again: bool = False
    contested: tuple[str, ...] = ()
