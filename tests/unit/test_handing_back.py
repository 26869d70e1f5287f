"""What nothing needs any more goes back to the system."""

import sys
from pathlib import Path

import pytest

from yibiao.cli.handing_back import HandingBack, hand_back

#: Of things of this size so many; one in twenty stays, so that what is gone lies between what stays.
SIZE, COUNT, STAYS = 60_000, 2_000, 20


def held():
    """Bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4_096


@pytest.mark.skipif(not hand_back(), reason="the C library cannot")
def test_what_is_gone_is_handed_back():
    """Although something that stays lies above it."""
    with HandingBack() as attendant:
        attendant.close()  # so that it does so only when it is told to
        things = [b"x" * (SIZE - number % 7) for number in range(COUNT)]
        stays = things[::STAYS]
        del things
        before = held()
        attendant.look()

        assert held() < before - SIZE * COUNT // 2
        assert COUNT // STAYS == len(stays)


def test_elsewhere_nothing_is_done(monkeypatch):
    """Where the C library knows no such thing."""
    monkeypatch.setattr(sys, "platform", "win32")
    with HandingBack() as attendant:
        assert attendant.look() > 0
        assert not attendant._thread.is_alive()
