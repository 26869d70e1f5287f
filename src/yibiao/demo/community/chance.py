"""Chance that is none: the same words always give the same number."""

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


def number_of(*words: object) -> int:
    """A number below 2¹²⁸ that follows from *words* alone, on every machine and in every run."""
    spelled = "\x1f".join(map(str, words)).encode()
    return int.from_bytes(hashlib.blake2b(spelled, digest_size=16).digest())


def chance(*words: object) -> Random:
    """A source of chance of one's own, that *words* alone have seeded."""
    return Random(number_of(*words))  # noqa: S311 - nothing here is a secret


class Lot:
    """As `chance`, for a few draws: much quicker to have."""

    def __init__(self, *words: object) -> None:
        self._left = number_of(*words)

    def below(self, end: int) -> int:
        """A number from 0 to *end*, without it."""
        self._left, drawn = divmod(self._left, end)
        return drawn

    def between(self, first: int, last: int) -> int:
        """A number from *first* to *last*, both included."""
        return first + self.below(last - first + 1)

    def of(self, things: Sequence[Thing]) -> Thing:
        """One of *things*."""
        return things[self.below(len(things))]

    def hits(self, in_a_thousand: int) -> bool:
        """Whether something comes to pass that does so that often."""
        return self.below(1000) < in_a_thousand
