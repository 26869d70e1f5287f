"""Headers → a workbook with headings on its sheets, sections over labels, and one row that shows how the others look."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from yibiao.model.table import Header
from yibiao.publishing.package import writable
from yibiao.publishing.spread_rows import FORMATS
from yibiao.publishing.watermark import SHEET

_WIDEST, _NARROWEST = 40, 8
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 25
_HEAD: Final = {
    "bold": True, "align": "center", "valign": "vcenter", "border": 1, "bg_color": "#F2F2F2", "text_wrap": True,
}  # fmt: skip


def names_of(title: str, count: int) -> list[str]:
    """Names of sheets: of the title, numbered where there are several."""
    name = _NO_NAME.sub(" ", writable(title)).strip(" '")[:_LONGEST_NAME].strip(" '") or "Sheet"
    return [name, *(f"{name} {number}" for number in range(2, count + 1))]


def grid(headers: Sequence[Header], names: Sequence[str], depth: int, watermark: str = "") -> bytes:
    """A workbook with headings on its sheets, sections over labels, and one row that shows how the others look."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties(
        {"created": datetime(2000, 1, 1, tzinfo=UTC)}
    )  # the same rows, the same bytes
    head = book.add_format(_HEAD)
    for name in names:
        sheet = book.add_worksheet(name)
        _headings(sheet, headers, depth, head)
        for column, each in enumerate(headers):
            sheet.set_column(column, column, min(max(2 * len(each.label) + 2, _NARROWEST), _WIDEST))
            looks = book.add_format({"num_format": FORMATS.get(each.kind, "General")})
            sheet.write_blank(depth, column, None, looks)
        sheet.freeze_panes(depth, 0)
        sheet.repeat_rows(0, depth - 1)
    if watermark:
        book.add_worksheet(SHEET).write_string(0, 0, watermark)
    book.close()
    return buffer.getvalue()


def _headings(sheet: Any, headers: Sequence[Header], depth: int, look: Any) -> None:
    for level in range(depth - 1):
        at = 0
        while at < len(headers):
            path = headers[at].section[: level + 1]
            end = at
            while end + 1 < len(headers) and headers[end + 1].section[: level + 1] == path:
                end += 1
            if len(path) > level:
                _heading(sheet, (level, at), (level, end), path[-1], look)
            at = end + 1
    for column, each in enumerate(headers):
        _heading(sheet, (len(each.section), column), (depth - 1, column), each.label, look)


def _heading(
    sheet: Any, first: tuple[int, int], last: tuple[int, int], words_: str, look: Any
) -> None:
    if first == last:
        sheet.write_string(*first, writable(words_), look)
    else:
        sheet.merge_range(*first, *last, writable(words_), look)
