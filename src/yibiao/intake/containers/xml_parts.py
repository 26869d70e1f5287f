"""Parts of an Office file, walked as XML: no document types, no entities, and no more elements than are worth it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol
from xml.parsers import expat

from yibiao.errors import Finding, TooLarge, Unreadable
from yibiao.intake.containers.archive import Archive
from yibiao.intake.printed import refusal


class Enough(Exception):
    """Raised by a walker that has found what it looked for."""


class Skip(Exception):
    """Raised by a walker where an element begins: what follows, down to a text, is not worth parsing."""

    def __init__(self, until: bytes) -> None:
        super().__init__(until)
        self.until = until


class Walker(Protocol):
    """What is told of a part's elements."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; its name is without prefix."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Characters between."""

    def skipped(self, part: bytes, start: int, end: int) -> None:
        """Which bytes of the part it skipped."""


@dataclass
class Budget:
    """How many elements may still be walked, over all parts of one file."""

    left: int
    most: int

    @classmethod
    def of(cls, most: int) -> "Budget":
        """All of *most*."""
        return cls(most, most)

    def spend(self) -> None:
        """
        One element.

        Raises:
            TooLarge: There were that many already.
        """
        self.left -= 1
        if self.left < 0:
            finding = Finding("sheet-too-wide", facts={"limit": self.most})
            raise TooLarge(finding, limit=self.most, size=f">{self.most}")


def walk(part: bytes, walker: Walker, budget: Budget) -> None:
    """
    Tell *walker* of every element of the part, but for those that it skips.

    Raises:
        TooLarge: It has more elements than the budget.
        ValueError: It declares a document type, or what stands in it is no value of its place.
        expat.ExpatError: It is no XML.
    """
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        part = _DECLARATION.sub("", part.decode("utf-16"), count=1).encode()
    names: dict[str, str] = {}
    parser = _parser(part, walker, budget, names)
    try:
        parser.Parse(part, True)
    except Enough:
        return
    except Skip as skip:
        start = parser.CurrentByteIndex
        end = part.find(skip.until, start)
        if end < 0:
            raise ValueError from None
        walker.skipped(part, start, end)
        root = next(iter(names)).encode()
        rest = _parser(part, walker, budget, names)
        rest.Parse(b"<" + root + b">", False)
        rest.Parse(memoryview(part)[end + len(skip.until) :], True)


def _parser(
    part: bytes, walker: Walker, budget: Budget, names: dict[str, str]
) -> expat.XMLParserType:
    """A parser that tells the walker of elements under their *names* without prefix."""
    declared = _ENCODING.match(part)
    parser = expat.ParserCreate(declared[1].decode("ascii") if declared else "utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_entities

    def start(tag: str, attributes: dict[str, str]) -> None:
        budget.spend()
        name = names.get(tag)
        if name is None:
            name = names[tag] = tag.rpartition(":")[2]
        walker.start(name, attributes)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: walker.end(names.get(tag) or "")
    parser.CharacterDataHandler = walker.text
    return parser


_DECLARATION: Final = re.compile(r"^\ufeff?\s*<\?xml[^>]{0,200}\?>")
_ENCODING: Final = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s{0,9}<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']"
)


def without_entities(archive: Archive, filename: str, most: int) -> None:
    """
    Nothing, if every part is XML that declares no entities and all have at most *most* elements.

    Raises:
        TooLarge: There are more.
        Unreadable: Some part is no XML, or declares entities.
    """
    budget = Budget.of(most)
    count: Callable[..., None] = lambda *_: budget.spend()  # noqa: E731
    try:
        for name, part in archive.members.items():
            if part and name.lower().endswith((".xml", ".rels")):
                parser = expat.ParserCreate()
                parser.StartElementHandler = count
                parser.StartDoctypeDeclHandler = _refuse_entities
                parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise refusal(Unreadable, Finding("document-not-read"), filename) from None


def _refuse_entities(*_: object) -> None:
    raise ValueError
