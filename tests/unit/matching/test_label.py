import pytest

from yibiao.matching.label import read


def canonical(label):
    return [each.canonical for each in read(label).tokens if each.canonical]


@pytest.mark.parametrize(
    "printed",
    [
        "户主身份证号",
        "3、户主身份证号码：",
        "＊户主公民身份号码",
        "戶主身份證號",
        "户 主 身 份 证 号",
        "(一)户主身份证号*",
    ],
)
def test_layout_spelling_and_synonyms_say_nothing(printed):
    """However a form prints it, the head's identity number is the head's identity number."""
    expected = ["户主", "公民身份号码"]

    assert expected == canonical(printed)


def test_a_unit_of_measure_is_told_from_an_aside():
    """What stands in brackets is a unit of measure or a remark."""
    assert "元" == read("年收入（元）").unit
    assert read("出生日期（年-月-日）").unit is None
    assert ("年-月-日",) == read("出生日期（年-月-日）").asides


def test_a_label_in_latin_script_is_cut_into_stems():
    """Case, plural, camel case and words that say nothing are left out."""
    assert "birth date" == read("The BirthDates").text


def test_a_label_of_brackets_only_keeps_what_they_hold():
    """A label is never read as nothing."""
    assert "应急维修情况" == read("（应急维修情况）").text


def test_an_unknown_run_stays_whole():
    """Words that the lexicon lacks are kept as they are written."""
    assert ["矫正", "小组"] == canonical("矫正小组")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("xm", ["姓名"]),
        ("SFZH", ["公民身份号码"]),
        ("hz_xm", ["户主", "姓名"]),
        ("jhrlxdh", ["监护人", "联系电话"]),
        ("xingbie", ["性别"]),
        ("mz", ["民族"]),
        ("age", ["age"]),
        ("qqqq", ["qqqq"]),
    ],
)
def test_column_names_in_pinyin_are_read(column, expected):
    """Initials and whole pinyin stand for the words they spell; English words and riddles for themselves."""
    assert expected == canonical(column)
