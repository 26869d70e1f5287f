"""A department's own file with answers in its blanks: printed as the form prints them, formulas left alone."""

import io
import re
import zipfile
from decimal import Decimal

import docx
import pytest
import xlsxwriter

from tests.unit.intake.files import layout, word
from tests.unit.publishing.originals import SAMPLES, register, sheet, values, with_part
from yibiao import intake, publishing
from yibiao.model.blank import Blank
from yibiao.model.form import Field, Form
from yibiao.model.original import SentFile
from yibiao.publishing import words
from yibiao.publishing.answers import answered, within
from yibiao.publishing.ticking import ticked
from yibiao.publishing.words import W
from yibiao.publishing.workbook import Workbook

PEOPLE = [
    {"姓名": "=HYPERLINK(1)", "身份证号": "999999194003120021", "出生日期": "1940-03-12", "金额（元）": 300},
    {"姓名": "示例丙", "身份证号": "999999198006070013", "出生日期": "1980-06-07", "金额（元）": 500.5},
    {"姓名": "示例丁", "身份证号": "999999199001010012", "出生日期": None, "金额（元）": None},
    {"姓名": "示例戊", "身份证号": None, "出生日期": "1970-01-01", "金额（元）": 1},
]  # fmt: skip


def filled(content, name, *rows):
    """The one form's file with rows of answers by label."""
    [reading] = intake.read(content, name, department="civil-affairs")
    ids = {each.label: each.id for each in reading.form.fields}
    blanks = intake.blanks_of(reading.file, reading.form)
    answers = [{ids[label]: value for label, value in row.items()} for row in rows]
    return publishing.filled(reading.form, reading.file, blanks, answers).content


def test_rows_stand_where_examples_stood():
    """Numbers as numbers, days as days, texts as texts whatever they begin with; examples left over are gone."""
    before = register(*SAMPLES, total=True, note=True)
    after = sheet(filled(before, "花名册.xlsx", PEOPLE[0]), "花名册")

    assert [after[f"{c}3"].value for c in "ABCE"] == [
        1, "=HYPERLINK(1)", "999999194003120021", 300,
    ]  # fmt: skip
    assert after["B3"].data_type in ("s", "inlineStr")
    assert str(after["D3"].value)[:10] == "1940-03-12"
    assert after["F3"].value == "=YEAR(TODAY())-YEAR(D3)"
    assert [after[f"{c}4"].value for c in "ABCDE"] == [2, None, None, None, None]
    assert after["E5"].value == "=SUM(E3:E4)"


def test_more_rows_than_printed_are_put_in():
    """Like the last one, with its formulas, numbers going on; totals, notes and what speaks of them move down."""
    before = register(*SAMPLES, total=True, note=True)
    content = filled(before, "花名册.xlsx", *PEOPLE)
    after = sheet(content, "花名册")

    assert [after[f"A{row}"].value for row in range(3, 9)] == [
        1, 2, 3, 4, "合计", "注：金额为本月数。",
    ]  # fmt: skip
    assert [after[f"B{row}"].value for row in range(3, 7)] == [each["姓名"] for each in PEOPLE]
    assert after["F6"].value == "=YEAR(TODAY())-YEAR(D6)"
    assert after["E7"].value == "=SUM(E3:E6)"
    assert after["D6"].number_format == "yyyy-mm-dd"
    assert after["C6"].value is None
    assert after.print_area == "'花名册'!$A$1:$F$22"
    assert ["与财务一致", [22]] == [after["E7"].comment.text, [b.id for b in after.row_breaks.brk]]
    assert sheet(content, "说明")["A2"].value == "=SUM(花名册!E3:E6)"
    drawing = zipfile.ZipFile(io.BytesIO(content)).read("xl/drawings/drawing1.xml").decode()
    starts = re.findall(r"<xdr:from>.*?<xdr:row>(\d+)</xdr:row>", drawing, re.DOTALL)
    assert ["1", "9"] == starts  # the picture beside the header stays, what is below moves


@pytest.mark.parametrize("name", ["花名册", "2025 年"])
def test_formulas_that_name_a_sheet_are_moved_once(name):
    """Those of the sheet itself, its lists to choose from, and of other sheets; what is on other sheets stays."""
    said = f"'{name}'" if " " in name else name
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    register_, other = book.add_worksheet(name), book.add_worksheet("字典")
    register_.write_formula("C5", f"={said}!A5+字典!A5")
    for row, formula in enumerate(
        (f"SUM({said}!$A$6:$A$8)", f"SUM({said}!A4:A5)", "VLOOKUP(A6,字典!$A$6:$B$8,2)")
    ):
        register_.write_formula(8, row, f"={formula}")
    register_.data_validation("B5", {"validate": "list", "source": f"={said}!$E$6:$E$8"})
    register_.data_validation("B9", {"validate": "list", "source": "=字典!$E$6:$E$8"})
    other.write_formula("A1", f'=SUM({said}!A6:A8,字典!A6)&"{name}!A6"')
    book.close()
    written = Workbook(buffer.getvalue())
    written.insert(name, 5, 2)
    content = written.content()
    after = sheet(content, name)

    assert [after[f"C{row}"].value for row in (5, 6, 7)] == [
        f"={said}!A{row}+字典!A5" for row in (5, 6, 7)
    ]
    assert [each.value for each in after[11]][:3] == [
        f"=SUM({said}!$A$8:$A$10)",
        f"=SUM({said}!A4:A7)",
        "=VLOOKUP(A8,字典!$A$6:$B$8,2)",
    ]
    lists = [each.formula1 for each in after.data_validations.dataValidation]
    assert lists == [f"{said}!$E$8:$E$10", "字典!$E$6:$E$8"]
    assert sheet(content, "字典")["A1"].value == f'=SUM({said}!A8:A10,字典!A6)&"{name}!A6"'


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("drawings/vmlDrawing1.vml", b"</v:textbox>", b"<br></v:textbox>"),
        ("drawings/vmlDrawing1.vml", b"<x:Anchor>", b"<x:Anchor>x, "),
        ("worksheets/_rels/sheet1.xml.rels", b"vmlDrawing1", b"vmlDrawing9"),
    ],
)
def test_a_part_that_cannot_be_read_stays_as_it_came(part, old, new):
    """Drawings beside the cells that are no XML, say no rows or are not there; everything else is moved."""
    before = with_part(register(*SAMPLES, total=True), f"xl/{part}", old, new)
    content = filled(before, "花名册.xlsx", *PEOPLE)
    drawn = [
        zipfile.ZipFile(io.BytesIO(each)).read("xl/drawings/vmlDrawing1.vml")
        for each in (before, content)
    ]

    assert drawn[0] == drawn[1]
    assert b'ref="E7"' in zipfile.ZipFile(io.BytesIO(content)).read("xl/comments1.xml")


CARD = [
    ["困难家庭登记表", None, None, None],
    ["填报单位：      填报日期：  年  月  日", None, None, None],
    ["姓名", "", "性别", "□男  □女"],
    ["住址", "", None, None],
    ["出生日期", "    年  月  日", "面积", "平方米"],
    ["家庭成员", "序号", "姓名", "关系"],
    ["^", "1", "", ""],
    ["^", "2", "", ""],
    ["审核意见", "签字：    年  月  日", None, None],
]
ANSWERS = {
    "填报单位": "示范社区",
    "填报日期": "2026-01-05",
    "姓名": "示例甲",
    "性别": "女",
    "住址": "示范路1号",
    "出生日期": "1980-06-07",
    "面积": 85.5,
    "家庭成员": [{"姓名": f"示例{n}", "关系": "子女"} for n in range(3)],
}


@pytest.mark.parametrize(
    ("write", "name"),
    [
        (lambda *rows: layout(*_numbered(rows)), "a.xlsx"),
        (lambda *rows: word(list(rows)), "a.docx"),
    ],
)
def test_a_card_about_somebody(write, name):
    """Boxes ticked, dates in their masks, units kept, lines continued, the table as long as there are members."""
    content = filled(write(*CARD), name, ANSWERS)

    assert _texts(content, name) == [
        "困难家庭登记表",
        "填报单位：示范社区  填报日期：2026年1月5日",
        "姓名", "示例甲", "性别", "□男  ☑女",
        "住址", "示范路1号",
        "出生日期", "1980年6月7日", "面积", "85.5平方米",
        "家庭成员", "序号", "姓名", "关系",
        "1", "示例0", "子女", "2", "示例1", "子女", "3", "示例2", "子女",
        "审核意见", "签字：    年  月  日",
    ]  # fmt: skip
    if name == "a.xlsx":
        assert "A6:A9" in str(sheet(content, "Sheet1").merged_cells.ranges)


def _numbered(rows):
    return [[int(e) if e and e.isdecimal() else e for e in row] for row in rows]


def _texts(content, name):
    if name.endswith(".xlsx"):
        rows = values(content, "Sheet1")
        return [
            str(int(e)) if isinstance(e, float) and e == int(e) else str(e)
            for r in rows
            for e in r
            if e != ""
        ]
    table = docx.Document(io.BytesIO(content)).tables[0]
    cells = {c._tc: c.text for row in table.rows for c in row.cells}
    return [each for each in cells.values() if each]


def test_what_is_laid_out_is_filled_as_well():
    """A form that came without a layout: its new workbook, read, has blanks like any other."""
    csv = "姓名,是否低保户,面积（亩）\n".encode()
    [reading] = intake.read(csv, "a.csv", department="civil-affairs")
    file = publishing.laid_out(reading.form)
    row = {"姓名": "示例甲", "是否低保户": True, "面积（亩）": 1.5}

    assert values(filled(file.content, file.name, *[row] * 22), "a")[23] == [
        22,
        "示例甲",
        "是",
        1.5,
    ]


def test_a_document_is_written_in_where_its_reader_looked():
    """Rows that were struck out do not count."""
    struck = [*CARD[:3], ["删去的行", "", None, None], *CARD[3:]]
    document = docx.Document(io.BytesIO(word(struck)))
    row = document.tables[0].rows[3]._tr
    row.get_or_add_trPr().append(
        docx.oxml.parse_xml(f'<w:del xmlns:w="{row.nsmap["w"]}" w:id="1"/>')
    )
    buffer = io.BytesIO()
    document.save(buffer)
    content = filled(buffer.getvalue(), "a.docx", ANSWERS)

    table = docx.Document(io.BytesIO(content)).tables[0]
    assert table.rows[4].cells[1].text == "示范路1号"
    assert table.rows[3].cells[1].text == ""


def test_money_is_a_number_that_a_workbook_can_add_up():
    """Sums of money are exact decimals, which no writer of workbooks knows."""
    field = Field(id="f1", label="年收入", kind="money")

    assert [12000.5, "7  元"] == [
        answered(field, Decimal("12000.50"), ""),
        answered(field, Decimal("7.00"), "__元"),
    ]


@pytest.mark.parametrize(
    ("printed", "value", "expected"),
    [
        ("没有□ 有□", "有", "没有□ 有☑"),
        ("□非农业 □农业", "农业", "□非农业 ☑农业"),
        ("1、城镇□ 2、农村□", "农村", "1、城镇□ 2、农村☑"),
        ("□12 □2", "2", "□12 ☑2"),
        ("（  ）未婚 （  ）已婚", "已婚", "（  ）未婚 （√）已婚"),
        ("□低保 □其他（请注明：___）", "其他", "□低保 ☑其他（请注明：___）"),
        ("您住在城镇□农村□", "城镇", "您住在城镇☑农村□"),
        ("有□/没有□", "没有", "有□/没有☑"),
        ("□低保|□其他", "低保", "☑低保|□其他"),
        ("二○二○年 □有 □没有", "有", "二○二○年 ☑有 □没有"),
        ("二○二六年□有 □没有", "有", "二○二六年☑有 □没有"),
        ("有 □ 没有 □（请注明）", "有", "有 ☑ 没有 □（请注明）"),
        ("有○没有○", "没有", "有○没有☑"),
    ],
)
def test_the_box_of_the_very_option_is_ticked(printed, value, expected):
    """Not that of one whose words only end like it, or begin so; room in brackets is a box, a nought of a year is none."""
    titles = re.findall(r"没有|非农业|农业|城镇|农村|12|2|未婚|已婚|低保|其他|有", printed)
    options = [{"value": each, "title": each} for each in titles]

    assert expected == answered(Field(id="f1", label="问", kind="code", options=options), value, printed)  # fmt: skip


def test_what_parts_options_is_no_part_of_a_title():
    assert ticked("有□/无□", ["/无"]) == "有□/无☑"


def test_who_does_not_have_it_is_what_is_left():
    """Of two options, one of which is a yes."""
    options = [{"value": each, "title": each} for each in ("没有", "有")]
    field = Field(id="f1", label="有无残疾", kind="boolean", options=options)

    assert ["没有□ 有☑", "没有☑ 有□"] == [
        answered(field, each, "没有□ 有□") for each in (True, False)
    ]


def test_a_label_that_only_ends_like_it_is_another():
    assert "户主姓名：____ 姓名：示例甲" == within(
        Field(id="f1", label="姓名"), "示例甲", "户主姓名：____ 姓名：____"
    )


def test_lines_and_choices_of_a_document_are_whole():
    """A line is broken where the answer's is; a choice with a blank in its words is shown with both."""
    items = "".join(f'<w:listItem w:displayText="{e}" w:value="{e}"/>' for e in ("未婚", "已婚 有配偶"))  # fmt: skip
    paragraph = docx.oxml.parse_xml(
        f'<w:p xmlns:w="{W[1:-1]}"><w:r><w:t xml:space="preserve">  </w:t></w:r><w:sdt><w:sdtPr><w:dropDownList>{items}'
        "</w:dropDownList></w:sdtPr><w:sdtContent><w:r><w:t>选择</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    words.rewrite([paragraph], "甲\n乙□未婚 ☑已婚 有配偶")

    assert ["甲", "br", "乙", "已婚 有配偶"] == [
        each.text or "br" for each in paragraph.iter(f"{W}t", f"{W}br")
    ]


@pytest.mark.parametrize(("since_1904", "expected"), [(False, 14682), (True, 13220)])
def test_days_are_counted_as_the_workbook_counts_them(since_1904, expected):
    """In one that counts from 1904 on, too; what is before its calendar stands as a text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"date_1904": since_1904})
    sheet_ = book.add_worksheet("卡")
    sheet_.write_row("A1", ["姓名", "", "出生日期"])
    sheet_.write_blank("D1", None, book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    form = Form(
        department="d", series="s", title="t", subject="person", layout="card",
        fields=[Field(id="f1", label="出生日期", kind="date", blank="卡!D1", cell="卡!C1")],
    )  # fmt: skip
    file = SentFile("a.xlsx", buffer.getvalue(), "卡")
    written = [
        publishing.filled(form, file, [Blank("卡!D1", "", "f1")], [{"f1": day}]).content
        for day in ("1940-03-12", "1899-03-12")
    ]
    archives = [zipfile.ZipFile(io.BytesIO(each)).read("xl/worksheets/sheet1.xml").decode() for each in written]  # fmt: skip

    assert f"<v>{expected}</v>" in archives[0]
    assert "1899-03-12" in archives[1]
