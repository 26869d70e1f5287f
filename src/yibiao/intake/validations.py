"""Lists of permitted answers that a workbook keeps for its cells (data validation), in .xlsx and in .xls."""

import contextlib
import re
import struct
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from yibiao.intake import biff, compound
from yibiao.intake.archive import Archive
from yibiao.intake.lettering import column_of

#: First and last (row, column), from 0.
Span = tuple[tuple[int, int], tuple[int, int]]

_REFERENCE: Final = re.compile(
    r"^(?:'?((?:[^'!]|'')+)'?!)?\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?$"
)
_WHOLE_COLUMNS: Final = re.compile(r"^\$?([A-Z]{1,3}):\$?([A-Z]{1,3})$")
_MOST: Final = 5_000
_LAST_ROW: Final = 1_048_575


@dataclass(frozen=True)
class Choice:
    """
    Cells that take one of a list.

    Attributes:
        options: The list, if it stands in the rule itself.
        source: The sheet and range that it stands in otherwise.
    """

    spans: tuple[Span, ...]
    options: tuple[str, ...] = ()
    source: tuple[str, Span] | None = None


# ------------------------------------------------------------------------------------------------- .xlsx


def of_archive(archive: Archive) -> dict[str, list[Choice]]:
    """The lists of an .xlsx file by sheet; what it does not say in a way known here is left out."""
    found: dict[str, list[Choice]] = {}
    with contextlib.suppress(expat.ExpatError, LookupError, ValueError):
        workbook = _Part.of(archive.members["xl/workbook.xml"])
        targets = dict(_Part.of(archive.members["xl/_rels/workbook.xml.rels"]).relations)
        for name, id_ in workbook.sheets:
            target = targets[id_]
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            member = archive.members.get(path, b"")
            if b"dataValidation" in member:
                rules = _Part.of(member).rules[:_MOST]
                found[name] = [
                    choice
                    for spans, formula in rules
                    if (choice := _choice(spans, formula, name, workbook.names))
                ]
    return found


@dataclass
class _Part:
    """What one part of the archive says of sheets, names and rules."""

    sheets: list[tuple[str, str]] = field(default_factory=list)
    relations: list[tuple[str, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    rules: list[tuple[str, str]] = field(default_factory=list)
    _rule: dict[str, str] | None = None
    _name: str = ""
    _in: str = ""
    _text: str = ""

    @classmethod
    def of(cls, member: bytes) -> "_Part":
        part = cls()
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = part.start
        parser.EndElementHandler = part.end
        parser.CharacterDataHandler = part.text
        parser.Parse(member, True)
        return part

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Remember sheets, relations, and which rule or name the text to come belongs to."""
        name = tag.rpartition(":")[2]
        if name == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), id_))
        elif name == "Relationship":
            self.relations.append((attributes.get("Id", ""), attributes.get("Target", "")))
        elif name == "dataValidation":
            listed = attributes.get("type") == "list"
            self._rule = {"sqref": attributes.get("sqref", ""), "formula1": ""} if listed else None
        elif name == "definedName":
            self._name = attributes.get("name", "")
        if name in ("formula1", "sqref", "definedName"):
            self._in, self._text = name, ""

    def text(self, text: str) -> None:
        """Gather the words of a rule or name."""
        if self._in:
            self._text += text

    def end(self, tag: str) -> None:
        """Keep what was gathered."""
        name = tag.rpartition(":")[2]
        if name == self._in:
            if name == "definedName":
                self.names[self._name] = self._text
            elif self._rule is not None:
                self._rule[name] = self._text.strip()
            self._in = ""
        if name == "dataValidation" and self._rule is not None:
            self.rules.append((self._rule["sqref"], self._rule["formula1"]))
            self._rule = None


def _choice(spans: str, formula: str, sheet: str, names: dict[str, str]) -> Choice | None:
    cells = tuple(span for each in spans.split() if (span := span_of(each)))
    formula = names.get(formula, formula).strip()
    if not cells:
        return None
    if formula.startswith('"') and formula.endswith('"'):
        listed = formula[1:-1].replace('""', '"').split(",")
        return Choice(cells, tuple(each.strip() for each in listed if each.strip()))
    found = _REFERENCE.match(formula)
    span = span_of(formula.rpartition("!")[2])
    if not found or not span:
        return None
    return Choice(cells, source=((found[1] or sheet).replace("''", "'"), span))


def span_of(reference: str) -> Span | None:
    """First and last cell of a range, or of whole columns; `None` if it is neither."""
    columns = _WHOLE_COLUMNS.match(reference)
    if columns:
        return (0, column_of(columns[1])), (_LAST_ROW, column_of(columns[2]))
    found = _REFERENCE.match(reference)
    if not found:
        return None
    first = int(found[3]) - 1, column_of(found[2])
    last = (int(found[5]) - 1, column_of(found[4])) if found[4] else first
    return first, last


# -------------------------------------------------------------------------------------------------- .xls

_EXTERN_SHEET, _NAME, _RULE = 0x17, 0x18, 0x1BE
_LIST: Final = 3


def of_stream(content: bytes) -> dict[str, list[Choice]]:
    """The lists of an .xls file by sheet; nothing where its records are not what they should be."""
    with contextlib.suppress(
        Exception
    ):  # a damaged file fails anywhere; its lists are not worth a refusal
        return _of_records(content)
    return {}


def _of_records(content: bytes) -> dict[str, list[Choice]]:
    stream = compound.streams(content)["Workbook"]
    sheets: list[tuple[str, int]] = []
    references: list[int] = []
    names: list[bytes] = []
    for kind, body in biff.records(stream, 0):
        if kind == biff.BOUND_SHEET:
            sheets.append(biff.bound_sheet(body))
        elif kind == _EXTERN_SHEET:
            references = biff.references_of(body)
        elif kind == _NAME:
            size, formula = body[3], struct.unpack_from("<H", body, 4)[0]
            begin = 15 + size * (2 if body[14] & 1 else 1)
            names.append(body[begin : begin + formula])
    titles = [name for name, _ in sheets]
    return {
        name: [
            choice
            for kind, body in biff.records(stream, at)
            if kind == _RULE and (choice := _of_rule(body, name, titles, references, names))
        ][:_MOST]
        for name, at in sheets
    }


def _of_rule(
    body: bytes, sheet: str, titles: list[str], references: list[int], names: list[bytes]
) -> Choice | None:
    if struct.unpack_from("<I", body)[0] & 0xF != _LIST:
        return None
    at = 4
    for _ in range(4):
        _, at = biff.string(body, at)
    size = struct.unpack_from("<H", body, at)[0]
    formula = body[at + 4 : at + 4 + size]
    at += 4 + size
    at += 4 + struct.unpack_from("<H", body, at)[0]
    count = struct.unpack_from("<H", body, at)[0]
    spans = tuple(
        ((top, left), (bottom, right))
        for top, bottom, left, right in (
            struct.unpack_from("<4H", body, at + 2 + 8 * n) for n in range(count)
        )
    )
    return _of_formula(formula, spans, sheet, titles, references, names)


def _of_formula(
    formula: bytes,
    spans: tuple[Span, ...],
    sheet: str,
    titles: list[str],
    references: list[int],
    names: list[Any],
) -> Choice | None:
    """What the first token of a rule's formula refers to: a text, a range, or a name for one."""
    token = formula[0] & 0x1F | 0x20 if formula[0] >= 0x20 else formula[0]  # noqa: PLR2004
    if token == 0x17:  # noqa: PLR2004
        text, _ = biff.string(formula, 1, wide_count=False)
        return Choice(spans, tuple(e for each in re.split(r"[\0,]", text) if (e := each.strip())))
    if token == 0x25:  # noqa: PLR2004
        return Choice(spans, source=(sheet, _area(formula, 1)))
    if token == 0x3B:  # noqa: PLR2004
        reference = struct.unpack_from("<H", formula, 1)[0]
        return Choice(spans, source=(titles[references[reference]], _area(formula, 3)))
    if token == 0x23:  # noqa: PLR2004
        name = names[struct.unpack_from("<H", formula, 1)[0] - 1]
        return _of_formula(name, spans, sheet, titles, references, []) if names else None
    return None


def _area(formula: bytes, at: int) -> Span:
    top, bottom, left, right = struct.unpack_from("<4H", formula, at)
    return (top, left & 0x3FFF), (bottom, right & 0x3FFF)
