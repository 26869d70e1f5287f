"""An import killed with -9 and done again ends as if nobody had killed it."""

import random
import shutil
import time

import pytest

from tests.fault.faulted import KILLS, killed_after
from tests.houses import ADMINISTRATOR, NOW, id_number
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
from yibiao.flows.house import House
from yibiao.model.original import SentFile

PEOPLE = 900
IMPORT = """
import sys
from pathlib import Path
from tests.houses import ADMINISTRATOR, NOW, UNIT
from yibiao.flows.carrying import carry
from yibiao.flows.house import House
from yibiao.model.original import SentFile
with House(Path(sys.argv[1]), now=lambda: NOW) as house:
    print("open", flush=True)
    carry.carry(house, UNIT, SentFile("f.xlsx", Path(sys.argv[2]).read_bytes()), ADMINISTRATOR)
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A unit, its workbook filled in for everybody, and how it ends when nobody interferes."""
    path = tmp_path_factory.mktemp("unit")
    with a_unit(path / "data", PEOPLE) as house:
        out = handed_out(house)
    first = row_of(out, "p0")
    cells = {f"{PHONE}{row}": f"010-{row:06}" for row in range(FIRST, FIRST + PEOPLE)}
    for n in range(100):
        row = FIRST + PEOPLE + n
        cells |= {f"{NAME}{row}": f"新{n}", f"{NUMBER}{row}": id_number("1950-01-01", n)}
    assert first >= FIRST
    file = edited(out, cells)
    (path / "file.xlsx").write_bytes(file.content)
    shutil.copytree(path / "data", path / "whole")
    began = time.monotonic()
    with _house(path / "whole") as house:
        _, rows = taken(house, SentFile("f.xlsx", file.content))
        held = everything(house)
    return path, rows, held, time.monotonic() - began


@pytest.mark.slow
@pytest.mark.parametrize("run", range(-(-KILLS // 2)))
def test_an_import_that_was_killed_ends_the_same_when_it_is_done_again(prepared, tmp_path, run):
    """Wherever it was killed: each row once, the same report, the same records, and all verifies."""
    path, rows, held, lasts = prepared
    data = tmp_path / "data"
    shutil.copytree(path / "data", data)
    killed_after(random.Random(run).uniform(0, lasts * 1.2), IMPORT, data, path / "file.xlsx")

    with _house(data) as house:
        again = taken(house, SentFile("f.xlsx", (path / "file.xlsx").read_bytes()))[1]

        assert held == everything(house)
        assert _outcomes(rows) == _outcomes(again)
        filed = [each.id for each in house.journal.events(kinds=("entry.filed",))]
        assert len(filed) == len(set(filed)) == PEOPLE + len(_filed(rows))
        assert list(keep.verify(house, ADMINISTRATOR)) == []


def _house(data):
    return House(data, now=lambda: NOW)


def _outcomes(rows):
    return {number: (row["outcome"], row.get("subject")) for number, row in rows.items()}


def _filed(rows):
    return [entry for row in rows.values() for entry in row.get("entries", ())]
