"""What a field takes → what a spreadsheet tells whoever selects its blank, and what may be chosen there."""

import re
from typing import Any, Final

from lxml import etree

from yibiao.model.form import Field
from yibiao.model.kinds import PRINTED_KINDS, ValueKind
from yibiao.publishing.cells import position
from yibiao.publishing.package import local, space, writable

#: Characters that a spreadsheet takes as a list of choices, and as a message.
LONGEST_LIST: Final = 255
_LONGEST_MESSAGE: Final = 255
#: Of a sheet's parts, those that may stand before the list of checks.
_BEFORE: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting",
)  # fmt: skip
_TIMES: Final = ("时间", "时刻")
#: Codes short enough to stand before an answer.
_CODE: Final = re.compile(r"-?\d{1,3}|[A-Za-z]")


def title(field: Field, *, texts: bool = False) -> str:
    """The kind; nothing for plain texts, unless they may be taken for something else or *texts* are to be named too."""
    if field.kind is ValueKind.TEXT and not (texts or field.label.endswith(_TIMES)):
        return ""
    return PRINTED_KINDS.get(field.kind, "")


def message(field: Field) -> str:
    """The hint, and the unit of measure that the label does not name; at most what a spreadsheet takes."""
    unit = field.unit_of_measure
    lines = [field.hint if field.hint and field.hint not in field.label else None]
    lines.append(
        f"单位：{unit}" if unit and not field.label.endswith((f"（{unit}）", f"({unit})")) else None
    )
    text = "\n".join(each for each in lines if each)
    return text if len(text) <= _LONGEST_MESSAGE else text[-_LONGEST_MESSAGE:]


def printed(field: Field) -> tuple[str, ...]:
    """Its options as they are printed: with the department's own codes before them where it has some."""
    titles = tuple(each.title for each in field.options)
    coded = any(each.value != each.title for each in field.options)
    if not coded or not all(_CODE.fullmatch(each.value) for each in field.options):
        return titles
    mark = " " if any(each[:1].isdecimal() for each in titles) else "."
    return tuple(f"{each.value}{mark}{each.title}" for each in field.options)


def listed(field: Field) -> str | None:
    """Its options as a list in one rule; `None` where there are none or a rule cannot hold them."""
    options = printed(field)
    text = ",".join(options)
    if not options or any("," in each for each in options) or len(text) > LONGEST_LIST:
        return None
    return text


def guide(root: Any, cells: str, field: Field) -> None:
    """Add to a sheet what its *cells* (`B3:B20`) take, unless a check is there already."""
    prefix = space(root)
    checks = root.find(f"{prefix}dataValidations")
    if checks is not None and _covered(checks, cells):
        return
    options, heading, text = listed(field), title(field), message(field)
    if not (options or heading or text):
        return
    if checks is None:
        checks = etree.Element(f"{prefix}dataValidations")
        [each for each in root if local(each) in _BEFORE][-1].addnext(checks)
    check = etree.SubElement(checks, f"{prefix}dataValidation", allowBlank="1", sqref=cells)
    if heading or text:
        check.set("showInputMessage", "1")
        check.set("promptTitle", heading)
        if text:
            check.set("prompt", writable(text))
    if options:
        check.set("type", "list")
        formula = etree.SubElement(check, f"{prefix}formula1")
        formula.text = '"{}"'.format(options.replace('"', '""'))
    checks.set("count", str(len(checks)))


def _covered(checks: Any, cells: str) -> bool:
    """Whether a check speaks of the first of the cells."""
    row, column = position(cells.partition(":")[0])
    for each in " ".join(check.get("sqref", "") for check in checks).split():
        first, _, last = each.partition(":")
        (top, left), (bottom, right) = position(first), position(last or first)
        if (top <= row <= bottom or not bottom) and left <= column <= right:
            return True
    return False
