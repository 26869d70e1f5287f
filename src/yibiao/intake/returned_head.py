"""The first rows of a sheet that came back → what its columns are, by the hidden row of ids or else by the labels."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from yibiao.model.worksheet import LABELS, REMARK, STATUS, SUBJECT, Marker, Raw, Worksheet

#: Rows in which the head of a sheet is looked for.
_TOP: Final = 12
#: Labels that must be recognised where the hidden row is gone.
_FEWEST: Final = 2


@dataclass
class Head:
    """
    What stands above the rows of a sheet.

    Attributes:
        slots: What each of its columns is, as in `ReturnedSheet`.
        top: The row of labels.
        unknown: Columns that the hidden row names and nobody knows any more.
    """

    slots: tuple[str, ...]
    top: int
    marker: Marker | None
    unknown: list[tuple[int, str]] = field(default_factory=list)


def head_of(
    rows: Iterator[tuple[int, list[Raw]]],
    name: str,
    worksheets: dict[Any, Worksheet],
    remembered: dict[str, Marker],
) -> Head | None:
    """The head of a sheet of ours; `None` if it is none."""
    top = [row for _, row in zip(range(_TOP), rows, strict=False)]
    top_rows = [row for _, row in top]
    for number, row in enumerate(top_rows, start=1):
        marker = next((found for each in row if (found := Marker.of(each))), None)
        if marker is not None and marker.kind in worksheets:
            return _marked(top_rows, number, row, marker, worksheets[marker.kind])
    return _labelled(top_rows, name, worksheets, remembered)


def _marked(
    top: Sequence[list[Raw]], number: int, row: list[Raw], marker: Marker, worksheet: Worksheet
) -> Head:
    """By the hidden row; the labels stand below it, wherever."""
    slots = tuple(SUBJECT if Marker.of(each) else str(each).strip() for each in row)
    known = {SUBJECT, STATUS, REMARK, *worksheet.by_element}
    unknown = [(column, each) for column, each in enumerate(slots) if each and each not in known]
    labels, below = _labels(top[number:], worksheet)
    if labels:
        slots = tuple(each or labels.get(column, "") for column, each in enumerate(slots))
    slots = tuple(each if each in known else "" for each in slots)
    return Head(_once(slots), number + below, marker, unknown)


def _labelled(
    top: Sequence[list[Raw]],
    name: str,
    worksheets: dict[Any, Worksheet],
    remembered: dict[str, Marker],
) -> Head | None:
    """By the labels, where the hidden row is gone; the hidden sheet then says what it is known by."""
    by_kind = {marker.kind: marker for marker in remembered.values()}
    named = remembered.get(name)
    best: Head | None = None
    most = _FEWEST - 1
    for kind, marker in ({named.kind: named} if named else by_kind).items():
        if kind not in worksheets:
            continue
        labels, below = _labels(top, worksheets[kind])
        if len(labels) > most:
            most = len(labels)
            width = max(labels) + 1
            slots = tuple(labels.get(column, "") for column in range(width))
            best = Head(_once(slots), below, marker)
    return best


def _labels(top: Sequence[list[Raw]], worksheet: Worksheet) -> tuple[dict[int, str], int]:
    """By column, what the row of labels names; and how many rows there are until it, 0 where none is found."""
    known = {_bare(text): slot for slot, text in LABELS.items()}
    counted = Counter(_bare(each.label) for each in worksheet.columns)
    known.update(
        {
            _bare(each.label): each.element.id
            for each in worksheet.columns
            if counted[_bare(each.label)] == 1
        }
    )
    best: dict[int, str] = {}
    at = 0
    for number, row in enumerate(top, start=1):
        found = {
            column: known[_bare(str(each))]
            for column, each in enumerate(row)
            if each != "" and _bare(str(each)) in known
        }
        if len(found) > max(len(best), _FEWEST - 1):
            best, at = found, number
    return best, at


def _bare(label: str) -> str:
    return re.sub(r"[\s*＊]+", "", unicodedata.normalize("NFKC", label))


def _once(slots: tuple[str, ...]) -> tuple[str, ...]:
    """Each named once; a column that somebody copied says nothing."""
    return tuple(each if slots.index(each) == column else "" for column, each in enumerate(slots))
