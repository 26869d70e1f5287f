"""A round that several services share: whoever writes sees what the others decided, in one order."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, date, datetime

import pytest

from tests import databases
from tests.houses import ADMINISTRATOR, UNIT
from yibiao.errors import Decided, Problem
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.flows.units import rounds
from yibiao.model.actor import Actor
from yibiao.model.place import Round, Unit
from yibiao.model.record import Entry

pytestmark = databases.needs_postgresql

ROUND = Round(id="2026-01", period="monthly", opens="2026-01-01", due="2026-01-31")
ENDS = ("round.closed", "round.submitted")
OTHER = Actor.administrator("user:other")


@pytest.fixture
def houses(postgresql, tmp_path):
    """Two, each with a data directory of its own, over one journal; neither hears of what the other decides."""
    with ExitStack() as stack:
        made = [
            stack.enter_context(
                House(
                    tmp_path / name,
                    journal=postgresql,
                    now=lambda: datetime(2026, 1, 10, 4, tzinfo=UTC),
                )
            )
            for name in ("one", "other")
        ]
        register.units(made[0], [Unit(code=UNIT, name="示例社区")], ADMINISTRATOR)
        rounds.open_round(made[0], ROUND, ADMINISTRATOR)
        for each in made:
            each.refresh()
        yield made


def at_once(houses, act):
    """What *act* gives, or the problem that it raises, done in every house at the same moment."""
    together = threading.Barrier(len(houses))

    def acted(house):
        together.wait()
        try:
            return act(house)
        except Problem as problem:
            return problem

    with ThreadPoolExecutor() as several:
        return list(several.map(acted, houses))


def kinds(house):
    return [each.kind for each in house.journal.events() if each.kind.startswith("round.")]


def opening(number):
    return Entry(
        id=f"e{number}",
        unit=UNIT,
        subject=f"p{number}",
        kind="person",
        act="open",
        round=ROUND.id,
    )


def test_closing_from_two_at_once_closes_once(houses):
    closed = at_once(houses, lambda house: rounds.close_round(house, ROUND.id, ADMINISTRATOR))

    assert [True, True] == [each.closed for each in closed]
    assert ["round.opened", "round.closed"] == kinds(houses[0])


def test_opening_the_same_round_from_two_at_once_opens_it_once(houses):
    second = Round(id="2026-02", period="monthly", opens="2026-02-01", due="2026-02-28")
    opened = at_once(houses, lambda house: rounds.open_round(house, second, ADMINISTRATOR))

    assert [second, second] == opened
    assert ["round.opened", "round.opened"] == kinds(houses[0])


def test_of_two_different_extensions_at_once_one_stands(houses):
    """And whoever lost hears it, unless the day is later still."""
    days = {id(houses[0]): date(2026, 2, 10), id(houses[1]): date(2026, 2, 9)}
    outcomes = at_once(
        houses, lambda house: rounds.extend(house, ROUND.id, days[id(house)], "雪", ADMINISTRATOR)
    )
    for each in houses:
        each.refresh()

    (one, other) = (each.registry.round(ROUND.id) for each in houses)
    taken = sum(isinstance(each, Round) for each in outcomes)
    assert one == other
    assert taken == len(one.extensions) >= 1
    assert [each.due for each in one.extensions] == sorted(each.due for each in one.extensions)


def test_handing_in_from_two_at_once_hands_in_once(houses):
    """The other is told that it stands, or given what stands if it is the same."""
    actors = {id(houses[0]): ADMINISTRATOR, id(houses[1]): OTHER}
    outcomes = at_once(
        houses, lambda house: rounds.submit(house, ROUND.id, UNIT, actors[id(house)])
    )

    assert [True, False] == sorted((isinstance(each, Decided) for each in outcomes), reverse=True)
    assert ["round.opened", "round.submitted"] == kinds(houses[0])


@pytest.mark.parametrize("ends", ["closing", "handing in"])
def test_nothing_is_filed_after_the_end_whoever_takes_it(houses, ends):
    """One service ends it while another takes entries as fast as it can, and has not heard."""
    one, other = houses
    begun = threading.Event()

    def filing():
        outcomes = []
        for number in range(60):
            (outcome,) = fill.file_all(other, [opening(number)], ADMINISTRATOR)
            outcomes.append(outcome)
            if number == 10:
                begun.set()
        return outcomes

    with ThreadPoolExecutor() as several:
        filed = several.submit(filing)
        begun.wait()
        if ends == "closing":
            rounds.close_round(one, ROUND.id, ADMINISTRATOR)
        else:
            rounds.submit(one, ROUND.id, UNIT, ADMINISTRATOR)
        outcomes = filed.result()

    refused = "round-closed" if ends == "closing" else "unit-submitted"
    kinds = [each.kind for each in one.journal.events(kinds=("entry.filed", *ENDS))]
    end = next(place for place, kind in enumerate(kinds) if kind in ENDS)
    assert {"entry.filed"} >= {*kinds[:end]}
    assert [] == kinds[end + 1 :]
    assert {refused} >= {each.code for each in outcomes if isinstance(each, Problem)}
    assert end == sum(not isinstance(each, Problem) for each in outcomes)


def test_what_one_opened_or_gave_back_the_other_takes(houses):
    """Without starting again."""
    one, other = houses
    second = ROUND.model_copy(update={"id": "2026-01b"})
    rounds.open_round(one, second, ADMINISTRATOR)
    fill.file(other, opening(1).model_copy(update={"round": second.id}), ADMINISTRATOR)
    rounds.submit(other, second.id, UNIT, ADMINISTRATOR)
    rounds.give_back(one, second.id, UNIT, "请核对", ADMINISTRATOR)

    fill.file(other, opening(2).model_copy(update={"round": second.id}), ADMINISTRATOR)
