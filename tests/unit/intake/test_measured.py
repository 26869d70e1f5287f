"""Units of measure that a page states once belong to its figures; what heads a column tells what it takes."""

import pytest

from tests.unit.intake.files import form_of, word, workbook
from yibiao.intake.words.measures import KIND_OF, stated_in


def fields(rows, merged=(), name="表"):
    """What a sheet asks: label, kind and unit of each question."""
    form = form_of(
        workbook(**{name: rows}, merged=[(name, cells, text) for cells, text in merged]), "表.xlsx"
    )
    return [(each.label, each.kind.value, each.unit_of_measure) for each in form.leaves()]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("单位：万元", ("万元",)),
        ("（单位：户、人、万元）", ("户", "人", "万元")),
        ("计量单位：亩", ("亩",)),
        ("填报单位：            单位：元", ("元",)),
        ("单位：元/人", ("元/人",)),
        ("单位：某某镇", ()),
        ("填报单位：万元镇", ()),
        ("单位：", ()),
        ("工作单位", ()),
    ],
)
def test_a_line_states_units(text, units):
    """Only units of measure are, not whoever fills in the form."""
    assert stated_in(text) == units


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("万亩", "area"),
        ("元/亩", "money"),
        ("人/户", "number"),
        ("万人次", "integer"),
        ("‰", "percent"),
    ],
)
def test_units_are_scaled_and_divided(unit, kind):
    """A unit in ten thousands or per another tells its kind as the plain one does."""
    assert KIND_OF[unit] == kind


def test_a_stated_unit_belongs_to_the_figures_of_its_kind():
    """Of several units each column takes the one that its own words or its headings tell."""
    assert fields(
        [
            ["走访情况统计表", None, None, None, None, None],
            ["单位：户、万元", None, None, None, None, None],
            ["村", "走访户数", None, "授信金额", None, "备注"],
            [None, "本周", "累计", "本周", "累计", None],
            ["", "", "", "", "", ""],
            ["", "", "", "", "", ""],
        ],
        merged=[
            ("A1:F1", "走访情况统计表"),
            ("A2:F2", "单位：户、万元"),
            ("A3:A4", "村"),
            ("B3:C3", "走访户数"),
            ("D3:E3", "授信金额"),
            ("F3:F4", "备注"),
        ],
    ) == [
        ("村", "text", None),
        ("本周", "integer", "户"),
        ("累计", "integer", "户"),
        ("本周", "money", "万元"),
        ("累计", "money", "万元"),
        ("备注", "text", None),
    ]


def test_what_is_added_up_together_is_of_one_kind():
    """Beside a total, labels that tell nothing are of the stated money; people and texts are not."""
    found = fields(
        [
            ["家庭负债情况表", None, None, None],
            ["户主姓名", "", "单位：元", None],
            ["民间", "银行", "亲友", "合计"],
            ["", "", "", ""],
        ],
        merged=[("A1:D1", "家庭负债情况表")],
    )

    assert {label: unit for label, _, unit in found} == {
        "户主姓名": None, "民间": "元", "银行": "元", "亲友": "元", "合计": "元",
    }  # fmt: skip


def test_a_paragraph_states_units_of_the_table_below_it():
    """As a line of a sheet does."""
    form = form_of(
        word(
            "困难群众救助台账",
            "单位：万元",
            [["姓名", "救助金额", "人数"], ["", "", ""], ["", "", ""]],
        ),
        "表.docx",
    )

    assert [each.unit_of_measure for each in form.leaves()] == [None, "万元", None]


def test_the_columns_of_a_summary_are_figures():
    """But for what names its rows, and words that say otherwise."""
    assert [
        kind
        for _, kind, _ in fields(
            [
                ["职称情况统计表", None, None, None, None],
                ["村名", "高级", "中级", "负责人", "备注"],
                ["", "", "", "", ""],
                ["", "", "", "", ""],
            ],
            merged=[("A1:E1", "职称情况统计表")],
        )
    ] == ["text", "number", "number", "text", "text"]


def test_a_blank_drawn_for_a_moment_asks_for_one():
    """年 月 日 时 beside a label for a time."""
    found = fields(
        [
            ["检查记录表", None, None, None],
            ["检查时间", "  年  月  日  时", "填表日期", " 年 月 日"],
            ["有效时间", "年 月 日至 年 月 日", "检查人", ""],
        ],
        merged=[("A1:D1", "检查记录表")],
    )

    assert [kind for _, kind, _ in found] == ["datetime", "date", "date", "text"]


@pytest.mark.parametrize("title", ["家庭收入表（单位：元）", "家庭收入表"])
def test_the_title_may_state_the_unit(title):
    """In brackets after it."""
    found = fields([[title, None], ["家庭年收入", ""], ["姓名", ""]], merged=[("A1:B1", title)])

    assert [unit for _, _, unit in found] == ["元" if "元" in title else None, None]


def test_a_heading_names_what_its_parts_are_measured_in():
    """播种面积（亩） over 早稻 and 晚稻; a remark under it is none."""
    found = fields(
        [
            ["村名", "播种面积（亩）", None, None, "家庭成员（人）", None],
            [None, "早稻", "晚稻", "负责人姓名", "姓名", "年龄"],
            [""] * 6,
            [""] * 6,
        ],
        merged=[("A1:A2", "村名"), ("B1:D1", "播种面积（亩）"), ("E1:F1", "家庭成员（人）")],
    )

    assert [(kind, unit) for _, kind, unit in found][1:] == [
        ("area", "亩"), ("area", "亩"), ("text", None), ("text", None), ("integer", None),
    ]  # fmt: skip
