"""What a person knows of a form's fields before or after it is submitted, and what follows from it for the other fields."""

import json

import pytest

from tests.houses import ADMINISTRATOR, a_house
from yibiao import matching
from yibiao.errors import Invalid, NotFound
from yibiao.flows.registering import register
from yibiao.matching import Choice

INCOME = {
    "title": "家庭经济状况证明表",
    "fields": [
        {"label": "家庭人均收入（元）", "type": "number"},
        {"label": "共同生活者收入清册", "type": "rows", "fields": [
            {"label": "姓名", "type": "text"},
            {"label": "身份证号", "type": "text"},
            {"label": "工资性收入（元）", "type": "number"},
        ]},
    ],
}  # fmt: skip
GUARDED = {
    "title": "困境儿童名单",
    "fields": [
        {"label": "姓名", "type": "text"},
        {"label": "身份证号", "type": "text"},
        {"label": "本人电话", "type": "text"},
        {"label": "联系电话", "type": "text"},
    ],
}
FIGURES = {
    "title": "老年人统计月报表",
    "fields": [
        {
            "label": "总人数",
            "type": "number",
            "measure": "count(*) filter (where person.age >= 60)",
        },
    ],
}
PEOPLE = Choice(element="household.members", decided_by="user:test")


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        yield house


def form_of(house, asked, subject, **said):
    (reading,) = register.read(
        house,
        json.dumps(asked, ensure_ascii=False).encode(),
        "form.json",
        "civil-affairs",
        ADMINISTRATOR,
        subject=subject,
        **said,
    )
    return reading.form


def bound(house, form):
    """Field → element, of the form as it is registered."""
    bindings = house.registry.registration(form).bindings.values()
    return {each.field: each.element for each in bindings}


def test_what_is_chosen_beforehand_is_bound_at_once(house):
    """Nothing waits for a person that a person has decided; who it was is kept."""
    form = form_of(house, GUARDED, "person")
    choice = Choice(element="person.phone", via=("person.guardian",), decided_by="user:clerk")

    submission = register.submit(house, form, ADMINISTRATOR, choices={"f4": choice})
    (binding,) = (each for each in submission.bindings if each.field == "f4")

    assert (binding.via, binding.element) == (("person.guardian",), "person.phone")
    assert binding.decided_by == "user:clerk"


def test_what_is_chosen_for_one_field_is_not_bound_to_another_by_rule(house):
    """The other field becomes doubtful; nothing is asked twice."""
    form = form_of(house, GUARDED, "person")
    rule = register.submit(house, form, ADMINISTRATOR, commit=False)
    by_rule = {each.field: each.element for each in rule.bindings}
    (held,) = (field for field, element in by_rule.items() if element == "person.phone")
    (other,) = {"f3", "f4"} - {held}

    submission = register.submit(
        house, form, ADMINISTRATOR, choices={other: Choice(element="person.phone")}
    )

    assert [each.field for each in submission.undecided] == [held]


@pytest.mark.parametrize(
    "choices",
    [
        {"f9": Choice(new=True)},
        {"f1": Choice(element="person.nothing")},
        {"f1": Choice(element="person.name", via=("person.nobody",))},
    ],
    ids=["field", "element", "link"],
)
def test_a_choice_of_what_is_not_there_is_refused(house, choices):
    """Nothing is kept of a form that is submitted with it."""
    form = form_of(house, GUARDED, "person")

    with pytest.raises(NotFound):
        register.submit(house, form, ADMINISTRATOR, choices=choices)

    assert form.id not in house.registry.registrations


def test_what_the_rows_ask_is_asked_of_those_whom_the_block_is_about(house):
    """The machine saw no people in the block; a person did: each question of it gets a meaning about a person."""
    form = form_of(house, INCOME, "household")

    register.submit(house, form, ADMINISTRATOR, choices={"f2": PEOPLE})

    assert bound(house, form.id) | {"f1": None} == {
        "f1": None,
        "f2": "household.members",
        "f2.1": "person.name",
        "f2.2": "person.id_number",
        "f2.3": "person.wage_income",
    }


def test_it_can_be_said_later_as_well(house):
    """A block about nobody becomes one about people, and each of its questions can be decided after that."""
    form = form_of(house, INCOME, "household")
    register.submit(house, form, ADMINISTRATOR, choices={"f2": Choice(new=True)})
    assert "f2.1" not in bound(house, form.id)

    register.decide(house, form.id, {"f2": PEOPLE}, ADMINISTRATOR)
    assert bound(house, form.id)["f2.1"] == "person.name"

    register.decide(house, form.id, {"f2.1": Choice(element="person.former_name")}, ADMINISTRATOR)
    assert bound(house, form.id)["f2.1"] == "person.former_name"


def test_a_doubtful_question_of_such_a_block_has_to_be_decided_with_it(house, monkeypatch):
    """It is named, and nothing is decided."""
    form = form_of(house, INCOME, "household")
    register.submit(house, form, ADMINISTRATOR, choices={"f2": Choice(new=True)})
    propose = matching.propose
    monkeypatch.setattr(
        matching,
        "propose",
        lambda *of: tuple(
            each.model_copy(update={"band": "ask"} if each.field == "f2.3" else {})
            for each in propose(*of)
        ),
    )

    with pytest.raises(Invalid) as refusal:
        register.decide(house, form.id, {"f2": PEOPLE}, ADMINISTRATOR)

    assert [(each.code, each.where) for each in refusal.value.findings] == [
        ("field-unbound", "#/properties/f2.3")
    ]
    assert "f2.1" not in bound(house, form.id)


def test_a_figure_means_what_its_measure_says(house):
    """Nothing is proposed for it, and no element is made of it."""
    form = form_of(house, FIGURES, "unit", layout="summary")
    elements = set(house.registry.catalogue.elements)

    submission = register.submit(house, form, ADMINISTRATOR)

    assert submission.matches == ()
    assert [(each.field, each.how) for each in submission.bindings] == [("f1", "measure")]
    assert set(house.registry.catalogue.elements) == elements


def test_two_fields_are_not_given_one_meaning(house):
    """Not in one act, nor against what was decided before, nor while the form is submitted; all of them are named."""
    form = form_of(house, GUARDED, "person")
    phone = Choice(element="person.phone", decided_by="user:clerk")
    guardians = Choice(element="person.phone", via=("person.guardian",), decided_by="user:clerk")

    def refused(act, choices):
        with pytest.raises(Invalid) as problem:
            act(choices)
        return [(each.code, each.where, each.facts["field"]) for each in problem.value.findings]

    def submit(choices):
        register.submit(house, form, ADMINISTRATOR, choices=choices)

    def decide(choices):
        register.decide(house, form.id, choices, ADMINISTRATOR)

    both = [("element-taken", "#/properties/f4", "f3")]
    assert both == refused(submit, {"f3": phone, "f4": phone})
    submit({"f3": phone, "f4": guardians})
    assert both == refused(decide, {"f4": phone})
    assert both == refused(decide, {"f3": guardians, "f4": guardians})
    decide({"f3": guardians, "f4": phone})

    assert "person.phone" == bound(house, form.id)["f3"] == bound(house, form.id)["f4"]
