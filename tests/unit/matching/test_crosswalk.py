from yibiao.matching.crosswalk import crosswalk, yes_no
from yibiao.model import catalogue
from yibiao.model.codes import Code, CodeList
from yibiao.model.form import Option
from yibiao.model.text import Text

STARTER = catalogue.starter()


def a_list(*codes):
    return CodeList(
        id="x",
        name=Text(zh="甲", en="x"),
        source="test",
        codes=tuple(
            Code(code=code, label=Text(zh=zh, en=zh), parent=parent, synonyms=synonyms)
            for code, zh, parent, synonyms in codes
        ),
    )


def options(*titles):
    return [Option(value=str(number), title=each) for number, each in enumerate(titles, 1)]


def titled(*titles):
    return [Option(value=each, title=each) for each in titles]


def test_labels_synonyms_and_containment():
    """Equal labels first, then synonyms, then one label within the other."""
    codes = a_list(
        ("10", "未婚", None, ()), ("20", "已婚", None, ("有配偶",)), ("40", "离婚", None, ())
    )
    found = crosswalk(codes, options("1.未婚", "有配偶", "离婚（含协议离婚）"))

    assert {"10": "1", "20": "2", "40": "3"} == found.mapping


def test_a_finer_code_is_answered_by_what_it_refines():
    """初婚 is answered by 已婚 where the form knows no better."""
    codes = a_list(("20", "已婚", None, ()), ("21", "初婚", "20", ()))

    assert {"20": "1", "21": "1"} == crosswalk(codes, options("已婚")).mapping


def test_what_is_left_over_is_named():
    """Codes without an option and options without a code are named, not guessed."""
    codes = a_list(("1", "甲", None, ()), ("2", "乙", None, ()))
    found = crosswalk(codes, options("甲", "丙"))

    assert (("乙",), ("丙",)) == (found.unmapped, found.unasked)


def test_a_prompt_is_no_option():
    """--请选择-- is nothing that could be answered."""
    assert () == crosswalk(a_list(("1", "甲", None, ())), options("--请选择--", "甲")).unasked


def test_yes_and_no():
    """Every usual way to say yes or no; a third answer is left over."""
    found = yes_no(options("有", "无", "不详"))

    assert {"true": "1", "false": "2"} == found.mapping


def test_every_way_to_say_no():
    """享受 and 不享受 answer true and false; a second yes is left over."""
    found = yes_no(options("享受", "不享受", "未知", "是"))

    assert {"true": "1", "false": "2"} == found.mapping
    assert ("未知", "是") == found.unasked


def test_a_ring_of_parents_ends():
    """Codes that refine each other in a ring, or an unknown code, are answered by none."""
    codes = a_list(("1", "甲", "2", ()), ("2", "乙", "1", ()), ("3", "丙", "9", ()))

    assert {} == crosswalk(codes, options("丁")).mapping


def test_of_two_options_the_other_is_the_opposite():
    """正常 beside 是 says no, 已办 beside 未办 yes; 不详 says neither."""
    assert {"true": "2", "false": "1"} == yes_no(options("正常", "是")).mapping
    assert {"true": "1", "false": "2"} == yes_no(options("已办", "未办")).mapping
    assert {"true": "1"} == yes_no(options("是", "不详")).mapping


def test_one_option_answers_several_codes():
    """子女 answers 子 and 女 and what refines them; 岳父母 and 公婆 their four."""
    codes = a_list(
        ("20", "子", None, ()),
        ("22", "长子", "20", ()),
        ("30", "女", None, ()),
        ("53", "公公", None, ()),
        ("54", "婆婆", None, ()),
        ("55", "岳父", None, ()),
        ("56", "岳母", None, ()),
    )
    found = crosswalk(codes, options("子女", "岳父母或公婆"))

    assert {"20", "22", "30"} == {code for code, each in found.mapping.items() if each == "1"}
    assert {"53", "54", "55", "56"} == {code for code, each in found.mapping.items() if each == "2"}
    assert () == found.unasked


def test_what_names_one_code_is_not_said_of_those_beside_it():
    """党员 is of one party, however many others call their members so."""
    walk = crosswalk(
        STARTER.code_lists["gbt-4762-political-status"], titled("党员", "团员", "群众")
    )

    assert {"01": "党员", "03": "团员", "13": "群众"} == walk.mapping
    assert "中国致公党党员" in walk.unmapped


def test_an_option_that_is_open_takes_in_what_lies_beyond_it():
    """大专及以上 is 本科 and 研究生 too, whichever way the list runs; what is no step of it stays left over."""
    education = STARTER.code_lists["gbt-4658-education"]
    walk = crosswalk(education, titled("初中及以下", "高中", "大专及以上"))
    lower = crosswalk(education, titled("小学", "初中", "高中及以上"))

    assert ["大专及以上"] * 3 == [walk.mapping[each] for each in ("11", "21", "31")]
    assert ["初中及以下"] * 2 == [walk.mapping[each] for each in ("71", "81")]
    assert "其他" in walk.unmapped
    assert ["高中及以上"] * 3 == [lower.mapping[each] for each in ("11", "21", "61")]
