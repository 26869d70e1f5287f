"""
How quickly the running service files entries over HTTP: `yibiao serve` against sqlite3 by hand, which leaves the very same rows.

    python benchmarks/speed/filling.py [--records 1000000] [--entries 4000] [--clients 8 16 32] [--small] [--keep]

A process of its own serves a directory in which so many subjects are held; it is measured once it has settled, its
picture in order, and has taken a tenth of the entries. Clients keep their connection, wait for every receipt, and speak
through bare sockets with requests made beforehand, so that they cost little; how busy they were is shown. An entry changes
twenty cells of a subject chosen by chance, has seen the head of the journal, is checked against the one table and the
record, and is answered after its commit.

The peer is `by_hand`: it starts from the same journal, takes the same entries in the order in which the service did, and
leaves the same. Single entries stand beside one commit each, batches beside as many a commit as a batch has. It runs
right after each way of filing, because disks have moods; a ratio is between the two. A second ratio is to its writing
alone, as if entries came as finished rows. What a processor spent on an entry is shown for both: it says the same of a
program while others use the machine, as the ratio does not.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.by_hand import filed_by_hand, journal, rows_written
from benchmarks.drawn import drawn
from benchmarks.houses import OFFICE, UNIT, a_house, entry, opened, put_in_order
from benchmarks.measured import keep, milliseconds
from benchmarks.served import Server, asked, request

from yibiao.flows import keep as keeping
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.model.place import Unit

BATCH = 50

#: Of the entries, one in so many is filed beforehand, so that a service is measured as it runs and not as it begins to.
WARM = 10

#: Entries a second while it is asked when one can be seen, and how many come with a request: as a department's system sends
#: them, or a telephone that was away. One by one so many would be a question to the machine and not to the picture.
PACE, TOGETHER = 500, 10

#: Subjects of the community whose slice is asked for meanwhile.
SEEN = 100

#: So many records are verified as a whole in the end.
MOST_VERIFIED = 50_000


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


def measured(
    records: int, entries: int, clients: list[int], batching: tuple[int, ...] = (2, 8)
) -> dict:
    """The figures of every way to file as many entries, each with those of its peer right after it."""
    ways = [
        *((f"{several} clients", several, 1) for several in clients),
        *((f"batches of {BATCH}, {several} clients", several, BATCH) for several in batching),
    ]
    rows: list[dict] = []
    with tempfile.TemporaryDirectory() as folder:
        data, peer = Path(folder) / "data", Path(folder) / "peer"
        prepare(data, records)
        with House(data) as house:  # which makes the keys of those who were drawn
            begun = time.perf_counter()
            house.picture.catch_up()
            drawing = time.perf_counter() - begun
            put_in_order(house)
        peer.mkdir()
        copied(data, peer)
        for number, (name, several, together) in enumerate(ways):
            given = stated(data, records, entries, number)
            rows.append({"run": name, **served(data, given, several, together)})
            written = rows_written(data, peer, given)
            assert all(gone for gone, _ in (each.keys for each in written)), "nobody had keys"
            if first := written[: warm(entries, together)]:
                filed_by_hand(peer, first, together)
            each = filed_by_hand(peer, written[len(first) :], together)
            rows[-1] |= {
                "by hand": each,
                "ratio": round(rows[-1]["speed"] / each["speed"], 3),
                "ratio to writes": round(rows[-1]["speed"] / each["writes"], 3),
            }
        seen = visible(data, stated(data, records, min(entries, 10 * PACE), len(ways)))
        whole(data, records)
    return {"runs": rows, "visible": seen, "picture drawn": round(drawing, 1)}


def show(records: int, entries: int, figures: dict) -> None:
    table = Table(
        "", "entries/s", "p50 ms", "p99 ms", "CPU µs", "clients busy", "memory MB",
        "by hand", "its CPU µs", "ratio", "its writes", "ratio",
    )  # fmt: skip
    for row in figures["runs"]:
        table.add_row(
            row["run"], f"{row['speed']:,}", f"{row['p50']:.2f}", f"{row['p99']:.2f}",
            f"{row['µs of a processor']:,}", f"{row['clients busy']:.0%}",
            f"{row['memory'] / 1e6:,.0f}", f"{row['by hand']['speed']:,}",
            f"{row['by hand']['µs of a processor']:,}", f"{row['ratio']:.2f}",
            f"{row['by hand']['writes']:,}", f"{row['ratio to writes']:.2f}",
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


def copied(data: Path, peer: Path) -> None:
    """Give *peer* the same journal, keys and all, and nothing that a disk has still to write."""
    assert not list(data.glob("journal.sqlite-*")), "somebody has the journal open"
    shutil.copy(data / "journal.sqlite", peer)
    os.sync()


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
    begins = warm(len(given), together)
    first, rest = given[:begins], given[begins:]
    with Server(data) as server:
        server.settle()
        begun, _, _ = asked(server.port, bundled(first, together), clients)
        before = server.worked
        answers, elapsed, worked = asked(server.port, bundled(rest, together), clients)
        used, memory = server.worked - before, server.most_memory
    told = [each for answer in [*begun, *answers] for each in receipts(answer, together)]
    expect_kept(data, given, told)
    return {
        "speed": round(len(rest) / elapsed),
        "clients busy": round(worked / elapsed, 2),
        "µs of a processor": round(used / len(rest) * 1e6),
        "memory": memory,
        **milliseconds([took for took, _, _ in answers]),
    }


def warm(entries: int, together: int) -> int:
    """How many of so many are filed beforehand: whole requests."""
    return entries // WARM // together * together


def bundled(entries: list[dict], together: int) -> list[bytes]:
    """The requests that file *entries*, so many with each."""
    return [
        request("/api/v1/entries", entries[start])
        if together == 1
        else request("/api/v1/entries/batch", {"entries": entries[start : start + together]})
        for start in range(0, len(entries), together)
    ]


def visible(data: Path, given: list[dict]) -> dict:
    """
    How long after its receipt an entry is in a department's answer, while `PACE` entries a second are filed.

    Each time an entry about one of a hundred subjects of a small community is filed, and then that community's slice is
    asked for until it speaks of a position not before the receipt's, and has the value.
    """
    with Server(data) as server, ThreadPoolExecutor(1) as pool:
        server.settle()
        paced_ = pool.submit(paced, server.port, given)
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


def paced(port: int, entries: list[dict], pace: int = PACE) -> int:
    """File *entries* over five connections, so many a second if they are answered as quickly; how many a second it was."""
    begun = time.perf_counter()
    for start in range(0, len(entries), pace // 10):
        some = bundled(entries[start : start + pace // 10], TOGETHER)
        answers, _, _ = asked(port, some, pace // 10 // TOGETHER)
        assert {200} == {status for _, status, _ in answers}
        ahead = (start + pace // 10) / pace - (time.perf_counter() - begun)
        time.sleep(max(0.0, ahead))
    return round(len(entries) / (time.perf_counter() - begun))


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


if __name__ == "__main__":
    main()
