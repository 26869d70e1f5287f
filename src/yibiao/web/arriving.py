"""Receipts on their way from the writer's thread to those who wait in the event loop, as many at once as share a commit."""

import asyncio
from collections import deque
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Arriving:
    """
    Where they come in.

    The loop is woken once for all that have come: to wake it for each costs more than everything else about a receipt.
    """

    def __init__(self) -> None:
        self._arrived: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()

    async def of(self, coming: Future[T]) -> T:
        """What *coming* gives, or raises."""
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()

        def arrived(done: Future[T]) -> None:
            self._arrived.append((waiting, done))
            # Of several there is one that finds itself alone, or somebody is just handing out and comes to it.
            if len(self._arrived) == 1:
                loop.call_soon_threadsafe(self._hand_out)

        coming.add_done_callback(arrived)
        return await waiting

    def _hand_out(self) -> None:
        while self._arrived:
            waiting, done = self._arrived.popleft()
            if waiting.done():  # whoever waited has left
                continue
            error = done.exception()
            if error is None:
                waiting.set_result(done.result())
            else:
                waiting.set_exception(error)
