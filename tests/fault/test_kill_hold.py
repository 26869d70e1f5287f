"""A register whose loading is killed with -9 and done again ends as if nobody had killed it."""

import os
import shutil

import pytest
import xlsxwriter

from tests.fault import faulted
from tests.fault.faulted import KILLS
from tests.fault.works import held
from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted, id_number
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.model.record import Entry

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no kill -9 here"),
]

#: Rows of the register, more than are handled at once; who is there before, and how many of them said something else.
ROWS = 700
THERE = 200

RUNS = -(-KILLS // 2)


@pytest.fixture(scope="module")
def workers():
    with faulted.workers() as workers:
        yield workers


@pytest.fixture(scope="module")
def prepared(workers, tmp_path_factory):
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
    shutil.copytree(path / "data", path / "timed")
    lasts = workers.lasting("holding", path / "timed")
    with faulted.opened(path / "whole") as house:
        report = held(house, path / "file.xlsx")
        records = _values(house)
    return path, report, records, lasts


@pytest.mark.parametrize("run", range(RUNS))
def test_a_register_that_was_killed_ends_the_same_when_it_is_done_again(
    workers, prepared, tmp_path, run
):
    """Wherever it was killed: each row once, the same values and conflicts, and all verifies."""
    path, report, records, lasts = prepared
    assert {"conflict": THERE, "opened": ROWS - THERE} == report["counts"]
    data, file = tmp_path / "data", tmp_path / "file.xlsx"
    shutil.copytree(path / "data", data)
    shutil.copyfile(path / "file.xlsx", file)
    # Each in a stretch of its own, from when the file was read; the last may come too late.
    first, stretch = lasts * 0.5, lasts * 0.55 / RUNS
    latest = first + stretch * (run + 1)
    workers.killed("holding", data, run, latest, earliest=latest - stretch)

    with faulted.opened(data) as house:
        again = held(house, file)

        assert records == _values(house)
        assert _subjects(report) == _subjects(again)
        filed = [each.id for each in house.journal.events(kinds=("entry.filed",))]
        assert len(filed) == len(set(filed))
        assert list(keep.verify(house, ADMINISTRATOR)) == []


def number(n):
    """An invented identity number of its own."""
    return id_number(f"19{40 + n // 1000}-01-01", n % 1000)


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
