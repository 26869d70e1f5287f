"""Devices send what they kept late, out of order and again; the record is as if they had been heard in time."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flows.test_subjects import WARDS
from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted, nobody_resembles
from yibiao.errors import Invalid, Problem, SubjectNotOpened
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.flows.registering import register
from yibiao.flows.slicing import query
from yibiao.model.actor import Actor, Grant
from yibiao.model.place import Unit
from yibiao.model.record import Chain, Entry

NAME, PHONE, SEX = "person.name", "person.phone", "person.sex"
VALUES = {NAME: ["甲", "乙"], PHONE: ["19900000001", "19900000002"], SEX: ["1", "2"]}
FRESH = count()


@pytest.fixture(scope="module", autouse=True)
def _alike():
    with nobody_resembles():
        yield


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        admitted(house, "disabled-federation", WARDS, scope="true")
        yield house


SAID = st.fixed_dictionaries({}, optional={id_: st.sampled_from(v) for id_, v in VALUES.items()})


@st.composite
def kept(draw):
    """What two devices kept, as (device, number, act, values); the first opens the subject."""
    steps = [("phone", 1, "open", draw(SAID))]
    for device, first in (("phone", 2), ("tablet", 1)):
        steps += [
            (device, number, "state", draw(SAID))
            for number in range(first, first + draw(st.integers(0, 3)))
        ]
    if draw(st.booleans()):
        last = max((number for device, number, *_ in steps if device == "phone"), default=0)
        steps.append(("phone", last + 1, "close", {}))
    return steps


def entries(steps, subject):
    return [
        Entry(
            id=f"{subject}-{device}-{number}",
            unit=UNIT,
            subject=subject,
            kind="person",
            act=act,
            values=values,
            chain={"device": device, "number": number},
        )
        for device, number, act, values in steps
    ]


def deliver(house, waiting):
    """Send everything, and again whatever was refused, as long as any of it gets through."""
    while waiting:
        outcomes = fill.file_all(house, waiting, ADMINISTRATOR)
        refused = [
            entry
            for entry, outcome in zip(waiting, outcomes, strict=True)
            if isinstance(outcome, Problem)
        ]
        assert all(
            isinstance(each, SubjectNotOpened) for each in outcomes if isinstance(each, Problem)
        )
        assert len(refused) < len(waiting)
        waiting = refused


def told(house, subject):
    """The record with entries for positions, so that two subjects can be compared."""
    record = query.record(house, subject, ADMINISTRATOR)

    def said(each):
        event = house.journal.event(each.position)
        return event.id.removeprefix(subject), each.value

    cells = {
        id_: (said(cell), {said(each) for each in cell.contested})
        for id_, cell in record.cells.items()
    }
    return record.closed, record.unit, cells


@given(kept(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_sent_in_any_order_and_again_it_ends_the_same(house, steps, random):
    number = next(FRESH)
    in_time, late = f"in time {number}", f"late {number}"
    mixed = entries(steps, late)
    random.shuffle(mixed)

    deliver(house, entries(steps, in_time))
    deliver(house, mixed)
    head = house.journal.head
    deliver(house, random.sample(mixed, len(mixed)))  # sent again, all of it stands already

    assert told(house, in_time)[0::2] == told(house, late)[0::2]
    assert head == house.journal.head


def test_records_and_picture_still_agree(house):
    """Whatever the examples above have left."""
    assert () == keep.verify(house, ADMINISTRATOR)


def test_a_link_to_somebody_on_the_way_may_be_sent_again(house):
    """The guardian's opening comes after the ward's."""
    ward, guardian = (
        entries([("phone", n, "open", {})], who)[0] for n, who in ((2, "w"), (1, "g"))
    )
    linked = ward.model_copy(update={"values": {"person.guardian": "g"}})
    at_a_desk = linked.model_copy(update={"chain": None})

    (late,) = fill.file_all(house, [linked], ADMINISTRATOR)
    (wrong,) = fill.file_all(house, [at_a_desk], ADMINISTRATOR)
    deliver(house, [linked, guardian])

    assert ("subject-not-opened", "invalid") == (late.code, wrong.code)
    assert "g" == query.record(house, "w", ADMINISTRATOR).cells["person.guardian"].value


def test_what_was_kept_before_a_subject_moved_is_taken(house):
    """
    Though whoever kept it files for the unit that it left alone; not what was made after it had moved, nor of strangers.

    Only values are: whoever pulled the subject back would read what it said elsewhere. That is refused for good.
    """
    worker = Actor(id="user:w", grants=[Grant(id="w", actor="user:w", role="worker", unit=UNIT)])
    elsewhere = "999999001002"
    register.units(house, [Unit(code=elsewhere, name="第二社区")], ADMINISTRATOR)
    about = {"unit": UNIT, "subject": "mover", "kind": "person"}
    seen = fill.file(house, Entry(id="mo", act="open", **about), ADMINISTRATOR).position
    moving = Entry(id="mm", act="move", **{**about, "unit": elsewhere})
    moved = fill.file(house, moving, ADMINISTRATOR).position
    kept_ = {"chain": Chain(device="d", number=1), "values": {PHONE: "19900000001"}, **about}

    for id_, base in (("m1", moved), ("m2", seen - 1), ("m3", None)):
        with pytest.raises(SubjectNotOpened):
            fill.file(house, Entry(id=id_, base=base, **kept_), worker)
    for act, more in (("move", {}), ("confirm", {}), ("close", {}), ("merge", {"into": "mo"})):
        entry = Entry(id=f"m-{act}", act=act, base=seen, **kept_ | {"values": {}}, **more)
        with pytest.raises(Invalid) as refused:
            fill.file(house, entry, worker)
        assert ["subject-elsewhere"] == [each.code for each in refused.value.findings]
    assert fill.file(house, Entry(id="m4", base=seen, **kept_), worker)

    record = house.journal.record("mover")
    assert (elsewhere, False) == (record.unit, record.closed)
    assert "19900000001" == record.values[PHONE]


def test_nobody_has_seen_what_is_to_come(house):
    """A device that kept the position of another journal, or of this one before it was restored, is told to look again."""
    head = house.journal.head
    entry = Entry(id="b1", unit=UNIT, subject="b", kind="person", act="open", base=head + 1)

    with pytest.raises(Invalid) as refused:
        fill.file(house, entry, ADMINISTRATOR)

    assert ["base-ahead"] == [each.code for each in refused.value.findings]
    assert head == house.journal.head
    assert fill.file(house, entry.model_copy(update={"base": head}), ADMINISTRATOR)
