"""
What a processor spends on counting the possible doubles of a community, as the worker's first page asks: first, again, after an entry.

    python benchmarks/speed/counting_doubles.py [--records 200000] [--times 5] [--keep]

The persons are as `drawn` draws them: names repeat, so that each shares a key with ten to twenty others. The peer works out
the same afresh each time: every record is read, and every two of the page and of those who share a key are compared in full.
Each answer is asserted against it before it is timed.
"""

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.houses import NOW, OFFICE
from benchmarks.measured import keep, milliseconds
from benchmarks.speed.filling import prepare

from yibiao import filling
from yibiao.cli import BEFORE_COLLECTING
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.subject import doubles
from yibiao.flows.subject.undecided import Undecided
from yibiao.model.record import Entry, Record


def main() -> None:
    arguments = argparse.ArgumentParser(description="Counting possible doubles.")
    arguments.add_argument("--records", type=int, default=200_000)
    arguments.add_argument("--times", type=int, default=5)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    gc.set_threshold(BEFORE_COLLECTING)  # as every command has it
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), chosen.records)
        figures = measured(Path(folder), chosen.times)
    show(chosen.records, figures)
    if chosen.keep:
        keep("counting_doubles", {"records": chosen.records, **figures})


def measured(data: Path, times: int) -> dict:
    """The processor's time of the peer, of whoever asks first, of whoever asks again, and of whoever does after an entry."""
    with House(data, now=lambda: NOW + timedelta(days=1)) as house:
        house.picture.catch_up()
        unit = next(each for each in house.registry.units if each.endswith("002"))
        page = doubles.doubles(house, unit, OFFICE, counted=True)
        last = page.after or max(each.subject for each in house.journal.records(unit))
        subjects = {
            each.subject
            for each in house.journal.records(unit)
            if not each.closed and each.subject <= last
        }
        numbers = count()

        def first() -> int:
            house.undecided = Undecided(house.journal)
            return again()

        def again() -> int:
            return doubles.doubles(house, unit, OFFICE, counted=True).count

        def state() -> None:
            number = next(numbers)
            values = {"person.name": f"示例{number}", "person.phone": f"1990000{number:04}"}
            entry = Entry(
                id=f"state-{number}", unit=unit, subject=min(subjects), kind="person", act="state",
                values=values, remark="更正",
            )  # fmt: skip
            fill.file(house, entry, OFFICE)
            house.picture.catch_up()

        def nothing() -> None:
            pass

        expected = afresh(house, unit, subjects)
        ways: dict[str, tuple[Callable[[], None], Callable[[], int]]] = {
            "afresh, one by one": (nothing, lambda: afresh(house, unit, subjects)),
            "asked first": (nothing, first),
            "asked again": (nothing, again),
            "asked after an entry": (state, again),
        }
        found = {}
        for name, (before, way) in ways.items():
            took = []
            for _ in range(times):
                before()
                expected = afresh(house, unit, subjects) if before is state else expected
                begun = time.process_time()
                answer = way()
                took.append(time.process_time() - begun)
                assert answer == expected, (name, answer, expected)
            found[name] = milliseconds(took)
    ratio = round(found["asked again"]["p50"] / found["afresh, one by one"]["p50"], 4)
    return {"subjects": len(subjects), "pairs": expected, "took": found, "ratio": ratio}


def afresh(house: House, unit: str, subjects: set[str]) -> int:
    """How many pairs ask, each two compared in full and nothing remembered."""
    keying = filling.Keys()
    with house.journal.reading() as reading:
        records = {each.subject: each for each in reading.records_of(sorted(subjects))}
        keys = {name: keying.of(keying.told(each)) for name, each in records.items()}
        sharing = reading.sharing({key for some in keys.values() for key in some})
        others = {
            name: {each for key in some for each in sharing.get(key, ())} - {name}
            for name, some in keys.items()
        }
        wanted = {each for some in others.values() for each in some}
        records |= {each.subject: each for each in reading.records_of(sorted(wanted))}
    return sum(
        ask(records[one], records[other])
        for one in subjects
        for other in others[one]
        if not (records[other].unit == unit and other < one)
    )


def ask(one: Record, other: Record) -> bool:
    """Whether a person is to decide about two."""
    apart = other.subject in one.unlike or one.subject in other.unlike
    if apart or one.closed or other.closed or one.kind is not other.kind:
        return False
    kind = one.kind
    same = filling.identity(kind, one.values) & filling.identity(kind, other.values)
    mine, theirs = (filling.traits_of(kind, each.values) for each in (one, other))
    alike = filling.compare(kind, mine, theirs)
    return bool(same) or (alike is not None and alike.asks)


def show(records: int, figures: dict) -> None:
    table = Table("", "p50 ms", "p95 ms")
    for name, took in figures["took"].items():
        table.add_row(name, f"{took['p50']:.1f}", f"{took['p95']:.1f}")
    print(
        f"{figures['pairs']:,} pairs of {figures['subjects']:,} persons, out of {records:,} records;"
        " time of a processor"
    )
    Console(width=80).print(table)
    print(f"Asked again beside afresh: {figures['ratio']:.4f}")


if __name__ == "__main__":
    main()
