"""A subject's entries → what a workbook showed of it, what is held by now, and what was said in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from yibiao import filling
from yibiao.model.record import Entry, Record


@dataclass(frozen=True)
class Story:
    """A subject's entries after what the workbook showed, oldest first, and its record then and now."""

    then: Record | None = None
    now: Record | None = None
    since: tuple[tuple[int, Entry], ...] = ()


def story(record: Record | None, told: Sequence[Any], base: int) -> Story:
    """The subject's record, now and as it was at *base*; *told* are its entries, needed only where there are any since."""
    if record is None or record.position <= base:
        return Story(record, record)
    then: Record | None = None
    since = []
    for position, body in told:
        entry = Entry.model_validate(from_json(body)["entry"]) if body is not None else None
        if entry is None:
            continue
        if position <= base:
            then = filling.fold(then, entry, position)
        else:
            since.append((position, entry))
    return Story(then, record, tuple(since))
