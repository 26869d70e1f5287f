"""Labels are cleaned of what is layout, and keep what is words."""

import pytest

from yibiao.intake.words import labels, marks, measures
from yibiao.intake.words.marks import Role
from yibiao.intake.words.radicals import without_radicals


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("姓  名：", "姓名"),
        ("１、姓名", "姓名"),
        ("1、姓名", "姓名"),
        ("（二）家庭住址", "家庭住址"),
        ("①户主", "户主"),
        ("R3.性别", "性别"),
        ("H4.2009.11.1-2010.10.31出生人口", "2009.11.1-2010.10.31出生人口"),
        ("2.5公里以内", "2.5公里以内"),
        ("*联系电话", "联系电话"),
        ("联系电话 ＊：", "联系电话"),
        ("证件号码（必填）", "证件号码"),
        ("家庭负 债\n情况", "家庭负债情况"),
        ("第一针疫苗 注射时间", "第一针疫苗注射时间"),
        ("ID number", "ID number"),
        ("____派出所", "派出所"),
        ("面积（亩）", "面积（亩）"),
        ("荣誉称号（      ）", "荣誉称号"),
        ("1、", "1、"),
    ],
)
def test_clean(printed, clean):
    """Numbering, stars, colons and layout blanks go; brackets, decimals and English blanks stay."""
    assert clean == labels.clean(printed)


@pytest.mark.parametrize(
    ("printed", "required"),
    [
        ("*姓名", True),
        ("姓名＊：", True),
        ("1、姓名*", True),
        ("姓名（必填）", True),
        ("姓名", False),
        ("姓名（选填）", False),
    ],
)
def test_required(printed, required):
    """A star or （必填） requires."""
    assert required == labels.required(printed)


@pytest.mark.parametrize(
    ("label", "bracket", "core"),
    [
        ("出生年月(yyyy-MM)", "yyyy-MM", "出生年月"),
        ("村（居）委会意见", None, "村（居）委会意见"),
        ("县(市、区、旗)", None, "县(市、区、旗)"),
    ],
)
def test_brackets(label, bracket, core):
    """Only brackets at the end of a word explain it."""
    assert (bracket, core) == (labels.bracketed(label), labels.core(label))


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (("万元",), "万元"),
        (("建筑面积(单位平方米)",), "平方米"),
        (("单位：万元",), "万元"),
        (("现金、存款、有价证券等资产：元",), "元"),
        ((None, "18位或15位"), None),
        (("月份",), None),
    ],
)
def test_unit_of_measure(texts, unit):
    """A unit of measure is known where it is printed."""
    assert unit == measures.unit_in(*texts)


def test_radicals_are_read_as_the_characters_they_look_like():
    """Printers of PDFs, and whoever copies from one, leave radicals where characters belong."""
    assert labels.clean("⼾籍⻔牌、⺠族、特⻓") == "户籍门牌、民族、特长"
    assert [each for each in range(0x2E81, 0x2FD6) if without_radicals(chr(each)) == chr(each)] == [
        0x2E91, 0x2E9A, 0x2EB5, *range(0x2EF4, 0x2F00),
    ]  # fmt: skip


def test_a_batch_is_named_and_not_counted():
    """批次 alone asks which one; in brackets it is a unit like another, and so is every other one alone."""
    assert [Role.LABEL, Role.BLANK, Role.BLANK] == [
        marks.role(each) for each in ("批次", "（批次）", "万元")
    ]


@pytest.mark.parametrize("words", ["（盖章）", "(公章)", "（单位盖章）", "（签字或盖章）"])
def test_where_a_seal_goes_is_no_question(words):
    """But beside the name of who puts it there the name is asked."""
    assert marks.Role.SIGN_OFF is marks.role(words)
    assert marks.Role.LABEL is marks.role(f"填报单位{words}")
