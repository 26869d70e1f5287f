"""
How long a template takes to be read: registers and cards of 30 to 1,000 fields, in every kind of file.

    python benchmarks/speed/reading.py [--fields 30 300 1000] [--times 3] [--keep]

Beside each stands the bare parser of the same file in the same run – calamine or xlrd, python-docx, csv –, which gives cells
and asks nothing of them; `openpyxl`, which many would take, is shown as well. Every label is checked before anything is timed.
The bar is one second for 300 fields. Exit status 1 where it is passed.
"""

import argparse
import csv
import io
import sys
import time
from pathlib import Path
from statistics import median

import docx
import openpyxl
import python_calamine
import xlrd
from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks.measured import keep
from tests.hostile.parts import document, older_workbook, row_of, word_table, workbook

from yibiao import intake

#: Seconds that a template of so many fields may take.
BAR, BAR_FIELDS = 1.0, 300


def header(count):
    """A register's header of so many labels, and a row of answers."""
    return [[f"项目{n}" for n in range(count)], [f"答{n}" for n in range(count)]]


def pairs(count):
    """A card's rows: three labels beside their blanks, the first of which ends in one that is printed."""
    labels = [f"项目{n}" for n in range(count)]
    rows = [
        [text for each in labels[at : at + 3] for text in (each, "")] for at in range(0, count, 3)
    ]
    rows[0][-1] = "    年   月   日"
    return rows


def sheet(rows):
    """An .xlsx of these rows."""
    return workbook("".join(row_of(number, row) for number, row in enumerate(rows)))


def delimited(rows):
    """A .csv of these rows."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def calamine(content):
    """Every cell."""
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return [book.get_sheet_by_name(each).to_python() for each in book.sheet_names]


def bare_openpyxl(content):
    """Every cell."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[list(row) for row in each.iter_rows(values_only=True)] for each in book]


def bare_xlrd(content):
    """Every cell."""
    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    return [[each.row_values(row) for row in range(each.nrows)] for each in book.sheets()]


def bare_docx(content):
    """Every cell, from the XML."""
    body = docx.Document(io.BytesIO(content)).element.body
    return [[each.text for each in row.iter() if each.tag.endswith("}t")] for row in body]


def bare_csv(content):
    """Every cell."""
    return list(csv.reader(io.StringIO(content.decode())))


KINDS = (
    ("register", "xlsx", header, sheet, calamine),
    ("card", "xlsx", pairs, sheet, calamine),
    ("card", "xlsx", pairs, sheet, bare_openpyxl),
    ("card", "xls", pairs, older_workbook, bare_xlrd),
    ("card", "docx", pairs, lambda rows: document(word_table(rows)), bare_docx),
    ("register", "csv", header, delimited, bare_csv),
)
#: An .xls sheet has 256 columns, and Word tables 63: there, cards only.


def timed(work, times):
    """The median of the seconds that *work* takes."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append(time.perf_counter() - started)
    return median(took)


def measured(sizes, times):
    """A row for each kind and size."""
    for layout, kind, rows, write, bare in KINDS:
        for size in sizes:
            content = write(rows(size))
            name = f"登记.{kind}"
            [reading] = intake.read(content, name, department="office")
            found = {leaf.label for leaf in reading.form.leaves()}
            assert found == {f"项目{n}" for n in range(size)}, (layout, kind, size, len(found))
            ours = timed(lambda: intake.read(content, name, department="office"), times)  # noqa: B023
            theirs = timed(lambda: bare(content), times)  # noqa: B023
            yield {
                "layout": layout,
                "file": kind,
                "fields": size,
                "ms": round(ours * 1e3, 1),
                "bare": bare.__name__.removeprefix("bare_"),
                "bare_ms": round(theirs * 1e3, 1),
                "ratio": round(ours / theirs, 1),
                "ms_a_field": round(ours * 1e3 / size, 3),
            }


def show(rows):
    """The table."""
    table = Table("layout", "file", "fields", "ms", "beside", "its ms", "ratio", "ms a field")
    for row in rows:
        table.add_row(*(str(each) for each in row.values()))
    Console().print(table)


def late(rows):
    """Templates of at most so many fields that took longer than the bar."""
    return [row for row in rows if row["fields"] <= BAR_FIELDS and row["ms"] > BAR * 1e3]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    arguments.add_argument("--fields", type=int, nargs="+", default=[30, 300, 1_000])
    arguments.add_argument("--times", type=int, default=3)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    rows = list(measured(chosen.fields, chosen.times))
    show(rows)
    if chosen.keep:
        keep("reading", {"runs": rows})
    sys.exit(bool(late(rows)))


if __name__ == "__main__":
    main()
