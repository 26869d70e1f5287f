"""A closed round's slices are sealed: whatever happens afterwards, the same is answered, byte for byte."""

import hashlib
import json

import pytest
from litestar.testing import TestClient
from sqlalchemy import create_engine, text

from tests.houses import ADMINISTRATOR, DISABLED, ELDERLY, NOW, UNIT, a_house, admitted, id_number
from yibiao import publishing
from yibiao.errors import BadRequest, Decided, Invalid, NotFound, SealDamaged
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.registering import elements, register
from yibiao.flows.slicing import query, seal_slices, sealing
from yibiao.flows.subject import subjects
from yibiao.flows.units import cells, rounds
from yibiao.matching import Choice
from yibiao.model.actor import Actor, Grant
from yibiao.model.joined import Moving
from yibiao.model.place import Round, Unit
from yibiao.model.record import Entry
from yibiao.slicing import Wanted
from yibiao.store import batches, piecemeal

ROUND = Round(id="2026-01", period="monthly", opens="2026-01-01", due="2026-01-31")
GRID = UNIT + "001"


def stated(house, number, act="open", unit=UNIT, **members):
    values = {
        "person.name": f"示例{number}",
        "person.id_number": id_number("1940-05-06", number),
        "person.phone": f"1990000{number:04d}",
        "person.disability_type": "1",
    }
    given = {"id": f"{act}-{number}", "values": values, **members}
    entry = Entry(unit=unit, subject=f"p{number}", kind="person", act=act, **given)
    return fill.file(house, entry, ADMINISTRATOR)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def house(path):
    with a_house(path) as house:
        admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        admitted(house, "disabled-federation", DISABLED, scope="true")
        rounds.open_round(house, ROUND, ADMINISTRATOR)
        for number in range(5):
            stated(house, number, unit=GRID if number % 2 else UNIT)
        yield house


def closed(house):
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    return sealing.seal_now(house, ROUND.id, ADMINISTRATOR)


def answer(house, form, **how):
    return query.slice_of(house, form, ADMINISTRATOR, round_=ROUND.id, **how)


def digests(house):
    """Of every form's answer as it is given out, in text and as it stands in the file."""
    found = {}
    for form in house.registry.rounds.asks(ROUND.id).forms:
        for unit in (None, UNIT, GRID):
            given = answer(house, form, unit=unit)
            said = b"".join(
                each if isinstance(each, bytes) else each.encode()
                for lines in (publishing.csv_lines, publishing.json_lines)
                for each in lines(given.printed)
            )
            found[form, unit] = hashlib.sha256(said).hexdigest(), given.rows.as_of, given.final
    return found


@pytest.mark.parametrize("most", [piecemeal.MOST, 5])
@pytest.mark.parametrize("in_order", [batches.IN_ORDER, 1])
def test_what_is_sealed_is_what_was_held_when_the_round_closed(house, monkeypatch, most, in_order):
    """
    Before, the answer says that it is not final; the seal says the same, and that it is.

    So it is however much of what was stated by then is put together at a time, and of what is sealed put in order.
    """
    monkeypatch.setattr(piecemeal, "MOST", most)
    monkeypatch.setattr(batches, "IN_ORDER", in_order)
    forms = house.registry.rounds.asks(ROUND.id).forms
    before = [answer(house, each) for each in forms]
    counts = cells.counts_of(house, ROUND.id, house.registry.subtree(UNIT))[0]
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    position = house.journal.head
    for number in range(5):
        stated(house, number, "state", GRID if number % 2 else UNIT, values={"person.phone": None})
    stated(house, 9)
    unsealed = [answer(house, each) for each in forms]
    done = sealing.seal_now(house, ROUND.id, ADMINISTRATOR)
    sealed = [answer(house, each) for each in forms]

    assert [False] * 4 == [each.final for each in (*before, *unsealed)]
    assert [(True, position)] * 2 == [(each.final, each.rows.as_of) for each in sealed]
    assert [each.rows.rows for each in before] == [each.rows.rows for each in sealed]
    assert [each.rows for each in unsealed] == [each.rows for each in sealed]
    assert ["sealed", 2, 2, position] == [done.state, done.forms, done.done, done.position]
    assert counts == cells.counts_then(house, ROUND.id)
    assert () == keep.verify(house, ADMINISTRATOR)


def test_a_sealed_slice_is_filtered_sorted_and_paged_like_any(house):
    form = house.registry.rounds.asks(ROUND.id).forms[0]
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    wanted = Wanted(where="f1 != '示例1'", search="示例", order=("-f1",), limit=2)
    live = answer(house, form, wanted=wanted)
    sealing.seal_now(house, ROUND.id, ADMINISTRATOR)
    first = answer(house, form, wanted=wanted)
    second = answer(house, form, wanted=Wanted(wanted.where, wanted.search, wanted.order, first.next, 2))  # fmt: skip

    assert [live.rows, live.next] == [first.rows, first.next]
    assert [["示例4", "示例3"], ["示例2", "示例0"]] == [
        [row[0] for row in each.rows.rows] for each in (first, second)
    ]


def test_nothing_that_happens_later_changes_what_was_sealed(house, path, monkeypatch):
    """Entries, merged people, moved people, bindings decided otherwise, elements merged, units renamed, an engine renewed."""
    done = closed(house)
    before = digests(house)
    form = house.registry.rounds.asks(ROUND.id).forms[0]
    stated(house, 0, act="state", values={"person.phone": "19911111111"})
    stated(house, 20)
    subjects.move(house, "p1", Moving(id="moved", unit=UNIT), ADMINISTRATOR)
    other = Choice(new=True, decided_by=ADMINISTRATOR.id)
    register.decide(house, form, {"f5": other}, ADMINISTRATOR)
    split = elements.split(house, "person.phone", [(house.registry.rounds.asks(ROUND.id).forms[1], "f6")], ADMINISTRATOR)  # fmt: skip
    elements.merge(house, split.change.other, "person.phone", ADMINISTRATOR)
    renamed = [Unit(code=UNIT, name="新名"), Unit(code=GRID, name="新网格", parent=None)]
    register.units(house, renamed, ADMINISTRATOR)
    keep.rebuild(house, ADMINISTRATOR)
    monkeypatch.setattr(seal_slices, "ENGINE", "duckdb 99.0")
    house.close()

    with House(path, now=lambda: NOW) as again:
        assert before == digests(again)
        assert done == sealing.seal_now(again, ROUND.id, ADMINISTRATOR)
        assert () == keep.verify(again, ADMINISTRATOR)


def test_a_backup_carries_seals(house, tmp_path):
    closed(house)
    before = digests(house)
    house.close()
    keep.backup(tmp_path / "data", tmp_path / "b.zip", ADMINISTRATOR)
    keep.restore(tmp_path / "b.zip", tmp_path / "again", ADMINISTRATOR)

    with House(tmp_path / "again", now=lambda: NOW) as again:
        assert before == digests(again)
        assert () == keep.verify(again, ADMINISTRATOR)


@pytest.mark.parametrize("harm", ["altered", "removed"])
def test_a_seal_that_is_not_what_was_written_is_refused_and_found(house, harm):
    done = closed(house)
    form = done.seals[0].form
    file = house.blobs.path(done.seals[0].slice)
    if harm == "altered":
        file.write_bytes(file.read_bytes()[:-9] + b"x" * 9)
    else:
        file.unlink()

    with pytest.raises(SealDamaged):
        answer(house, form)
    findings = keep.verify(house, ADMINISTRATOR)
    assert [{"altered": "seal-altered", "removed": "seal-missing"}[harm]] == [
        each.code for each in findings
    ]
    assert form == findings[0].facts["form"]


def test_a_seal_of_another_journal_is_found(house):
    """Whoever rewrites the journal rewrites a link that the seal has kept."""
    done = closed(house)
    manifest = house.seals.manifest(done.seals[0], ROUND.id)
    forged = house.seals.keep({**manifest.document(), "link": "0" * 64})
    seal = done.seals[0].model_copy(update={"manifest": forged})
    body = {"round": ROUND.id, "why": "x", "seals": [{"before": done.seals[0].document(), "after": seal.document()}]}  # fmt: skip
    house.record([house.draft("round.resealed", ADMINISTRATOR, body)])

    assert ["seal-of-another-journal"] == [each.code for each in keep.verify(house, ADMINISTRATOR)]


def test_sealing_anew_takes_in_only_what_was_erased(house, path):
    """Whatever was decided otherwise meanwhile, a lawful erasure changes what it erases, on record, and nothing else."""
    done = closed(house)
    form = done.seals[0].form
    before = answer(house, form).rows
    register.decide(house, form, {"f5": Choice(new=True, decided_by=ADMINISTRATOR.id)}, ADMINISTRATOR)  # fmt: skip
    stated(house, 20)
    assert () == sealing.reseal(house, ROUND.id, "没有变化", ADMINISTRATOR)
    house.close()
    database = create_engine(f"sqlite:///{path / 'journal.sqlite'}")
    with database.begin() as connection:
        erased = connection.execute(
            text("UPDATE event SET body = NULL, salt = NULL WHERE id = 'open-3'")
        )
        assert 1 == erased.rowcount
    database.dispose()

    with House(path, now=lambda: NOW) as again:
        keep.rebuild(again, ADMINISTRATOR)
        assert before == answer(again, form).rows
        after = sealing.reseal(again, ROUND.id, "依本人请求抹除", ADMINISTRATOR)
        event = next(again.journal.events(kinds=("round.resealed",)))
        kept = [row for row, (_, subject) in zip(before.rows, before.keys, strict=True) if subject != "p3"]  # fmt: skip

        assert kept == list(answer(again, form).rows.rows)
        assert [each.document() for each in after] == [
            each["after"] for each in event.body["seals"]
        ]
        assert [each.document() for each in done.seals] == [each["before"] for each in event.body["seals"]]  # fmt: skip
        assert "依本人请求抹除" == event.body["why"]
        assert not any(each.slice in again.blobs for each in done.seals)
        assert {"note"} == {each.level for each in keep.verify(again, ADMINISTRATOR)}


def test_what_cannot_be_sealed_or_asked_is_refused(house):
    form = house.registry.rounds.asks(ROUND.id).forms[0]
    with pytest.raises(Decided):
        sealing.reseal(house, ROUND.id, "太早", ADMINISTRATOR)
    closed(house)
    with pytest.raises(Invalid):
        sealing.reseal(house, ROUND.id, " ", ADMINISTRATOR)
    with pytest.raises(BadRequest):
        answer(house, form, as_of=1)
    with pytest.raises(NotFound):
        answer(house, form, unit="999999009009")
    late = admitted(house, "civil-affairs", {**ELDERLY, "title": "另一张"}, scope="true")
    with pytest.raises(NotFound):
        answer(house, late)
    with pytest.raises(NotFound):
        sealing.sealing(house, "none", ADMINISTRATOR)


def test_a_round_is_sealed_in_the_background_and_says_how_far_it_is(house):
    from yibiao.web.app import create_app

    form = house.registry.rounds.asks(ROUND.id).forms[0]
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"

        def state():
            return client.get(f"/api/v1/rounds/{ROUND.id}").json()["sealing"]

        opened = state()
        client.post(f"/api/v1/rounds/{ROUND.id}/closing")
        waiting = state()
        house.attend(sealing.Sealer(house))
        while state()["state"] != "sealed":
            pass
        sealed = state()
        said = client.get(f"/api/v1/slices/{form}", params={"round": ROUND.id}).json()
        again = client.post(f"/api/v1/rounds/{ROUND.id}/resealing", json={"why": "核对"}).json()

    assert ["open", "sealing", "sealed"] == [each["state"] for each in (opened, waiting, sealed)]
    assert [0, 0, 2] == [each["done"] for each in (opened, waiting, sealed)]
    assert [True, 5] == [said["final"], len(said["rows"])]
    assert [] == again


def test_a_round_that_cannot_be_sealed_holds_no_later_one_up(house, monkeypatch):
    """It waits, and is sealed once it can be."""
    later = Round(id="2026-02", period="monthly", opens="2026-02-01", due="2026-02-28")
    rounds.open_round(house, later, ADMINISTRATOR)
    for each in (ROUND, later):
        rounds.close_round(house, each.id, ADMINISTRATOR)
    keep = seal_slices.seal

    def seal(house, round_):
        if round_ == ROUND.id:
            raise OSError("no room")
        keep(house, round_)

    monkeypatch.setattr(seal_slices, "seal", seal)
    monkeypatch.setattr(sealing.Sealer, "begin", lambda _: None)
    sealer = sealing.Sealer(house)

    sealer.look()
    assert seal_slices.due(house) == [ROUND.id]
    monkeypatch.setattr(seal_slices, "seal", keep)
    sealer.look()
    assert seal_slices.due(house) == []


def test_the_manifest_says_how_the_slice_came_about(house):
    done = closed(house)
    manifests = [house.seals.manifest(each, ROUND.id) for each in done.seals]
    event = next(house.journal.events(kinds=("round.sealed",)))

    for seal, each in zip(done.seals, manifests, strict=True):
        link = house.journal.event(each.position).link
        assert [seal.form, seal.slice, link, done.position] == [
            each.form, each.slice, each.link, each.position
        ]  # fmt: skip
        assert each.engine.startswith("duckdb ")
        kept = house.blobs.content(each.slice)
        assert each.slice == hashlib.sha256(kept).hexdigest()
    assert [each.document() for each in done.seals] == event.body["seals"]
    assert json.dumps(event.body).count("示例") == 0


def test_how_far_units_had_come_is_written_down_when_a_round_is_sealed(house, monkeypatch):
    """Nobody counts it after that, as long as what was written is whole; who asks before does not wait for it to be sealed."""

    def told():
        return rounds.progress(house, ROUND.id, UNIT, ADMINISTRATOR)

    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    counted = told()
    sealing.seal_now(house, ROUND.id, ADMINISTRATOR)
    with monkeypatch.context() as patched:
        patched.setattr(cells, "_by_unit", None)
        assert counted == told()
    stated(house, 20)
    register.units(house, [Unit(code="999999001002", name="第二社区")], ADMINISTRATOR)
    written = house.blobs.path(house.registry.sealed.counts[ROUND.id])
    written.write_bytes(b"{}")

    assert counted == told()
    assert ["sealed-counts-altered"] == [each.code for each in keep.verify(house, ADMINISTRATOR)]
    written.unlink()
    assert ["sealed-counts-missing"] == [each.code for each in keep.verify(house, ADMINISTRATOR)]


def test_counts_that_a_later_version_wrote_otherwise_are_counted_again(house):
    closed(house)
    counted = rounds.progress(house, ROUND.id, UNIT, ADMINISTRATOR)
    later = house.seals.keep({UNIT: {"subjects": 1, "of a later version": 1}})
    house.registry.sealed.counts = {ROUND.id: later}
    register.units(house, [Unit(code="999999001002", name="第二社区")], ADMINISTRATOR)

    assert counted == rounds.progress(house, ROUND.id, UNIT, ADMINISTRATOR)


def test_what_an_actor_sees_of_a_sealed_slice_is_what_they_would_see_of_a_live_one(house):
    """Rows, columns and masks by grant, laid around the whole slice that the seal holds."""
    form = house.registry.rounds.asks(ROUND.id).forms[1]
    masks = {"person.phone": "last-four", "person.id_number": "middle-hidden"}
    grant = Grant(
        id="g", actor="user:a", role="analyst", department="disabled-federation", unit=GRID, masks=masks
    )  # fmt: skip
    analyst = Actor(id="user:a", grants=(grant,))
    rounds.close_round(house, ROUND.id, ADMINISTRATOR)
    live = query.slice_of(house, form, analyst, round_=ROUND.id)
    sealing.seal_now(house, ROUND.id, ADMINISTRATOR)
    split = [(form, "f6")]
    elements.split(house, "person.phone", split, ADMINISTRATOR)
    sealed = query.slice_of(house, form, analyst, round_=ROUND.id)

    assert live.rows == sealed.rows
    assert [GRID, GRID] == [unit for unit, _ in sealed.rows.keys]
    assert [("示例1", "*******0001"), ("示例3", "*******0003")] == [
        (row[0], row[-1]) for row in sealed.rows.rows
    ]
