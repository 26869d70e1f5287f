"""
How much memory the service takes while everything is asked of it at once: `yibiao serve`, its helpers, and a backup beside it.

    python benchmarks/speed/together.py [--records 1000000] [--small] [--cache DIR] [--keep]

A process of its own serves a directory in which so many subjects are held in communities of 20,000, and a tenth as many in one
large unit. Over HTTP, all at the same time: workers file, one by one and in batches of 50, each at their times; the large unit
brings in its workbook, 30 columns in which every row says something new; somebody opens units' tables, counts their possible
doubles and takes their workbook; a department looks for what was just filed, turns pages, groups everybody, and takes out everybody
as CSV and Parquet; somebody asks for a community and for everybody as of a past moment; a round of two forms is closed and sealed.
Meanwhile `yibiao backup` writes everything into a file. Whoever has asked for the last of what is asked once ends it.

What processes have in common counts once for all of them: the sum is of their proportional shares (PSS). The bar is 1.5 GB for that
sum; exit status 1 where it is passed with 500,000 records or more. Before anything is reported: each entry stands where its receipt
says, every row of the workbook was accepted and is held, files have everybody, sealed slices too, what was asked of the past is what
had been answered then, doubles are those that are found afresh, and the backup is whole; a small house verifies. With --cache the
directory is prepared there once, and copied.
"""

import argparse
import http.client
import itertools
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import duckdb
from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.by_hand import journal
from benchmarks.drawn import drawn
from benchmarks.houses import OFFICE, UNIT, a_house, compact, entry, opened, put_in_order
from benchmarks.measured import keep, milliseconds
from benchmarks.served import TOKEN, Server
from benchmarks.speed import carrying
from benchmarks.speed.counting_doubles import afresh
from benchmarks.weighed import Look, Watch

from yibiao.flows import keep as keeping
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.flows.subject import doubles
from yibiao.flows.units import rounds
from yibiao.model.place import Round, Unit
from yibiao.model.record import Entry
from yibiao.store import archive

#: Bytes, and records from which the bar counts.
BAR = 1_500_000_000
FEWEST = 500_000

COMMUNITY = 20_000
ROUND = "2026-02"

#: The small community in which a department looks for what was just filed, and how many are in it.
SMALL, SEEN = "999999001002", 100

#: Clients that file one by one and in batches, and how many entries a second each of them files.
SINGLES, PACE = 4, 25
BATCHING, BATCH, BATCH_PACE = 2, 50, 100

PAGE = 200

#: So many records are verified as a whole in the end, and a backup of them restored.
MOST_VERIFIED = 50_000

#: Seconds until somebody who was told to come again does so.
AGAIN = 1.0


def main() -> None:
    arguments = argparse.ArgumentParser(description="Everything at once, and the memory it takes.")
    arguments.add_argument("--records", type=int, default=1_000_000)
    arguments.add_argument("--small", action="store_true", help="5,000 records")
    arguments.add_argument("--cache", type=Path, help="where directories are prepared once for all")
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    records = 5_000 if chosen.small else chosen.records
    figures = measured(records, chosen.cache)
    show(records, figures)
    if chosen.keep:
        keep("together", {"records": records, **figures})
    sys.exit(records >= FEWEST and figures["most"]["pss"] > BAR)


def measured(records: int, cache: Path | None = None) -> dict:
    """What every process held at its fullest and all of them together, and what everything took."""
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        ours = Path(folder) / "ours"
        if cache is None:
            carrying.elsewhere(prepare, ours, records)
        else:
            shutil.copytree(_prepared(cache, records), ours)
        with Server(ours / "data") as server:
            run = Run(server, ours, records)
            run.look_around()
            server.settle()
            looks = at_once(run)
        run.require_all()
    return figures_of(looks, run.took)


def _prepared(cache: Path, records: int) -> Path:
    """A directory of so many, made when it is not there."""
    place = cache / f"together-{records}"
    if not place.exists():
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            carrying.elsewhere(prepare, Path(folder) / "made", records)
            (Path(folder) / "made").rename(place)
    return place


def units_of(records: int) -> list[str]:
    """The communities over which so many are spread."""
    return [f"9999990{number:02d}002" for number in range(2, 3 + records // COMMUNITY)]


def prepare(folder: Path, records: int) -> None:
    """A house with so many subjects, the large unit and its workbook, the small community, two forms, and an open round."""
    data, units, rows = folder / "data", units_of(records), records // 10
    folder.mkdir(parents=True, exist_ok=True)
    with a_house(data) as house:
        places = [Unit(code=code, name=f"示范社区 {code}") for code in (*units, SMALL)]
        register.units(house, places, OFFICE)
        more = carrying.wider(house)
        round_ = Round(id=ROUND, period="monthly", opens=date(2026, 2, 1), due=date(2026, 2, 28))
        rounds.open_round(house, round_, OFFICE)
        opened(house, rows)
        seen = [
            Entry(id=f"open-seen-{n}", unit=SMALL, subject=f"seen:{n}", kind="person", act="open")
            for n in range(SEEN)
        ]
        fill.file_all(house, seen, OFFICE, all_or_nothing=True)
        (folder / "unit.xlsx").write_bytes(carrying.workbook(house, rows, 1, more))
    drawn(data, units, records)
    with House(data) as house:
        house.picture.catch_up()
        put_in_order(house)


# ------------------------------------------------------------------------------------------- all at once


class Run:
    """What all clients share: whom they ask, what is under way, what each waited for, and what is to be shown afterwards."""

    def __init__(self, server: Server, folder: Path, records: int) -> None:
        self.server, self.folder, self.records = server, folder, records
        self.data = folder / "data"
        self.people = records + records // 10 + SEEN
        self.units = units_of(records)
        self.over = threading.Event()
        self.doing: list[str] = []
        self.took: dict[str, list[float]] = defaultdict(list)
        self.filed: list[tuple[int, int]] = []
        self.head = 0
        self.forms: list[str] = []
        self.then: dict[str, Any] = {}
        self.backup: subprocess.Popen[bytes] | None = None

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Something that is under way, and how long it takes."""
        self.doing.append(what)
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.doing.remove(what)
            self.took[what].append(time.perf_counter() - begun)

    def look_around(self) -> None:
        """What was there before anything began."""
        with closing(Client(self)) as client:
            self.head = client.told("/health")["position"]
            self.forms = [each["id"] for each in client.told("/api/v1/forms")]
            self.then = _bare(client.told(self.slice(unit=self.units[0], limit=PAGE)))

    def slice(self, **wanted: Any) -> str:
        """Where the first form's slice is asked for."""
        return f"/api/v1/slices/{quote(self.forms[0])}?{urlencode(wanted)}"

    def processes(self) -> dict[str, int]:
        """The service, and the backup while it is written."""
        found = {"serves": self.server.process.pid}
        if self.backup is not None and self.backup.poll() is None:
            found["writes the backup"] = self.backup.pid
        return found

    def require_all(self) -> None:
        """Whatever was asked to be kept is there, once the service has left."""
        require_entries(self)
        with House(self.data) as house:
            require_workbook(self, house)
            require_doubles(self, house)
            if self.records <= MOST_VERIFIED:
                assert keeping.verify(house, OFFICE) == ()
        require_backup(self)


class Client:
    """Somebody who asks over one connection, and comes again when told to."""

    def __init__(self, run: Run) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", run.server.port, timeout=3_600)
        self._run = run

    def close(self) -> None:
        """Leave."""
        self._connection.close()

    @contextmanager
    def answer(self, path: str, body: bytes | None = None, type_: str = "application/json") -> Iterator[http.client.HTTPResponse]:  # fmt: skip
        """The answer, not read yet."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": type_}
        while True:
            try:
                self._connection.request("GET" if body is None else "POST", path, body, headers)
                response = self._connection.getresponse()
            except (
                ConnectionError
            ):  # it was idle for too long: whatever is asked may be asked twice
                assert self._run.server.process.poll() is None, "the service is gone"
                self._connection.close()
                continue
            if response.status not in (429, 503):
                break
            response.read()
            self._run.took["was told to come again"].append(AGAIN)
            time.sleep(AGAIN)
        assert response.status in (200, 201), (path, response.status, response.read()[:500])
        yield response
        response.read()

    def told(self, path: str, document: dict | None = None) -> Any:
        """The answer in JSON."""
        with self.answer(path, None if document is None else compact(document)) as response:
            return json.load(response)


def at_once(run: Run) -> list[Look]:
    """Have everything done, and look at the processes meanwhile."""
    once: list[Callable[[Run], None]] = [bring, take_out, ask_then, close_round, back_up]
    ever: list[Callable[[Run], None]] = [look_at_units, look_for_news]
    filing = [(PACE, 1)] * SINGLES + [(BATCH_PACE, BATCH)] * BATCHING
    with (
        Watch(run.processes, lambda: tuple(run.doing)) as watch,
        ThreadPoolExecutor(len(once) + len(ever) + len(filing)) as pool,
    ):
        going = [pool.submit(_unless_over, run, each) for each in ever]
        going += [
            pool.submit(file, run, number, len(filing), *how) for number, how in enumerate(filing)
        ]
        try:
            for each in [pool.submit(each, run) for each in once]:
                each.result()
        finally:
            run.over.set()
        for each in going:
            each.result()
    return watch.looks


def _unless_over(run: Run, look: Callable[[Run, Client, int], None]) -> None:
    """Have it done again and again."""
    with closing(Client(run)) as client:
        for number in itertools.count():
            look(run, client, number)
            if run.over.is_set():
                return


def stated(run: Run, client: int, clients: int) -> Iterator[tuple[int, dict]]:
    """Entries, each about another of the subjects drawn: the share of one client; each with its number."""
    subjects = random.Random(7).sample(range(run.records), run.records)
    for number in subjects[client::clients]:
        unit = run.units[number * len(run.units) // run.records]
        about = {"id": f"entry-{number}", "subject": f"resident:{number}", "unit": unit}
        yield number, {**entry(number), **about, "base": run.head, "remark": "入户核实"}


def file(run: Run, number: int, clients: int, pace: int, together: int) -> None:
    """File so many entries a second, one or many a request, for as long as it lasts."""
    what = "an entry" if together == 1 else f"a batch of {together}"
    entries = stated(run, number, clients)
    begun, filed = time.perf_counter(), 0
    with closing(Client(run)) as client:
        while not run.over.is_set() and (some := list(itertools.islice(entries, together))):
            documents = [each for _, each in some]
            with run.timed(what):
                if together == 1:
                    receipts = [client.told("/api/v1/entries", documents[0])]
                else:
                    answer = client.told("/api/v1/entries/batch", {"entries": documents})
                    receipts = answer["results"]
            run.filed += [(n, got["position"]) for (n, _), got in zip(some, receipts, strict=True)]
            filed += together
            run.over.wait(max(0.0, filed / pace - (time.perf_counter() - begun)))


def bring(run: Run) -> None:
    """Bring the large unit's workbook in."""
    mark = "workbook-of-the-unit"
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="unit.xlsx"\r\n'
        "Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\r\n\r\n"
    )
    content = (run.folder / "unit.xlsx").read_bytes()
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    kind = f"multipart/form-data; boundary={mark}"
    with (
        closing(Client(run)) as client,
        run.timed("the workbook is imported"),
        client.answer(f"/api/v1/units/{UNIT}/imports", body, kind) as response,
    ):
        report = json.load(response)
    assert report["counts"] == {"accepted": run.records // 10}, report["counts"]
    assert sum(len(each["rows"]) for each in report["sheets"]) == run.records // 10


def look_at_units(run: Run, client: Client, number: int) -> None:
    """Open a community's table, count its possible doubles, and once take its workbook."""
    unit = run.units[number % len(run.units)]
    with run.timed("a unit's table"):
        page = client.told(f"/api/v1/units/{unit}/table")
    there = (run.records // len(run.units), run.records // len(run.units) + 1)
    assert sum(page["subjects"].values()) in there, (page["subjects"], there)
    with run.timed("doubles counted"):
        assert client.told(f"/api/v1/units/{unit}/duplicates?counted=true")["found"] >= 0
    if number == 0:
        with run.timed("a unit's workbook"), client.answer(f"/api/v1/units/{unit}/workbook") as got:
            assert got.read(2) == b"PK"


def look_for_news(run: Run, client: Client, number: int) -> None:
    """File something of the small community, see it in the department's slice, turn a page of a large one, group everybody."""
    name = f"示例{number}"
    document = {
        "id": f"seen-{number}", "unit": SMALL, "subject": f"seen:{number % SEEN}", "kind": "person",
        "values": {"person.name": name}, "remark": "更名",
    }  # fmt: skip
    position = client.told("/api/v1/entries", document)["position"]
    with run.timed("seen by a department"):
        answer: dict[str, Any] = {"as_of": 0}
        while answer["as_of"] < position:
            answer = client.told(run.slice(unit=SMALL))
    assert len(answer["rows"]) == SEEN
    assert name in json.dumps(answer["rows"], ensure_ascii=False)
    with run.timed("a page"):
        page = client.told(run.slice(unit=run.units[number % len(run.units)], limit=PAGE))
    assert 0 < len(page["rows"]) <= PAGE
    with run.timed("everybody grouped"):
        require_everybody(run, client.told(run.slice(group="unit", measure="count,mean(f13)")))


def take_out(run: Run) -> None:
    """Everybody as CSV and as Parquet, and a community as a workbook."""
    with closing(Client(run)) as client:
        with (
            run.timed("everybody as CSV"),
            client.answer(run.slice(format="csv")) as response,
        ):
            lines = sum(piece.count(b"\n") for piece in iter(lambda: response.read(1 << 20), b""))
        # Below the header and above the watermark; a text may have lines of its own, ours have none.
        assert lines >= 1 + run.people, lines
        with (
            run.timed("everybody as Parquet"),
            client.answer(run.slice(format="parquet")) as response,
            (run.folder / "everybody.parquet").open("wb") as file_,
        ):
            shutil.copyfileobj(response, file_, 1 << 20)
        with duckdb.connect() as bare:
            sql = f"SELECT count(*) FROM read_parquet('{run.folder / 'everybody.parquet'}')"
            assert bare.execute(sql).fetchone() == (run.people,)
        asked = run.slice(format="xlsx", unit=run.units[-1])
        with run.timed("a community as a workbook"), client.answer(asked) as response:
            assert response.read(2) == b"PK"


def ask_then(run: Run) -> None:
    """A community's page and everybody, as they were before anything began."""
    with closing(Client(run)) as client:
        for _ in range(3):
            with run.timed("a page as of then"):
                asked = run.slice(unit=run.units[0], limit=PAGE, as_of=run.head)
                assert _bare(client.told(asked)) == run.then
        with run.timed("everybody grouped as of then"):
            asked = run.slice(group="unit", measure="count,mean(f13)", as_of=run.head)
            require_everybody(run, client.told(asked))


def close_round(run: Run) -> None:
    """Close the round, and wait until the slices of both forms are sealed."""
    with closing(Client(run)) as client, run.timed("a round is sealed"):
        client.told(f"/api/v1/rounds/{ROUND}/closing", {})
        while (found := client.told(f"/api/v1/rounds/{ROUND}")["sealing"])["state"] != "sealed":
            time.sleep(0.2)
    sealed = {each["form"]: each["rows"] for each in found["seals"]}
    assert sealed == dict.fromkeys(run.forms, run.people), sealed


def back_up(run: Run) -> None:
    """Back everything up, as somebody at a terminal of the same machine does."""
    command = [sys.executable, "-m", "yibiao", "backup", str(run.folder / "backup.zip")]
    with run.timed("everything is backed up"):
        run.backup = subprocess.Popen(
            [*command, "--data", str(run.data)], stdout=subprocess.DEVNULL
        )
        assert run.backup.wait() == 0


# ------------------------------------------------------------------------------------------- what stands


def _bare(answer: dict[str, Any]) -> dict[str, Any]:
    """What rows and columns an answer has."""
    return {name: answer[name] for name in ("columns", "rows", "subjects")}


def require_everybody(run: Run, answer: dict[str, Any]) -> None:
    """The groups are of everybody."""
    at = [each["id"] for each in answer["columns"]].index("count")
    assert sum(row[at] for row in answer["rows"]) == run.people


def require_entries(run: Run) -> None:
    """Each entry stands where its receipt says, once, and the records hold it."""
    assert len({number for number, _ in run.filed}) == len(run.filed) > 0
    database = journal(run.data)
    for number, position in run.filed:
        (found,) = database.execute(
            "SELECT id, body FROM event WHERE stream = 'main' AND position = ?", (position,)
        )
        values = entry(number)["values"]
        assert found[0] == f"entry-{number}"
        assert json.loads(found[1])["entry"]["values"] == values
        assert values.items() <= _held(database, f"resident:{number}").items()


def require_workbook(run: Run, house: House) -> None:
    """The records say what the workbook says: of the first, the last, and one in a thousand."""
    database, rows = journal(run.data), run.records // 10
    more = [
        each.element
        for registration in house.registry.registrations.values()
        if registration.form.series == "more"
        for each in registration.bindings.values()
    ]
    for number in {*range(0, rows, 1_000), rows - 1}:
        said = carrying.before(number, more)
        assert said.items() <= _held(database, f"person:{number}").items()


def _held(database: sqlite3.Connection, subject: str) -> dict[str, Any]:
    ((document,),) = database.execute(
        "SELECT document FROM record WHERE stream = 'main' AND subject = ?", (subject,)
    )
    return {id_: cell.get("value") for id_, cell in json.loads(document)["cells"].items()}


def require_doubles(run: Run, house: House) -> None:
    """As many possible doubles of a community as are found when every two are compared."""
    unit = run.units[0]
    house.picture.catch_up()
    page = doubles.doubles(house, unit, OFFICE, counted=True)
    known = [each.subject for each in house.journal.records(unit) if not each.closed]
    subjects = {each for each in known if each <= (page.after or max(known))}
    assert page.count == afresh(house, unit, subjects)


def require_backup(run: Run) -> None:
    """It has everything that stood when it began; a small one is restored."""
    file_ = run.folder / "backup.zip"
    with archive.Backup(file_) as backup:
        assert run.head <= backup.manifest.head
    if run.records <= MOST_VERIFIED:
        keeping.restore(file_, run.folder / "restored", OFFICE)


# ------------------------------------------------------------------------------------------- what is told


def figures_of(looks: list[Look], took: dict[str, list[float]]) -> dict:
    """The fullest of each process and of all, what was under way then, and what everything took."""
    fullest = max(looks, key=lambda each: each.together.pss)
    names = sorted({name for look in looks for name in look.held})
    return {
        "most": {**fullest.together._asdict(), "at": round(fullest.at, 1), "doing": fullest.doing},
        "processes": {name: _fullest(name, looks, fullest) for name in names},
        "at_rest": looks[0].together._asdict(),
        "in_the_end": looks[-1].together._asdict(),
        "seconds": round(looks[-1].at, 1),
        "looks": len(looks),
        "took": {
            name: {**milliseconds(some), "times": len(some), **_meanwhile(name, looks)}
            for name, some in took.items()
        },
        "engine": os.environ.get("YIBIAO_PICTURE_MEMORY", ""),
    }


def _fullest(name: str, looks: list[Look], fullest: Look) -> dict:
    most = max((each for each in looks if name in each.held), key=lambda each: each.held[name].pss)
    share = fullest.held[name].pss if name in fullest.held else 0
    own = {**most.held[name]._asdict(), "at": round(most.at, 1), "doing": most.doing}
    return {**own, "of_the_most": share}


def _meanwhile(name: str, looks: list[Look]) -> dict:
    """The most that all held while something was under way."""
    return {"most": max((each.together.pss for each in looks if name in each.doing), default=0)}


def show(records: int, figures: dict) -> None:
    def mb(number: float) -> str:
        return f"{number / 1e6:,.0f}"

    table = Table("", "RSS MB", "PSS MB", "in no file MB", "at s", "in the fullest moment, PSS MB")
    for name, row in figures["processes"].items():
        table.add_row(
            name, mb(row["rss"]), mb(row["pss"]), mb(row["own"]), f"{row['at']}", mb(row["of_the_most"]),
        )  # fmt: skip
    most = figures["most"]
    table.add_row("all together", mb(most["rss"]), mb(most["pss"]), mb(most["own"]), f"{most['at']}", mb(most["pss"]))  # fmt: skip
    print(
        f"{records:,} records, everything at once for {figures['seconds']:,} s, looked at {figures['looks']:,} times;"
        f" before {mb(figures['at_rest']['pss'])} MB, in the end {mb(figures['in_the_end']['pss'])} MB;"
        f" the engine may take {figures['engine'] or 'what it takes by itself'}; bar {mb(BAR)} MB"
    )
    console = Console(width=140)
    console.print(table)
    print("Fullest while:", ", ".join(most["doing"]))
    other = Table("", "times", "p50 ms", "p99 ms", "most meanwhile, all, MB")
    for name, row in figures["took"].items():
        other.add_row(
            name, f"{row['times']:,}", f"{row['p50']:,.0f}", f"{row['p99']:,.0f}", mb(row["most"])
        )
    console.print(other)


if __name__ == "__main__":
    main()
