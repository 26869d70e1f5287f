"""What was imported for a unit is listed, the newest first; whoever brought a file may undo it, and others by their role."""

import pytest
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted
from yibiao.errors import NotAllowed
from yibiao.flows.carrying import bring, listing, undo
from yibiao.flows.filling import fill
from yibiao.flows.granting import accounts
from yibiao.flows.registering import register
from yibiao.model.account import Account
from yibiao.model.actor import Actor, Grant
from yibiao.model.original import SentFile
from yibiao.model.place import Unit
from yibiao.model.record import Entry, Source
from yibiao.web.app import create_app

GRID, ELSEWHERE = UNIT + "001", "999999002001"


def somebody(name, role="worker", unit=UNIT):
    id_ = f"user:{name}"
    return Actor(id=id_, grants=(Grant(id=f"of {name}", actor=id_, role=role, unit=unit),))


LIN, LIU, HEAD = somebody("lin"), somebody("liu"), somebody("zheng", "head")


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        register.units(house, [Unit(code=ELSEWHERE, name="别处社区")], ADMINISTRATOR)
        yield house


def brought(house, actor=LIN, name="人口.xlsx", unit=UNIT, kind="workbook"):
    file = SentFile(name, name.encode())
    return bring.begin(house, kind, file, actor, unit=unit).imported.id


def stated(house, id_, subject, import_=None, act="state", actor=LIN, **values):
    source = Source(id=import_, place="人!3") if import_ else None
    said = {f"person.{name}": value for name, value in values.items()}
    entry = Entry(
        id=id_, unit=UNIT, subject=subject, kind="person", act=act, values=said, source=source
    )
    return fill.file(house, entry, actor)


def listed(house, actor=LIN, unit=UNIT, **more):
    return listing.imports(house, unit, actor, **more)


def test_the_newest_come_first_page_by_page(house):
    """Workbooks and registers of the unit and below; nobody else's."""
    brought(house, unit=ELSEWHERE, actor=somebody("wu", unit=ELSEWHERE))
    ids = [
        brought(house, name="一.xlsx"),
        brought(house, name="二.xlsx", unit=GRID),
        brought(house, name="三.xlsx", kind="register"),
    ]

    first = listed(house, limit=2)
    second = listed(house, limit=2, before=first.before)

    assert [ids[2], ids[1]] == [each.id for each in first.imports]
    assert [ids[0]] == [each.id for each in second.imports]
    assert second.before is None
    assert [ids[1]] == [each.id for each in listed(house, unit=GRID).imports]
    with pytest.raises(NotAllowed):
        listed(house, unit=ELSEWHERE)


def test_it_is_told_how_each_ended_and_by_whom_it_was_undone(house):
    """People by their names; what was broken off has no end."""
    accounts.open_(house, Account(id=LIN.id, name="网格员小林"), ADMINISTRATOR)
    accounts.open_(house, Account(id=HEAD.id, name="社区主任老郑"), ADMINISTRATOR)
    done = brought(house, name="一.xlsx")
    bring.finish(house, done, {"accepted": 2, "blocked": 1}, {"sheets": []}, LIN)
    undo.undo(house, done, "交错了", HEAD)
    brought(house, name="二.xlsx")

    page = listed(house)
    broken, undone = page.imports

    assert (False, {}, None) == (broken.finished, broken.counts, broken.undone)
    assert (True, {"accepted": 2, "blocked": 1}) == (undone.finished, undone.counts)
    assert (HEAD.id, "交错了") == (undone.undone.actor, undone.undone.why)
    assert {LIN.id: "网格员小林", HEAD.id: "社区主任老郑"} == page.people


def test_whoever_brought_it_may_undo_it_and_others_by_their_role(house):
    """It is said before anybody tries: what is offered is done, and what is not is refused."""
    own, theirs = brought(house, LIN, "一.xlsx"), brought(house, LIU, "二.xlsx")

    def offered(actor):
        return {each.id: (each.may_undo, each.may_take) for each in listed(house, actor).imports}

    assert {own: (True, True), theirs: (False, False)} == offered(LIN)
    assert {own: (True, False), theirs: (True, False)} == offered(HEAD)
    assert {own: (True, True), theirs: (True, True)} == offered(ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        undo.undo(house, theirs, "不是我的", LIN)
    undo.undo(house, own, "交错了", LIN)
    assert {own: (False, True), theirs: (False, False)} == offered(LIN)


def test_whoever_left_the_unit_undoes_nothing_there(house):
    """That they brought it does not outlive their grant."""
    own = brought(house, LIN)

    with pytest.raises(NotAllowed):
        undo.undo(house, own, "交错了", somebody("lin", unit=ELSEWHERE))


def test_what_undoing_will_do_is_what_it_does(house):
    """Seen before, it states nothing; seen afterwards, it tells what was done."""
    stated(house, "e1", "p", act="open", name="甲", phone="010-1234567")
    own = brought(house)
    stated(house, "e2", "p", own, phone="010-7654321", sex="1")
    stated(house, "e3", "q", own, act="open", name="乙")
    stated(house, "e4", "p", sex="2")
    bring.finish(house, own, {"accepted": 2}, {"sheets": []}, LIN)
    head = house.journal.head

    before = undo.foreseen(house, own, LIN)

    assert head == house.journal.head
    assert [
        ("p", "restored", ("person.phone",)), ("p", "left", ("person.sex",)), ("q", "closed", ()),
    ] == [(each.subject, each.what, each.elements) for each in before]  # fmt: skip
    assert before == undo.undo(house, own, "交错了", LIN)
    assert before == undo.foreseen(house, own, LIN)


def test_the_list_is_there_over_http(house):
    """With what undoing one would do."""
    own = brought(house)
    bring.finish(house, own, {"accepted": 1}, {"sheets": []}, LIN)
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        answer = client.get(f"/api/v1/units/{UNIT}/imports", params={"limit": 1}).json()
        seen = client.get(f"/api/v1/imports/{own}/undoing").json()
        report = client.get(f"/api/v1/imports/{own}").json()

    assert ([own], None) == ([each["id"] for each in answer["imports"]], answer["before"])
    assert {"results": [], "restored": 0, "closed": 0, "left": 0} == seen
    assert answer["imports"][0].items() <= report.items()
