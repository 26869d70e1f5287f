"""
How quickly entries come in by the thousand: JSON lines → `flows.filling.fill.file_all` → journal, records, picture.

    python benchmarks/speed/importing.py [--entries 10000] [--together 5000] [--keep]

Every step by itself, in entries a second, and as a ratio to bare sqlite3 that writes the same rows, as many a commit (the
writes of `by_hand` alone). Entries have twenty values, each about a subject of its own.
"""

import argparse
import gc
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.by_hand import filed_by_hand, rows_written
from benchmarks.houses import OFFICE, TODAY, a_house, compact, entry, opened
from benchmarks.measured import keep

from yibiao import filling
from yibiao.cli import BEFORE_COLLECTING
from yibiao.flows import keep as keeping
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Entry


def main() -> None:
    arguments = argparse.ArgumentParser(description="Filing by the thousand.")
    arguments.add_argument("--entries", type=int, default=10_000)
    arguments.add_argument("--together", type=int, default=5_000)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    rows = measured(chosen.entries, chosen.together)
    show(chosen.entries, chosen.together, rows)
    if chosen.keep:
        keep("importing", {"entries": chosen.entries, "together": chosen.together, "runs": rows})


def measured(entries: int, together: int) -> list[dict]:
    """Entries a second, of every step, in a process like the command's."""
    gc.set_threshold(BEFORE_COLLECTING)
    with tempfile.TemporaryDirectory() as folder:
        prepared, data = Path(folder) / "prepared", Path(folder) / "data"
        with a_house(prepared) as house:
            opened(house, entries)
            house.picture.catch_up()
        lines = [compact(entry(number)) for number in range(entries)]
        shutil.copytree(prepared, data)
        with House(data) as house:
            rows = list(steps(house, lines, together))
        written = rows_written(data, prepared, [entry(n) for n in range(entries)])
        peer = filed_by_hand(prepared, written, together)["writes"]
    return [
        {"run": f"bare sqlite3, {together} a commit", "speed": peer, "ratio": 1.0},
        *({**row, "ratio": round(row["speed"] / peer, 3)} for row in rows),
    ]


def steps(house: House, lines: list[bytes], together: int):
    """Each step's figures; what it gives is what the next one takes."""
    given, row = step(
        "read JSON lines", len(lines), lambda: [Entry.model_validate_json(line) for line in lines]
    )
    yield row
    table = house.table(SubjectKind.PERSON)
    findings, row = step(
        "check against the table",
        len(lines),
        lambda: [each for one in given for each in filling.check(one, table, today=TODAY)],
    )
    assert not any(each.level == "error" for each in findings)
    yield row
    receipts, row = step(
        f"file_all, {together} at once (checks too)",
        len(lines),
        lambda: [
            receipt
            for start in range(0, len(given), together)
            for receipt in fill.file_all(house, given[start : start + together], OFFICE)
        ],
    )
    assert [each.id for each in given] == [each.entry for each in receipts]
    assert len({each.position for each in receipts}) == len(lines)
    yield row
    _, row = step("picture catches up", len(lines), house.picture.catch_up)
    yield row
    records, row = step("read all records", len(lines), lambda: list(house.journal.records()))
    stated = {each.subject: each.values for each in given}
    assert stated == {
        each.subject: {id_: cell.value for id_, cell in each.cells.items()} for each in records
    }
    yield row
    wrong, row = step("verify everything", len(lines), lambda: list(keeping.verify(house, OFFICE)))
    assert not wrong
    yield row


def step(name: str, entries: int, act: Callable) -> tuple:
    began = time.perf_counter()
    given = act()
    return given, {"run": name, "speed": round(entries / (time.perf_counter() - began))}


def show(entries: int, together: int, rows: list[dict]) -> None:
    print(f"{entries:,} entries of 20 values, {together:,} at once")
    table = Table("", "entries/s", "ratio to bare")
    for row in rows:
        table.add_row(row["run"], f"{row['speed']:,}", f"{row['ratio']:.2f}")
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
