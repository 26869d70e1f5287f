"""What the formulas of a workbook state becomes rules of its form; what no rule can say is named."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.intake.files import read, workbook
from yibiao.intake.sheets import formulas
from yibiao.intake.sheets.older_formulas import Formula

REGISTER = ["姓名", "身份证号码", "种植收入", "养殖收入", "合计", "人口", "结果"]


def stated(rows, *computed, merged=()):
    """The rules and the cells that are named in findings, of one sheet."""
    [reading] = read(
        workbook(
            表=rows,
            merged=[("表", cells, text) for cells, text in merged],
            formulas=[("表", cell, formula, 0) for cell, formula in computed],
        ),
        "表.xlsx",
    )
    rules = [(each.kind, each.field, each.expression) for each in reading.form.rules]
    doubtful = [each.where for each in reading.findings if each.code == "rule-not-understood"]
    return rules, doubtful


@pytest.mark.parametrize(
    ("formula", "expression"),
    [
        ("=C2+D2", "f3 + f4"),
        ("=SUM(C2:D2)", "f3 + f4"),
        ("=sum(C2,D2)*2", "(f3 + f4) * 2"),
        ("=C2-(D2-F2)", "f3 - (f4 - f6)"),
        ("=-C2/D2%", "-f3 / (f4 / 100)"),
        ("=IF(F2=0,0,E2/F2)", "f5 / f6"),
        ('=IFERROR(ROUND(E2/F2,2),"")', "round(f5 / f6, 2)"),
        ('=IF(F2="","",E2/F2)', "f5 / f6"),
        ('=IF(AND(C2>0,D2<>""),C2,D2)', "if(f3 > 0 and (not f4 is null), f3, f4)"),
        ("=AVERAGE(C2:D2)", "(f3 + f4) / 2"),
        ("=MAX(C2:D2,0)", "greatest(f3, f4, 0)"),
        ("=PRODUCT(C2:D2)", "f3 * f4"),
        ("=LEN(B2)", "length(f2)"),
        ('=TEXT(MID(B2,7,8),"0-00-00")', "birth_date_of_id_number(f2)"),
        ("=DATE(MID(B2,7,4),MID(B2,11,2),MID(B2,13,2))", "birth_date_of_id_number(f2)"),
        (
            '=IF(LEN(B2)=18,MID(B2,7,4)&"-"&MID(B2,11,2)&"-"&MID(B2,13,2),"")',
            "birth_date_of_id_number(f2)",
        ),
        ('=IF(MOD(MID(B2,17,1),2)=1,"男","女")', "if(sex_of_id_number(f2) = '1', '男', '女')"),
        (
            '=IF(MOD(RIGHT(LEFT(B2,17)),2)=0,"女","男")',
            "if(sex_of_id_number(f2) = '1', '男', '女')",
        ),
        ('=IF(ISEVEN(MID(B2,17,1)),"女","男")', "if(sex_of_id_number(f2) = '1', '男', '女')"),
        (
            '=DATEDIF(TEXT(MID(B2,7,8),"0-00-00"),TODAY(),"y")',
            "age_of_birth_date(birth_date_of_id_number(f2))",
        ),
        ("=LEFT(B2,6)", "division_of_id_number(f2)"),
    ],
)
def test_a_formula_of_a_row_is_a_rule(formula, expression):
    """A formula in the first row of a register is how that column follows from the others."""
    rules, doubtful = stated([REGISTER, [""] * 7], ("G2", formula))

    assert (rules, doubtful) == ([("equals", "f7", expression)], [])


@pytest.mark.parametrize(
    "formula",
    [
        "=VLOOKUP(B2,C:D,2)",
        "=YEAR(NOW())-MID(B2,7,4)",
        "=C9*2",
        "=其他!B3",
        "=owner",
        "=C2&D2",
        '=IF(C2>9,"",D2)',
    ],
)
def test_a_formula_that_no_rule_can_say_is_named(formula):
    """It is not lost: a finding points to its cell."""
    rules, doubtful = stated([REGISTER, [""] * 7], ("G2", formula))

    assert (rules, doubtful) == ([], ["表!G2"])


def test_a_total_of_a_column_is_no_rule_of_a_row():
    """The row of totals adds up the subjects; the form asks of each of them."""
    rows = [
        ["姓名", "收入", "支出", "结余"],
        ["", "", "", ""],
        ["", "", "", ""],
        ["合计", "", "", ""],
    ]

    rules, doubtful = stated(
        rows, ("B4", "=SUM(B2:B3)"), ("D2", "=B2-C2"), ("D3", "=B3-C3"), ("D4", "=SUM(D2:D3)")
    )

    assert (rules, doubtful) == ([("equals", "f4", "f2 - f3")], [])


def test_rows_calculated_in_different_ways_state_what_most_do():
    """A rule holds of every row, so the odd one out is named and not kept."""
    rows = [["姓名", "收入", "支出", "结余"], *([[""] * 4] * 3)]

    rules, doubtful = stated(rows, ("D2", "=B2-C2"), ("D3", "=B3-C3"), ("D4", "=B4+C4"))

    assert (rules, doubtful) == ([("equals", "f4", "f2 - f3")], ["表!D4"])


def test_a_card_adds_up_the_rows_of_its_block():
    """What stands beside a block speaks of all its rows; a cell that only says whether figures agree is a condition."""
    rules, doubtful = stated(
        [
            ["救助测算表", None, None, None],
            ["户主", "", "家庭人口", ""],
            ["家庭成员", None, None, None],
            ["姓名", "与户主关系", "年收入", "年支出"],
            ["", "", "", ""],
            ["", "", "", ""],
            ["家庭年收入", "", "人均收入", ""],
            ["净收入", "", "低保线", ""],
        ],
        ("B7", "=SUM(C5:C6)"),
        ("D7", "=B7/D2"),
        ("B8", "=B7-SUM(D5:D6)"),
        ("F8", '=IF(B8<=B7,"","错误")'),
        merged=[("A1:D1", "救助测算表"), ("A3:D3", "家庭成员")],
    )

    assert rules == [
        ("equals", "f4", "sum(f3.3)"),
        ("equals", "f5", "f4 / f2"),
        ("equals", "f6", "f4 - sum(f3.4)"),
        ("holds", "f6", "f6 <= f4"),
    ]
    assert doubtful == []


def test_rows_that_have_names_are_added_up_by_them():
    """Of a table whose rows are named, one row is others put together."""
    rules, doubtful = stated(
        [
            ["农业生产情况统计表", None, None, None],
            ["指标", "本年", "上年", "增减"],
            ["播种面积", "", "", ""],
            ["早稻", "", "", ""],
            ["晚稻", "", "", ""],
        ],
        ("B3", "=B4+B5"),
        ("D4", "=B4-C4"),
        ("D5", "=B5-C5"),
        merged=[("A1:D1", "农业生产情况统计表")],
    )

    of = "sum(f1.2) filter (where f1.1 = '{}')".format
    assert rules == [
        ("holds", "f1.2", f"{of('播种面积')} = {of('早稻')} + {of('晚稻')}"),
        ("equals", "f1.4", "f1.2 - f1.3"),
    ]
    assert doubtful == []


def test_what_is_calculated_with_is_a_figure():
    """Columns that nothing else tells are figures where a formula adds them up."""
    [reading] = read(
        workbook(
            表=[["村", "甲", "乙", "共"], ["", "", "", ""]], formulas=[("表", "D2", "=B2+C2", 0)]
        ),
        "表.xlsx",
    )

    assert [each.kind.value for each in reading.form.fields] == [
        "text",
        "number",
        "number",
        "number",
    ]


def test_a_formula_is_moved_with_its_cell():
    """Of a formula that cells share, what is not held fast moves along; texts and sheets' names do not."""
    assert (
        formulas.moved("A1+$B$2*C$3&\"A1\"&'A1'!D4+LOG10(E5)", 2, 1)
        == "B3+$B$2*D$3&\"A1\"&'A1'!E6+LOG10(F7)"
    )


@given(st.text(st.sampled_from("=SUMIF(),:;\"'!$A1B2+-*/^&<>% 表.{}"), max_size=40))
def test_no_text_breaks_the_reader(text):
    """Anything is a formula or is none."""
    tree = formulas.read(text)

    assert tree is None or list(formulas.walk(tree))


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (struct.pack("<BHHBHHB", 0x44, 4, 0xC002, 0x44, 4, 0xC003, 0x03), "C5+D5"),
        (struct.pack("<B4HBBH", 0x25, 1, 8, 0xC001, 0xC001, 0x19, 0x10, 0), "SUM(B2:B9)"),
        (struct.pack("<BHHBHBBd", 0x44, 0, 0, 0x1E, 7, 0x0D, 0x1F, 0.5), None),
        (struct.pack("<BhHBHHB", 0x4C, -1, 0xC001, 0x24, 0, 0, 0x06), "D4/A1"),
        (
            struct.pack("<BHHBHBHBH", 0x44, 0, 1, 0x1E, 7, 0x1E, 8, 0x41, 31)
            + struct.pack("<BHBBB", 0x1E, 2, 0x17, 1, 0) + b"x" + struct.pack("<BBH", 0x42, 3, 1),
            'IF(MID(B1,7,8),2,"x")',
        ),
    ],
)  # fmt: skip
def test_tokens_of_older_workbooks_are_read_as_people_write(tokens, text):
    """Places, areas, totals, functions, and places seen from a cell; what is cut short is none."""
    formula = Formula((4, 2), [])

    if text is None:
        with pytest.raises((LookupError, ValueError)):
            formula.read(tokens)
    else:
        assert formula.read(tokens) == text
