"""The XML of a workbook (.xlsx) → where its cells stand, before a reader takes memory for them."""

from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from yibiao.errors import Finding, TooLarge, Unreadable
from yibiao.intake.archive import Archive
from yibiao.intake.formulas import moved
from yibiao.intake.lettering import column_of
from yibiao.intake.printed import refusal

#: Cells of the rectangle that a sheet spans; a reader takes memory for each, filled or not.
MOST_CELLS: Final = 8_000_000
#: As far down as anybody looks for a form.
_ROWS_WITH_FORMULAS: Final = 200
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_OTHER = (".bin", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".vml", ".tiff", ".svg")


def formulas_of(archive: Archive, filename: str) -> dict[str, dict[tuple[int, int], str]]:
    """
    The formulas of each sheet, by the cell (row and column from 0) that each computes; of far rows, only where.

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
        return {name: parts[_path(targets[id_])].formulas for name, id_ in workbook.sheets}
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

    parser: expat.XMLParserType
    row: int = 0
    column: int = 0
    furthest: tuple[int, int] = (0, 0)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    sheets: list[tuple[str, str]] = field(default_factory=list)
    relations: list[tuple[str, str]] = field(default_factory=list)
    _shared: dict[str, tuple[tuple[int, int], str]] = field(default_factory=dict)
    _group: str | None = None
    _text: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, member: bytes) -> "_Part":
        parser = expat.ParserCreate()
        parser.buffer_text = True
        part = cls(parser)
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
            self._group = attributes.get("si") if attributes.get("t") == "shared" else None
            self.formulas[self.row - 1, self.column - 1] = ""
            if self.row <= _ROWS_WITH_FORMULAS:
                self._listen(to=[])
        elif name == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), id_))
        elif name == "Relationship":
            self.relations.append((attributes.get("Id", ""), attributes.get("Target", "")))

    def text(self, text: str) -> None:
        """Gather a formula."""
        self._text.append(text)

    def end(self, tag: str) -> None:
        """Keep a formula; one that is shared among cells stands in the first of them only."""
        if tag.rpartition(":")[2] != "f":
            return
        cell, formula = (self.row - 1, self.column - 1), "".join(self._text)
        if self._group is not None and formula:
            self._shared[self._group] = cell, formula
        elif self._group in self._shared:
            first, shared = self._shared[self._group]
            formula = moved(shared, cell[0] - first[0], cell[1] - first[1])
        self.formulas[cell] = formula
        self._listen(to=None)

    def _listen(self, to: list[str] | None) -> None:
        """Hear texts and ends only within formulas: a sheet has millions of others."""
        self._text = to or []
        self.parser.CharacterDataHandler = None if to is None else self.text
        self.parser.EndElementHandler = None if to is None else self.end

    def _cell(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
        else:
            letters = reference.rstrip("0123456789")
            self.row, self.column = int(reference[len(letters) :]), column_of(letters) + 1
        rows, columns = (
            max(pair) for pair in zip(self.furthest, (self.row, self.column), strict=True)
        )
        self.furthest = (rows, columns)
        if rows * columns > MOST_CELLS or rows > _LAST_ROW or columns > _LAST_COLUMN:
            finding = Finding("sheet-too-wide", facts={"limit": MOST_CELLS})
            raise TooLarge(finding, limit=MOST_CELLS, size=f">{MOST_CELLS}")


def _refuse_entities(*_: object) -> None:
    raise ValueError
