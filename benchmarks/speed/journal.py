"""
How quickly entries are filed: the journal against bare sqlite3 that does the same writes.

    python benchmarks/speed/journal.py [--entries 2000] [--submitters 32] [--keep]

The same write is: look the id up, read the record, insert the event, replace the record, commit, with full
synchronisation. Salt, digests and links are on top of that in the journal. Every run says its answer before its time.
"""

import argparse
import contextlib
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.measured import keep, milliseconds

from yibiao.model.event import Draft
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Cell, Entry, Record
from yibiao.store import DataDirectory, Journal, Needs, rows

UNIT = "999999001001"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CELLS = 60
SUBJECTS = 1_000
BATCH = 500


class Filing:
    """One entry, with everything that is not the store's work done beforehand."""

    def __init__(self, number: int) -> None:
        chance = random.Random(number)
        self.id = f"e{number}"
        self.subject = f"s{number % SUBJECTS}"
        values = {f"person.e{n}": f"示例{chance.randrange(10_000)}" for n in range(CELLS)}
        entry = Entry(
            id=self.id, unit=UNIT, subject=self.subject, kind="person", act="open", values=values
        )
        self.body = {"entry": entry.document()}
        self.draft = Draft(
            id=self.id,
            kind="entry.filed",
            actor="user:bench",
            at=NOW,
            body=self.body,
            unit=UNIT,
            subject=self.subject,
        )
        self.record = Record(
            subject=self.subject,
            kind=SubjectKind.PERSON,
            unit=UNIT,
            position=1,
            confirmed=1,
            cells={id_: Cell(value=value, position=1) for id_, value in values.items()},
        )
        self.document = rows.record_document(self.record)

    def decide(self, writing):
        """The decision to file it."""
        assert writing.event_of(self.id) is None
        writing.record(self.subject)
        event = writing.append(self.draft)
        writing.put(self.record)
        return event.position


def bare(folder: Path, filings: list[Filing], together: int = 1) -> list[float]:
    """What sqlite3 alone needs for each commit."""
    with Journal(f"sqlite:///{folder}/bare.sqlite"):
        pass  # the same tables and indexes
    database = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    database.execute("PRAGMA synchronous = FULL")
    took = []
    position = 0
    for start in range(0, len(filings), together):
        begun = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        for each in filings[start : start + together]:
            position += 1
            database.execute(
                "SELECT * FROM event WHERE stream = 'main' AND id = ?", [each.id]
            ).fetchone()
            found = database.execute(
                "SELECT document FROM record WHERE stream = 'main' AND subject = ?", [each.subject]
            ).fetchone()
            if found:
                json.loads(found[0])
            body = json.dumps(each.body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            database.execute(
                "INSERT INTO event VALUES ('main', ?, ?, ?, 'user:bench', 'entry.filed', 1, ?, ?, ?, ?, ?, ?)",
                [
                    position,
                    each.id,
                    NOW.isoformat(),
                    UNIT,
                    each.subject,
                    body,
                    "0" * 32,
                    "0" * 64,
                    "0" * 64,
                ],
            )
            database.execute(
                "INSERT INTO record VALUES ('main', ?, 'person', ?, ?, ?) ON CONFLICT (stream, subject) DO UPDATE"
                " SET kind = excluded.kind, unit = excluded.unit, position = excluded.position, document = excluded.document",
                [each.subject, UNIT, position, each.document],
            )
        database.execute("UPDATE stream SET head = ? WHERE stream = 'main'", [position])
        database.execute("COMMIT")
        took.append(time.perf_counter() - begun)
    expect(
        database.execute("SELECT count(*), (SELECT count(*) FROM record) FROM event").fetchone(),
        filings,
    )
    database.close()
    return took


def one_by_one(folder: Path, filings: list[Filing]) -> list[float]:
    """One client that waits for every receipt."""
    with Journal(f"sqlite:///{folder}/journal.sqlite") as journal:
        took = [timed(lambda each=each: journal.write(each.decide)) for each in filings]
        expect_journal(journal, filings)
    return took


def at_once(folder: Path, filings: list[Filing], submitters: int) -> list[float]:
    """Many clients, each of whom waits for every receipt."""
    with (
        Journal(f"sqlite:///{folder}/journal.sqlite") as journal,
        ThreadPoolExecutor(submitters) as clients,
    ):
        took = list(clients.map(lambda each: timed(lambda: journal.write(each.decide)), filings))
        expect_journal(journal, filings)
    return took


def in_batches(folder: Path, filings: list[Filing]) -> list[float]:
    """One client that sends many entries under one decision, looked up at once."""

    def decide(writing, some):
        writing.look_up(Needs([each.id for each in some], [each.subject for each in some]))
        for each in some:
            each.decide(writing)

    with Journal(f"sqlite:///{folder}/journal.sqlite") as journal:
        took = []
        for start in range(0, len(filings), BATCH):
            some = filings[start : start + BATCH]
            took.append(
                timed(lambda some=some: journal.write(lambda writing: decide(writing, some)))
            )
        expect_journal(journal, filings)
    return took


def seen(folder: Path, filings: list[Filing]) -> list[float]:
    """From a receipt until a department's query shows it, one entry at a time."""
    with DataDirectory(folder) as directory:
        journal, picture = directory.journal, directory.picture
        took = []
        for number, each in enumerate(filings[:20], 1):
            journal.write(each.decide)
            begun = time.perf_counter()
            assert picture.query('SELECT count(*) FROM "person"').rows == [(number,)]
            took.append(time.perf_counter() - begun)
    return took


def timed(act) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def expect_journal(journal: Journal, filings: list[Filing]) -> None:
    expect((sum(1 for _ in journal.events()), sum(1 for _ in journal.records())), filings)


def expect(counts: tuple[int, int], filings: list[Filing]) -> None:
    assert tuple(counts) == (len(filings), len({each.subject for each in filings})), counts


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--entries", type=int, default=2_000)
    arguments.add_argument("--submitters", type=int, default=32)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    filings = [Filing(number) for number in range(chosen.entries)]
    runs = {
        "bare sqlite3, a commit an entry": (bare, {}),
        "journal, one client": (one_by_one, {}),
        f"journal, {chosen.submitters} clients": (at_once, {"submitters": chosen.submitters}),
        f"bare sqlite3, {BATCH} a commit": (bare, {"together": BATCH}),
        f"journal, {BATCH} a decision": (in_batches, {}),
    }
    print(
        f"{chosen.entries} entries of {CELLS} cells about {SUBJECTS} subjects, every commit flushed\n"
    )
    print(f"{'':34}{'entries/s':>10}{'ratio':>8}{'p50 ms':>9}{'p99 ms':>9}")
    first, rows = 0.0, []
    for name, (run, settings) in runs.items():
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            took = run(Path(folder), filings, **settings)
            speed = len(filings) / (time.perf_counter() - begun)
        first = first or speed
        rows.append(
            {
                "run": name,
                "speed": round(speed),
                "ratio": round(speed / first, 3),
                **milliseconds(took),
            }
        )
        took.sort()
        p99 = took[min(len(took) - 1, int(len(took) * 0.99))]
        print(
            f"{name:34}{speed:10.0f}{speed / first:8.2f}{statistics.median(took) * 1e3:9.2f}{p99 * 1e3:9.2f}"
        )
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(IndexError):
        took = sorted(seen(Path(folder), filings))
        print(
            f"\nshown to a query after its receipt: p50 {statistics.median(took) * 1e3:.0f} ms, most {took[-1] * 1e3:.0f} ms"
        )
    if chosen.keep:
        keep("journal", {"entries": chosen.entries, "runs": rows})


if __name__ == "__main__":
    main()
