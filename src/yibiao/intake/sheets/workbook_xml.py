"""An .xlsx as XML → its sheets one by one, with their texts, figures and days written out."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from xml.parsers import expat

from yibiao.errors import Finding, Unreadable
from yibiao.intake.containers.archive import Archive
from yibiao.intake.containers.xml_parts import Budget, walk
from yibiao.intake.printed import refusal
from yibiao.intake.sheets.sheet_xml import Raw, SheetXml
from yibiao.intake.sheets.workbook_parts import Relations, SheetList, Strings, Styles, unescaped

#: Elements of all parts together; a form has thousands.
MOST_ELEMENTS: Final = 3_000_000
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
        related, listed = Relations(), SheetList()
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
                styles = Styles()
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
            walk(self._strings_part, Strings(wanted, max(wanted), self._strings), self.budget)

    def _text(self, raw: Raw) -> str:
        match raw.type:
            case "s":
                number = raw.text.strip()
                return self._strings.get(int(number), "") if number.isdecimal() else ""
            case "inlineStr" | "str":
                return unescaped(raw.text)
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
