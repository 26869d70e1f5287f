"""What the properties of characters in an older Word document say: struck out, hidden, underlined, a picture of a font."""

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from yibiao.intake.word.text import meant

_PAGE: Final = 512
_STRUCK, _HIDDEN, _UNDERLINED, _SYMBOL, _KEPT_AT = 0x0800, 0x083C, 0x2A3E, 0x6A09, 0x6A03
_OPERANDS: Final = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_MARKS: Final = frozenset("\r\x07\x0c\x13\x14\x15")
_ROOM: Final = frozenset(" \t\u3000\xa0\u2002\u2003")
_MOST_CHOICES: Final = 200
_HEAD_OF_PICTURE: Final = 68


@dataclass
class Characters:
    """Runs of characters by where they lie in the file; *spend* is told of every property that is read."""

    main: bytes
    extra: bytes
    spend: Callable[[], None]
    pages: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, main: bytes, table: bytes, extra: bytes, spend: Callable[[], None]) -> "Characters":
        """The runs that the file lists; none where it lists none."""
        at, size = struct.unpack_from("<II", main, 0x00FA)
        count = max(0, (size - 4) // 8)
        if not count or at + size > len(table):
            return cls(main, extra, spend)
        places = struct.unpack_from(f"<{count + 1}I", table, at)
        numbers = struct.unpack_from(f"<{count}I", table, at + 4 * (count + 1))
        pages = [(a, b & 0x3FFFFF) for a, b in zip(places, numbers, strict=False)]
        return cls(main, extra, spend, pages)

    def written(self, words: str, place: int, width: int) -> str:
        """The *words* that lie at *place*, *width* bytes each, as they are printed: one text, marks of paragraphs kept."""
        if not self.pages:
            return words
        parts: list[str] = []
        at = 0
        while at < len(words):
            end, properties = self._run(place + at * width)
            stop = min(len(words), at + max(1, -(-(end - place - at * width) // width)))
            parts.append(self._printed(words[at:stop], dict(_modifiers(properties))))
            at = stop
        return "".join(parts)

    def _run(self, place: int) -> tuple[int, bytes]:
        """Where the run ends that covers a place, and its properties."""
        self.spend()
        number = bisect_right(self.pages, place, key=lambda page: page[0]) - 1
        if number < 0:
            return self.pages[0][0], b""
        page = self.main[self.pages[number][1] * _PAGE :][:_PAGE]
        if len(page) < _PAGE:
            return len(self.main), b""
        count = page[_PAGE - 1]
        places = struct.unpack_from(f"<{count + 1}I", page)
        index = bisect_right(places, place) - 1
        if not 0 <= index < count:
            after = self.pages[number + 1][0] if number + 1 < len(self.pages) else len(self.main)
            return max(after, place + 1), b""
        at = 2 * page[4 * (count + 1) + index]
        return places[index + 1], page[at + 1 : at + 1 + page[at]] if at else b""

    def _printed(self, words: str, said: dict[int, bytes]) -> str:
        if _on(said.get(_STRUCK)) or _on(said.get(_HIDDEN)):
            return "".join(each for each in words if each in _MARKS)
        if _SYMBOL in said:
            code = struct.unpack_from("<H", said[_SYMBOL], 2)[0]
            return "".join(meant(code) if each == "(" else each for each in words)
        if _KEPT_AT in said and "\x01" in words:
            kept = struct.unpack("<I", said[_KEPT_AT])[0]
            return words.replace("\x01", choices(self.extra, kept))
        if _on(said.get(_UNDERLINED)) and all(each in _ROOM or each in _MARKS for each in words):
            return "".join("__" if each in _ROOM else each for each in words)
        return words


def _on(switch: bytes | None) -> bool:
    return bool(switch and switch[0])


def _modifiers(properties: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 <= len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        at += 2
        size = _OPERANDS.get(code >> 13)
        if size is None:
            size = properties[at] + 1 if at < len(properties) else 0
        if at + size > len(properties):
            return
        yield code, properties[at : at + size]
        at += size


def choices(extra: bytes, at: int) -> str:
    """What a field to choose from offers, as boxes; nothing for a field of another kind."""
    try:
        return " ".join(f"□{each}" for each in _choices(extra, at) if each)
    except (struct.error, IndexError, UnicodeDecodeError):
        return ""


def _choices(extra: bytes, at: int) -> Iterator[str]:
    head = struct.unpack_from("<H", extra, at + 4)[0]
    at += max(head, _HEAD_OF_PICTURE)
    version, bits = struct.unpack_from("<IH", extra, at)
    if version != 0xFFFFFFFF or bits & 3 != 2:  # noqa: PLR2004
        return
    at += 10
    at = _after_text(extra, at) + 2
    for _ in range(5):
        at = _after_text(extra, at)
    _, count, more = struct.unpack_from("<HHH", extra, at)
    at += 6
    for _ in range(min(count, _MOST_CHOICES)):
        length = struct.unpack_from("<H", extra, at)[0]
        yield extra[at + 2 : at + 2 + 2 * length].decode("utf-16-le").strip()
        at += 2 + 2 * length + more


def _after_text(extra: bytes, at: int) -> int:
    """Where a text with its length before and a zero behind it ends."""
    return at + 2 + 2 * int(struct.unpack_from("<H", extra, at)[0]) + 2
