"""Columns that a form numbers (甲 乙 1=2+3 2 3) → what it states between them; the row of numbers is none of answers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any, Final

from yibiao.errors import Finding
from yibiao.intake.printed import At, PrintedForm, PrintedRule
from yibiao.intake.rules.spots import place_of
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.sheets.validations import Span

_WITHIN: Final = 20
_FEWEST: Final = 3
#: Where the first column has words for its number (甲), figures may begin at two.
_FIRST: Final = 2
_EVERY: Final = 0.8
_NUMBER: Final = r"[（(]?\s*(\d{1,2})\s*[)）]?"
_SUM: Final = r"[（(\s]*\d{1,3}[)）%\s]*(?:[-+*/＋－—×÷][（(\s]*\d{1,3}[)）%\s]*)*"
_TOKEN: Final = re.compile(rf"^(?:[甲乙丙丁戊己庚]|栏\s*次|[A-G]|{_NUMBER}(?:\s*[=＝]\s*{_SUM})?)$")
_TELLING: Final = re.compile(r"[甲乙丙丁=＝]|栏\s*次")
_STATED: Final = re.compile(
    rf"(?:第\s*)?{_NUMBER}\s*[栏列项]?\s*([=＝≥≤]|>=|<=)\s*((?:第\s*)?{_SUM})(?![\d.年月])"
)
_OWN: Final = re.compile(r"[（(](\d{1,2})[)）]\s*(?:[=＝]|$)|(?<![\d.])(\d{1,2})\s*[=＝]\s*[（(\d]")
_SIGNS: Final = {
    "＋": "+",
    "－": "-",
    "—": "-",
    "×": "*",
    "÷": "/",
    "＝": "=",
    "≥": ">=",
    "≤": "<=",
}
_PERCENT: Final = "100"


@dataclass(frozen=True)
class Numbered(Sheet):
    """A sheet without the row in which its columns are numbered; `left_out` is that row, places are as before."""

    left_out: int = 0

    def place(self, row: int, column: int) -> str:
        """A cell as people name it."""
        return super().place(row + (row >= self.left_out), column)


def row_of_numbers(sheet: Sheet) -> int | None:
    """The row, among the first, that only numbers the columns."""
    for number, row in enumerate(sheet.rows[:_WITHIN]):
        written = [each.strip() for each in row if each.strip()]
        if len(written) < _FEWEST or not all(map(_TOKEN.match, written)):
            continue
        numbers = [found for each in written if (found := _number(each)) is not None]
        told = any(map(_TELLING.search, written)) or _each_headed(sheet, number)
        if told and len(numbers) > 1 and numbers[0] <= _FIRST and _in_turn(numbers):
            return number
    return None


def _in_turn(numbers: Sequence[int]) -> bool:
    return all(after - before == 1 for before, after in pairwise(numbers))


def _each_headed(sheet: Sheet, row: int) -> bool:
    """Whether numbers from 1 stand under a heading each."""
    above = sheet.rows[row - 1] if row else ()
    columns = [column for column, each in enumerate(sheet.rows[row]) if each.strip()]
    headed = sum(bool(column < len(above) and above[column].strip()) for column in columns)
    words = not any(each.strip().isdecimal() for each in above)
    return words and len(columns) > _FEWEST and headed >= _EVERY * len(columns)


def _number(token: str) -> int | None:
    found = re.match(_NUMBER, token)
    return int(found[1]) if found else None


def without(sheet: Sheet, row: int) -> Numbered:
    """The sheet without a row; everything below moves up, under the place that it has."""
    members: dict[str, Any] = {each.name: getattr(sheet, each.name) for each in fields(Sheet)}
    for name in ("choices", "prompts", "checks"):
        members[name] = tuple((_up(span, row), each) for span, each in members[name])
    for name in ("formulas", "comments"):
        members[name] = {
            (r - (r > row), c): each for (r, c), each in members[name].items() if r != row
        }
    members["merged"] = tuple(
        each for span in sheet.merged if (each := _up(span, row))[0] != each[1]
    )
    members["rows"] = (*sheet.rows[:row], *sheet.rows[row + 1 :])
    return Numbered(**members, left_out=row)


def _up(span: Span, row: int) -> Span:
    (top, left), (bottom, right) = span
    return (top - (top > row), left), (bottom - (bottom >= row and bottom > 0), right)


def with_numbers(form: PrintedForm, sheet: Sheet, row: int) -> PrintedForm:
    """The form with what the row of numbers, and notes that speak of them, state."""
    by_column = {
        cell[1]: each.blank
        for question in form.questions
        for each in question.leaves()
        if each.blank and (cell := place_of(each.blank, sheet.name)) and cell[0] > row
    }
    tokens = {column: each.strip() for column, each in enumerate(sheet.rows[row]) if each.strip()}
    known = {
        number: by_column[column]
        for column, each in tokens.items()
        if (number := _number(each)) is not None and column in by_column
    }
    said = [
        (each, sheet.place(row, column))
        for column, each in tokens.items()
        if re.search("[=＝]", each)
    ]
    notes = [(each, sheet.place(row, min(tokens))) for each in form.says.get("notes", ())]
    return _with_rules(form, [*said, *notes], known)


def with_numbered_labels(form: PrintedForm) -> PrintedForm:
    """The form with what its labels state of one another by the numbers that they print: 合计(1)=(2)+(3)."""
    leaves = [each for question in form.questions for each in question.leaves()]
    known: dict[int, str] = {}
    for each in leaves:
        found = _OWN.search(each.label)
        if found:
            known.setdefault(int(found[1] or found[2]), each.blank or each.cell)
    said = [(each.label, each.cell) for each in leaves if re.search("[=＝]", each.label)]
    return _with_rules(form, said, known) if len(known) > 1 and said else form


def _with_rules(
    form: PrintedForm, said: Sequence[tuple[str, str]], known: Mapping[int, str]
) -> PrintedForm:
    rules: list[PrintedRule] = []
    findings: list[Finding] = []
    for text, cell in said:
        for found in _STATED.finditer(text):
            rule = _rule(found, known, cell)
            if rule:
                rules.append(rule)
            else:
                findings.append(Finding("rule-not-understood", cell, {"printed": found[0].strip()}))
    return replace(form, rules=(*form.rules, *rules), findings=(*form.findings, *findings))


def _rule(found: re.Match[str], known: Mapping[int, str], cell: str) -> PrintedRule | None:
    about = known.get(int(found[1]))
    parts = [*_parts(found[3], known)]
    sign = _SIGNS.get(found[2], found[2])
    if about is None or None in parts or parts.count("(") != parts.count(")"):
        return None
    expression = tuple(each for each in parts if each is not None)
    if sign == "=":
        return PrintedRule("equals", about, expression, found[0].strip(), cell)
    return PrintedRule(
        "holds", about, (At(about), f" {sign} ", *expression), found[0].strip(), cell
    )


def _parts(text: str, known: Mapping[int, str]) -> Iterator[str | At | None]:
    """What a sum of numbers says; `None` for a number of no column."""
    before = ""
    plain = re.sub(r"[第栏列项%\s]", "", re.sub(r"[（(](\d{1,3})[)）]", r"\1", text))
    for each in re.findall(r"\d+|[^\d]", plain):
        if not each.isdecimal():
            before = _SIGNS.get(each, {"（": "(", "）": ")"}.get(each, each))
            yield before if before in "()" else f" {before} "
        elif each == _PERCENT and before in ("*", "/"):
            yield each
        else:
            yield At(known[int(each)]) if int(each) in known else None
