"""
How long a register in somebody's own layout takes to be loaded: 14 columns, every row checked, every entry on disk.

    python benchmarks/speed/holding.py [--rows 100000] [--keep]

`clean`: all that it says is taken. `odd`: one column says in every row what the list of codes does not know, which is
named by its cell while the rest of the row is taken. `again`: the same file a second time, which changes nothing. Beside
it stands calamine's bare reading. Asserted: as many rows opened as there are, the odd cells named, and no entry the second time.
"""

import argparse
import gc
import io
import resource
import tempfile
import time
from pathlib import Path

import python_calamine
import xlsxwriter
from benchmarks.houses import NOW, OFFICE, UNIT, a_house, entry
from benchmarks.measured import keep
from rich.console import Console
from rich.table import Table

from yibiao.cli import BEFORE_COLLECTING
from yibiao.flows.holding.hold import hold
from yibiao.flows.house import House
from yibiao.model.original import SentFile

#: The headings of the register, what they mean, and the words by which a clerk says the codes.
HEADINGS = {
    "姓名": "person.name", "身份证号": "person.id_number", "联系电话": "person.phone", "民族": "person.ethnicity",
    "国籍": "person.nationality", "婚姻状况": "person.marital_status", "户籍地址": "person.registered_address",
    "现住址": "person.current_address", "工作单位": "person.workplace", "职业": "person.occupation",
    "月收入": "person.monthly_income", "年收入": "person.annual_income", "子女数": "person.children_count",
}  # fmt: skip
WORDS = {"01": "汉族", "02": "蒙古族", "03": "回族", "10": "未婚", "20": "已婚", "30": "丧偶"}
SAID = {"person.ethnicity", "person.marital_status"}


def main() -> None:
    arguments = argparse.ArgumentParser(description="A register loaded.")
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--keep", action="store_true", help="append to benchmarks/results")
    chosen = arguments.parse_args()
    gc.set_threshold(BEFORE_COLLECTING)
    runs = [each for odd in (False, True) for each in measured(chosen.rows, odd=odd)]
    table = Table("", "read s", "load s", "processor s", "rows/s", "MB", title=f"{chosen.rows:,} rows of a register")  # fmt: skip
    for each in runs:
        table.add_row(*map(str, each.values()))
    Console().print(table)
    if chosen.keep:
        keep("holding", {"rows": chosen.rows, "runs": runs})


def measured(rows: int, *, odd: bool) -> list[dict]:
    """A register loaded, and loaded again."""
    content = register(rows, odd=odd)
    began = time.perf_counter()
    assert rows < sum(1 for _ in python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).iter_rows())  # fmt: skip
    read = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder, a_house(Path(folder)) as house:
        first, report = loaded(house, content, "odd" if odd else "clean", read)
        assert report["counts"] == {"opened": rows}
        assert (rows if odd else 0) == sum(len(each.get("errors", ())) for each in report["sheets"][0]["rows"])  # fmt: skip
        filed = house.journal.head
        again, _ = loaded(house, content, f"{first['run']}, again", read)
        assert house.journal.head - filed <= 1
    return [first, again]


def loaded(house: House, content: bytes, run: str, read: float) -> tuple[dict, dict]:
    """One loading, and its report."""
    began, worked = time.perf_counter(), time.process_time()
    report = hold(
        house, UNIT, SentFile("台账.xlsx", content), OFFICE, kind="person",
        columns=dict(HEADINGS),
    )  # fmt: skip
    took, worked = time.perf_counter() - began, time.process_time() - worked
    figures = {
        "run": run,
        "read": round(read, 2),
        "load": round(took, 2),
        "processor": round(worked, 2),
        "rows_a_second": round(len(report["sheets"][0]["rows"]) / took),
        "most_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    return figures, report


def register(rows: int, *, odd: bool) -> bytes:
    """A clerk's list, with a title above and numbered rows."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.write_row(0, 0, [f"示范社区居民台账 {NOW:%Y}"])
    sheet.write_row(1, 0, ["序号", *HEADINGS])
    for number in range(rows):
        values = entry(number)["values"]
        cells = [
            "自己填的" if odd and element == "person.marital_status"
            else WORDS[values[element]] if element in SAID
            else values[element]
            for element in HEADINGS.values()
        ]  # fmt: skip
        sheet.write_row(number + 2, 0, [number + 1, *cells])
    book.close()
    return buffer.getvalue()


if __name__ == "__main__":
    main()
