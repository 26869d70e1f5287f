"""Whom subjects may be one with is remembered; it is what comparing everybody with everybody would say, whatever happened."""

import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.houses import (
    ADMINISTRATOR,
    DISABLED,
    UNIT,
    a_house,
    admitted,
    id_number,
    nobody_resembles,
)
from yibiao import filling
from yibiao.errors import Problem
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.flows.granting import grants
from yibiao.flows.registering import register
from yibiao.flows.subject import doubles, joining, parting, undecided
from yibiao.model.actor import Grant
from yibiao.model.place import Unit
from yibiao.model.record import Chain, Entry

GRID, AWAY = UNIT + "001", "999999002001"
UNITS = (UNIT, GRID, AWAY)
WORKER = "user:worker"
COMMON, CROWDED = 50, "13900000000"
MANY = 47

subjects = st.sampled_from([f"p{number}" for number in range(5)])
NUMBERS = [id_number("1940-03-12", 2), id_number("1940-03-12", 4), id_number("1940-12-03", 2)]
optional = {
    "person.id_number": st.sampled_from([None, *NUMBERS]),
    "person.sex": st.sampled_from(["1", "2"]),
    "person.disability_type": st.sampled_from(["1", "2"]),
}
names = st.sampled_from(["张晓丽", "张小丽"])
phones = st.sampled_from([CROWDED, "13900000001"])
alike_at_first = st.fixed_dictionaries(
    {"person.name": names, "person.phone": phones}, optional=optional
)
values = st.fixed_dictionaries(
    {},
    optional={
        "person.name": names | st.just("李四"),
        "person.phone": phones | st.none(),
        **optional,
    },
)
steps = st.one_of(
    st.tuples(st.sampled_from(["state", "load"]), subjects, values),
    st.tuples(st.just("late"), subjects, values),
    st.tuples(st.just("confirm"), subjects),
    st.tuples(st.just("close"), subjects),
    st.tuples(st.sampled_from(["move", "open"]), subjects, st.sampled_from(UNITS)),
    st.tuples(st.just("tell apart"), subjects, subjects),
    st.tuples(st.just("merge"), subjects, subjects),
    st.tuples(st.just("part"), st.integers(1, 5)),
    st.tuples(st.just("crowd"), st.integers(0, MANY - 1), st.booleans()),
    st.tuples(st.just("rebuild")),
)


@settings(max_examples=effort(6, 200))
@given(
    st.lists(st.tuples(st.sampled_from(UNITS), alike_at_first), min_size=5, max_size=5),
    st.lists(steps, min_size=10, max_size=25),
    st.booleans(),
)
def test_what_is_remembered_is_what_comparing_everybody_says(opened, done, forgetful):
    """After each step, for whoever reads everything and whoever reads one unit only, of every unit."""
    with a_crowd() as house, a_memory(house, 3 if forgetful else undecided.MOST):
        for number, (unit, said) in enumerate(opened):
            one(house, f"p{number}", "open", {"person.name": f"甲{number}"}, unit=unit)
            one(house, f"p{number}", "state", said)
        expect_all(house)
        for number, step in enumerate(done):
            with suppress(Problem):
                do(house, number, *step)
            expect_all(house)


def test_a_key_that_becomes_common_leads_to_nobody_and_to_all_once_it_is_rare_again():
    """Two who share no more than a telephone are no longer found when the fiftieth other has it, and are when one gives it up."""
    said = {"person.name": "张晓丽", "person.phone": CROWDED}
    with a_crowd() as house:
        for subject, unit in (("p1", UNIT), ("p2", AWAY)):
            one(house, subject, "open", {"person.name": "甲"}, unit=unit)
            one(house, subject, "state", said)
        for subject in ("q1", "q2"):
            one(house, subject, "open", {"person.name": f"王{subject}"}, unit=AWAY)

        assert 1 == counted(house, UNIT)
        one(house, "q1", "state", {"person.phone": CROWDED})
        assert 1 == counted(house, UNIT)
        one(house, "q2", "state", {"person.phone": CROWDED})
        assert 0 == counted(house, UNIT)
        one(house, "c0", "state", {"person.phone": None})
        assert 1 == counted(house, UNIT)


def test_only_those_are_looked_at_again_of_whom_it_may_have_changed(monkeypatch):
    """Whoever asks again looks at nobody; after an entry that says who somebody is, at those who share a key with them."""
    looked_at = []
    whole = undecided.undecided

    def looked(reading, subjects):
        looked_at.append(set(subjects))
        return whole(reading, subjects)

    with a_crowd() as house:
        for subject in ("p1", "p2"):
            one(house, subject, "open", {"person.name": "甲"})
            one(house, subject, "state", {"person.name": "张晓丽", "person.phone": "13900000001"})
        monkeypatch.setattr(undecided, "undecided", looked)
        everybody = {"p1", "p2", *(f"c{number}" for number in range(MANY))}
        for again in (
            lambda: None,
            lambda: None,
            lambda: one(house, "p1", "confirm", {}),
            lambda: one(house, "p1", "state", {"person.disability_type": "1"}),
            lambda: one(house, "p1", "state", {"person.phone": None}),
        ):
            again()
            counted(house, UNIT)

    assert [everybody, set(), set(), {"p1", "p2"}] == looked_at


def test_no_more_is_remembered_than_there_is_room_for():
    """Those who may be one with many take the room of many."""
    with a_crowd() as house:
        for number in range(6):
            one(house, f"p{number}", "open", {"person.name": "甲"})
            one(house, f"p{number}", "state", {"person.name": "张晓丽", "person.sex": "1"})
            one(house, f"p{number}", "state", {"person.phone": "13900000001"})
        for most in (0, 1, 20, 40, undecided.MOST):
            house.undecided = undecided.Undecided(house.journal, most)

            assert [15, 15] == [counted(house, UNIT), counted(house, UNIT)]
            known = house.undecided._known.values()
            assert sum(1 + len(each) for each in known) <= most


def test_those_who_ask_at_once_have_it_worked_out_once(monkeypatch):
    """A crowd that signs in to one unit waits for the first of them."""
    looked_at = []
    whole = undecided.undecided

    def looked(reading, subjects):
        looked_at.extend(subjects)
        return whole(reading, subjects)

    monkeypatch.setattr(undecided, "undecided", looked)
    with a_crowd() as house, ThreadPoolExecutor(16) as workers:
        found = list(workers.map(lambda _: counted(house, UNIT), range(64)))

    assert [0] * 64 == found
    assert {1} == set(Counter(looked_at).values())


def test_what_changes_while_it_is_worked_out_is_not_remembered(monkeypatch):
    """Of whom something is stated meanwhile, it is known as of before, and worked out again."""
    said = {"person.name": "张晓丽", "person.phone": "13900000001"}
    whole = undecided.undecided

    with a_crowd() as house:
        for subject in ("p1", "p2"):
            one(house, subject, "open", {"person.name": f"甲{subject}"})
        one(house, "p1", "state", said)

        def overtaken(reading, subjects):
            found = whole(reading, subjects)
            monkeypatch.setattr(undecided, "undecided", whole)
            one(house, "p2", "state", said)
            assert 1 == counted(house, GRID) + len(doubles.doubles_of(house, "p2", ADMINISTRATOR))
            return found

        monkeypatch.setattr(undecided, "undecided", overtaken)
        counted(house, UNIT)

        assert 1 == counted(house, UNIT)


# ------------------------------------------------------------------- a house, and what happens there


@contextmanager
def a_crowd():
    """A house in which so many have one telephone that a few more make it common; whoever reads one grid only."""
    with (
        tempfile.TemporaryDirectory() as folder,
        nobody_resembles(),
        a_house(Path(folder) / "data") as house,
    ):
        register.units(house, [Unit(code=AWAY, name="邻社区")], ADMINISTRATOR)
        admitted(house, "disabled-federation", DISABLED, scope="true")
        grant = Grant(id="g", actor=WORKER, role="worker", unit=GRID)
        grants.give(house, grant, ADMINISTRATOR)
        house.numbers = count()
        crowd = [
            entry(house, f"c{number}", "open", {**named(number), "person.phone": CROWDED})
            for number in range(MANY)
        ]
        fill.file_all(house, crowd, ADMINISTRATOR, all_or_nothing=True)
        yield house


def named(number):
    return {"person.name": f"{chr(0x4E00 + 211 * number)}{chr(0x5E00 + 97 * number)}"}


@contextmanager
def a_memory(house, most):
    house.undecided = undecided.Undecided(house.journal, most)
    yield


def entry(house, subject, act, values, **more):
    said = {"unit": UNIT, "remark": "入户核实", **more}
    return Entry(
        id=f"e{next(house.numbers)}", subject=subject, kind="person", act=act, values=values, **said
    )


def one(house, subject, act, values, **more):
    record = house.journal.record(subject)
    if record is not None and "unit" not in more:
        more["unit"] = record.unit
    fill.file(house, entry(house, subject, act, values, **more), ADMINISTRATOR)


def do(house, number, what, *said):
    DEEDS.get(what, filed)(house, number, what, *said)


def filed(house, _, act, subject, *said):
    """An entry of that act: what it states, or where it is from then on."""
    values = said[0] if said and isinstance(said[0], dict) else {}
    more = {"unit": said[0]} if said and isinstance(said[0], str) else {}
    one(house, subject, act, values, **({"reason": "died"} if act == "close" else more))


def late(house, number, _, subject, values):
    """What a device kept that had seen nothing."""
    one(house, subject, "state", values, base=0, chain=Chain(device=f"d{number}", number=1))


def tell_apart(house, _, __, subject, other):
    one(house, subject, "state", {}, unlike=(other,))


def merge(house, number, _, subject, into):
    joining.merge(house, subject, into, ADMINISTRATOR, id_=f"m{number}")


def part(house, number, _, before):
    parting.part(house, f"m{number - before}", ADMINISTRATOR)


def crowd(house, _, __, member, has):
    one(house, f"c{member}", "state", {"person.phone": CROWDED if has else None})


def rebuild(house, _, __):
    keep.rebuild(house, ADMINISTRATOR)


DEEDS = {
    "late": late, "tell apart": tell_apart, "merge": merge, "part": part, "crowd": crowd, "rebuild": rebuild,
}  # fmt: skip


# ------------------------------------------------------------------- what is said, and what there is to say


def counted(house, unit, actor=ADMINISTRATOR):
    return doubles.doubles(house, unit, actor, counted=True).count


def expect_all(house):
    known = {each.subject: each for each in house.journal.records()}
    everybody = sorted(pairs(known))
    worker = house.actor(WORKER)
    for unit in UNITS:
        units = {UNIT, GRID} if unit == UNIT else {unit}
        of = [each for each in everybody if known[each[0]].unit in units]
        once = [each for each in of if known[each[1]].unit not in units or each[0] < each[1]]

        assert len(once) == counted(house, unit)
    listed = doubles.doubles(house, UNIT, ADMINISTRATOR).found
    assert sorted((each.one.subject, each.other.subject) for each in listed) == [
        (one, other)
        for one, other in everybody
        if known[one].unit != AWAY and (known[other].unit == AWAY or one < other)
    ]
    within = [
        (one, other)
        for one, other in everybody
        if known[one].unit == known[other].unit == GRID and one < other
    ]
    assert len(within) == counted(house, GRID, worker)


def pairs(known):
    """Whoever two are that share a key that is not common, and ask; each from both sides."""
    keying = filling.Keys()
    keys = {name: keying.of(keying.told(each)) for name, each in known.items()}
    shared = Counter(key for some in keys.values() for key in some)
    keys = {name: {key for key in some if shared[key] <= COMMON} for name, some in keys.items()}
    for one_, mine in known.items():
        for other, theirs in known.items():
            apart = other in mine.unlike or one_ in theirs.unlike
            if one_ == other or apart or mine.closed or theirs.closed:
                continue
            if keys[one_] & keys[other] and alike(mine.kind, said(mine), said(theirs)):
                yield one_, other


def said(record):
    return tuple(sorted(record.values.items()))


@cache
def alike(kind, mine, theirs):
    mine, theirs = dict(mine), dict(theirs)
    if filling.identity(kind, mine) & filling.identity(kind, theirs):
        return True
    return filling.compare(
        kind, filling.traits_of(kind, mine), filling.traits_of(kind, theirs)
    ).asks
