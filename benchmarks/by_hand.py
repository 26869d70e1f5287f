"""
What somebody would write by hand for filing, and nothing else: sqlite3, one connection, one commit a group.

It takes the entries as they were sent and leaves what the service left: the entry's event with salt, digest and
link, the record with each cell's value and position, the keys by which the subject is found again, the head of the stream. It
looks whether the entry stands already and reads the record that it changes. What it is given: the moment, the salt, and
which keys come and go. What it leaves out: HTTP, who may, checks, rules, collisions, doubles, the picture.
"""

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from benchmarks.houses import compact
from benchmarks.measured import milliseconds

#: As the service has them, but that nobody copies its log beside it.
PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "cache_size = -32768",
    "wal_autocheckpoint = 8000",
)

_LINKED: Final = (
    *("stream", "position", "id", "at", "actor", "kind", "version", "unit", "subject"),
    "digest",
)


class Written(NamedTuple):
    """
    What the service wrote for one entry.

    Attributes:
        sent: The entry.
        before: The link of the event before it.
        event: Its row in the journal, by column.
        document: The record's text.
        keys: Of the look-up table: those that go, those that come.
    """

    sent: bytes
    before: str
    event: dict
    document: str
    keys: tuple[list[tuple], list[tuple]]


def filed_by_hand(data: Path, written: list[Written], together: int) -> dict:
    """
    How quickly it files the same, in the same order; `writes` is that of its writing and commits alone.

    What it leaves is what the service left, or nothing is told.
    """
    database = journal(data)
    for pragma in PRAGMAS:
        database.execute(f"PRAGMA {pragma}").fetchall()
    head, link = written[0].event["position"] - 1, written[0].before
    took, writing = [], 0.0
    begun, worked = time.perf_counter(), time.process_time()
    for start in range(0, len(written), together):
        since = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        made = []
        for each in written[start : start + together]:
            head += 1
            event, document = _made(database, each, head, link)
            link = event[-1]
            made.append((event, (document, head, event[0], event[8]), each.keys))
        computed = time.perf_counter()
        _write(database, made, head, link)
        database.execute("COMMIT")
        took.append(time.perf_counter() - since)
        writing += time.perf_counter() - computed
    elapsed, worked = time.perf_counter() - begun, time.process_time() - worked
    _expect_the_same(database, written, link)
    return {
        "speed": round(len(written) / elapsed),
        "writes": round(len(written) / writing),
        "µs of a processor": round(worked / len(written) * 1e6),
        **milliseconds(took),
    }


def _made(database: sqlite3.Connection, each: Written, head: int, link: str) -> tuple[tuple, str]:
    """The event's row and the record's text."""
    entry = msgspec.json.decode(each.sent)
    stream = each.event["stream"]
    known = database.execute(
        "SELECT 1 FROM event WHERE stream = ? AND id = ?", (stream, entry["id"])
    ).fetchone()
    assert known is None
    ((document,),) = database.execute(
        "SELECT document FROM record WHERE stream = ? AND subject = ?", (stream, entry["subject"])
    ).fetchall()
    record = msgspec.json.decode(document)
    record["position"] = head
    cells = record.setdefault("cells", {})
    for element, value in entry["values"].items():
        cells[element] = {"value": value, "position": head}
    body = json.dumps(
        {"entry": {"act": "state", **entry}},
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    salt = each.event["salt"]
    digest = hashlib.sha256(f"{salt}{body}".encode()).hexdigest()
    told = {**each.event, "position": head, "digest": digest}
    text = msgspec.json.encode([link, *(told[name] for name in _LINKED)])
    told |= {"body": body, "link": hashlib.sha256(text).hexdigest()}
    return tuple(told.values()), msgspec.json.encode(record).decode()


def _write(database: sqlite3.Connection, made: list[tuple], head: int, link: str) -> None:
    events, records, keys = zip(*made, strict=True)
    places = ", ".join("?" * len(events[0]))
    database.executemany(f"INSERT INTO event VALUES ({places})", events)
    database.executemany(
        "UPDATE record SET document = ?, position = ? WHERE stream = ? AND subject = ?", records
    )
    gone = sorted(row for rows, _ in keys for row in rows)
    come = sorted(row for _, rows in keys for row in rows)
    removed = database.executemany(
        "DELETE FROM subject_key WHERE stream = ? AND key = ? AND subject = ?", gone
    ).rowcount
    assert removed == len(gone)
    database.executemany("INSERT INTO subject_key VALUES (?, ?, ?)", come)
    database.execute("UPDATE stream SET head = ?, link = ?", (head, link))


def _expect_the_same(database: sqlite3.Connection, written: list[Written], link: str) -> None:
    """The same chain of events, byte for byte, and records that say the same."""
    assert written[-1].event["link"] == link
    for each in written:
        ((document,),) = database.execute(
            "SELECT document FROM record WHERE stream = ? AND subject = ?",
            (each.event["stream"], each.event["subject"]),
        )
        assert json.loads(each.document) == json.loads(document)


# ------------------------------------------------------------------- what the service wrote


def rows_written(data: Path, peer: Path, given: list[dict]) -> list[Written]:
    """What the service wrote for each entry, in the order in which it did; *peer* is as it was before."""
    database = journal(data)
    subjects = [each["subject"] for each in given]
    before, after = _keys_of(peer, subjects), _keys_of(data, subjects)
    sent = {each["id"]: compact(each) for each in given}
    events = sorted(_events(database, sent), key=lambda event: event["position"])
    return [
        Written(
            sent[event["id"]],
            _link(database, event["position"] - 1),
            event,
            _document(database, event["subject"]),
            _moved(before[event["subject"]], after[event["subject"]]),
        )
        for event in events
    ]


def _events(database: sqlite3.Connection, ids: dict[str, bytes]) -> Iterator[dict]:
    names = [each[1] for each in database.execute("PRAGMA table_info(event)")]
    for id_ in ids:
        row = database.execute("SELECT * FROM event WHERE stream = 'main' AND id = ?", (id_,))
        yield dict(zip(names, row.fetchone(), strict=True))


def _link(database: sqlite3.Connection, position: int) -> str:
    ((link,),) = database.execute(
        "SELECT link FROM event WHERE stream = 'main' AND position = ?", (position,)
    )
    return link


def _document(database: sqlite3.Connection, subject: str) -> str:
    ((document,),) = database.execute(
        "SELECT document FROM record WHERE stream = 'main' AND subject = ?", (subject,)
    )
    return document


def _keys_of(data: Path, subjects: list[str]) -> dict[str, set[tuple]]:
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


def _moved(before: set[tuple], after: set[tuple]) -> tuple[list[tuple], list[tuple]]:
    """The rows that went and those that came, in the order in which they lie."""
    return sorted(before - after), sorted(after - before)


def journal(data: Path) -> sqlite3.Connection:
    """Its database. Questions to it name the one stream there is, for the indexes begin with it."""
    return sqlite3.connect(data / "journal.sqlite", isolation_level=None)
