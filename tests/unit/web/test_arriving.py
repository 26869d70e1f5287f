"""Receipts that come in together, from any thread, reach everybody who waits."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from yibiao.web.arriving import Arriving


def test_nobody_waits_for_what_has_come():
    """Whoever gives them, the loop itself among them, and however many at once."""

    async def everybody(count: int) -> list[int]:
        arriving, coming = Arriving(), [Future() for _ in range(count)]
        waiting = [asyncio.ensure_future(arriving.of(each)) for each in coming]
        with ThreadPoolExecutor(4) as givers:
            for number, each in enumerate(coming):
                if number % 3:
                    givers.submit(each.set_result, number)
                else:
                    each.set_result(number)
            return await asyncio.wait_for(asyncio.gather(*waiting), 60)

    assert asyncio.run(everybody(3_000)) == list(range(3_000))


def test_what_failed_is_raised_and_who_has_left_is_left_out():
    """A refusal reaches its own asker, and holds up no other."""

    async def told() -> int:
        arriving, gone, failing, coming = Arriving(), Future(), Future(), Future()
        left, refused, served = (
            asyncio.ensure_future(arriving.of(each)) for each in (gone, failing, coming)
        )
        await asyncio.sleep(0)
        left.cancel()
        await asyncio.sleep(0)
        gone.set_result(1)
        failing.set_exception(LookupError("no"))
        coming.set_result(3)
        with pytest.raises(LookupError):
            await refused
        return await served

    assert asyncio.run(told()) == 3
