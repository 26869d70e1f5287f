"""
How quickly a city's people are exported, and how much memory that takes, against what writes the same rows by itself.

    python benchmarks/speed/exporting.py [--people 1000000] [--small] [--times 3] [--memory 600MB] [--formats csv parquet xlsx]
        [--cache DIR] [--keep]

Fifteen columns of everybody, as CSV and Parquet beside DuckDB's `COPY` of SQL by hand on the same file in the same process, and as
a workbook beside xlsxwriter alone, which keeps no more than a row in memory, for rows that DuckDB gives it. Ours is what
`flows.slicing.export` does: policy, rows and columns as they are seen, texts that no spreadsheet runs, completeness, watermark, and
the record of access. With `--memory` the engine has no more, as with `YIBIAO_PICTURE_MEMORY`, for either; memory is that of a process of its own, which exports once. What is in the files is first held against SQL that shares nothing with the program. A share is the
other's time through ours: above one, ours is quicker.
"""

import csv
import io
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from itertools import islice, zip_longest
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks import city, questions
from benchmarks.houses import OFFICE
from benchmarks.measured import keep, milliseconds
from benchmarks.speed.slicing import asked, timed

from yibiao.flows.house import House
from yibiao.flows.slicing import export
from yibiao.flows.slicing.slices import Wish
from yibiao.flows.slicing.written import Exported, Format

FORMATS: tuple[Format, ...] = ("csv", "parquet", "xlsx")

#: Rows of a workbook that are looked at in large ones, from the first on.
LOOKED_AT = 2_000


def main() -> None:
    arguments = city.arguments("Exports beside what writes the same alone.", 3)
    arguments.add_argument("--memory", help="that the engine may take, such as 600MB")
    arguments.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    chosen = arguments.parse_args()
    people = chosen.people
    rows = measured(people, chosen.times, chosen.cache, chosen.memory, chosen.formats)
    show(people, rows)
    if chosen.keep:
        keep("exporting", {"people": people, "engine": chosen.memory, "runs": rows})


def measured(
    people: int,
    times: int,
    folder: Path,
    memory: str | None = None,
    formats: Sequence[Format] = FORMATS,
    weighed: Sequence[Format] = FORMATS,
) -> list[dict]:
    """The figures of every format, each written both ways in turn, and the memory that ours takes by itself if it is *weighed*."""
    city.a_city(folder, people, memory).close()
    alone = {
        each: _in_a_process(people, folder, memory, each) for each in formats if each in weighed
    }
    with city.a_city(folder, people, memory) as house:
        question = asked(house, people)[0]
        codes = questions.labels(house)
        by_hand = questions.everybody(codes).format(people=questions.QUICK)
        plain = questions.everybody(codes).format(people=questions.PLAIN)
        return [
            {
                **compared(house, question.form, each, by_hand, plain, times),
                "memory": alone.get(each, 0),
            }
            for each in formats
        ]


def _in_a_process(people: int, folder: Path, memory: str | None, format_: Format) -> int:
    """The most memory of a process that does nothing but export, once."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_exported, people, folder, memory, format_).result()


def _exported(people: int, folder: Path, memory: str | None, format_: Format) -> int:
    with city.a_city(folder, people, memory) as house:
        form = questions.admitted(house)["residents"]
        export.export(house, form, OFFICE, Wish(), format_).file.close()
        return peak()


def compared(
    house: House, form: str, format_: Format, by_hand: str, plain: str, times: int
) -> dict[str, Any]:
    """One format."""
    place = house.picture._folder  # noqa: SLF001  where the engine may write
    place.mkdir(exist_ok=True)
    cursor = house.picture._connection.cursor()  # noqa: SLF001
    alone: Callable[[], object]
    if format_ == "xlsx":
        alone = lambda: workbook(place / "alone.xlsx", cursor, by_hand)  # noqa: E731
    else:
        options = "csv, HEADER false" if format_ == "csv" else format_
        target = place / f"alone.{format_}"
        copied = f"COPY ({by_hand}) TO '{target}' (FORMAT {options})"
        alone = lambda: cursor.execute(copied)  # noqa: E731
    require_alike(export.export(house, form, OFFICE, Wish(), format_), rows(cursor, plain))
    theirs, ours = [], []
    for _ in range(times):
        with timed(theirs):
            alone()
        with timed(ours):
            exported = export.export(house, form, OFFICE, Wish(), format_)
        exported.file.close()
    for each in place.glob("alone.*"):
        each.unlink()
    figures: dict[str, Any] = {"run": format_}
    for at, clock in enumerate(("", " CPU")):
        other, own = (milliseconds([each[at] for each in some]) for some in (theirs, ours))
        share = round(other["p50"] / own["p50"], 2)
        figures |= {f"alone{clock}": other, f"ours{clock}": own, f"share{clock}": share}
    return figures


def workbook(path: Path, cursor: duckdb.DuckDBPyConnection, sql: str) -> None:
    """The rows in a workbook by xlsxwriter."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows(cursor, sql)):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif isinstance(value, bool):
                    sheet.write_string(number, column, "是" if value else "否")
                elif value is not None:
                    sheet.write_number(number, column, value)


def rows(cursor: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple]:
    """The rows of a query, some thousands at a time."""
    cursor.execute(sql)
    while some := cursor.fetchmany(10_000):
        yield from some


def require_alike(exported: Exported, expected: Iterator[tuple]) -> None:
    """The same rows in the same order; of a large workbook the first, and how many there are."""
    read = {"csv": _of_csv, "parquet": _of_parquet, "xlsx": _of_workbook}[exported.format]
    with exported.file:
        number = 0
        for found, row in zip_longest(read(exported), expected):
            if found is not None or exported.format != "xlsx":
                assert [*map(_plain, found)] == [*map(_plain, row)], (number, found, row)
            number += 1
    assert number == exported.completeness["rows"], number


def _plain(value: Any) -> str:
    """A value as all formats can say it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    return str(float(value)) if isinstance(value, int | float) or _figure(value) else str(value)


def _figure(value: Any) -> bool:
    return isinstance(value, str) and len(value) < 10 and value.replace(".", "", 1).isdigit()


def _of_csv(exported: Exported) -> Iterator[list[str]]:
    exported.file.seek(0)
    with io.TextIOWrapper(exported.file, encoding="utf-8", newline="") as text:
        yield from csv.reader(text)


def _of_parquet(exported: Exported) -> Iterator[tuple]:
    path = Path(f"/proc/self/fd/{exported.file.fileno()}")
    with duckdb.connect() as connection:
        yield from rows(connection.cursor(), f"FROM read_parquet('{path}')")


def _of_workbook(exported: Exported) -> Iterator[list[str] | None]:
    """Rows of the sheet below its header, by a reader of strings; how many of them are looked at goes by how many there are."""
    from python_calamine import CalamineWorkbook

    small = exported.completeness["rows"] <= 50 * LOOKED_AT
    exported.file.seek(0)
    if small:
        sheet = CalamineWorkbook.from_filelike(exported.file).get_sheet_by_index(0)
        yield from islice(sheet.iter_rows(), 1, 1 + exported.completeness["rows"])
        return
    exported.file.seek(0)
    with zipfile.ZipFile(exported.file) as archive:
        sheet = max(archive.infolist(), key=lambda each: each.file_size)
        count, rest = 0, b""
        with archive.open(sheet) as source:
            while piece := source.read(1 << 20):
                count += (rest + piece).count(b"<row ")
                rest = piece[-4:]
    assert count >= exported.completeness["rows"], count
    yield from (None for _ in range(exported.completeness["rows"]))


def peak() -> int:
    """Bytes of memory that this process held at its fullest; nothing where the system does not tell."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    return 0


def show(people: int, found: list[dict]) -> None:
    print(f"{people:,} people × 15 columns; a share of 0.8 is wanted, of workbooks 0.5")
    table = Table("", "alone s", "ours s", "share", "CPU alone s", "CPU ours s", "share", "most memory MB")  # fmt: skip
    for row in found:
        table.add_row(
            row["run"],
            *(
                f"{row[f'{side}{clock}']['p50'] / 1e3:.2f}" if side != "share" else f"{row[f'share{clock}']:.2f}"
                for clock in ("", " CPU")
                for side in ("alone", "ours", "share")
            ),
            f"{row['memory'] / 1e6:,.0f}",
        )  # fmt: skip
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
