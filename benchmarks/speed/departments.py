"""
Many departments ask at once while entries are filed: whether any of them is refused, and how long they wait.

    python benchmarks/speed/departments.py [--records 1000000] [--clients 32] [--pace 200] [--seconds 30] [--small] [--keep]

A process of its own serves a directory in which so many subjects are held, in communities of 20,000. So many clients, in another
process, keep their connections and ask one thing after the other: a small community whole, a page of a large one, a filter and a
group-by over everybody. Meanwhile workers file, each over a connection of their own and each at their times, whether or not
others have been answered, so many entries a second together. Every answer must be whole and of a position that the journal had; the
small community's has its hundred people, groups add up to everybody, and every entry has its receipt.
"""

import argparse
import http.client
import json
import multiprocessing
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import quote, urlencode

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.houses import UNIT, compact, put_in_order
from benchmarks.measured import keep, milliseconds
from benchmarks.served import TOKEN, Server
from benchmarks.speed.filling import SEEN, prepare, stated

from yibiao.flows.house import House

PAGE = 200

#: Who files.
WORKERS = 32

#: What is asked, each as often as the next.
ASKED = {
    "a small community, whole": {"unit": UNIT},
    "a page of a large one": {"unit": "999999000002", "limit": PAGE},
    "a filter over everybody": {"filter": "f13 > 9990 and f3 is not null", "limit": PAGE},
    "a group-by over everybody": {"group": "unit", "measure": "count,mean(f13)"},
}


def main() -> None:
    arguments = argparse.ArgumentParser(description="Departments at once.")
    arguments.add_argument("--records", type=int, default=1_000_000)
    arguments.add_argument("--clients", type=int, default=32)
    arguments.add_argument("--pace", type=int, default=200, help="entries a second")
    arguments.add_argument("--seconds", type=int, default=30)
    arguments.add_argument("--small", action="store_true", help="20,000 records, 10 seconds")
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    records, seconds = (20_000, 10) if chosen.small else (chosen.records, chosen.seconds)
    figures = measured(records, chosen.clients, chosen.pace, seconds)
    show(records, figures)
    if chosen.keep:
        keep("departments", {"records": records, **figures})


def measured(records: int, clients: int, pace: int, seconds: int) -> dict:
    """What every question took, and how many entries a second were filed."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        prepare(data, records)
        with House(data) as house:
            house.picture.catch_up()
            put_in_order(house)
            form = next(iter(house.registry.registrations))
        entries = stated(data, records, min(records, pace * seconds), 0)
        with Server(data) as server:
            with closing(Client(server.port, form, records + SEEN)) as client:
                for name in ASKED:
                    client.ask(name)  # once for all, so that nobody waits for columns
            return _at_once(server, form, records, entries, clients, pace)


def _at_once(
    server: Server, form: str, records: int, entries: list[dict], clients: int, pace: int
) -> dict:
    spawned = multiprocessing.get_context("spawn")
    filed, (answered, answering) = spawned.Event(), spawned.Pipe(duplex=False)
    asking = spawned.Process(
        target=departments, args=(server.port, form, records + SEEN, clients, filed, answering)
    )
    asking.start()
    answering.close()  # whoever ends without a word is noticed
    assert answered.recv() == "asking"
    begun, worked = time.perf_counter(), server.worked
    try:
        waited = workers(server.port, entries, pace)
    finally:
        filed.set()
    elapsed = time.perf_counter() - begun
    busy = server.worked - worked
    answers = answered.recv()
    asking.join()
    runs = [
        {"run": name, "asked": len(of), **milliseconds(of)}
        for name in ASKED
        if (of := [took for asked, took in answers if asked == name])
    ]
    everything = milliseconds([took for _, took in answers])
    return {
        "clients": clients, "entries": len(entries), "entries/s": round(len(entries) / elapsed), "receipts": milliseconds(waited),
        "answers/s": round(len(answers) / elapsed, 1), "busy": round(busy / elapsed, 2),
        "runs": [*runs, {"run": "all", "asked": len(answers), **everything}], "memory": server.most_memory,
    }  # fmt: skip


def departments(
    port: int, form: str, people: int, clients: int, filed: Event, answering: Connection
) -> None:
    """In a process of their own, so that whoever files does not wait for them: what each answer took, until all is *filed*."""

    def asks(number: int) -> list[tuple[str, float]]:
        chance, took = random.Random(number), []
        with closing(Client(port, form, people)) as client:
            while not filed.is_set():
                name = chance.choice([*ASKED])
                begun = time.perf_counter()
                client.ask(name)
                took.append((name, time.perf_counter() - begun))
        return took

    with ThreadPoolExecutor(clients) as pool:
        shares = [pool.submit(asks, number) for number in range(clients)]
        answering.send("asking")
        answering.send([each for share in shares for each in share.result()])


def workers(port: int, entries: list[dict], pace: int) -> list[float]:
    """File *entries*, each when its time has come; how long each waited for its receipt from then on."""
    begun = time.perf_counter()

    def files(number: int) -> list[float]:
        waited = []
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            for at in range(number, len(entries), WORKERS):
                due = begun + at / pace
                time.sleep(max(0.0, due - time.perf_counter()))
                connection.request("POST", "/api/v1/entries", compact(entries[at]), headers)
                response = connection.getresponse()
                body = response.read()
                assert response.status == 201, (response.status, body[:500])
                waited.append(time.perf_counter() - due)
        return waited

    with ThreadPoolExecutor(WORKERS) as pool:
        shares = [pool.submit(files, number) for number in range(WORKERS)]
        return [each for share in shares for each in share.result()]


class Client:
    """Somebody who asks over one connection, and looks at the answers."""

    def __init__(self, port: int, form: str, people: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._path = f"/api/v1/slices/{quote(form)}?"
        self._people = people
        self._position = 0

    def close(self) -> None:
        """Leave."""
        self._connection.close()

    def ask(self, name: str) -> None:
        """One of the questions; its answer must be right."""
        self._connection.request(
            "GET", self._path + urlencode(ASKED[name]), headers={"Authorization": f"Bearer {TOKEN}"}
        )
        response = self._connection.getresponse()
        body = response.read()
        assert response.status == 200, (name, response.status, body[:500])
        answer = json.loads(body)
        assert answer["as_of"] >= self._position, name
        self._position = answer["as_of"]
        rows = answer["rows"]
        if name == "a small community, whole":
            assert len(rows) == SEEN, len(rows)
        elif name == "a group-by over everybody":
            counts = [each["id"] for each in answer["columns"]].index("count")
            assert sum(row[counts] for row in rows) == self._people
        else:
            assert len(rows) <= PAGE


def show(records: int, figures: dict) -> None:
    print(
        f"{records:,} records, {figures['clients']} clients, {figures['entries/s']:,} entries/s filed beside, receipts after p50"
        f" {figures['receipts']['p50']:,.0f} and p99 {figures['receipts']['p99']:,.0f} ms, {figures['answers/s']:,} answers/s,"
        f" {figures['busy']:.2f} processors, {figures['memory'] / 1e6:,.0f} MB; none refused"
    )
    table = Table("", "asked", "p50 ms", "p95 ms", "p99 ms")
    for row in figures["runs"]:
        table.add_row(
            row["run"],
            f"{row['asked']:,}",
            *(f"{row[each]:,.0f}" for each in ("p50", "p95", "p99")),
        )
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
