"""What a person said of one form is evidence for the next: it means this, it does not mean that."""

import pytest

from tests.houses import ADMINISTRATOR, a_house
from yibiao.errors import Decided, NotFound
from yibiao.flows.registering import govern, register
from yibiao.matching import Choice
from yibiao.model.form import Field, Form, Option

PERSON = {"decided_by": ADMINISTRATOR.id}


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        yield house


def a_form(series, *labels, department="civil-affairs"):
    fields = [Field(id=f"f{place}", label=label) for place, label in enumerate(labels, 1)]
    return Form(
        department=department, series=series, title="人员信息", subject="person", fields=fields
    )


def submitted(house, form, **choices):
    return register.submit(house, form, ADMINISTRATOR, choices=choices)


def signals(match):
    return {each.signal for each in match.candidates[0].evidence}


def test_what_a_person_said_is_not_meant_is_not_bound_by_rule_again(house):
    """Not in that form, nor in another that words it the same, whatever department asks."""
    first = submitted(house, a_form("one", "姓名", "联系电话"))
    (phone,) = [each for each in first.bindings if each.field == "f2"]
    assert "rule:auto" == phone.decided_by

    register.refuse(house, first.form.id, "f2", phone.element, ADMINISTRATOR)

    registration = house.registry.registration(first.form.id)
    assert ["f2"] == [each.field for each in registration.undecided]
    for department in ("civil-affairs", "disabled-federation"):
        again = submitted(house, a_form("two", "姓名", "联系电话", department=department))
        match = next(each for each in again.matches if each.field == "f2")
        assert ("ask", phone.element) == (match.band, match.candidates[0].element)
        assert "refused" in signals(match)


def test_deciding_otherwise_says_that_the_best_was_not_meant(house):
    first = submitted(house, a_form("one", "姓名", "联系电话"))
    register.decide(house, first.form.id, {"f2": Choice(new=True, **PERSON)}, ADMINISTRATOR)

    again = submitted(house, a_form("two", "姓名", "联系电话"))

    match = next(each for each in again.matches if each.field == "f2")
    assert not [each for each in again.bindings if each.element == "person.phone"]
    assert "person.phone" in {each.element for each in match.candidates}


def test_deciding_so_after_all_takes_it_back(house):
    first = submitted(house, a_form("one", "姓名", "联系电话"))
    register.refuse(house, first.form.id, "f2", "person.phone", ADMINISTRATOR)
    register.decide(house, first.form.id, {"f2": Choice("person.phone", **PERSON)}, ADMINISTRATOR)

    again = submitted(house, a_form("two", "姓名", "联系电话"))

    match = next(each for each in again.matches if each.field == "f2")
    assert ("auto", "person.phone") == (match.band, match.candidates[0].element)
    assert "decided" in signals(match)
    assert "refused" not in signals(match)


def test_a_decision_that_was_taken_back_speaks_for_nothing(house):
    """Somebody errs and takes it back, another decides rightly: the next form has what is left."""
    first = a_form("one", "户籍地址")
    submitted(house, first, f1=Choice("person.current_address", **PERSON))
    submitted(house, a_form("two", "户籍地址"), f1=Choice("person.registered_address", **PERSON))
    register.refuse(house, first.id, "f1", "person.current_address", ADMINISTRATOR)

    (match,) = submitted(house, a_form("three", "户籍地址")).matches

    assert ("auto", "person.registered_address") == (match.band, match.candidates[0].element)


def test_what_a_person_decided_is_offered_to_the_next(house):
    """Words that mean nothing to the catalogue mean what somebody said they mean."""
    submitted(house, a_form("one", "姓名", "勤务岗"), f2=Choice("person.occupation", **PERSON))

    again = submitted(house, a_form("two", "姓名", "勤务岗", department="disabled-federation"))

    assert "person.occupation" == next(
        each.element for each in again.bindings if each.field == "f2"
    )


def test_a_form_in_circulation_stays_decided(house):
    form = a_form("one", "姓名")
    submitted(house, form)
    govern.refuse(house, form.id, ["重复"], ADMINISTRATOR)

    with pytest.raises(Decided):
        register.refuse(house, form.id, "f1", "person.name", ADMINISTRATOR)
    with pytest.raises(NotFound):
        register.refuse(house, form.id, "f9", "person.name", ADMINISTRATOR)


def test_what_people_decided_in_two_ways_is_shown_and_bound_by_no_rule(house):
    """Two forms word it the same, and their departments say that it means two things."""
    submitted(house, a_form("one", "姓名", "勤务岗"), f2=Choice("person.occupation", **PERSON))
    second = submitted(
        house,
        a_form("two", "姓名", "勤务岗", department="disabled-federation"),
        f2=Choice("person.workplace", **PERSON),
    )
    third = submitted(house, a_form("three", "姓名", "勤务岗"))

    (found,) = second.review.contradictions
    assert ("f2", "person.workplace", "person.occupation") == (
        found.field, found.element, found.other,
    )  # fmt: skip
    assert ["wording-contradicted"] == [each.code for each in second.review.warnings()][-1:]
    assert "勤务岗" in found.finding().says("zh")
    assert ["f2"] == [each.field for each in third.undecided]
    other = register.review(house, "civil-affairs.one" + first_edition(house), ADMINISTRATOR)
    assert ["person.workplace"] == [each.other for each in other.contradictions]


def first_edition(house):
    (id_,) = [
        each for each in house.registry.registrations if each.startswith("civil-affairs.one@")
    ]
    return id_.removeprefix("civil-affairs.one")


MARRIED = (("1", "已婚"), ("2", "未婚"), ("3", "其他情况"))


def a_form_of_codes(series, label, *options):
    offered = [Option(value=value, title=title) for value, title in options]
    field = Field(id="f1", label=label, kind="code", options=offered)
    return a_form(series).model_copy(update={"fields": (field,)})


def answered(submission, code):
    """By which option, as it is titled."""
    (bound,) = submission.bindings
    (asked,) = submission.form.fields
    titles = {each.value: each.title for each in asked.options}
    return titles.get(bound.crosswalk.get(code))


def test_how_a_person_had_codes_answered_holds_where_the_same_is_offered_again(house):
    """However the options are coded and in whatever order; but of other options nobody said anything."""
    divorced = Choice("person.marital_status", crosswalk={"40": "3"}, **PERSON)
    first = submitted(house, a_form_of_codes("one", "婚姻状况", *MARRIED), f1=divorced)
    turned = [(f"x{value}", title) for value, title in reversed(MARRIED)]
    another = (*MARRIED, ("4", "离婚"))

    again = submitted(house, a_form_of_codes("two", "婚姻状况", *turned))
    differing = submitted(house, a_form_of_codes("three", "婚姻状况", *another))

    assert "其他情况" == answered(first, "40") == answered(again, "40")
    assert "离婚" == answered(differing, "40")
    assert ("auto", "rule:auto") == (again.matches[0].band, again.bindings[0].decided_by)
    assert "answered" in signals(again.matches[0])


def test_codes_that_rules_cannot_answer_are_asked_about_once(house):
    """Whether somebody is in the party is no code of 政治面貌 that rules know; whoever has said which are is not asked again."""
    said = (("Y", "是"), ("N", "否"))
    codes = {
        each.code for each in house.registry.catalogue.code_lists["gbt-4762-political-status"].codes
    }
    choice = Choice(
        "person.political_status",
        crosswalk={each: "Y" if each in {"01", "02"} else "N" for each in codes},
        **PERSON,
    )
    form = a_form_of_codes("one", "是否党员", *said)
    submitted(house, form, f1=choice)

    again = submitted(house, a_form_of_codes("two", "是否党员", *said))

    assert ("是", "否") == (answered(again, "02"), answered(again, "13"))
    assert "unanswerable" not in signals(again.matches[0])


def test_how_codes_were_answered_last_is_what_holds(house):
    """Whoever decides otherwise on another form is heard; what is taken back gives way to what was said before."""
    for series, option in (("one", "3"), ("two", "2")):
        choice = Choice("person.marital_status", crosswalk={"40": option}, **PERSON)
        last = submitted(house, a_form_of_codes(series, "婚姻状况", *MARRIED), f1=choice)
    told = [answered(submitted(house, a_form_of_codes("three", "婚姻状况", *MARRIED)), "40")]
    register.refuse(house, last.form.id, "f1", "person.marital_status", ADMINISTRATOR)

    again = a_form_of_codes("four", "婚姻状况", *MARRIED)
    choice = Choice("person.marital_status", **PERSON)
    told.append(answered(submitted(house, again, f1=choice), "40"))

    assert ["未婚", "其他情况"] == told
