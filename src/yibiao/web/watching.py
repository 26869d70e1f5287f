"""Those who wait for the journal to move on, or for the day to pass: one looks for all of them."""

import asyncio
from datetime import date
from typing import Final

from litestar.concurrency import sync_to_thread

from yibiao.errors import TooMany
from yibiao.flows.house import House

#: As many as may wait at once; every request that is under way takes some memory.
MOST: Final = 200

#: Seconds between two looks at the journal.
_PAUSE: Final = 0.25

#: Where the journal stands, and the day.
Seen = tuple[int, date]


class Watch:
    """Looks at the journal of *house* as long as anybody waits, and wakes whoever has seen less."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._waiting = 0
        self._moved = asyncio.Event()
        self._seen: Seen = (-1, date.min)
        self._looking: asyncio.Task[None] | None = None

    async def beyond(self, position: int, day: date, seconds: float) -> bool:
        """
        Wait until there is more than *position* or another day, but no longer than *seconds*; whether there is.

        Raises:
            TooMany: As many wait already as may.
        """
        if self._waiting >= MOST:
            raise TooMany(retry_after=5)
        self._waiting += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look_on())
        try:
            async with asyncio.timeout(seconds):
                while self._seen[0] <= position and self._seen[1] <= day:
                    await self._moved.wait()
        except TimeoutError:
            return False
        else:
            return True
        finally:
            self._waiting -= 1

    async def _look_on(self) -> None:
        while self._waiting:
            seen = await sync_to_thread(self._look)
            if seen != self._seen:
                self._seen = seen
                moved, self._moved = self._moved, asyncio.Event()
                moved.set()
            await asyncio.sleep(_PAUSE)

    def _look(self) -> Seen:
        return self._house.journal.head, self._house.today
