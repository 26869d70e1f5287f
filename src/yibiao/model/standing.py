"""Where a unit stands in a round: what it handed in and what was given back, in order."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from yibiao.model.place import Division
from yibiao.model.text import Id, Noun

State = Literal["not-begun", "begun", "submitted", "returned"]


class Counts(Noun):
    """
    Cells of a unit's subjects at one moment.

    Attributes:
        subjects: Of whom anything is asked.
        asked: Cells that the round's forms ask, each once whoever asks it; what follows from other cells is asked of nobody.
        held: Those of which something is held.
        missing: The others.
        stale: Of those held, the ones that nobody stated or confirmed for longer than the shortest period of the
            forms that ask them.
    """

    subjects: int = Field(default=0, ge=0)
    asked: int = Field(default=0, ge=0)
    held: int = Field(default=0, ge=0)
    missing: int = Field(default=0, ge=0)
    stale: int = Field(default=0, ge=0)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            subjects=self.subjects + other.subjects,
            asked=self.asked + other.asked,
            held=self.held + other.held,
            missing=self.missing + other.missing,
            stale=self.stale + other.stale,
        )


class Turn(Noun):
    """
    One step between a unit and whoever it answers to.

    Attributes:
        act: The unit hands in (`submit`), or is given back what it handed in (`return`).
        seen: Journal position of what the unit saw when it handed in.
        why: The unit's remark, or the reason for giving back.
        counts: What stood at `seen`.
    """

    act: Literal["submit", "return"]
    by: Id
    at: datetime
    position: int
    seen: int | None = None
    why: str | None = None
    counts: Counts | None = None


class Standing(Noun):
    """
    Where one unit stands in one round.

    Attributes:
        first: The day on which it first handed in: what its timeliness is measured by.
        late: Whether that was after the round was due; while it has not handed in, whether the round is due already.
        changed: Subjects about whom something was filed since it handed in, without naming the round.
        turns: What happened so far, oldest first.
    """

    round: Id
    unit: Division
    state: State
    due: date
    first: date | None = None
    late: bool = False
    changed: int = 0
    turns: tuple[Turn, ...] = ()


class Tally(Noun):
    """How many of the units that hand in stand where; `late` ones are counted in their state as well."""

    units: int = 0
    submitted: int = 0
    returned: int = 0
    begun: int = 0
    not_begun: int = 0
    late: int = 0


class UnitProgress(Noun):
    """One unit with all below it; `standing` of a unit that hands in itself."""

    unit: Division
    name: Id
    counts: Counts
    units: Tally
    standing: Standing | None = None


class Progress(Noun):
    """
    How far a round has come.

    Attributes:
        as_of: The journal position that it speaks of; once the round is closed, that of its closing.
        units: The unit that was asked for and those right below it.
        people: What those are called who handed in or gave back, as far as they have accounts.
    """

    round: Id
    due: date
    closed: bool
    as_of: int
    units: tuple[UnitProgress, ...]
    people: dict[str, str] = {}


class HandedIn(Noun):
    """
    What a unit handed in and was given back, in whichever rounds.

    Attributes:
        hands_in: Whether it does so itself; those above it or below it may instead.
        turns: By round, oldest first; of rounds in which nothing happened there is nothing.
        people: What those are called who took them, as far as they have accounts.
    """

    unit: Division
    hands_in: bool
    turns: dict[str, tuple[Turn, ...]] = {}
    people: dict[str, str] = {}
