"""A subject's record and entries → what a workbook showed of it, what is held by now, and what was said in between."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, Self

import msgspec
from pydantic_core import from_json

from yibiao import filling
from yibiao.model.record import Entry, Record


class HeldRow(NamedTuple):
    """
    What a record says, no more of it than a row is compared with: a hundred thousand are read in an import.

    Attributes:
        contested: The elements whose cells are.
    """

    position: int
    unit: str
    closed: bool
    values: Mapping[str, Any]
    contested: frozenset[str]

    @classmethod
    def somewhere(cls, unit: str) -> Self:
        """Somebody of whom nothing matters but the unit that has them."""
        return cls(0, unit, closed=False, values={}, contested=_NONE)

    @classmethod
    def all_of(cls, documents: str) -> dict[str, Self]:
        """The records of stored texts with a comma between each, by subject."""
        contested = _CONTESTED in documents
        return {
            each.subject: cls(
                each.position,
                each.unit,
                each.closed,
                {id_: cell.value for id_, cell in each.cells.items()},
                frozenset([id_ for id_, cell in each.cells.items() if cell.contested])
                if contested
                else _NONE,
            )
            for each in _told(f"[{documents}]")
        }


class _Cell(msgspec.Struct, gc=False):
    value: Any = None
    contested: tuple[msgspec.Raw, ...] = ()


class _Record(msgspec.Struct, gc=False):
    subject: str
    position: int
    unit: str
    closed: bool = False
    cells: dict[str, _Cell] = {}


#: What stands in every text that has contested cells, and in few others.
_CONTESTED: Final = '"contested"'
_NONE: Final[frozenset[str]] = frozenset()

_told: Final = msgspec.json.Decoder(list[_Record]).decode


class Story(NamedTuple):
    """
    One subject.

    Attributes:
        then: The values that the workbook showed; nothing where the subject was not there yet.
        now: What is held.
        since: The entries after what the workbook showed, oldest first.
    """

    then: Mapping[str, Any] | None = None
    now: HeldRow | None = None
    since: tuple[Entry, ...] = ()

    @property
    def untouched(self) -> bool:
        """Whether what is held is what the workbook showed, because nothing was stated since."""
        return self.now is not None and self.then is self.now.values


def story(now: HeldRow, told: Sequence[Any], base: int) -> Story:
    """A subject, as it was at *base*; *told* are its entries, needed only where there are any since."""
    if now.position <= base:
        return Story(now.values, now)
    then: Record | None = None
    since = []
    for position, body in told:
        if body is None:
            continue
        entry = Entry.model_validate(from_json(body)["entry"])
        if position <= base:
            then = filling.fold(then, entry, position)
        else:
            since.append(entry)
    values = then.values if then else None
    return Story(values, now, tuple(since))
