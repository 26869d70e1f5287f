"""Contested cells are shown with who said what, and decided by a person who has seen it all."""

import json

import pytest
from litestar.testing import TestClient
from typer.testing import CliRunner

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted
from yibiao.cli import app
from yibiao.errors import (
    ChosenUnknown,
    EntryIdReused,
    Invalid,
    NotAllowed,
    NotContested,
    NotFound,
    StatedSince,
)
from yibiao.flows import keep
from yibiao.flows.filling import conflicts, fill
from yibiao.flows.granting import accounts
from yibiao.flows.registering import register
from yibiao.flows.slicing import query
from yibiao.model.account import Account
from yibiao.model.actor import Actor, Grant
from yibiao.model.contest import Decision
from yibiao.model.place import Unit
from yibiao.model.record import Entry
from yibiao.web.app import create_app

PHONE = "person.phone"
GRID = UNIT + "001"


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        yield house


def state(house, id_, values=None, act="state", subject="p1", actor=ADMINISTRATOR, **more):
    members = {"unit": GRID, "kind": "person", "subject": subject, **more}
    entry = Entry(id=id_, act=act, values=values or {}, **members)
    return fill.file(house, entry, actor).position


def contested(house):
    """Two at a desk and a device, none of whom had seen the others."""
    base = state(house, "open", act="open")
    one = state(house, "one", {PHONE: "19900000001"}, base=base)
    two = state(house, "two", {PHONE: "19900000002"}, base=base)
    three = state(
        house, "three", {PHONE: "19900000003"}, base=base, chain={"device": "d", "number": 1}
    )
    return one, two, three


def listed(house, unit=UNIT, **more):
    return conflicts.conflicts(house, unit, ADMINISTRATOR, **more)


def decision(house, **more):
    (cell,) = listed(house).cells
    return Decision(**{"id": "decided", "element": cell.element, "seen": cell.seen, **more})


def decide(house, decision, subject="p1"):
    return conflicts.decide(house, subject, decision, ADMINISTRATOR)


def cell(house, subject="p1"):
    return query.record(house, subject, ADMINISTRATOR).cells[PHONE]


def test_each_statement_is_shown_with_who_said_it(house):
    one, two, three = contested(house)

    page = listed(house)
    (found,) = page.cells

    assert ["联系电话"] == [each.zh for each in page.titles.values()]
    assert (GRID, "p1", PHONE, three) == (found.unit, found.subject, found.element, found.seen)
    assert ("19900000002", "two", two) == (found.held.value, found.held.by.entry, found.held.by.position)  # fmt: skip
    assert [("one", one, "user:test"), ("three", three, "user:test")] == [
        (each.by.entry, each.by.position, each.by.actor) for each in found.others
    ]


def test_a_unit_shows_what_is_contested_below_it_and_nothing_else(house):
    contested(house)

    assert 1 == len(listed(house, GRID).cells)
    with pytest.raises(NotFound):
        listed(house, "999999009009")


def test_of_who_is_closed_nothing_need_be_decided(house):
    contested(house)
    state(house, "close", act="close")

    assert () == listed(house).cells


def test_what_is_contested_comes_in_pages(house):
    for subject in ("p1", "p2", "p3"):
        base = state(house, f"{subject} 0", act="open", subject=subject)
        for number in "12":
            state(house, f"{subject} {number}", {PHONE: f"1990000000{number}"}, subject=subject,
                  base=base)  # fmt: skip

    first = listed(house, limit=2)
    second = listed(house, limit=2, after=first.after)

    assert [["p1", "p2"], ["p3"]] == [
        [each.subject for each in page.cells] for page in (first, second)
    ]
    assert second.after is None


def test_a_chosen_statement_is_held_and_nothing_contests_it_any_more(house):
    one, *_ = contested(house)

    receipt = decide(house, decision(house, chosen=one, remark="打电话核实"))

    assert ("19900000001", (), receipt.position) == (
        cell(house).value, cell(house).contested, cell(house).position
    )  # fmt: skip
    assert () == listed(house).cells
    assert () == keep.verify(house, ADMINISTRATOR)


def test_another_value_may_be_it(house):
    contested(house)
    decide(house, decision(house, value=None))

    assert (None, ()) == (cell(house).value, cell(house).contested)


def test_a_decision_sent_again_is_one_decision(house):
    one, two, _ = contested(house)
    made = decision(house, chosen=one)
    receipt = decide(house, made)

    again = decide(house, made)

    assert (receipt.position, True) == (again.position, again.again)
    with pytest.raises(EntryIdReused):
        decide(house, made.model_copy(update={"seen": two}))


def test_what_was_said_since_must_be_seen_first(house):
    one, *_ = contested(house)
    made = decision(house, chosen=one)
    late = state(house, "four", {PHONE: "19900000004"}, base=1)

    with pytest.raises(StatedSince) as refused:
        decide(house, made)

    assert late == refused.value.facts["position"]
    assert "19900000004" == cell(house).value


def test_what_was_said_of_other_cells_since_is_not_in_the_way(house):
    one, *_ = contested(house)
    made = decision(house, chosen=one)
    state(house, "four", {"person.name": "甲"})

    decide(house, made)

    assert "19900000001" == cell(house).value


def test_only_what_is_contested_is_decided(house):
    one, *_ = contested(house)
    made = decision(house, chosen=one)

    with pytest.raises(NotContested):
        decide(house, made.model_copy(update={"element": "person.name"}))
    with pytest.raises(ChosenUnknown):
        decide(house, made.model_copy(update={"chosen": 1}))
    with pytest.raises(NotFound):
        decide(house, made, "nobody")
    with pytest.raises(Invalid):
        decide(house, decision(house, value="x"))


def test_two_units_that_took_a_subject_are_a_conflict_too(house):
    other = UNIT + "002"
    register.units(house, [Unit(code=other, name="第二网格", parent=UNIT)], ADMINISTRATOR)
    base = state(house, "open", act="open")
    first = state(house, "move 1", act="move", unit=UNIT, base=base)
    state(house, "move 2", act="move", unit=other, base=base)

    assert "#unit" == listed(house).cells[0].element
    decide(house, decision(house, chosen=first))

    assert UNIT == query.record(house, "p1", ADMINISTRATOR).unit
    assert () == listed(house).cells


def somebody(name, unit, role="worker"):
    id_ = f"user:{name}"
    return Actor(id=id_, grants=(Grant(id=f"of {name}", actor=id_, role=role, unit=unit),))


@pytest.fixture
def moved_apart(house):
    """A worker moves somebody to the next community; the township, which had not seen that, to a third."""
    town = UNIT[:9] + "000"
    names = {"002": "第二社区", "003": "第三社区", "004": "第四社区"}
    units = [Unit(code=UNIT[:9] + end, name=name, parent=town) for end, name in names.items()]
    register.units(house, [Unit(code=town, name="示例街道"), *units], ADMINISTRATOR)
    register.units(house, [Unit(code=UNIT, name="示例社区", parent=town)], ADMINISTRATOR)
    first, second, third, fourth = (somebody(each, UNIT[:9] + each) for each in ("001", *names))
    township = somebody("township", town, "township")
    base = state(
        house, "open", {"person.name": "王桂芳", PHONE: "19900000001"}, act="open", actor=first
    )
    to_second = {"act": "move", "unit": second.grants[0].unit, "base": base}
    state(house, "by the worker", actor=first, **to_second)
    state(house, "by the township", actor=township, **{**to_second, "unit": third.grants[0].unit})
    return first, second, third, fourth, township


def test_who_was_moved_apart_is_shown_in_every_unit_named_and_above(house, moved_apart):
    """To the worker of the unit that they left, too; with their name, and nothing else of them."""
    first, second, third, fourth, township = moved_apart

    def seen(actor):
        found = conflicts.conflicts(house, actor.grants[0].unit, actor)
        return found.labels, [
            (each.element, each.held.value[-3:], [other.value[-3:] for other in each.others])
            for each in found.cells
        ]

    apart = ({"p1": "王桂芳"}, [("#unit", "003", ["002"])])
    assert [apart, apart, apart, ({}, []), apart] == [
        seen(each) for each in (first, second, third, fourth, township)
    ]


def test_where_somebody_is_now_it_is_decided_whose_they_are(house, moved_apart):
    """There, and above; it is said before anybody tries, and the others are refused."""
    first, second, third, _, township = moved_apart
    asked = {}
    for actor in (first, second, third, township):
        (cell,) = conflicts.conflicts(house, actor.grants[0].unit, actor).cells
        asked[actor.id] = cell.may_decide
    made = Decision(id="d", element="#unit", seen=cell.seen, chosen=cell.others[0].by.position)

    assert [False, False, True, True] == list(asked.values())
    for actor in (first, second):
        with pytest.raises(NotAllowed):
            conflicts.decide(house, "p1", made, actor)
    conflicts.decide(house, "p1", made, third)
    assert second.grants[0].unit == query.record(house, "p1", ADMINISTRATOR).unit
    assert 0 == conflicts.conflicts(house, third.grants[0].unit, third).found


def test_how_many_there_are_is_said_without_them(house, moved_apart):
    """On all pages together, those that were moved apart among them; and nobody's values were read."""
    *_, township = moved_apart
    for subject in ("p2", "p3"):
        base = state(house, f"{subject} 0", act="open", subject=subject)
        for number in "12":
            values = {PHONE: f"1990000000{number}", "person.name": number}
            state(house, f"{subject} {number}", values, subject=subject, base=base)
    town, second = township.grants[0].unit, UNIT[:9] + "002"

    assert (5, ()) == (listed(house, town, limit=0).found, listed(house, town, limit=0).cells)
    assert (5, 1) == (listed(house, town, limit=1).found, len(listed(house, town, limit=1).cells))
    assert 1 == listed(house, second, limit=0).found


def test_who_said_what_names_its_actor(house):
    base = state(house, "open", act="open")
    state(house, "one", {PHONE: "19900000001"}, base=base)
    other = Actor.administrator("user:other")
    state(house, "two", {PHONE: "19900000002"}, base=base, actor=other)

    (found,) = listed(house).cells

    assert ("user:other", ["user:test"]) == (
        found.held.by.actor, [each.by.actor for each in found.others]
    )  # fmt: skip


def test_whoever_said_so_is_told_by_name(house):
    """As far as they have accounts; others stand there by their ids alone."""
    accounts.open_(house, Account(id="user:other", name="网格员小林"), ADMINISTRATOR)
    base = state(house, "open", act="open")
    state(house, "one", {PHONE: "19900000001"}, base=base)
    other = Actor.administrator("user:other")
    state(house, "two", {PHONE: "19900000002"}, base=base, actor=other)

    assert {"user:other": "网格员小林"} == listed(house).people


def test_both_doors_show_and_decide(house, tmp_path):
    one, *_ = contested(house)
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        (found,) = client.get(f"/api/v1/units/{UNIT}/conflicts?limit=5").json()["cells"]
        made = {"id": "d", "element": PHONE, "seen": found["seen"], "chosen": one}
        answers = [client.post("/api/v1/subjects/p1/decisions", json=made) for _ in "12"]
        both = client.post("/api/v1/subjects/p1/decisions", json={**made, "value": "1"})

    assert [201, 200, 422] == [each.status_code for each in (*answers, both)]
    contested_again = {"unit": GRID, "kind": "person", "subject": "p1", "base": one}
    fill.file(
        house, Entry(id="five", values={PHONE: "19900000005"}, **contested_again), ADMINISTRATOR
    )
    house.close()
    data = ["--data", str(tmp_path / "data")]
    listing = CliRunner().invoke(app, ["conflicts", UNIT, "--json", *data])
    (cell,) = json.loads(listing.stdout)["cells"]
    assert "five" in CliRunner().invoke(app, ["conflicts", UNIT, *data]).stdout
    typed = ["--seen", str(cell["seen"]), "--value", "19900000006"]
    decided = CliRunner().invoke(app, ["decide-conflict", "p1", PHONE, *typed, *data])

    assert 0 == decided.exit_code
    assert (
        []
        == json.loads(CliRunner().invoke(app, ["conflicts", UNIT, "--json", *data]).stdout)["cells"]
    )
