"""Tables with a header: delimited text and workbooks."""

import pytest

from tests.unit.intake.files import delimited, form_of, read, workbook
from yibiao.errors import Invalid, NotAForm

HEADER = ["序号", "姓  名*", "性别", "出生日期", "家庭年收入（万元）"]


def found(reading):
    return [(each.code, each.where) for each in reading.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimited_text(encoding, delimiter):
    """Any usual encoding and delimiter gives the same fields; row numbers are not asked."""
    [reading] = read(delimited(HEADER, encoding=encoding, delimiter=delimiter), "老人登记表.csv")

    assert [(f.id, f.label, f.kind.value, f.required, f.cell) for f in reading.form.fields] == [
        ("f1", "姓名", "text", True, "row 1, column 2"),
        ("f2", "性别", "text", False, "row 1, column 3"),
        ("f3", "出生日期", "date", False, "row 1, column 4"),
        ("f4", "家庭年收入（万元）", "money", False, "row 1, column 5"),
    ]
    assert (reading.form.title, reading.form.fields[3].unit_of_measure) == ("老人登记表", "万元")
    assert found(reading) == [
        ("header-only", "row 1, column 1"),
        ("row-number-column", "row 1, column 1"),
    ]


def test_a_title_row_above():
    """A line of one cell above the header is the title."""
    content = delimited(["老人登记表", "", ""], ["姓名", "性别", "住址"], ["某", "女", "某地"])

    assert form_of(content, "a.csv").title == "老人登记表"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (delimited(["1", "2", "3"], ["4", "5", "6"]), "header-of-values"),
        (delimited(["某甲", "999999199001010016", "女"]), "header-of-values"),
        (delimited(["某甲", "13800000000", "女"]), "header-of-values"),
        (delimited(["各村要高度重视，按时报送。", "未按时报送的通报批评。"]), "prose"),
        (b"   \n ", "empty-file"),
        (b",,,\n,,", "empty-file"),
    ],
)
def test_what_has_no_header_is_no_form(content, code):
    """Figures, people, prose and nothing are no header; what stood there is not repeated."""
    with pytest.raises(NotAForm) as refusal:
        read(content, "a.csv")

    assert [code] == [each.code for each in refusal.value.findings]
    assert "999999199001010016" not in str(refusal.value.document())


def test_doubtful_headings_are_named():
    """A column without heading, or with a formula for one, is left out and named."""
    content = delimited(["姓名", "", "=1+1", "住址"], ["某", "x", "2", "某地"])
    [reading] = read(content, "a.csv")

    assert [each.label for each in reading.form.fields] == ["姓名", "住址"]
    assert found(reading) == [
        ("empty-header-cell", "row 1, column 2"),
        ("formula-text-in-header", "row 1, column 3"),
    ]


def test_undecodable_bytes_are_named():
    """A row that no encoding explains is named; in the header it is refused."""
    header, below = "姓名,住址\n".encode(), "甲,\n".encode() + b"\xff\xff,x\n"
    [reading] = read(header + below, "a.csv")

    assert ("undecodable-bytes", "row 3") in found(reading)
    with pytest.raises(Invalid) as refusal:
        read("姓名,".encode() + b"\xff\xff\xff\n", "a.csv")
    assert "undecodable-heading" in {each.code for each in refusal.value.findings}


def test_a_sheet_with_a_title_and_a_header():
    """A merged title above one header row: the usual template."""
    content = workbook(
        Sheet1=[
            ["老人登记表", "", ""],
            ["姓名", "公民身份号码", "登记日期"],
            ["某", "", "2026-01-01"],
            ["注：一人一行", "", ""],
        ],
        merged=[("Sheet1", "A1:C1", "老人登记表")],
    )
    form = form_of(content, "a.xlsx")

    assert (form.title, form.notes) == ("老人登记表", ("注：一人一行",))
    assert [(f.label, f.cell) for f in form.fields] == [
        ("姓名", "Sheet1!A2"),
        ("公民身份号码", "Sheet1!B2"),
        ("登记日期", "Sheet1!C2"),
    ]


def test_headings_over_several_columns_are_sections():
    """Wide merged cells above the header are sections, tall ones are labels."""
    content = workbook(
        名单=[["姓名", "监护人", ""], ["", "姓名", "联系电话"]],
        merged=[("名单", "A1:A2", "姓名"), ("名单", "B1:C1", "监护人")],
    )
    form = form_of(content, "a.xlsx")

    assert [(f.section, f.label) for f in form.fields] == [
        ((), "姓名"),
        (("监护人",), "姓名"),
        (("监护人",), "联系电话"),
    ]


def test_every_written_sheet_is_a_form():
    """Several sheets give several forms; a hidden one is named and not read."""
    rows = [["姓名", "性别"], ["某", "女"]]
    readings = read(workbook(甲=rows, 乙=rows, 丙=rows, 空=[], hidden=["丙"]), "a.xlsx")

    assert [each.form.title for each in readings] == ["甲", "乙"]
    assert found(readings[0]) == [("hidden-sheet", "丙")]


def test_a_computed_heading_is_named():
    """The result of a formula in the header is taken as the label, and named."""
    content = workbook(
        表一=[["姓名", ""], ["某", "x"]], formulas=[("表一", "B1", '="住"&"址"', "住址")]
    )
    [reading] = read(content, "a.xlsx")

    assert [each.label for each in reading.form.fields] == ["姓名", "住址"]
    assert found(reading) == [("formula-in-header", "表一!B1")]


def test_a_card_is_no_table():
    """Labels beside blanks make a card, however many of the blanks are merged."""
    rows = [
        ["登记卡"],
        ["姓名", "", "性别", ""],
        ["住址", "", "", ""],
        ["单位", "", "", ""],
        ["经历", "", "", ""],
        ["备注", "", "", ""],
    ]
    content = workbook(Sheet1=rows, merged=[("Sheet1", f"B{n}:D{n}", "") for n in range(3, 7)])
    form = form_of(content, "a.xlsx")

    assert (form.title, form.layout) == ("登记卡", "card")
    assert [each.label for each in form.fields] == ["姓名", "性别", "住址", "单位", "经历", "备注"]
