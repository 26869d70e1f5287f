"""What was worked out is told again; whoever asks for it at once shares it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from yibiao.flows.remembering import AsOf, Remembering

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
