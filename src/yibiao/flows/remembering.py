"""What was worked out, for whoever asks for it again; of those who ask for it at once, one works it out."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from typing import Any, NamedTuple, TypeVar

Thing = TypeVar("Thing")


class AsOf(NamedTuple):
    """As of when something was worked out: positions that only ever grow, and the day."""

    positions: tuple[int, ...]
    day: date

    def serves(self, wanted: "AsOf") -> bool:
        """Whether it is no older than *wanted*, and of the same day."""
        grown = zip(self.positions, wanted.positions, strict=True)
        return self.day == wanted.day and all(mine >= theirs for mine, theirs in grown)


class Remembering:
    """
    As many things as *most*, each under its name; what was asked for longest ago is forgotten.

    Whoever asks for what is being worked out waits for that. What was begun before the last thing changed does not serve
    them; then one of all who wait works it out once more. Nothing is worked out of itself.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, tuple[AsOf, Any]] = OrderedDict()
        self._under_way: set[Hashable] = set()
        self._turn = threading.Condition()

    def remembered(
        self, what: Hashable, now: Callable[[], AsOf], compute: Callable[[], Thing]
    ) -> Thing:
        """What *compute* gives for *what*, as of *now* or later; one name is always asked with the same positions."""
        wanted = now()
        with self._turn:
            while (known := self._serving(what, wanted)) is None and what in self._under_way:
                self._turn.wait()
            if known is not None:
                found: Thing = known[1]
                return found
            self._under_way.add(what)
        try:
            as_of = now()
            found = compute()
            with self._turn:
                self._keep(what, (as_of, found))
        finally:
            with self._turn:
                self._under_way.remove(what)
                self._turn.notify_all()
        return found

    def _serving(self, what: Hashable, wanted: AsOf) -> tuple[AsOf, Any] | None:
        known = self._known.get(what)
        if known is None or not known[0].serves(wanted):
            return None
        self._known.move_to_end(what)
        return known

    def _keep(self, what: Hashable, known: tuple[AsOf, Any]) -> None:
        self._known[what] = known
        self._known.move_to_end(what)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
