"""A Word document as a department sent it → the same document with some of its blanks written."""

import copy
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from yibiao.publishing.package import Package
from yibiao.publishing.words import W, rewrite, text_of

_PART: Final = "word/document.xml"
_AROUND: Final = (
    "sdt",
    "sdtContent",
    "ins",
    "moveTo",
    "customXml",
    "smartTag",
    "sect",
    "sub-section",
)
_PLACE: Final = re.compile(r"T(\d+)R(\d+)C(\d+)$")
_WIDEST: Final = 200


class Document:
    """
    The paragraphs and table cells of a document, by the places that a form gives them: `P3`, `T1R2C3`.

    Raises:
        LookupError, ValueError: It is not put together as a document is.
    """

    def __init__(self, content: bytes) -> None:
        self._package = Package(content)
        self._root = self._package.tree(_PART)
        self._places = dict(_places(self._root.find(f"{W}body")))

    def __contains__(self, place: str) -> bool:
        return place in self._places

    def text(self, place: str) -> str:
        """
        What stands in a place.

        Raises:
            KeyError: There is no such place.
        """
        return text_of(self._places[place])

    def agrees(self, place: str, printed: str) -> bool:
        """Whether *printed* is what stands there, but for a number before it that Word counts; or there is no such place."""
        return place not in self._places or _bare(printed).endswith(_bare(self.text(place)))

    def write(self, place: str, text: str, printed: str = "") -> None:
        """
        Have *text* stand in a place where *printed* stood to a reader; what stays the same keeps its looks.

        Raises:
            KeyError: There is no such place.
        """
        now = self.text(place)
        counted = printed[: -len(now)] if now and printed.endswith(now) else ""
        rewrite(self._places[place], text.removeprefix(counted))
        _give_room(self._places[place])

    def extend(self, last: str, count: int) -> list[dict[str, str]]:
        """
        Put rows like the one of the cell *last* below it; for each, the places of its cells by those of that row.

        Numbers that count the rows go on.

        Raises:
            KeyError: There is no such place.
        """
        table, row, first = map(int, _PLACE.fullmatch(last).groups())  # type: ignore[union-attr]
        cells = [each for each in self._places if each.startswith(f"T{table}R{row}C")]
        counted = {
            each: int(text)
            for each in cells
            if int(each.rpartition("C")[2]) < first
            and (text := self.text(each).strip()).isdecimal()
        }
        model = next(each for each in self._places[last][0].iterancestors(f"{W}tr"))
        for _ in range(count):
            model.addnext(copy.deepcopy(model))
        self._places = dict(_places(self._root.find(f"{W}body")))
        moved = [
            {each: f"T{table}R{row + step}C{each.rpartition('C')[2]}" for each in cells}
            for step in range(1, count + 1)
        ]
        for step, places in enumerate(moved, start=1):
            for each, number in counted.items():
                self.write(places[each], str(number + step))
        return moved

    def content(self) -> bytes:
        """The file."""
        self._package.replace(_PART, self._root)
        return self._package.content()


def _give_room(paragraphs: Sequence[Any]) -> None:
    """Have a row that is exactly so high be at least so high: what does not fit into it would not be seen."""
    for paragraph in paragraphs[:1]:
        row = next(paragraph.iterancestors(f"{W}tr"), None)
        height = None if row is None else row.find(f"{W}trPr/{W}trHeight")
        if height is not None and height.get(f"{W}hRule") == "exact":
            height.set(f"{W}hRule", "atLeast")


def _places(body: Any) -> Iterator[tuple[str, Sequence[Any]]]:
    counted = {"p": 0, "tbl": 0}
    for each in _blocks(body):
        if each.tag == f"{W}p":
            counted["p"] += 1
            yield f"P{counted['p']}", [each]
        else:
            yield from _table(each, counted)


def _table(table: Any, counted: dict[str, int]) -> Iterator[tuple[str, Sequence[Any]]]:
    """The cells of a table, then those of tables inside of its cells."""
    counted["tbl"] += 1
    number, nested = counted["tbl"], []
    kept = [e for e in _children(table, "tr") if e.find(f"{W}trPr/{W}del") is None]
    for row, element in enumerate(kept, start=1):
        column = 1 + _number(element.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in _children(element, "tc"):
            blocks = list(_blocks(cell))
            nested += [each for each in blocks if each.tag == f"{W}tbl"]
            if not (_continues(cell, "v") or (column > 1 and _continues(cell, "h"))):
                yield f"T{number}R{row}C{column}", [e for e in blocks if e.tag == f"{W}p"]
            column += min(max(_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1), 1), _WIDEST)
    for each in nested:
        yield from _table(each, counted)


def _continues(cell: Any, way: str) -> bool:
    """Whether a cell goes on with the one above it or, in older files, with the one beside it."""
    merged = cell.find(f"{W}tcPr/{W}{way}Merge")
    return merged is not None and merged.get(f"{W}val", "continue") != "restart"


def _bare(text: str) -> str:
    return "".join(each for each in text if each.isalnum())


def _blocks(element: Any) -> Iterator[Any]:
    for each in element:
        if each.tag in (f"{W}p", f"{W}tbl"):
            yield each
        elif isinstance(each.tag, str) and each.tag.removeprefix(W) in _AROUND:
            yield from _blocks(each)


def _children(element: Any, name: str) -> Iterator[Any]:
    for each in element:
        if each.tag == f"{W}{name}":
            yield each
        elif each.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins"):
            yield from _children(each, name)


def _number(element: Any, default: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if value.isdigit() and len(value) < 6 else default  # noqa: PLR2004
