"""What a measure says in words, in both languages."""

import pytest

from yibiao.model.catalogue import starter
from yibiao.model.expression import Expression
from yibiao.model.expression.telling import told

SAID = {
    "count(person) filter (where person.age >= 60 and person.sex = '2')": (
        "年龄 ≥ 60，且性别为女性的人数",
        "number of persons where age ≥ 60 and sex is Female",
    ),
    "100 * count(person) filter (where person.age >= 60) / count(person)": (
        "（年龄 ≥ 60的人数）占（全部人数）的百分比",
        "(number of persons where age ≥ 60) in percent of (number of all persons)",
    ),
    "count(distinct person.household) filter (where 3 > person.age or not person.is_disabled and person.phone is not null)": (
        "年龄 < 3 或 （不是：是残疾人，且联系电话已填）的，不同的所在户个数",
        "the number of different values of household, where age < 3 or (not: disabled and telephone is known)",
    ),
    "avg(person.age) filter (where person.birth_date between period_start and period_end)": (
        "出生日期在 本期首日 至 本期末日 之间的，年龄的平均",
        "the mean of age, where date of birth is between the first day of the period and the last day of the period",
    ),
    "count(person) filter (where person.ethnicity in ('01', '99x') and coalesce(person.is_disabled, false))": (
        "民族为汉族、99x之一，且是残疾人的人数",
        "number of persons where ethnicity is one of Han, 99x and disabled",
    ),
}


@pytest.mark.parametrize("measure", SAID)
def test_a_measure_is_told_in_words(measure):
    """By the names of elements and codes; a code that no list has stands as it is."""
    catalogue = starter()
    said = told(Expression.parse(measure).bind(catalogue).root, catalogue)

    assert SAID[measure] == (said.zh, said.en)
