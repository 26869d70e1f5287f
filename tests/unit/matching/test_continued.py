import pytest

from tests.builders import a_form
from yibiao.matching import Worded, propose, resolve
from yibiao.matching.continued import continued
from yibiao.model import catalogue
from yibiao.model.form import Field, Option
from yibiao.model.kinds import ValueKind


def told(*fields):
    return [each.label for each in continued(fields)]


def asked(id_, label, *section, kind=ValueKind.TEXT):
    return Field(id=id_, label=label, section=section, kind=kind)


def test_a_question_that_goes_on_is_told_with_the_one_before_it():
    """If no, why? asks the reason of what was asked before; so does the next one, of the same."""
    labels = told(
        asked("f1", "12. Did you sleep under a net?"),
        asked("f2", "If no, why?"),
        asked("f3", "Specify"),
        asked("f4", "Reason for absence"),
        asked("f5", "Especifque"),
    )

    assert "why – Did you sleep under a net?" == labels[1]
    assert "Other – Did you sleep under a net?" == labels[2]
    assert "Reason for absence" == labels[3]
    assert "Other – Reason for absence" == labels[4]


def test_what_is_written_after_a_choice_of_the_same_is_none_of_the_choices():
    """The name of the village, asked after the village was chosen, is that of another one."""
    chosen = asked("f1", "Village", kind=ValueKind.CODE)

    assert (
        "Other What is the name of the village?"
        == told(chosen, asked("f2", "What is the name of the village?"))[1]
    )
    assert "Age of the head" == told(chosen, asked("f2", "Age of the head"))[1]


def test_the_name_of_this_one_after_a_choice_that_offers_another():
    """It points back to what was none of the choices, whatever word it calls it by."""
    choices = tuple(Option(value=each, title=each) for each in ("Mongana", "Other"))
    chosen = asked("f1", "Settlement", kind=ValueKind.CODE).model_copy(update={"options": choices})
    named = asked("f2", "What is the name of this place?")

    assert "Other What is the name of this place?" == told(chosen, named)[1]
    assert "First name" == told(chosen, asked("f2", "First name"))[1]
    assert named.label == told(chosen.model_copy(update={"options": choices[:1]}), named)[1]


def test_what_is_asked_again_under_another_heading_is_told_with_it():
    """Only the first is asked of the row itself."""
    labels = told(
        asked("f1", "Fed", "cup_1"), asked("f2", "Unfed", "cup_1"), asked("f3", "Fed", "cup_2")
    )

    assert ["Fed", "Unfed", "Fed (cup 2)"] == labels


@pytest.mark.parametrize("label", ["备注", "其他", "原因"])
def test_chinese_labels_are_left_as_they_are(label):
    """They are told in full by other rules."""
    assert ["姓名", label] == told(asked("f1", "姓名"), asked("f2", label))


def test_what_goes_on_is_learnt_as_it_was_told():
    """Two forms that ask the same, and then to specify, specify the same; after another question it is another thing."""
    starter = catalogue.starter()
    first = form_of("a", "Roof material", "Specify")
    found = resolve(first, propose(first, starter), starter)
    wiser = starter.adding(found.elements, found.code_lists, found.wordings)
    again, other = (
        form_of("b", "Roof material", "Specify"),
        form_of("c", "Source of light", "Specify"),
    )
    meant = {each.field: each.element for each in found.bindings}

    assert meant["f2"] == propose(again, wiser)[1].candidates[0].element
    assert "new" == propose(other, wiser)[1].band
    assert "Other – Roof material" == Worded(first)["f2"].label


def form_of(id_, *labels):
    form = a_form(id_, "| " + " | ".join(labels) + " |", title="Census")
    options = tuple(Option(value=each, title=each) for each in ("grass", "tiles"))
    chosen = form.fields[0].model_copy(update={"kind": ValueKind.CODE, "options": options})
    return form.model_copy(update={"fields": (chosen, *form.fields[1:])})
