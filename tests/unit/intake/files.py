"""Files to read, made in memory: workbooks, delimited text, JSON."""

import csv
import io
import json

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
