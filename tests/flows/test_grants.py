"""Grants are given downwards only, hold until their day, and are taken again."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from typer.testing import CliRunner

from tests.houses import ADMINISTRATOR, NOW, UNIT, a_house
from yibiao import access
from yibiao.cli import app
from yibiao.errors import Decided, GrantTooWide, NotAllowed, NotFound
from yibiao.flows.filling import fill
from yibiao.flows.granting import grants
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.model.actor import OF_DEPARTMENTS, OF_UNITS, ROLES, Actor, Grant
from yibiao.model.place import Unit
from yibiao.model.record import Entry
from yibiao.model.where import EVERYWHERE, AtUnit, OfDepartment, OfForm
from yibiao.web.app import create_app

TOWN, OTHER = "999999001", "999999001002"
HEAD, WORKER = "user:head", "user:worker"


@pytest.fixture
def house(tmp_path):
    with House(tmp_path / "data", now=lambda: NOW) as house:
        units = [
            Unit(code=TOWN, name="示例镇"),
            *(Unit(code=each, name=each, parent=TOWN) for each in (UNIT, OTHER)),
        ]
        register.units(house, units, ADMINISTRATOR)
        yield house


def give(house, by=ADMINISTRATOR, **said):
    by = house.actor(by) if isinstance(by, str) else by
    said = {"id": f"{said['actor']} {said['role']} {said.get('unit', '')}", **said}
    return grants.give(house, Grant(**said), by)


def test_a_grant_lets_in_until_it_ends_or_is_taken(house):
    """The next day it is as if it had never been; so it is once it was taken."""
    entry = Entry(id="e1", unit=UNIT, subject="p1", kind="person", act="open")
    with pytest.raises(NotAllowed):
        fill.file(house, entry, house.actor(WORKER))
    ends = give(house, actor=WORKER, role="worker", unit=UNIT, until=date(2026, 1, 1))
    fill.file(house, entry, house.actor(WORKER))
    house.now = lambda: NOW + timedelta(days=1)
    with pytest.raises(NotAllowed):
        fill.file(house, entry, house.actor(WORKER))
    lasts = give(house, actor=WORKER, role="head", unit=UNIT)
    fill.file(house, entry, house.actor(WORKER))
    taken = grants.take(house, lasts.grant.id, ADMINISTRATOR, why="调离")

    assert (taken.taken.by, taken.taken.why) == (ADMINISTRATOR.id, "调离")
    assert grants.take(house, lasts.grant.id, ADMINISTRATOR) == taken
    assert house.actor(WORKER).grants == (ends.grant,)
    with pytest.raises(NotAllowed):
        fill.file(house, entry, house.actor(WORKER))


def test_nobody_gives_more_than_they_hold(house):
    """Neither beside nor above, nor longer, nor wider, nor their own role where they hold it."""
    masks = {"person.id_number": "last-four"}
    give(house, actor=HEAD, role="township", unit=TOWN, until=date(2026, 6, 30), masks=masks)
    fine = {
        "actor": WORKER,
        "role": "worker",
        "unit": UNIT,
        "until": date(2026, 6, 1),
        "masks": masks,
    }
    for more in (
        {"role": "office", "unit": None},
        {"role": "auditor", "unit": UNIT},
        {"unit": "999999002001"},
        {"until": None},
        {"until": date(2026, 7, 1)},
        {"masks": {}},
        {"masks": {"person.id_number": "middle-hidden"}},
        {"role": "township", "unit": TOWN},
        {"sensitive": ("health",), "purpose": "随访"},
    ):
        with pytest.raises(GrantTooWide):
            give(house, by=HEAD, **{**fine, **more})

    given_ = give(house, by=HEAD, **fine)
    assert given_.by == HEAD
    give(house, by=HEAD, **{**fine, "role": "township"})


def test_what_is_uncovered_is_given_on_only_by_whom_it_is_uncovered_for(house):
    """In its kind or by its name, at its place, and no longer."""
    give(house, actor=HEAD, role="township", unit=TOWN)
    uncovers = {"sensitive": ("health",), "purpose": "随访", "until": date(2026, 3, 1)}
    wanted = {"actor": WORKER, "role": "worker", "unit": UNIT}
    with pytest.raises(GrantTooWide):
        give(house, by=HEAD, **wanted, **uncovers)
    give(house, id="s", actor=HEAD, role="township", unit=TOWN, **uncovers)

    give(house, by=HEAD, **wanted, **uncovers)
    with pytest.raises(GrantTooWide):
        give(house, by=HEAD, id="t", **wanted, **{**uncovers, "sensitive": ("religion",)})


def test_giving_again_is_harmless_and_taking_what_is_not_ones_own_says_nothing(house):
    """Another grant of the same id is refused; one elsewhere is as if it were not there."""
    first = give(house, actor=WORKER, role="worker", unit=OTHER)
    head = house.journal.head

    assert first == give(house, actor=WORKER, role="worker", unit=OTHER)
    assert head == house.journal.head
    with pytest.raises(Decided):
        give(house, id=first.grant.id, actor=WORKER, role="head", unit=OTHER)
    give(house, actor=HEAD, role="head", unit=UNIT)
    for id_ in (first.grant.id, "none"):
        with pytest.raises(NotFound):
            grants.take(house, id_, house.actor(HEAD))
    assert [each.grant.unit for each in grants.given(house, house.actor(HEAD))] == [UNIT]
    assert [each.grant for each in grants.given(house, house.actor(WORKER), of=WORKER)] == [
        first.grant
    ]


PLACES = {None: (), TOWN: (), UNIT: (TOWN,), OTHER: (TOWN,)}
DAYS = st.sampled_from([None, date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 1)])


@st.composite
def some_grants(draw, actor):
    role = draw(st.sampled_from(ROLES))
    unit = draw(st.sampled_from([*PLACES] if role not in OF_UNITS else [TOWN, UNIT, OTHER]))
    return Grant(
        id=draw(st.uuids()).hex,
        actor=actor,
        role=role,
        unit=None if role == "administrator" else unit,
        department=draw(st.sampled_from(["a", "b"])) if role in OF_DEPARTMENTS else None,
        until=draw(DAYS),
        masks=draw(st.sampled_from([{}, {"person.name": "last-four"}])),
    )


@settings(max_examples=300)
@given(
    st.lists(some_grants("user:giver"), max_size=2),
    some_grants("user:other"),
    st.sampled_from(access.ACTS),
)
def test_whoever_is_given_anything_can_do_nothing_that_the_giver_cannot(own, other, act):
    """Whatever may be done under what was given, on any day and anywhere, the giver may do as well."""
    today = date(2026, 1, 1)
    giver, holder = Actor(id="user:giver", grants=own), Actor(id="user:other", grants=(other,))
    try:
        access.require_giving(giver, "grant.give", other, PLACES[other.unit], today)
    except GrantTooWide:
        return
    places = [EVERYWHERE, OfDepartment("a"), OfDepartment("b"), OfForm("f", "a")]
    places += [AtUnit(code, above) for code, above in PLACES.items() if code]
    for place in places:
        for day in (today, date(2026, 6, 1), date(2026, 12, 1), date(2027, 1, 1)):
            if access.may(holder, act, place, day):
                assert access.may(giver, act, place, day)


def test_grants_over_http(tmp_path):
    """Given, listed, taken; refusals are problem documents."""
    with a_house(tmp_path / "data") as house, TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        body = {"id": "g", "actor": WORKER, "role": "worker", "unit": UNIT, "until": "2026-12-31"}
        made = client.post("/api/v1/grants", json=body)
        assert (201, "user:administrator") == (made.status_code, made.json()["given_by"])
        endless = client.post("/api/v1/grants", json={**body, "id": "h", "sensitive": ["health"]})
        assert (422, "application/problem+json") == (
            endless.status_code,
            endless.headers["content-type"],
        )
        taken = client.post("/api/v1/grants/g/taking", json={"why": "调离"})

        assert "调离" == taken.json()["taken"]["why"]
        assert [taken.json()] == client.get(f"/api/v1/grants?of={WORKER}").json()


def test_grants_in_the_terminal(tmp_path):
    """Whoever has the data directory gives and takes."""
    data = ["--data", str(tmp_path / "data")]
    run = CliRunner().invoke
    assert 0 == run(app, ["unit", UNIT, "示例社区", *data]).exit_code
    assert 0 == run(app, ["grant", WORKER, "worker", "--unit", UNIT, "--id", "g", *data]).exit_code
    assert 0 == run(app, ["take-grant", "g", *data]).exit_code
    assert "已收回" in run(app, ["grants", *data]).output
