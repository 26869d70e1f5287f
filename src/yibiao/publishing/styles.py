"""The styles of a workbook → those that show a number as a date."""

import re
from typing import Any, Final

from yibiao.publishing.package import space

#: Numbers of the formats of dates that every spreadsheet program knows.
_KNOWN: Final = frozenset({*range(14, 23), *range(27, 37), *range(50, 59)})
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
