"""
How quickly the running service files entries over HTTP: `yibiao serve` against bare sqlite3 that writes the very same rows.

    python benchmarks/speed/filling.py [--records 1000000] [--entries 4000] [--clients 8 16 32] [--small] [--keep]

A process of its own serves a directory in which so many subjects are held. Clients keep their connection, wait for every
receipt, and speak through bare sockets with requests made beforehand, so that they cost little; how busy they were is
shown. An entry changes twenty cells of a subject chosen by chance, has seen the head of the journal, is checked against the
one table and the record, and is answered after its commit.

Bare sqlite3 starts from the same journal and writes the rows that the service wrote: the event, the record, the keys by
which the subject is found again, the head of the stream, with the same pragmas. It checks nothing, digests nothing and speaks to nobody. Single entries stand beside
one commit each, batches beside as many a commit as a batch has. It runs right after each way of filing, because disks have
moods; a ratio is between the two. What a processor spent on an entry is shown for both: it says the same of a program while
others use the machine, as the ratio does not.
"""

import argparse
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.drawn import drawn
from benchmarks.houses import OFFICE, UNIT, a_house, entry, opened
from benchmarks.measured import keep, milliseconds
from benchmarks.served import Server, asked, request

from yibiao.flows import keep as keeping
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.model.place import Unit

BATCH = 50

#: Entries a second while it is asked when one can be seen.
PACE = 500

#: Subjects of the community whose slice is asked for meanwhile.
SEEN = 100

#: So many records are verified as a whole in the end.
MOST_VERIFIED = 50_000


class Written(NamedTuple):
    """
    The rows of one entry.

    Attributes:
        event: As it stands in the journal.
        record: What changes in the record, and whose it is.
        keys: Of the look-up table: those that go, those that come.
        newest: The new head of the stream.
    """

    event: tuple
    record: tuple
    keys: tuple[list[tuple], list[tuple]]
    newest: tuple


def main() -> None:
    arguments = argparse.ArgumentParser(description="Filing over HTTP.")
    arguments.add_argument("--records", type=int, default=1_000_000)
    arguments.add_argument("--entries", type=int, default=4_000)
    arguments.add_argument("--clients", type=int, nargs="+", default=[8, 16, 32])
    arguments.add_argument("--small", action="store_true", help="10,000 records, 1,000 entries")
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    records, entries = (10_000, 1_000) if chosen.small else (chosen.records, chosen.entries)
    figures = measured(records, entries, chosen.clients)
    show(records, entries, figures)
    if chosen.keep:
        keep("filling", {"records": records, "entries": entries, **figures})


def measured(records: int, entries: int, clients: list[int]) -> dict:
    """The figures of every way to file as many entries, each with those of bare sqlite3 right after it."""
    ways = [
        *((f"{several} clients", several, 1) for several in clients),
        (f"batches of {BATCH}, 2 clients", 2, BATCH),
        (f"batches of {BATCH}, 8 clients", 8, BATCH),
    ]
    rows: list[dict] = []
    with tempfile.TemporaryDirectory() as folder:
        data, peer = Path(folder) / "data", Path(folder) / "peer"
        prepare(data, records)
        shutil.copytree(data, peer)
        with House(data) as house:
            begun = time.perf_counter()
            house.picture.catch_up()
            drawing = time.perf_counter() - begun
        for number, (name, several, together) in enumerate(ways):
            given = stated(data, records, entries, number)
            rows.append({"run": name, **served(data, given, several, together)})
            written = rows_written(data, peer, given)
            each = bare(peer, written, together)
            ratio = round(rows[-1]["speed"] / each["speed"], 3)
            rows[-1] |= {"bare": each, "ratio": ratio}
        seen = visible(data, stated(data, records, min(entries, 10 * PACE), len(ways)))
        whole(data, records)
    return {"runs": rows, "visible": seen, "picture drawn": round(drawing, 1)}


def show(records: int, entries: int, figures: dict) -> None:
    table = Table(
        "", "entries/s", "p50 ms", "p99 ms", "CPU µs", "clients busy", "memory MB",
        "bare entries/s", "bare CPU µs", "ratio",
    )  # fmt: skip
    for row in figures["runs"]:
        table.add_row(
            row["run"], f"{row['speed']:,}", f"{row['p50']:.2f}", f"{row['p99']:.2f}",
            f"{row['µs of a processor']:,}", f"{row['clients busy']:.0%}",
            f"{row['memory'] / 1e6:,.0f}", f"{row['bare']['speed']:,}",
            f"{row['bare']['µs of a processor']:,}", f"{row['ratio']:.2f}",
        )  # fmt: skip
    print(f"{records:,} records, {entries:,} entries of 20 values, checked; every commit flushed")
    Console(width=140).print(table)
    print(
        f"Seen by a department after its receipt, at {figures['visible']['pace']:,} entries/s:"
        f" {figures['visible']['p50']:.0f} ms (p50), {figures['visible']['p99']:.0f} ms (p99);"
        f" the picture of all records was drawn in {figures['picture drawn']} s"
    )


def prepare(data: Path, records: int) -> None:
    """A house with so many subjects, spread over communities of 20,000, and a hundred in one of its own."""
    units = [f"9999990{number:02d}002" for number in range(1 + records // 20_000)]
    with a_house(data) as house:
        register.units(house, [Unit(code=code, name=f"示范社区 {code}") for code in units], OFFICE)
        opened(house, SEEN)
    drawn(data, units, records)


def stated(data: Path, records: int, entries: int, number: int) -> list[dict]:
    """As many entries as wanted, each about another of the subjects drawn; *number* says which of several such lists."""
    chance = random.Random(number)
    head = journal(data).execute("SELECT head FROM stream").fetchone()[0]
    units = dict(journal(data).execute("SELECT subject, unit FROM record"))
    subjects = chance.sample(range(records), entries)
    return [
        {
            **entry(number * entries + place),
            "id": f"entry-{number}-{place}",
            "subject": f"resident:{subject}",
            "unit": units[f"resident:{subject}"],
            "base": head,
            "remark": "入户核实",
        }
        for place, subject in enumerate(subjects)
    ]


def served(data: Path, given: list[dict], clients: int, together: int = 1) -> dict:
    """So many clients at once, each with its share of the entries, one or many a request."""
    requests = [
        request("/api/v1/entries", given[start])
        if together == 1
        else request("/api/v1/entries/batch", {"entries": given[start : start + together]})
        for start in range(0, len(given), together)
    ]
    with Server(data) as server:
        before = server.worked
        answers, elapsed, worked = asked(server.port, requests, clients)
        used, memory = server.worked - before, server.most_memory
    expect_kept(data, given, [each for answer in answers for each in receipts(answer, together)])
    return {
        "speed": round(len(given) / elapsed),
        "clients busy": round(worked / elapsed, 2),
        "µs of a processor": round(used / len(given) * 1e6),
        "memory": memory,
        **milliseconds([took for took, _, _ in answers]),
    }


def bare(data: Path, written: list[Written], together: int) -> dict:
    """sqlite3 alone, with the rows that the service wrote."""
    database = journal(data)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        database.execute(f"PRAGMA {pragma}")
    ((before,),) = database.execute("SELECT count(*) FROM event")
    places = ", ".join("?" * len(written[0].event))
    took, begun, worked = [], time.perf_counter(), time.process_time()
    for start in range(0, len(written), together):
        some = written[start : start + together]
        since = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        for each in some:
            database.execute(f"INSERT INTO event VALUES ({places})", each.event)
            database.execute(
                "UPDATE record SET document = ?, position = ? WHERE stream = ? AND subject = ?",
                each.record,
            )
            gone, come = each.keys
            database.executemany(
                "DELETE FROM subject_key WHERE stream = ? AND key = ? AND subject = ?", gone
            )
            database.executemany("INSERT INTO subject_key VALUES (?, ?, ?)", come)
        database.execute("UPDATE stream SET head = ?, link = ?", some[-1].newest)
        database.execute("COMMIT")
        took.append(time.perf_counter() - since)
    speed = len(written) / (time.perf_counter() - begun)
    worked = time.process_time() - worked
    ((after,),) = database.execute("SELECT count(*) FROM event")
    assert after - before == len(written)
    return {
        "speed": round(speed),
        "µs of a processor": round(worked / len(written) * 1e6),
        **milliseconds(took),
    }


def visible(data: Path, given: list[dict]) -> dict:
    """
    How long after its receipt an entry is in a department's answer, while `PACE` entries a second are filed.

    Each time an entry about one of a hundred subjects of a small community is filed, and then that community's slice is
    asked for until it speaks of a position not before the receipt's, and has the value.
    """
    with Server(data) as server, ThreadPoolExecutor(1) as pool:
        paced_ = pool.submit(paced, server.port, [request("/api/v1/entries", e) for e in given])
        form = json.loads(server.ask("/api/v1/forms"))[0]["id"]
        took, number = [], 0
        while not paced_.done():
            name = f"示例{number}"
            value = {"person.name": name}
            receipt = server.ask(
                "/api/v1/entries",
                {
                    "id": f"seen-{number}", "unit": UNIT, "subject": f"person:{number % SEEN}",
                    "kind": "person", "values": value, "remark": "更名",
                },
            )  # fmt: skip
            since, position = time.perf_counter(), json.loads(receipt)["position"]
            answer = {"as_of": 0}
            while answer["as_of"] < position:
                answer = json.loads(server.ask(f"/api/v1/slices/{quote(form)}?unit={UNIT}"))
            took.append(time.perf_counter() - since)
            assert name in json.dumps(answer["rows"], ensure_ascii=False)
            number += 1
        pace = paced_.result()
    return {"pace": pace, "asked": number, **milliseconds(took)}


def paced(port: int, requests: list[bytes], pace: int = PACE) -> int:
    """Send *requests* over eight connections, so many a second if they are answered as quickly; how many a second it was."""
    begun = time.perf_counter()
    for start in range(0, len(requests), pace // 10):
        answers, _, _ = asked(port, requests[start : start + pace // 10], 8)
        assert {201} == {status for _, status, _ in answers}
        ahead = (start + pace // 10) / pace - (time.perf_counter() - begun)
        time.sleep(max(0.0, ahead))
    return round(len(requests) / (time.perf_counter() - begun))


# what was asked and what stands


def receipts(answer: tuple[float, int, bytes], together: int) -> list[dict]:
    """The receipts in an answer."""
    _, status, body = answer
    document = json.loads(body)
    assert status == (201 if together == 1 else 200), document
    return [document] if together == 1 else document["results"]


def expect_kept(data: Path, given: list[dict], received: list[dict]) -> None:
    """The journal has exactly the entries that got a receipt, where the receipt says, and the records hold them."""
    filed = {each["id"]: each for each in given}
    positions = {each["entry"]: each["position"] for each in received}
    assert positions.keys() == filed.keys()
    database = journal(data)
    ((least, most),) = [(min(positions.values()), max(positions.values()))]
    rows = database.execute(
        "SELECT id, position, body FROM event WHERE stream = 'main' AND position BETWEEN ? AND ?",
        (least, most),
    )
    assert {
        id_: (position, json.loads(body)["entry"]["values"]) for id_, position, body in rows
    } == {id_: (positions[id_], each["values"]) for id_, each in filed.items()}
    for each in given:
        ((document,),) = database.execute(
            "SELECT document FROM record WHERE stream = 'main' AND subject = ?", (each["subject"],)
        )
        cells = json.loads(document)["cells"]
        assert each["values"].items() <= {id_: c.get("value") for id_, c in cells.items()}.items()


def whole(data: Path, records: int) -> None:
    """Everything verifies; of many records it would take longer than all the rest."""
    if records <= MOST_VERIFIED:
        with House(data) as house:
            assert not list(keeping.verify(house, OFFICE))


def rows_written(data: Path, peer: Path, given: list[dict]) -> list[Written]:
    """What the service wrote for each entry, in the order in which it did; *peer* is as it was before."""
    database = journal(data)
    subjects = [each["subject"] for each in given]
    before, after = keys_of(peer, subjects), keys_of(data, subjects)
    names = [each[1] for each in database.execute("PRAGMA table_info(event)")]
    at = {name: place for place, name in enumerate(names)}
    rows = [
        database.execute(
            "SELECT * FROM event WHERE stream = 'main' AND id = ?", (each["id"],)
        ).fetchone()
        for each in given
    ]
    rows.sort(key=lambda row: row[at["position"]])
    return [
        Written(
            event,
            database.execute(
                "SELECT document, position, stream, subject FROM record WHERE stream = 'main' AND subject = ?",
                (event[at["subject"]],),
            ).fetchone(),
            moved(before[event[at["subject"]]], after[event[at["subject"]]]),
            (event[at["position"]], event[at["link"]]),
        )
        for event in rows
    ]


def keys_of(data: Path, subjects: list[str]) -> dict[str, set[tuple]]:
    """The rows of the look-up table that lead to each of *subjects*."""
    database = journal(data)
    database.execute("CREATE TEMP TABLE wanted (subject TEXT PRIMARY KEY)")
    database.executemany("INSERT INTO wanted VALUES (?)", [(each,) for each in subjects])
    found: dict[str, set[tuple]] = {each: set() for each in subjects}
    for row in database.execute(
        "SELECT stream, key, subject FROM subject_key WHERE subject IN (SELECT subject FROM wanted)"
    ):
        found[row[2]].add(row)
    return found


def moved(before: set[tuple], after: set[tuple]) -> tuple[list[tuple], list[tuple]]:
    """The rows that went and those that came, in the order in which they lie."""
    return sorted(before - after), sorted(after - before)


def journal(data: Path) -> sqlite3.Connection:
    """Its database. Questions to it name the one stream there is, for the indexes begin with it."""
    return sqlite3.connect(data / "journal.sqlite", isolation_level=None)


if __name__ == "__main__":
    main()
