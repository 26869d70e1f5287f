"""A text in a cell → how the cell is wrapped, and how high its rows must be, so that no end of it is cut off."""

import copy
import math
import re
import unicodedata
from typing import Any, Final

from lxml import etree

from yibiao.publishing.cells import position
from yibiao.publishing.package import local, space

#: What a sheet takes where it says nothing: characters wide, points high, points of its letters.
_WIDTH, _HEIGHT, _LETTERS = 8.43, 15.0, 11.0
#: A row can be no higher.
_HIGHEST: Final = 409.0
#: Height of a line, by that of its letters.
_LINE: Final = 1.36
#: Room at the edges of a cell, in characters.
_EDGES: Final = 0.8


class Styles:
    """The styles of a workbook: letters of each, and the same ones with their text wrapped."""

    def __init__(self, root: Any) -> None:
        self.root = root
        prefix = space(root)
        fonts = root.find(f"{prefix}fonts")
        sizes = [each.find(f"{prefix}sz") for each in fonts] if fonts is not None else []
        self._sizes = [_LETTERS if e is None else float(e.get("val", _LETTERS)) for e in sizes]
        self._formats = root.find(f"{prefix}cellXfs")
        self._wrapped: dict[int, int] = {}
        self.changed = False

    def size(self, style: int) -> float:
        """How many points high letters in that style are."""
        font = int(self._of(style).get("fontId", 0)) if self._has(style) else 0
        return self._sizes[font] if font < len(self._sizes) else _LETTERS

    def wrapped(self, style: int) -> int:
        """That style with lines broken where they end: itself, one that is there already, or another behind all others."""
        if not self._has(style) or self._alignment(style).get("wrapText") in ("1", "true"):
            return style
        if style not in self._wrapped:
            made = copy.deepcopy(self._of(style))
            alignment = next((e for e in made if local(e) == "alignment"), None)
            if alignment is None:
                alignment = etree.Element(f"{space(self.root)}alignment")
                made.insert(0, alignment)
            alignment.set("wrapText", "1")
            alignment.attrib.pop("shrinkToFit", None)
            made.set("applyAlignment", "1")
            self._wrapped[style] = self._known(made)
        return self._wrapped[style]

    def _known(self, made: Any) -> int:
        said = etree.tostring(made, method="c14n")
        for number, each in enumerate(self._formats):
            if etree.tostring(each, method="c14n", with_tail=False) == said:
                return number
        self._formats.append(made)
        self._formats.set("count", str(len(self._formats)))
        self.changed = True
        return len(self._formats) - 1

    def _has(self, style: int) -> bool:
        return self._formats is not None and style < len(self._formats)

    def _of(self, style: int) -> Any:
        return self._formats[style]

    def _alignment(self, style: int) -> Any:
        found = next((e for e in self._of(style) if local(e) == "alignment"), None)
        return {} if found is None else found.attrib


class Room:
    """How wide columns and how high rows of a sheet are, and which cells are one."""

    def __init__(self, root: Any) -> None:
        self._root = root
        prefix = space(root)
        usual = root.find(f"{prefix}sheetFormatPr")
        usual = {} if usual is None else usual.attrib
        self._width = float(usual.get("defaultColWidth", _WIDTH))
        self._height = float(usual.get("defaultRowHeight", _HEIGHT))
        self._columns = [
            (
                int(each.get("min", 0)),
                int(each.get("max", 0)),
                float(each.get("width", self._width)),
            )
            for each in root.iterfind(f"{prefix}cols/{prefix}col")
        ]
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}
        for each in root.iterfind(f"{prefix}mergeCells/{prefix}mergeCell"):
            first, _, last = each.get("ref", "").partition(":")
            if re.fullmatch(r"[A-Z]+\d+:[A-Z]+\d+", each.get("ref", "")):
                self._merged[position(first)] = position(last)

    def lines(self, text: str, row: int, column: int, size: float) -> int:
        """In how many lines a text stands in a cell, letters being of that size."""
        _, last = self._merged.get((row, column), (row, column))
        wide = sum(self._of(each) for each in range(column, last + 1)) - _EDGES
        wide = max(1.0, wide * _LETTERS / size)
        return sum(max(1, math.ceil(width_of(line) / wide)) for line in text.split("\n"))

    def grow(self, lines: int, row: int, column: int, size: float, rows: dict[int, Any]) -> None:
        """Have the rows of a cell be high enough for so many lines, together; none less high than it was."""
        bottom, _ = self._merged.get((row, column), (row, column))
        mine = range(row, bottom + 1)
        heights = {each: self._high(rows.get(each)) for each in mine}
        missing = lines * size * _LINE + 2 - sum(heights.values())
        for each in reversed(mine):
            if missing <= 0 or rows.get(each) is None:
                continue
            more = min(missing, _HIGHEST - heights[each])
            rows[each].set("ht", f"{heights[each] + more:.1f}")
            rows[each].set("customHeight", "1")
            missing -= more

    def _of(self, column: int) -> float:
        return next((w for low, high, w in self._columns if low <= column <= high), self._width)

    def _high(self, row: Any) -> float:
        return self._height if row is None else float(row.get("ht", self._height))


def width_of(text: str) -> float:
    """How wide a text is, in figures of the usual letters."""
    return sum(2.0 if unicodedata.east_asian_width(each) in "WF" else 1.05 for each in text)
