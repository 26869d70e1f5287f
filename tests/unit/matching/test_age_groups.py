"""Whether somebody is of some age is worked out, and asked only where it is not known when they were born."""

from dataclasses import replace

import pytest

from tests.builders import a_form
from yibiao.matching import Choice, propose, resolve
from yibiao.model import catalogue
from yibiao.model.form import Field, Option
from yibiao.model.kinds import ValueKind

STARTER = catalogue.starter()
YES_NO = (Option(value="是", title="是"), Option(value="否", title="否"))


def asks(label, *, department="a", **said):
    """A register of people that asks for the name, the number, and then a yes or no."""
    form = a_form(department, "| 姓名 | 公民身份号码 |\n| text | id-number |")
    said = {"kind": "boolean"} | said
    return form.model_copy(update={"fields": (*form.fields, Field(id="f3", label=label, **said))})


def resolved(form, known=STARTER, **choices):
    return resolve(form, propose(form, known), known, choices)


@pytest.mark.parametrize(
    ("label", "element", "ages"),
    [
        ("是否60岁以上", "person.aged_60_or_over", (60, None)),
        ("是否年满80周岁", "person.aged_80_or_over", (80, None)),
        ("80周岁及以上老人", "person.aged_80_or_over", (80, None)),
        ("65岁以上老年人（是/否）", "person.aged_65_or_over", (65, None)),
        ("是否未满18周岁", "person.aged_under_18", (None, 17)),
        ("是否为60-69岁", "person.aged_60_to_69", (60, 69)),
    ],
)
def test_ages_are_read(label, element, ages):
    """Whatever words say it, and whether the answers are printed or not."""
    for form in (asks(label), asks(label, kind="code", options=YES_NO)):
        found = resolved(form)
        (made,) = (each for each in found.elements if each.id == element)
        (follows,) = made.derivations
        bound = {each.field: each for each in found.bindings}["f3"]

        assert (("person.birth_date",), ages) == (
            follows.sources,
            (follows.from_age, follows.to_age),
        )
        assert element == bound.element
        assert (
            {"true": "是", "false": "否"} if form.by_id["f3"].options else {}
        ) == bound.crosswalk


def test_two_forms_that_word_it_otherwise_get_one_element():
    """And the second is told why."""
    first = resolved(asks("是否60岁以上"))
    wiser = STARTER.adding(first.elements, first.code_lists, first.wordings)
    match = propose(asks("60周岁及以上老人", department="b"), wiser)[2]

    assert ("auto", "person.aged_60_or_over") == (match.band, match.candidates[0].element)
    assert "出生日期" in match.candidates[0].evidence[0].because.zh
    assert propose(asks("是否70岁以上", department="b"), wiser)[2].band == "new"


@pytest.mark.parametrize(
    "said",
    [
        {"label": "16岁以下"},  # nobody says whether who is 16 belongs to it
        {"label": "60岁以上", "kind": "integer"},
        {"label": "是否60岁以上独居"},
        {"label": "是否领取60岁以上补贴"},
        {"label": "监护人是否60岁以上"},
        {
            "label": "是否60岁以上",
            "kind": "code",
            "options": (*YES_NO, Option(value="不详", title="不详")),
        },
        {"label": "60-69"},
    ],
)
def test_whatever_asks_more_is_asked(said):
    """What is not the age of the row's own person, and nothing but that, does not follow from it."""
    label = said.pop("label")
    found = resolved(asks(label, **said))

    assert not [each for each in found.elements if each.id.startswith("person.aged_")]


def test_without_a_day_of_birth_nothing_follows():
    """A catalogue that knows none has it asked as any other."""
    known = {id_: each for id_, each in STARTER.elements.items() if id_ != "person.birth_date"}
    found = resolved(asks("是否60岁以上"), replace(STARTER, elements=known))

    assert [()] == [each.derivations for each in found.elements]


def test_who_asks_twice_means_something_else_by_it():
    """No two fields of one form get one element."""
    form = asks("是否60岁以上")
    twice = form.fields[2].model_copy(update={"id": "f4", "label": "60周岁及以上"})
    found = resolved(form.model_copy(update={"fields": (*form.fields, twice)}))
    bound = {each.field: each.element for each in found.bindings}

    assert "person.aged_60_or_over" == bound["f3"] != bound["f4"]


def test_a_person_decides():
    """Whoever says that it has a meaning of its own is asked it."""
    chosen = Choice(new=True, decided_by="user:he")
    found = resolved(asks("是否60岁以上"), f3=chosen)
    (made,) = (each for each in found.elements if each.kind is ValueKind.BOOLEAN)

    assert ("user:he", ()) == (found.bindings[-1].decided_by, made.derivations)


def test_what_was_merged_is_not_asked():
    """Once the office has put another element in its place, the question is read as any other."""
    first = resolved(asks("是否60岁以上"))
    (made,) = (each for each in first.elements if each.derivations)
    merged = made.model_copy(update={"merged_into": "person.age"})
    wiser = STARTER.adding([merged], first.code_lists)

    found = {
        each.element for each in resolved(asks("是否60岁以上", department="b"), wiser).bindings
    }
    assert made.id not in found
