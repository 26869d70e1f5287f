"""Older Word documents (.doc) → paragraphs and tables: their pieces of text, and what marks cells and rows among them."""

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from yibiao.errors import Finding, Problem, Unreadable
from yibiao.intake.containers import compound
from yibiao.intake.layout.standing import Line, Table
from yibiao.intake.printed import refusal
from yibiao.intake.word.older_characters import Characters
from yibiao.intake.word.older_tables import table_of

_ENCRYPTED, _TABLE_STREAM_1 = 0x0100, 0x0200
_MOST_CHARACTERS: Final = 300_000
#: Properties read in all; a document whose paragraphs share huge ones would never end.
_MOST_PROPERTIES: Final = 2_000_000
_PAGE: Final = 512
_IN_TABLE, _ROW_END, _HUGE, _HUGE_OLDER, _ROW = 0x2416, 0x2417, 0x6646, 0x6645, 0xD608
_TABS: Final = 0xC615
_BREAK: Final = 0x2407
#: Parts of the text after the body, by their number: what is below a line, at the head of pages, in boxes.
_FOOTNOTES, _HEADINGS, _BOXES = 1, 2, 6
_OPERANDS: Final = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}


def parts_of(content: bytes, filename: str) -> list[Line | Table]:
    """
    The paragraphs and tables of a .doc file in their order; a heading of its pages comes first.

    Raises:
        Unreadable: It is encrypted, damaged, or of a version that is not known.
    """
    try:
        document = _Document.of(content, filename)
        return list(document.parts())
    except Problem:
        raise
    except Exception:  # noqa: BLE001 – a damaged file fails anywhere, with whatever comes to hand
        raise refusal(Unreadable, Finding("document-not-read"), filename) from None


@dataclass
class _Paragraph:
    """A paragraph's text without its end mark, and what its properties say of tables."""

    text: str
    mark: str
    in_table: bool = False
    row_end: bool = False
    edges: tuple[int, ...] = ()
    cells: tuple[int, ...] = ()
    breaks: bool = False


@dataclass
class _Document:
    """The streams of the file, and where its text lies in them."""

    main: bytes
    table: bytes
    extra: bytes
    pieces: list[tuple[int, int, int, bool]] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)
    left: int = _MOST_PROPERTIES
    characters: Characters | None = None

    @classmethod
    def of(cls, content: bytes, filename: str) -> "_Document":
        streams = compound.streams(content)
        main = streams["WordDocument"]
        flags = struct.unpack_from("<H", main, 0x0A)[0]
        if flags & _ENCRYPTED:
            raise refusal(Unreadable, Finding("encrypted-document"), filename)
        name = "1Table" if flags & _TABLE_STREAM_1 else "0Table"
        document = cls(
            main,
            streams[name],
            streams.get("Data", b""),
        )
        document._find_pieces()
        document._find_pages()
        document.characters = Characters.of(main, document.table, document.extra, document._spend)
        return document

    def _find_pieces(self) -> None:
        """Runs of characters: their first and last position, where they lie, and whether a byte each."""
        at, size = struct.unpack_from("<II", self.main, 0x01A2)
        end = at + size
        while at < end and self.table[at] == 1:
            at += 3 + struct.unpack_from("<H", self.table, at + 1)[0]
        length = struct.unpack_from("<I", self.table, at + 1)[0]
        at += 5
        count = (length - 4) // 12
        positions = struct.unpack_from(f"<{count + 1}I", self.table, at)
        if list(positions) != sorted(positions):
            raise ValueError
        for number in range(count):
            place = struct.unpack_from("<I", self.table, at + 4 * (count + 1) + 8 * number + 2)[0]
            narrow = bool(place & 0x40000000)
            place &= 0x3FFFFFFF
            self.pieces.append(
                (positions[number], positions[number + 1], place // 2 if narrow else place, narrow)
            )

    def _find_pages(self) -> None:
        """Pages of paragraph properties: from which place on, and their number."""
        at, size = struct.unpack_from("<II", self.main, 0x0102)
        count = (size - 4) // 8
        places = struct.unpack_from(f"<{count + 1}I", self.table, at)
        numbers = struct.unpack_from(f"<{count}I", self.table, at + 4 * (count + 1))
        self.pages = [
            (place, number & 0x3FFFFF) for place, number in zip(places, numbers, strict=False)
        ]

    # -------------------------------------------------------------------------------------- its text

    def parts(self) -> Iterator[Line | Table]:
        """Headings of pages, then paragraphs and tables in their order."""
        lengths = struct.unpack_from("<8I", self.main, 0x4C)
        if max(lengths) > _MOST_CHARACTERS:
            raise ValueError
        begins = [sum(lengths[:number]) for number in range(len(lengths))]

        def texts(part: int) -> Iterator[str]:
            end = begins[part] + lengths[part]
            found = (each.text.strip() for each in self._paragraphs(begins[part], end))
            return (each for each in dict.fromkeys(found) if each.strip("0123456789 -—第页共/"))

        for each in texts(_HEADINGS):
            yield Line(each, "header", running=True)
        yield from self._blocks(lengths[0])
        for each in texts(_FOOTNOTES):
            yield Line(f"注：{each}", "footnote")
        for each in texts(_BOXES):
            yield Line(each, "box")

    def _blocks(self, body: int) -> Iterator[Line | Table]:
        rows: list[tuple[_Paragraph, list[str]]] = []
        cells: list[str] = []
        written: list[str] = []
        paragraph, tables, broken = 0, 0, False
        for each in self._paragraphs(0, body):
            if each.row_end:
                rows.append((each, cells))
                cells, written = [], []
            elif each.in_table or each.mark == "\x07":
                written.append(each.text)
                if each.mark == "\x07":
                    cells.append("\n".join(written).strip("\n"))
                    written = []
            else:
                if rows:
                    tables += 1
                    yield Table(table_of(rows, tables))
                    rows, cells, written = [], [], []
                paragraph += 1
                if each.text.strip():
                    yield Line(each.text, f"P{paragraph}", fresh=broken or each.breaks)
                broken = each.mark == "\x0c" or (broken and not each.text.strip())
        if rows:
            yield Table(table_of(rows, tables + 1))

    def _paragraphs(self, begin: int, end: int) -> Iterator[_Paragraph]:
        text: list[str] = []
        for start, stop, place, narrow in self.pieces:
            first, last = max(start, begin), min(stop, end)
            if first >= last:
                continue
            width = 1 if narrow else 2
            offset = place + (first - start) * width
            raw = self.main[offset : offset + (last - first) * width]
            words = raw.decode("cp1252" if narrow else "utf-16-le", "replace")
            begin_of_part = 0
            for found in _MARK.finditer(words):
                at = offset + begin_of_part * width
                text.append(self._printed(words[begin_of_part : found.start()], at, width))
                paragraph = _Paragraph(_plain("".join(text)), found[0])
                self._describe(paragraph, offset + found.start() * width)
                yield paragraph
                text, begin_of_part = [], found.end()
            at = offset + begin_of_part * width
            text.append(self._printed(words[begin_of_part:], at, width))
        if any(text):
            yield _Paragraph(_plain("".join(text)), "\r")

    def _printed(self, words: str, place: int, width: int) -> str:
        return self.characters.written(words, place, width) if self.characters else words

    # -------------------------------------------------------------------------------- its properties

    def _describe(self, paragraph: _Paragraph, place: int) -> None:
        """Set what the properties at *place* say of tables."""
        for code, operand in _modifiers(self._properties(place)):
            self._spend()
            if code in (_HUGE, _HUGE_OLDER):
                at = struct.unpack("<I", operand)[0]
                size = struct.unpack_from("<H", self.extra, at)[0]
                for inner, value in _modifiers(self.extra[at + 2 : at + 2 + size]):
                    self._spend()
                    _set(paragraph, inner, value)
            else:
                _set(paragraph, code, operand)

    def _spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise ValueError

    def _properties(self, place: int) -> bytes:
        number = bisect_right(self.pages, place, key=lambda page: page[0]) - 1
        if number < 0:
            return b""
        page = self.main[self.pages[number][1] * _PAGE :][:_PAGE]
        count = page[_PAGE - 1]
        places = struct.unpack_from(f"<{count + 1}I", page)
        index = bisect_right(places, place) - 1
        if not 0 <= index < count:
            return b""
        at = 2 * page[4 * (count + 1) + 13 * index]
        if at == 0:
            return b""
        size = 2 * page[at] - 1 if page[at] else 2 * page[at + 1]
        begin = at + 1 if page[at] else at + 2
        return page[begin + 2 : begin + size]


def _modifiers(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """Codes and their operands."""
    at = 0
    while at + 2 <= len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        at += 2
        kind = code >> 13
        if kind in _OPERANDS:
            size = _OPERANDS[kind]
        elif code == _ROW:
            size = (
                struct.unpack_from("<H", properties, at)[0] + 1 if at + 2 <= len(properties) else 0
            )
        elif at < len(properties) and not (code == _TABS and properties[at] == 255):  # noqa: PLR2004
            size = properties[at] + 1
        else:
            return
        yield code, properties[at : at + size]
        at += size


def _set(paragraph: _Paragraph, code: int, operand: bytes) -> None:
    if code == _IN_TABLE:
        paragraph.in_table = bool(operand[0])
    elif code == _ROW_END:
        paragraph.row_end = bool(operand[0])
    elif code == _BREAK:
        paragraph.breaks = bool(operand[0])
    elif code == _ROW:
        count = operand[2]
        paragraph.edges = struct.unpack_from(f"<{count + 1}h", operand, 3)
        cells = operand[3 + 2 * (count + 1) :]
        paragraph.cells = tuple(
            struct.unpack_from("<H", cells, 20 * number)[0] if 20 * number + 2 <= len(cells) else 0
            for number in range(count)
        )


_MARK: Final = re.compile("[\r\x07\x0c]")
_CODE: Final = re.compile(r"\x13([^\x13\x14\x15]{0,2000})(?:\x14([^\x13\x14\x15]*))?\x15")
_UNPRINTED: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_NESTED: Final = 4


def _plain(text: str) -> str:
    """The words as printed: results of fields without their codes, boxes as □, no pictures."""
    for _ in range(_NESTED if "\x13" in text else 0):
        text = _CODE.sub(_result, text)
    return _UNPRINTED.sub("", text.replace("\x0b", "\n").replace("\t", "    "))


def _result(found: re.Match[str]) -> str:
    """What a field shows: a box, answers to choose from, room to write, or what it worked out."""
    if "FORMCHECKBOX" in found[1]:
        return "□"
    if "FORMDROPDOWN" in found[1]:
        return found[1].partition("FORMDROPDOWN")[2].strip() or found[2] or "____"
    if "FORMTEXT" in found[1]:
        return found[2] if found[2] and found[2].strip() else "____"
    return found[2] or ""
