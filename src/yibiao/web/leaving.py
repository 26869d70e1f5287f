"""Work for somebody who waits: when they leave, what the engine works out for them is stopped."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, TypeVar

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_400_BAD_REQUEST

from yibiao.store import Caller, behind_others

T = TypeVar("T")

#: Answers that are worked out at once: most of them wait, for the picture to show what was filed or for their turn.
MOST: Final = 32

#: Seconds after which what had not quite begun when its caller left is stopped again.
_AGAIN: Final = 0.05


async def many_at_once() -> None:
    """Have work done in so many threads; on a machine of two processors there would be six."""
    asyncio.get_running_loop().set_default_executor(
        ThreadPoolExecutor(MOST, "answer", behind_others)
    )


async def answered(request: Request[Any, Any, Any], work: Callable[[], T]) -> T:
    """
    What *work* gives, done in a thread.

    Raises:
        HTTPException: Whoever asked has left.
    """
    caller = Caller()
    working = asyncio.ensure_future(sync_to_thread(caller.run, work))
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            await _stopped(caller, working)
            raise HTTPException(status_code=HTTP_400_BAD_REQUEST)  # which nobody receives
        return working.result()
    except asyncio.CancelledError:  # the server is stopping
        await _stopped(caller, working)
        raise
    finally:
        leaving.cancel()
        with suppress(asyncio.CancelledError):
            await leaving


async def _left(request: Request[Any, Any, Any]) -> None:
    """Wait until whoever asked has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _stopped(caller: Caller, working: asyncio.Future[Any]) -> None:
    while not working.done():
        caller.leave()
        await asyncio.wait({working}, timeout=_AGAIN)
    with suppress(Exception):  # what it came to is nobody's any more
        working.result()
