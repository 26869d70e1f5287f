"""The styles of a workbook: which show a number as a date, and new ones that do."""

import copy
import re
from typing import Any, Final

from lxml import etree

from yibiao.publishing.package import space

#: Numbers of the formats of dates that every spreadsheet program knows.
_KNOWN: Final = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})
#: The number of the format of texts, and the first that a workbook may give to a format of its own.
_TEXT, _OWN = 49, 164
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def days(root: Any) -> frozenset[int]:
    """The numbers of the cell styles that show dates."""
    prefix = space(root)
    own = {
        int(each.get("numFmtId", 0)): _LITERAL.sub("", each.get("formatCode", "")).lower()
        for each in root.iter(f"{prefix}numFmt")
    }
    shown = {number for number, code in own.items() if "y" in code and ("m" in code or "d" in code)}
    styles = root.find(f"{prefix}cellXfs")
    return frozenset(
        number
        for number, each in enumerate(() if styles is None else styles)
        if int(each.get("numFmtId", 0)) in _KNOWN | shown
    )


def like(root: Any, style: int, number_format: str) -> int:
    """Add a style that is like another but shows numbers in a format; its number."""
    prefix = space(root)
    styles = root.find(f"{prefix}cellXfs")
    made = copy.deepcopy(styles[style])
    made.set("numFmtId", str(_format(root, prefix, number_format)))
    made.set("applyNumberFormat", "1")
    styles.append(made)
    styles.set("count", str(len(styles)))
    return len(styles) - 1


def _format(root: Any, prefix: str, code: str) -> int:
    """The number of a format, which is added where the workbook does not have it."""
    if code == "@":
        return _TEXT
    formats = root.find(f"{prefix}numFmts")
    if formats is None:
        formats = etree.Element(f"{prefix}numFmts")
        root.insert(0, formats)
    known = next((each for each in formats if each.get("formatCode") == code), None)
    if known is None:
        free = max([_OWN, *(int(each.get("numFmtId")) + 1 for each in formats)])
        known = etree.SubElement(formats, f"{prefix}numFmt", numFmtId=str(free), formatCode=code)
        formats.set("count", str(len(formats)))
    return int(known.get("numFmtId"))
