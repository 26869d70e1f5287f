from hypothesis import given, settings
from hypothesis import strategies as st

from tests.little import CATALOGUE, forms
from yibiao.merging import merge, prove
from yibiao.model.kinds import SubjectKind

some = st.lists(forms(), max_size=4, unique_by=lambda each: each[0].id)


def tables(registered):
    forms = [form for form, _ in registered]
    bindings = [each for _, several in registered for each in several]
    return {kind: merge(kind, forms, bindings, CATALOGUE) for kind in SubjectKind}


def columns(registered):
    return [column for table in tables(registered).values() for column in table.columns]


@given(some, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_forms_does_not_matter(registered, random):
    shuffled = [(form, tuple(random.sample(its, len(its)))) for form, its in registered]
    random.shuffle(shuffled)

    assert tables(registered) == tables(shuffled)


@given(some)
@settings(max_examples=40)
def test_a_form_merged_with_itself_adds_nothing(registered):
    assert tables(registered) == tables([*registered, *registered])


@given(some, forms())
@settings(max_examples=60)
def test_another_form_never_removes_a_column(registered, another):
    before = {column.element: set(column.asked_by) for column in columns(registered)}
    after = {column.element: set(column.asked_by) for column in columns([*registered, another])}

    assert before.keys() <= after.keys()
    assert all(before[element] <= after[element] for element in before)


@given(some)
@settings(max_examples=80)
def test_no_question_is_asked_twice_and_none_is_lost(registered):
    """Every question that a form was built from is one column of the right kind of subject, and knows its asker."""
    found = columns(registered)
    asked = {
        (form.id, binding.field, CATALOGUE.elements[binding.element].inverse_of or binding.element)
        for form, bindings in registered
        for binding in bindings
    }
    answered = {
        (asking.form, asking.field, column.element)
        for column in found
        for asking in column.asked_by
    }

    assert len(found) == len({column.element for column in found})
    assert asked <= answered
    assert all(
        CATALOGUE.elements[column.element].subject is kind
        for kind, table in tables(registered).items()
        for column in table.columns
    )


@given(some)
@settings(max_examples=60)
def test_columns_nobody_asks_are_needed_by_a_scope_or_a_derivation(registered):
    """Nothing is asked that no form asks: what has no asker comes from two scopes, or follows from what is asked."""
    allowed = {"person.age", "person.birth_date", "person.id_number", "person.household",
               "household.low_income"}  # fmt: skip

    assert {column.element for column in columns(registered) if not column.asked_by} <= allowed


@given(some)
@settings(max_examples=60)
def test_what_was_bound_whole_is_proved_and_one_binding_less_is_not(registered):
    forms = [form for form, _ in registered]
    bindings = [each for _, several in registered for each in several]

    assert () == prove(forms, bindings, CATALOGUE)
    for missing in bindings:
        rest = [each for each in bindings if each != missing]
        assert "field-unbound" in {each.code for each in prove(forms, rest, CATALOGUE)}
