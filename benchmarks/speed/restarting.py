"""
How soon a service is back with a million records: until `/health` answers, and until its queries do.

    python benchmarks/speed/restarting.py [--records 1000000] [--backup] [--small] [--keep]

It is started over a directory that was closed in order, over one whose service was killed, over one whose picture was
deleted, and over that one again after a kill half way. Beside it stands a process that only loads the program, which is
what no data can make slower. While the picture is drawn, a department's slice must say how far that is, and answer as of it
to whoever asks for that; entries are filed and records read all the while.

With --backup the directory is backed up beside the service, and restored.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.houses import OFFICE, UNIT
from benchmarks.measured import keep
from benchmarks.served import Server, asked, request
from benchmarks.speed.filling import SEEN
from benchmarks.speed.filling import prepare as people

from yibiao.flows import keep as keeping
from yibiao.flows.house import House

#: What the service is started over, one after the other.
HALF = "no picture, killed half way"
WAYS = ("closed in order", "killed", HALF, "half a picture")

#: So many records are verified as a whole in the end.
MOST_VERIFIED = 50_000

#: Below this nobody is ever told that the picture is behind.
PATIENCE = 20_000


def main() -> None:
    arguments = argparse.ArgumentParser(description="Restarting.")
    arguments.add_argument("--records", type=int, default=1_000_000)
    arguments.add_argument("--backup", action="store_true", help="back up and restore as well")
    arguments.add_argument("--small", action="store_true", help="30,000 records")
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    records = 30_000 if chosen.small else chosen.records
    figures = measured(records, backup=chosen.backup)
    show(records, figures)
    if chosen.keep:
        keep("restarting", {"records": records, **figures})


def measured(records: int, *, backup: bool = False, ways: Sequence[str] = WAYS) -> dict:
    """Seconds until the service answers, and until its picture shows everything, by what it found."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        form = prepare(data, records)
        runs = [{"run": "the program alone", "answers": loaded(), "whole": [0.0, 0.0]}]
        for way in ways:
            if way == HALF:
                (data / "picture.duckdb").unlink()
            runs.append(started(way, data, records, form, half=way == HALF))
        copied = backed_up(data, Path(folder), records) if backup else {}
        if records <= MOST_VERIFIED:
            with House(data) as house:
                assert keeping.verify(house, OFFICE) == ()
    return {"runs": runs, **copied}


def show(records: int, figures: dict) -> None:
    table = Table("", "answers after s", "CPU s", "picture whole after s", "CPU s", "memory MB")
    for row in figures["runs"]:
        memory = f"{row['memory'] / 1e6:,.0f}" if "memory" in row else ""
        answers, whole = row["answers"], row["whole"]
        table.add_row(row["run"], *(f"{each:.1f}" for each in (*answers, *whole)), memory)
    print(f"{records:,} records")
    Console(width=140).print(table)
    if "backup" in figures:
        print(
            f"backed up in {figures['backup']:.0f} s to {figures['size'] / 1e6:,.0f} MB,"
            f" restored in {figures['restore']:.0f} s"
        )


def prepare(data: Path, records: int) -> str:
    """A house with so many subjects and its picture; the form of which a slice is asked."""
    people(data, records)
    with House(data) as house:
        house.picture.catch_up()
        return next(iter(house.registry.registrations))


def loaded() -> list[float]:
    """Seconds that a process takes to load the service, without any data, and of a processor."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import yibiao.cli, yibiao.web.app, uvicorn"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [round(time.perf_counter() - begun, 2), round(used, 2)]


def used(server: Server) -> float:
    """Seconds of a processor that the service has used."""
    told = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return round((int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK"), 2)


def started(run: str, data: Path, records: int, form: str, *, half: bool = False) -> dict:
    """The service over *data*, and killed again: once its picture shows everything, or with *half* as soon as it shows half."""
    begun = time.perf_counter()
    server = Server(data)
    try:
        health = json.loads(server.ask("/health"))
        answers = [round(time.perf_counter() - begun, 2), used(server)]
        if health["position"] - health["picture"] > 2 * PATIENCE:
            require_told(server, form)
        wanted = health["position"] // 2 if half else health["position"]
        while json.loads(server.ask("/health"))["picture"] < wanted:
            assert json.loads(server.ask("/api/v1/records/resident:0"))
            time.sleep(0.05)
        whole = [round(time.perf_counter() - begun, 1), used(server)]
        if not half:
            rows = json.loads(server.ask(slice_path(form)))["rows"]
            assert len(rows) == SEEN, len(rows)
        memory = server.most_memory
    finally:
        server.process.kill()
        server.process.wait()
    assert health["position"] > records
    return {"run": run, "answers": answers, "whole": whole, "memory": memory}


def slice_path(form: str, **asked_for: str) -> str:
    more = "".join(f"&{name}={value}" for name, value in asked_for.items())
    return f"/api/v1/slices/{quote(form)}?unit={UNIT}{more}"


def require_told(server: Server, form: str) -> None:
    """A slice says how far the picture is, or answers as of that as soon as it knows what is asked."""
    told = behind(*asked_once(server, form))
    assert told["position"] < told["head"]
    while (answer := asked_once(server, form, stale="true"))[0] != 200:
        behind(*answer)
        time.sleep(0.05)
    assert told["position"] <= json.loads(answer[1])["as_of"] <= told["head"]


def asked_once(server: Server, form: str, **asked_for: str) -> tuple[int, bytes]:
    """Status and body of the answer to a slice."""
    (((_, status, body),), _, _) = asked(server.port, [request(slice_path(form, **asked_for))], 1)
    return status, body


def behind(status: int, body: bytes) -> dict:
    """What is said of how far the picture is."""
    told = json.loads(body)
    assert (status, told["type"]) == (503, "urn:yibiao:problem:picture-behind"), body
    return told


def backed_up(data: Path, folder: Path, records: int) -> dict:
    """Seconds that a backup beside the service takes, its size, and the seconds until it is restored."""
    file = folder / "backup.zip"
    with Server(data):
        begun = time.perf_counter()
        made = keeping.backup(data, file, OFFICE)
        backup = time.perf_counter() - begun
    assert made.head > records
    begun = time.perf_counter()
    keeping.restore(file, folder / "restored", OFFICE)
    restore = time.perf_counter() - begun
    return {"backup": round(backup, 1), "size": file.stat().st_size, "restore": round(restore, 1)}


if __name__ == "__main__":
    main()
