"""A department's own file without what was written in it: everything else is as it was."""

import io
import zipfile

import docx
import pytest

from tests.unit.intake.files import form_of, layout, word, workbook
from tests.unit.publishing.originals import (
    SAMPLES,
    changed_parts,
    emptied,
    register,
    sheet,
    values,
    with_part,
)


def test_examples_are_removed_and_everything_else_stays():
    """Row numbers, headings, formats, widths, checks, print settings, pictures and hidden sheets are untouched."""
    before = register(*SAMPLES, total=True, note=True)
    file, form = emptied(before, "花名册.xlsx")

    after, was = sheet(file.content, "花名册"), sheet(before, "花名册")
    assert values(file.content, "花名册")[1:6] == [
        ["序号", "姓名", "身份证号", "出生日期", "金额（元）", "年龄"],
        [1.0, "", "", "", "", ""],
        [2.0, "", "", "", "", ""],
        ["合计", "", "", "", "", ""],
        ["注：金额为本月数。", "", "", "", "", ""],
    ]
    assert after.merged_cells == was.merged_cells
    assert after["D3"].number_format == was["D3"].number_format == "yyyy-mm-dd"
    assert after["F4"].value == was["F4"].value == "=YEAR(TODAY())-YEAR(D4)"
    assert after["E5"].value == was["E5"].value
    assert after.column_dimensions["B"].width == was.column_dimensions["B"].width
    assert after.print_area == was.print_area
    assert changed_parts(before, file.content) == [
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",  # what is worked out there from the examples
        "xl/sharedStrings.xml",
    ]
    assert form == form_of(file.content, "花名册.xlsx")


def test_no_text_that_was_removed_is_left_anywhere():
    """Nobody finds the example's people in the file, unless another sheet shows the same text."""
    file, _ = emptied(register(*SAMPLES), "花名册.xlsx")
    archive = zipfile.ZipFile(io.BytesIO(file.content))
    left = b"".join(archive.read(each) for each in archive.namelist()).decode(errors="replace")

    assert "示例乙" not in left
    assert "999999198006070013" not in left
    assert values(file.content, "说明") == [["示例甲"]]


def test_a_file_with_nothing_written_in_is_handed_out_as_it_came():
    """Byte for byte."""
    before = register()
    file, _ = emptied(before, "花名册.xlsx")

    assert before == file.content


def test_formulas_are_computed_on_opening():
    """What they gave for the examples is gone."""
    before = with_part(register(*SAMPLES), "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")
    file, _ = emptied(before, "花名册.xlsx")

    assert "xl/workbook.xml" in changed_parts(before, file.content)
    workbook = zipfile.ZipFile(io.BytesIO(file.content)).read("xl/workbook.xml")
    assert b'fullCalcOnLoad="1"' in workbook
    assert sheet(file.content, "花名册")["F3"].value == "=YEAR(TODAY())-YEAR(D3)"


def test_what_examples_told_a_message_tells():
    """Kinds and answers that only the examples showed are read from the blank as well."""
    before = workbook(
        S=[
            ["党员名册"],
            ["序号", "姓名", "届别", "入党申请书", "代码"],
            [1, "示例", 12, "有", "999999194003120021"],
        ]
    )
    file, form = emptied(before, "a.xlsx")

    kinds = [(each.kind.value, [o.title for o in each.options]) for each in form.fields]
    assert kinds == [("text", []), ("integer", []), ("boolean", ["有", "无"]), ("id-number", [])]
    again = form_of(file.content, "a.xlsx")
    assert kinds == [(each.kind.value, [o.title for o in each.options]) for each in again.fields]


CARD = [
    ["困难家庭登记表", None, None, None],
    ["填报单位：示范社区     填报日期：2026年1月5日", None, None, None],
    ["姓名", "", "性别", "☑男 □女"],
    ["身份证号", "999999198006070013", "电话", ""],
    ["面积", "平方米", "出生日期", "1980年6月7日"],
    ["审核意见", "签字：    2026年1月6日", None, None],
]


@pytest.mark.parametrize(
    ("write", "name"), [(layout, "a.xlsx"), (lambda *rows: word(list(rows)), "a.docx")]
)
def test_a_card_that_was_filled_in_is_emptied(write, name):
    """Answers go, ticks are taken away; room to write, boxes, units of measure and who signs stay."""
    file, form = emptied(write(*CARD), name)

    texts = _texts(file.content, name)
    assert [each for each in texts if each] == [
        "困难家庭登记表",
        "填报单位：____     填报日期：    年 月 日",
        "姓名", "性别", "□男 □女", "身份证号", "电话",
        "面积", "平方米", "出生日期", "    年 月 日",
        "审核意见", "签字：        年 月 日",
    ]  # fmt: skip
    asked = [(each.label, each.kind, each.section, each.options) for each in form.fields]
    again = form_of(file.content, name)
    assert asked == [(e.label, e.kind, e.section, e.options) for e in again.fields]


def _texts(content, name):
    if name.endswith(".xlsx"):
        return [each for row in values(content, "Sheet1") for each in row]
    table = docx.Document(io.BytesIO(content)).tables[0]
    return list(dict.fromkeys(cell.text for row in table.rows for cell in row.cells))


def test_a_printed_word_in_a_blank_card_stays():
    """What stands where an answer belongs is an example only where most blanks are written in."""
    content = layout(
        ["申请表", None, None, None],
        ["姓名", "", "性别", ""],
        ["住址", "", "电话", ""],
        ["单位", "某某学校", "职务", ""],
    )
    file, _ = emptied(content, "a.xlsx")

    assert values(file.content, "Sheet1")[3] == ["单位", "某某学校", "职务"]


def test_macros_are_kept_and_never_run():
    """A part that nobody knows stays as it is."""
    before = io.BytesIO(register(*SAMPLES))
    with zipfile.ZipFile(before, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\x00macro")
    file, _ = emptied(before.getvalue(), "花名册.xlsm")

    assert file.name == "花名册.xlsm"
    assert zipfile.ZipFile(io.BytesIO(file.content)).read("xl/vbaProject.bin") == b"\x00macro"
