"""Files to read, made in memory: workbooks, delimited text, JSON."""

import csv
import io
import json

import docx
import openpyxl
import xlsxwriter

from yibiao import intake


def read(content, filename, **said):
    """What intake makes of it, for some department."""
    return intake.read(content, filename, department="civil-affairs", **said)


def form_of(content, filename, **said):
    """The one form it holds."""
    [reading] = read(content, filename, **said)
    return reading.form


def listed(*fields, **members):
    """A list of fields in JSON."""
    return json.dumps({"title": "登记表", "fields": fields, **members}, ensure_ascii=False).encode()


def delimited(*rows, encoding="utf-8", delimiter=","):
    """Rows as delimited text."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(*, hidden=(), merged=(), formulas=(), **sheets):
    """
    Sheets by name, each a list of rows, as .xlsx.

    Args:
        hidden: Names of hidden sheets.
        merged: (sheet, range, text) to merge.
        formulas: (sheet, cell, formula, result).
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, [None if each == "" else each for each in row])
        for _, cells, text in (each for each in merged if each[0] == name):
            sheet.merge_range(cells, text)
        for _, cell, formula, result in (each for each in formulas if each[0] == name):
            sheet.write_formula(cell, formula, None, result)
        if name in hidden:
            sheet.hide()
    book.close()
    return buffer.getvalue()


def xlsform(survey, choices=(), settings=()):
    """An XLSForm of these rows; the first of each is its header."""
    sheets = {"survey": survey, "choices": choices, "settings": settings}
    return workbook(**{name: rows for name, rows in sheets.items() if rows})


def word(*blocks):
    """
    A .docx: a text is a paragraph, a list of rows a table.

    In a row, a `None` is covered by the cell at its left, `"^"` by the cell above.
    """
    document = docx.Document()
    for each in blocks:
        if isinstance(each, str):
            document.add_paragraph(each)
        else:
            _table(document, each)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _table(document, rows):
    table = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = table.cell(number, column)
            if text is None:
                table.cell(number, column - 1).merge(cell)
            elif text == "^":
                table.cell(number - 1, column).merge(cell)
            elif text:
                cell.text = text


def layout(*rows):
    """A sheet of these rows as .xlsx, merged as in `word`."""
    buffer = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            if text not in (None, "^", ""):
                sheet.cell(number, column, text)
    for first, last in _merged(rows):
        sheet.merge_cells(
            start_row=first[0] + 1,
            start_column=first[1] + 1,
            end_row=last[0] + 1,
            end_column=last[1] + 1,
        )
    book.save(buffer)
    return buffer.getvalue()


def _merged(rows):
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if text in (None, "^"):
                continue
            right = column
            while right + 1 < len(cells) and cells[right + 1] is None:
                right += 1
            bottom = row
            while bottom + 1 < len(rows) and rows[bottom + 1][column] == "^":
                bottom += 1
            if (bottom, right) != (row, column):
                yield (row, column), (bottom, right)
