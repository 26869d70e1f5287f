"""Who read what is kept: chained, searchable, warned of where it is much; an administrator looks as others do."""

import threading
from datetime import date, timedelta

import pytest
from litestar.testing import TestClient
from sqlalchemy import delete, update
from typer.testing import CliRunner

from tests.houses import ADMINISTRATOR, ELDERLY, NOW, UNIT, a_house, admitted, id_number
from yibiao import store
from yibiao.cli import app
from yibiao.errors import NotAllowed
from yibiao.flows import keep
from yibiao.flows.carrying import bring, unit_workbook
from yibiao.flows.filling import conflicts, fill
from yibiao.flows.granting import accesses, grants
from yibiao.flows.granting.viewing import view_as
from yibiao.flows.slicing import originals, own_sql, query
from yibiao.flows.subject import history
from yibiao.flows.units import unit_table
from yibiao.model.accessed import Access
from yibiao.model.actor import Actor, Came, Grant
from yibiao.model.kinds import SubjectKind
from yibiao.model.original import SentFile
from yibiao.model.record import Entry
from yibiao.store.tables import ACCESS
from yibiao.store.volumes import TIMES, USUAL
from yibiao.web.app import create_app

AUDITOR = Actor(id="user:auditor", grants=(Grant(id="a", actor="user:auditor", role="auditor"),))
WORKER = "user:worker"


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        house.form = admitted(house, "civil-affairs", ELDERLY, scope="true")
        values = {"person.name": "示例一", "person.id_number": id_number("1950-06-15", 1)}
        opened = Entry(id="e", unit=UNIT, subject="p1", kind="person", act="open", values=values)
        fill.file(house, opened, ADMINISTRATOR)
        given = Grant(id="w", actor=WORKER, role="worker", unit=UNIT)
        grants.give(house, given, ADMINISTRATOR)
        yield house


def told(house, **of):
    """What the record says, without what the auditor did."""
    found = accesses.accesses(house, AUDITOR, after=0, **of)
    return [each.access for each in found if each.access.actor != AUDITOR.id]


def test_whatever_is_read_is_kept(house):
    """Who, what, where, how many rows, whether taken out, from where and what for."""
    worker = house.actor(WORKER).model_copy(
        update={"came": Came(address="192.0.2.7", purpose="核对")}
    )
    query.slice_of(house, house.form, worker)
    query.record(house, "p1", worker)
    history.timeline(house, "p1", worker)
    history.held(house, "p1", worker)
    history.held_in(house, UNIT, worker)
    unit_table.table(house, UNIT, SubjectKind.PERSON, worker)
    unit_table.form_of(house, "p1", worker)
    conflicts.conflicts(house, UNIT, worker)
    unit_workbook.workbook(house, UNIT, worker)
    originals.originals(house, house.form, worker)
    imported = bring.begin(house, "workbook", SentFile("人口.xlsx", b"PK"), worker, unit=UNIT)
    bring.file_of(house, imported.imported.id, worker)
    own_sql.ask(house, "civil-affairs", "SELECT 1", ADMINISTRATOR)

    assert [(each.what, each.place, each.rows, each.exported) for each in told(house)] == [
        ("slice", house.form, 1, False),
        ("record", "p1", 1, False),
        ("history", "p1", 1, False),
        ("record", "p1", 1, False),
        ("records", UNIT, 1, False),
        ("unit-table", UNIT, 1, False),
        ("record", "p1", 1, False),
        ("conflicts", UNIT, 0, False),
        ("workbook", UNIT, 1, True),
        ("slice", house.form, 1, True),
        ("import-file", imported.imported.id, 0, True),
        ("sql", "civil-affairs", 1, True),
    ]
    first = told(house, of=WORKER)[0]
    assert (first.at, first.address, first.purpose) == (NOW, "192.0.2.7", "核对")
    assert [each.what for each in told(house, place="p1", what="history")] == ["history"]
    assert {each.exported for each in told(house, exported=True)} == {True}
    assert told(house, since=date(2026, 1, 2)) == told(house, until=date(2025, 12, 31)) == []
    assert accesses.accesses(house, AUDITOR)[0].access.what == "accesses"
    with pytest.raises(NotAllowed):
        accesses.accesses(house, worker)


def test_a_grants_purpose_is_that_of_whoever_names_none(house):
    """What is uncovered is uncovered for something."""
    uncovers = {"sensitive": ("health",), "purpose": "随访", "until": date(2026, 2, 1)}
    grants.give(
        house, Grant(id="s", actor=WORKER, role="worker", unit=UNIT, **uncovers), ADMINISTRATOR
    )
    query.record(house, "p1", house.actor(WORKER))

    assert [each.purpose for each in told(house)] == ["随访"]


def test_the_newest_is_on_top_and_one_goes_back_from_there(house):
    """However much was read before; whoever reads on says after which line."""
    for subject in ("p1", "p2", "p3", "p4"):
        house.noted(ADMINISTRATOR, "record", subject, 1)

    def numbers(**said):
        found = accesses.accesses(house, AUDITOR, what="record", limit=2, **said)
        return [each.number for each in found]

    assert numbers() == [4, 3]
    assert numbers(before=3) == [2, 1]
    assert numbers(before=1) == []
    assert numbers(after=0) == [1, 2]
    assert numbers(after=2) == [3, 4]
    assert numbers(after=1, before=3) == [2]


def test_what_was_changed_or_removed_is_found(house):
    """In the middle and at the end; `verify` says which line."""
    for _ in range(4):
        query.record(house, "p1", ADMINISTRATOR)
    assert keep.verify(house, ADMINISTRATOR) == ()
    wrong = update(ACCESS).where(ACCESS.c.number == 2).values(actor="user:somebody")
    house.journal.alone(lambda connection: connection.execute(wrong))
    assert [each.code for each in house.accesses.findings()] == ["access-altered"]
    for number in (3, 4):
        gone = delete(ACCESS).where(ACCESS.c.number == number)
        house.journal.alone(lambda connection, gone=gone: connection.execute(gone))
    assert [(each.code, each.facts["number"]) for each in keep.verify(house, ADMINISTRATOR)] == [
        ("access-altered", 2),
        ("access-missing", 3),
    ]


def test_much_more_than_usual_is_marked_once_a_day(house):
    """Against the busiest of the thirty days before; little is never much."""

    def read(rows, day=0):
        house.now = lambda: NOW + timedelta(days=day)
        house.noted(house.actor(WORKER), "slice", house.form, rows)
        return [each.number for each in house.accesses.lines(actor=WORKER, unusual=True)]

    assert read(USUAL) == []
    assert read(1) == [2]
    assert read(USUAL * 2) == [2]
    assert read(TIMES * (3 * USUAL + 1), day=1) == [2]
    assert read(1, day=1) == [2, 5]
    assert read(USUAL + 1, day=40) == [2, 5, 6]


def test_it_goes_on_where_it_was(tmp_path):
    """Another process reads what it says of the past, and chains to it."""
    for start in (0, 1):
        with a_house(tmp_path / "data") as house:
            house.noted(ADMINISTRATOR, "record", "p1", USUAL)
            lines = house.accesses.lines()
            assert [each.number for each in lines] == [*range(1, start + 2)]
            assert [each.unusual for each in lines] == [False, True][: start + 1]
            assert [*house.accesses.findings()] == []


def test_many_at_once_wait_for_room_and_lose_nothing(tmp_path):
    """A full queue slows whoever reads; every line is there when it is closed."""
    with store.Journal(f"sqlite:///{tmp_path / 'journal.sqlite'}") as journal:
        with store.Accesses(journal, waiting=10) as kept:
            said = Access(at=NOW, actor="user:a", what="record", place="p", rows=1)
            threads = [
                threading.Thread(target=lambda: [kept.note(said) for _ in range(100)])
                for _ in range(5)
            ]
            for each in threads:
                each.start()
            kept.written(said)
            for each in threads:
                each.join()
        again = store.Accesses(journal)

        assert len(again.lines()) == 501
        assert [*again.findings()] == []


def test_an_administrator_looks_as_somebody_else(house):
    """Sees what they see, changes nothing; the record names both."""
    seen = view_as(house, WORKER, ADMINISTRATOR)
    query.slice_of(house, house.form, seen)
    with pytest.raises(NotAllowed):
        fill.file(house, Entry(id="x", unit=UNIT, subject="p2", kind="person", act="open"), seen)
    for other in (seen, house.actor(WORKER), AUDITOR):
        with pytest.raises(NotAllowed):
            view_as(house, ADMINISTRATOR.id, other)

    view_as(house, WORKER, ADMINISTRATOR)
    lines = [(each.what, each.actor, each.seen_by) for each in told(house)]
    assert lines == [
        ("view-as", WORKER, ADMINISTRATOR.id),
        ("slice", WORKER, ADMINISTRATOR.id),
    ]
    assert told(house, seen_by=ADMINISTRATOR.id) == told(house)
    assert told(house, seen_by=WORKER) == []


def test_over_http(house):
    """The purpose comes in a header, the address with the request; as whom one looks is said in the answer."""
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        address = f"/api/v1/slices/{house.form}"
        seen = client.get(
            address, headers={"Yibiao-View-As": WORKER, "Yibiao-Purpose": "%E6%A0%B8%E5%AF%B9"}
        )
        plain = client.get(address)
        nobody = client.get(address, headers={"Yibiao-View-As": "user:nobody"})
        changes = client.post(
            "/api/v1/grants",
            json={"actor": "user:x", "role": "worker", "unit": UNIT},
            headers={"Yibiao-View-As": WORKER},
        )
        lines = client.get("/api/v1/accesses?what=slice&after=0").json()

    assert (seen.status_code, seen.headers["yibiao-view-as"]) == (200, WORKER)
    assert "yibiao-view-as" not in plain.headers
    assert (nobody.status_code, changes.status_code) == (403, 403)
    assert [(each["actor"], each.get("seen_by"), each.get("purpose")) for each in lines] == [
        (WORKER, "user:administrator", "核对"),
        ("user:administrator", None, None),
    ]


def test_in_the_terminal(tmp_path):
    """Whoever has the data directory may look who read what."""
    with a_house(tmp_path / "data") as house:
        house.noted(ADMINISTRATOR, "record", "p1", 1, exported=True)
    shown = CliRunner().invoke(
        app, ["accesses", "--json", "--exported", "--data", str(tmp_path / "data")]
    )

    assert (shown.exit_code, '"place": "p1"' in shown.output) == (0, True)
    assert 0 == CliRunner().invoke(app, ["accesses", "--data", str(tmp_path / "data")]).exit_code
