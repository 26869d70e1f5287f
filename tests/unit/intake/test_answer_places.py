"""Where each question is answered: the cell beside or below its label, the rows under its heading, or its own text."""

import pytest

from tests.unit.intake.files import form_of, layout, workbook


def places(form):
    return [(each.label, each.blank) for each in form.leaves()]


def test_the_rows_under_a_heading():
    """From the first row of answers to the last; totals and notes are none."""
    content = workbook(
        一季度=[
            ["低保金发放花名册"],
            ["序号", "姓名", "金额（元）"],
            [1, "示例甲", 300],
            [2, "示例乙", 500],
            ["合计", "", 800],
            ["注：金额为本月数。"],
        ]
    )

    assert places(form_of(content, "a.xlsx")) == [
        ("姓名", "一季度!B3:B4"),
        ("金额（元）", "一季度!C3:C4"),
    ]


def test_a_header_with_nothing_below():
    """One row of blanks is right below the header, several header rows or not."""
    content = workbook(
        merged=[("S", "A1:A2", "姓名"), ("S", "B1:C1", "住址")],
        S=[["", "", ""], ["", "户籍地", "现住地"]],
    )

    assert places(form_of(content, "a.xlsx")) == [
        ("姓名", "S!A3"),
        ("户籍地", "S!B3"),
        ("现住地", "S!C3"),
    ]


def test_blanks_of_a_card():
    """The blank beside a label; in a line, the label's own cell, unless an empty one follows; a block, row by row."""
    form = form_of(
        layout(
            ["困难家庭登记表", None, None, None],
            ["填报单位：      填报日期：  年  月  日", None, None, None],
            ["姓名", "", "性别", "□男 □女"],
            ["住址", "", None, None],
            ["家庭成员", "姓名", "关系", "年龄"],
            ["^", "", "", ""],
            ["^", "", "", ""],
            ["经办人：", "", None, None],
            ["审核意见", "签字：  年  月  日", None, None],
        ),
        "a.xlsx",
    )

    assert places(form) == [
        ("填报单位", None),
        ("填报日期", None),
        ("姓名", "Sheet1!B3"),
        ("性别", "Sheet1!D3"),
        ("住址", "Sheet1!B4"),
        ("姓名", "Sheet1!B6:B7"),
        ("关系", "Sheet1!C6:C7"),
        ("年龄", "Sheet1!D6:D7"),
        ("经办人", "Sheet1!B8"),
        ("审核意见", "Sheet1!B9"),
    ]


@pytest.mark.parametrize(
    "signing",
    [
        ["填表人：", "", "审核人：", ""],
        ["填表人：", "", "", "填表日期：  年  月  日"],
        ["", "单位负责人（签字）：", "", "日期："],
    ],
)
@pytest.mark.parametrize("rows", [[[""] * 4] * 2, [["1", "示例甲", "女", "300"]] * 2])
def test_whoever_signs_below_a_register_answers_no_question_of_it(signing, rows):
    """Right below the last row, whether rows are blank or filled in as examples: nothing is written over that."""
    heads = ["序号", "姓名", "性别", "金额（元）"]
    content = workbook(S=[["救助发放花名册", "", "", ""], heads, *rows, signing])
    form = form_of(content, "a.xlsx")

    register = {label: blank for label, blank in places(form) if label in heads}
    assert {"姓名": "S!B3:B4", "性别": "S!C3:C4", "金额（元）": "S!D3:D4"} == register


def test_a_column_to_be_signed_is_no_row_that_signs():
    """Each row has room for a signature: all of them are rows."""
    row = ["", "", "", "签字："]
    content = workbook(
        S=[["救助发放花名册", "", "", ""], ["姓名", "性别", "金额（元）", "签收"], row, row, row]
    )

    assert ("姓名", "S!A3:A5") in places(form_of(content, "a.xlsx"))
