"""What the demo's reviewer decided can be done: every decision names what there is."""

import json
from functools import cache
from importlib import resources

import pytest

from yibiao import intake, matching
from yibiao.demo.forms import demo_forms
from yibiao.demo.run import decided, decisions
from yibiao.model.catalogue import starter
from yibiao.model.kinds import ValueKind

STEMS = {each.stem: each for each in demo_forms()}
DECIDED = [(stem, field) for stem, fields in decisions().items() for field in fields]


@cache
def form_of(stem):
    """The form in the file of that name."""
    form = STEMS[stem]
    (reading,) = intake.read(
        form.content, form.filename, department=form.department.id, **form.said
    )
    return reading.form


def subject_of(stem, field):
    """The kind of subject that a field asks about before any link: that of the form, or of the block it stands in."""
    block = field.rpartition(".")[0]
    if not block:
        return form_of(stem).subject
    return starter().elements[decisions()[stem][block]["element"]].target


def test_every_decision_is_about_a_form_of_the_demo():
    """No decision outlives its form."""
    assert decisions().keys() - STEMS.keys() == set()


@pytest.mark.parametrize("stem", decisions())
def test_every_decision_is_about_a_field_of_its_form(stem):
    """No decision outlives its field, and none is about a figure, which says itself what it means."""
    fields = form_of(stem).by_id

    assert decisions()[stem].keys() - fields.keys() == set()
    assert [each for each in decisions()[stem] if fields[each].measure] == []


@pytest.mark.parametrize(("stem", "field"), DECIDED)
def test_a_decision_names_an_element_or_that_it_is_new(stem, field):
    """Either a shipped element, reached over shipped links that lead to whom it is about, or a meaning of its own."""
    said = decisions()[stem][field]
    if "new" in said:
        assert said == {"new": True}
        return
    elements = starter().elements
    subject = subject_of(stem, field)
    for link in said.get("via", ()):
        assert (elements[link].subject, elements[link].kind) == (subject, ValueKind.LINK)
        subject = elements[link].target

    assert said.keys() <= {"element", "via"}
    assert elements[said["element"]].subject is subject


@pytest.mark.parametrize("stem", decisions())
def test_no_two_decisions_on_a_form_are_the_same(stem):
    """Two fields of one form, or of one block of it, never mean the same of the same subject."""
    meant = [
        (field.rpartition(".")[0], said["element"], tuple(said.get("via", ())))
        for field, said in decisions()[stem].items()
        if "element" in said
    ]

    assert len(meant) == len(set(meant))


def test_the_choices_are_the_reviewers():
    """What is read from the file is said to be the reviewer's."""
    choice = decided("gsm_bangfuperson_canjiform")["f2"]

    assert choice == matching.Choice(
        element="person.disability_certificate_date", decided_by="user:reviewer"
    )


def test_the_file_is_written_as_people_read_it():
    """Forms in the order of the manifest; fields in printed order; nothing twice."""
    text = resources.files("yibiao.demo").joinpath("decisions.json").read_text(encoding="utf-8")
    pairs = json.loads(text, object_pairs_hook=list)
    order = [each for each in STEMS if each in dict(pairs)]

    assert [stem for stem, _ in pairs] == order
    for stem, fields in pairs:
        printed = [each for each in form_of(stem).by_id if each in dict(fields)]
        assert [field for field, _ in fields] == printed
