"""Workbooks that are none: the web page, the single-file web page and the XML that Excel and many systems save as .xls."""

import email
import email.policy
import re
from collections.abc import Iterator
from typing import Any, Final

from yibiao.intake.html import markup
from yibiao.intake.html import tables as html_tables
from yibiao.intake.sheets.sheet import ROWS_READ, Sheet, Workbook
from yibiao.intake.sheets.validations import Span

_SUFFIXES: Final = (".xls", ".xlsx", ".et", ".xlt")
_EXCEL_PAGE: Final = re.compile(r"office:excel|Excel\.Sheet|ms-excel|msexcel", re.IGNORECASE)
_SHEET_NAME: Final = re.compile(r"<x:Name>\s*([^<]+?)\s*</x:Name>", re.IGNORECASE)
_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_SS: Final = f"{{{_SPREADSHEET}}}"
#: Of a list of records the beginning is enough, in characters.
_ENOUGH: Final = 1_500_000
_WIDEST: Final = 400


def workbook_of(content: bytes, text: str | None, suffix: str) -> Workbook | None:
    """
    The workbook that a file saved from a spreadsheet as markup is; `None` for any other page.

    Raises:
        TooLarge: It has more elements than any page that somebody fills.
    """
    if content[:200].lstrip().lower().startswith((b"mime-version", b"from:", b"content-type")):
        return _of_pages([*_archived(content)])
    start = (text or "")[:5000]
    if _SPREADSHEET in start and "<!DOCTYPE" not in start and "<html" not in start.lower():
        return _of_xml(text or "")
    controls = re.search(r"<(input|select|textarea)\b", text or "", re.IGNORECASE)
    if _EXCEL_PAGE.search(start) or (suffix in _SUFFIXES and "<" in start):
        return None if controls else _of_pages([text or ""])
    return None


def _archived(content: bytes) -> Iterator[str]:
    """The pages inside a single-file web page."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                charset = part.get_content_charset() or markup.encoding_named(page) or "utf-8"
                yield _decoded(page, charset)


def _decoded(page: bytes, charset: str) -> str:
    for each in (charset, "gb18030"):
        try:
            return page.decode(each)
        except (LookupError, UnicodeDecodeError):
            continue
    return page.decode("utf-8", "replace")


def _of_pages(pages: list[str]) -> Workbook | None:
    """A sheet for each table; the names that the pages list, as far as they go."""
    names = [name for each in pages for name in _SHEET_NAME.findall(each[:100_000])]
    sheets: list[Sheet] = []
    for text in pages:
        page = markup.Page.of(text[:_ENOUGH])
        for table in page.root.iter("table") if page else ():
            grid = html_tables.sheet_of(table, len(sheets) + 1, ROWS_READ)
            if not grid.empty:
                number = len(sheets)
                name = names[number] if number < len(names) else f"Sheet{number + 1}"
                sheets.append(Sheet(name, grid.rows, grid.merged))
    return Workbook(tuple(sheets)) if sheets else None


def _of_xml(text: str) -> Workbook | None:
    """The workbook that XML of 2003 describes."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(
        text[:_ENOUGH].encode("utf-8", "replace").replace(b'encoding="', b'x="', 1), parser
    )
    if root is None:
        return None
    sheets = [_sheet(each) for each in root.iter(f"{_SS}Worksheet")]
    return Workbook(tuple(sheets)) if sheets else None


def _sheet(worksheet: Any) -> Sheet:
    rows: list[tuple[str, ...]] = []
    merged: list[Span] = []
    for row in worksheet.iter(f"{_SS}Row"):
        number = min(_number(row, "Index", len(rows) + 1) - 1, ROWS_READ)
        rows += [()] * (number - len(rows))
        if number >= ROWS_READ:
            break
        cells: list[str] = []
        for cell in row.iter(f"{_SS}Cell"):
            column = min(_number(cell, "Index", len(cells) + 1) - 1, _WIDEST)
            cells += [""] * (column - len(cells))
            data = cell.find(f"{_SS}Data")
            across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            cells += ["" if data is None else "".join(data.itertext()).strip(), *[""] * across]
            if across or down:
                merged.append(((number, column), (number + down, column + across)))
        rows.append(tuple(cells))
    name = worksheet.get(f"{_SS}Name") or "Sheet1"
    hidden = any("Hidden" in "".join(each.itertext()) for each in worksheet.iter("{*}Visible"))
    return Sheet(name, tuple(rows), tuple(merged), hidden=hidden)


def _number(element: Any, attribute: str, default: int) -> int:
    value = element.get(f"{_SS}{attribute}") or ""
    return min(int(value), _WIDEST * 10) if value.isdigit() and len(value) < 6 else default  # noqa: PLR2004
