"""Nouns ↔ the rows they are kept in."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

import msgspec
from pydantic_core import from_json

from yibiao.model.event import Event
from yibiao.model.record import Chain, Record

Thing = TypeVar("Thing")

#: No database refuses a list of this many parameters.
MANY: Final = 500


def event(row: Any) -> Event:
    """The event of a row; one whose body was erased has an empty body and no salt."""
    return Event.of(
        {
            "stream": row.stream,
            "position": row.position,
            "id": row.id,
            "at": datetime.fromisoformat(row.at),
            "actor": row.actor,
            "kind": row.kind,
            "version": row.version,
            "unit": row.unit,
            "subject": row.subject,
            "body": {} if row.body is None else from_json(row.body),
            "salt": row.salt or "",
            "digest": row.digest,
            "link": row.link,
        }
    )


def event_row(event: Event, body: str) -> tuple[Any, ...]:
    """The row of *event*, in the order of `EVENT`'s columns; *body* is the text that was digested."""
    return (
        event.stream,
        event.position,
        event.id,
        event.at.isoformat(),
        event.actor,
        event.kind,
        event.version,
        event.unit,
        event.subject,
        body,
        event.salt,
        event.digest,
        event.link,
    )


def record(document: str) -> Record:
    """The record of its stored text."""
    return _READ.decode(document)


def records(documents: str) -> list[Record]:
    """The records of their stored texts, with a comma between each."""
    return _READ_ALL.decode(f"[{documents}]")


def record_row(stream: str, record: Record) -> dict[str, Any]:
    """The row of *record*."""
    return {
        "stream": stream,
        "subject": record.subject,
        "kind": record.kind.value,
        "unit": record.unit,
        "position": record.position,
        "document": record_document(record),
    }


def record_document(record: Record) -> str:
    """The text that *record* is stored as."""
    return _WRITE.encode(record).decode()


def _chain(_: type, told: Any) -> Chain:
    return Chain.model_validate(told)


_READ: Final = msgspec.json.Decoder(Record, dec_hook=_chain)
_READ_ALL: Final = msgspec.json.Decoder(list[Record], dec_hook=_chain)
_WRITE: Final = msgspec.json.Encoder(enc_hook=Chain.document)


def keepable(name: str) -> bool:
    """Whether a row may be named so: not every database can keep a NUL, or even be asked about one."""
    return "\0" not in name


def several(things: Iterable[Thing], most: int) -> Iterator[list[Thing]]:
    """*things* in lists of *most*, the last one shorter; none when there are none."""
    left = iter(things)
    while some := list(islice(left, most)):
        yield some


def batched(names: Iterable[str]) -> Iterator[list[str]]:
    """*names* in lists short enough for one statement; without those that nothing is named by."""
    yield from several(filter(keepable, names), MANY)
