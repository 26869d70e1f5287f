"""
How quickly the running service files entries over HTTP: `yibiao serve` against bare sqlite3 that writes the very same rows.

    python benchmarks/speed/serving.py [--entries 4000] [--clients 8 16 32] [--keep]

A process of its own serves a prepared data directory. Clients keep their connection, wait for every receipt, and speak
through bare sockets with requests made beforehand, so that they cost little; how busy they were is shown. An entry has
twenty values, is checked against the one table, and is answered after its commit.

Bare sqlite3 starts from the same prepared journal and writes the rows that the service wrote: the event, the record, the
head of the stream, with the same pragmas; one commit an entry, and 500 a commit to stand beside batches. It checks nothing,
digests nothing and speaks to nobody. It runs right after each way of filing, because disks have moods; a ratio is between
the two.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.houses import OFFICE, a_house, compact, entry, opened
from benchmarks.measured import keep, milliseconds

from yibiao.flows import fill
from yibiao.flows import keep as keeping
from yibiao.flows.house import House
from yibiao.model.record import Entry

TOKEN = "bench-token"
BATCH = 500


def main() -> None:
    arguments = argparse.ArgumentParser(description="Filing over HTTP.")
    arguments.add_argument("--entries", type=int, default=4_000)
    arguments.add_argument("--clients", type=int, nargs="+", default=[8, 16, 32])
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    rows = measured(chosen.entries, chosen.clients)
    show(chosen.entries, rows)
    if chosen.keep:
        keep("serving", {"entries": chosen.entries, "runs": rows})


def measured(entries: int, clients: list[int]) -> list[dict]:
    """The figures of every way to file the same entries, each with those of bare sqlite3 right after it."""
    ways = [
        ("flows in the same process, one after the other", 1, in_process),
        *((f"HTTP, {several} clients", 1, partial(served, clients=several)) for several in clients),
        (f"HTTP, batches of {BATCH}, 2 clients", BATCH, partial(served, clients=2, together=BATCH)),
    ]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        prepared, data = Path(folder) / "prepared", Path(folder) / "data"
        with a_house(prepared) as house:
            opened(house, entries)
        for name, together, way in ways:
            with copied(prepared, data):
                row = way(data, entries)
                written = rows_written(data, entries)
            with copied(prepared, data):
                peer = bare(data, written, together)
            ratio = round(row["speed"] / peer["speed"], 3)
            rows.append({"run": name, **row, "bare": peer, "ratio": ratio})
    return rows


def show(entries: int, rows: list[dict]) -> None:
    table = Table(
        "", "entries/s", "p50 ms", "p99 ms", "clients busy", "bare entries/s", "p50 ms", "p99 ms", "ratio"
    )  # fmt: skip
    for row in rows:
        busy = f"{row['clients busy']:.0%}" if "clients busy" in row else ""
        peer = row["bare"]
        table.add_row(
            row["run"], f"{row['speed']:,}", f"{row['p50']:.2f}", f"{row['p99']:.2f}", busy,
            f"{peer['speed']:,}", f"{peer['p50']:.2f}", f"{peer['p99']:.2f}", f"{row['ratio']:.2f}",
        )  # fmt: skip
    print(f"{entries:,} entries of 20 values, checked; every commit flushed")
    Console(width=140).print(table)


# the ways


def bare(data: Path, written: list[tuple], together: int) -> dict:
    """sqlite3 alone, with the rows that the service wrote."""
    database = sqlite3.connect(data / "journal.sqlite", isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        database.execute(f"PRAGMA {pragma}")
    places = ", ".join("?" * len(written[0][0]))
    took, begun = [], time.perf_counter()
    for start in range(0, len(written), together):
        since = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        for event, (document, position, stream, subject), _ in written[start : start + together]:
            database.execute(f"INSERT INTO event VALUES ({places})", event)
            database.execute(
                "UPDATE record SET document = ?, position = ? WHERE stream = ? AND subject = ?",
                (document, position, stream, subject),
            )
        database.execute(
            "UPDATE stream SET head = ?, link = ?",
            written[min(start + together, len(written)) - 1][2],
        )
        database.execute("COMMIT")
        took.append(time.perf_counter() - since)
    speed = len(written) / (time.perf_counter() - begun)
    ((events,),) = database.execute("SELECT count(*) FROM event WHERE id LIKE 'entry-%'")
    ((records,),) = database.execute(
        "SELECT count(*) FROM record WHERE document LIKE '%person.name%'"
    )
    database.close()
    assert events == records == len(written), (events, records)
    return {"speed": round(speed), **milliseconds(took)}


def in_process(data: Path, entries: int) -> dict:
    """One caller who waits for every receipt, without HTTP."""
    given = [Entry.model_validate(entry(number)) for number in range(entries)]
    with House(data) as house:
        took, begun, positions = [], time.perf_counter(), []
        for each in given:
            since = time.perf_counter()
            positions.append(fill.file(house, each, OFFICE).position)
            took.append(time.perf_counter() - since)
        speed = entries / (time.perf_counter() - begun)
    assert len(set(positions)) == entries
    return {"speed": round(speed), **milliseconds(took)}


def served(data: Path, entries: int, clients: int, together: int = 1) -> dict:
    """So many clients at once, each with its share of the entries, one or many a request."""
    requests = [
        request("/api/v1/entries", entry(number))
        if together == 1
        else request(
            "/api/v1/entries/batch",
            {"entries": [entry(n) for n in range(number, min(number + together, entries))]},
        )
        for number in range(0, entries, together)
    ]
    server = Server(data)
    try:
        gate = threading.Barrier(clients + 1)
        with ThreadPoolExecutor(clients) as pool:
            shares = [
                pool.submit(client, server.port, requests[number::clients], gate)
                for number in range(clients)
            ]
            gate.wait()
            begun, worked = time.perf_counter(), time.process_time()
            answers = [answer for share in shares for answer in share.result()]
            elapsed, worked = time.perf_counter() - begun, time.process_time() - worked
    finally:
        server.stop()
    receipts = [
        receipt for _, status, body in answers for receipt in (_receipts(status, body, together))
    ]
    assert (
        len({each["position"] for each in receipts})
        == len({each["entry"] for each in receipts})
        == entries
    )
    expect_journal(data, receipts)
    return {
        "speed": round(entries / elapsed),
        "clients busy": round(worked / elapsed, 2),
        **milliseconds([took for took, _, _ in answers]),
    }


def _receipts(status: int, body: bytes, together: int) -> list[dict]:
    answer = json.loads(body)
    assert status == (201 if together == 1 else 200), answer
    return [answer] if together == 1 else answer["results"]


def expect_journal(data: Path, receipts: list[dict]) -> None:
    """The journal has exactly the entries that got a receipt, where the receipt says, and is whole."""
    with House(data) as house:
        filed = {
            event.id: (event.position, event.body["entry"]["values"])
            for event in house.journal.events(kinds=("entry.filed",))
            if event.id.startswith("entry-")
        }
        assert {each["entry"]: each["position"] for each in receipts} == {
            id_: position for id_, (position, _) in filed.items()
        }
        assert all(
            values == entry(int(id_.removeprefix("entry-")))["values"]
            for id_, (_, values) in filed.items()
        )
        assert not list(keeping.verify(house, OFFICE))


def rows_written(data: Path, entries: int) -> list[tuple]:
    """For each entry the event's row, the record's, and the head of the stream."""
    database = sqlite3.connect(data / "journal.sqlite")
    events = database.execute(
        "SELECT * FROM event WHERE id LIKE 'entry-%' ORDER BY position"
    ).fetchall()
    names = [each[1] for each in database.execute("PRAGMA table_info(event)")]
    records = {
        row[3]: row
        for row in database.execute("SELECT document, position, stream, subject FROM record")
    }
    database.close()
    assert len(events) == entries
    at = {name: place for place, name in enumerate(names)}
    return [
        (event, records[event[at["subject"]]], (event[at["position"]], event[at["link"]]))
        for event in events
    ]


# server and clients


class Server:
    """`yibiao serve` in a process of its own."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "yibiao",
                "serve",
                "--data",
                str(data),
                "--port",
                str(self.port),
            ],
            env={**os.environ, "YIBIAO_TOKEN": TOKEN},
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        for _ in range(1_200):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            assert self.process.poll() is None, "the server did not start"
            time.sleep(0.05)
        raise AssertionError("the server did not answer")

    def stop(self) -> None:
        """Let it finish and leave."""
        self.process.terminate()
        self.process.wait()


def request(path: str, document: dict) -> bytes:
    """A request ready to be sent."""
    body = compact(document)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def client(
    port: int, requests: list[bytes], gate: threading.Barrier
) -> list[tuple[float, int, bytes]]:
    """Send one request after the other over one connection; how long each took, and the answers."""
    answers = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        gate.wait()
        for each in requests:
            since = time.perf_counter()
            connection.sendall(each)
            status, body = _answer(connection)
            answers.append((time.perf_counter() - since, status, body))
    return answers


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    head, parts, length = received[:end].lower(), [received[end + 4 :]], len(received) - end - 4
    wanted = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    while length < wanted:
        parts.append(_more(connection))
        length += len(parts[-1])
    return int(head.split(b" ", 2)[1]), b"".join(parts)


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65_536)
    assert received, "the server hung up"
    return received


@contextlib.contextmanager
def copied(prepared: Path, data: Path):
    """*prepared* again at *data*, until it was used."""
    shutil.copytree(prepared, data)
    yield
    shutil.rmtree(data)


if __name__ == "__main__":
    main()
