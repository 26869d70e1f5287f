"""Whoever asked may leave: then what is being worked out for them alone is stopped."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

_CALLER: ContextVar["Caller | None"] = ContextVar("caller", default=None)


class Left(Exception):
    """Nobody waits for the answer any more."""


class Caller:
    """Somebody who waits for an answer that another thread works out."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._stops: list[Callable[[], object]] = []
        self._left = False

    def run(self, work: Callable[[], T]) -> T:
        """
        What *work* gives; whatever it begins under `stopped_by_leaving` is this caller's.

        Raises:
            Left: The caller left before something of it was begun.
        """
        before = _CALLER.set(self)
        try:
            return work()
        finally:
            _CALLER.reset(before)

    def leave(self) -> None:
        """Stop what is under way, and begin nothing more. What has not quite begun is stopped by leaving again."""
        with self._turn:
            self._left = True
            for stop in self._stops:
                stop()

    @contextmanager
    def stopping(self, stop: Callable[[], object]) -> Iterator[None]:
        """As long as it lasts, leaving stops what is in it."""
        with self._turn:
            if self._left:
                raise Left
            self._stops.append(stop)
        try:
            yield
        finally:
            with self._turn:
                self._stops.remove(stop)


def for_all(work: Callable[[], T]) -> T:
    """What *work* gives, finished whether or not its caller leaves: others wait for it, too."""
    before = _CALLER.set(None)
    try:
        return work()
    finally:
        _CALLER.reset(before)


@contextmanager
def stopped_by_leaving(stop: Callable[[], object]) -> Iterator[None]:
    """
    As long as it lasts, *stop* is called once the caller leaves, if there is one.

    Raises:
        Left: The caller has left already.
    """
    caller = _CALLER.get()
    if caller is None:
        yield
    else:
        with caller.stopping(stop):
            yield
