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


@pytest.mark.parametrize(
    ("why", "heard"), [(LookupError("no"), LookupError), (StopIteration(), RuntimeError)]
)
def test_what_failed_is_raised_and_who_has_left_is_left_out(why, heard):
    """A refusal reaches its own asker, and holds up no other; not even one that asyncio takes from nobody."""

    async def told() -> int:
        arriving, gone, failing, coming = Arriving(), Future(), Future(), Future()
        left, refused, served = (
            asyncio.ensure_future(arriving.of(each)) for each in (gone, failing, coming)
        )
        await asyncio.sleep(0)
        left.cancel()
        await asyncio.sleep(0)
        gone.set_result(1)
        failing.set_exception(why)
        coming.set_result(3)
        with pytest.raises(heard):
            await asyncio.wait_for(refused, 5)
        return await served

    assert asyncio.run(told()) == 3


def test_whatever_arrives_is_handed_to_whoever_waits_for_it():
    """From many threads at once, results and errors; also after somebody has left."""

    async def all_of(futures):
        arriving = Arriving()
        waiting = [asyncio.ensure_future(arriving.of(each)) for each in futures]
        await asyncio.sleep(0)
        waiting[0].cancel()
        with ThreadPoolExecutor(8) as pool:
            for number, each in enumerate(futures):
                pool.submit(_settle, each, number)
            return await asyncio.gather(*waiting, return_exceptions=True)

    found = asyncio.run(all_of([Future() for _ in range(200)]))

    assert isinstance(found[0], asyncio.CancelledError)
    for number, each in enumerate(found[1:], 1):
        assert str(each) == f"odd {number}" if number % 2 else each == number


def _settle(future, number):
    if number % 2:
        future.set_exception(ValueError(f"odd {number}"))
    else:
        future.set_result(number)
