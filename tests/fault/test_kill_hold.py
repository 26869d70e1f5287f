"""A register whose loading is killed with -9 and done again ends as if nobody had killed it."""

import random
import shutil
import time

import pytest
import xlsxwriter

from tests.fault.faulted import KILLS, killed_after
from tests.houses import ADMINISTRATOR, ELDERLY, NOW, UNIT, a_house, admitted, id_number
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.flows.holding import hold
from yibiao.flows.house import House
from yibiao.model.original import SentFile
from yibiao.model.record import Entry

#: Rows of the register; who is there before, and how many of them said something else.
ROWS = 1_200
THERE = 300
HOLD = """
import sys
from pathlib import Path
from tests.fault.test_kill_hold import held
from tests.houses import NOW
from yibiao.flows.house import House
with House(Path(sys.argv[1]), now=lambda: NOW) as house:
    print("open", flush=True)
    held(house, Path(sys.argv[2]))
"""


def held(house, file):
    """What became of the register in *file*."""
    sent = SentFile("台账.xlsx", file.read_bytes())
    return hold.hold(house, UNIT, sent, ADMINISTRATOR, kind="person")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A unit, a register of some that are there and many that are not, and how it ends when nobody interferes."""
    path = tmp_path_factory.mktemp("unit")
    with a_house(path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        there = [
            Entry(
                id=f"e{n}", unit=UNIT, subject=f"p{n}", kind="person", act="open",
                values={"person.name": f"示例{n}", "person.id_number": number(n), "person.phone": "010-1"},
            )
            for n in range(0, THERE * 2, 2)
        ]  # fmt: skip
        fill.file_all(house, there, ADMINISTRATOR, all_or_nothing=True)
    with xlsxwriter.Workbook(path / "file.xlsx") as book:
        sheet = book.add_worksheet("人口")
        sheet.write_row(0, 0, ["序号", "姓名", "性别", "身份证号", "联系电话"])
        for n in range(ROWS):
            phone = "不详" if n % 100 == 99 else f"1390000{n:04}"
            sheet.write_row(n + 1, 0, [n + 1, f"示例{n}", "女", number(n), phone])
    shutil.copytree(path / "data", path / "whole")
    began = time.monotonic()
    with _house(path / "whole") as house:
        report = held(house, path / "file.xlsx")
        records = _values(house)
    return path, report, records, time.monotonic() - began


@pytest.mark.slow
@pytest.mark.parametrize("run", range(-(-KILLS // 2)))
def test_a_register_that_was_killed_ends_the_same_when_it_is_done_again(prepared, tmp_path, run):
    """Wherever it was killed: each row once, the same values and conflicts, and all verifies."""
    path, report, records, lasts = prepared
    assert {"conflict": THERE, "opened": ROWS - THERE} == report["counts"]
    data = tmp_path / "data"
    shutil.copytree(path / "data", data)
    killed_after(random.Random(run).uniform(0, lasts * 1.2), HOLD, data, path / "file.xlsx")

    with _house(data) as house:
        again = held(house, path / "file.xlsx")

        assert records == _values(house)
        assert _subjects(report) == _subjects(again)
        filed = [each.id for each in house.journal.events(kinds=("entry.filed",))]
        assert len(filed) == len(set(filed))
        assert list(keep.verify(house, ADMINISTRATOR)) == []


def number(n):
    """An invented identity number of its own."""
    return id_number(f"19{40 + n // 1000}-01-01", n % 1000)


def _house(data):
    return House(data, now=lambda: NOW)


def _values(house):
    """What is held, and beside it what is contested; positions are those of when it was filed."""
    return {
        record.subject: {
            id_: (cell.value, cell.loaded, [each.value for each in cell.contested])
            for id_, cell in record.cells.items()
        }
        for record in house.journal.records()
    }


def _subjects(report):
    return {row["place"]: row["subject"] for row in report["sheets"][0]["rows"]}
