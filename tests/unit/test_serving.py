"""What a service begins with."""

import sys
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from yibiao.cli import serving
from yibiao.cli.handing_back import HandingBack
from yibiao.flows.house import House


@pytest.mark.parametrize(("said", "expected"), [(None, "381.4 MiB"), ("300MB", "286.1 MiB")])
def test_the_picture_begins_with_little_memory(tmp_path, monkeypatch, said, expected):
    """Unless it is said how much it may take."""
    monkeypatch.delenv("YIBIAO_PICTURE_MEMORY", raising=False)
    if said:
        monkeypatch.setenv("YIBIAO_PICTURE_MEMORY", said)
    found = []

    def served(house, *_, **__):
        found.extend(house.picture.query("SELECT current_setting('memory_limit')").rows)

    monkeypatch.setattr(serving, "serve_house", served)
    serving.serve(tmp_path / "data")

    assert [(expected,)] == found


def test_memory_is_handed_back_while_it_serves(tmp_path, monkeypatch):
    """From its first answer on, until it is closed."""
    found = []
    readers = SimpleNamespace(read=None)
    monkeypatch.setattr(serving, "collect_seldom", lambda: None)
    monkeypatch.setattr(serving, "close_when_told", lambda: None)
    monkeypatch.setattr(sys, "setswitchinterval", lambda _: None)
    monkeypatch.setattr(serving.apart, "Readers", lambda: nullcontext(readers))
    monkeypatch.setattr(serving.uvicorn, "run", lambda *_, **__: found.extend(house._attending))
    with House(tmp_path / "data") as house:
        serving.serve_house(house, "127.0.0.1", 0, token=False)
        attending = [each for each in found if isinstance(each, HandingBack)]
        assert [False] == [each.ended for each in attending]

    assert [True] == [each.ended for each in attending]
