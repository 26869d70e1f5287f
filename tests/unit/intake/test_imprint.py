"""What a form prints of itself – number, authority, approval, term, how often – is kept and asked of nobody."""

import pytest

from tests.unit.intake.files import delimited, form_of, word, workbook
from yibiao.model.form import Imprint


def sheet(rows, merged=()):
    """The form of a sheet."""
    return form_of(
        workbook(表=rows, merged=[("表", cells, text) for cells, text in merged]), "表.xlsx"
    )


def test_the_head_of_a_statistical_form_is_kept():
    """Labels and values side by side, or both in one cell, are no questions."""
    form = sheet(
        [
            ["农业生产条件情况", None, None, None, None],
            [None, None, None, "表    号：", "农基1表"],
            [None, None, None, "制定机关：", "某某省统计局"],
            ["综合机关名称：", None, None, "文    号：某统字〔2025〕1号", None],
            [None, None, None, "有效期至：2027年6月", None],
            ["村名", "耕地面积", "机井数", "农户数", "备注"],
            ["", "", "", "", ""],
            ["", "", "", "", ""],
        ],
        merged=[("A1:E1", "农业生产条件情况")],
    )

    assert form.imprint == Imprint(
        number="农基1表", department="某某省统计局", approval="某统字〔2025〕1号"
    )
    assert form.expires.isoformat() == "2027-06-30"
    assert [each.label for each in form.leaves()] == [
        "综合机关名称", "村名", "耕地面积", "机井数", "农户数", "备注",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("困难群众救助情况月报表", "monthly"),
        ("2026年第三季度安全生产统计表", "quarterly"),
        ("社会组织半年报", "half-yearly"),
        ("农村经济年度报表", "yearly"),
        ("防汛工作日报表", "daily"),
        ("走访情况周报表", "weekly"),
        ("志愿者日报名册", None),
        ("低保对象花名册", None),
    ],
)
def test_a_title_tells_how_often(title, period):
    """By its own words."""
    form = sheet([[title, None, None], ["村名", "户数", "人数"], ["", "", ""]], [("A1:C1", title)])

    assert form.period == period


def test_a_note_tells_how_often_and_on_what_basis():
    """When it is due, and under which law; what lives are like every month is no period."""
    form = form_of(
        word(
            "某某县民政局",
            "困难群众救助台账",
            [["姓名", "每月收入"], ["", ""], ["", ""]],
            "说明：1.本表根据《社会救助暂行办法》（国务院令第649号）制定。2.各村于每季度末25日前报送民政所。",
        ),
        "表.docx",
    )

    assert (form.period, form.mandate) == ("quarterly", "《社会救助暂行办法》（国务院令第649号）")
    assert form.imprint == Imprint(department="某某县民政局")


def test_what_is_still_to_be_written_is_asked():
    """A line that ends in a blank asks; it says nothing of the form."""
    form = sheet(
        [["登记表", None], ["文号：", "批准日期："], ["姓名", ""], ["住址", ""]],
        [("A1:B1", "登记表")],
    )

    assert form.imprint is None
    assert "文号" in [each.label for each in form.leaves()]


def test_whoever_registers_it_knows_better():
    """What is said of the form goes before what it prints."""
    form = form_of(
        workbook(
            月报=[["村情月报", None], ["村名", "户数"], ["", ""]],
            merged=[("月报", "A1:B1", "村情月报")],
        ),
        "月报.xlsx",
        period="yearly",
    )

    assert form.period == "yearly"


def test_a_list_of_columns_says_nothing():
    """A bare header has no imprint."""
    form = form_of(delimited(["表号", "文号", "有效期"], ["1", "2", "3"]), "a.csv")

    assert form.imprint is None
    assert len(form.fields) == len(("表号", "文号", "有效期"))
