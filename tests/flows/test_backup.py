"""A backup holds everything: restored anywhere, every record and every slice is what it was."""

import hashlib
import itertools
import json
import threading
import zipfile
from contextlib import ExitStack, contextmanager

import pytest
import sqlalchemy
from sqlalchemy import delete, update

from tests import databases
from tests.houses import (
    ADMINISTRATOR,
    DISABLED,
    ELDERLY,
    NOBODY,
    NOW,
    UNIT,
    a_house,
    admitted,
    id_number,
)
from yibiao import store
from yibiao.errors import (
    BackupDamaged,
    BackupNewer,
    FileExists,
    HalfRestored,
    InUse,
    JournalDamaged,
    NotAllowed,
    NotEmpty,
    NotFound,
    NotSignedIn,
    RecordDamaged,
)
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.flows.granting import accounts, signing, tokens
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.flows.granting.signing import Origin
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.flows.slicing import query
from yibiao.flows.units import rounds
from yibiao.model.account import Account
from yibiao.model.place import Department, Round, Unit
from yibiao.model.record import Entry
from yibiao.model.text import Text
from yibiao.store.tables import ACCESS

PLACES = ["sqlite", pytest.param("postgresql", marks=databases.needs_postgresql)]
PERIOD = "2026-01"


def a_journal_in(kind, stack):
    """Where a house keeps its journal: in its directory, or in a schema of its own."""
    return stack.enter_context(databases.a_schema()) if kind == "postgresql" else None


def opened(path, journal=None):
    """The house at *path* on the day on which it was lived in."""
    return House(path, journal=journal, now=lambda: NOW)


def entry(number, **members):
    values = {
        "person.name": f"示例{number}",
        "person.id_number": id_number("1940-05-06", number % 1_000),
        "person.phone": f"1990000{number:04d}",
    }
    given = {"act": "open", "values": values, **members}
    return Entry(id=f"e{number}", unit=UNIT, subject=f"s{number % 100}", kind="person", **given)


def lived_in(house):
    """A house with two forms, a round, entries of every kind, a corrected value and an erased body."""
    admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
    admitted(house, "disabled-federation", DISABLED, scope="true")
    fill.file_all(house, [entry(n) for n in range(20)], ADMINISTRATOR, all_or_nothing=True)
    changed = [
        entry(103, act="state", values={"person.phone": "19911112222"}),
        entry(104, act="confirm", values={}),
        entry(105, act="close", values={}),
        entry(106, act="state", values={"person.name": "改名\u0000"}, base=1),
    ]
    fill.file_all(house, changed, ADMINISTRATOR, all_or_nothing=True)
    opened = Round(id=PERIOD, period="monthly", opens="2026-01-01", due="2026-01-31")
    rounds.open_round(house, opened, ADMINISTRATOR)


def erase(house, id_):
    """The body of an entry, as the journal's format allows for."""
    house.journal.alone(
        lambda connection: connection.execute(
            sqlalchemy.text("UPDATE event SET body = NULL, salt = NULL WHERE id = :id"), {"id": id_}
        )
    )
    keep.rebuild(house, ADMINISTRATOR)


def everything(house):
    """All events, records, slices and files."""
    slices = {}
    for form, each in house.registry.registrations.items():
        if each.answers:
            found = query.slice_of(house, form, ADMINISTRATOR)
            slices[form] = (found.printed.headers, sorted(found.printed.rows, key=repr))
    return {
        "events": list(house.journal.events()),
        "records": list(house.journal.records()),
        "slices": slices,
        "rounds": house.registry.rounds,
        "bindings": {form: each.bindings for form, each in house.registry.registrations.items()},
        "files": [house.blobs.content(each) for each in house.blobs.digests()],
    }


@contextmanager
def written(tmp_path):
    """A backup of a small house, and what the house held."""
    with a_house(tmp_path / "data") as house:
        lived_in(house)
        held = everything(house)
        file = tmp_path / "backup.zip"
        keep.backup(tmp_path / "data", file, ADMINISTRATOR)
    yield file, held


@pytest.mark.parametrize("source", PLACES)
@pytest.mark.parametrize("target", PLACES)
def test_what_is_restored_is_what_was_backed_up(tmp_path, source, target):
    """From any database into any, taken while the house is open; it verifies, and goes on from there."""
    with ExitStack() as stack:
        journal, other = a_journal_in(source, stack), a_journal_in(target, stack)
        with a_house(tmp_path / "data", journal=journal) as house:
            lived_in(house)
            erase(house, "e7")
            before = everything(house)
            made = keep.backup(
                tmp_path / "data", tmp_path / "backup.zip", ADMINISTRATOR, journal=journal
            )
        assert (made.head, made.left_out) == (before["events"][-1].position, [])

        keep.restore(tmp_path / "backup.zip", tmp_path / "new", ADMINISTRATOR, journal=other)

        with opened(tmp_path / "new", journal=other) as again:
            assert everything(again) == before
            assert len(before["slices"]) == 2
            assert len(before["files"]) == 2
            findings = keep.verify(again, ADMINISTRATOR)
            assert [each.code for each in findings] == ["event-redacted"]
            assert fill.file(again, entry(3), ADMINISTRATOR).again
            assert fill.file(again, entry(50), ADMINISTRATOR).position == made.head + 1


def test_what_is_filed_meanwhile_is_not_in_it_or_whole(tmp_path):
    """Entries go on being filed; the backup ends where the journal stood when it began."""
    with a_house(tmp_path / "data") as house:
        lived_in(house)
        head = house.journal.head
        done = threading.Event()

        def file_on():
            for number in itertools.count(200, 100):
                if done.is_set():
                    return
                moved = entry(number, act="state", values={"person.name": f"改{number}"})
                fill.file(house, moved, ADMINISTRATOR)

        filing = threading.Thread(target=file_on)
        filing.start()
        made = keep.backup(tmp_path / "data", tmp_path / "backup.zip", ADMINISTRATOR)
        done.set()
        filing.join()
        assert made.head >= head

    keep.restore(tmp_path / "backup.zip", tmp_path / "new", ADMINISTRATOR)
    with opened(tmp_path / "new") as again:
        assert again.journal.head == made.head
        assert again.journal.link == made.link
        assert keep.verify(again, ADMINISTRATOR) == ()


def test_an_empty_house_is_backed_up_too(tmp_path):
    """There is nothing in it, and that comes back."""
    with opened(tmp_path / "data"):
        pass
    keep.backup(tmp_path / "data", tmp_path / "backup.zip", ADMINISTRATOR)
    keep.restore(tmp_path / "backup.zip", tmp_path / "new", ADMINISTRATOR)
    with opened(tmp_path / "new") as again:
        assert again.journal.head == 0


def test_many_parts_are_one_journal(tmp_path, monkeypatch):
    """However many files of events there are."""
    monkeypatch.setattr(store.backup, "_PART", 7)
    with written(tmp_path) as (file, held):
        keep.restore(file, tmp_path / "new", ADMINISTRATOR)
        assert len(zipfile.ZipFile(file).namelist()) > len(held["events"]) / 7
        with opened(tmp_path / "new") as again:
            assert list(again.journal.events()) == held["events"]


def test_nothing_is_written_over(tmp_path):
    """Neither a file by a backup nor a house by a restoration."""
    with written(tmp_path) as (file, held):
        content = file.read_bytes()
        with pytest.raises(FileExists):
            keep.backup(tmp_path / "data", file, ADMINISTRATOR)
        assert file.read_bytes() == content
        with pytest.raises(NotEmpty):
            keep.restore(file, tmp_path / "data", ADMINISTRATOR)
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "photo.jpg").write_bytes(b"mine")
        with pytest.raises(NotEmpty):
            keep.restore(file, tmp_path / "other", ADMINISTRATOR)
        assert (tmp_path / "other" / "photo.jpg").read_bytes() == b"mine"
        with opened(tmp_path / "data") as house:
            assert everything(house) == held
            with pytest.raises(InUse):
                keep.restore(file, tmp_path / "data", ADMINISTRATOR)
        assert sorted(each.name for each in tmp_path.glob("*.part")) == []


def test_a_journal_that_holds_something_is_left_alone(postgresql, tmp_path):
    """Wherever it lies; a journal that holds just this backup is only given its directory."""
    with written(tmp_path) as (file, held):
        keep.restore(file, tmp_path / "one", ADMINISTRATOR, journal=postgresql)
        keep.restore(file, tmp_path / "two", ADMINISTRATOR, journal=postgresql)
        with opened(tmp_path / "two", journal=postgresql) as house:
            assert everything(house) == held
            unit = Unit(code="999999001002", name="另一社区")
            register.units(house, [unit], ADMINISTRATOR)

        with pytest.raises(NotEmpty) as refusal:
            keep.restore(file, tmp_path / "three", ADMINISTRATOR, journal=postgresql)
        assert "postgresql" in refusal.value.facts["place"]


def test_a_restoration_that_was_cut_short_is_begun_again(tmp_path, monkeypatch):
    """Nobody works on half of a backup meanwhile."""
    with written(tmp_path) as (file, held):
        with monkeypatch.context() as broken:
            broken.setattr(store.Picture, "catch_up", lambda _: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                keep.restore(file, tmp_path / "new", ADMINISTRATOR)
        with pytest.raises(HalfRestored):
            opened(tmp_path / "new")
        with pytest.raises(HalfRestored):
            keep.backup(tmp_path / "new", tmp_path / "another.zip", ADMINISTRATOR)

        keep.restore(file, tmp_path / "new", ADMINISTRATOR)

        with opened(tmp_path / "new") as again:
            assert everything(again) == held


def test_any_damage_is_found_before_anything_is_restored(tmp_path):
    """Cut off anywhere, or with any byte altered, a backup is refused, or still says what it said."""
    with written(tmp_path) as (file, held):
        sound = file.read_bytes()
        spoilt = tmp_path / "spoilt.zip"
        contents = [sound[:cut] for cut in range(0, len(sound), len(sound) // 40)]
        for at in range(11, len(sound), len(sound) // 400):
            altered = bytearray(sound)
            altered[at] ^= 0x55
            contents.append(bytes(altered))
        refused = 0
        for content in contents:
            spoilt.write_bytes(content)
            try:
                with store.archive.Backup(spoilt) as backup:
                    backup.check()
                    assert [each["link"] for each in backup.events()] == [
                        each.link for each in held["events"]
                    ]
            except BackupDamaged:
                refused += 1
        assert refused > 400
        spoilt.write_bytes(sound[: len(sound) // 2])
        with pytest.raises(BackupDamaged):
            keep.restore(spoilt, tmp_path / "new", ADMINISTRATOR)
        assert not (tmp_path / "new").exists()


def rewritten(file, to, change, name="manifest.json"):
    """The backup at *to*, of which one entry was changed by somebody who knows the format."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        for each in old.namelist():
            content = old.read(each)
            new.writestr(each, change(content) if each == name else content)
    return to


@pytest.mark.parametrize(
    ("members", "refusal"),
    [
        ({"version": 4}, BackupNewer),
        ({"format": "something else"}, BackupDamaged),
        ({"encryption": "age"}, BackupDamaged),
        ({"link": "0" * 64}, BackupDamaged),
        ({"head": 3}, BackupDamaged),
        ({"events": []}, BackupDamaged),
        ({"files": ["0" * 64]}, BackupDamaged),
    ],
)
def test_a_manifest_that_says_otherwise_is_refused(tmp_path, members, refusal):
    """Also one of a newer format, whatever else stands in it."""

    def change(content):
        return json.dumps({**json.loads(content), **members}).encode()

    with written(tmp_path) as (file, _):
        odd = rewritten(file, tmp_path / "odd.zip", change)

        with pytest.raises(refusal):
            keep.restore(odd, tmp_path / "new", ADMINISTRATOR)


def test_a_value_that_somebody_altered_is_found(tmp_path):
    """Even where the file's own digest was made to fit."""
    with written(tmp_path) as (file, _):
        part = "events/000000000001.jsonl"
        altered = zipfile.ZipFile(file).read(part).replace("示例5".encode(), "示例6".encode())

        def refit(content):
            manifest = json.loads(content)
            manifest["events"][0]["sha256"] = hashlib.sha256(altered).hexdigest()
            return json.dumps(manifest).encode()

        odd = rewritten(file, tmp_path / "odd.zip", lambda _: altered, part)
        odd = rewritten(odd, tmp_path / "odder.zip", refit)

        with pytest.raises(BackupDamaged) as refusal:
            keep.restore(odd, tmp_path / "new", ADMINISTRATOR)
        assert refusal.value.facts["where"].startswith(part)


def test_a_damaged_journal_is_not_copied(tmp_path):
    """Whoever runs verify sees all that is wrong."""
    with a_house(tmp_path / "data") as house:
        lived_in(house)
        house.journal.alone(
            lambda connection: connection.execute(
                sqlalchemy.text("UPDATE event SET actor = 'user:other' WHERE position = 4")
            )
        )
        with pytest.raises(JournalDamaged) as refusal:
            keep.backup(tmp_path / "data", tmp_path / "backup.zip", ADMINISTRATOR)

    assert refusal.value.facts == {"position": 4}
    assert list(tmp_path.glob("backup.zip*")) == []


def test_an_original_that_is_damaged_is_named(tmp_path):
    """The rest is backed up, and the restored house says the same of it."""
    with a_house(tmp_path / "data") as house:
        lived_in(house)
        digest, _ = house.blobs.digests()
        (tmp_path / "data" / "files" / digest[:2] / digest).write_bytes(b"altered")
        made = keep.backup(tmp_path / "data", tmp_path / "backup.zip", ADMINISTRATOR)

    assert made.left_out == [digest]
    keep.restore(tmp_path / "backup.zip", tmp_path / "new", ADMINISTRATOR)
    with opened(tmp_path / "new") as again:
        codes = {each.code for each in keep.verify(again, ADMINISTRATOR)}
        assert codes == {"file-missing"}


def test_where_there_is_no_journal_there_is_nothing_to_back_up(tmp_path):
    """And none is made."""
    with pytest.raises(NotFound):
        keep.backup(tmp_path / "nothing", tmp_path / "backup.zip", ADMINISTRATOR)

    assert list(tmp_path.iterdir()) == []


def test_whoever_holds_no_grant_neither_backs_up_nor_restores(tmp_path):
    """Before anything is looked at."""
    with pytest.raises(NotAllowed):
        keep.backup(tmp_path, tmp_path / "backup.zip", NOBODY)
    with pytest.raises(NotAllowed):
        keep.restore(tmp_path / "backup.zip", tmp_path / "new", NOBODY)


def test_departments_are_there_at_once(tmp_path):
    """The registry of a restored house is folded like any other."""
    with a_house(tmp_path / "data") as house:
        name = Text(zh="卫健委", en="Health")
        register.department(house, Department(id="health", name=name), ADMINISTRATOR)
        keep.backup(tmp_path / "data", tmp_path / "backup.zip", ADMINISTRATOR)
        known = house.registry.departments
    keep.restore(tmp_path / "backup.zip", tmp_path / "new", ADMINISTRATOR)
    with opened(tmp_path / "new") as again:
        assert again.registry.departments == known


def test_people_and_programs_come_in_after_restoring(tmp_path):
    """With the passwords and tokens of the moment of the backup; no session outlives its place."""
    zhang = Account(id="user:zhang", name="张三")
    robot = Account(id="service:sync", name="同步")
    with a_house(tmp_path / "data") as house:
        first = accounts.open_(house, zhang, ADMINISTRATOR)
        accounts.open_(house, robot, ADMINISTRATOR)
        token, _ = tokens.issue(house, robot.id, Wanted(label="夜间"), ADMINISTRATOR)
        session = signing.sign_in(house, "zhang", first, Origin()).secret
        keep.backup(tmp_path / "data", tmp_path / "one.zip", ADMINISTRATOR)
    keep.restore(tmp_path / "one.zip", tmp_path / "restored", ADMINISTRATOR)
    with opened(tmp_path / "restored") as again:
        assert signing.sign_in(again, "zhang", first, Origin()).first_until
        assert again.visitors.of_token(token).account == robot
        with pytest.raises(NotSignedIn):
            again.visitors.of_session(session)

    for name, content in (("keyring.jsonl", b"{}\n"), ("keyring.jsonl", None)):
        altered = tmp_path / "altered.zip"
        with zipfile.ZipFile(tmp_path / "one.zip") as whole, zipfile.ZipFile(altered, "w") as other:
            for each in whole.namelist():
                if each != name:
                    other.writestr(each, whole.read(each))
                elif content is not None:
                    other.writestr(each, content)
        with pytest.raises(BackupDamaged):
            keep.restore(altered, tmp_path / "nowhere", ADMINISTRATOR)


def looked_at(house):
    """Some lines of the record of access."""
    for number in range(5):
        house.noted(ADMINISTRATOR, "record", f"p{number}", number, exported=number == 4)


def test_who_looked_at_a_house_is_known_of_the_restored_one(tmp_path, monkeypatch):
    """Line by line, in several files; it verifies, is searched by day, and goes on from there."""
    monkeypatch.setattr(store.backup, "_PART", 2)
    with a_house(tmp_path / "data") as house:
        looked_at(house)
        keep.backup(tmp_path / "data", tmp_path / "one.zip", ADMINISTRATOR)
        before = house.accesses.lines()
    made = keep.restore(tmp_path / "one.zip", tmp_path / "restored", ADMINISTRATOR)
    with opened(tmp_path / "restored") as again:
        assert again.accesses.lines() == again.accesses.lines(since=NOW.date()) == before
        assert (len(made.accesses), made.access_head) == (3, 5)
        again.noted(ADMINISTRATOR, "record", "p6", 1)
        assert [each.number for each in again.accesses.lines()] == [1, 2, 3, 4, 5, 6]
        assert keep.verify(again, ADMINISTRATOR) == ()


def test_a_record_of_access_that_was_altered_is_neither_copied_nor_restored(tmp_path):
    """A line changed or gone, in the house or in the backup."""
    with a_house(tmp_path / "data") as house:
        looked_at(house)
        keep.backup(tmp_path / "data", tmp_path / "one.zip", ADMINISTRATOR)
        for change in (
            update(ACCESS).where(ACCESS.c.number == 2).values(rows=7),
            delete(ACCESS).where(ACCESS.c.number == 5),
        ):
            house.journal.alone(lambda connection, change=change: connection.execute(change))
            with pytest.raises(RecordDamaged):
                keep.backup(tmp_path / "data", tmp_path / "two.zip", ADMINISTRATOR)
    name = "accesses/000000000001.jsonl"
    for content in (b"", b"{}\n"):
        with zipfile.ZipFile(tmp_path / "one.zip") as one, zipfile.ZipFile(tmp_path / "other.zip", "w") as other:  # fmt: skip
            for each in one.namelist():
                other.writestr(each, content if each == name else one.read(each))
        with pytest.raises(BackupDamaged):
            keep.restore(tmp_path / "other.zip", tmp_path / "nowhere", ADMINISTRATOR)


def test_a_backup_without_a_keyring_is_restored(tmp_path):
    """As earlier versions wrote it."""
    with a_house(tmp_path / "data") as house:
        head = house.journal.head
        keep.backup(tmp_path / "data", tmp_path / "two.zip", ADMINISTRATOR)
    with zipfile.ZipFile(tmp_path / "two.zip") as newer, zipfile.ZipFile(tmp_path / "one.zip", "w") as one:  # fmt: skip
        for each in newer.namelist():
            if each == "manifest.json":
                manifest = json.loads(newer.read(each))
                for member in ("keyring", "accesses", "access_head", "access_link"):
                    del manifest[member]
                one.writestr(each, json.dumps({**manifest, "version": 1}))
            elif each != "keyring.jsonl":
                one.writestr(each, newer.read(each))

    assert keep.restore(tmp_path / "one.zip", tmp_path / "restored", ADMINISTRATOR).head == head
