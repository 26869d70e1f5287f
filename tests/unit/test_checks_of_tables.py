"""Rules of forms put over elements, and the checks that hold whatever forms ask."""

import pytest

from tests.little import CATALOGUE, TODAY, a_form, an_entry
from yibiao import _schemas
from yibiao.filling import Beside, check
from yibiao.merging import merge
from yibiao.model import rule
from yibiao.model.catalogue import starter
from yibiao.model.check import standing
from yibiao.model.expression.checking import resolved
from yibiao.model.expression.tree import Name, Reference, walk
from yibiao.model.form import Rule
from yibiao.model.kinds import SubjectKind

PERSON, HOUSEHOLD = SubjectKind.PERSON, SubjectKind.HOUSEHOLD


def stating(questions, *rules, subject="person", series="s", bound=None, **more):
    """A form with rules (kind, field, expression), and its bindings."""
    stated = tuple(Rule(kind=kind, field=field, expression=text) for kind, field, text in rules)
    form, bindings = a_form(questions, subject=subject, series=series, rules=stated, **more)
    return form, tuple(
        each.model_copy(update=(bound or {}).get(each.field, {})) for each in bindings
    )


def table(kind, *forms):
    return merge(
        kind, [form for form, _ in forms], [each for _, several in forms for each in several],
        CATALOGUE,
    )  # fmt: skip


def stated(kind, *forms):
    """What forms state, without what holds for everybody."""
    return [each for each in table(kind, *forms).json_schema["x-rules"] if each["stated_by"]]


def left_out(kind, *forms):
    return [each["code"] for each in table(kind, *forms).left_out]


def codes(merged, values, **more):
    found = check(an_entry(values, kind=merged.kind, **more), merged, today=TODAY)
    return [(each.code, each.where) for each in found]


INCOME = ["person.income", "person.age"]


def test_a_rule_of_fields_becomes_one_of_elements():
    form = stating(INCOME, ("holds", "f1", "f1 <= f2 * 100"))

    (found,) = stated(PERSON, form)

    assert "person.income <= (person.age * 100)" == found["expression"]
    assert ["person.income", "person.age"] == found["elements"][:2]
    assert [{"form": form[0].id, "rule": 0}] == found["stated_by"]


def test_a_rule_asks_why_where_it_is_stated():
    merged = table(PERSON, stating(INCOME, ("holds", "f1", "f1 <= f2 * 100")))

    assert [("stated-otherwise", "#/values/person.income")] == codes(
        merged, {"person.income": 1001, "person.age": 10}
    )
    assert [] == codes(merged, {"person.income": 1000, "person.age": 10})
    assert [] == codes(merged, {"person.income": 1001})


def test_the_same_rule_of_two_forms_is_one():
    one = stating(INCOME, ("holds", "f1", "f1 <= 9"), series="a")
    other = stating(["person.name", *INCOME], ("holds", "f2", "f2 <= 9"), series="b")

    (found,) = stated(PERSON, one, other)

    assert sorted([one[0].id, other[0].id]) == [each["form"] for each in found["stated_by"]]
    assert stated(PERSON, one, other) == stated(PERSON, other, one)


def test_sums_of_decimals_are_what_they_are_on_paper():
    merged = table(PERSON, stating(INCOME, ("equals", "f1", "f2 * 0.1 + 0.2")))

    assert [] == codes(merged, {"person.income": 0.3, "person.age": 1})
    assert ["stated-otherwise"] == [
        code for code, _ in codes(merged, {"person.income": 0.31, "person.age": 1})
    ]


def test_a_share_may_be_rounded_as_it_is_written():
    merged = table(PERSON, stating(INCOME, ("equals", "f1", "f2 / 3")))

    assert [] == codes(merged, {"person.income": 3.3, "person.age": 10})
    assert [] == codes(merged, {"person.income": 3, "person.age": 10})
    assert [("stated-otherwise", "#/values/person.income")] == codes(
        merged, {"person.income": 3.4, "person.age": 10}
    )


def test_options_are_put_as_the_codes_they_stand_for():
    (found,) = stated(PERSON, stating(["person.sex", "person.age"], ("holds", "f2", "f1 = 'p1' or f2 < 60")))  # fmt: skip

    assert "(person.sex in ('1')) or (person.age < 60)" == found["expression"]


def test_yes_and_no_are_put_as_true_and_false():
    (found,) = stated(PERSON, stating(["person.disabled", "person.age"], ("holds", "f2", "f1 <> '是' or f2 > 1")))  # fmt: skip

    assert "(not (person.disabled in (true))) or (person.age > 1)" == found["expression"]


def test_chosen_among_several():
    (found,) = stated(PERSON, stating(["person.tags", "person.age"], ("holds", "f2", "contains(f1, 'pb') or f2 > 1")))  # fmt: skip

    assert "contains(person.tags, 'b') or (person.age > 1)" == found["expression"]


def test_another_unit_of_measure_is_calculated_back():
    bound = {"f1": {"how": "conversion", "conversion": "ten-thousand-yuan-of-yuan"}}
    merged = table(PERSON, stating(INCOME, ("holds", "f1", "f1 <= 10"), bound=bound))

    assert [] == codes(merged, {"person.income": 100_000})
    assert [("stated-otherwise", "#/values/person.income")] == codes(
        merged, {"person.income": 100_001}
    )


def test_a_rule_over_one_household_is_the_households():
    form = stating(
        ["person.household household.size", "person.household household.low_income"],
        ("holds", "f1", "f1 >= 1"),
    )

    assert [] == stated(PERSON, form)
    assert ["household.size >= 1"] == [each["expression"] for each in stated(HOUSEHOLD, form)]


def test_a_rule_within_a_row_is_whoever_the_row_is_about():
    form = stating(
        [("household.members", ("person.age", "person.income"))],
        ("holds", "f1.2", "f1.2 <= f1.1"),
        subject="household",
    )

    assert ["person.income <= person.age"] == [each["expression"] for each in stated(PERSON, form)]


def test_a_rule_beside_somebody_else_reads_over_the_link():
    form = stating(
        ["person.age", "person.guardian person.age"], ("holds", "f1", "f1 < f2"),
    )  # fmt: skip
    (found,) = stated(PERSON, form)
    assert "person.age < person.guardian.age" == found["expression"]
    entry = an_entry({"person.age": 30})

    def ages(via, element):
        assert ("person.guardian",) == via
        return 20 if element == "person.age" else None

    (finding,) = check(entry, table(PERSON, form), today=TODAY, beside=Beside(linked=ages))
    assert ("stated-otherwise", "#/values/person.age") == (finding.code, finding.where)


ROWS = [("household.members", ("person.age",)), "household.size"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (stating(ROWS, ("equals", "f2", "count(f1.1)"), subject="household"), "rule-over-rows"),
        (stating(ROWS, ("holds", "f2", "f2 > f1.1"), subject="household"), "rule-over-subjects"),
        (stating(INCOME, ("holds", "f1", "f1 > f2"), bound={"f2": {"element": None}}), "rule-of-unbound-field"),
        (stating(INCOME, ("holds", "f1", "f1 > 1"), bound={"f1": {"how": "conversion", "conversion": "text-of-number"}}), "rule-of-converted-field"),
        (stating(["person.sex"], ("holds", "f1", "f1 = 'x'")), "rule-of-converted-field"),
        (stating(INCOME, ("holds", "f1", "f1 >")), "rule-not-checked"),
    ],
)  # fmt: skip
def test_what_cannot_be_put_over_one_subject_is_left_out_and_said(form, code):
    kind = form[0].subject

    assert [code] == left_out(kind, form)
    assert [] == stated(kind, form)


def test_asked_when_another_is_answered_so():
    form = stating(["person.disabled", "person.phone"], ("asked-when", "f2", "f1 = '是'"))
    merged = table(PERSON, form)

    assert [("asked-otherwise", "#/values/person.phone")] == codes(
        merged, {"person.disabled": False, "person.phone": "13900000000"}
    )
    assert [] == codes(merged, {"person.disabled": True, "person.phone": "13900000000"})
    assert [] == codes(merged, {"person.disabled": False, "person.phone": None})


def test_what_another_form_asks_of_everybody_is_not_asked_sometimes():
    form = stating(["person.disabled", "person.phone"], ("asked-when", "f2", "f1 = '是'"))
    plain = stating(["person.phone"], series="plain")

    assert [] == stated(PERSON, form, plain)
    assert ["rule-asked-elsewhere"] == left_out(PERSON, form, plain)


def test_an_error_blocks_only_by_what_an_entry_says_itself():
    """Beside what is held either may be wrong, so that it asks why."""
    form = stating(INCOME, ("holds", "f1", "f1 <= f2"))
    merged = table(PERSON, form)
    rules = [
        {**each, "level": "error", "code": "rule-broken"} if each["stated_by"] else each
        for each in merged.json_schema["x-rules"]
    ]
    merged = merged.model_copy(update={"json_schema": {**merged.json_schema, "x-rules": rules}})
    from yibiao.filling import fold

    record = fold(None, an_entry({"person.age": 3}, act="open"), 1)
    by_itself = check(an_entry({"person.income": 4, "person.age": 3}), merged, today=TODAY)
    beside = check(
        an_entry({"person.income": 4}), merged, today=TODAY, beside=Beside(record=record)
    )

    assert ["rule-broken"] == [each.code for each in by_itself]
    assert ["rule-unusual"] == [each.code for each in beside]


@pytest.mark.parametrize(
    ("before", "now", "asks"),
    [
        (1000, 1500, False), (1000, 1501, True), (1000, 500, False), (1000, 499, True),
        (0, 0, False), (0, 0.01, True), (10, 0, True), (None, 5, False), (-10, -16, True),
    ],
)  # fmt: skip
def test_a_figure_that_changed_by_more_than_half_asks_why(before, now, asks):
    merged = table(PERSON, stating(INCOME))

    found = check(
        an_entry({"person.income": now}),
        merged,
        today=TODAY,
        beside=Beside(before=lambda _: before),
    )

    assert asks is ("changed-much" in [each.code for each in found])


SHIPPED = pytest.mark.parametrize("each", standing(), ids=lambda each: each.id)


@SHIPPED
def test_a_shipped_check_speaks_of_what_the_catalogue_has(each):
    names = [node for node in walk(rule.tree_of(each.expression)) if isinstance(node, Name)]
    elements = [node for node in names if len(node.path) > 1]
    found = [resolved(node.path, starter()) for node in elements]

    assert all(isinstance(reference, Reference) for reference in found)
    assert len({reference.subject for reference in found}) == (0 if each.each else 1)
    assert {str(node) for node in names if len(node.path) == 1} <= {"it", "before", "subject"}
    assert {*each.elements, *each.apart_from} <= starter().elements.keys()


@SHIPPED
def test_codes_in_a_shipped_check_are_in_their_lists(each):
    """A code that no list has is a slip of the pen: the check would never be looked at."""
    known = {code for codes in starter().code_lists.values() for code in codes.by_code}
    literals = {
        str(node.value)
        for node in walk(rule.tree_of(each.expression))
        if hasattr(node, "value") and isinstance(node.value, str)
    }

    assert literals <= known


def test_shipped_checks_have_ids_of_their_own():
    ids = [each["id"] for each in _schemas.document("checks.json")["checks"]]

    assert len(ids) == len(set(ids))
