"""What tells rather than asks: refused where the whole page does, and no question where a single cell does."""

import pytest

from tests.unit.intake.files import form_of, layout, read, word, workbook
from yibiao.errors import NotAForm

SENTENCE = "学员将走访三家企业，了解其经营与管理，随后分组讨论并写出报告，由教师逐组点评，评语随成绩一并发给各组。"


def chart(*texts):
    """Each text in a row and column of its own, far from the others."""
    rows = [[""] * 24 for _ in range(2 * len(texts))]
    for number, text in enumerate(texts):
        rows[2 * number][(number * 7) % 23] = text
    return rows


FLOW = ("入口", "转发", "校验：通过则继续", "转发", "列表页", "转发", "处理器", "转发", "统计页", "转发", "删除页", "转发", "出口")  # fmt: skip
RULES = (("类型", "建设费（万）", "个数", "运营费（万）"), ("甲级站", "0", "1", "100"), ("乙级站", "100", "多", "50"))  # fmt: skip
YEARS = (("年份", "用水总量", "工业用水"), ("2014", "61.5", "5.1"), ("2015", "61.8", "5.2"))
PARAMETERS = [["字段名", "变量名", "类型", "示例值"], *([f"参数{n}", f"arg{n}", "string", ""] for n in range(5))]  # fmt: skip
KINDS = [["文献类型", "期刊", "专著", "论文集", "专利"], ["标识", "J", "M", "C", "P"]]


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (workbook(流程=chart(*FLOW)), "流程.xlsx"),
        (workbook(规则=RULES), "规则.xlsx"),
        (workbook(用水=YEARS), "用水.xlsx"),
        (word("接口文档", PARAMETERS, "返回参数", PARAMETERS), "接口.docx"),
        (word("课程内容", [["概述", SENTENCE], ["课程", SENTENCE], ["参访", SENTENCE], ["活动", ""]]), "课程.docx"),
        (word("文献类型的标识", "表1 传统文献", KINDS, "表2 电子文献", KINDS), "标识.docx"),
    ],
    ids=["flow chart", "rules", "figures by year", "parameters", "told", "signs"],
)  # fmt: skip
def test_page_that_tells(content, filename):
    with pytest.raises(NotAForm):
        read(content, filename)


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (workbook(流程=chart(*FLOW[:-1], "姓名")), "流程.xlsx"),
        (workbook(流程=chart(*FLOW[:-1], "审批意见：")), "流程.xlsx"),
        (workbook(规则=[*RULES, ["丙级站", "", "", ""]]), "规则.xlsx"),
        (workbook(商品导入模板=RULES), "商品导入模板.xlsx"),
        (workbook(用水=[["填报单位："], *YEARS]), "用水.xlsx"),
        (word("申请表", [["概述", SENTENCE], ["课程", SENTENCE], ["参访", SENTENCE], ["姓名", ""]]), "申请表.docx"),
    ],
    ids=["known label", "open line", "room", "sent out", "who fills", "told and asked"],
)  # fmt: skip
def test_page_that_asks(content, filename):
    """One sign of a question is enough for a form."""
    assert read(content, filename)


@pytest.mark.parametrize(
    "written", ["A-4", "45/-", "2007年8月-至今", "新桥镇文昌路2号", "99 Sample Street, Suite 1", "index.jsp"]
)  # fmt: skip
def test_answer_in_place_of_a_label(written):
    """What somebody wrote asks nothing though there is room beside it, and a finding names it."""
    rows = ["登记卡", None, None, None], ["姓名", "", "性别", ""], [written, "", "民族", ""]
    [reading] = read(layout(*rows), "卡.xlsx")

    assert [each.label for each in reading.form.leaves()] == ["姓名", "性别", "民族"]
    assert [(each.code, each.where) for each in reading.findings] == [
        ("printed-beforehand", "Sheet1!A3")
    ]


def test_code_that_heads_a_column():
    """Above rows of blanks the same is a column's name."""
    rows = ["地点", "A1", "A2", "A3"], ["", "", "", ""], ["", "", "", ""]

    assert [each.label for each in form_of(layout(*rows), "表.xlsx").leaves()] == ["地点", "A1", "A2", "A3"]  # fmt: skip


@pytest.mark.parametrize("label", ["合计", "办件总数合计", "业务量总计"])
def test_row_of_totals(label):
    """A row that adds up those above asks nothing, whatever it says is added up."""
    header = ["网点", "归集业务量", "提取业务量", "贷款业务量"]
    rows = header, ["甲", "", "", ""], ["乙", "", "", ""], [label, "", "", ""]
    form = form_of(layout(["业务量统计表", None, None, None], *rows), "表.xlsx")

    assert {each.label for each in form.leaves()} <= set(header)


@pytest.mark.parametrize("whom", ["尊敬的各位业主：", "各位同学：", "三年级同学的家长："])
def test_salutation(whom):
    """Whom a letter speaks to is no question, though a colon ends it; it stays as a note."""
    form = form_of(
        word("回执", whom, "学生姓名：____", "班级：____", "联系电话：____"), "回执.docx"
    )

    assert [each.label for each in form.leaves()] == ["学生姓名", "班级", "联系电话"]
    assert whom in form.notes
