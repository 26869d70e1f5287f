"""Delimited text (CSV, TSV) with a header row."""

import csv
import io
from typing import Final

from yibiao.errors import Finding, NotAForm, Unreadable
from yibiao.intake.layout.tables import form_of_table
from yibiao.intake.printed import PrintedForm, refusal
from yibiao.intake.sheets.sheet import ROWS_READ, Sheet
from yibiao.intake.upload import Upload

_DELIMITERS: Final = ",\t;|，"
_SUFFIXES: Final = (".csv", ".tsv", ".tab")

#: Names that say nothing about what is in the file.
_UNTOLD: Final = ("", ".txt", ".dat")


def recognises(upload: Upload) -> bool:
    """Text that is called CSV or TSV, or that is called nothing in particular and has a delimited first line."""
    text, _ = upload.mended
    start = text.lstrip()[:1]
    if "\0" in text or start in ("<", "{", "["):
        return False
    if upload.suffix in _SUFFIXES:
        return True
    return upload.suffix in _UNTOLD and upload.text is not None and delimiter(text) != ""


def read(upload: Upload) -> list[PrintedForm]:
    """
    The one form whose columns the text heads.

    Raises:
        NotAForm: It has no header.
        Unreadable: Its quotes never close.
    """
    sheet, passed = sheet_of(upload)
    if sheet.empty:
        raise refusal(NotAForm, Finding("empty-file"), upload.filename)
    form = form_of_table(sheet, upload.filename, upload.stem)
    findings = [Finding("rows-not-read", f"row {ROWS_READ + 1}")] if passed else []
    findings += [Finding("undecodable-bytes", f"row {line}") for line in upload.mended[1]]
    findings += [
        Finding("undecodable-heading", each.cell)
        for each in form.questions
        if "\ufffd" in each.label
    ]
    return [
        PrintedForm(form.questions, form.name, form.title, form.says, (*form.findings, *findings))
    ]


def sheet_of(upload: Upload) -> tuple[Sheet, bool]:
    """
    The text as a sheet, and whether it goes on below.

    Raises:
        Unreadable: Its quotes never close.
    """
    text, _ = upload.mended
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text) or ",")
    try:
        rows = [
            tuple(" ".join(each.split()) for each in row)
            for _, row in zip(range(ROWS_READ), reader, strict=False)
        ]
        passed = next(reader, None) is not None
    except csv.Error:
        raise refusal(Unreadable, Finding("broken-delimited-text"), upload.filename) from None
    return _Text(upload.stem, tuple(rows)), passed


class _Text(Sheet):
    """Delimited text as a sheet whose places are rows and columns."""

    def place(self, row: int, column: int) -> str:
        """A cell as people count it: `row 1, column 3`."""
        return f"row {row + 1}, column {column + 1}"


def delimiter(text: str) -> str:
    """What parts the fullest of the first lines most often; nothing where nothing does."""
    lines = [line for line in text.splitlines()[:10] if line.strip()]
    counts = {each: max((line.count(each) for line in lines), default=0) for each in _DELIMITERS}
    best = max(counts, key=lambda each: counts[each])
    return best if counts[best] else ""
