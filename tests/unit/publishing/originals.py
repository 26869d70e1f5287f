"""Files as departments send them, with everything that must survive, and what to look at afterwards."""

import io
import zipfile

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

from yibiao import intake, publishing

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636060606000000005000"
    "1a5f645400000000049454e44ae426082"
)


def register(*rows, total=False, note=False):
    """A decorated register of three columns and a picture; *rows* below its header, then a total and a note."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#DDEBF7"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "border": 1})
    sheet = book.add_worksheet("花名册")
    sheet.merge_range("A1:F1", "残疾人补贴花名册", head)
    sheet.write_row("A2", ["序号", "姓名", "身份证号", "出生日期", "金额（元）", "年龄"], head)
    for number, row in enumerate(rows, start=3):
        sheet.write_row(number - 1, 0, row[:3])
        sheet.write(number - 1, 3, row[3], day)
        sheet.write(number - 1, 4, row[4])
        sheet.write_formula(number - 1, 5, f"=YEAR(TODAY())-YEAR(D{number})", None, 45)
    below = 2 + len(rows)
    if total:
        sheet.write(below, 0, "合计")
        sheet.write_formula(below, 4, f"=SUM(E3:E{below})", None, 800)
        sheet.write_comment(below, 4, "与财务一致")
        sheet.set_h_pagebreaks([20])
        below += 1
    if note:
        sheet.write(below, 0, "注：金额为本月数。")
    sheet.set_column("B:C", 22)
    sheet.data_validation(
        "B3:B99", {"validate": "any", "input_title": "姓名", "input_message": "与身份证一致"}
    )
    sheet.conditional_format(
        "E3:E99", {"type": "cell", "criteria": ">", "value": 500, "format": head}
    )
    sheet.insert_image("H2", "stamp.png", {"image_data": io.BytesIO(PIXEL)})
    sheet.insert_textbox("H8", "此处盖章")
    sheet.set_landscape()
    sheet.print_area("A1:F20")
    sheet.repeat_rows(1)
    other = book.add_worksheet("说明")
    other.write("A1", "示例甲")
    other.write_formula("A2", f"=SUM(花名册!E3:E{2 + len(rows)})", None, 800)
    other.hide()
    book.close()
    return buffer.getvalue()


SAMPLES = [
    [1, "示例甲", "999999198006070013", 29379, 300],
    [2, "示例乙", "999999194003120021", 14682, 500],
]


def emptied(content, name):
    """The one form's blank, and the form."""
    [reading] = intake.read(content, name, department="civil-affairs")
    blanks = intake.blanks_of(reading.file, reading.form)
    return publishing.blank(reading.file, [(reading.form, blanks)]), reading.form


def with_part(content, name, old, new):
    """The file with something in one of its parts replaced."""
    before, after = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(after, "w") as archive:
        for each in before.namelist():
            part = before.read(each)
            assert each != name or old in part
            archive.writestr(each, part.replace(old, new) if each == name else part)
    return after.getvalue()


def changed_parts(before, after):
    """The names of the parts that are not byte for byte the same."""
    first, second = (zipfile.ZipFile(io.BytesIO(each)) for each in (before, after))
    assert first.namelist() == second.namelist()
    return [name for name in first.namelist() if first.read(name) != second.read(name)]


def sheet(content, name):
    """A sheet as openpyxl opens it."""
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def values(content, name):
    """What calamine reads of a sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
