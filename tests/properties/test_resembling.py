"""Laws of comparing subjects: the same either way round, no less alike for agreeing more, and explained to the last bit."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao import filling
from yibiao.filling import traits
from yibiao.filling.resembling import rules_of
from yibiao.model.catalogue import starter
from yibiao.model.derivation import effective
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Cell, Record

PERSON = SubjectKind.PERSON
KINDS = [kind for kind in SubjectKind if rules_of(kind)]

names = st.text(alphabet="张章王晓小丽莉伟", min_size=1, max_size=4)
dates = st.dates().map(str)
phones = st.from_regex(r"1[358][0-9]{9}", fullmatch=True)
addresses = st.builds(
    "{}{}号{}单元{}".format,
    st.sampled_from(["示范路", "幸福街", "示范市示范区示范路", "和平巷"]),
    st.integers(1, 5),
    st.integers(1, 3),
    st.integers(101, 104),
)
PERSONS = {
    "person.name": names,
    "person.birth_date": dates,
    "person.sex": st.sampled_from(["1", "2"]),
    "person.phone": phones,
    "person.current_address": addresses,
    "person.household": st.sampled_from(["h1", "h2"]),
}
persons = st.fixed_dictionaries({}, optional=PERSONS)


def compared(one, other):
    """How much two persons with these values resemble each other."""
    return filling.compare(PERSON, filling.traits_of(PERSON, one), filling.traits_of(PERSON, other))


@given(persons, persons)
def test_it_is_the_same_either_way_round(one, other):
    """Nobody resembles another more than the other resembles them."""
    assert compared(one, other) == compared(other, one)


@given(persons, persons)
def test_the_parts_add_up_to_the_score(one, other):
    """There is nothing in the score that is not explained, and every part has its sentence in both languages."""
    found = compared(one, other)

    assert found.score == pytest.approx(math.fsum(each.weight for each in found.parts))
    assert all(each.says.zh and each.says.en for each in found.parts)


@given(persons, persons)
def test_agreeing_in_one_thing_more_is_never_less_alike(one, other):
    """Whoever takes over what the other states, thing by thing, never becomes less like them."""
    before = compared(one, other).score
    for element in one.keys() & other.keys():
        after = compared({**one, element: other[element]}, other).score

        assert after >= before - 1e-9


@given(persons)
def test_nobody_resembles_another_more_than_themselves(person):
    """Everything that is held is the same."""
    assert {each.level for each in compared(person, person).parts} <= {"any", "same"}


@pytest.mark.parametrize("kind", KINDS)
def test_levels_are_in_order_and_complete(kind):
    """The closer the level the more it weighs; m and u are probabilities."""
    for comparison in rules_of(kind).comparisons:
        weights = [each.weight for each in comparison.levels.values()]

        assert sorted(weights, reverse=True) == weights


@given(persons, persons)
def test_no_value_is_told(one, other):
    """Whoever reads why two resemble each other learns nothing of either that they do not see anyway."""
    told = str(compared(one, other).document())

    assert not any(
        len(value) > 1 and value in told
        for values in (one, other)
        for value in values.values()
        if not value.isdigit() or len(value) > 4
    )


@given(persons, persons, st.sets(st.sampled_from(sorted(PERSONS))))
def test_who_is_denied_at_a_glance_is_never_asked_about(one, other, alike):
    """Whichever traits say enough, and in whatever few things the two agree."""
    other = {**other, **{each: one[each] for each in alike & one.keys()}}
    glanced = filling.may_ask(
        PERSON, filling.Recognised(PERSON, one), filling.Recognised(PERSON, other)
    )

    assert glanced >= compared(one, other).asks


@given(persons)
def test_a_double_is_found_by_its_keys(person):
    """Whoever is written down twice alike has the same keys."""
    traits = filling.traits_of(PERSON, person)

    assert filling.likeness_keys(PERSON, "1", traits) == filling.likeness_keys(
        PERSON, "1", dict(traits)
    )


@given(persons, persons)
def test_keys_change_only_with_what_they_are_made_of(one, other):
    def said(values, position):
        cells = {id_: Cell(value=each, position=position) for id_, each in values.items()}
        of = {"subject": "s", "kind": PERSON, "unit": "999999001001"}
        return Record(**of, position=position, confirmed=1, cells=cells)

    keying = filling.Keys()
    told = keying.told(said(one, 1))
    assert told == keying.told(said(one, 2))
    assert keying.of(keying.told(said(other, 2))) == filling.keys(PERSON, "999999001001", other)


NUMBERED = st.dictionaries(
    st.sampled_from(
        ["person.birth_date", "person.id_number", "person.disability_certificate_no", "person.name"]
    ),
    st.none()
    | st.sampled_from(["999999194003120021", "99999919400312002142", "1940-03-12", "甲", ""]),
)


@given(NUMBERED, st.sampled_from(["person.birth_date", "person.id_number", "person.name"]))
def test_what_is_said_is_what_follows_from_all_that_is_held(values, element):
    """However little of that is there."""
    expected = effective(element, values, starter(), date.min)

    assert ([expected] if expected not in (None, "") else []) == traits.stated((element,), values)
