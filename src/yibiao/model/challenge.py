"""Challenges: a department doubts a cell or a row of its slice, and the unit answers."""

from datetime import datetime
from typing import Literal

from yibiao.model.text import Id, Noun

#: Where a challenge stands.
State = Literal["open", "confirmed", "corrected", "withdrawn"]


class Doubted(Noun):
    """
    What a department doubts.

    Attributes:
        id: Chosen by whoever doubts; sent again, nothing is doubted twice.
        form: Its form.
        subject: Whose row; a summary's is a unit's.
        field: Which of its cells; nothing is the whole row: that somebody is in it at all.
        why: What speaks against it.
    """

    id: Id
    form: Id
    subject: Id
    field: Id | None = None
    why: Id


class Behind(Noun):
    """A cell that a doubted one is worked out from; no subject where it is one of all those that a figure counts."""

    subject: Id | None = None
    element: Id


class Turned(Noun):
    """
    How a challenge came to its end.

    Attributes:
        why: Why it holds as it is, or is withdrawn.
        entry: That corrected it.
    """

    by: Id
    at: datetime
    position: int
    why: Id | None = None
    entry: Id | None = None


class Challenge(Noun):
    """
    A doubt and what has become of it.

    Attributes:
        department: Whose form it is, and to whom the answer goes.
        unit: That answers.
        behind: The cells that the doubted one shows or follows from: they are what can be confirmed or corrected.
        position: Where it stands in the journal.
        end: How it was answered or withdrawn, if it was.
    """

    id: Id
    form: Id
    department: Id
    unit: Id
    subject: Id
    field: Id | None = None
    why: Id
    behind: tuple[Behind, ...] = ()
    by: Id
    at: datetime
    position: int
    state: State = "open"
    end: Turned | None = None

    @property
    def cells(self) -> int:
        """How many cells somebody has to look at again; a row is at least one."""
        return max(1, len(self.behind))

    def elements(self, subject: str) -> tuple[str, ...]:
        """What of a subject is behind what it doubts."""
        return tuple(each.element for each in self.behind if each.subject == subject)

    def about(self, subject: str, element: str | None = None) -> bool:
        """Whether it doubts anything of a subject, or of one of its elements."""
        own = self.elements(subject)
        if element is not None:
            return element in own
        return bool(own) or self.subject == subject
