"""Whoever follows a slice has it: what changed, told step by step, on what they had gives what it is by now."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from litestar.testing import TestClient

from tests.effort import effort
from tests.houses import (
    ADMINISTRATOR,
    ELDERLY,
    NOBODY,
    UNIT,
    a_house,
    admitted,
    id_number,
    nobody_resembles,
)
from tests.reference import Reference
from tests.served import Server
from yibiao.errors import BadRequest, NotAllowed, NotFound, SliceRedefined
from yibiao.flows.filling import fill
from yibiao.flows.following import changes as flow
from yibiao.flows.registering import register
from yibiao.flows.slicing import query
from yibiao.matching import Choice
from yibiao.model.actor import Actor, Grant
from yibiao.model.record import Entry
from yibiao.web import watching
from yibiao.web.app import create_app

GRID, OTHER = UNIT + "001", UNIT + "002"
LINKED = {
    "title": "居民与户主登记表",
    "fields": [
        {"label": "姓名", "type": "text"},
        {"label": "户主姓名", "type": "text"},
        {"label": "联系电话", "type": "text"},
    ],
}
COUNTS = {
    "title": "老年人统计表",
    "layout": "summary",
    "fields": [
        {
            "label": "80岁以上人数",
            "type": "integer",
            "measure": "count(*) filter (where person.age >= 80)",
        }
    ],
}
#: Two are eighty within the fortnight of a test.
BORN = ("1940-05-06", "1946-01-05", "1946-01-09", "1950-05-06")


class Clock:
    """A day further whenever somebody says so."""

    def __init__(self):
        self.now = datetime(2026, 1, 2, 4, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def world(tmp_path):
    """A house with a form by age, one that reads others over links, and a summary; nobody is in it yet."""
    clock = Clock()
    with nobody_resembles(), a_house(tmp_path / "data") as house:
        house.now = clock
        forms = [
            admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80"),
            admitted(house, "civil-affairs", LINKED, scope="true"),
            admitted(house, "civil-affairs", COUNTS, scope="true", subject="unit"),
        ]
        head = Choice(
            element="person.name",
            via=("person.household", "household.head"),
            decided_by=ADMINISTRATOR.id,
        )
        phone = Choice(element="person.phone", decided_by=ADMINISTRATOR.id)
        register.decide(house, forms[1], {"f2": head, "f3": phone}, ADMINISTRATOR)
        yield SimpleNamespace(house=house, clock=clock, forms=forms, count=0)


def file(world, subject, act="state", kind="person", unit=UNIT, **members):
    world.count += 1
    given = {"id": f"e{world.count}", "unit": unit, "subject": subject, "kind": kind, "act": act}
    return fill.file(world.house, Entry(**given, **members), ADMINISTRATOR)


def person(world, number, unit=UNIT, **values):
    values = {
        "person.name": f"示例{number}",
        "person.id_number": id_number(BORN[number % len(BORN)], number),
        "person.phone": f"1990000{number:04d}",
        **values,
    }
    return file(world, f"p{number}", act="open", unit=unit, values=values, remark="如实填写")


def told(world, form, since, limit=flow.ROWS, **how):
    """Every answer since then, to the last."""
    answers = []
    while True:
        answer = flow.changes(world.house, form, ADMINISTRATOR, since=since, limit=limit, **how)
        answers.append(answer)
        since = answer.next
        if not answer.more:
            return answers


def taken_in(rows, answers):
    """What somebody has who had *rows* and takes in what they are told; each change must be one."""
    rows = dict(rows)
    for answer in answers:
        for each in answer.changes:
            if each.change == "left":
                del rows[each.subject]
            else:
                assert (each.subject in rows) is (each.change == "changed")
                assert rows.get(each.subject) != (each.unit, each.row)
                rows[each.subject] = (each.unit, each.row)
    return rows


def slice_then(world, form, as_of=None):
    """The slice as the service gives it."""
    found = query.slice_of(world.house, form, ADMINISTRATOR, as_of=as_of).rows
    return {
        subject: (unit, row) for (unit, subject), row in zip(found.keys, found.rows, strict=True)
    }


def oracle(world, form, position=None):
    """The slice as it follows from the entries, without any of the service's code."""
    registry, house = world.house.registry, world.house
    entries = [
        (each.position, each.body["entry"]) for each in house.journal.events(kinds=("entry.filed",))
    ]
    catalogue = registry.catalogue
    today = (house.now() + timedelta(hours=8)).date()
    reference = Reference(entries, catalogue.elements, catalogue.code_lists, today, position)
    registration = registry.registration(form)
    subjects = reference._subjects(
        {"scope": registration.form.scope, "subject": registration.form.subject}, None, None
    )  # fmt: skip
    rows = reference.slice(registration.form, registration.bindings.values())
    held = reference.world.held
    return {
        subject: (held[subject].unit, tuple(row))
        for subject, row in zip(subjects, rows, strict=True)
    }


def happen(world, chance):  # noqa: C901, PLR0912  one branch for each thing that may happen
    """Anything that may happen to people, their households, their units and the calendar."""
    number = chance.randrange(8)
    subject, kinds = (
        f"p{number}",
        ("open", "state", "state", "state", "move", "close", "day", "link", "head", "clear"),
    )
    record = world.house.journal.record(subject)
    what = chance.choice(kinds)
    if what == "day":
        world.clock.now += timedelta(days=chance.choice((1, 3)))
    elif what == "open" and (record is None or record.closed):
        if record is None:
            person(world, number, unit=chance.choice((UNIT, GRID)))
        else:
            file(world, subject, act="open")
    elif record is None or record.closed:
        person(world, number) if record is None else None
    elif what == "state":
        file(
            world,
            subject,
            unit=record.unit,
            values={"person.phone": f"1991111{chance.randrange(3):04d}"},
        )
    elif what == "clear":
        file(world, subject, unit=record.unit, values={"person.phone": None})
    elif what == "move":
        file(world, subject, act="move", unit=chance.choice((UNIT, GRID)))
    elif what == "close":
        file(world, subject, act="close", unit=record.unit, reason="died")
    else:
        household = f"h{chance.randrange(2)}"
        if world.house.journal.record(household) is None:
            file(world, household, act="open", kind="household", values={})
        if what == "link":
            file(world, subject, unit=record.unit, values={"person.household": household})
        else:
            file(world, household, kind="household", values={"household.head": subject})


@pytest.mark.parametrize("seed", range(effort(2, 4)))
def test_replaying_the_feed_gives_the_slice(world, seed):
    """For whatever happens, from wherever somebody begins, however often and in however small pieces they ask."""
    chance = random.Random(seed)
    for number in range(4):
        person(world, number, unit=chance.choice((UNIT, GRID)))
    followers = {}
    for form in world.forms:
        began = flow.changes(world.house, form, ADMINISTRATOR)
        followers[form] = [began.next, slice_then(world, form, began.next)]
    began = dict(followers)
    for _ in range(effort(6, 12)):
        for _ in range(chance.randrange(1, 5)):
            happen(world, chance)
        for form, (since, rows) in followers.items():
            answers = told(world, form, since, limit=chance.choice((1, 2, 1000)))
            has = taken_in(rows, answers)
            assert has == slice_then(world, form, answers[-1].next)
            if form != world.forms[2]:
                assert has == oracle(world, form)
            followers[form] = [answers[-1].next, has]
    for form, (since, rows) in began.items():
        assert followers[form][1] == taken_in(rows, told(world, form, since))
    for form in world.forms[:2]:
        everything = told(world, form, "0", limit=2)
        assert followers[form][1] == taken_in({}, everything)


def test_it_goes_on_from_any_position_ages_included(world):
    """A position's slice is by its day's ages; whoever has that is told of birthdays since."""
    form = world.forms[0]
    first = [person(world, number).position for number in range(4)][-1]
    had = slice_then(world, form, first)
    world.clock.now += timedelta(days=10)
    answers = told(world, form, str(first))

    assert {"p0"} == had.keys()
    assert [["p1", "p2"]] == [[each.subject for each in answer.changes] for answer in answers]
    assert {"added"} == {each.change for each in answers[0].changes}
    assert slice_then(world, form) == taken_in(had, answers)


def test_what_leaves_says_so_and_no_more(world):
    """Closed, moved out of the unit that is followed, or out of scope: nothing is told of it but that it left."""
    form = world.forms[0]
    for number in (0, 4, 8):
        person(world, number)
    since = flow.changes(world.house, form, ADMINISTRATOR, unit=UNIT).next
    grid = flow.changes(world.house, form, ADMINISTRATOR, unit=GRID).next
    file(world, "p0", act="close", reason="died")
    file(world, "p4", act="move", unit=GRID)
    file(world, "p8", values={"person.id_number": id_number("1990-01-01", 8)}, remark="如实填写")
    (answer,) = told(world, form, since, unit=UNIT)
    (of_grid,) = told(world, form, grid, unit=GRID)

    assert [("left", "p0", None), ("changed", "p4", GRID), ("left", "p8", None)] == [
        (each.change, each.subject, each.unit if each.row else None) for each in answer.changes
    ]
    assert [("added", "p4")] == [(each.change, each.subject) for each in of_grid.changes]
    assert all(each.row is None for each in answer.changes if each.change == "left")


def test_what_an_actor_does_not_see_is_not_told(world):
    """Rows of other units are none; covered columns are covered, and change nothing."""
    form = world.forms[0]
    masks = {"person.phone": "none"}
    grant = Grant(id="g", actor="user:a", role="analyst", department="civil-affairs", unit=GRID, masks=masks)  # fmt: skip
    analyst = Actor(id="user:a", grants=(grant,))
    person(world, 0, unit=GRID)
    since = flow.changes(world.house, form, analyst).next
    file(world, "p0", unit=GRID, values={"person.phone": "19911111111"})
    person(world, 4, unit=UNIT)
    nothing = flow.changes(world.house, form, analyst, since=since)
    file(world, "p0", act="move", unit=UNIT)
    moved = flow.changes(world.house, form, analyst, since=since)

    assert [(), False] == [nothing.changes, nothing.more]
    assert [("left", "p0")] == [(each.change, each.subject) for each in moved.changes]
    with pytest.raises(NotAllowed):
        flow.changes(world.house, form, NOBODY)


def test_whoever_follows_what_is_no_more_begins_anew(world):
    """What a column means was decided otherwise, or the journal is shorter than it was."""
    form = world.forms[0]
    person(world, 0)
    answer = flow.changes(world.house, form, ADMINISTRATOR)
    with pytest.raises(SliceRedefined):
        flow.changes(world.house, form, ADMINISTRATOR, since=str(world.house.journal.head + 1))
    another = Choice(new=True, decided_by=ADMINISTRATOR.id)
    register.decide(world.house, form, {"f5": another}, ADMINISTRATOR)
    with pytest.raises(SliceRedefined):
        flow.changes(world.house, form, ADMINISTRATOR, since=answer.next)

    again = flow.changes(world.house, form, ADMINISTRATOR)
    assert again.next != answer.next


@pytest.mark.parametrize(
    "since", ["x", "1>2>3", "1@2026-01-01>x>y", "1@2026-01-01>1@2026-01-01>\udce4", "-1"]
)
def test_what_is_no_place_to_begin_is_refused(world, since):
    person(world, 0)
    with pytest.raises(BadRequest) as refused:
        flow.changes(world.house, world.forms[0], ADMINISTRATOR, since=since)
    assert ["?since"] == [each.where for each in refused.value.findings]
    with pytest.raises(NotFound):
        flow.changes(world.house, "none", ADMINISTRATOR, since="1")


def test_steps_are_bounded(world, monkeypatch):
    """However much was filed, an answer goes over so many entries and gives so many rows, and says that there is more."""
    monkeypatch.setattr(flow, "_STEP", 3)
    monkeypatch.setattr(flow, "_STEPS", 2)
    form = world.forms[1]
    since = flow.changes(world.house, form, ADMINISTRATOR).next
    had = slice_then(world, form, since)
    for number in range(20):
        person(world, number)
    for _ in range(20):
        file(world, "p0", values={"person.phone": "19911111111"})
    answers = told(world, form, since, limit=2)

    assert max(len(each.changes) for each in answers) <= 2
    assert slice_then(world, form) == taken_in(had, answers)
    assert sorted(each.as_of for each in answers) == [each.as_of for each in answers]


@pytest.fixture
def client(world):
    with TestClient(create_app(world.house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        yield client


def test_the_feed_over_http(world, client):
    """Where to begin, what changed, and nothing; in the department's columns."""
    form, path = world.forms[1], f"/api/v1/slices/{world.forms[1]}/changes"
    began = client.get(path).json()
    person(world, 0)
    one = client.get(path, params={"since": began["next"]}).json()
    none = client.get(path, params={"since": one["next"]}).json()
    slice_ = client.get(f"/api/v1/slices/{form}", params={"as_of": one["next"]}).json()
    bad = client.get(path, params={"since": "x"})

    assert [[], [], False] == [began["changes"], none["changes"], one["more"]]
    assert [{"change": "added", "subject": "p0", "unit": UNIT, "row": ["示例0", None, "19900000000"]}] == one["changes"]  # fmt: skip
    assert [each["label"] for each in one["columns"]] == ["姓名", "户主姓名", "联系电话"]
    assert slice_["rows"] == [each["row"] for each in one["changes"]]
    assert 400 == bad.status_code


def test_whoever_waits_hears_of_it_at_once(world, client):
    """The answer comes when something has changed, and at the latest when the time is up."""
    path = f"/api/v1/slices/{world.forms[1]}/changes"
    began = client.get(path).json()["next"]
    nothing = client.get(path, params={"since": began, "wait": 1}).json()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(client.get, path, params={"since": began, "wait": 60})
        person(world, 0)
        heard = waiting.result().json()

    assert [[], ["p0"]] == [
        [each["subject"] for each in one["changes"]] for one in (nothing, heard)
    ]


def test_only_so_many_wait(world, client, monkeypatch):
    monkeypatch.setattr(watching, "MOST", 0)
    path = f"/api/v1/slices/{world.forms[1]}/changes"
    began = client.get(path).json()["next"]
    refused = client.get(path, params={"since": began, "wait": 60})

    assert [429, "5"] == [refused.status_code, refused.headers["Retry-After"]]


def test_the_feed_as_a_stream_of_events(world, tmp_path):
    """Each event has the place from which to go on as its id; whoever comes back goes on from there."""
    form = world.forms[1]
    person(world, 0)
    world.house.close()
    server = Server(tmp_path / "data")
    try:
        with server.client() as client:
            path = f"/slices/{form}/changes"
            first = events(client, path, {}, 1)[0]
            stated = {"unit": UNIT, "subject": "p0", "kind": "person", "act": "state"}
            for number in range(2):
                values = {"person.phone": f"1991111000{number}"}
                sent = client.post(
                    "/entries", json={"id": f"s{number}", **stated, "values": values}
                )
                assert 201 == sent.status_code
            second = events(client, path, {"Last-Event-ID": first["id"]}, 1)[0]
            refused = events(client, path, {"Last-Event-ID": "x"}, 0)
    finally:
        server.stop()

    assert ["changes", []] == [first["event"], json.loads(first["data"])["changes"]]
    changed = json.loads(second["data"])["changes"]
    assert [("changed", "p0", "19911110001")] == [
        (each["change"], each["subject"], each["row"][-1]) for each in changed
    ]
    assert 400 == refused


def events(client, path, headers, count):
    """As many events of a stream; the status, if it is refused."""
    asked = {"Accept": "text/event-stream", **headers}
    with client.stream("GET", path, headers=asked) as answer:
        if answer.status_code != 200:
            return answer.status_code
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in answer.headers
        found, event = [], {}
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if line:
                event[name] = value
            elif "data" in event:
                found.append(event)
                event = {}
            if len(found) == count:
                return found
    raise AssertionError("the stream ended")
