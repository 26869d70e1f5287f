"""What was said of a subject over time, and what was held of it at one moment."""

from typing import Any

from yibiao.model.provenance import Names, Provenance
from yibiao.model.record import Record
from yibiao.model.text import Id, Noun


class Step(Noun):
    """
    One entry of a subject's time line.

    Attributes:
        values: What it stated, by element; nothing once its body was erased.
        asked: By element, the ids of the forms that asked it of the subject then: the form that the entry names, or else
            those in force in whose scope the subject was.
        loaded: Those of these elements of which it said what a register says, and nobody had confirmed.
        held: What was held of these elements once it stood, where that is something else: it was contested, came late,
            or was a register's.
        into: The subject that it was merged into.
        reason: Why it was closed.
    """

    by: Provenance
    values: dict[str, Any] = {}
    asked: dict[str, tuple[str, ...]] = {}
    loaded: tuple[str, ...] = ()
    held: dict[str, Any] = {}
    into: Id | None = None
    reason: Id | None = None


class RecordThen(Names):
    """
    A record as it stood at a position of the journal.

    Attributes:
        as_of: The position.
        record: What was held then.
        by: The entries behind what is held and contested in it, by position.
        asked: By element, the ids of the forms that had asked it when it was said.
        label: What the subject was called then, as far as whoever asks is shown that.
    """

    as_of: int
    record: Record
    by: tuple[Provenance, ...]
    asked: dict[str, tuple[str, ...]] = {}
    label: str | None = None
