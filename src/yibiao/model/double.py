"""Two subjects that may be one, and those that were found to be: what a person decides by."""

from typing import Literal

from yibiao.model.kinds import SubjectKind
from yibiao.model.provenance import Provenance
from yibiao.model.text import Id, Noun, Text

#: What may be done about two that may be one.
Choice = Literal["merge", "tell-apart"]


class Lookalike(Noun):
    """A subject that may be one with another, and what it is called, as far as whoever asks is shown that."""

    subject: str
    unit: str
    closed: bool = False
    label: str | None = None


class Compared(Noun):
    """How two subjects compare in one trait: `weight` in bits, for their being one or against it; no value is in `says`."""

    comparison: str
    level: str
    weight: float
    says: Text


class Double(Noun):
    """
    Two subjects that may be one.

    Attributes:
        one: The unit's own, or the one that was asked about.
        same_number: Whether both hold the same value of what identifies one.
        score: How likely they are one, in bits: at 0 as likely as not, at 10 a thousand to one.
        parts: What that comes from, trait by trait; what is not held of both weighs nothing.
        told_apart: Whether somebody has said that they are two.
        may: What whoever asks may do about them.
    """

    kind: SubjectKind
    one: Lookalike
    other: Lookalike
    same_number: bool
    score: float
    parts: tuple[Compared, ...]
    told_apart: bool = False
    may: tuple[Choice, ...] = ()


class PastMerging(Noun):
    """
    That a subject was merged into another, and is so still.

    Attributes:
        merging: The id by which that is undone; nothing where it was a single entry that merged them.
        into: The one that stays; nothing where whoever asks does not see it.
        may_undo: Whether whoever asks may undo it.
    """

    merging: Id | None
    kind: SubjectKind
    double: Lookalike
    into: Lookalike | None
    by: Provenance
    may_undo: bool = False
