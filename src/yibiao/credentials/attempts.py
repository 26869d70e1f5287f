"""How often somebody may try to sign in: a few times freely, then ever more slowly, never never again."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: Nobody waits longer than this between two attempts, in seconds.
LONGEST: Final = 900

#: Failures this old are forgotten.
_FORGOTTEN: Final = timedelta(days=1)


@dataclass(slots=True)
class _Tried:
    times: int
    last: datetime


class Attempts:
    """
    Failed attempts, counted in memory under whatever keys they come.

    Args:
        most: So many keys are counted at once; the one that was tried longest ago gives way.
    """

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._tried: OrderedDict[str, _Tried] = OrderedDict()
        self._counting = threading.Lock()

    def charge(self, keys: Mapping[str, int], now: datetime) -> int:
        """
        Count one attempt under each key, before it is known how it ends; the seconds to wait instead, if it is too soon.

        Args:
            keys: Under each, how many attempts are free.
            now: When.
        """
        with self._counting:
            wait = max(self._wait(key, free, now) for key, free in keys.items())
            if wait == 0:
                for key in keys:
                    self._count(key, now)
            return wait

    def clear(self, *keys: str) -> None:
        """Forget what was counted under *keys*: it was the right one."""
        with self._counting:
            for key in keys:
                self._tried.pop(key, None)

    def _wait(self, key: str, free: int, now: datetime) -> int:
        tried = self._tried.get(key)
        if tried is None or tried.times < free:
            return 0
        pause = min(LONGEST, 2 ** min(tried.times - free, 20))
        left = (tried.last + timedelta(seconds=pause) - now).total_seconds()
        return min(LONGEST, max(0, -int(-left // 1)))

    def _count(self, key: str, now: datetime) -> None:
        tried = self._tried.get(key)
        if tried is None or now - tried.last > _FORGOTTEN:
            tried = self._tried[key] = _Tried(0, now)
        tried.times += 1
        tried.last = now
        self._tried.move_to_end(key)
        while len(self._tried) > self._most:
            self._tried.popitem(last=False)
