"""Rows → delimited text."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from yibiao.model.table import BETWEEN, FORMULA_STARTS, Header, Rows, titles


def csv_lines(rows: Rows) -> Iterator[str]:
    """
    *rows* as CSV: a header line of printed labels, then a line per row.

    UTF-8 with a byte order mark, so that Excel reads Chinese. A label that occurs twice is told apart by its section.
    Texts that a spreadsheet would run as a formula are quoted.
    """
    yield csv_head(rows.headers)
    for row in rows.rows:
        yield line([_cell(value) for value in row])


def csv_head(headers: tuple[Header, ...]) -> str:
    """The header line of a CSV, with the mark before it by which Excel knows UTF-8."""
    return "\ufeff" + line([_cell(title) for title in titles(headers)])


def json_lines(rows: Rows) -> Iterator[str]:
    """*rows* as JSON, an object a line, under the printed labels."""
    names = titles(rows.headers)
    for row in rows.rows:
        named = dict(zip(names, row, strict=True))
        yield json.dumps(named, ensure_ascii=False, default=str) + "\n"


def line(values: list[Any]) -> str:
    """One line of a CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(values)
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list) and not any(isinstance(each, list | dict) for each in value):
        value = BETWEEN.join(str(each) for each in value if each is not None)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
