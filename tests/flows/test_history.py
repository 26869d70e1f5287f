"""Who said what when; and what was held at any position or on any day."""

import json
from collections import Counter
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from tests.houses import ADMINISTRATOR, DISABLED, ELDERLY, NOW, UNIT, a_house, admitted, id_number
from yibiao import filling
from yibiao.cli import app
from yibiao.errors import NotFound, Problem
from yibiao.flows.filling import fill
from yibiao.flows.registering import govern
from yibiao.flows.slicing import query
from yibiao.flows.slicing.moments import moment_of
from yibiao.flows.subject import history
from yibiao.flows.units import unit_table
from yibiao.model.record import Entry
from yibiao.web.app import create_app

PHONE, NAME = "person.phone", "person.name"
GRID = UNIT + "001"
NUMBER, DISABILITY = "person.id_number", "person.disability_type"
ANEW = {"person": {NAME: "丙"}, "household": {"household.address": "示范路2号"}}
NUMBERS = [f"1990000000{number}" for number in range(3)]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        yield house


@pytest.fixture
def alone(tmp_path):
    """A house that nobody else writes to."""
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        yield house


FRESH = count()


def an_entry(id_, values=None, act="state", subject="p1", **more):
    members = {"unit": GRID, "kind": "person", "subject": subject, **more}
    return Entry(id=id_, act=act, values=values or {}, **members)


def state(house, *args, **more):
    return fill.file(house, an_entry(*args, **more), ADMINISTRATOR).position


@st.composite
def stories(draw):
    """What happens to one subject, after it was opened."""
    acts = st.sampled_from(["state"] * 4 + ["load", "confirm", "move", "close", "open"])
    some = st.dictionaries(st.just(PHONE), st.sampled_from(NUMBERS), max_size=1)
    steps = st.tuples(
        acts, some, st.sampled_from([UNIT, GRID]), st.booleans(), st.sampled_from([None, "phone"])
    )
    return draw(st.lists(steps, max_size=7))


@given(stories())
@settings(max_examples=30)
def test_as_of_a_position_is_what_the_entries_until_there_fold_to(house, story):
    """And as of the head, what is held now; of the unit's subjects just those that it had."""
    number = next(FRESH)
    subject = f"s{number:04d}"
    first = state(house, f"{subject}-open", act="open", subject=subject)
    told = [(first, an_entry(f"{subject}-open", act="open", subject=subject))]
    for place, (act, some, unit, knows, device) in enumerate(story, 1):
        values = {} if act in ("confirm", "close") else some
        chain = {"device": device, "number": len(story) - place + 1} if device else None
        entry = an_entry(f"{subject}-{place}", values, act, subject, unit=unit, chain=chain,
                         base=None if knows else first)  # fmt: skip
        (outcome,) = fill.file_all(house, [entry], ADMINISTRATOR)
        if not isinstance(outcome, Problem):
            told.append((outcome.position, entry))

    record = None
    with pytest.raises(NotFound):
        history.held(house, subject, ADMINISTRATOR, as_of=first - 1)
    for position, entry in told:
        record = filling.fold(record, entry, position)
        then = history.held(house, subject, ADMINISTRATOR, as_of=position)
        assert record == then.record
        assert {each.position for each in then.by} >= {
            each.position for each in record.cells.values()
        }
        below = history.held_in(house, GRID, ADMINISTRATOR, as_of=position, after=f"s{number:04d}"[:-1])  # fmt: skip
        assert (record in below.records) is (record.unit == GRID)
    assert query.record(house, subject, ADMINISTRATOR) == record
    assert history.held(house, subject, ADMINISTRATOR).record == record
    steps = history.timeline(house, subject, ADMINISTRATOR).steps
    assert [(position, entry.act, entry.values) for position, entry in told] == [
        (each.by.position, each.by.act, each.values) for each in steps
    ]


def test_each_step_says_who_when_and_through_what(house):
    form = "civil-affairs.elderly@0123456789ab"
    state(house, "w1", act="open", subject="w")
    position = state(house, "w2", {PHONE: NUMBERS[0]}, subject="w", form=form, remark="他说的")

    step = history.timeline(house, "w", ADMINISTRATOR).steps[-1]

    assert (position, "w2", "user:test", NOW, form, "他说的", "state", GRID) == (
        step.by.position, step.by.entry, step.by.actor, step.by.at, step.by.form,
        step.by.remark, step.by.act, step.by.unit,
    )  # fmt: skip
    assert {PHONE: NUMBERS[0]} == step.values


def test_every_value_says_which_forms_asked_it_then(alone):
    """Those in force in whose scope the subject was, whatever entries name; an entry that names a form was for that."""
    elderly = admitted(
        alone, "civil-affairs", {**ELDERLY, "title": "老人表"}, scope="person.age >= 80"
    )
    disabled = admitted(
        alone, "disabled-federation", DISABLED, scope="person.disability_type is not null"
    )
    everybody = next(each.form.id for each in alone.registry.in_force(alone.today))
    state(alone, "1", {NAME: "甲", NUMBER: id_number("1990-02-01", 1)}, act="open")
    state(alone, "2", {NUMBER: id_number("1940-02-01", 1), PHONE: NUMBERS[0]})
    state(alone, "3", {DISABILITY: "1"})
    state(alone, "4", {PHONE: NUMBERS[1]})
    govern.retire(alone, elderly, "不再需要", ADMINISTRATOR)
    state(alone, "5", {PHONE: NUMBERS[2]})
    state(alone, "6", {PHONE: NUMBERS[0]}, form=elderly)

    told = history.timeline(alone, "p1", ADMINISTRATOR)
    now = history.held(alone, "p1", ADMINISTRATOR)
    assert [
        {NAME: {everybody}, NUMBER: {everybody}},
        {NUMBER: {everybody, elderly}, PHONE: {everybody, elderly}},
        {DISABILITY: {disabled}},
        {PHONE: {everybody, elderly, disabled}},
        {PHONE: {everybody, disabled}},
        {PHONE: {elderly}},
    ] == [{element: {*forms} for element, forms in each.asked.items()} for each in told.steps]
    assert ("老人表", "民政局") == (told.names.forms[elderly], told.names.departments[elderly].zh)
    assert {NAME: (everybody,), PHONE: (elderly,)} == {id_: now.asked[id_] for id_ in (NAME, PHONE)}


def test_who_asked_is_whom_the_unit_table_says_also_over_links(alone):
    """A household's form asks the head's name of them, and so does a person's form, of its household's head."""
    for title, subject, labels, scope in (
        (
            "家庭表",
            "household",
            ("家庭住址", "是否低保户", "户主姓名"),
            "household.is_minimum_living",
        ),
        ("人口表", "person", ("联系电话", "家庭住址", "户主姓名"), "person.phone is not null"),
    ):
        asked = {"title": title, "fields": [{"label": each, "type": "text"} for each in labels]}
        admitted(alone, "civil-affairs", asked, subject=subject, scope=scope)
    home, poor = {"household.address": "示范路1号"}, {"household.is_minimum_living": True}
    linked, head = {"person.household": "h1"}, {"household.head": "p1"}
    state(alone, "1", home, act="open", subject="h1", kind="household")
    state(alone, "2", {NAME: "甲", **linked}, act="open")
    state(alone, "3", {NAME: "乙", PHONE: NUMBERS[0], **linked}, act="open", subject="p2")
    state(alone, "4", poor | head, subject="h1", kind="household")
    for subject, kind in (("p1", "person"), ("h1", "household"), ("p2", "person")):
        state(alone, f"{subject}-again", ANEW[kind], subject=subject, kind=kind)

    for subject, kind in (("p1", "person"), ("h1", "household"), ("p2", "person")):
        cells = unit_table.form_of(alone, subject, ADMINISTRATOR).row.cells
        asked = history.timeline(alone, subject, ADMINISTRATOR).steps[-1].asked
        by_table = {each.element: {*each.asked_by} for each in cells if each.element in ANEW[kind]}
        assert by_table
        assert subject != "p1" or len(by_table[NAME]) == 3
        assert by_table == {element: {*forms} for element, forms in asked.items()}


def test_a_step_says_what_was_held_where_that_is_something_else(house):
    state(house, "x1", {PHONE: NUMBERS[0]}, act="open", subject="x")
    state(house, "x2", {PHONE: NUMBERS[1]}, act="load", subject="x")

    steps = history.timeline(house, "x", ADMINISTRATOR).steps

    assert [{}, {PHONE: NUMBERS[0]}] == [each.held for each in steps]


def test_one_cell_has_a_history_of_its_own(house):
    state(house, "y1", {NAME: "甲"}, act="open", subject="y")
    state(house, "y2", {PHONE: NUMBERS[0]}, subject="y")
    state(house, "y3", {NAME: "乙"}, subject="y")

    steps = history.timeline(house, "y", ADMINISTRATOR, element=NAME).steps

    assert ["甲", "乙"] == [each.values[NAME] for each in steps]


def test_a_time_line_comes_in_pages(house):
    state(house, "z0", act="open", subject="z")
    for number in range(4):
        state(house, f"z{number + 1}", {PHONE: NUMBERS[number % 2]}, subject="z")

    found, after = [], 0
    while after is not None:
        page = history.timeline(house, "z", ADMINISTRATOR, after=after, limit=2)
        found += [each.by.entry for each in page.steps]
        after = page.after

    assert ["z0", "z1", "z2", "z3", "z4"] == found
    with pytest.raises(NotFound):
        history.timeline(house, "nobody", ADMINISTRATOR)


def test_what_was_erased_leaves_who_and_when(alone, tmp_path):
    state(alone, "1", {PHONE: NUMBERS[0]}, act="open")
    erased = state(alone, "2", {PHONE: NUMBERS[1]})
    engine = create_engine(f"sqlite:///{tmp_path / 'data' / 'journal.sqlite'}")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE event SET body = NULL, salt = NULL WHERE position = :at"), {"at": erased}
        )
    engine.dispose()

    steps = history.timeline(alone, "p1", ADMINISTRATOR).steps

    assert ("2", None, {}) == (steps[1].by.entry, steps[1].by.act, steps[1].values)
    assert NUMBERS[0] == history.held(alone, "p1", ADMINISTRATOR).record.cells[PHONE].value


def test_a_day_ends_where_the_next_begins_in_china(alone):
    """The fixture's clock stands at nine in the morning UTC, which is that day's afternoon."""
    alone.now = lambda: NOW - timedelta(days=30)
    before = alone.journal.head
    alone.now = lambda: NOW + timedelta(hours=6, minutes=59)
    today = state(alone, "1", act="open")
    alone.now = lambda: NOW + timedelta(hours=7)
    tomorrow = state(alone, "2", {PHONE: NUMBERS[0]})

    assert [0, today, tomorrow, before] == [
        moment_of(alone, (NOW.date() - timedelta(days=1)).isoformat()).as_of,
        moment_of(alone, NOW.date().isoformat()).as_of,
        moment_of(alone, (NOW.date() + timedelta(days=1)).isoformat()).as_of,
        today - 1,
    ]


def test_a_units_records_come_in_pages(alone):
    for subject in ("a", "b", "c"):
        state(alone, subject, act="open", subject=subject)
    at = alone.journal.head
    state(alone, "moves", act="move", subject="a", unit=UNIT)

    then = history.held_in(alone, GRID, ADMINISTRATOR, as_of=at, limit=2)
    rest = history.held_in(alone, GRID, ADMINISTRATOR, as_of=at, limit=2, after=then.after)
    now = history.held_in(alone, GRID, ADMINISTRATOR, kind="person")

    assert [["a", "b"], ["c"], ["b", "c"]] == [
        [each.subject for each in page.records] for page in (then, rest, now)
    ]
    assert () == history.held_in(alone, GRID, ADMINISTRATOR, kind="household").records


def test_both_doors_tell_the_history(alone, tmp_path):
    first = state(alone, "1", {PHONE: NUMBERS[0]}, act="open")
    state(alone, "2", {PHONE: NUMBERS[1]})
    with TestClient(create_app(alone, "token")) as client:
        client.headers["Authorization"] = "Bearer token"

        def asked(path, **more):
            answer = client.get(f"/api/v1/{path}", params=more)
            assert 200 == answer.status_code, answer.text
            return answer.json()

        today = date(2026, 1, 1).isoformat()
        now = asked("subjects/p1")["record"]["cells"][PHONE]["value"]
        then = asked("subjects/p1", as_of=first)["record"]["cells"][PHONE]["value"]
        steps = asked("subjects/p1/history", limit=1)
        there = asked(f"units/{GRID}/records", as_of=today)["records"]
        none = client.get("/api/v1/subjects/p1", params={"as_of": "yesterday"}).status_code
    alone.close()
    data = ["--data", str(tmp_path / "data")]
    listed = CliRunner().invoke(app, ["history", "p1", "--json", *data])
    shown = CliRunner().invoke(app, ["history", "p1", *data])
    held = CliRunner().invoke(app, ["history", "p1", "--as-of", str(first), *data])

    assert [NUMBERS[1], NUMBERS[0], first, ["p1"], 400] == [
        now, then, steps["after"], [each["subject"] for each in there], none
    ]  # fmt: skip
    assert Counter("12") == Counter(
        each["by"]["entry"] for each in json.loads(listed.stdout)["steps"]
    )
    assert "user:test" in shown.stdout
    assert NUMBERS[0] == json.loads(held.stdout)["record"]["cells"][PHONE]["value"]
