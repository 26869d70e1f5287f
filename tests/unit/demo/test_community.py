"""The community is as large as it is said to be, the same every time, and nobody can be mistaken for somebody."""

import json
import re
from collections import Counter
from datetime import date

import pytest

from tests.reference import age_on, credit_code_is_sound, folded, id_number_is_sound, numbered
from yibiao.demo.community import found
from yibiao.demo.community.answering import answer
from yibiao.demo.community.chance import Lot
from yibiao.demo.community.families import families
from yibiao.model.catalogue import starter
from yibiao.model.element import Element
from yibiao.model.form import Field, Option
from yibiao.model.kinds import SubjectKind, ValueKind, value_schema
from yibiao.model.text import Text

CATALOGUE = starter()
EVERYTHING = frozenset(CATALOGUE.elements)


@pytest.fixture(scope="module")
def community():
    return found(2026)


@pytest.fixture(scope="module")
def hamlet():
    return found(7, 80, 240)


@pytest.fixture(scope="module")
def first_round(hamlet):
    """Opened and filled in, everything being asked of everybody."""
    opened = [entry for _, entry in hamlet.opening(EVERYTHING, "r1")]
    held = folded(numbered(opened))
    missing = {
        id_: [each for each in _asked(hamlet.subjects[id_]) if held[id_].values.get(each) is None]
        for id_ in hamlet.subjects
    }
    return opened, [entry for _, entry in hamlet.filling_in(missing, CATALOGUE, "r1")]


@pytest.fixture(scope="module")
def renewal(hamlet, first_round):
    asked = {id_: _asked(each) for id_, each in hamlet.subjects.items()}
    return hamlet.renewed(asked, sum(map(len, first_round)), "r2")


def _asked(subject):
    return [id_ for id_, each in CATALOGUE.elements.items() if each.subject is subject.kind]


def _persons(community):
    return [community.subjects[each] for each in community.of_kind(SubjectKind.PERSON)]


def _share(community, fits):
    persons = _persons(community)
    return sum(bool(fits(each.facts.get)) for each in persons) / len(persons)


def test_its_size(community):
    """2,497 households and 7,491 residents, each in one household, in eight grids."""
    persons = _persons(community)
    households = {each.facts["person.household"] for each in persons}

    assert len(persons) == 7491
    assert households == set(community.of_kind(SubjectKind.HOUSEHOLD))
    assert len(households) == 2497
    assert {each.unit for each in persons} == {each.code for each in community.grids}
    assert len(community.grids) == 8
    assert {each.parent for each in community.grids} == {community.unit}


@pytest.mark.parametrize(("households", "residents"), [(1, 1), (3, 3), (5, 40), (40, 100)])
def test_any_size(households, residents):
    """Exactly so many, however few or many to a household."""
    made = families(1, households, residents, date(2026, 1, 15))

    assert (len(made), sum(len(each.members) for each in made)) == (households, residents)


def test_fewer_residents_than_households():
    """Cannot be."""
    with pytest.raises(ValueError, match="2"):
        found(1, 3, 2)


def test_a_seed_decides(hamlet):
    """The same seed gives the same community, another seed another."""
    again, other = found(7, 80, 240), found(8, 120, 360)

    assert again == hamlet
    assert list(again.opening(EVERYTHING, "r1")) == list(hamlet.opening(EVERYTHING, "r1"))
    assert other.subjects != hamlet.subjects


def test_how_old_they_are(community):
    """One in five is sixty or older, one in forty eighty, and a few are past a hundred."""
    ages = [
        age_on(each.facts["person.birth_date"], community.today) for each in _persons(community)
    ]

    assert 0.19 <= sum(age >= 60 for age in ages) / len(ages) <= 0.23
    assert 0.02 <= sum(age >= 80 for age in ages) / len(ages) <= 0.03
    assert 1 <= sum(age >= 100 for age in ages) <= 10
    assert min(ages) == 0


@pytest.mark.parametrize(
    ("element", "value", "least", "most"),
    [
        ("person.is_disabled", True, 0.029, 0.031),
        ("person.political_status", "01", 0.07, 0.081),
        ("person.is_veteran", True, 0.011, 0.013),
        ("person.is_minimum_living_recipient", True, 0.01, 0.04),
        ("person.is_migrant", True, 0.02, 0.2),
        ("person.left_behind_type", "03", 0.005, 0.03),
        ("person.employment_kind", "3", 0.02, 0.06),
        ("person.employment_kind", "5", 0.1, 0.3),
    ],
)
def test_how_many_of_them(community, element, value, least, most):
    """As many as a community of that size would have."""
    assert least <= _share(community, lambda fact: fact(element) == value) <= most


def test_how_many_households_are_supported(community):
    """25 of a thousand have a minimum living allowance, 4 full support, and some are out of poverty."""
    facts = [community.subjects[each].facts for each in community.of_kind(SubjectKind.HOUSEHOLD)]
    kinds = Counter(each["household.low_income_category"] for each in facts)

    assert kinds["11"] == round(2497 * 0.025)
    assert kinds["20"] == round(2497 * 0.004)
    assert sum(each["household.out_of_poverty"] for each in facts) == round(2497 * 0.015)


def test_numbers_are_sound_and_nobodys(community):
    """Check digits are right, no number is there twice, and region 999999 is no county."""
    numbers = [number for each in _persons(community) if (number := each.facts["person.id_number"])]
    codes = [
        code
        for each in community.of_kind(SubjectKind.ORGANISATION)
        if (code := community.subjects[each].facts["organisation.uscc"])
    ]

    assert all(map(id_number_is_sound, numbers))
    assert all(map(credit_code_is_sound, codes))
    assert len(set(numbers)) == len(numbers)
    assert {number[:6] for number in numbers} == {code[2:8] for code in codes} == {"999999"}
    assert 0 < len(_persons(community)) - len(numbers) < 30


def test_numbers_agree_with_facts(community):
    """What a number says of birth and sex is what is true."""
    for facts in (each.facts for each in _persons(community)):
        number = facts["person.id_number"]
        if number is not None:
            assert number[6:14] == facts["person.birth_date"].replace("-", "")
            assert facts["person.sex"] == ("1" if int(number[16]) % 2 else "2")
        if facts["person.disability_certificate_no"]:
            assert facts["person.disability_certificate_no"].startswith(number)


def test_phones_are_nobodys(community):
    """All are in a block that nobody has."""
    phones = {each.facts["person.phone"] for each in _persons(community)} - {None}

    assert all(re.fullmatch(r"1990000\d{4}", each) for each in phones)


def test_links_lead_to_somebody_there(community):
    """Of the right kind, and never to oneself."""
    for subject in community.subjects.values():
        for id_, value in subject.facts.items():
            element = CATALOGUE.elements[id_]
            if element.target is None or value is None:
                continue
            for target in [value] if isinstance(value, str) else value:
                assert community.subjects[target].kind is element.target
                assert target != subject.id


def test_families_hang_together(community):
    """Spouses are one another's, heads live in their households, parents are older than their children."""
    subjects = community.subjects
    for household in community.of_kind(SubjectKind.HOUSEHOLD):
        head = subjects[household].facts["household.head"]
        assert subjects[head].facts["person.household"] == household
        assert subjects[head].facts["person.is_head"]
    for person in _persons(community):
        spouse = person.facts["person.spouse"]
        if spouse is not None:
            assert subjects[spouse].facts["person.spouse"] == person.id
        for parent in ("person.father", "person.mother"):
            if person.facts[parent] is not None:
                older = subjects[person.facts[parent]].facts["person.birth_date"]
                assert older < person.facts["person.birth_date"]


def test_every_fact_is_a_value(community):
    """Of its kind, and a code of its list."""
    for subject in list(community.subjects.values())[::5]:
        for id_, value in subject.facts.items():
            _assert_fits(CATALOGUE.elements[id_], value)


def _assert_fits(element, value):
    if value is None:
        return
    codes = CATALOGUE.codes_of(element)
    if codes is not None:
        several = value if isinstance(value, list) else [value]
        assert set(several) <= set(codes.by_code), element.id
        assert len(set(several)) == len(several)
    schema = value_schema(element.kind)
    types = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "array": list,
    }
    assert isinstance(value, types[schema["type"]]), (element.id, value)
    assert isinstance(value, bool) is (schema["type"] == "boolean"), (element.id, value)
    if "pattern" in schema:
        assert re.search(schema["pattern"], value), (element.id, value)


def test_every_answer_is_a_value(hamlet):
    """Whatever is asked of anybody: of its kind, a code of its list, a link to somebody there."""
    for subject in list(hamlet.subjects.values())[::7]:
        for id_ in _asked(subject):
            element = CATALOGUE.elements[id_]
            value = answer(hamlet, subject, element, CATALOGUE.codes_of(element))
            _assert_fits(element, value)
            if element.target and value is not None:
                targets = [value] if isinstance(value, str) else value
                assert {hamlet.subjects[each].kind for each in targets} == {element.target}


@pytest.mark.parametrize("kind", list(ValueKind))
def test_any_kind_is_answered(hamlet, kind):
    """An element that a form has brought along, too, and always the same."""
    element = Element(
        id="person.brought",
        name=Text(zh="带来的问题", en="Brought along"),
        kind=kind,
        target="person" if kind in (ValueKind.LINK, ValueKind.LINKS) else None,
        minted=True,
    )
    person = hamlet.subjects["person:000001"]
    value = answer(hamlet, person, element)

    assert value == answer(hamlet, person, element)
    assert value is not None or kind in (ValueKind.LINK, ValueKind.LINKS)
    _assert_fits(element, value)


def test_rows_are_answered_as_they_are_asked(hamlet):
    """Under the labels of the form's own fields, with its own options."""
    asked = (
        Field(id="f3.1", label="名称"),
        Field(id="f3.2", label="类别", kind="code", options=(Option(value="甲", title="甲类"),)),
    )
    element = Element(
        id="person.brought", name=Text(zh="经历", en="Past"), kind="rows", minted=True
    )
    rows = answer(hamlet, hamlet.subjects["person:000001"], element, None, asked)

    assert 1 <= len(rows) <= 2
    assert all(set(row) == {"名称", "类别"} and row["类别"] == "甲" for row in rows)


def test_what_does_not_apply_is_not_answered(hamlet):
    """Nobody without a certificate has a cause of disability, no child a retirement date."""
    child = next(
        each
        for each in _persons(hamlet)
        if each.facts["person.birth_date"] > "2018" and not each.facts["person.is_disabled"]
    )

    disabled = next(each for each in _persons(hamlet) if each.facts["person.is_disabled"])

    assert hamlet.answer(disabled.id, "person.disability_cause") == "示例致残原因"
    assert hamlet.answer(child.id, "person.disability_cause") is None
    assert hamlet.answer(child.id, "person.retirement_date") is None
    assert hamlet.answer(child.id, "person.party_branch") is None


def test_opening_opens_everybody_before_linking(hamlet, first_round):
    """The first entry on a subject opens it; a link is stated only when its end is there."""
    opened = set()
    for entry in first_round[0]:
        assert (entry.act == "open") is (entry.subject not in opened)
        opened.add(entry.subject)
        for id_, value in entry.values.items():
            if CATALOGUE.elements[id_].target is not None:
                assert set([value] if isinstance(value, str) else value) <= opened

    assert opened == set(hamlet.subjects)


def test_opening_says_all_that_is_true_and_nothing_twice(hamlet, first_round):
    """What follows from a number is not stated, and nothing that is not known to be asked."""
    held = folded(numbered(first_round[0]))
    person = next(each for each in _persons(hamlet) if each.facts["person.is_disabled"])
    stated = held[person.id].values

    assert "person.disability_certificate_no" in stated
    assert not {"person.id_number", "person.sex", "person.birth_date"} & set(stated)
    assert all(value == person.facts[id_] for id_, value in stated.items())
    few = frozenset({"person.name", "person.birth_date", "household.head"})
    assert {id_ for _, each in hamlet.opening(few) for id_ in each.values} == few


def test_without_a_number_all_is_stated(hamlet):
    """Somebody who has no identity number is asked for sex and birth date."""
    person = next(each for each in _persons(hamlet) if each.facts["person.id_number"] is None)
    stated = folded(numbered(entry for _, entry in hamlet.opening(EVERYTHING)))[person.id].values

    assert {"person.sex", "person.birth_date"} <= set(stated)


def test_filling_in_says_only_what_is_missing(hamlet, first_round):
    """One entry a subject, none with a value that is held or follows."""
    opened, filled = first_round
    held = folded(numbered(opened))

    assert max(Counter(each.subject for each in filled).values()) == 1
    assert all(held[each.subject].values.get(id_) is None for each in filled for id_ in each.values)
    assert not any("household.member_count" in each.values for each in filled)
    assert list(hamlet.filling_in({"nobody": ["person.name"]}, CATALOGUE)) == []


def test_workers_go_round_their_grids(hamlet):
    """Every grid has one worker; entry ids are all different."""
    filed = list(hamlet.opening(EVERYTHING))
    by_unit = {}
    for worker, entry in filed:
        assert by_unit.setdefault(entry.unit, worker) == worker

    assert len({entry.id for _, entry in filed}) == len(filed)
    assert set(by_unit.values()) <= set(hamlet.workers)
    few = {worker for worker, _ in hamlet.opening(EVERYTHING, workers=["a", "b"])}
    assert few == {"a", "b"}


def test_the_second_round_is_admissible(hamlet, first_round, renewal):
    """Nothing is said of the closed; only who is new is opened; ids are not used again."""
    before = [*first_round[0], *first_round[1]]
    opened, closed = set(hamlet.subjects), set()
    for _, entry in renewal.entries:
        assert entry.subject not in closed
        assert (entry.act == "open") is (entry.subject not in opened)
        opened.add(entry.subject)
        closed |= {entry.subject} if entry.act == "close" else set()
        for id_, value in entry.values.items():
            if CATALOGUE.elements[id_].target is not None and value is not None:
                assert set([value] if isinstance(value, str) else value) <= opened
            _assert_fits(CATALOGUE.elements[id_], value)

    everything = [*before, *(entry for _, entry in renewal.entries)]
    assert len({each.id for each in everything}) == len(everything)
    assert {entry.subject for _, entry in renewal.entries} >= set(hamlet.subjects)


def test_the_second_round_ends_as_it_says(first_round, renewal):
    """Folded, the entries leave what the renewal says they leave."""
    entries = [*first_round[0], *first_round[1], *(entry for _, entry in renewal.entries)]
    held = folded(numbered(entries))

    assert {id_ for id_, each in held.items() if each.closed} == renewal.closed
    assert renewal.closed
    assert renewal.opened
    assert {id_: held[id_].unit for id_ in renewal.moved} == renewal.moved
    actual = {(id_, element): held[id_].values[element] for id_, element in renewal.changed}
    assert actual == renewal.changed


def test_two_workers_at_one_record(renewal):
    """Some state different cells and do not collide; three cells are stated differently, both from the same base."""
    by_cell = {}
    for worker, entry in renewal.entries:
        for element, value in entry.values.items():
            by_cell.setdefault((entry.subject, element), []).append((worker, entry.base, value))
    collisions = {
        cell
        for cell, several in by_cell.items()
        if len({worker for worker, _, _ in several}) > 1
        and len({base for _, base, _ in several}) == 1
        and len({json.dumps(value) for _, _, value in several}) > 1
    }
    workers = {}
    for worker, entry in renewal.entries:
        workers.setdefault(entry.subject, set()).add(worker)
    beside = {id_ for id_, several in workers.items() if len(several) > 1}

    assert collisions == renewal.contested
    assert len(collisions) == 3
    assert len(beside) >= 8


def test_most_is_confirmed(renewal):
    """A quarter changes little."""
    acts = Counter(entry.act for _, entry in renewal.entries)

    assert acts["confirm"] > 0.75 * acts.total()
    assert {"open", "close", "move", "state"} <= set(acts)


def test_a_lot_is_fair_and_stays_the_same():
    """Draws lie within their bounds, all of them come, and the same words draw the same."""
    drawn = [Lot("x", number).between(1, 6) for number in range(200)]

    assert set(drawn) == {1, 2, 3, 4, 5, 6}
    assert drawn == [Lot("x", number).between(1, 6) for number in range(200)]
    assert Lot(2026, "a").of("abc") in "abc"
