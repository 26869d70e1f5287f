"""Pages that people fill in: cards, repeating tables in them, several tables on a sheet."""

import json

import pytest

from tests.unit.intake.files import form_of, layout, read, word
from yibiao.errors import NotAForm
from yibiao.model.kinds import ValueKind

# The same pages as a sheet and as a Word table.
BOTH = pytest.mark.parametrize(
    ("write", "name"),
    [(layout, "a.xlsx"), (lambda *rows: word(list(rows)), "a.docx")],
    ids=["sheet", "word"],
)


def asked(form):
    """What a form asks: section and label, and for a block what its rows ask."""
    return [
        (*each.section, each.label, [inner.label for inner in each.fields])
        if each.fields
        else (*each.section, each.label)
        for each in form.fields
    ]


@BOTH
def test_labels_beside_their_blanks(write, name):
    """A label with room to its right is a question, whatever the widths."""
    form = form_of(
        write(
            ["困难群众登记表", None, None, None],
            ["姓  名", "", "性别", "□男 □女"],
            ["出生年月", "   年  月", "面积", "平方米"],
            ["家庭住址", "", None, None],
            ["备注", "", None, None],
        ),
        name,
    )

    assert (form.title, form.layout) == ("困难群众登记表", "card")
    assert asked(form) == [
        ("姓名",), ("性别",), ("出生年月",), ("面积",), ("家庭住址",), ("备注",),
    ]  # fmt: skip
    assert [each.title for each in form.fields[1].options] == ["男", "女"]
    assert form.fields[3].unit_of_measure == "平方米"


@BOTH
def test_labels_above_their_blanks(write, name):
    """A row of labels over one row of blanks asks once; what stands at the left of both is their section."""
    form = form_of(
        write(
            ["入户调查表", None, None, None],
            ["基本情况", "户主姓名", "家庭人口", "联系电话"],
            ["^", "${name}", "${count}", "${phone}"],
            ["家庭资产", "存款", "借款", "合计"],
            ["^", "", "", ""],
        ),
        name,
    )

    assert form.layout == "card"
    assert asked(form) == [
        ("基本情况", "户主姓名"), ("基本情况", "家庭人口"), ("基本情况", "联系电话"),
        ("家庭资产", "存款"), ("家庭资产", "借款"), ("家庭资产", "合计"),
    ]  # fmt: skip


@BOTH
def test_a_table_in_a_card_is_a_block(write, name):
    """Headings over several rows of blanks repeat; row numbers are not asked."""
    form = form_of(
        write(
            ["家庭情况登记表", None, None, None],
            ["户主", "", "电话", ""],
            ["家庭成员", None, None, None],
            ["序号", "姓名", "关系", "职业"],
            ["1", "", "", ""],
            ["2", "", "", ""],
            ["3", "", "", ""],
            ["审核意见", "签字：    年  月  日", None, None],
        ),
        name,
    )

    block = form.fields[2]
    assert asked(form)[:2] == [("户主",), ("电话",)]
    assert (block.kind, block.label) == (ValueKind.ROWS, "家庭成员")
    assert [each.label for each in block.fields] == ["姓名", "关系", "职业"]
    assert form.fields[-1].label == "审核意见"
    assert form.layout == "card"


@BOTH
def test_rows_that_are_named_are_kept(write, name):
    """Where every row of a table is named, the names are the block's hint."""
    form = form_of(
        write(
            ["资产情况表", None, None, None],
            ["姓名", "", "住址", ""],
            ["类别", "房产", "车辆", "存款"],
            ["数量", "", "", ""],
            ["价值", "", "", ""],
        ),
        name,
    )

    assert [each.label for each in form.fields[-1].fields] == ["房产", "车辆", "存款"]
    assert form.fields[-1].hint == "数量、价值"


@BOTH
def test_rows_printed_alike_are_a_block(write, name):
    """The same pair of labels row after row is asked as often as somebody has something to say."""
    pair = ["家庭成员", "", "与户主关系", ""]
    form = form_of(
        write(["户口证明", None, None, None], ["户主", "", "住址", ""], pair, pair, pair), name
    )

    assert asked(form) == [("户主",), ("住址",), ("家庭成员", ["家庭成员", "与户主关系"])]


@BOTH
def test_lines_around_a_register_are_asked_once(write, name):
    """填报单位 above and 填表人 below are fields; the unit line gives money its unit; notes are kept."""
    form = form_of(
        write(
            ["补贴发放花名册", None, None, None, None],
            ["填报单位：", None, "填报日期：  年 月 日", None, "单位：万元"],
            ["序号", "姓名", "监护人", None, "补贴金额"],
            ["^", "^", "姓名", "电话", "^"],
            ["1", "", "", "", ""],
            ["2", "", "", "", ""],
            ["合计", "", "", "", ""],
            ["负责人：", None, "填表人：", None, ""],
            ["注：本表一式两份。", None, None, None, None],
        ),
        name,
    )

    assert (form.title, form.layout, form.notes) == (
        "补贴发放花名册",
        "register",
        ("注：本表一式两份。",),
    )
    assert asked(form) == [
        ("填报单位",), ("填报日期",), ("姓名",), ("监护人", "姓名"), ("监护人", "电话"), ("补贴金额",), ("负责人",), ("填表人",),
    ]  # fmt: skip
    assert form.fields[5].unit_of_measure == "万元"


@BOTH
def test_figures_per_unit_are_a_summary(write, name):
    """A title that says so, and columns that count."""
    form = form_of(
        write(
            ["走访情况统计表", None, None, None],
            ["单位", "走访户数", "解决问题数", "满意率"],
            ["", "", "", ""],
            ["", "", "", ""],
            ["合计", "0", "0", ""],
        ),
        name,
    )

    assert form.layout == "summary"
    assert asked(form) == [("单位",), ("走访户数",), ("解决问题数",), ("满意率",)]


def test_tables_side_by_side():
    """Two tables under their own headings are sections of one form."""
    form = form_of(
        layout(
            ["安全情况", None, None, None, "", "出勤情况", None, None],
            ["类型", "次数", "人数", None, "", "出勤数", None, "休假数"],
            ["", "", "", None, "", "", None, ""],
            ["", "", "", None, "", "", None, ""],
        ),
        "a.xlsx",
    )

    labels = [
        (*each.section, inner.label) for each in form.fields for inner in (each.fields or (each,))
    ]
    assert [label[-1] for label in labels] == ["类型", "次数", "人数", "出勤数", "休假数"]


def test_answers_in_a_list_are_options():
    """A list validation gives its options, whether in the rule or on another sheet."""
    book = openpyxl_with_lists()
    form = form_of(book, "a.xlsx")

    assert [[o.title for o in each.options] for each in form.fields] == [
        ["男", "女"],
        ["汉族", "回族"],
        [],
    ]


def openpyxl_with_lists():
    """A register with two list validations."""
    import io

    import openpyxl
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["性别", "民族", "备注"])
    hidden = book.create_sheet("代码")
    hidden.append(["汉族"])
    hidden.append(["回族"])
    hidden.sheet_state = "hidden"
    for cells, formula in (("A2:A99", '"男,女"'), ("B2:B99", "代码!$A$1:$A$2")):
        rule = DataValidation(type="list", formula1=formula)
        rule.add(cells)
        sheet.add_data_validation(rule)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@BOTH
def test_nothing_to_fill_is_no_form(write, name):
    """A table that is written in from end to end is a list of prices, not a form."""
    rows = [[str(n), f"项目{n}", "次", str(10 * n)] for n in range(1, 8)]

    with pytest.raises(NotAForm):
        read(
            write(["收费标准", None, None, None], ["序号", "收费项目", "计价单位", "标准"], *rows),
            name,
        )


@BOTH
def test_what_is_left_over_is_named(write, name):
    """A text that is no question, heading or note is named by its cell."""
    [reading] = read(
        write(
            ["情况登记表", None, None, None],
            ["姓名", "", "性别", ""],
            ["住址", "", "电话", ""],
            ["照片", "盖章", "存根", "回执"],
        ),
        name,
    )

    placed = {each.cell for each in reading.form.fields} | {each.where for each in reading.findings}
    assert len([each for each in placed if each]) >= 4 + 1


@BOTH
def test_headings_across_the_page_are_sections(write, name):
    """一、 and 二、 head what follows them; counted answers are options."""
    form = form_of(
        write(
            ["房屋调查表", None, None, None],
            ["一、房屋信息", None, None, None],
            ["地址", "", "用途", "①自住②出租③空置"],
            ["二、产权人信息", None, None, None],
            ["姓名", "", "证件类型", "1.身份证 2.护照 3.其他"],
        ),
        name,
    )

    assert asked(form) == [
        ("房屋信息", "地址"), ("房屋信息", "用途"), ("产权人信息", "姓名"), ("产权人信息", "证件类型"),
    ]  # fmt: skip
    assert [each.title for each in form.fields[1].options] == ["自住", "出租", "空置"]
    assert [each.title for each in form.fields[3].options] == ["身份证", "护照", "其他"]


COMMUNITY = (
    ["幸福街道社区基本情况统计表", None, None, None],
    ["社区名称", "", "填报日期", ""],
    ["总户数", "", "总人口", ""],
    ["其中：男", "", "女", ""],
    ["低保户数", "", "特困人员", ""],
    ["填报人", "", "联系电话", ""],
)


@BOTH
def test_a_card_of_figures_is_a_summary(write, name):
    """A unit is asked, and whoever is counted; who fills it in, and when, stays what it is."""
    form = form_of(write(*COMMUNITY), name)
    kinds = {each.label: each.kind for each in form.fields}

    assert ("summary", "unit") == (form.layout, form.subject)
    assert {ValueKind.INTEGER, ValueKind.NUMBER} >= {kinds[each] for each in ("总户数", "总人口", "其中：男", "女", "低保户数", "特困人员")}  # fmt: skip
    assert (ValueKind.TEXT, ValueKind.DATE, ValueKind.PHONE) == tuple(kinds[each] for each in ("社区名称", "填报日期", "联系电话"))  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        [["家庭情况统计表", None, None, None], ["户主姓名", "", "身份证号", ""], ["人口数", "", "劳动力数", ""], ["耕地数", "", "残疾人数", ""]],
        [["村民经济状况登记表", None, None, None], ["家庭人口数", "", "劳动力数", ""], ["残疾人数", "", "党员人数", ""], ["在校生人数", "", "备注", ""]],
        [["社区服务站信息表", None, None, None], ["站名", "", "地址", ""], ["负责人", "", "电话", ""], ["床位数", "", "开放时间", ""]],
    ],
)  # fmt: skip
def test_a_card_of_somebody_is_none(rows):
    """One that asks who somebody is, registers them, or asks mostly something else."""
    assert "card" == form_of(layout(*rows), "a.xlsx").layout


def test_a_list_of_fields_about_a_village_is_a_summary():
    """Where nobody says how it is laid out, or whom it is about."""
    labels = ("村名", "总户数", "总人口数", "低保户数", "危房户数", "残疾人口数")
    fields = [{"label": each, "type": "text" if each == "村名" else "number"} for each in labels]
    content = json.dumps({"title": "行政村基本情况采集表", "fields": fields}).encode()

    assert "summary" == form_of(content, "a.json").layout
    [reading] = read(content, "a.json", subject="household")
    assert "register" == reading.form.layout
