"""
What it costs that people are restated: a community's slice once shares of a city lie where they were restated, and put in order again.

    python benchmarks/speed/disorder.py [--people 1000000] [--small] [--shares 1 5 20 50] [--times 9] [--cache DIR] [--keep]

The city of `speed/slicing.py`, in a copy, whose people lie by community. Ever more of them, by chance, are taken out and put in at
the end with another position, as drawing does with whom somebody restates. After each share the community's, the street's and the
city's question are asked both ways, as in `slicing.py`, and their answers held against SQL that shares nothing with the program.
Then `store.Tidying`, which a service runs in the background, puts the tables in order, while somebody asks for the community again and
again, somebody draws, and somebody files; what they wait meanwhile is told, on the clock and in what the whole process took of
processors while they waited, which is the same however busy the machine is. Last, everything is asked again.
"""

import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb
from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks import city
from benchmarks.houses import NOW, OFFICE, ask
from benchmarks.measured import keep, milliseconds
from benchmarks.questions import Question
from benchmarks.speed.slicing import asked, compared, query_of

from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.record import Entry
from yibiao.store import Tidying, opening, ordering

#: People restated at a time, as many as drawing replaces at once.
TOGETHER: Final = 20_000

#: Seconds between two drawings beside, as a service has them while entries come in, and between two entries.
_DRAWN: Final = 0.2

T = TypeVar("T")


@dataclass
class Waits:
    """What somebody waited each time, in seconds, and what this process took of processors meanwhile."""

    clock: list[float] = field(default_factory=list)
    processors: list[float] = field(default_factory=list)

    def timed(self, act: Callable[[], T]) -> T:
        """Do it, and keep how long it took."""
        begun, busy = time.perf_counter(), time.process_time()
        found = act()
        self.clock.append(time.perf_counter() - begun)
        self.processors.append(time.process_time() - busy)
        return found

    def document(self) -> dict[str, Any]:
        """How often, in milliseconds the quantiles and the longest, and the most of processors."""
        longest = {"longest": max(self.clock), "most CPU": max(self.processors)}
        return {
            "n": len(self.clock),
            **milliseconds(self.clock),
            **{name: round(1e3 * each) for name, each in longest.items()},
        }


def main() -> None:
    arguments = city.arguments("What disorder costs.", 9)
    arguments.add_argument(
        "--shares", type=int, nargs="+", default=[1, 5, 20, 50], help="of a hundred"
    )
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "city"
        figures = measured(chosen.cache, place, chosen.people, chosen.shares, chosen.times)
    show(chosen.people, figures)
    if chosen.keep:
        keep("disorder", {"people": chosen.people, **figures})


def measured(
    cache: Path, place: Path, people: int, shares: list[int], times: int
) -> dict[str, Any]:
    """The figures of each state, and of putting in order."""
    city.a_city(cache, people).close()
    (drawn,) = cache.glob(f"city-{people}-{opening.VERSION}-*")
    shutil.copytree(drawn, place)
    with House(place, now=lambda: NOW) as house, _whatever_its_size():
        questions = asked(house, people)[:4]
        runs = [{"state": "in order", "runs": _asked(house, questions, times)}]
        moved = 0
        for share in shares:
            restate(house, moved, share)
            moved = share
            runs.append({"state": f"{share} % restated", "runs": _asked(house, questions, times)})
        tidied = tidy(house, questions[0])
        runs.append({"state": "put in order", "runs": _asked(house, questions, times)})
    return {"states": runs, "tidied": tidied}


@contextmanager
def _whatever_its_size() -> Iterator[None]:
    """A small city is put in order too."""
    least, ordering.LEAST = ordering.LEAST, 1
    try:
        yield
    finally:
        ordering.LEAST = least


def _asked(house: House, questions: list[Question], times: int) -> list[dict]:
    return [compared(house, each, times) for each in questions]


def restate(house: House, before: int, share: int) -> None:
    """Have *share* of a hundred people, of whom *before* were already, lie where they were restated."""
    with house.picture.changing() as cursor:
        _as_if_ordered_before(cursor)
        cursor.execute(
            'CREATE OR REPLACE TEMP TABLE "chosen" AS SELECT "#subject", row_number() OVER (ORDER BY hash("#subject" || \'order\')) AS "at" '
            'FROM "person" WHERE hash("#subject") % 100 >= ? AND hash("#subject") % 100 < ?',
            [before, share],
        )
        ((count,),) = cursor.execute('SELECT count(*) FROM "chosen"').fetchall()
        for start in range(0, count, TOGETHER):
            _restate(cursor, start)
    house.picture._connection.execute("CHECKPOINT")  # noqa: SLF001  as happens when enough has been written


def _as_if_ordered_before(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute('UPDATE "ordered" SET "position" = 1')


def _restate(cursor: duckdb.DuckDBPyConnection, start: int = 0, count: int = TOGETHER) -> None:
    """Some of those chosen, out and in again."""
    some = 'SELECT "#subject" FROM "chosen" WHERE "at" > $from AND "at" <= $to'
    span = {"from": start, "to": start + count}
    cursor.execute("BEGIN")
    cursor.execute(
        'CREATE OR REPLACE TEMP TABLE "moved" AS SELECT * REPLACE ((SELECT "position" FROM "picture") AS "#position") '
        f'FROM "person" WHERE "#subject" IN ({some}) ORDER BY hash("#subject" || \'order\')',
        span,
    )
    cursor.execute(f'DELETE FROM "person" WHERE "#subject" IN ({some})', span)
    cursor.execute('INSERT INTO "person" FROM "moved"')
    cursor.execute("COMMIT")


def tidy(house: House, question: Question) -> dict[str, Any]:
    """Put the tables in order, a step at a time, while the question is asked, people are restated, and entries filed."""
    ask(house)
    tidying = Tidying(house.picture)
    steps = Waits()
    with _beside(house, question) as waits:
        begun = time.perf_counter()
        while steps.timed(tidying.step):
            pass
        took = time.perf_counter() - begun
    told = {name: each.document() for name, each in {"steps": steps, **waits}.items()}
    return {"seconds": round(took, 2), **told}


@contextmanager
def _beside(house: House, question: Question) -> Iterator[dict[str, Waits]]:
    """Somebody who asks, somebody who draws and somebody who files, until the end; what they waited each time."""
    ended = threading.Event()
    waits = {name: Waits() for name in ("answers", "drawings", "receipts")}
    sql = query_of(house, question)
    rows = len(house.picture.query(sql).rows)
    with house.picture.beside() as cursor:
        ((subject, unit),) = cursor.execute(
            'SELECT any_value("#subject"), max("#unit") FROM "person"'
        ).fetchall()

    def asks() -> None:
        while not ended.is_set() or not waits["answers"].clock:
            assert rows == len(waits["answers"].timed(lambda: house.picture.query(sql)).rows)

    def draws() -> None:
        while not ended.wait(_DRAWN) or not waits["drawings"].clock:
            waits["drawings"].timed(lambda: _draw(house, subject))

    def files() -> None:
        while not ended.wait(_DRAWN) or not waits["receipts"].clock:
            entry = _opening(unit, len(waits["receipts"].clock))
            waits["receipts"].timed(lambda entry=entry: fill.file(house, entry, OFFICE))

    all_ = [threading.Thread(target=each) for each in (asks, draws, files)]
    for each in all_:
        each.start()
    try:
        yield waits
    finally:
        ended.set()
        for each in all_:
            each.join()


def _opening(unit: str, number: int) -> Entry:
    """Of somebody in a unit whom nobody asks for here."""
    return Entry(
        id=f"filed-{number}",
        unit=unit,
        subject=f"person:filed-{number}",
        kind="person",
        act="open",
        values={"person.name": f"示例{number}"},
    )


def _draw(house: House, subject: str) -> None:
    """Have one person restated, in the turn of whoever draws."""
    with house.picture.changing() as cursor:
        cursor.execute(
            'CREATE OR REPLACE TEMP TABLE "chosen" AS SELECT ? AS "#subject", 1 AS "at"', [subject]
        )
        _restate(cursor, count=1)


def show(people: int, figures: dict[str, Any]) -> None:
    """The figures, for people."""
    print(f"{people:,} people, {city.COLUMNS} columns; ms on the clock (of processors), ours")
    names = [row["run"] for row in figures["states"][0]["runs"]]
    table = Table("", *names, f"{names[0]}, by hand")
    for state in figures["states"]:
        cells = [
            f"{row['ours']['p50']:.1f} ({row['ours CPU']['p50']:.1f})" for row in state["runs"]
        ]
        table.add_row(state["state"], *cells, f"{state['runs'][0]['by hand']['p50']:.1f}")
    Console(width=150).print(table)
    told = figures["tidied"]
    waits = Table(f"put in order in {told['seconds']} s", "n", "p50", "p99", "longest", "most CPU")
    for name in ("steps", "answers", "drawings", "receipts"):
        waits.add_row(
            name,
            *(f"{told[name][each]:.0f}" for each in ("n", "p50", "p99", "longest", "most CPU")),
        )
    Console(width=150).print(waits)


if __name__ == "__main__":
    main()
