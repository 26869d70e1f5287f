"""Killed with -9 at random moments of whatever it is doing: nothing acknowledged is lost, nothing is half done."""

import os
import shutil

import pytest

from tests.fault import faulted
from tests.fault.faulted import KILLS, SUBJECTS, opened, require_all_stand, statement
from tests.houses import ADMINISTRATOR
from tests.waiting import until
from yibiao.errors import HalfRestored, RoundClosed
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.flows.slicing import query, seal_slices, sealing
from yibiao.flows.units.rounds import progress
from yibiao.store import Tidying, archive, ordering

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no kill -9 here")

#: Seconds within which the kill falls: from the first that stands, or from the beginning, as opening the house takes some.
#: Restoring says nothing before its end, and is done soon.
AT_WORK, OPENING, RESTORED = 1.0, 2.5, 1.0

WORKS = ("commits", "import", "drawing", "in order", "rounds", "backup", "restoring")


@pytest.fixture(scope="module")
def workers():
    with faulted.workers() as workers:
        yield workers


@pytest.fixture
def killed(workers, folder, seed):
    """What somebody said until the kill: three times out of four at work, else perhaps before the house was open."""

    def killed(work):
        at_work = seed % 4 != 3
        longest = AT_WORK if at_work else OPENING
        return workers.killed(work, folder / "data", seed, longest, at_work=at_work)

    return killed


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A house, and a backup of it."""
    folder = tmp_path_factory.mktemp("prepared")
    faulted.prepare(folder / "data")
    keep.backup(folder / "data", folder / "backup.zip", ADMINISTRATOR)
    return folder


@pytest.fixture
def folder(prepared, tmp_path):
    """A copy of them to be harmed."""
    shutil.copytree(prepared, tmp_path / "copy")
    return tmp_path / "copy"


def moments(name):
    """Its share of the kills, each with a seed of its own."""
    share = -(-KILLS // len(WORKS))
    return pytest.mark.parametrize("seed", range(share), ids=lambda seed: f"{name}-{seed}")


@moments("commits")
def test_commits(killed, folder):
    """Every receipt that was given stands."""
    said = killed("commits")

    require_all_stand(folder / "data", said)


@moments("import")
def test_an_import(killed, folder):
    """Every line that was answered stands; the file brought again brings only what is missing."""
    said = killed("an_import")

    require_all_stand(folder / "data", filter(None, said))
    entries = [statement(number) for number in range(200)]
    with opened(folder / "data") as house:
        stood = {each.id for each in house.journal.events(kinds=("entry.filed",))}
        again = fill.file_all(house, entries, ADMINISTRATOR)
        assert [each.again for each in again] == [each.id in stood for each in entries]
    require_all_stand(folder / "data", [each.id for each in entries])


@moments("drawing")
def test_drawing(killed, folder):
    """A picture half drawn goes on or is drawn anew; either way it is true."""
    said = killed("drawing")

    require_all_stand(folder / "data", said)


@moments("in order")
def test_putting_the_picture_in_order(killed, folder, monkeypatch):
    """Everybody is in it, each once, as what they stated last; and it can be put in order after that."""
    said = killed("in_order")

    require_all_stand(folder / "data", said)
    monkeypatch.setattr(ordering, "LEAST", 1)
    monkeypatch.setattr(ordering, "SHARE", 0.0)
    with opened(folder / "data") as house:
        tidying = Tidying(house.picture)
        while tidying.step():
            pass
        subjects = [each for (each,) in house.picture.query('SELECT "#subject" FROM "person"').rows]
        assert subjects == sorted(f"person:{number}" for number in range(SUBJECTS))
        assert house.picture.differences() == {}


@moments("rounds")
def test_closing_a_round(killed, folder):
    """A round that was said to be closed is closed; none is closed by half, and what is not sealed yet is sealed next."""
    said = killed("rounds")

    require_all_stand(folder / "data", [each for each in said if each.startswith("entry-")])
    closed = {each for each in said if each.startswith("round-")}
    with opened(folder / "data") as house:
        events = list(house.journal.events())
        stands = {each.body["round"] for each in events if each.kind == "round.closed"}
        assert closed <= stands
        assert stands == {id_ for id_, each in house.registry.rounds.items() if each.closed}
        for id_ in stands:
            late = statement(10_000, id=f"late-{id_}", round=id_)
            with pytest.raises(RoundClosed):
                fill.file(house, late, ADMINISTRATOR)
        sealed = {each.body["round"] for each in events if each.kind == "round.sealed"}
        due = set(seal_slices.due(house))
        assert sealed == stands - due
        # Those that the kill can have met: what is answered of the others was settled long before.
        last = sorted(stands, key=house.registry.rounds.closed.__getitem__)[-3:]
        answers = {id_: _answers(house, id_) for id_ in due.union(last)}
        house.attend(sealing.Sealer(house))
        for left in range(len(due), 0, -1):  # a hundred take longer than anything may by itself
            until(lambda left=left: len(seal_slices.due(house)) < left)
        assert answers == {id_: _answers(house, id_) for id_ in answers}
        assert stands == house.registry.sealed.counts.keys()
        assert keep.verify(house, ADMINISTRATOR) == ()


def _answers(house, round_):
    forms = house.registry.rounds.asks(round_).forms
    rows = [query.slice_of(house, each, ADMINISTRATOR, round_=round_).rows for each in forms]
    return rows, progress(house, round_, None, ADMINISTRATOR)


@moments("backup")
def test_a_backup(killed, folder):
    """What was said to be written is there; whatever has its name is whole, and the next attempt is not in its way."""
    said = killed("backups")

    require_all_stand(folder / "data", [each for each in said if each.startswith("entry-")])
    files = {each.name for each in folder.glob("*.zip")}
    assert {each for each in said if each.endswith(".zip")} <= files
    for name in files:
        with archive.Backup(folder / name) as backup:
            backup.check()
    for part in folder.glob("*.part"):
        keep.backup(folder / "data", part.with_suffix(""), ADMINISTRATOR)
    assert list(folder.glob("*.part")) == []


@moments("restoring")
def test_restoring(workers, folder, seed):
    """It is restored, or nobody works on what there is until it has been restored once more."""
    said = workers.killed("restoring", folder / "data", seed, RESTORED)

    restored = folder / "restored"
    half = (restored / "restoring").exists() or not (restored / "journal.sqlite").exists()
    assert not (half and said)
    if (restored / "restoring").exists():
        with pytest.raises(HalfRestored):
            opened(restored)
    if half:
        keep.restore(folder / "backup.zip", restored, ADMINISTRATOR)
    with opened(restored) as again, opened(folder / "data") as house:
        assert again.journal.link == house.journal.link
    require_all_stand(restored, [f"open-{number}" for number in range(SUBJECTS)])
