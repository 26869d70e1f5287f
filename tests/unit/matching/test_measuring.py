"""Figures are understood by the words over them; what is not understood is never sure."""

import pytest

from yibiao.matching.measuring import suggest
from yibiao.matching.measuring.ages import Ages, age_at
from yibiao.model.catalogue import starter
from yibiao.model.expression import Expression
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind

COUNT = "count(person)"


def a_summary(*columns, title="社区基本情况统计表"):
    """A summary of these columns: headings parted by `/`, and after `|` the unit of measure."""
    fields = []
    for number, each in enumerate(columns, start=1):
        path, _, unit = each.partition("|")
        *section, label = path.split("/")
        kind = "percent" if unit == "%" else "money" if unit.endswith("元") else "integer"
        fields.append(
            Field(
                id=f"f{number}",
                label=label,
                kind=kind,
                section=tuple(section),
                unit_of_measure=unit or None,
            )
        )
    return Form(
        department="office", series="s", title=title, subject=SubjectKind.UNIT, layout="summary", fields=tuple(fields)
    )  # fmt: skip


def read(*columns, title="社区基本情况统计表", held=None):
    """Band and measure of each column."""
    form = a_summary(*columns, title=title)
    return [(each.band, each.measure) for each in suggest(form, starter(), held)]


@pytest.mark.parametrize(
    ("label", "measure"),
    [
        ("总人口", COUNT),
        ("总户数", "count(household)"),
        ("60岁以上人数", f"{COUNT} filter (where person.age >= 60)"),
        ("0—6岁儿童人数", None),
        ("0-6周岁人数", f"{COUNT} filter (where person.age between 0 and 6)"),
        ("80岁（含）以上老年人数", f"{COUNT} filter (where person.age >= 80)"),
        ("女性老年人口", f"{COUNT} filter (where person.sex = '2' and person.age >= 60)"),
        ("不满18周岁人数", f"{COUNT} filter (where person.age < 18)"),
        ("低保户数", "count(household) filter (where household.is_minimum_living)"),
        ("低保人数", f"{COUNT} filter (where person.is_minimum_living_recipient)"),
        ("危房户人数", f"{COUNT} filter (where person.household.has_dangerous_housing)"),
        ("重度残疾人数（人）", f"{COUNT} filter (where person.disability_grade in ('1', '2'))"),
        ("视力残疾", f"{COUNT} filter (where person.disability_type = '1')"),
        ("文化程度/小学", f"{COUNT} filter (where person.education in ('80', '81', '83'))"),
        ("本月出生人数", f"{COUNT} filter (where person.birth_date between period_start and period_end)"),
        ("平均年龄", "avg(person.age)"),
        ("救助情况/特困人员", f"{COUNT} filter (where person.is_extremely_poor_recipient)"),
        ("最高年龄", "max(person.age)"),
        (
            "60岁以上人口占总人口比例|%",
            f"100 * {COUNT} filter (where person.age >= 60) / {COUNT}",
        ),
    ],
)  # fmt: skip
def test_a_heading_that_is_understood_whole_is_sure(label, measure):
    """Every word of it stands for something; a class without a fixed meaning, such as 儿童, is asked."""
    [(band, found)] = read(label)

    assert band == ("ask" if measure is None else "auto")
    assert measure is None or measure == found


@pytest.mark.parametrize(
    "label",
    ["16岁以下人数", "党员人数", "常住人口", "未参加医疗保险人数", "低保、特困人数", "有60岁以上老人的户数", "60岁以上文艺骨干人数", "占比|%", "低保金额|元"],
)  # fmt: skip
def test_what_may_be_meant_otherwise_is_asked(label):
    """It is proposed with what is doubtful about it."""
    [each] = suggest(a_summary(label), starter())

    assert (each.band, bool(each.doubts)) == ("ask", True) or each.measure is None


@pytest.mark.parametrize(
    "label",
    ["走访次数", "培训场次", "本年累计救助人数", "上月人数", "新增低保户数", "迁出人数", "参保率|%", "授信金额|万元", "绿化面积|亩", "医生数量", "村民（居民）小组个数", "性别比", "外出务工人数"],
)  # fmt: skip
def test_what_no_ledger_holds_is_left_to_the_units(label):
    """Nothing is proposed that the words do not say."""
    assert [("new", None)] == read(label)


def test_those_among_are_of_the_figure_before():
    """其中 limits the figure before it, or the total that this is part of."""
    assert [
        ("auto", f"{COUNT} filter (where person.is_disabled)"),
        ("auto", f"{COUNT} filter (where person.is_disabled and person.sex = '2')"),
    ] == read("残疾人总数", "其中：女")
    assert ("auto", f"{COUNT} filter (where person.age >= 60 and person.is_living_alone)") == read(
        "合计", "男", "女", "其中：独居", title="老年人口统计表"
    )[-1]


def test_a_title_limits_the_whole_form():
    """Words in it that nobody understands may, too."""
    assert [("auto", f"{COUNT} filter (where person.age >= 60)")] == read(
        "总数", title="某某镇2026年第一季度老年人口统计表"
    )
    assert [("ask", f"{COUNT} filter (where person.age >= 80)")] == read(
        "80岁以上人数", title="文明新风积分统计表"
    )
    assert "ask" == read("总人口", title="残疾人统计表")[0][0]


def test_a_total_counts_what_its_parts_do():
    """Ages that go on from one another are one; codes are any of them."""
    total, *parts = suggest(a_summary("合计/人数", "60-69岁/人数", "70岁以上/人数"), starter())

    assert f"{COUNT} filter (where person.age >= 60)" == total.measure
    assert total.parts == tuple(each.field for each in parts)
    _, _, total = read("残疾类别/视力", "残疾类别/听力", "残疾类别/小计")
    assert "person.disability_type = '1' or person.disability_type = '2'" in total[1]


def test_all_codes_of_a_list_are_everybody():
    """Whoever has no code is in the total and in no part; the trial shows by how many they differ."""
    total, *_ = read("户数/合计", "户数/家庭户", "户数/集体户")

    assert ("auto", "count(household)") == total


def test_a_qualifier_that_no_condition_says_is_asked():
    """城市 and 农村 are not left out; where a condition says both, it does."""
    rural = f"{COUNT} filter (where person.household.low_income_category = '12')"
    assert [("auto", rural)] == read("低保人数", title="农村居民最低生活保障统计表")
    assert "ask" == read("城市特困人员人数")[0][0]


def test_words_under_the_name_of_a_list_are_its_codes():
    """A word that is none of them means no code of another list."""
    assert [("new", None)] == read("致贫原因/离异")
    assert "person.household.cause_of_hardship = '02'" in read("致贫原因/残疾人数")[0][1]


def test_who_is_named_beside_may_be_whom_it_speaks_of():
    """男 beside 残疾人数 may be disabled men; 其中 of what is doubtful is no surer."""
    assert ["auto", "ask", "ask"] == [
        band for band, _ in read("人口/残疾人数", "人口/60岁以上", "人口/其中：女")
    ]
    assert ["auto", "auto"] == [band for band, _ in read("总人口", "男")]


def test_a_row_of_a_single_year_is_its_age():
    """A number alone, where ages head the table; it may number the rows as well."""
    by_age = read("60/合计", "60/女", title="分年龄老年人口统计表")
    where = "person.age = 60"

    assert [("ask", f"{COUNT} filter (where {where})"), ("ask", f"{COUNT} filter (where {where} and person.sex = '2')")] == by_age  # fmt: skip
    assert all("person.age" not in (measure or "") for _, measure in read("60/合计", "60/女"))


def test_a_share_of_others_than_the_title_limits_to_is_of_those():
    """低保对象 is the part, not the whole."""
    [(_, measure)] = read("低保对象占非农人口比例|%", title="城市低保情况统计表")

    assert measure.endswith(f"/ {COUNT} filter (where person.hukou_type = '20')")


def test_money_that_is_paid_is_added_up():
    """What a household or a person is paid, by what forms call it; how much of it was paid out, the department says."""
    assert [("ask", "sum(person.elderly_allowance)")] == read("发放高龄津贴金额|元")
    assert [("ask", "sum(household.monthly_support)")] == read("月保障额|元")


def test_an_edge_is_settled_by_the_column_beside():
    """16岁以下 beside 16岁以上 does not count anybody twice; ages that overlap are asked."""
    assert [
        ("auto", f"{COUNT} filter (where person.age < 16)"),
        ("auto", f"{COUNT} filter (where person.age >= 16)"),
    ] == read("16岁以下", "16岁以上")
    assert ["ask", "ask"] == [band for band, _ in read("60-70岁", "70-80岁")]


def test_what_nobody_collects_is_not_sure():
    """An element follows from what is collected, or is itself; of several that would do, the one that is collected does."""
    assert [("auto", f"{COUNT} filter (where person.age >= 60)")] == read(
        "60岁以上", held={"person.id_number"}
    )
    assert "ask" == read("60岁以上", held={"person.name"})[0][0]
    assert [("auto", f"{COUNT} filter (where person.disability_certificate_no is not null)")] == read(
        "残疾人数", held={"person.disability_certificate_no"}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("60-69岁", Ages(60, 69)), ("60岁至69岁", Ages(60, 69)), ("60~69周岁", Ages(60, 69)), ("65岁及以上", Ages(65)),
        ("年满60周岁以上", Ages(60)), ("65岁以上(含65岁)", Ages(65)), ("60岁以上(不含60岁)", Ages(61)), (">=80岁", Ages(80)),
        ("18岁及以下", Ages(None, 18)), ("18岁以下(不含)", Ages(None, 17)), ("未满16周岁", Ages(None, 15)), ("3岁", Ages(3, 3)),
        ("16岁以下", Ages(None, 15, edge=16)), ("60-69", Ages(60, 69, bare=True)),
    ],
)  # fmt: skip
def test_ages_as_they_are_printed(text, ages):
    """含 and 及 include the age, 不含 and 不满 do not; 以上 includes it by law, and 以下 is not sure."""
    assert (len(text), ages) == age_at(text, 0)


def test_every_condition_of_the_vocabulary_can_be_worked_out():
    """None speaks of an element or code that the catalogue lacks."""
    from yibiao.matching.measuring.vocabulary import Vocabulary

    catalogue = starter()
    choices = {
        choice
        for meanings in Vocabulary(catalogue).meanings.values()
        for each in meanings
        for choice in each.choices
    }

    for each in choices:
        Expression.parse(each).bind(catalogue)
