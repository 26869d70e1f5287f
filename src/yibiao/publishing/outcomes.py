"""What became of the rows of a file → a workbook that says it, row by row, beside the file."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from yibiao.publishing.package import TEXTS_AS_THEY_ARE, writable

_HEAD: Final = {"bold": True, "border": 1, "bg_color": "#F2F2F2", "text_wrap": True}
_WIDTHS: Final = (18, 16, 56, 56)


def outcomes(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The workbook: a sheet of that name, its headers, and the rows as they come."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"constant_memory": True, **TEXTS_AS_THEY_ARE}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        sheet = book.add_worksheet(name)
        head, wrapped = (
            book.add_format(_HEAD),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        for column, (label, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width, wrapped)
            sheet.write_string(0, column, label, head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                sheet.write_string(last, column, writable(text), wrapped)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(heads) - 1)
    return buffer.getvalue()
