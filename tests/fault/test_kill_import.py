"""An import killed with -9 and done again ends as if nobody had killed it."""

import os
import shutil

import pytest

from tests.fault import faulted
from tests.fault.faulted import KILLS
from tests.houses import ADMINISTRATOR, id_number
from tests.workbooks import (
    FIRST,
    NAME,
    NUMBER,
    PHONE,
    a_unit,
    edited,
    everything,
    handed_out,
    row_of,
    taken,
)
from yibiao.flows import keep
from yibiao.model.original import SentFile

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no kill -9 here"),
]

#: Whom the workbook is about, and who is new in it: together more rows than are compared at once.
PEOPLE, NEW = 540, 60

RUNS = -(-KILLS // 2)


@pytest.fixture(scope="module")
def workers():
    with faulted.workers() as workers:
        yield workers


@pytest.fixture(scope="module")
def prepared(workers, tmp_path_factory):
    """A unit, its workbook filled in for everybody, and how it ends when nobody interferes."""
    path = tmp_path_factory.mktemp("unit")
    with a_unit(path / "data", PEOPLE) as house:
        out = handed_out(house)
    first = row_of(out, "p0")
    cells = {f"{PHONE}{row}": f"010-{row:06}" for row in range(FIRST, FIRST + PEOPLE)}
    for n in range(NEW):
        row = FIRST + PEOPLE + n
        cells |= {f"{NAME}{row}": f"新{n}", f"{NUMBER}{row}": id_number("1950-01-01", n)}
    assert first >= FIRST
    file = edited(out, cells)
    (path / "file.xlsx").write_bytes(file.content)
    shutil.copytree(path / "data", path / "whole")
    shutil.copytree(path / "data", path / "timed")
    lasts = workers.lasting("carrying", path / "timed")
    with faulted.opened(path / "whole") as house:
        _, rows = taken(house, SentFile("f.xlsx", file.content))
        held = everything(house)
    return path, rows, held, lasts


@pytest.mark.parametrize("run", range(RUNS))
def test_an_import_that_was_killed_ends_the_same_when_it_is_done_again(
    workers, prepared, tmp_path, run
):
    """Wherever it was killed: each row once, the same report, the same records, and all verifies."""
    path, rows, held, lasts = prepared
    data, file = tmp_path / "data", tmp_path / "file.xlsx"
    shutil.copytree(path / "data", data)
    shutil.copyfile(path / "file.xlsx", file)
    # Each in a stretch of its own, from when the file was read; the last may come too late.
    first, stretch = lasts * 0.5, lasts * 0.55 / RUNS
    latest = first + stretch * (run + 1)
    workers.killed("carrying", data, run, latest, earliest=latest - stretch)

    with faulted.opened(data) as house:
        again = taken(house, SentFile("f.xlsx", file.read_bytes()))[1]

        assert held == everything(house)
        assert _outcomes(rows) == _outcomes(again)
        filed = [each.id for each in house.journal.events(kinds=("entry.filed",))]
        assert len(filed) == len(set(filed)) == PEOPLE + len(_filed(rows))
        assert list(keep.verify(house, ADMINISTRATOR)) == []


def _outcomes(rows):
    return {number: (row["outcome"], row.get("subject")) for number, row in rows.items()}


def _filed(rows):
    return [entry for row in rows.values() for entry in row.get("entries", ())]
