"""
How quickly a slice is answered out of a city: the department's question against DuckDB with SQL by hand on the same file.

    python benchmarks/speed/slicing.py [--people 1000000 10000000] [--small] [--times 9] [--cache DIR] [--keep]

Three hundred columns a person, of which thirty are filled on average 60 %, households, and units of some two thousand
people. A city is drawn once and kept in DIR (`~/.cache/yibiao-benchmarks`; ten million people take a quarter of an hour
and 5 GB). Measured is what `flows.slicing.query` does: policy, compiling, and the picture's answer, taken as Arrow. What DuckDB alone
takes for SQL written by hand, in the same process on the same tables, is measured in turns with it. Before that, every
answer is held against SQL that takes identity numbers apart by itself.
"""

import argparse
import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nanoarrow
from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks import city, questions
from benchmarks.houses import OFFICE
from benchmarks.measured import keep, milliseconds
from benchmarks.questions import Question

from yibiao.flows.house import House
from yibiao.flows.slicing import slices
from yibiao.flows.slicing.slices import Wish

#: What a slice may take: so many times DuckDB alone, and so many milliseconds.
TIMES, BESIDES = 1.2, 15


def main() -> None:
    arguments = argparse.ArgumentParser(description="Slices of a city against SQL by hand.")
    arguments.add_argument("--people", type=int, nargs="+", default=[1_000_000])
    arguments.add_argument("--small", action="store_true", help="50,000 people")
    arguments.add_argument("--times", type=int, default=9)
    arguments.add_argument("--cache", type=Path, default=city.CACHE)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    for people in [50_000] if chosen.small else chosen.people:
        rows = measured(people, chosen.times, chosen.cache)
        show(people, rows)
        if chosen.keep:
            keep("slicing", {"people": people, "columns": city.COLUMNS, "runs": rows})


def measured(people: int, times: int, folder: Path) -> list[dict]:
    """The figures of every question, each asked both ways in turn."""
    with city.a_city(folder, people) as house:
        return [compared(house, each, times) for each in asked(house, people)]


def asked(house: House, people: int) -> list[Question]:
    """The questions, of forms in force."""
    middle = city.community(len(city.sizes(people)) // 2)
    districts = {code: each.name for code, each in house.registry.units.items() if len(code) == 6}
    return questions.asked(questions.admitted(house), questions.labels(house), districts, middle)


def compared(house: House, question: Question, times: int) -> dict:
    """One question, asked alternately."""
    expected = house.picture.query(question.by_hand.format(people=questions.PLAIN)).rows
    by_hand = question.quickest
    begun = time.perf_counter()
    rows = house.picture.query(query_of(house, question)).rows
    first = time.perf_counter() - begun
    answered = [row[: len(expected[0])] for row in rows]  # behind it is what pages go by
    require_alike(answered, expected)
    require_alike(house.picture.query(by_hand).rows, expected)
    ours, bare = [], []
    for _ in range(times):
        with timed(ours), house.picture.batches(query_of(house, question)) as found:
            taken(found)
        cursor = house.picture._connection.cursor()  # noqa: SLF001  DuckDB alone, on the same tables
        with timed(bare):
            taken(cursor.sql(by_hand))
    figures = {}
    for at, clock in enumerate(("", " CPU")):
        both = {
            "ours": milliseconds([each[at] for each in ours]),
            "by hand": milliseconds([each[at] for each in bare]),
        }
        allowed = TIMES * both["by hand"]["p50"] + BESIDES
        both["ratio"] = round(both["ours"]["p50"] / both["by hand"]["p50"], 2)
        both["of the bar"] = round(both["ours"]["p50"] / allowed, 2)
        figures |= {name + clock: figure for name, figure in both.items()}
    return {"run": question.name, "rows": len(expected), "first": round(first * 1e3), **figures}


def query_of(house: House, question: Question) -> str:
    """The SQL that `flows.slicing.query` has answered for an actor."""
    wish = Wish(unit=question.unit, wanted=question.wanted)
    return slices.asked(house, question.form, OFFICE, wish).worded.sql


def require_alike(rows: list[tuple], expected: list[tuple]) -> None:
    """The same rows in the same order; means to nine digits, whatever the order in which they were summed."""
    assert len(rows) == len(expected), (len(rows), len(expected))
    for row, other in zip(rows, expected, strict=True):
        for one, two in zip(row, other, strict=True):
            close = (
                isinstance(one, float) and two is not None and math.isclose(one, two, rel_tol=1e-9)
            )
            assert one == two or close, (row, other)


@contextmanager
def timed(took: list[tuple[float, float]]) -> Iterator[None]:
    """Note seconds on the clock, and of processors: with other work beside, only the latter say much."""
    begun, worked = time.perf_counter(), time.process_time()
    yield
    took.append((time.perf_counter() - begun, time.process_time() - worked))


def taken(found: object) -> None:
    """Take all of an Arrow stream."""
    for _ in nanoarrow.ArrayStream(found):
        pass


def show(people: int, rows: list[dict]) -> None:
    print(f"{people:,} people, {city.COLUMNS} columns; the bar is {TIMES} × by hand + {BESIDES} ms")
    table = Table(
        "", "rows", "by hand ms", "ours ms", "p95", "ratio", "of the bar", "CPU by hand", "CPU ours", "ratio", "of the bar",
    )  # fmt: skip
    for row in rows:
        table.add_row(
            row["run"], f"{row['rows']:,}", f"{row['by hand']['p50']:.1f}", f"{row['ours']['p50']:.1f}",
            f"{row['ours']['p95']:.1f}", f"{row['ratio']:.2f}", f"{row['of the bar']:.2f}", f"{row['by hand CPU']['p50']:.1f}",
            f"{row['ours CPU']['p50']:.1f}", f"{row['ratio CPU']:.2f}", f"{row['of the bar CPU']:.2f}",
        )  # fmt: skip
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
