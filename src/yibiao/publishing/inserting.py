"""Rows put into a sheet: everything below moves down, and what spoke of it speaks of where it is now."""

import copy
import re
from collections.abc import Callable
from typing import Any, Final

from yibiao.publishing.package import local, space

_REFERENCE: Final = re.compile(r"(?<![A-Za-z_!.'\]])(\$?[A-Z]{1,3}\$?)(\d+)(?![\d(A-Za-z_.])")
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
    for row in root.find(f"{space(root)}sheetData"):
        number = int(row.get("r", 0))
        if number > after:
            _renumber(row, number + count)


def moved_name(text: str, after: int, count: int) -> str:
    """
    What a name such as the area to print stands for, after rows were put into the sheet that it speaks of.

    >>> moved_name("花名册!$A$1:$F$20", 4, 2)
    '花名册!$A$1:$F$22'
    """
    head, mark, cells = text.rpartition("!")
    return f"{head}{mark}{_moved(cells, after, count, ends=True)}"


def _speak_of(root: Any, moved: Callable[[str, bool], str]) -> None:
    """Change every reference: ranges of several rows that end where rows are put in reach over these."""
    for each in root.iter():
        name = local(each)
        if name in ("f", "formula", "formula1", "formula2") and each.text:
            each.text = moved(each.text, True)
            if each.get("ref"):
                each.set("ref", moved(each.get("ref"), False))
        elif name in _SPEAKS and each.get(_SPEAKS[name]):
            text = each.get(_SPEAKS[name])
            tall = len(set(re.findall(r"\d+", text))) > 1
            each.set(_SPEAKS[name], moved(text, name != "mergeCell" or tall))


def _moved(text: str, after: int, count: int, *, ends: bool) -> str:
    """A formula or a list of ranges, its references to rows below moved down; texts in quotes are none."""
    parts = re.split(r'("[^"]*")', text)
    for number, part in enumerate(parts):
        if number % 2 == 0:
            parts[number] = _REFERENCE.sub(lambda found: _one(found, after, count, ends=ends), part)
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
