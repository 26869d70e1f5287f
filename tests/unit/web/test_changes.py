"""A stream of changes has an end, however much there is to tell."""

import asyncio
from itertools import count
from types import SimpleNamespace

from yibiao.web import changes


def test_a_stream_that_never_falls_silent_ends(monkeypatch):
    """Whoever followed it asks again, and is asked whether they still may."""
    monkeypatch.setattr(changes, "monotonic", count(0, 10).__next__)
    form = SimpleNamespace(id="f", title="表")
    found = SimpleNamespace(
        form=form, since="1", next="2", as_of=2, more=True, headers=(), changes=(SimpleNamespace(document=dict),)
    )  # fmt: skip

    async def told():
        stream = changes._streamed(None, None, found, "1", lambda _: found)
        return [each async for each in stream]

    assert 5 == len(asyncio.run(asyncio.wait_for(told(), 60)))
