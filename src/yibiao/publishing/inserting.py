"""Rows put into a sheet: everything below moves down, and what spoke of it speaks of where it is now."""

import copy
import re
from collections.abc import Callable
from typing import Any, Final

from yibiao.publishing.package import local, space

_REFERENCE: Final = re.compile(r"(?<![A-Za-z_!.'\]])(\$?[A-Z]{1,3}\$?)(\d+)(?![\d(A-Za-z_.])")
#: The same of what is known to be one, whole rows too.
_ROWS: Final = re.compile(r"(\$?[A-Z]{0,3}\$?)(\d+)")
#: What holds a formula.
FORMULAS: Final = ("f", "formula", "formula1", "formula2")
#: What says in an attribute of which cells it speaks.
_SPEAKS: Final = {
    "mergeCell": "ref", "dataValidation": "sqref", "conditionalFormatting": "sqref", "hyperlink": "ref",
    "autoFilter": "ref", "dimension": "ref", "ignoredError": "sqref", "protectedRange": "sqref",
}  # fmt: skip


def insert(root: Any, after: int, count: int) -> None:
    """Put *count* rows like the row *after* below it, with nothing in them but its looks and its formulas."""
    prefix = space(root)
    data = root.find(f"{prefix}sheetData")
    move(root, after, count)
    model = next((row for row in data if row.get("r") == str(after)), None)
    if model is not None:
        for step in range(count, 0, -1):
            model.addnext(_like(model, after, step, prefix))
    _merge_alike(root, after, count, prefix)


def move(root: Any, after: int, count: int) -> None:
    """Leave room for *count* rows below the row *after*."""
    _speak_of(root, lambda text, ends: _moved(text, after, count, ends=ends))
    for each in root.iterfind(f"{space(root)}rowBreaks/{space(root)}brk"):
        each.set("id", str(_below(int(each.get("id", 0)), after, count)))
    for row in root.find(f"{space(root)}sheetData"):
        number = int(row.get("r", 0))
        if number > after:
            _renumber(row, number + count)


def moved_elsewhere(text: str, sheet: str, after: int, count: int) -> str:
    """
    A formula, or what a name such as the area to print stands for, after rows were put into a sheet that it speaks of.

    >>> moved_elsewhere("花名册!$A$1:$F$20,名单!$A$9", "花名册", 4, 2)
    '花名册!$A$1:$F$22,名单!$A$9'
    """
    quoted = re.escape("'" + sheet.replace("'", "''") + "'")
    named = rf"(?:{quoted}|(?<![\w.'\]]){re.escape(sheet)})!"
    spoken = re.compile(rf"({named})(\$?[A-Z]{{0,3}}\$?\d+(?::\$?[A-Z]{{0,3}}\$?\d+)?)")
    return spoken.sub(
        lambda found: found[1] + _moved(found[2], after, count, ends=True, rows=_ROWS), text
    )


def move_beside(root: Any, after: int, count: int) -> None:
    """Move what stands beside the cells of a sheet with them: pictures, notes and their frames, the ends of a table."""
    for each in root.iter():
        match local(each):
            case "from" | "to":
                for row in [e for e in each if local(e) == "row"]:
                    row.text = str(_below(int(row.text or 0), after, count))
            case "Row" if each.text:  # of a note's frame
                each.text = str(_below(int(each.text), after, count))
            case "Anchor" if each.text:  # column, row and what they leave free, twice
                numbers = [int(number) for number in each.text.split(",")]
                for at in (2, 6):
                    numbers[at : at + 1] = [_below(e, after, count) for e in numbers[at : at + 1]]
                each.text = ", ".join(map(str, numbers))
            case "comment" | "threadedComment" if each.get("ref"):
                each.set("ref", _moved(each.get("ref"), after, count, ends=False))
            case "table" | "autoFilter" if each.get("ref"):
                each.set("ref", _moved(each.get("ref"), after, count, ends=True))


def _below(row: int, after: int, count: int) -> int:
    """A row, counted from 0, after rows were put in below the row *after*, counted from 1."""
    return row + count if row >= after else row


def _speak_of(root: Any, moved: Callable[[str, bool], str]) -> None:
    """Change every reference: ranges of several rows that end where rows are put in reach over these."""
    for each in root.iter():
        name = local(each)
        if name in FORMULAS and each.text:
            each.text = moved(each.text, True)
            if each.get("ref"):
                each.set("ref", moved(each.get("ref"), False))
        elif name == "sqref" and each.text:
            each.text = moved(each.text, True)
        elif name in _SPEAKS and each.get(_SPEAKS[name]):
            text = each.get(_SPEAKS[name])
            tall = len(set(re.findall(r"\d+", text))) > 1
            each.set(_SPEAKS[name], moved(text, name != "mergeCell" or tall))


def _moved(
    text: str, after: int, count: int, *, ends: bool, rows: re.Pattern[str] = _REFERENCE
) -> str:
    """A formula or a list of ranges, its references to rows below moved down; texts in quotes are none."""
    parts = re.split(r'("[^"]*")', text)
    for number, part in enumerate(parts):
        if number % 2 == 0:
            parts[number] = rows.sub(lambda found: _one(found, after, count, ends=ends), part)
    return "".join(parts)


def _one(found: re.Match[str], after: int, count: int, *, ends: bool) -> str:
    row = int(found[2])
    last = found.string[: found.start()].endswith(":")
    moves = row > after or (ends and last and row == after)
    return f"{found[1]}{row + count if moves else row}"


def _renumber(row: Any, number: int) -> None:
    row.set("r", str(number))
    for cell in row:
        if cell.get("r"):
            cell.set("r", cell.get("r").rstrip("0123456789") + str(number))


def _like(model: Any, number: int, step: int, prefix: str) -> Any:
    """A row with the looks of the model, and its formulas written for the row."""
    row = copy.deepcopy(model)
    for cell in row:
        formula = cell.find(f"{prefix}f")
        own = formula is not None and formula.text and not formula.get("t")
        for each in [*cell]:
            if not (own and each is formula):
                cell.remove(each)
        cell.attrib.pop("t", None)
        if own:
            formula.text = shifted(formula.text, number, step)
    _renumber(row, number + step)
    return row


def shifted(formula: str, number: int, step: int) -> str:
    """A formula with the relative references to its own row made those to a row further down."""

    def one(found: re.Match[str]) -> str:
        relative = not found[1].endswith("$") and int(found[2]) == number
        return f"{found[1]}{number + step}" if relative else found[0]

    return _REFERENCE.sub(one, formula)


def _merge_alike(root: Any, after: int, count: int, prefix: str) -> None:
    """Merge in the new rows what is merged within the row that they are like."""
    merged = root.find(f"{prefix}mergeCells")
    within = [] if merged is None else [
        each for each in merged if re.fullmatch(rf"[A-Z]+{after}:[A-Z]+{after}", each.get("ref", ""))
    ]  # fmt: skip
    for each in within:
        for step in range(1, count + 1):
            made = copy.deepcopy(each)
            made.set("ref", re.sub(r"\d+", str(after + step), each.get("ref")))
            merged.append(made)
    if merged is not None:
        merged.set("count", str(len(merged)))
