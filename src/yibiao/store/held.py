"""Entries whose last word is not what is held: registers' and devices' → what they left to be held, as if it were stated."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from pydantic_core import from_json
from sqlalchemy import Row

from yibiao.model.record import Entry, Record
from yibiao.store import chain
from yibiao.store.reading import Reading

Fold = Callable[[Record | None, Entry, int], Record]

#: How their bodies, canonical JSON, tell them from those of a desk, whose newest word is always held.
_CHAIN: Final = '"chain":{'
_MARKS: Final = ('"act":"load"', '"loaded":[', _CHAIN)


def told(reading: Reading, entries: Iterable[Row[Any]], fold: Fold | None) -> dict[str, list[Any]]:
    """
    What `STATEMENTS_SQL` takes, of the entries that were not erased.

    The newest statement up to a position is then what was held there, which is all that questions about the past ask.
    """
    kept = [each for each in entries if each.body is not None]
    bodies = {each.position: each.body for each in kept}
    if fold is not None:
        others = [each for each in kept if any(mark in each.body for mark in _MARKS)]
        standing = set(_standing(reading, [each for each in others if _CHAIN not in each.body]))
        others = [each for each in others if each.position not in standing]
        bodies |= _held(reading, others, fold)
    return {"positions": list(bodies), "bodies": list(bodies.values())}


def _standing(reading: Reading, loads: Sequence[Row[Any]]) -> Iterator[int]:
    """
    Those of *loads* of which all is held to this day: it was held from the first, and nothing need be folded.

    For a register's word is held where no person's stands, and persons' give way only to persons'.
    """
    documents = map(from_json, reading.documents({each.subject for each in loads}))
    cells = {each["subject"]: each.get("cells", {}) for each in documents}
    for each in loads:
        held = cells.get(each.subject, {})
        values = from_json(each.body)["entry"]["values"]
        if all(held.get(id_, {}).get("position") == each.position for id_ in values):
            yield each.position


def _held(reading: Reading, entries: Sequence[Row[Any]], fold: Fold) -> dict[int, str]:
    wanted = {each.position for each in entries}
    last = max(wanted, default=0)
    found = {}
    for _, story in reading.stories({each.subject for each in entries}):
        record = None
        for position, body in story:
            if position > last:
                break
            if body is not None:
                entry = Entry.model_validate(from_json(body)["entry"])
                record = fold(record, entry, position)
                if position in wanted:
                    found[position] = chain.canonical(_as_stated(entry, record))
    return found


def _as_stated(entry: Entry, record: Record) -> dict[str, Any]:
    """The body of an entry that says plainly what is held of all that *entry* speaks of."""
    values: dict[str, Any] = {id_: record.cells[id_].value for id_ in entry.values}
    act: str = entry.act
    if act in ("close", "merge") and not record.closed:
        act, values["#closed"] = "overruled", False
    said = {"kind": entry.kind.value, "subject": entry.subject, "act": act, "unit": record.unit}
    return {"entry": {**said, "values": values}}
