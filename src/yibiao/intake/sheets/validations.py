"""Lists of permitted answers that a workbook keeps for its cells (data validation), in .xlsx and in .xls."""

import contextlib
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from yibiao.intake.containers import compound
from yibiao.intake.sheets import biff
from yibiao.intake.sheets.lettering import column_of

#: First and last (row, column), from 0.
Span = tuple[tuple[int, int], tuple[int, int]]

_REFERENCE: Final = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")
#: As long a list as its column has words: OFFSET(lists!$A$2,0,0,COUNTA(lists!$A:$A)-1,1).
_COUNTED: Final = re.compile(
    r"^OFFSET\(([^(),]{0,200}\$?\b([A-Z]{1,3})\$?\d{1,7}),\s*0?\s*,\s*0?\s*,\s*COUNTA\([^()]{1,200}\)[-+\d\s]*(?:,\s*1?\s*)?\)$"
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
        source: The sheet and range that it stands in otherwise; without either, something works it out.
    """

    spans: tuple[Span, ...]
    options: tuple[str, ...] = ()
    source: tuple[str, Span] | None = None


@dataclass(frozen=True)
class Check:
    """
    What must be true of what is written in a cell.

    Attributes:
        kind: `whole`, `decimal`, `date`, `time`, `textLength` or `custom`.
        operator: `between`, `equal`, `lessThan` …
        formulas: The bounds, or the condition, as seen from the cell `first`; what is missing is empty.
        error: What whoever breaks it is told.
    """

    kind: str
    operator: str
    formulas: tuple[str, str]
    first: tuple[int, int]
    error: str = ""

    @property
    def printed(self) -> str:
        """As a person would put it down."""
        if self.kind == "custom":
            return f"={self.formulas[0].removeprefix('=')}"
        return " ".join(each for each in (self.kind, self.operator, *self.formulas) if each)


def checks_of(checks: Sequence[Mapping[str, str]]) -> tuple[tuple[Span, Check], ...]:
    """The checks of a sheet that are no lists, each for a range of cells; an error of a list is told by its options."""
    found: list[tuple[Span, Check]] = []
    for each in checks[:_MOST]:
        kind = each.get("type", "none")
        spans = [
            span for cells in each.get("sqref", "").split()[:_MOST] if (span := span_of(cells))
        ]
        if kind in ("none", "list") or not spans:
            continue
        first = min(span[0][0] for span in spans), min(span[0][1] for span in spans)
        check = Check(
            kind,
            each.get("operator", "between"),
            (each.get("formula1", ""), each.get("formula2", "")),
            first,
            " ".join(each.get("error", "").replace("_x000a_", " ").split()),
        )
        found += [(span, check) for span in spans]
    return tuple(found)


# ------------------------------------------------------------------------------------------------- .xlsx


def of_rules(
    rules: Sequence[tuple[str, str]], sheet: str, names: Mapping[str, str]
) -> list[Choice]:
    """What a sheet's rules say, each the cells that it is for and the formula of its list."""
    return [
        choice
        for cells, formula in rules[:_MOST]
        if (choice := _choice(cells, formula, sheet, names))
    ]


def _choice(spans: str, formula: str, sheet: str, names: Mapping[str, str]) -> Choice | None:
    cells = tuple(span for each in spans.split()[:_MOST] if (span := span_of(each)))
    formula = formula.strip().removeprefix("=")
    formula = names.get(formula, formula).strip()
    counted = _COUNTED.match(formula)
    formula = f"{counted[1]}:${counted[2]}${_LAST_ROW + 1}" if counted else formula
    if not cells:
        return None
    if formula.startswith('"') and formula.endswith('"'):
        listed = formula[1:-1].replace('""', '"').split(",")
        return Choice(cells, tuple(each.strip() for each in listed if each.strip()))
    name, _, reference = formula.rpartition("!")
    span = span_of(reference)
    if not span:
        return Choice(cells)
    named = name.removeprefix("'").removesuffix("'").replace("''", "'")
    return Choice(cells, source=(named or sheet, span))


def span_of(reference: str) -> Span | None:
    """The range that a reference such as `$A$2:B9` or `A:A` names; nothing if it is none."""
    columns = _WHOLE_COLUMNS.match(reference)
    if columns:
        return (0, column_of(columns[1])), (_LAST_ROW, column_of(columns[2]))
    found = _REFERENCE.match(reference)
    if not found:
        return None
    first = int(found[2]) - 1, column_of(found[1])
    last = (int(found[4]) - 1, column_of(found[3])) if found[3] else first
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
