"""Rows put into a sheet: everything below moves down, and what spoke of it speaks of where it is now."""

import copy
import re
from collections.abc import Callable
from typing import Any, Final

from yibiao.publishing.package import local, space

#: A cell, or a whole row, of what is known to be one.
_ROWS: Final = re.compile(r"(\$?[A-Z]{0,3}\$?)(\d+)")
_ROW: Final = r"\$?[A-Z]{0,3}\$?\d+"
_CELL: Final = r"\$?[A-Z]{1,3}\$?\d+"
#: What a formula speaks of: a text in quotes, which is none; a sheet by name and what is there; cells of its own sheet.
_REFERENCE: Final = re.compile(
    r'"[^"]*"'
    r"|(?P<sheet>'(?:[^']|''){1,400}'|(?<![\w.\[\]])[\w.\[\]]+)!"
    rf"(?P<there>{_ROW}(?::{_ROW})?(?![\w(.!]))?"
    rf"|(?<![\w!.'\]])(?P<here>{_CELL}(?::{_CELL})?)(?![\w(.!])"
)
#: What holds a formula.
FORMULAS: Final = ("f", "formula", "formula1", "formula2")
#: What says in an attribute of which cells it speaks.
_SPEAKS: Final = {
    "mergeCell": "ref", "dataValidation": "sqref", "conditionalFormatting": "sqref", "hyperlink": "ref",
    "autoFilter": "ref", "dimension": "ref", "ignoredError": "sqref", "protectedRange": "sqref",
}  # fmt: skip


def insert(root: Any, sheet: str, after: int, count: int) -> None:
    """Put *count* rows like the row *after* of a sheet below it, with nothing in them but its looks and its formulas."""
    prefix = space(root)
    data = root.find(f"{prefix}sheetData")
    move(root, sheet, after, count)
    model = next((row for row in data if row.get("r") == str(after)), None)
    if model is not None:
        for step in range(count, 0, -1):
            model.addnext(_like(model, sheet, after, step, prefix))
    _merge_alike(root, after, count, prefix)


def move(root: Any, sheet: str, after: int, count: int) -> None:
    """Leave room for *count* rows below the row *after* of a sheet, which its own formulas may name, too."""
    _speak_of(
        root,
        lambda text, ends: moved_elsewhere(
            _moved(text, after, count, ends=ends), sheet, after, count
        ),
    )
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
    return _moved(text, after, count, ends=True, sheet=sheet)


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


def _moved(text: str, after: int, count: int, *, ends: bool, sheet: str | None = None) -> str:
    """A formula or a list of ranges, its references to rows below moved down: those that name the sheet, or none."""
    return _changed(text, sheet, lambda found: _one(found, after, count, ends=ends))


def _changed(text: str, sheet: str | None, row: Callable[[re.Match[str]], str]) -> str:
    """A formula with every row changed that it speaks of by the name of the sheet, or without a name."""

    def one(found: re.Match[str]) -> str:
        named, cells = found["sheet"], found["there"] or found["here"]
        if named and named.startswith("'"):
            named = named[1:-1].replace("''", "'")
        if not cells or named != sheet:
            return found[0]
        return found[0].removesuffix(cells) + _ROWS.sub(row, cells)

    return _REFERENCE.sub(one, text)


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


def _like(model: Any, sheet: str, number: int, step: int, prefix: str) -> Any:
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
            formula.text = shifted(formula.text, sheet, number, step)
    _renumber(row, number + step)
    return row


def shifted(formula: str, sheet: str, number: int, step: int) -> str:
    """A formula of a sheet with the relative references to its own row made those to a row further down."""

    def one(found: re.Match[str]) -> str:
        relative = not found[1].endswith("$") and int(found[2]) == number
        return f"{found[1]}{number + step}" if relative else found[0]

    return _changed(_changed(formula, None, one), sheet, one)


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
