"""A disk without room: what finds none is refused, nothing is half written, and the service goes on when there is some."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.fault import faulted
from tests.fault.faulted import SUBJECTS, opened, require_all_stand, statement
from tests.houses import ADMINISTRATOR, ELDERLY, submitted
from tests.served import Server
from yibiao.errors import NoRoom
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.flows.slicing import query

MEGABYTES = 24


@pytest.fixture
def disk(tmp_path):
    """A small disk with a house on it."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    small = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(mounted)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(small, check=False).returncode:
        pytest.skip("only root on Linux can have a small disk")
    try:
        faulted.prepare(mounted / "data")
        yield mounted
    finally:
        subprocess.run(["umount", "--lazy", str(mounted)], check=True)


@contextmanager
def filled(disk):
    """While there is no room left."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        ballast.unlink()


def file_until_refused(house):
    """The ids that were taken before there was no room."""
    taken = []
    for number in range(100_000):
        try:
            taken.append(fill.file(house, statement(number), ADMINISTRATOR).entry)
        except NoRoom:
            return taken
    raise AssertionError("there was always room")


def test_entries_are_refused_and_taken_again_afterwards(disk):
    """Those that were taken stand, the one that was refused does not; with room, the same house goes on."""
    with opened(disk / "data") as house:
        with filled(disk):
            taken = file_until_refused(house)
            for _ in range(3):
                with pytest.raises(NoRoom):
                    fill.file(house, statement(len(taken)), ADMINISTRATOR)
            assert house.journal.record("person:1") is not None
        assert not fill.file(house, statement(len(taken)), ADMINISTRATOR).again
        form = next(iter(house.registry.registrations))
        assert len(query.slice_of(house, form, ADMINISTRATOR).rows.rows) > 0

    require_all_stand(disk / "data", [*taken, f"entry-{len(taken)}"])


def test_a_query_that_finds_no_room_is_refused(disk):
    """The picture follows the journal onto the disk; without room a question is refused, and answered afterwards."""
    with opened(disk / "data") as house:
        form = next(iter(house.registry.registrations))
        entries = [statement(number) for number in range(2_000)]
        fill.file_all(house, entries, ADMINISTRATOR, all_or_nothing=True)
        with filled(disk), pytest.raises(NoRoom):
            query.slice_of(house, form, ADMINISTRATOR)
        assert len(query.slice_of(house, form, ADMINISTRATOR).rows.rows) == SUBJECTS

    require_all_stand(disk / "data", [each.id for each in entries])


def test_no_file_is_half_kept(disk):
    """A department's file that finds no room leaves nothing behind; sent again, it is kept."""
    asked = {**ELDERLY, "title": "另一张表", "note": "x" * 200_000}
    with opened(disk / "data") as house:
        before = list(house.blobs.digests())
        with filled(disk), pytest.raises(NoRoom):
            submitted(house, "civil-affairs", asked)
        assert list(house.blobs.digests()) == before
        assert list((disk / "data").rglob("*.part")) == []
        submitted(house, "civil-affairs", asked)
        assert len(list(house.blobs.digests())) == len(before) + 1

    require_all_stand(disk / "data", [])


def test_a_backup_leaves_nothing_behind(disk):
    """Neither under its name nor under another."""
    with opened(disk / "data"), filled(disk), pytest.raises(NoRoom):
        keep.backup(disk / "data", disk / "backup.zip", ADMINISTRATOR)

    assert list(disk.glob("backup*")) == []
    keep.backup(disk / "data", disk / "backup.zip", ADMINISTRATOR)


def test_restoring_begins_again(disk, tmp_path):
    """A disk that is too small is no place for it; what was begun there is nobody's house."""
    keep.backup(disk / "data", tmp_path / "backup.zip", ADMINISTRATOR)
    with filled(disk), pytest.raises(NoRoom):
        keep.restore(tmp_path / "backup.zip", disk / "new", ADMINISTRATOR)

    keep.restore(tmp_path / "backup.zip", disk / "new", ADMINISTRATOR)
    require_all_stand(disk / "new", [f"open-{number}" for number in range(SUBJECTS)])


def test_the_service_says_so_and_goes_on(disk):
    """507 with a remedy, and 201 when there is room again; reading goes on all the while."""
    server = Server(disk / "data")
    try:
        with server.client() as client:
            taken, answer = [], None
            with filled(disk):
                for number in range(100_000):
                    answer = client.post("/entries", json=statement(number).document())
                    if answer.status_code != 201:
                        break
                    taken.append(answer.json()["entry"])
                assert answer.status_code == 507
                assert answer.json()["type"] == "urn:yibiao:problem:no-room"
                assert client.get("/records/person:1").status_code == 200
            again = client.post("/entries", json=statement(len(taken)).document())
            assert again.status_code == 201
    finally:
        server.kill()

    require_all_stand(disk / "data", [*taken, f"entry-{len(taken)}"])
