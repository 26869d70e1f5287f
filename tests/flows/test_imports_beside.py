"""A large import has its entries looked at by another process; what comes of it is what comes of filing them one by one."""

import shutil
import subprocess
import sys
import threading
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.houses import ADMINISTRATOR, NOW, UNIT, id_number
from tests.unit.store.journals import an_entry
from tests.workbooks import (
    FIRST,
    NAME,
    NUMBER,
    PHONE,
    TYPE,
    a_unit,
    edited,
    everything,
    handed_out,
    taken,
)
from yibiao.flows.carrying import beside
from yibiao.flows.carrying.beside import Beside, _Lot
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.record import Entry

PEOPLE = 3


@pytest.fixture(scope="module")
def brought(tmp_path_factory):
    """A unit as it is when the workbook goes out, and the file as it comes back: right, wrong and unusual."""
    path = tmp_path_factory.mktemp("unit")
    with a_unit(path / "data", PEOPLE) as house:
        cells = {f"{PHONE}{FIRST}": "010-12345678", f"{TYPE}{FIRST + 1}": "9"}
        cells |= {f"{NAME}{FIRST + 2}": "改名"}
        for n in range(60):
            row = FIRST + PEOPLE + n
            number = id_number("1950-01-01", n) if n % 7 else "999999195001010000"
            cells |= {f"{NAME}{row}": f"新{n}", f"{NUMBER}{row}": number}
        return path / "data", edited(handed_out(house), cells)


@pytest.fixture(scope="module")
def alone(brought, tmp_path_factory):
    """What comes of it where no other process looks at anything."""
    return _came_of(brought, tmp_path_factory.mktemp("alone"))


@pytest.fixture
def eager(monkeypatch):
    """Every entry is worth another process, and all wait for it."""
    monkeypatch.setattr("yibiao.flows.carrying.beside.WORTH", 1)
    monkeypatch.setattr(Beside, "_there", lambda self: self._ready.wait(60))


def test_what_another_process_looked_at_ends_the_same(brought, alone, eager, tmp_path, monkeypatch):
    """The same events, records and report; and it did look, and left to others what it had something to say of."""
    found = []
    taken_ = Beside.taken
    monkeypatch.setattr(Beside, "taken", lambda *given: found.append(taken_(*given)) or found[-1])

    assert alone == _came_of(brought, tmp_path)
    looked = [each is not None for some in found for each in some]
    assert {True, False} == set(looked)


def test_a_process_that_dies_is_missed_by_nobody(brought, alone, eager, tmp_path, monkeypatch):
    """Whatever it was looking at is looked at here."""
    send = Beside.send

    def killed(self, *given):
        send(self, *given)
        self._process.kill()

    monkeypatch.setattr(Beside, "send", killed)

    assert alone == _came_of(brought, tmp_path)


def test_more_is_sent_before_what_was_sent_is_taken(brought, eager, tmp_path):
    """More of it than pipes hold, and nobody waits for whom waits for them; what is taken is of the lot that it belongs to."""
    path, _ = brought
    shutil.copytree(path, tmp_path / "data")
    lots = [
        [
            an_entry(f"e{lot}-{n}", "s", {"person.name": f"甲{n}"}, unit=UNIT, remark="又" * 2_000)
            for n in range(200)
        ]
        for lot in range(4)
    ]
    with House(tmp_path / "data", now=lambda: NOW) as house, Beside(house) as one:
        one.send(lots[0], {})
        for before, after in pairwise(lots):
            one.send(after, {})
            assert [each.document() for each in before] == [
                found.body["entry"] for found in one.taken(before)
            ]


def test_what_was_looked_at_by_another_table_is_looked_at_again(
    brought, eager, tmp_path, monkeypatch
):
    """A form that is admitted meanwhile may ask more of it, and so may another day."""
    path, _ = brought
    shutil.copytree(path, tmp_path / "data")
    entry = an_entry("e", "s", {"person.name": "甲"}, unit=UNIT)
    with House(tmp_path / "data", now=lambda: NOW) as house, Beside(house) as one:
        one.send([entry], {})
        one.send([entry], {})
        assert one.taken([entry]) != [None]
        other = house.table(entry.kind).model_copy()
        monkeypatch.setattr(house, "table", lambda _: other)
        one.send([entry], {})
        assert [None] == one.taken([entry])
        assert one.taken([entry]) != [None]
        house.now = lambda: NOW + timedelta(days=1)
        one.send([entry], {})
        assert one.taken([entry]) != [None]


@pytest.fixture
def silent(monkeypatch):
    """Processes that say nothing, and two turns for them."""
    monkeypatch.setattr(beside, "WORTH", 1)
    monkeypatch.setattr(beside, "_turns", threading.BoundedSemaphore(2))

    def started(_):
        command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    monkeypatch.setattr(beside.pipes, "started", started)


def test_there_are_no_more_processes_than_turns(silent):
    """Whoever has no turn looks itself, until somebody is done."""
    entry = an_entry("e1", "s1", act="open")
    with Beside(None) as one, Beside(None) as two, Beside(None) as three:
        for each in (one, two, three):
            each.send([entry], {})
        assert [True, True, False] == [each._process is not None for each in (one, two, three)]
        assert [None] == three.taken([entry])
        two.__exit__(None, None, None)
        three.send([entry], {})
        assert three._process is not None


def test_for_a_large_file_there_is_one_before_the_first_entry(silent):
    """It is ready by the time that the file is read; for a small one there is none."""
    with Beside(None, beside.LARGE) as one, Beside(None, beside.LARGE - 1) as two:
        assert [True, False] == [each._process is not None for each in (one, two)]


def test_nobody_waits_for_ever_for_what_says_nothing(silent, monkeypatch):
    """It is ended, and not started again; its turn is another's."""
    monkeypatch.setattr(beside, "PATIENCE", 0)
    monkeypatch.setattr(Beside, "_tell", lambda *_: None)
    entry = an_entry("e1", "s1", act="open")
    with Beside(None) as one:
        one.send([], {})
        one._seen = 1
        one.send([], {})
        one._sent.clear()
        one._sent.append(_Lot([(entry.document(), [])], ({}, NOW.date())))
        assert [None] == one.taken([entry])
        one.send([entry], {})
        assert one._process is None
    assert all(beside._turns.acquire(blocking=False) for _ in range(2))


@pytest.mark.parametrize(
    ("held", "values", "told"),
    [
        ({}, {"person.name": "甲"}, [{"person.name": "甲"}]),
        (
            {"person.name": "甲", "person.phone": "1"},
            {"person.name": "乙"},
            [
                {"person.name": "乙", "person.phone": "1"},
                {"person.name": "甲", "person.phone": "1"},
            ],
        ),
        ({"person.name": "甲"}, {"person.workplace": "厂"}, []),
    ],
)
def test_keys_are_told_where_an_entry_changes_them(held, values, told, monkeypatch):
    """Those that its subject has then, and had before; the writer asks for these and no others."""
    entry = an_entry("e1", "s1", values)

    assert told == [dict(each) for each in beside._keyed_by(entry, held)]


def test_it_is_as_if_its_entries_had_been_filed_one_by_one(brought, alone, tmp_path):
    """The records are those that filing the same entries leaves."""
    data, _ = brought
    events, held, _ = alone
    filed = [each["body"]["entry"] for each in events if each["kind"] == "entry.filed"]
    brought_ = next(each for each in events if each["kind"] == "import.recorded")
    shutil.copytree(data, tmp_path / "data")
    with House(tmp_path / "data", now=lambda: NOW) as house:
        house.record([house.draft("import.recorded", ADMINISTRATOR, brought_["body"])])
        for each in filed:
            fill.file(house, Entry.model_validate(each), ADMINISTRATOR)

        assert held == everything(house)


def _came_of(brought, path):
    """The events, records and report of an import into a copy."""
    data, file = brought
    shutil.copytree(data, path / "data")
    with House(path / "data", now=lambda: NOW) as house:
        before = house.journal.head
        _, rows = taken(house, file)
        events = [
            {
                name: value
                for name, value in each.document().items()
                if name in ("kind", "unit", "subject", "actor", "body")
            }
            for each in house.journal.events(before)
        ]
        with house.journal.reading() as reading:
            assert reading.wrong_keys(house.journal.keying) == 0
        return events, everything(house), rows
