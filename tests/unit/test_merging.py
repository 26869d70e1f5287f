import pytest

from tests.little import CATALOGUE, a_form
from yibiao.errors import Invalid
from yibiao.merging import merge, prove
from yibiao.model.binding import Binding
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind
from yibiao.model.text import Text

PERSON, HOUSEHOLD = SubjectKind.PERSON, SubjectKind.HOUSEHOLD


def columns(kind, *registered):
    forms = [form for form, _ in registered]
    bindings = [each for _, several in registered for each in several]
    return {each.element: each for each in merge(kind, forms, bindings, CATALOGUE).columns}


def schema(kind, *registered):
    forms = [form for form, _ in registered]
    bindings = [each for _, several in registered for each in several]
    return merge(kind, forms, bindings, CATALOGUE).json_schema


def codes(form, bindings):
    return [each.code for each in prove([form], bindings, CATALOGUE)]


def test_an_element_is_one_column_however_many_forms_ask_it():
    """Two departments ask the name; the table has it once and says who asks."""
    one, other = a_form(["person.name"], series="a"), a_form(["person.name"], series="b")

    found = columns(PERSON, one, other)

    assert ["person.name"] == list(found)
    assert {one[0].id, other[0].id} == {each.form for each in found["person.name"].asked_by}


def test_what_is_asked_about_somebody_else_stands_in_their_table():
    """A guardian's name is a column of persons, and the link that leads there is one too."""
    form = a_form(["person.guardian person.name"])

    found = columns(PERSON, form)

    assert ["person.name", "person.guardian"] == list(found)
    assert ("person.guardian",) == found["person.name"].asked_by[0].via
    assert () == found["person.guardian"].asked_by[0].via


def test_a_household_question_on_a_person_form_stands_in_the_household_table():
    form = a_form(["person.household household.address"])

    assert ["household.address"] == list(columns(HOUSEHOLD, form))
    assert ["person.household"] == list(columns(PERSON, form))


def test_a_link_read_backwards_is_no_column_its_forward_link_is():
    """A household's members are stated as each person's household."""
    form = a_form([("household.members", ("person.name",))], subject="household")

    assert [] == list(columns(HOUSEHOLD, form))
    assert ["person.name", "person.household"] == list(columns(PERSON, form))
    assert ("household.members",) == columns(PERSON, form)["person.name"].asked_by[0].via


def test_what_a_scope_names_is_a_column_that_nobody_asks():
    form = a_form(["person.name"], scope="person.household.low_income")

    found = columns(HOUSEHOLD, form)

    assert ["household.low_income"] == list(found)
    assert () == found["household.low_income"].asked_by
    assert "person.household" in columns(PERSON, form)


def test_what_a_measure_names_is_a_column_that_nobody_asks():
    form, _ = a_form(["unit.population"], subject="unit", layout="summary")
    figure = Binding(form=form.id, field="f1", how="measure", of="person",
                     measure="count(*) filter (where person.disabled)")  # fmt: skip

    assert ["person.disabled"] == list(columns(PERSON, (form, [figure])))
    assert {} == columns(SubjectKind.UNIT, (form, [figure]))
    assert [] == codes(form, [figure])


def test_sources_of_what_is_derived_are_columns():
    """Age follows from birth date, that from the identity number."""
    found = columns(PERSON, a_form(["person.age"]))

    assert ["person.id_number", "person.birth_date", "person.age"] == list(found)
    assert found["person.age"].derived
    assert not found["person.id_number"].derived
    assert () == found["person.id_number"].asked_by


def test_columns_stand_as_the_catalogue_has_them():
    found = columns(PERSON, a_form(["person.phone", "person.name"]))

    assert ["person.name", "person.phone"] == list(found)


def test_the_schema_is_closed_and_every_value_may_be_cleared():
    published = schema(PERSON, a_form(["person.name", "person.sex", "person.tags"]))

    assert "urn:yibiao:merged-table/person" == published["$id"]
    assert published["additionalProperties"] is False
    assert ["string", "null"] == published["properties"]["person.name"]["type"]
    assert {"type": "null"} in published["properties"]["person.sex"]["oneOf"]
    assert {"const": "1", "title": "男", "x-title-en": "男"} in published["properties"][
        "person.sex"
    ]["oneOf"]
    assert ["a", "b", "c"] == [
        each["const"] for each in published["properties"]["person.tags"]["items"]["oneOf"]
    ]


def test_the_schema_says_who_asks_and_how_sensitive_it_is():
    form = a_form(["person.id_number", "person.income"])

    published = schema(PERSON, form)["properties"]

    assert [{"form": form[0].id, "field": "f1", "via": []}] == published["person.id_number"][
        "x-asked-by"
    ]
    assert "sensitive" == published["person.id_number"]["x-sensitivity"]
    assert "元" == published["person.income"]["x-unit-of-measure"]


def test_the_schema_says_what_elements_mean_in_both_languages():
    """As far as the catalogue says it."""
    told = Text(zh="证件上的姓名。", en="The name on the document.")
    name = CATALOGUE.elements["person.name"].model_copy(update={"definition": told})
    catalogue = CATALOGUE.adding(elements=[name])
    form, bindings = a_form(["person.name", "person.phone"])

    published = merge(PERSON, [form], bindings, catalogue).json_schema["properties"]

    assert (told.zh, told.en) == (
        published["person.name"]["description"], published["person.name"]["x-description-en"],
    )  # fmt: skip
    assert not {"description", "x-description-en"} & published["person.phone"].keys()


def test_no_forms_give_an_empty_table():
    assert () == merge(PERSON, [], [], CATALOGUE).columns


def test_a_binding_that_leads_nowhere_is_refused():
    form, bindings = a_form(["household.head person.name"])

    with pytest.raises(Invalid) as refusal:
        merge(PERSON, [form], bindings, CATALOGUE)

    assert ["binding-path-broken"] == [each.code for each in refusal.value.findings]


def test_the_proof_finds_nothing_in_a_form_that_is_bound():
    form, bindings = a_form(
        ["person.name", "person.sex", "person.disabled", "person.guardian person.name",
         ("person.visits", ("日期",))]
    )  # fmt: skip

    assert [] == codes(form, bindings)


def test_a_field_without_binding_is_found():
    form, bindings = a_form(["person.name", "person.phone"])

    assert ["field-unbound"] == codes(form, bindings[:1])


def test_a_field_bound_twice_is_found():
    form, bindings = a_form(["person.name"])

    assert ["field-bound-twice"] == codes(form, [*bindings, *bindings])


def test_a_binding_of_what_is_not_asked_is_found():
    form, (binding,) = a_form(["person.name"])
    strange = binding.model_copy(update={"field": "f9"})

    assert ["binding-unasked"] == codes(form, [binding, strange])


def test_rows_of_no_subject_are_answered_by_their_block_alone():
    form, (block,) = a_form([("person.visits", ("日期",))])
    inner = block.model_copy(update={"field": "f1.1", "element": "person.name"})

    assert ["binding-unasked"] == codes(form, [block, inner])


def test_an_unbound_block_is_one_finding():
    form, bindings = a_form([("household.members", ("person.name",))], subject="household")

    assert ["field-unbound"] == codes(form, [each for each in bindings if each.field != "f1"])


def test_an_unknown_element_is_found():
    form, (binding,) = a_form(["person.name"])

    assert ["binding-element-unknown"] == codes(
        form, [binding.model_copy(update={"element": "person.nothing"})]
    )


def test_a_broken_path_is_found():
    form, (binding,) = a_form(["person.name"])

    for via in (("household.head",), ("person.nothing",), ("person.household",), ("person.name",)):
        assert ["binding-path-broken"] == codes(form, [binding.model_copy(update={"via": via})])


def test_two_fields_that_ask_the_same_are_found():
    form, (name, phone) = a_form(["person.name", "person.phone"])
    same = phone.model_copy(update={"element": "person.name"})

    assert ["element-asked-twice"] == codes(form, [name, same])


def test_the_same_element_of_two_people_is_asked_once_of_each():
    form, bindings = a_form(["person.name", "person.guardian person.name"])

    assert [] == codes(form, bindings)


def test_values_that_do_not_fit_are_found():
    form, (binding,) = a_form(["person.income"])

    assert ["binding-unfit"] == codes(
        form, [binding.model_copy(update={"element": "person.household"})]
    )


def test_a_conversion_must_be_the_one_that_is_needed():
    year = Form(
        department="d",
        series="s",
        title="t",
        subject="person",
        fields=[Field(id="f1", label="出生年", kind="year")],
    )
    bound = Binding(form=year.id, field="f1", element="person.birth_date", how="conversion")

    assert ["binding-unfit"] == codes(year, [bound.model_copy(update={"how": "exact"})])
    assert ["binding-unfit"] == codes(year, [bound.model_copy(update={"conversion": "mu-of-yuan"})])
    assert [] == codes(year, [bound.model_copy(update={"conversion": "year-of-date"})])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"crosswalk": {"1": "p1"}, "unasked": ("p2",)}, "crosswalk-incomplete"),
        ({"crosswalk": {"1": "p1", "2": "p2", "3": "p2"}}, "crosswalk-unknown-code"),
        ({"crosswalk": {"1": "p1", "2": "p2"}, "unasked": ("p9",)}, "crosswalk-unknown-option"),
        ({"crosswalk": {"1": "p1", "2": "p1"}}, "option-unreachable"),
    ],
)
def test_a_crosswalk_covers_every_code_and_every_option(change, code):
    form, (binding,) = a_form(["person.sex"])

    assert [code] == codes(form, [binding.model_copy(update=change)])


FARMER_OR_WORKER = ({"value": "1", "title": "农民"}, {"value": "2", "title": "工人"})


def test_what_is_held_in_words_is_led_to_options_that_are_there():
    form = Form(
        department="d",
        series="s",
        title="t",
        subject="person",
        fields=[Field(id="f1", label="职业", kind="code", options=FARMER_OR_WORKER)],
    )
    options = {each.title: each.value for each in form.fields[0].options}
    bound = Binding(form=form.id, field="f1", element="person.name", how="crosswalk")

    def told(crosswalk):
        return codes(form, [bound.model_copy(update={"crosswalk": crosswalk})])

    assert [] == told(options)
    assert ["crosswalk-unknown-option"] == told({**options, "渔民": "9"})
    assert ["option-unreachable"] == told({"农民": options["农民"]})


def test_codes_and_options_may_be_left_out_by_name():
    form, (binding,) = a_form(["person.sex"])
    partial = {"crosswalk": {"1": "p1"}, "unmapped": ("2",), "unasked": ("p2",)}

    assert [] == codes(form, [binding.model_copy(update=partial)])


def test_a_field_that_prints_no_options_takes_whatever_the_crosswalk_says():
    form, (binding,) = a_form(["person.sex"])
    blank = Form(
        department="d",
        series="s",
        title="t",
        subject="person",
        fields=[form.fields[0].model_copy(update={"options": ()})],
    )

    assert [] == codes(blank, [binding.model_copy(update={"form": blank.id})])


def test_options_bound_exactly_must_be_the_codes():
    form, (binding,) = a_form(["person.sex"])

    assert ["crosswalk-incomplete", "option-unreachable"] == codes(
        form, [binding.model_copy(update={"how": "exact", "crosswalk": {}})]
    )


def test_several_codes_do_not_answer_a_single_choice():
    form, (binding,) = a_form(["person.sex"])

    assert ["binding-unfit"] == codes(form, [binding.model_copy(update={"element": "person.tags"})])


def test_a_figure_says_how_it_is_computed():
    form, (binding,) = a_form(["unit.population"], subject="unit")
    figure = {"how": "measure", "element": None, "of": "person"}

    assert ["measure-missing"] == codes(form, [binding.model_copy(update=figure)])
    assert ["unknown-element"] == codes(
        form, [binding.model_copy(update={**figure, "measure": "sum(person.nothing)"})]
    )


def test_bindings_of_other_forms_are_passed_over():
    form, bindings = a_form(["person.name"])
    _, others = a_form(["person.phone"], series="other")

    assert [] == codes(form, [*bindings, *others])


def test_findings_say_where_and_read_in_both_languages():
    form, _ = a_form(["person.name"])

    (finding,) = prove([form], [], CATALOGUE)

    assert f"{form.id}#/properties/f1" == finding.where
    assert "{" not in finding.says("zh") + finding.says("en")
