"""A subject's record and entries → what a workbook showed of it, what is held by now, and what was said in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import msgspec
from pydantic_core import from_json

from yibiao import filling
from yibiao.model.record import Entry, Record


@dataclass(frozen=True)
class HeldRow:
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
    def of(cls, document: str) -> Self:
        """The record of a stored text."""
        told = _told(document)
        cells = told.cells
        return cls(
            told.position,
            told.unit,
            told.closed,
            {id_: cell.value for id_, cell in cells.items()},
            frozenset([id_ for id_, cell in cells.items() if cell.contested])
            if _CONTESTED in document
            else _NONE,
        )


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

_told: Final = msgspec.json.Decoder(_Record).decode


@dataclass(frozen=True)
class Story:
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
