"""The parts of an .xlsx that its sheets share: which sheets there are, names, texts, and which styles are dates."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from xml.parsers import expat

from yibiao.errors import Finding, Unreadable
from yibiao.intake.containers.archive import Archive
from yibiao.intake.containers.xml_parts import Budget, Enough, walk
from yibiao.intake.printed import refusal
from yibiao.intake.sheets.sheet_xml import Raw, SheetXml

#: Elements of all parts together; a form has thousands.
MOST_ELEMENTS: Final = 3_000_000
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Formats of days and times that every workbook knows by number.
_DAYS: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_LAST_DAY: Final = 2_958_466


@dataclass(frozen=True)
class Listed:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


@dataclass
class WorkbookXml:
    """
    A workbook whose sheets are read one by one.

    Attributes:
        names: What a defined name stands for.
    """

    archive: Archive
    filename: str
    budget: Budget
    sheets: tuple[Listed, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    days: frozenset[int] = frozenset()
    bordered: frozenset[int] = frozenset()
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 – days of a calendar
    _strings: dict[int, str] = field(default_factory=dict)
    _strings_part: bytes = b""

    @classmethod
    def of(cls, archive: Archive, filename: str) -> "WorkbookXml":
        """
        The workbook in the archive.

        Raises:
            TooLarge: It has more elements than a form needs.
            Unreadable: It is broken, or declares entities.
        """
        workbook = cls(archive, filename, Budget.of(MOST_ELEMENTS))
        try:
            workbook._open()
        except _DAMAGED:
            raise _broken(filename) from None
        return workbook

    def _open(self) -> None:
        related, listed = _Relations(), _Sheets()
        walk(self.archive.members["xl/workbook.xml"], listed, self.budget)
        walk(self.archive.members["xl/_rels/workbook.xml.rels"], related, self.budget)
        self.names = listed.names
        if listed.since_1904:
            self.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
        self.sheets = tuple(
            Listed(name, related.targets[id_][1], hidden)
            for name, id_, hidden in listed.sheets
            if related.targets[id_][0] == "worksheet"
        )
        for kind, target in related.targets.values():
            if kind == "sharedStrings":
                self._strings_part = self.archive.members.get(target, b"")
            elif kind == "styles" and self.archive.members.get(target):
                styles = _Styles()
                walk(self.archive.members[target], styles, self.budget)
                self.days, self.bordered = styles.days, styles.bordered

    def read(self, sheet: Listed, rows: int, cells: int) -> SheetXml:
        """
        What stands on a sheet down to row *rows* at least, and further as long as there are few *cells*.

        Raises:
            TooLarge: It has more elements than a form needs.
            Unreadable: It is broken, or declares entities.
        """
        try:
            part = self.archive.members[sheet.part]
            return SheetXml.of(part, rows, cells, self.budget, self.bordered)
        except _DAMAGED:
            raise _broken(self.filename) from None

    def texts(self, sheet: SheetXml) -> dict[tuple[int, int], str]:
        """The texts of the cells read, by place, figures and days written out."""
        wanted = {
            int(raw.text)
            for raw in sheet.written.values()
            if raw.type == "s" and raw.text.strip().isdecimal()
        }
        try:
            self._gather(wanted - self._strings.keys())
        except _DAMAGED:
            raise _broken(self.filename) from None
        return {
            place: text for place, raw in sheet.written.items() if (text := self._text(raw).strip())
        }

    def _gather(self, wanted: set[int]) -> None:
        if wanted and self._strings_part:
            walk(self._strings_part, _Strings(wanted, max(wanted), self._strings), self.budget)

    def _text(self, raw: Raw) -> str:
        match raw.type:
            case "s":
                number = raw.text.strip()
                return self._strings.get(int(number), "") if number.isdecimal() else ""
            case "inlineStr" | "str":
                return _unescaped(raw.text)
            case "b":
                return "TRUE" if raw.text.strip() == "1" else "FALSE"
            case "e":
                return ""
            case "d":
                return raw.text.replace("T00:00:00", "").replace("T", " ")
        return self._figure(raw.text.strip(), raw.style)

    def _figure(self, text: str, style: int) -> str:
        try:
            figure = float(text)
        except ValueError:
            return text
        if style in self.days and 0 <= figure < _LAST_DAY:
            return _day(self.epoch, figure)
        return str(int(figure)) if figure.is_integer() else str(figure)


_DAMAGED: Final = (expat.ExpatError, LookupError, ValueError, OverflowError)


def _broken(filename: str) -> Exception:
    return refusal(Unreadable, Finding("broken-workbook"), filename)


def _day(epoch: datetime, figure: float) -> str:
    """A number of days since the epoch, as the day, with the time where there is one; less than a day is a time."""
    moment = epoch + timedelta(seconds=round(figure * 86_400))
    if figure < 1:
        return moment.time().isoformat()
    midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if midnight else moment.isoformat(" ", "seconds")


def _unescaped(text: str) -> str:
    """The text with characters that XML cannot hold put back."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)).replace("\0", ""), text).replace(
        "\r\n", "\n"
    )


class _Quiet:
    """A walker that hears everything and makes nothing of it."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def skipped(self, part: bytes, start: int, end: int) -> None:
        pass

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class _Relations(_Quiet):
    """What a workbook's parts are to it: kind and path by id."""

    def __init__(self) -> None:
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets[attributes.get("Id", "")] = kind, path


class _Sheets(_Quiet):
    """The sheets that a workbook lists, its names, and what it counts days from."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.names: dict[str, str] = {}
        self.since_1904 = False
        self._name = ""
        self._text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), id_, hidden))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "definedName":
            self._name, self._text = attributes.get("name", ""), []

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if name == "definedName" and self._text is not None:
            self.names[self._name] = "".join(self._text).strip()
            self._text = None


class _Styles(_Quiet):
    """Which styles of cells are days or times, and which draw a border."""

    def __init__(self) -> None:
        self._formats: dict[str, str] = {}
        self._cells = False
        self._numbers: list[str] = []
        self._borders: list[bool] = []
        self._bordered: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._cells = True
        elif name == "xf" and self._cells:
            self._numbers.append(attributes.get("numFmtId", "0"))
            self._bordered.append(attributes.get("borderId", "0"))
        elif name == "border":
            self._borders.append(False)
        elif name in _SIDES and self._borders and attributes.get("style", "none") != "none":
            self._borders[-1] = True

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._cells = False

    @property
    def days(self) -> frozenset[int]:
        """Numbers of those styles."""
        return frozenset(
            style for style, number in enumerate(self._numbers) if self._of_days(number)
        )

    @property
    def bordered(self) -> frozenset[int]:
        """Numbers of those styles that draw a border."""
        drawn = {str(number) for number, each in enumerate(self._borders) if each}
        return frozenset(style for style, border in enumerate(self._bordered) if border in drawn)

    def _of_days(self, number: str) -> bool:
        if number in self._formats:
            first = _QUOTED.sub("", self._formats[number].partition(";")[0])
            return "general" not in first.lower() and bool(
                re.search("[dmyhs年月日]", first.lower())
            )
        return number.isdecimal() and int(number) in _DAYS


_SIDES: Final = ("left", "right", "top", "bottom", "start", "end")


class _Strings(_Quiet):
    """The shared texts with the numbers that are wanted, up to the last of them."""

    def __init__(self, wanted: set[int], last: int, into: dict[int, str]) -> None:
        self._wanted, self._last, self._into = wanted, last, into
        self._number = -1
        self._parts: list[str] = []
        self._hearing = False
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 – it is told of all
        if name == "si":
            self._number += 1
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._hearing = not self._phonetic and self._number in self._wanted

    def text(self, text: str) -> None:
        if self._hearing:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self._hearing = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            if self._number in self._wanted:
                self._into[self._number] = _unescaped("".join(self._parts))
            if self._number >= self._last:
                raise Enough
