"""What was worked out, for whoever asks for it again; of those who ask for it at once, one works it out."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from datetime import date
from typing import Any, NamedTuple, TypeVar

from yibiao.store import Left, for_all, stopped_by_leaving

Thing = TypeVar("Thing")


class AsOf(NamedTuple):
    """As of when something was worked out: positions that only ever grow, and the day."""

    positions: tuple[int, ...]
    day: date

    def serves(self, wanted: "AsOf") -> bool:
        """Whether it is no older than *wanted*, and of the same day."""
        grown = zip(self.positions, wanted.positions, strict=True)
        return self.day == wanted.day and all(mine >= theirs for mine, theirs in grown)


class _Outcome(NamedTuple):
    """What working something out came to, as of when: a thing, or the failure."""

    as_of: AsOf
    thing: Any = None
    failure: Exception | None = None

    def told(self) -> Any:
        if self.failure is not None:
            raise self.failure
        return self.thing


#: What is being worked out; in the end without an outcome where it was broken off.
_UnderWay = Future[_Outcome | None]


class Remembering:
    """
    As many things as *most*, each under its name; what was asked for longest ago is forgotten, and what has become too old.

    Whoever asks for what is being worked out waits for that, and is told of its failure, too. What was begun before the last
    thing changed does not serve them; then one of all who wait works it out once more. Nothing is worked out of itself.
    All names are asked as of the same positions.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, _Outcome] = OrderedDict()
        self._kept_at: AsOf | None = None
        self._under_way: dict[Hashable, _UnderWay] = {}
        self._turn = threading.Lock()

    def __len__(self) -> int:
        return len(self._known)

    def remembered(
        self, what: Hashable, now: Callable[[], AsOf], compute: Callable[[], Thing]
    ) -> Thing:
        """
        What *compute* gives for *what*, as of *now* or later.

        Raises:
            Left: The caller left while somebody else worked it out. What they work out themselves is finished for the others.
        """
        wanted = now()
        while True:
            with self._turn:
                outcome = self._serving(what, wanted)
                under_way = self._under_way.get(what)
                if outcome is None and under_way is None:
                    mine = self._under_way[what] = _UnderWay()
                    break
            if outcome is None and under_way is not None:
                outcome = _awaited(under_way)
            if outcome is not None and outcome.as_of.serves(wanted):
                found: Thing = outcome.told()
                return found
        return self._worked_out(what, now, compute, mine)

    def _worked_out(
        self,
        what: Hashable,
        now: Callable[[], AsOf],
        compute: Callable[[], Thing],
        under_way: _UnderWay,
    ) -> Thing:
        outcome = None
        try:
            as_of = now()
            try:
                found = for_all(compute)
            except Exception as failure:
                outcome = _Outcome(as_of, failure=failure)
                raise
            outcome = _Outcome(as_of, found)
        finally:
            with self._turn:
                del self._under_way[what]
                if outcome is not None and outcome.failure is None:
                    self._keep(what, outcome)
            under_way.set_result(outcome)
        return found

    def _serving(self, what: Hashable, wanted: AsOf) -> _Outcome | None:
        known = self._known.get(what)
        if known is None or not known.as_of.serves(wanted):
            return None
        self._known.move_to_end(what)
        return known

    def _keep(self, what: Hashable, outcome: _Outcome) -> None:
        if outcome.as_of != self._kept_at:  # whatever is older serves nobody any more
            for each in [*self._known]:
                if not self._known[each].as_of.serves(outcome.as_of):
                    del self._known[each]
            self._kept_at = outcome.as_of
        self._known[what] = outcome
        self._known.move_to_end(what)
        while len(self._known) > self._most:
            self._known.popitem(last=False)


def _awaited(under_way: _UnderWay) -> _Outcome | None:
    """What another works out, once they have; whoever leaves no longer waits for it."""
    woken = threading.Event()
    under_way.add_done_callback(lambda _: woken.set())
    with stopped_by_leaving(woken.set):
        woken.wait()
    if not under_way.done():
        raise Left
    return under_way.result()
