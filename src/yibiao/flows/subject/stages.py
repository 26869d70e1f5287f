"""A subject's story in the journal → its stages: entry by entry, each with the record as it then stood."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import from_json

from yibiao import filling
from yibiao.model.record import Entry, Record
from yibiao.store import Journal, Told


class Stage(NamedTuple):
    """An entry of a subject's story, and the record once it stood; of one whose body was erased, no entry."""

    position: int
    entry: Entry | None
    record: Record | None

    @property
    def values(self) -> Mapping[str, Any]:
        """What it stated."""
        return self.entry.values if self.entry else {}


def stages(story: Iterable[Told]) -> Iterator[Stage]:
    """Entry by entry."""
    record = None
    for position, body in story:
        entry = None if body is None else Entry.model_validate(from_json(body)["entry"])
        if entry is not None:
            record = filling.fold(record, entry, position)
        yield Stage(position, entry, record)


def records_at(journal: Journal, subjects: Sequence[str], position: int) -> dict[str, Record]:
    """The records of *subjects* as they stood at a position, whoever may see them; of what was not there yet, none."""
    with journal.reading() as reading:
        known = ((subject, folded(told, position)) for subject, told in reading.stories(subjects))
        return {subject: record for subject, record in known if record is not None}


def folded(story: Iterable[Told], at: int) -> Record | None:
    """What was held at a position; nothing before the subject was opened."""
    record = None
    for stage in stages(each for each in story if each.position <= at):
        record = stage.record
    return record
