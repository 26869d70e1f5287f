"""A new element is as sensitive as the words of its question say."""

import pytest

from yibiao.matching.sensitivity import sensitivity
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind


@pytest.mark.parametrize(
    ("label", "subject", "expected"),
    [
        ("慢性病名称", "person", "health"),
        ("病虫害面积", "household", "personal"),
        ("信访事项", "event", "petition"),
        ("刑满释放时间", "person", "offence"),
        ("是否信教", "person", "religion"),
        ("银行卡号", "person", "finance"),
        ("医保类型", "person", "personal"),
        ("残疾证等级", "person", "disability"),
        ("Household income", "household", "finance"),
        ("企业营业收入", "organisation", "personal"),
        ("兴趣爱好", "person", "personal"),
    ],
)
def test_words_say_how_sensitive_it_is(label, subject, expected):
    """Of people; what is asked of things and organisations is nobody's."""
    field = Field(id="f1", label=label, kind="text")

    assert sensitivity(field, SubjectKind(subject)) == expected


def test_a_section_counts_where_the_label_says_nothing():
    """名称 under 患病情况 is that of an illness."""
    field = Field(id="f1", label="名称", kind="text", section=("基本情况", "患病情况"))

    assert sensitivity(field, SubjectKind.PERSON) == "health"
