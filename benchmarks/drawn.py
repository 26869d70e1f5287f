"""Subjects drawn straight into a journal's tables, because filing a million of them takes a quarter of an hour."""

import random
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.houses import NOW, OFFICE, QUESTIONS

from yibiao import filling
from yibiao.model.event import Draft, Event
from yibiao.model.record import Entry
from yibiao.store import chain, rows
from yibiao.store.tables import EVENT

TOGETHER = 20_000

#: So many different values of an element are drawn: what is stated does not decide how long it takes to keep it.
DIFFERENT = 2_000


def drawn(data: Path, units: list[str], people: int) -> None:
    """
    Hold `resident:0` and on, as many as *people*, spread over *units* in their order, each opened by an entry of its own.

    The journal in *data* is closed and knows the units. What is written is what filing would have written: events with
    salt, digest and link, records folded by the same function. The keys by which subjects are found are made by whoever
    opens it next; `yibiao verify` finds nothing wrong with it then.
    """
    database = sqlite3.connect(data / "journal.sqlite", isolation_level=None)
    ((stream, head, link),) = database.execute("SELECT stream, head, link FROM stream")
    made = _made(_entries(units, people), stream, head, link)
    while some := list(islice(made, TOGETHER)):
        database.execute("BEGIN IMMEDIATE")
        for table, several in zip(("event", "record"), zip(*some, strict=True), strict=True):
            names = list(several[0])
            statement = (
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            )
            database.executemany(statement, [tuple(each.values()) for each in several])
        last = some[-1][0]
        database.execute(
            "UPDATE stream SET head = ?, link = ?, keyed = NULL", (last["position"], last["link"])
        )
        database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _entries(units: list[str], people: int) -> Iterator[Entry]:
    chance = random.Random(people)
    answers = {id_: [answer(chance) for _ in range(DIFFERENT)] for id_, answer in QUESTIONS.items()}
    for number in range(people):
        yield Entry(
            id=f"resident-{number}",
            unit=units[number * len(units) // people],
            subject=f"resident:{number}",
            kind="person",
            act="open",
            values={id_: chance.choice(several) for id_, several in answers.items()},
        )


def _made(
    entries: Iterable[Entry], stream: str, head: int, link: str
) -> Iterator[tuple[dict, dict]]:
    """The event's row and the record's of each entry."""
    for position, entry in enumerate(entries, head + 1):
        body, salt = chain.canonical({"entry": entry.document()}), secrets.token_hex(16)
        draft = Draft(
            id=entry.id, kind="entry.filed", actor=OFFICE.id, at=NOW, body={},
            unit=entry.unit, subject=entry.subject,
        )  # fmt: skip
        members = {
            **{name: getattr(draft, name) for name in Draft.model_fields},
            "stream": stream,
            "position": position,
            "salt": salt,
            "digest": chain.digest(salt, body),
        }
        link = chain.link(link, {**members, "at": NOW.isoformat()})
        event = Event.model_construct(**members, link=link)
        record = filling.fold(None, entry, position)
        row = dict(zip(EVENT.c.keys(), rows.event_row(event, body), strict=True))
        yield row, rows.record_row(stream, record)
