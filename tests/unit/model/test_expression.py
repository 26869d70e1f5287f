"""Conditions and figures are read, bound to the catalogue, and refused with reasons."""

import pytest

from tests.unit.slicing.village import CATALOGUE, TODAY
from yibiao.errors import Invalid
from yibiao.model.expression import Expression, Type
from yibiao.model.kinds import SubjectKind

PERSON, HOUSEHOLD = SubjectKind.PERSON, SubjectKind.HOUSEHOLD


def bound(text):
    return Expression.parse(text).bind(CATALOGUE)


def refused(text):
    with pytest.raises(Invalid) as refusal:
        bound(text)
    return [each.code for each in refusal.value.findings]


def test_a_dot_after_a_link_leads_on():
    """`person.household` is a link; what follows is asked of the household, and of its head."""
    expected = {
        ((), "person.age"),
        (("person.household",), "household.low_income"),
        (("person.household", "household.head"), "person.sex"),
    }

    assert (
        expected
        == bound(
            "person.age > 1 and person.household.low_income and person.household.head.sex = '1'"
        ).elements
    )


def test_paths_stand_in_the_order_written():
    """Each once."""
    expected = (((), "person.sex"), ((), "person.age"))

    assert expected == bound("person.sex = '1' and person.age > 1 or person.sex = '2'").paths


def test_longer_paths_lead_over_many_links():
    """The parser counts no more than four parts as a column; we do not mind."""
    text = "person.guardian.guardian.household.head.age"

    assert bound(text).paths[0][1] == "person.age"
    assert len(bound(text).paths[0][0]) == 4


@pytest.mark.parametrize(
    "text",
    [
        "", "person.age >", "person.age; person.sex", "person.age -- why", "/* */ true", "x'aa' = 'a'",
        "lower(person.name) = 'a'", "person.age in (select 1)", "person.age = (select 1)", "count(*) over ()",
        "case when true then 1 end", "person.name like 'a%'", "person.age in (person.age)", "person.age is true",
        "sum(distinct person.age)", "count(distinct person.age, person.sex)", "first(person.age)", "cast(1 as text)",
        "person.age between symmetric 1 and 2", "'a' || 'b'", "[1, 2]", "*", "sum(*)", "lower(x) filter (where true)",
        "person[1]", "1e999 = 1", "99999999999999999999 = 1", "0x10 = 1", "count(distinct on (person.age) person.age)", "sum()", "min(person.age, 1)", "(" * 4000 + ")" * 4000, "true " + "and true " * 1000, "person.age = null", "1.2.3", "a.b()",
        "contains(person.tags, 'a', 'b')", "first(person.age) filter (where true)", "person.* = 1",
    ],
)  # fmt: skip
def test_what_is_not_listed_is_refused(text):
    """No subquery, no other function, no comment, no second statement."""
    assert set(refused(text)) == {"expression-invalid"}


def test_a_refusal_says_where():
    """At which character, and what stands there."""
    with pytest.raises(Invalid) as refusal:
        Expression.parse("person.age > 1 and lower(person.name) = 'a'")
    (finding,) = refusal.value.findings

    assert finding.facts == {"what": "LOWER(person.name)", "position": 20}
    assert "LOWER(person.name)" in finding.says("en")


def test_every_unknown_name_is_told_at_once():
    """Also a link that does not lead on, a link read backwards, and a kind there is not."""
    text = "person.x = 1 and person.name.age = 1 and household.members is null and nothing and person.household.members is null"

    assert refused(text) == ["unknown-element"] * 5


@pytest.mark.parametrize(
    "text",
    [
        "person.age = 'a'", "person.birth_date > '1950'", "person.birth_date > 1950", "person.name > 1",
        "person.retired > true", "person.tags = 'a'", "not person.age", "person.age and true", "person.name + 1 = 2",
        "- person.name", "contains(person.name, 'a')", "starts_with(person.tags, 'a')", "coalesce(person.age, 'a') = 1",
        "coalesce(person.tags, person.tags) is null", "person.age in ('a')", "person.age between 1 and 'a'",
        "sum(person.name)", "avg(person.birth_date)", "min(person.retired)", "count(*) filter (where person.age)",
        "person.name = person.birth_date", "count(person.age) = '1'",
    ],
)  # fmt: skip
def test_values_that_do_not_go_together_are_refused(text):
    """Dates with days, numbers with numbers, several codes by `contains`."""
    assert set(refused(text)) == {"expression-types"}


@pytest.mark.parametrize(
    "text",
    [
        "person.age + count(*)", "person.age = 1 and household.low_income", "sum(count(*))", "max(person)",
        "count(*) filter (where count(*) > 1)", "person is null", "count(person) + count(household)",
    ],
)  # fmt: skip
def test_figures_are_not_mixed_with_single_values(text):
    """Nor two kinds of subject in one expression."""
    assert refused(text) == ["expression-mixed"]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("true", Type.BOOLEAN), ("1", Type.INTEGER), ("1.5", Type.NUMBER), ("'a'", Type.TEXT), ("today", Type.DATE),
        ("person.age + 1", Type.INTEGER), ("person.age / 2", Type.NUMBER), ("- person.income", Type.NUMBER),
        ("coalesce(person.age, 1.5)", Type.NUMBER), ("coalesce(person.age, 1)", Type.INTEGER),
        ("count(*)", Type.INTEGER), ("avg(person.age)", Type.NUMBER), ("max(person.birth_date)", Type.DATE),
        ("person.tags", Type.LIST), ("person.visits", Type.ROWS), ("person.seen_at", Type.DATE),
        ("count(person)", Type.INTEGER), ("person.age is null", Type.BOOLEAN), ("-5", Type.INTEGER),
    ],
)  # fmt: skip
def test_an_expression_has_a_type(text, type_):
    """Known without evaluating it."""
    assert type_ is bound(text).type


def test_a_figure_says_what_it_is_over():
    """By the first name, or else by whoever asks."""
    assert bound("count(household)").subject(PERSON) is HOUSEHOLD
    assert bound("sum(household.area)").subject(PERSON) is HOUSEHOLD
    assert bound("count(*)").subject(PERSON) is PERSON
    assert bound("count(household)").aggregate
    assert not bound("person.age").aggregate


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("person.age", ["expression-types"]),
        ("household.low_income", ["expression-mixed"]),
        ("count(*) > 1", ["expression-mixed"]),
        ("count(*)", ["expression-types", "expression-mixed"]),
    ],
)
def test_a_scope_is_a_condition_on_one_subject(text, codes):
    """Anything else is refused."""
    with pytest.raises(Invalid) as refusal:
        bound(text).about(PERSON)

    assert codes == [each.code for each in refusal.value.findings]


def test_a_scope_that_is_one_is_itself():
    """A condition on persons, or on nobody in particular."""
    for text in ("person.age > 1", "true"):
        assert bound(text).about(PERSON) == bound(text)


def test_names_are_looked_up_before_elements_are_told():
    """Unbound, nobody knows where a path leads."""
    expression = Expression.parse("person.age > 1")

    assert not expression.bound
    with pytest.raises(LookupError):
        expression.elements  # noqa: B018  asking is what is tested


def test_a_period_that_is_not_given_is_unknown():
    """A condition on it holds for nobody."""
    expression = bound("person.birth_date >= period_start")

    assert expression.evaluate(lambda *_: "2020-01-01", today=TODAY) is None


def test_a_number_may_have_an_exponent():
    """As any engine reads it."""
    assert bound("1e3").evaluate(lambda *_: None, today=TODAY) == 1000.0


def test_a_figure_is_not_evaluated_of_one_subject():
    """It is over many; asking is our mistake."""
    with pytest.raises(TypeError):
        bound("count(*)").evaluate(lambda *_: None, today=TODAY)
