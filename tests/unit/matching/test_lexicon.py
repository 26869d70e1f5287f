"""The words of forms: where they come from, and what follows from them."""

import pytest

from yibiao.matching.lexicon import lexicon
from yibiao.matching.tokens import Token
from yibiao.matching.variants import variants
from yibiao.model import catalogue


@pytest.mark.parametrize(
    ("spelled", "property_"),
    [
        ("辞世年月", "死亡日期"),
        ("逝世日期", "死亡日期"),
        ("户籍类型", "户口性质"),
        ("残疾级别", "残疾等级"),
        ("现居住详细地址", "现住址"),
        ("户口详址", "户籍地址"),
        ("现户籍地址", "户籍地址"),
        ("赡养义务人员", "赡养人"),
    ],
)
def test_a_property_is_known_in_other_words(spelled, property_):
    """What begins or closes it may be put in any word that is read as the same."""
    assert property_ == lexicon().tokens[spelled].canonical


def test_only_words_that_are_known_are_put_in():
    """A lexicon without 辞世 does not know 辞世年月, whatever its other tables hold."""
    listed = {each: token for each, token in lexicon().listed.items() if each != "辞世"}
    known = variants(listed, lexicon().tables)

    assert {"过世年月"} == {"辞世年月", "过世年月"} & {*known}


def test_what_two_properties_are_spelled_like_is_neither():
    """A spelling that two lines lead to would be a guess."""
    tables = {
        "synonyms": [["甲乙", "丙丁"]],
        "qualifiers": {"registration": {}},
        "heads": [["时间", "日期"]],
        "said_alike": [],
    }
    words = {"甲乙": "word", "丙丁": "word", "时间": "head", "日期": "head"}
    words |= {"甲乙时间": "property", "丙丁日期": "property"}
    listed = {text: Token(text, part, text) for text, part in words.items()}

    assert {"现甲乙时间", "现丙丁日期"} == {*variants(listed, tables)}


def test_every_source_names_words_that_are_known():
    """A word, or an element's synonym, has one source at most."""
    words = [each for texts in lexicon().tables["sources"].values() for each in texts]
    elements = catalogue.starter().elements.values()
    named = {name for each in elements for name in (each.name.zh, *each.synonyms)}

    assert set() == {*words} - {*lexicon().listed} - named
    assert len(words) == len({*words})
