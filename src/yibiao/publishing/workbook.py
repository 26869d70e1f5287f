"""A workbook as a department sent it → the same workbook with some cells written: everything else stays as it is."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, BinaryIO, Final

from lxml import etree

from yibiao.publishing.cells import Cells
from yibiao.publishing.fitting import Room, Styles
from yibiao.publishing.inserting import FORMULAS, insert, move, move_beside, moved_elsewhere
from yibiao.publishing.package import BROKEN, Package, absolute, local, relations_of, space
from yibiao.publishing.styles import days, like

_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STYLES: Final = "xl/styles.xml"
_TYPES: Final = "[Content_Types].xml"
_ORDER: Final = "xl/calcChain.xml"

#: What stands in a part of its own and speaks of a sheet's rows.
_BESIDE: Final = ("drawing", "vmlDrawing", "comments", "threadedComment", "table")
#: Days are counted from here, or, in workbooks that say so, from 1904 on.
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001  days of a spreadsheet are of nowhere
_SINCE_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
#: Before it spreadsheets count a day that never was.
_FIRST_DAY: Final = date(1900, 3, 1)

#: How a formula begins.
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>]")

#: Stands in a sheet where rows come that are not at hand yet.
ROWS: Final = etree.PI("yibiao-rows")
_MARK: Final = etree.tostring(ROWS)


class Workbook:
    """
    The sheets of a workbook by name, opened when they are asked for.

    Raises:
        LookupError, ValueError: It is not put together as a workbook is.
    """

    def __init__(self, content: bytes) -> None:
        self._package = Package(content)
        targets = {
            each.get("Id"): (each.get("Type", "").rpartition("/")[2], _path(each.get("Target", "")))
            for each in self._package.tree(_RELATIONS)
        }
        self._workbook = self._package.tree(_WORKBOOK)
        settings = self._workbook.find(f"{space(self._workbook)}workbookPr")
        later = settings is not None and settings.get("date1904") in ("1", "true")
        self._epoch = _SINCE_1904 if later else _EPOCH
        self._parts = {name: targets[id_][1] for name, id_ in self._listed()}
        self._strings = next(
            (path for kind, path in targets.values() if kind == "sharedStrings"), None
        )
        self._cells: dict[str, Cells] = {}
        self._days: frozenset[int] | None = None
        self._looks: Styles | None = None
        self._rooms: dict[str, Room] = {}
        self._moved = False
        self._made: dict[tuple[int, str], int] = {}

    def sheet(self, name: str) -> Cells:
        """
        The cells of a sheet.

        Raises:
            KeyError: There is none of that name.
        """
        if name not in self._cells:
            self._cells[name] = Cells(self._package.tree(self._parts[name]))
        return self._cells[name]

    def fit(self, name: str, row: int, column: int, text: str) -> None:
        """
        Have a text be seen whole in its cell: broken into lines, its rows as high as these need. What fits stays as it is.

        Raises:
            KeyError: There is no such sheet.
        """
        if _STYLES not in self._package:
            return
        cells = self.sheet(name)
        self._looks = self._looks or Styles(self._package.tree(_STYLES))
        style, room = cells.style(row, column), self._rooms.setdefault(name, Room(cells.root))
        size = self._looks.size(style)
        lines = room.lines(text, row, column, size)
        if lines > 1:
            cells.restyle(row, column, self._looks.wrapped(style))
            room.grow(lines, row, column, size, cells.rows)

    def insert(self, name: str, after: int, count: int) -> None:
        """
        Put rows into a sheet below the row *after*, like that.

        Raises:
            KeyError: There is no such sheet.
        """
        self._room(name, after, count, insert)

    def move(self, name: str, after: int, count: int) -> None:
        """
        Leave room in a sheet for rows below the row *after*.

        Raises:
            KeyError: There is no such sheet.
        """
        self._room(name, after, count, move)

    def _room(
        self, name: str, after: int, count: int, make: Callable[[Any, str, int, int], None]
    ) -> None:
        before = self.sheet(name)
        make(before.root, name, after, count)
        self._cells[name] = Cells(before.root)
        self._cells[name].forgotten = before.forgotten
        self._moved = True
        self._rooms.pop(name, None)
        for each in self._workbook.iter(f"{space(self._workbook)}definedName"):
            each.text = moved_elsewhere(each.text or "", name, after, count)
        self._package.replace(_WORKBOOK, self._workbook)
        for sheet in self._parts.keys() - {name}:
            self._speak_of(sheet, name, after, count)
        self._move_beside(self._parts[name], after, count)

    def _speak_of(self, sheet: str, name: str, after: int, count: int) -> None:
        """Have the formulas of a sheet speak of where things are in the sheet *name*."""
        part = self._parts[sheet]
        root = self._cells[sheet].root if sheet in self._cells else self._package.tree(part)
        for each in root.iter():
            if local(each) in FORMULAS and "!" in (each.text or ""):
                before, each.text = each.text, moved_elsewhere(each.text, name, after, count)
                if each.text != before:
                    self._cells.setdefault(sheet, Cells(root))

    def _move_beside(self, part: str, after: int, count: int) -> None:
        """Move what lies in parts of its own: pictures, notes, tables. What cannot be read of them stays as it came."""
        relations = relations_of(part)
        if relations not in self._package:
            return
        for each in self._package.tree(relations):
            kind = each.get("Type", "").rpartition("/")[2]
            if kind in _BESIDE and each.get("TargetMode") != "External":
                with suppress(*BROKEN):
                    self._move_part(absolute(each.get("Target", ""), part), after, count)

    def _move_part(self, part: str, after: int, count: int) -> None:
        root = self._package.tree(part)
        before = etree.tostring(root)
        move_beside(root, after, count)
        if etree.tostring(root) != before:
            self._package.replace(part, root)

    def shows_days(self, style: int) -> bool:
        """Whether cells of that style show a number as a date."""
        if self._days is None:
            self._days = (
                days(self._package.tree(_STYLES)) if _STYLES in self._package else frozenset()
            )
        return style in self._days

    def counted(self, day: date) -> float | None:
        """A day, or a moment, as this workbook counts days; `None` before it can."""
        moment = day if isinstance(day, datetime) else datetime.combine(day, time.min)
        if moment.date() < max(_FIRST_DAY, self._epoch.date()):
            return None
        since = moment.replace(tzinfo=None) - self._epoch
        return since.days + since.seconds / 86_400 if since.seconds else since.days

    def content(self) -> bytes:
        """The file. Texts that no cell shows any more are nowhere in it."""
        self._finish()
        return self._package.content()

    def write(self, target: BinaryIO, rows: Mapping[str, Iterable[bytes]]) -> None:
        """
        As `content`, into a file, with rows that come one after another: for sheets by name, where `ROWS` stands in them.

        They are asked for in the order in which they are given.
        """
        self._finish()
        streamed = {
            self._parts[name]: self._put(self._package.part(self._parts[name]), some)
            for name, some in rows.items()
        }
        self._package.write(target, streamed)

    @staticmethod
    def _put(sheet: bytes, rows: Iterable[bytes]) -> Iterator[bytes]:
        before, _, behind = sheet.partition(_MARK)
        yield before
        yield from rows
        yield behind

    def style_like(self, style: int, number_format: str) -> int:
        """The number of a style that is like another, and shows numbers in a format."""
        if (style, number_format) not in self._made:
            root = self._package.tree(_STYLES)
            self._made[style, number_format] = like(root, style, number_format)
            self._package.replace(_STYLES, root)
        return self._made[style, number_format]

    def _finish(self) -> None:
        computed = False
        for name, part in self._parts.items():
            cells = self._cells.get(name)
            # What is worked out on another sheet may be worked out from what was written here.
            if cells is None and self._cells and _FORMULA.search(self._package.part(part)):
                cells = self._cells[name] = Cells(self._package.tree(part))
            if cells is not None:
                computed = cells.forget_results() or computed
                self._package.replace(part, cells.root)
        self._forget(set().union(*(each.forgotten for each in self._cells.values())))
        if self._looks is not None and self._looks.changed:
            self._package.replace(_STYLES, self._looks.root)
        if computed:
            self._compute_on_opening()
        if self._moved:
            self._forget_order()

    def _listed(self) -> Iterator[tuple[str, str]]:
        for each in self._workbook.iter(f"{space(self._workbook)}sheet"):
            id_ = next(value for key, value in each.attrib.items() if key.endswith("}id"))
            yield each.get("name"), id_

    def _forget(self, numbers: set[int]) -> None:
        """Blank the shared strings of these numbers, unless some cell of any sheet still shows them."""
        if not numbers or self._strings is None:
            return
        for name, path in self._parts.items():
            root = self._cells[name].root if name in self._cells else self._package.tree(path)
            numbers -= set(_shown(root))
        strings = self._package.tree(self._strings)
        texts = [each for each in strings if local(each) == "si"]
        for number in numbers:
            if number < len(texts):
                for each in [*texts[number]]:
                    texts[number].remove(each)
                etree.SubElement(texts[number], f"{space(strings)}t")
        self._package.replace(self._strings, strings)

    def _compute_on_opening(self) -> None:
        """Have whatever opens the file compute every formula."""
        root = self._workbook
        settings = root.find(f"{space(root)}calcPr")
        if settings is None:
            settings = etree.Element(f"{space(root)}calcPr")
            before = [each for each in root if local(each) in _BEFORE_CALCULATION]
            before[-1].addnext(settings)
        if settings.get("fullCalcOnLoad") != "1":
            settings.set("fullCalcOnLoad", "1")
            self._package.replace(_WORKBOOK, root)

    def _forget_order(self) -> None:
        """Leave out the list of formulas in the order of computing, which is of where they stood; it is optional."""
        for part, member in ((_TYPES, "PartName"), (_RELATIONS, "Target")):
            root = self._package.tree(part)
            listed = [each for each in root if each.get(member, "").endswith("calcChain.xml")]
            for each in listed:
                root.remove(each)
            if listed:
                self._package.replace(part, root)
        if _ORDER in self._package:
            self._package.drop(_ORDER)


_BEFORE_CALCULATION: Final = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip


def _shown(root: Any) -> Iterator[int]:
    """The numbers of the shared strings that a sheet shows."""
    prefix = space(root)
    for cell in root.iter(f"{prefix}c"):
        value = cell.find(f"{prefix}v") if cell.get("t") == "s" else None
        if value is not None and (value.text or "").isdigit():
            yield int(value.text)


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
