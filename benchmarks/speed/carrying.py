"""
How long a unit's workbook takes to be imported: 30 columns, every row checked, every entry on disk.

    python benchmarks/speed/carrying.py [--rows 100000] [--keep]

Beside it stands the least that could be done with the same file, in the same run: calamine reads its cells, sqlite3 writes
the same rows as the journal, as many a commit (the writes of `by_hand`, which compares what it leaves). `filled`: nothing was
held, and every row states 30 values. `kept`: everything was held, and every twentieth row states something else. Both are done
twice, in turns with what they are measured by. The bar is three times the two together. Exit status 1 where it is passed with
50,000 rows or more. Every import is asserted: as many rows accepted as were changed, and the records say what the file says.
"""

import argparse
import gc
import io
import json
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import python_calamine
from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.by_hand import filed_by_hand, rows_written
from benchmarks.houses import NOW, OFFICE, QUESTIONS, UNIT, a_house, entry, opened
from benchmarks.measured import keep

from yibiao.cli import BEFORE_COLLECTING
from yibiao.cli.serving import SWITCH
from yibiao.flows.carrying import carry
from yibiao.flows.carrying.worksheets import worksheets
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.registering import govern, register
from yibiao.matching import Choice
from yibiao.model.form import Field, Form
from yibiao.model.original import SentFile
from yibiao.model.record import Entry
from yibiao.model.worksheet import Fingerprints, Marker, shown
from yibiao.publishing.unit_workbook import SheetRow, UnitSheet, slots_of, unit_workbook

BAR = 3.0
#: Rows from which the bar counts.
FEWEST = 50_000
TOGETHER = 500
COLUMNS = 30
#: Times that an import is measured, each beside what it is measured by.
TURNS = 2


def main() -> None:
    arguments = argparse.ArgumentParser(description="A unit's workbook imported.")
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    runs = [measured(chosen.rows, every) for every in (1, 20)]
    show(chosen.rows, runs)
    if chosen.keep:
        keep("carrying", {"rows": chosen.rows, "columns": COLUMNS, "runs": runs})
    # Below that, starting the reader's process is most of it.
    sys.exit(chosen.rows >= FEWEST and any(run["ratio"] > BAR for run in runs))


def elsewhere(do: Callable[..., Any], *said: Any) -> Any:
    """What *do* gives in a process of its own, so that nothing it leaves behind is in the way of what is measured here."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(do, *said).result()


def prepare(folder: Path, rows: int, every: int) -> list[str]:
    """The house, and the workbook that comes back to it; the further elements that it asks for."""
    with a_house(folder / "prepared") as house:
        more = wider(house)
        if every == 1:
            opened(house, rows)
        else:
            held(house, rows, more)
        (folder / "f.xlsx").write_bytes(workbook(house, rows, every, more))
    return more


def measured(rows: int, every: int) -> dict:
    """
    The import of a workbook of which every so manieth row says something new; everything, if every one does.

    It and what it is measured by are done twice, in turns: a machine that others use is now quicker and now slower.
    """
    with tempfile.TemporaryDirectory() as folder:
        more = elsewhere(prepare, Path(folder), rows, every)
        turns = [elsewhere(turn, Path(folder), rows, every, more) for _ in range(TURNS)]
    read, write, took, memory = (statistics.fmean(each) for each in zip(*turns, strict=True))
    return {
        "run": "filled" if every == 1 else f"kept, every {every}th row changed",
        "read": round(read, 2),
        "write": round(write, 2),
        "import": round(took, 2),
        "ratio": round(took / (read + write), 2),
        "rows_a_second": round(rows / took),
        "most_memory": round(memory),
    }


def turn(folder: Path, rows: int, every: int, more: list[str]) -> tuple[float, float, float, int]:
    """Seconds that calamine reads, sqlite3 writes, and the import takes; and the megabytes that it takes."""
    gc.set_threshold(BEFORE_COLLECTING)
    sys.setswitchinterval(SWITCH)
    data, bare = folder / "data", folder / "bare"
    for each in (data, bare):
        shutil.copytree(folder / "prepared", each)
    content = (folder / "f.xlsx").read_bytes()
    with House(data, now=lambda: NOW) as house:
        gc.collect()
        gc.freeze()  # as a service does
        began = time.perf_counter()
        brought = carry.carry(house, UNIT, SentFile("f.xlsx", content), OFFICE)
        took = time.perf_counter() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        changed = len(range(0, rows, every))
        assert changed == brought.counts["accepted"]
        assert rows == sum(brought.counts.values())
        for n in (0, rows // every // 2 * every):
            record = house.journal.record(f"person:{n}")
            values = said(n, more, every)
            assert values == {id_: record.cells[id_].value for id_ in values}
    read = bare_reading(content, rows)
    written = rows_written(data, bare, entries(data, brought.position))
    write = changed / filed_by_hand(bare, written, TOGETHER)["writes"]
    for each in (data, bare):
        shutil.rmtree(each)
    return read, write, took, memory


def bare_reading(content: bytes, rows: int) -> float:
    """Seconds that calamine takes to read the cells of the sheet."""
    began = time.perf_counter()
    cells = sum(map(len, python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("人").iter_rows()))  # fmt: skip
    took = time.perf_counter() - began
    assert cells >= rows * COLUMNS
    return took


def wider(house: House) -> list[str]:
    """Ask as many further elements as make a sheet of thirty columns; their ids."""
    catalogue = house.registry.catalogue
    asked = len(worksheets(house)[0].columns)
    more = [
        each.id
        for each in catalogue.elements.values()
        if each.id.startswith("person.")
        and each.id not in QUESTIONS
        and each.kind == "text"
        and not each.derivations
    ][: COLUMNS - asked]
    form = Form(
        department="civil-affairs", series="more", title="补充登记表", subject="person", period="monthly",
        mandate="示例依据〔2025〕2号", scope="true", first_round=date(2026, 2, 1), expires=date(2099, 1, 1),
        fields=tuple(
            Field(id=f"f{number}", label=catalogue.elements[id_].name.zh, kind="text")
            for number, id_ in enumerate(more, 1)
        ),
    )  # fmt: skip
    choices = {f"f{n}": Choice(element=id_) for n, id_ in enumerate(more, 1)}
    register.submit(house, form, OFFICE, choices=choices)
    govern.admit(house, form.id, OFFICE)
    assert len(worksheets(house)[0].columns) == COLUMNS
    return more


def said(number: int, more: list[str], every: int) -> dict:
    """What the workbook says of somebody."""
    values = before(number, more)
    return values | {"person.workplace": f"新单位{number}"} if every > 1 else values


def before(number: int, more: list[str]) -> dict:
    return entry(number)["values"] | dict.fromkeys(more, f"值{number % 97}")


def held(house: House, rows: int, more: list[str]) -> None:
    """Everything is held of everybody before the workbook goes out."""
    opened(house, rows)
    for start in range(0, rows, 5_000):
        some = [
            Entry(id=f"held-{n}", unit=UNIT, subject=f"person:{n}", kind="person", values=before(n, more))
            for n in range(start, min(start + 5_000, rows))
        ]  # fmt: skip
        fill.file_all(house, some, OFFICE, all_or_nothing=True)


def workbook(house: House, rows: int, every: int, more: list[str]) -> bytes:
    """The workbook as it comes back."""
    (worksheet,) = worksheets(house)
    head, link = house.journal.head, house.journal.link
    marker = Marker(worksheet.kind, UNIT, head, link[:8], "0")
    states = ["open"] * (COLUMNS + 3)

    fingerprints = Fingerprints(worksheet.by_element)

    def cells(values: dict) -> list:
        return [
            value if isinstance(value := values.get(each.element.id), int | float) and not isinstance(value, bool)
            else shown(value, each)
            for each in worksheet.columns
        ]  # fmt: skip

    def row(number: int) -> SheetRow:
        went = cells(before(number, more) if every > 1 else {})
        came = cells(said(number, more, every)) if number % every == 0 else went
        sealed = marker.sealed(f"person:{number}", cells=fingerprints.of(went))
        return SheetRow((sealed, "", *came, ""), states)

    sheet = UnitSheet(worksheet, marker, slots_of(worksheet), map(row, range(rows)), rows, "人")
    return unit_workbook("示范社区", [sheet], "")


def entries(data: Path, after: int) -> list[dict]:
    """The entries that were filed after a position."""
    with sqlite3.connect(data / "journal.sqlite") as database:
        return [
            json.loads(body)["entry"]
            for (body,) in database.execute(
                "SELECT body FROM event WHERE position > ? AND kind = 'entry.filed' ORDER BY position",
                (after,),
            )
        ]


def show(rows: int, runs: list[dict]) -> None:
    table = Table(
        "", "read s", "write s", "import s", "ratio", "rows/s", "MB",
        title=f"{rows:,} rows of {COLUMNS} columns (bar {BAR})",
    )  # fmt: skip
    for run in runs:
        table.add_row(*map(str, run.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
