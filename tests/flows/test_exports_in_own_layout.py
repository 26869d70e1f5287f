"""A register that came as a workbook goes out in it: title, merged headings, looks and what stands below stay."""

import io

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Font, Side

from tests.flows.test_filled_forms import circulating
from tests.houses import ADMINISTRATOR, UNIT, a_house, id_number
from yibiao.flows.filling import fill
from yibiao.flows.slicing import export
from yibiao.flows.slicing.slices import Wish
from yibiao.model.record import Entry

HEADINGS = {
    "A2": "序号",
    "B2": "基本情况",
    "B3": "姓名",
    "C3": "身份证号",
    "D3": "出生日期",
    "E2": "联系方式",
    "E3": "联系电话",
    "F3": "现住址",
}
PEOPLE = 9


def template(rows):
    """A title over everything, sections over labels, numbered blanks, a sum and a signature below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet["A1"] = "困难群众花名册"
    sheet["A1"].font = Font(size=18, bold=True)
    for cells in ("A1:F1", "A2:A3", "B2:D2", "E2:F2"):
        sheet.merge_cells(cells)
    line = Border(*(Side(style="thin"),) * 4)
    for place, words in HEADINGS.items():
        sheet[place] = words
        sheet[place].border = line
        sheet[place].alignment = Alignment(horizontal="center")
    for number in range(1, rows + 1):
        sheet.cell(3 + number, 1, number)
        for column in range(1, 7):
            sheet.cell(3 + number, column).border = line
    sheet.cell(4 + rows, 1, "填表人：        负责人：")
    sheet.column_dimensions["C"].width = 27
    sheet.freeze_panes = "A4"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("rows", [3, 20])
def test_rows_stand_under_the_departments_own_headings(tmp_path, rows):
    """More of them than were printed, or fewer: what is below moves down, and what is not needed stays empty."""
    with a_house(tmp_path / "data") as house:
        form = circulating(house, template(rows), "花名册.xlsx")
        for n in range(PEOPLE):
            held = {
                "person.name": f"=示例<{n}>&",
                "person.id_number": id_number("1940-05-06", 10 + n),
                "person.phone": f"010-555{n:04}",
            }
            entry = Entry(
                id=f"e{n}", unit=UNIT, subject=f"p{n}", kind="person", act="open", values=held
            )
            fill.file(house, entry, ADMINISTRATOR)
        made = export.export(house, form, ADMINISTRATOR, Wish(), "xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(made.content())).active

    assert "困难群众花名册" == sheet["A1"].value
    assert 18 == sheet["A1"].font.size
    assert {"A1:F1", "A2:A3", "B2:D2", "E2:F2"} <= {str(each) for each in sheet.merged_cells.ranges}
    assert HEADINGS == {place: sheet[place].value for place in HEADINGS}
    assert (27, "A4") == (sheet.column_dimensions["C"].width, sheet.freeze_panes)
    for n in range(PEOPLE):
        number, name, id_, born, phone, address = (each.value for each in sheet[4 + n])
        assert (n + 1, f"=示例<{n}>&", id_number("1940-05-06", 10 + n)) == (number, name, id_)
        assert ("1940-05-06", f"010-555{n:04}", None) == (str(born.date()), phone, address)
        assert "@" == sheet.cell(4 + n, 3).number_format
        assert "yyyy-mm-dd" == sheet.cell(4 + n, 4).number_format
        assert "thin" == sheet.cell(4 + n, 6).border.left.style
    below = 4 + max(rows, PEOPLE)
    assert "填表人：        负责人：" == sheet.cell(below, 1).value
    assert [None] * 5 == [each.value for each in sheet[below][1:6]]
