from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.little import CATALOGUE, TODAY, a_form, asked, forms
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
@settings(max_examples=150)
def test_merged_forms_cost_no_more_than_each_by_itself(inputs):
    found = burden(inputs)

    for account in (found.first, found.year):
        assert account.after <= account.before
        assert account.submissions_after <= account.submissions_before
        assert account.hours_after.low <= account.hours_before.low
        assert account.hours_after.high <= account.hours_before.high


@given(communities())
@settings(max_examples=150)
def test_the_parts_add_up_exactly(inputs):
    for account in (burden(inputs).first, burden(inputs).year):
        parts = (account.by_merging, account.by_derivation, account.by_prefill, account.after)

        assert account.before == sum(parts)
        assert min(parts) >= 0


@given(communities())
@settings(max_examples=80)
def test_anybody_can_compute_it_again_from_its_inputs(inputs):
    found = burden(inputs)

    assert found == burden(Inputs.model_validate_json(found.inputs.model_dump_json()))


@given(some, forms())
@settings(max_examples=60)
def test_every_question_of_a_review_is_counted_once(registered, another):
    found = review(*another, CATALOGUE, asked(*registered), TODAY)

    assert found.fields == found.held + found.derivable + found.new + found.undecided
    assert found.fields == len(list(another[0].leaves()))


@given(some, forms())
@settings(max_examples=60)
def test_what_is_in_force_adds_nothing_when_asked_again(registered, another):
    assert 0 == review(*another, CATALOGUE, asked(*registered, another), TODAY).new


@given(forms(), forms())
@settings(max_examples=60)
def test_overlap_is_felt_from_both_sides(one, other):
    assume(one[0].id != other[0].id)
    mine, theirs = (
        overlap(*one, CATALOGUE, asked(other), TODAY),
        overlap(*other, CATALOGUE, asked(one), TODAY),
    )

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
@settings(max_examples=200)
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


STATUSES = st.sampled_from(["submitted", "admitted", "refused", "superseded", "retired"])


@given(
    st.lists(st.tuples(forms(), STATUSES), max_size=8, unique_by=lambda each: each[0][0].id),
    forms(),
)
@settings(max_examples=60)
def test_counting_all_forms_at_once_is_counting_each(registered, another):
    """What bits say of forms in force is what going through their questions one by one says."""
    known = asked(*(form for form, _ in registered))
    for (form, _), status in registered:
        known.stand(form.id, status)
    mine = Counter(questions(*another))

    found = {
        each.form: each.shared
        for each in overlap(*another, CATALOGUE, known, TODAY)
        if each.standing == "in-force"
    }

    assert found == {
        form.id: shared
        for (form, bindings), status in registered
        if status == "admitted"
        and form.id != another[0].id
        and (theirs := set(questions(form, bindings)))
        and (shared := sum(n for each, n in mine.items() if each in theirs))
    }


def questions(form, bindings):
    """Element and last personal link of each bound question."""
    leaves = {each.id for each in form.leaves()}
    people = {"person.guardian", "household.head"}
    for each in bindings:
        if each.element and each.field in leaves:
            yield next((link for link in reversed(each.via) if link in people), None), each.element


@given(some, forms(), st.data())
@settings(max_examples=40)
def test_a_decision_taken_back_leaves_no_trace(registered, another, data):
    """Binding a field to something else and then as before asks what was asked before."""
    known = asked(*registered, another)
    before = overlap(*another, CATALOGUE, known, TODAY)
    _, bindings = data.draw(st.sampled_from([*registered, another]))
    assume(bindings)
    changed = data.draw(st.sampled_from(bindings))

    known.bind(changed.model_copy(update={"element": "person.income", "via": ()}))
    known.bind(changed)

    assert before == overlap(*another, CATALOGUE, known, TODAY)
