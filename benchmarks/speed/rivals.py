"""
A city's slices beside PostgreSQL and Datasette: the same six questions of the same people, and the same answers.

    python benchmarks/speed/rivals.py [--people 1000000] [--small] [--times 5] [--cache DIR] [--keep]

The people of `city` with all their columns are put into PostgreSQL twice: in columns, and as one JSONB document a person. Both have
the indexes that somebody would make who knows the questions, also of what follows from identity numbers, which is there as in the
picture; both are analysed, on a server whose memory holds them. The quicker of the two counts. Datasette has the columns in SQLite,
indexed and analysed, and answers over HTTP as JSON, because that is what it does.

PostgreSQL's is either a new server in a directory of its own (version 15, from the package of that name), or an empty database named
by `YIBIAO_POSTGRESQL`. `YIBIAO_DATASETTE` names Datasette's program. What is not there is left out, with the reason. Every answer is
held against SQL that takes identity numbers apart by itself before anything is timed. Of what is asked of the whole city ours must be
ten times as quick as PostgreSQL; DuckDB alone, with SQL by hand on the same tables, stands beside, as what there is to be had.

Who has taken ten seconds for a question is not asked it again. Most of a run of a million goes into filling the others: JSONB and its
index alone take PostgreSQL some minutes.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks import city, rival_tables
from benchmarks.measured import keep, milliseconds
from benchmarks.questions import PLAIN, Question
from benchmarks.speed.slicing import asked, query_of, require_alike, taken

from yibiao.flows.house import House

#: What is asked of the whole city is to be so much quicker than PostgreSQL.
QUICKER = 10

#: DuckDB with SQL by hand on the same tables.
BARE = "DuckDB, by hand"

#: Whoever has taken so many seconds for a question is not asked it again.
ENOUGH = 10

PROGRAMS = Path("/usr/lib/postgresql/15/bin")

#: As much as keeps everything in memory, and sorts there.
SETTINGS = {
    "fsync": "off", "shared_buffers": "2GB", "work_mem": "256MB", "max_wal_size": "8GB", "listen_addresses": "", "autovacuum": "off",
}  # fmt: skip

#: Gives all rows of an answer.
Asks = Callable[[Question], list[tuple]]


def main() -> None:
    chosen = city.arguments("Slices beside PostgreSQL and Datasette.", 5).parse_args()
    people = chosen.people
    figures = measured(people, chosen.times, chosen.cache)
    show(people, figures)
    if chosen.keep:
        keep("rivals", {"people": people, **figures})


def measured(people: int, times: int, folder: Path) -> dict[str, Any]:
    """The figures of every question by everybody who is there, and why others are not."""
    absent: dict[str, str] = {}
    with city.a_city(folder, people) as house, tempfile.TemporaryDirectory() as place, ExitStack() as open_:  # fmt: skip
        Path(place).chmod(0o755)  # for the server, which is another user
        questions = asked(house, people)
        for each in questions:  # so that what follows is there for the others too
            _ours(house, each)
        everybody: dict[str, Asks] = {
            "ours": lambda question: _ours(house, question),
            BARE: lambda question: house.picture.query(question.quickest).rows,
        }
        for name, rival in (("postgresql", _postgresql), ("datasette", _datasette)):
            reason = _ABSENT[name]()
            if reason:
                absent[name] = reason
            else:
                everybody |= open_.enter_context(rival(house, Path(place)))
        runs = [compared(house, each, everybody, times) for each in questions]
    return {"runs": runs, "absent": absent}


def compared(
    house: House, question: Question, everybody: dict[str, Asks], times: int
) -> dict[str, Any]:
    """One question, asked of everybody in turn."""
    expected = house.picture.query(question.by_hand.format(people=PLAIN)).rows
    for asks in everybody.values():
        found = asks(question)
        width = len(expected[0])
        require_alike([_alike(row[:width], like) for row, like in zip(found, expected, strict=True)], expected)  # fmt: skip
    took: dict[str, list[float]] = {name: [] for name in everybody}
    for _ in range(times):
        for name, asks in everybody.items():
            if sum(took[name]) > ENOUGH:
                continue
            begun = time.perf_counter()
            if name in ("ours", BARE):
                sql = question.quickest if name == BARE else query_of(house, question)
                with house.picture.batches(sql) as answer:
                    taken(answer)
            else:
                asks(question)
            took[name].append(time.perf_counter() - begun)
    figures: dict[str, Any] = {name: milliseconds(of) for name, of in took.items()}
    theirs = [figures[name]["p50"] for name in figures if name.startswith("PostgreSQL")]
    ratio = round(min(theirs) / figures["ours"]["p50"], 1) if theirs else None
    return {
        "run": question.name, "rows": len(expected), "everybody": question.unit is None, "quicker": ratio, **figures,
    }  # fmt: skip


def _alike(row: tuple, like: tuple) -> tuple:
    """A row in the types of another: SQLite has no booleans, and JSON no days."""
    return tuple(
        bool(value) if isinstance(other, bool) and value is not None else value
        for value, other in zip(row, like, strict=True)
    )


def _ours(house: House, question: Question) -> list[tuple]:
    return house.picture.query(query_of(house, question)).rows


@contextmanager
def _postgresql(house: House, place: Path) -> Iterator[dict[str, Asks]]:
    """Both layouts, filled."""
    given = os.environ.get("YIBIAO_POSTGRESQL")
    with ExitStack() as open_:
        address = given or open_.enter_context(_server(place / "postgresql"))
        connection = open_.enter_context(
            psycopg.connect(address.replace("+psycopg", ""), autocommit=True)
        )
        rival_tables.into_postgresql(house, connection)

        def asks(people: str) -> Asks:
            once = rival_tables.worked_out(people)
            return lambda question: connection.execute(
                question.by_hand.format(people=once if question.often else people)
            ).fetchall()

        yield {
            "PostgreSQL, columns": asks(rival_tables.COLUMNS),
            "PostgreSQL, JSONB": asks(rival_tables.DOCUMENTS),
        }


@contextmanager
def _server(place: Path) -> Iterator[str]:
    """A server of our own on a socket, until the end; its address."""
    place.mkdir()
    root = os.geteuid() == 0  # as whom it refuses to run
    if root:
        shutil.chown(place, "postgres")
    before = ["runuser", "-u", "postgres", "--"] if root else []

    def run(program: str, *words: str) -> None:
        command = [*before, str(PROGRAMS / program), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=place)

    run("initdb", "-D", f"{place}/data", "-U", "bench", "--locale=C", "--encoding=UTF8", "-A", "trust")  # fmt: skip
    options = " ".join(f"-c {name}={value or repr('')}" for name, value in SETTINGS.items())
    run("pg_ctl", "-D", f"{place}/data", "-w", "-l", f"{place}/log", "-o", f"{options} -k {place}", "start")  # fmt: skip
    try:
        yield f"postgresql://bench@/postgres?host={place}"
    finally:
        run("pg_ctl", "-D", f"{place}/data", "-m", "immediate", "stop")


@contextmanager
def _datasette(house: House, place: Path) -> Iterator[dict[str, Asks]]:
    """Datasette over a file of SQLite, filled."""
    path, socket = place / "city.db", place / "datasette.sock"
    with sqlite3.connect(path) as connection:
        rival_tables.into_sqlite(house, connection)
    connection.close()
    process = subprocess.Popen(
        [
            os.environ["YIBIAO_DATASETTE"], "serve", str(path), "--uds", str(socket),
            "--setting", "max_returned_rows", "10000000", "--setting", "sql_time_limit_ms", "600000",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(socket, process)
        yield {"Datasette": lambda question: _over_http(socket, question)}
    finally:
        process.terminate()
        process.wait()


def _wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "Datasette did not start"
        if socket.exists():
            return
        time.sleep(0.1)
    raise AssertionError("Datasette does not answer")


def _over_http(socket: Path, question: Question) -> list[tuple]:
    import httpx

    sql = rival_tables.of_sqlite(question.by_hand).format(people=rival_tables.IN_SQLITE)
    asked_ = urlencode({"sql": sql, "_shape": "arrays"})
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(socket)), timeout=600) as client:
        answer = client.get(f"http://datasette/city.json?{asked_}", follow_redirects=True)
    assert answer.status_code == 200, answer.text[:500]
    return [tuple(row) for row in json.loads(answer.content)["rows"]]


def _no_postgresql() -> str | None:
    if os.environ.get("YIBIAO_POSTGRESQL"):
        return None
    if not (PROGRAMS / "initdb").exists():
        return f"no {PROGRAMS}, and YIBIAO_POSTGRESQL names no database"
    return None


def _no_datasette() -> str | None:
    return None if os.environ.get("YIBIAO_DATASETTE") else "YIBIAO_DATASETTE names no program"


_ABSENT = {"postgresql": _no_postgresql, "datasette": _no_datasette}


def show(people: int, figures: dict[str, Any]) -> None:
    print(f"{people:,} people, {city.COLUMNS} columns; p50 in ms")
    for name, reason in figures["absent"].items():
        print(f"{name} is left out: {reason}")
    names = [each for each in figures["runs"][0] if isinstance(figures["runs"][0][each], dict)]
    table = Table("", "rows", *names, "PostgreSQL / ours")
    for row in figures["runs"]:
        wanted = f" of {QUICKER}" if row["everybody"] else ""
        ratio = "" if row["quicker"] is None else f"{row['quicker']:.1f}{wanted}"
        told = [f"{row[each]['p50']:,.1f}" for each in names]
        table.add_row(row["run"], f"{row['rows']:,}", *told, ratio)
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
