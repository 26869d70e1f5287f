"""Slices that are worded once: nobody is given another's words, nor those of another day or register."""

from datetime import timedelta

import pytest

from tests.houses import ADMINISTRATOR, UNIT, a_house, admitted
from yibiao.flows.slicing import slices
from yibiao.flows.slicing.slices import Looks, Wish
from yibiao.flows.slicing.worded import Worded, Wordings
from yibiao.model.actor import Actor, Grant
from yibiao.slicing import Wanted

ASKED = {"title": "居民登记表", "fields": [{"label": "姓名", "type": "text"}, {"label": "性别", "type": "text"}]}  # fmt: skip


def a_wording(text):
    return Worded(text, "", (), 0, 0)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("worded") / "data") as house:
        house.form = admitted(house, "civil-affairs", ASKED, scope="true")
        yield house


def worded(house, wish=Wish(), actor=ADMINISTRATOR, looks=Looks()):  # noqa: B008  frozen
    return slices.asked(house, house.form, actor, wish, looks).worded


def test_whoever_asks_again_is_given_the_same_words(house):
    """Nothing is put together twice."""
    assert worded(house) is worded(house)
    assert worded(house, Wish(unit=UNIT)) is worded(house, Wish(unit=UNIT))


@pytest.mark.parametrize(
    "other",
    [
        {"wish": Wish(unit=UNIT)},
        {"wish": Wish(as_of=1)},
        {"wish": Wish(wanted=Wanted(where="f1 = 'a'"))},
        {"wish": Wish(wanted=Wanted(limit=3))},
        {"looks": Looks(shape="text", technical=False, paged=False)},
        {"looks": Looks(titled=True)},
    ],
)
def test_whoever_asks_otherwise_is_not(house, other):
    """The words go by all that was asked."""
    assert worded(house).sql != worded(house, **other).sql


def test_whoever_sees_less_is_given_less(house):
    """Also right after somebody who sees everything."""
    whole = worded(house)
    grant = Grant(
        id="g", actor="user:reader", role="analyst", unit=UNIT, department="civil-affairs"
    )
    reader = Actor(id="user:reader", grants=(grant,))
    masked = Actor(
        id="user:masked", grants=(grant.model_copy(update={"masks": {"person.name": "none"}}),)
    )

    assert len({whole.sql, worded(house, actor=reader).sql, worded(house, actor=masked).sql}) == 3


def test_another_day_has_other_words(house):
    """Ages are told by the day."""
    before = worded(house)
    now = house.now
    house.now = lambda: now() + timedelta(days=1)
    try:
        assert worded(house) is not before
    finally:
        house.now = now


def test_what_was_asked_for_longest_ago_makes_room():
    """However much is asked, so much is kept."""
    wordings = Wordings(most=10)
    for name in ("a", "b", "a", "c"):
        wordings.worded(1, name, lambda name=name: a_wording(name * 4))
    made = []

    def make(name):
        made.append(name)
        return a_wording(name * 4)

    for name in ("a", "c", "b"):
        wordings.worded(1, name, lambda name=name: make(name))

    assert ["b"] == made


def test_of_another_version_everything_is_forgotten():
    """What it was put together from is not so any more."""
    wordings = Wordings()
    wordings.worded(1, "a", lambda: a_wording("old"))

    assert "new" == wordings.worded(2, "a", lambda: a_wording("new")).sql
