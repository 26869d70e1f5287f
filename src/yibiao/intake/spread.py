"""The XML of a workbook (.xlsx) → where its cells stand, before a reader takes memory for them."""

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from yibiao.errors import Finding, TooLarge, Unreadable
from yibiao.intake.archive import Archive
from yibiao.intake.printed import refusal

#: Cells of the rectangle that a sheet spans; a reader takes memory for each, filled or not.
MOST_CELLS: Final = 8_000_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_OTHER = (".bin", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".vml", ".tiff", ".svg")


def formulas_of(archive: Archive, filename: str) -> dict[str, frozenset[tuple[int, int]]]:
    """
    Cells (row and column from 0) that a formula computes, by the sheet's name.

    Every part is looked at, not only those that call themselves sheets: what a reader follows is for it to say.

    Raises:
        TooLarge: Some part spans more cells than a reader should take memory for.
        Unreadable: Some part is no XML, or declares entities.
    """
    try:
        parts = {
            name: _Part.of(member)
            for name, member in archive.members.items()
            if member and not name.lower().endswith(_OTHER)
        }
        workbook = parts["xl/workbook.xml"]
        targets = dict(parts["xl/_rels/workbook.xml.rels"].relations)
        return {
            name: frozenset(parts[_path(targets[id_])].formulas) for name, id_ in workbook.sheets
        }
    except (expat.ExpatError, LookupError, ValueError):
        raise refusal(Unreadable, Finding("broken-workbook"), filename) from None


def without_entities(archive: Archive, filename: str, most: int) -> None:
    """
    Nothing, if every part is XML that declares no entities and all have at most *most* elements.

    Raises:
        TooLarge: There are more.
        Unreadable: Some part is no XML, or declares entities.
    """
    left = most

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            finding = Finding("sheet-too-wide", facts={"limit": most})
            raise TooLarge(finding, limit=most, size=f">{most}")

    try:
        for name, member in archive.members.items():
            if member and name.lower().endswith((".xml", ".rels")):
                parser = expat.ParserCreate()
                parser.StartElementHandler = count
                parser.StartDoctypeDeclHandler = _refuse_entities
                parser.Parse(member, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise refusal(Unreadable, Finding("document-not-read"), filename) from None


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


@dataclass
class _Part:
    """One part of the archive, walked once."""

    row: int = 0
    column: int = 0
    furthest: tuple[int, int] = (0, 0)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    sheets: list[tuple[str, str]] = field(default_factory=list)
    relations: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, member: bytes) -> "_Part":
        part = cls()
        parser = expat.ParserCreate()
        parser.StartElementHandler = part.start
        parser.StartDoctypeDeclHandler = _refuse_entities
        parser.Parse(member, True)
        return part

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Follow rows and cells; one that does not say where it stands comes after the last."""
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(attributes.get("r"))
        elif name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "f":
            self.formulas.add((self.row - 1, self.column - 1))
        elif name == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), id_))
        elif name == "Relationship":
            self.relations.append((attributes.get("Id", ""), attributes.get("Target", "")))

    def _cell(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip("0123456789")
            self.row, self.column = int(reference[len(letters) :]), _number(letters.upper())
        rows, columns = (
            max(pair) for pair in zip(self.furthest, (self.row, self.column), strict=True)
        )
        self.furthest = (rows, columns)
        if rows * columns > MOST_CELLS or rows > _LAST_ROW or columns > _LAST_COLUMN:
            finding = Finding("sheet-too-wide", facts={"limit": MOST_CELLS})
            raise TooLarge(finding, limit=MOST_CELLS, size=f">{MOST_CELLS}")


def _refuse_entities(*_: object) -> None:
    raise ValueError


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
