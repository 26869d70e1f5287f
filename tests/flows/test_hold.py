"""A register that somebody holds is loaded into the records of those it is about."""

import io

import pytest
import xlsxwriter

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted
from yibiao.errors import NotAForm
from yibiao.flows import bring, fill, held_columns, hold, keep
from yibiao.model.original import SentFile
from yibiao.model.record import Entry

NUMBERS = "999999194003120021", "999999194311050010", "999999198006070013"
HEADS = ["序号", "姓名", "性别", "身份证号", "联系电话"]
ROWS = [
    [1, "王桂芳", "女", "999999194003120021", 13900000001],
    [2, "张德厚", "男", NUMBERS[1], "139 0000 0002"],
    [3, "李建国", "男性", NUMBERS[2].lower(), ""],
    ["合计", 3, "", "", ""],
]


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        yield house


def register(rows=ROWS, heads=HEADS, title="示例社区老人台账"):
    """A workbook with a title, headers and rows."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet("人口")
        sheet.merge_range(0, 0, 0, len(heads) - 1, title)
        for number, row in enumerate([heads, *rows], start=1):
            sheet.write_row(number, 0, row)
    return SentFile("台账.xlsx", written.getvalue())


def held(house, subject):
    return {id_: cell.value for id_, cell in house.journal.record(subject).cells.items()}


def loaded(house, file=None, **more):
    return hold.hold(house, UNIT, file or register(), ADMINISTRATOR, kind="person", **more)


def places(report, outcome):
    return [row["place"] for row in report["sheets"][0]["rows"] if row["outcome"] == outcome]


def test_rows_go_to_whoever_has_their_number_and_others_are_opened(house):
    """Values of those who are there are loaded and nobody's statement is overruled; totals are about nobody."""
    stated = Entry(
        id="e1", unit=UNIT, subject="p1", kind="person", act="open",
        values={"person.name": "王桂芳", "person.id_number": NUMBERS[0], "person.phone": "010-55550001"},
    )  # fmt: skip
    fill.file(house, stated, ADMINISTRATOR)

    report = loaded(house)

    assert {"conflict": 1, "opened": 2} == report["counts"]
    assert "010-55550001" == held(house, "p1")["person.phone"]
    cell = house.journal.record("p1").cells["person.phone"]
    assert ["13900000001"] == [each.value for each in cell.contested]
    opened = report["sheets"][0]["rows"][1]["subject"]
    assert "张德厚" == held(house, opened)["person.name"]
    assert () == keep.verify(house, ADMINISTRATOR)


def test_loading_twice_is_loading_once(house):
    """The same file brings nothing more; another copy of the same rows finds everybody."""
    loaded(house)
    head = house.journal.head
    records = {each.subject: each for each in house.journal.records()}

    loaded(house)
    assert records == {each.subject: each for each in house.journal.records()}
    again = loaded(house, register(title="另一份"))

    assert {"unchanged": 3} == again["counts"]
    assert records == {each.subject: each for each in house.journal.records()}
    assert head <= house.journal.head


def test_a_preview_keeps_nothing_and_says_what_would_become(house):
    """What each column means, and of each row whom it is about."""
    head = house.journal.head

    report = loaded(house, commit=False)

    assert head == house.journal.head
    assert {"opened": 3} == report["counts"]
    columns = {each["label"]: each.get("element") for each in report["sheets"][0]["columns"]}
    assert "person.id_number" == columns["身份证号"]


def test_what_was_decided_of_a_column_is_remembered_for_its_layout(house):
    """The next file with the same columns needs no decision."""
    heads = [*HEADS[:4], "情况"]
    rows = [[*row[:4], "x"] for row in ROWS[:3]]
    loaded(house, register(rows, heads), columns={"情况": held_columns.NOTHING})

    report = loaded(house, register(rows[:1], heads, title="下一份"), commit=False)

    columns = {each["label"]: each for each in report["sheets"][0]["columns"]}
    assert not any(each.get("doubtful") for each in columns.values())


def test_a_row_that_resembles_somebody_waits_for_a_person(house):
    """It goes to whom the person says, or to somebody new."""
    stated = Entry(
        id="e1", unit=UNIT, subject="p1", kind="person", act="open",
        values={"person.name": "张晓丽", "person.phone": "13900000007"},
    )  # fmt: skip
    fill.file(house, stated, ADMINISTRATOR)
    rows = [[1, "张小丽", "女", "", "13900000007"], [2, "赵一", "男", NUMBERS[1], ""]]

    waiting = loaded(house, register(rows))
    assert ["人口!3"] == places(waiting, "undecided")
    decided = loaded(house, register(rows), subjects={"人口!3": "p1"})

    assert [] == places(decided, "undecided")
    assert "2" == held(house, "p1")["person.sex"]


def test_what_is_malformed_blocks_its_row_alone(house):
    """A number that a spreadsheet has cut off is found out; the others are loaded."""
    rows = [[1, "王桂芳", "女", 999999194003120021, ""], *ROWS[1:3]]

    report = loaded(house, register(rows))

    assert ["人口!3"] == places(report, "blocked")
    assert {"blocked": 1, "opened": 2} == report["counts"]


def test_a_list_in_text_is_read_as_well_and_its_report_is_kept(house):
    """Delimited text has rows as workbooks have; what became of them can be asked again."""
    text = "姓名,性别,身份证号\n王桂芳,女,999999194003120021\n"

    report = loaded(house, SentFile("台账.csv", text.encode()))

    assert {"opened": 1} == report["counts"]
    assert report["counts"] == bring.reported(house, report["import"], ADMINISTRATOR)["counts"]


def test_a_form_without_rows_is_no_register(house):
    """There is nothing to load."""
    with pytest.raises(NotAForm):
        loaded(house, SentFile("表.csv", "姓名,性别,身份证号\n".encode()))
