"""
How quickly a community opens its one table: the first page of 20,000 persons out of a million, what needs doing first.

    python benchmarks/speed/unit_table.py [--records 1000000] [--times 7] [--keep]

Six forms of different scopes and periods are in force, one of which reaches guardians over a link. Every page is worked
out anew: statuses of all persons of the community, counts, order, fifty rows with every cell, who asks it and since when.
It stands beside what must be done at least without a picture: reading the community's records out of the journal with
bare sqlite3 and parsing them.
"""

import argparse
import gc
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.houses import NOW, OFFICE
from benchmarks.measured import keep, milliseconds
from benchmarks.speed.filling import prepare

from yibiao.cli import BEFORE_COLLECTING
from yibiao.flows.house import House
from yibiao.flows.registering import govern, register
from yibiao.flows.units import unit_table
from yibiao.matching import Choice
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind

#: Scope, period, and what is asked, over links or not.
FORMS = (
    ("person.age >= 80", "monthly", ("person.name", "person.sex", "person.guardian person.phone")),
    ("person.age < 18", "quarterly", ("person.name", "person.birth_date", "person.education")),
    ("person.is_living_alone = true", "yearly", ("person.name", "person.religion")),
    (
        "person.has_pension_insurance = true and person.sex = '2'",
        "half-yearly",
        ("person.name", "person.occupation", "person.monthly_income"),
    ),
    ("true", "once", ("person.name", "person.former_name")),
)


def main() -> None:
    arguments = argparse.ArgumentParser(description="A unit's one table.")
    arguments.add_argument("--records", type=int, default=1_000_000)
    arguments.add_argument("--times", type=int, default=7)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    gc.set_threshold(BEFORE_COLLECTING)  # as every command has it
    figures = measured(chosen.records, chosen.times)
    show(chosen.records, figures)
    if chosen.keep:
        keep("unit_table", {"records": chosen.records, **figures})


def measured(records: int, times: int) -> dict:
    """The times of the first page, of a search, of one subject's form, and of the bare reading."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        prepare(data, records)
        with House(data, now=lambda: NOW + timedelta(days=200)) as house:
            asking(house)
            house.picture.catch_up()
            unit = next(each for each in house.registry.units if each.endswith("002"))
            page = first_page(house, unit)
            assert page.subjects["missing"] > 0
            assert page.cells["stale"] > 0
            subject, words = page.rows[0].subject, str(page.rows[0].label)
            head = house.journal.head
            then = first_page(house, unit, as_of=head)
            assert sum(then.subjects.values()) == sum(page.subjects.values())
            ways: dict[str, Callable[[], object]] = {
                "first page": lambda: first_page(house, unit),
                "search": lambda: first_page(house, unit, words=words),
                "as it stood at a position": lambda: first_page(house, unit, as_of=head),
                "one subject's form": lambda: unit_table.form_of(house, subject, OFFICE),
                "bare reading": lambda: bare(data, unit),
            }
            found = {
                name: milliseconds([timed(way) for _ in range(times)]) for name, way in ways.items()
            }
            persons = sum(page.subjects.values())
    ratio = round(found["first page"]["p50"] / found["bare reading"]["p50"], 3)
    return {"persons": persons, "asked": page.cells["asked"], "took": found, "ratio": ratio}


def show(records: int, figures: dict) -> None:
    table = Table("", "p50 ms", "p95 ms")
    for name, took in figures["took"].items():
        table.add_row(name, f"{took['p50']:.0f}", f"{took['p95']:.0f}")
    print(
        f"{figures['persons']:,} persons of one community, {figures['asked']:,} cells asked, "
        f"out of {records:,} records"
    )
    Console(width=80).print(table)
    print(f"First page beside bare reading: {figures['ratio']:.2f}")


def asking(house: House) -> None:
    """The forms, in force."""
    elements = house.registry.catalogue.elements
    for number, (scope, period, questions) in enumerate(FORMS):
        paths = [each.split() for each in questions]
        form = Form(
            department="civil-affairs",
            series=f"form-{number}",
            title=f"表{number}",
            subject="person",
            period=period,
            mandate="示例依据〔2025〕1号",
            scope=scope,
            first_round=house.today + timedelta(days=10),
            expires=date(2099, 1, 1),
            fields=tuple(
                Field(
                    id=f"f{place}", label=elements[path[-1]].name.zh, kind=elements[path[-1]].kind
                )
                for place, path in enumerate(paths, 1)
            ),
        )
        choices = {
            f"f{place}": Choice(element=path[-1], via=tuple(path[:-1]))
            for place, path in enumerate(paths, 1)
        }
        register.submit(house, form, OFFICE, choices=choices)
        govern.admit(house, form.id, OFFICE)


def first_page(
    house: House, unit: str, words: str | None = None, as_of: int | None = None
) -> unit_table.UnitTable:
    return unit_table.table(house, unit, SubjectKind.PERSON, OFFICE, words=words, as_of=as_of)


def bare(data: Path, unit: str) -> int:
    """The community's records, parsed."""
    database = sqlite3.connect(data / "journal.sqlite")
    rows = database.execute("SELECT document FROM record WHERE unit = ?", [unit])
    count = sum(len(json.loads(document)["cells"]) for (document,) in rows)
    database.close()
    return count


def timed(way: Callable[[], object]) -> float:
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
