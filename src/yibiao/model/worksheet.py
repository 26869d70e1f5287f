"""Worksheets: the one table of a kind of subject as a unit fills it in offline, and what they carry to be known again by."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple, Self

from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind, ValueKind

#: What no cell of a sheet has room for; it is filled in on the page.
NOT_IN_CELLS: Final = frozenset({ValueKind.ROWS, ValueKind.FILE, ValueKind.SIGNATURE})

#: The sheet of each kind of subject.
SHEET_NAMES: Final = {
    SubjectKind.PERSON: "人",
    SubjectKind.HOUSEHOLD: "户",
    SubjectKind.DWELLING: "房",
    SubjectKind.ORGANISATION: "企",
    SubjectKind.PLACE: "地",
    SubjectKind.THING: "物",
    SubjectKind.EVENT: "事",
    SubjectKind.UNIT: "基层单元",
}

#: The columns beside the elements, as the hidden row names them.
SUBJECT: Final = "yibiao:subject"
STATUS: Final = "yibiao:status"
REMARK: Final = "yibiao:remark"

#: As the visible row names them.
LABELS: Final = {SUBJECT: "编号（请勿改动）", STATUS: "情况", REMARK: "备注"}

#: The hidden sheet that repeats what each sheet is known by, and the one that holds what may be chosen.
MEMORY: Final = "yibiao"
CHOICES: Final = "代码"
#: The first sheet: how to fill in the others.
GUIDE: Final = "填表说明"

#: Rows before those of subjects: what it is known by (hidden), title, sections, labels.
HEAD: Final = 4

#: How the remark on a new row begins that says: I have looked, it is another than those it resembles.
ANOTHER: Final = "不是同一"

#: What empties a cell; an empty cell says nothing.
CLEARING: Final = frozenset({"清空", "（清空）", "(清空)", "#清空"})

#: What a cell of a sheet may hold when it is read.
Raw = Any

State = Literal[
    "held", "stale", "missing", "derived", "not-asked", "open", "blocked", "conflict", "accepted"
]


#: What a cell says that is no value: a mark or the code of a finding, and what stood there, which no message repeats.
#: A plain tuple, as rows come by the hundred thousand from the process that reads them.
Said = tuple[str, str]
CLEAR: Final[Said] = ("clear", "")


@dataclass(frozen=True)
class SheetColumn:
    """
    One element of a sheet.

    Attributes:
        label: With its unit of measure, and a star where a form requires it.
        section: The heading above it.
        note: What it means and who asks it.
        choices: Its values, each as it is shown, where it has a list of them.
    """

    element: Element
    label: str
    section: str
    note: str = ""
    choices: tuple[tuple[Any, str], ...] = ()

    @cached_property
    def shown(self) -> dict[Any, str]:
        """How each of its choices is shown."""
        return dict(self.choices)


class RowMark(NamedTuple):
    """
    What a row carries beside its cells.

    Attributes:
        new: Whether the subject is to be a new one.
        cells: The fingerprint of the cells that the workbook showed; empty where it left without one.
    """

    subject: str
    new: bool
    cells: str


#: Hexadecimal digits that check a subject's id.
_CHECK: Final = 6


@dataclass(frozen=True)
class Marker:
    """
    What a sheet is known by when it comes back.

    Attributes:
        base: Journal position that it shows.
        link: Beginning of the link of the event there: another journal has another.
        table: Beginning of the digest of the merged table.
    """

    kind: SubjectKind
    unit: str
    base: int
    link: str
    table: str

    def text(self) -> str:
        """As it stands in the sheet."""
        return f"yibiao;1;{self.kind};{self.unit};{self.base};{self.link};{self.table}"

    @classmethod
    def of(cls, text: Raw) -> Self | None:
        """The marker that stands there; `None` where none does."""
        found = _MARKER.fullmatch(text.strip()) if isinstance(text, str) else None
        if found is None:
            return None
        kind, unit, base, link, table = found.groups()
        return cls(SubjectKind(kind), unit, int(base), link, table)

    def sealed(self, subject: str, *, new: bool = False, cells: str = "") -> str:
        """The id of a subject as its row carries it, with a check that a slip of the hand breaks, and the fingerprint of its cells."""
        return f"{'+' if new else ''}{subject}~{self._check(subject)}{cells}"

    def unsealed(self, text: str) -> RowMark | None:
        """What a row carries; `None` where the id is not what it was."""
        subject, _, told = text.strip().removeprefix("+").rpartition("~")
        whole = bool(subject) and told[:_CHECK] == self._check(subject)
        return RowMark(subject, text.strip().startswith("+"), told[_CHECK:]) if whole else None

    def new_subject(self, what: str) -> str:
        """The id of a subject that a row of this sheet may open, by whatever tells the row from others."""
        return f"{self.kind}-{_digest(self.text(), what)[:20]}"

    def _check(self, subject: str) -> str:
        return _digest(self.unit, self.link, subject)[:_CHECK]


_MARKER: Final = re.compile(
    rf"yibiao;1;({'|'.join(SubjectKind)});([0-9]{{2,15}});([0-9]+);([0-9a-f]*);([0-9a-f]*)"
)


@dataclass(frozen=True)
class Worksheet:
    """The sheet of one kind of subject: its columns in their order."""

    kind: SubjectKind
    columns: tuple[SheetColumn, ...]

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return SHEET_NAMES[self.kind]

    @cached_property
    def by_element(self) -> dict[str, int]:
        """Where the column of an element stands among `columns`."""
        return {each.element.id: number for number, each in enumerate(self.columns)}


def shown(value: Any, column: SheetColumn) -> str:
    """
    A value as its cell shows it; numbers and dates stand there as such.

    Links carry the id of whom they lead to in brackets.
    """
    if value is None:
        return ""
    if isinstance(value, list):
        return "、".join(column.shown.get(each, str(each)) for each in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return column.shown.get(value, str(value)) if column.choices else str(value)


class Fingerprints:
    """
    Of rows in which the cell of each element stands at a *place*: another one where any says another thing, 16 digits each.

    Where the cells stand makes no difference. Blanks around a text, or a number written as a text, make another one: such a
    row is read like one that changed.
    """

    def __init__(self, places: Mapping[str, int]) -> None:
        elements = sorted(places)
        self._places = [places[each] for each in elements]
        self._begun = hashlib.blake2b(_joined(elements), digest_size=8)

    def of(self, row: Sequence[Raw]) -> str:
        """That of a row, as it is to be written or was read: they come by the hundred thousand, and most cells are texts."""
        cells = map(row.__getitem__, self._places)
        told = self._begun.copy()
        told.update(_joined([each if each.__class__ is str else _told(each) for each in cells]))
        return told.hexdigest()


def _joined(texts: Iterable[str]) -> bytes:
    return "\x1f".join(["", *texts]).encode(errors="surrogatepass")


def _told(raw: Raw) -> str:
    """A number as files have them, with a point; a day as ISO 8601 writes it."""
    if raw is None:
        return ""
    return str(float(raw)) if raw.__class__ is int else str(raw)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
