"""Comments on the cells of a sheet, without who wrote them."""

import posixpath
import re
from collections.abc import Mapping
from typing import Any, Final
from xml.parsers import expat

from yibiao.intake.containers.archive import Archive
from yibiao.intake.containers.xml_parts import Budget, walk
from yibiao.intake.sheets.lettering import column_of

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_AUTHOR: Final = re.compile(r"^\s*[^\n:：]{1,30}[:：]\s*\n")
_MOST: Final = 2_000
_LONGEST: Final = 1_000


def of_sheet(archive: Archive, part: str, budget: Budget) -> dict[tuple[int, int], str]:
    """
    The comments of an .xlsx's sheet, by row and column from 0; none where they are damaged.

    Raises:
        TooLarge: They have more elements than the budget.
    """
    folder, _, name = part.rpartition("/")
    related = archive.members.get(f"{folder}/_rels/{name}.rels", b"")
    if b"/comments" not in related:
        return {}
    try:
        targets, found = _Targets(), _Comments()
        walk(related, targets, budget)
        for target in targets.comments:
            path = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(f"{folder}/{target}")
            )
            walk(archive.members.get(path, b"<none/>"), found, budget)
    except (expat.ExpatError, LookupError, ValueError):
        return {}
    return found.texts


def of_older(notes: Mapping[tuple[int, int], Any]) -> dict[tuple[int, int], str]:
    """The comments of an .xls sheet, as its reader gives them."""
    return {
        cell: text
        for cell, note in list(notes.items())[:_MOST]
        if (text := _plain(note.text or ""))
    }


def _plain(text: str) -> str:
    return _AUTHOR.sub("", text).strip()[:_LONGEST]


class _Quiet:
    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Nothing."""

    def end(self, name: str) -> None:
        """Nothing."""

    def text(self, text: str) -> None:
        """Nothing."""

    def skipped(self, part: bytes, start: int, end: int) -> None:
        """Nothing."""


class _Targets(_Quiet):
    def __init__(self) -> None:
        self.comments: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Keep where comments are."""
        if name == "Relationship" and attributes.get("Type", "").endswith("/comments"):
            self.comments.append(attributes.get("Target", ""))


class _Comments(_Quiet):
    def __init__(self) -> None:
        self.texts: dict[tuple[int, int], str] = {}
        self._cell: tuple[int, int] | None = None
        self._text: list[str] = []
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Follow comments and their texts."""
        found = _REFERENCE.fullmatch(attributes.get("ref", "")) if name == "comment" else None
        if found:
            self._cell, self._text = (int(found[2]) - 1, column_of(found[1])), []
        self._inside = name == "t"

    def text(self, text: str) -> None:
        """Gather a comment."""
        if self._inside and self._cell:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Keep a comment."""
        self._inside = False
        if name == "comment" and self._cell and len(self.texts) < _MOST:
            if plain := _plain("".join(self._text)):
                self.texts[self._cell] = plain
            self._cell = None
