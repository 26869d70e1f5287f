"""What is asked of a subject and what is held → which of it is contested, challenged, missing, stale, loaded or due."""

from collections.abc import Mapping
from typing import NamedTuple

from yibiao.model.unit_table import Status

#: A set of elements: one bit each.
Elements = int

#: Positions of the journal, each with the elements that are too old when nobody has said or confirmed them after it.
Limits = tuple[tuple[int, Elements], ...]


class Wanted(NamedTuple):
    """
    What is asked of a subject.

    Attributes:
        asked: By any form.
        stale: Where each element's tightest period began.
        due: Where the newest open round began that asks it anew.
    """

    asked: Elements = 0
    stale: Limits = ()
    due: Limits = ()


class Held(NamedTuple):
    """
    What is held of a subject.

    Attributes:
        there: Something is held of it, or follows.
        follows: It follows from something else that is held.
        hidden: Forms ask it only of those who answer something else otherwise.
        contested: Statements about it collide.
        challenged: A department doubts it, or what follows from it, and waits for an answer.
        loaded: It came out of a register, and nobody has confirmed it.
        confirmed: The position at which all of it was last confirmed.
        since: Elements that were stated later, and where.
    """

    there: Elements = 0
    follows: Elements = 0
    hidden: Elements = 0
    contested: Elements = 0
    challenged: Elements = 0
    loaded: Elements = 0
    confirmed: int = 0
    since: Mapping[Elements, int] = {}


class Verdict(NamedTuple):
    """The elements in each status; of one that is held, several may be true at once."""

    contested: Elements = 0
    challenged: Elements = 0
    missing: Elements = 0
    stale: Elements = 0
    loaded: Elements = 0
    due: Elements = 0

    @property
    def status(self) -> Status:
        """The most urgent of all."""
        for name, elements in zip(self._fields, self, strict=True):
            if elements:
                return name  # type: ignore[return-value]
        return "current"


def judge(wanted: Wanted, held: Held) -> Verdict:
    """
    Where each element stands that is asked. What follows from something else, or is hidden, is not, and stands nowhere.

    >>> judge(Wanted(asked=0b11, stale=((7, 0b11),)), Held(there=0b01, confirmed=5))
    Verdict(contested=0, challenged=0, missing=2, stale=1, loaded=0, due=0)
    """
    asked = wanted.asked & ~held.follows & ~held.hidden
    kept = asked & held.there
    return Verdict(
        contested=asked & held.contested,
        challenged=asked & held.challenged,
        missing=asked & ~held.there,
        stale=kept & _too_old(wanted.stale, held),
        loaded=kept & held.loaded,
        due=kept & _too_old(wanted.due, held),
    )


def _too_old(limits: Limits, held: Held) -> Elements:
    found = 0
    for position, elements in limits:
        if held.confirmed <= position:
            found |= elements
            for element, at in held.since.items():
                if at > position:
                    found &= ~(element & elements)
    return found
