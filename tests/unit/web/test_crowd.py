"""How many are let in: a crowd is told to come again, whatever it brings, and nobody is counted who has left."""

import asyncio

import pytest

from yibiao.errors import TooMany
from yibiao.web import crowd
from yibiao.web.crowd import Crowd


def request(**headers):
    """What the service knows of a request before it reads its body."""
    named = {
        name.replace("_", "-").encode(): str(value).encode() for name, value in headers.items()
    }
    return {"type": "http", "headers": list(named.items())}


async def outcomes(door, requests):
    """`in` or `refused` for each of *requests*, which come together and stay until all have come."""
    leave, found = asyncio.Event(), []

    async def inside(*_):
        found.append("in")
        await leave.wait()

    async def come(each):
        try:
            await door.handle(each, None, None, inside)
        except TooMany:
            found.append("refused")

    coming = [asyncio.create_task(come(each)) for each in requests]
    while len(found) < len(requests):
        await asyncio.sleep(0)
    leave.set()
    await asyncio.gather(*coming)
    return found


@pytest.fixture
def door(monkeypatch):
    monkeypatch.setattr(crowd, "MOST", 3)
    monkeypatch.setattr(crowd, "MOST_BYTES", 100)
    return Crowd(largest=60)


def test_more_than_may_are_refused(door):
    """And let in once the others have left."""
    for _ in range(2):
        assert asyncio.run(outcomes(door, [request()] * 4)) == ["in"] * 3 + ["refused"]


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ([{"content_length": 60}, {"content_length": 60}], 1),
        ([{"content_length": 60}, {"content_length": 40}], 2),
        ([{"content_length": 60}, {}], 2),
        ([{"content_length": 60}, {"transfer_encoding": "chunked"}], 1),
        ([{"content_length": 60}, {"content_length": "many"}], 1),
        ([{"content_length": 1_000}], 1),
    ],
)
def test_bodies_are_counted_before_they_are_read(door, headers, let_in):
    """By what they say of themselves, or as the largest; one alone is always let in, for others to refuse."""
    found = asyncio.run(outcomes(door, [request(**each) for each in headers]))

    assert found.count("in") == let_in
