"""Receipts on their way from the writer's thread to those who wait in the event loop, as many at once as share a commit."""

import asyncio
import threading
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Arriving:
    """
    Where they come in.

    The loop is woken once for all that have come: to wake it for each costs more than everything else about a receipt.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._arrived: list[tuple[asyncio.Future[Any], Future[Any]]] = []

    async def of(self, coming: Future[T]) -> T:
        """What *coming* gives, or raises."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()

        def arrived(done: Future[T]) -> None:
            # By the writer's thread, or by the loop's where it was done already: two may come in at once.
            with self._lock:
                self._arrived.append((waiting, done))
                first = len(self._arrived) == 1
            if first:
                try:
                    loop.call_soon_threadsafe(self._hand_out)
                except RuntimeError:  # the loop is closed, and nobody waits any more
                    with self._lock:
                        self._arrived.clear()

        coming.add_done_callback(arrived)
        return await waiting

    def _hand_out(self) -> None:
        with self._lock:
            arrived, self._arrived = self._arrived, []
        for waiting, done in arrived:
            if waiting.done():  # whoever waited has left
                continue
            error = done.exception()
            if isinstance(error, StopIteration):
                # asyncio takes none, and whoever comes in behind would not be heard either.
                error = RuntimeError(repr(error)).with_traceback(error.__traceback__)
            if error is None:
                waiting.set_result(done.result())
            else:
                waiting.set_exception(error)
