from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.little import CATALOGUE, TODAY, a_form, forms
from yibiao.errors import Unadmittable
from yibiao.governance import burden, check, demands, distinct_cells, overlap, review
from yibiao.model.form import TIMES_A_YEAR
from yibiao.model.review import Inputs

some = st.lists(forms(), max_size=4, unique_by=lambda each: each[0].id)


@st.composite
def communities(draw):
    """
    Forms in force with who is asked what: the counts are made by asking people one by one, which is how they would be
    counted in a real community.
    """
    people = range(draw(st.integers(1, 12)))
    registered = [
        a_form(
            draw(
                st.lists(
                    st.sampled_from(["person.name", "person.phone", "person.sex", "person.tags"]),
                    min_size=1,
                    unique=True,
                )
            ),
            series=f"s{number}",
            period=draw(st.sampled_from(["yearly", "quarterly", "monthly"])),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    asked = {form.id: draw(st.sets(st.sampled_from(people))) for form, _ in registered}
    known = draw(st.sets(st.sampled_from(people)))
    answers = {
        (form.id, field.id): len(asked[form.id]) for form, _ in registered for field in form.fields
    }
    reached, derived = {}, {}
    for times in sorted({TIMES_A_YEAR[form.period] for form, _ in registered}):
        for element in {each.element for _, its in registered for each in its}:
            several = {
                person
                for form, its in registered
                if TIMES_A_YEAR[form.period] >= times and element in {e.element for e in its}
                for person in asked[form.id]
            }
            reached[element, times] = len(several)
            if element == "person.sex":
                derived[element, times] = len(several & known)
    all_forms = [form for form, _ in registered]
    bindings = [each for _, its in registered for each in its]
    return Inputs(
        units=draw(st.integers(1, 3)),
        fields=sum(len(form.fields) for form in all_forms),
        elements=len({each.element for each in bindings}),
        demands=demands(all_forms, answers),
        cells=distinct_cells(all_forms, bindings, CATALOGUE, answers=answers, subjects=reached,
                             derived=derived),
        changed=draw(st.floats(0, 1)),
    )  # fmt: skip


@given(communities())
@settings(max_examples=150, deadline=None)
def test_merged_forms_cost_no_more_than_each_by_itself(inputs):
    found = burden(inputs)

    for account in (found.first, found.year):
        assert account.after <= account.before
        assert account.submissions_after <= account.submissions_before
        assert account.hours_after.low <= account.hours_before.low
        assert account.hours_after.high <= account.hours_before.high


@given(communities())
@settings(max_examples=150, deadline=None)
def test_the_parts_add_up_exactly(inputs):
    for account in (burden(inputs).first, burden(inputs).year):
        parts = (account.by_merging, account.by_derivation, account.by_prefill, account.after)

        assert account.before == sum(parts)
        assert min(parts) >= 0


@given(communities())
@settings(max_examples=80, deadline=None)
def test_anybody_can_compute_it_again_from_its_inputs(inputs):
    found = burden(inputs)

    assert found == burden(Inputs.model_validate_json(found.inputs.model_dump_json()))


@given(some, forms())
@settings(max_examples=60, deadline=None)
def test_every_question_of_a_review_is_counted_once(registered, another):
    found = review(*another, CATALOGUE, registered)

    assert found.fields == found.held + found.derivable + found.new + found.undecided
    assert found.fields == len(list(another[0].leaves()))


@given(some, forms())
@settings(max_examples=60, deadline=None)
def test_what_is_in_force_adds_nothing_when_asked_again(registered, another):
    assert 0 == review(*another, CATALOGUE, [*registered, another]).new


@given(forms(), forms())
@settings(max_examples=60, deadline=None)
def test_overlap_is_felt_from_both_sides(one, other):
    assume(one[0].id != other[0].id)
    mine, theirs = overlap(*one, CATALOGUE, [other]), overlap(*other, CATALOGUE, [one])

    assert [each.elements for each in mine] == [each.elements for each in theirs]
    assert all(0 < each.share <= 1 for each in mine)


@given(
    st.sampled_from([None, "", "依据"]),
    st.sampled_from([None, "monthly"]),
    st.sampled_from([None, " ", "true"]),
    st.one_of(st.none(), st.integers(-400, 400)),
    st.one_of(st.none(), st.integers(-400, 400)),
    st.integers(0, 2),
)
@settings(max_examples=200, deadline=None)
def test_a_form_passes_exactly_when_everything_is_said(
    mandate, period, scope, first, expires, undecided
):
    first_round = None if first is None else TODAY + timedelta(days=first)
    until = None if expires is None else TODAY + timedelta(days=expires)
    form, _ = a_form(
        ["person.name"], mandate=mandate, period=period, scope=scope, first_round=first_round,
        expires=until,
    )  # fmt: skip
    complete = (
        mandate == "依据" and period and scope == "true" and undecided == 0
        and first is not None and first >= 7 and expires is not None and expires >= first
    )  # fmt: skip

    if complete:
        check(form, today=TODAY, undecided=undecided)
    else:
        with pytest.raises(Unadmittable):
            check(form, today=TODAY, undecided=undecided)
