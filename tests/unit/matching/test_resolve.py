"""Matches and choices → bindings, and what the catalogue gains."""

import pytest

from tests.builders import a_form
from yibiao.errors import Invalid
from yibiao.matching import Choice, propose, resolve
from yibiao.merging.proof import prove
from yibiao.model import catalogue
from yibiao.model.binding import Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Field
from yibiao.model.kinds import ValueKind

STARTER = catalogue.starter()


def resolved(form, known=STARTER, choices=None):
    return resolve(form, propose(form, known), known, choices)


def learned(form, known=STARTER):
    """*known* after *form*."""
    found = resolved(form, known)
    return known.adding(found.elements, found.code_lists, found.wordings)


def test_every_certain_field_is_bound_once():
    """One binding for each field that is certain or new, none for what is undecided."""
    form = a_form("a", "| 姓名 | 身份证号 | 备注 |")
    found = resolved(form)

    assert ["f1", "f2", "f3"] == [each.field for each in found.bindings]
    assert () == found.undecided
    assert {"rule:auto", "rule:new"} == {each.decided_by for each in found.bindings}


def test_what_is_doubtful_waits():
    """A doubtful field is listed and left unbound until somebody chooses."""
    form = a_form("a", "| 姓名 | 甲 |")
    candidate = propose(form, STARTER)[0].candidates[0]
    matches = (Match(form=form.id, field="f1", band="ask", candidates=(candidate,)),)
    chosen = {"f1": Choice(element="person.former_name", decided_by="clerk")}

    assert ((), ("f1",)) == (
        resolve(form, matches, STARTER).bindings,
        tuple(each.field for each in resolve(form, matches, STARTER).undecided),
    )
    (binding,) = resolve(form, matches, STARTER, chosen).bindings

    assert ("person.former_name", "clerk") == (binding.element, binding.decided_by)


def test_what_a_person_gave_away_is_not_given_again():
    """A choice that takes an element leaves the field that had it undecided."""
    form = a_form("a", "| 联系电话 | 备用号 |")
    found = resolved(form, choices={"f2": Choice(element="person.phone", decided_by="clerk")})

    assert ["f2"] == [each.field for each in found.bindings]
    assert ["f1"] == [each.field for each in found.undecided]


def test_a_new_meaning_is_minted_and_found_again():
    """What no element means becomes one, with its options; the next form that asks it means that element."""
    first = a_form("a", "| 茶叶采摘方式 |\n| code |\n| 1 手工, 2 机器 |")
    found = resolved(first)
    (element,) = found.elements

    assert "person.chayecaizhaifangshi" == element.id
    assert element.minted
    assert (ValueKind.CODE, element.id) == (element.kind, element.code_list)
    assert ["1", "2"] == [each.code for each in found.code_lists[0].codes]

    second = a_form("b", "| 采摘茶叶的方式 |\n| code |\n| 1 手工, 2 机器 |")

    assert element.id == propose(second, learned(first))[0].candidates[0].element


def test_a_minted_list_grows():
    """An option that a minted list lacks is added to it, so that no answer is lost."""
    first = a_form("a", "| 茶叶采摘方式 |\n| code |\n| 1 手工, 2 机器 |")
    second = a_form("b", "| 茶叶采摘方式 |\n| code |\n| a 手工, b 无人机 |")
    found = resolved(second, learned(first))

    assert ["手工", "机器", "无人机"] == [each.label.zh for each in found.code_lists[0].codes]
    assert {"1": "a", "3": "b"} == found.bindings[0].crosswalk
    assert (("机器",), ()) == (found.bindings[0].unmapped, found.bindings[0].unasked)


def test_the_same_label_said_twice_is_two_meanings():
    """Ids of minted elements never clash."""
    found = resolved(a_form("a", "| 备注 | 备注 |"))

    assert ["person.beizhu", "person.beizhu_2"] == [each.id for each in found.elements]


def test_options_are_led_to_the_standards_codes():
    """Each code of the standard is answered in the department's own."""
    form = a_form("a", "| 性别 |\n| code |\n| M 男, F 女 |")
    (binding,) = resolved(form).bindings

    assert "person.sex" == binding.element
    assert "crosswalk" == binding.how
    assert ("M", "F") == (binding.crosswalk["1"], binding.crosswalk["2"])


def test_yes_and_no_are_led_to_options():
    """true and false are answered by 有 and 无."""
    form = a_form("a", "| 是否残疾人 |\n| boolean |\n| 1 是, 2 否 |")
    (binding,) = resolved(form).bindings

    assert {"true": "1", "false": "2"} == binding.crosswalk


def test_a_coarser_date_is_converted():
    """出生年月 is the birth date, cut to the month."""
    form = a_form("a", "| 出生年月 |\n| year-month |")
    (binding,) = resolved(form).bindings

    assert ("conversion", "year-month-of-date") == (binding.how, binding.conversion)


def test_a_link_is_minted_for_an_unknown_role():
    """The role becomes a link to a person, said once however many fields follow it."""
    form = a_form("a", "| 目击者姓名 | 目击者电话 |", subject="event")
    via = ("event.mujiren",)
    choices = {
        "f1": Choice(element="person.name", via=via, decided_by="a person"),
        "f2": Choice(element="person.phone", via=via, decided_by="a person"),
    }
    found = resolve(form, propose(form, STARTER), STARTER, choices)

    assert ["event.mujiren"] == [each.id for each in found.elements]
    assert ("目击人",) == found.elements[0].role
    assert {("event.mujiren",)} == {each.via for each in found.bindings}


def test_a_choice_that_cannot_answer_is_refused():
    """An element whose values are no answer to the field is refused with the field's place."""
    form = a_form("a", "| 出生日期 |\n| date |")

    with pytest.raises(Invalid) as refused:
        resolved(form, choices={"f1": Choice(element="person.is_disabled", decided_by="clerk")})

    assert ["element-cannot-answer"] == [each.code for each in refused.value.findings]


def test_rows_about_no_subject_are_one_element():
    """A table about nobody binds as a whole; what its rows ask needs no binding."""
    rows = (Field(id="f1.1", label="药名"), Field(id="f1.2", label="剂量"))
    form = a_form("a", "| x |").model_copy(
        update={"fields": (Field(id="f1", label="用药记录", kind="rows", fields=rows),)}
    )
    found = resolved(form, Catalogue())

    assert [("f1", "person.yongyaojilu")] == [(each.field, each.element) for each in found.bindings]
    assert ValueKind.ROWS == found.elements[0].kind


def test_choosing_the_links_for_a_block_binds_what_its_rows_ask():
    """Once a person says that the rows are the household's members, their fields are bound too."""
    rows = (Field(id="f1.1", label="姓名"),)
    form = a_form("a", "| x |", subject="household").model_copy(
        update={"fields": (Field(id="f1", label="同住者", kind="rows", fields=rows),)}
    )
    found = resolved(form, choices={"f1": Choice(element="household.members", decided_by="clerk")})

    assert [("f1", "household.members"), ("f1.1", "person.name")] == [
        (each.field, each.element) for each in found.bindings
    ]


def test_a_choice_over_an_unknown_link_is_refused():
    """A path that the catalogue does not have, and no role of the form asks for, is refused."""
    form = a_form("a", "| 甲 |")
    choice = Choice(element="person.name", via=("person.nobody",), decided_by="clerk")

    with pytest.raises(Invalid) as refused:
        resolved(form, choices={"f1": choice})

    assert ["link-unknown"] == [each.code for each in refused.value.findings]


def test_a_role_inside_a_block_starts_at_the_blocks_subject():
    """师傅姓名 of each member is reached from that member."""
    rows = (Field(id="f1.1", label="姓名"), Field(id="f1.2", label="授业者姓名"))
    form = a_form("a", "| x |", subject="household").model_copy(
        update={"fields": (Field(id="f1", label="家庭成员", kind="rows", fields=rows),)}
    )
    found = resolved(form)

    assert ("person.shouyeren",) == found.bindings[2].via
    assert ["person.shouyeren"] == [each.id for each in found.elements]


def test_what_is_held_in_words_answers_options_in_their_words():
    """Each option is answered by what it says, and a person may say that one is answered otherwise."""
    form = a_form("a", "| 甲 |\n| code |\n| 1 子, 2 丑 |")
    chosen = Choice(element="person.workplace", decided_by="clerk")
    swapped = Choice(
        element="person.workplace", decided_by="clerk", crosswalk={"子": "2", "丑": "1"}
    )

    for choice, told in ((chosen, {"子": "1", "丑": "2"}), (swapped, {"子": "2", "丑": "1"})):
        found = resolved(form, choices={"f1": choice})

        assert [("crosswalk", told)] == [(each.how, each.crosswalk) for each in found.bindings]
        assert () == prove([form], found.bindings, STARTER)


def test_words_are_no_answer_to_a_yes_or_no():
    """What is held in words cannot say yes, nor several things at once."""
    choice = Choice(element="person.workplace", decided_by="clerk")
    for kind, options in (("code", "1 有, 2 无"), ("codes", "1 子, 2 丑")):
        form = a_form("a", f"| 甲 |\n| {kind} |\n| {options} |")

        with pytest.raises(Invalid):
            resolved(form, choices={"f1": choice})


def test_two_fields_of_a_form_have_no_namesake_in_common():
    """What asks the same of a thing gives its name to one of a form's fields, not to two."""
    known = learned(a_form("a", "| 甲乙编号 |", subject="thing"))
    found = resolved(a_form("b", "| 甲乙编号 | 甲乙流水号 |"), known)

    assert ["person.jiayibianhao", "person.jiayiliushuihao"] == [
        each.element for each in found.bindings
    ]
