"""What was worked out is told again; whoever asks for it at once shares it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from yibiao.flows.remembering import AsOf, Remembering
from yibiao.store import Caller, Left, stopped_by_leaving

DAY = date(2026, 1, 1)
CROWD = 8


def as_of(position, day=DAY):
    return lambda: AsOf((position,), day)


def test_what_is_asked_for_at_once_is_worked_out_once():
    """Whoever comes while it is worked out is told the same."""
    remembering = Remembering(1)
    asked = threading.Semaphore(0)
    begun = []

    def now():
        asked.release()
        return AsOf((1,), DAY)

    def compute():
        begun.append(1)
        for _ in range(CROWD):
            assert asked.acquire(timeout=60)
        return object()

    with ThreadPoolExecutor(CROWD) as crowd:
        asking = [crowd.submit(remembering.remembered, "it", now, compute) for _ in range(CROWD)]
        told = {each.result() for each in asking}

    assert (1, 1) == (len(told), len(begun))


def test_what_was_begun_before_something_changed_serves_nobody_who_asks_later():
    remembering = Remembering(1)
    positions = iter((1, 1, 2, 3))

    def now():
        return AsOf((next(positions),), DAY)

    with ThreadPoolExecutor(1) as other:

        def compute():
            later.append(other.submit(remembering.remembered, "it", now, lambda: "later"))
            return "sooner"

        later = []

        assert "sooner" == remembering.remembered("it", now, compute)
        assert "later" == later[0].result(timeout=60)


def test_a_failure_is_told_to_all_who_wait_for_it():
    """Nobody of them tries it again, one after the other."""
    remembering = Remembering(1)
    waiting = threading.Semaphore(0)
    begun = []

    class Waiting(Caller):
        def stopping(self, stop):
            waiting.release()
            return super().stopping(stop)

    def compute():
        begun.append(1)
        for _ in range(CROWD - 1):
            assert waiting.acquire(timeout=60)
        return 1 // 0

    def ask():
        return Waiting().run(lambda: remembering.remembered("it", as_of(1), compute))

    with ThreadPoolExecutor(CROWD) as crowd:
        asking = [crowd.submit(ask) for _ in range(CROWD)]
        came_to = [type(each.exception()) for each in asking]

    assert (CROWD * [ZeroDivisionError], 1) == (came_to, len(begun))


def test_who_leaves_waits_no_longer_and_what_they_began_is_finished_for_the_others():
    remembering = Remembering(1)
    begun, finish = threading.Event(), threading.Event()
    first, second = Caller(), Caller()

    def compute():
        begun.set()
        assert finish.wait(60)
        with stopped_by_leaving(lambda: None):  # nobody is asked whether they have left
            return "it"

    def ask(caller):
        return caller.run(lambda: remembering.remembered("it", as_of(1), compute))

    with ThreadPoolExecutor(3) as crowd:
        leader = crowd.submit(ask, first)
        assert begun.wait(60)
        leaver, stayer = crowd.submit(ask, second), crowd.submit(ask, Caller())
        first.leave()
        second.leave()
        try:
            assert isinstance(leaver.exception(timeout=60), Left)
            assert not stayer.done()
        finally:
            finish.set()

        assert "it" == leader.result(timeout=60) == stayer.result(timeout=60)


def test_what_is_too_old_is_forgotten_at_once():
    """However much room there is: it may be large, and serves nobody."""
    remembering = Remembering(9)
    for place, when in enumerate((1, 1, 2)):
        remembering.remembered(place, as_of(when), object)
    assert 1 == len(remembering)

    remembering.remembered("it", as_of(2), object)
    assert 2 == len(remembering)


def test_after_a_failure_the_next_works_it_out():
    remembering = Remembering(1)
    with pytest.raises(ZeroDivisionError):
        remembering.remembered("it", as_of(1), lambda: 1 // 0)

    assert "it" == remembering.remembered("it", as_of(1), lambda: "it")


def test_it_is_told_again_until_something_changes_or_the_day_does_or_it_is_forgotten():
    remembering = Remembering(1)
    said = [
        remembering.remembered("it", when, lambda number=number: number)
        for number, when in enumerate(
            [as_of(2), as_of(2), as_of(1), as_of(3), as_of(3, date(2026, 1, 2))]
        )
    ]
    remembering.remembered("other", as_of(3), lambda: None)

    assert [0, 0, 0, 3, 4] == said
    assert "anew" == remembering.remembered("it", as_of(3, date(2026, 1, 2)), lambda: "anew")
