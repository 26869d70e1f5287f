"""A normalised form is what `form.schema.json` says, and is read back by the model as it was."""

import json

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.contract.examples import breaks, invalid, valid
from tests.strategies import forms
from yibiao import _schemas, intake
from yibiao.errors import Invalid
from yibiao.model.form import Field, Form
from yibiao.model.rule import doubts_of

SCHEMA = _schemas.document("form.schema.json")


@pytest.fixture(scope="module")
def validator(registry):
    return Draft202012Validator(SCHEMA, registry=registry)


def test_the_schema_is_a_schema():
    """`form.schema.json` is itself valid."""
    Draft202012Validator.check_schema(SCHEMA)


@settings(max_examples=60)
@given(forms())
def test_every_form_satisfies_the_schema(validator, form):
    """Whatever the model can hold, the published format admits."""
    document = json.loads(json.dumps(form.schema_document()))

    assert [error.json_path for error in validator.iter_errors(document)] == []
    assert list(doubts_of(form)) == []


@settings(max_examples=60)
@given(forms())
def test_a_form_is_a_schema_of_answers(form):
    """A normalised form is a JSON Schema that any JSON Schema tool takes."""
    Draft202012Validator.check_schema(form.schema_document())


def test_the_schema_names_every_member(validator):
    """Each member of a form and of a field has its place in the schema."""
    form, field = SCHEMA["properties"], SCHEMA["$defs"]["field"]["properties"]
    own = {"fields": "properties", "title": "title"}
    fields_own = {
        "id": "title", "label": "title", "kind": "x-kind", "options": "oneOf", "required": "title", "hint": "description",
        "max_length": "maxLength", "fields": "items",
    }  # fmt: skip

    assert {
        own.get(each, f"x-{each.replace('_', '-')}") for each in Form.model_fields
    } <= form.keys()
    assert {
        fields_own.get(each, f"x-{each.replace('_', '-')}") for each in Field.model_fields
    } <= field.keys()


@pytest.mark.parametrize("path", valid("form"), ids=lambda path: path.stem)
def test_a_valid_example_is_taken(validator, path):
    """What the examples call valid satisfies the schema, and the model gives it back to the letter."""
    document = breaks(path).document

    assert list(validator.iter_errors(document)) == []
    assert document == Form.from_schema_document(document).schema_document()


@pytest.mark.parametrize("path", invalid("form"), ids=lambda path: path.stem)
def test_an_invalid_example_is_refused(validator, path):
    """What the examples call invalid breaks the rule it names, and intake says where."""
    example = breaks(path)

    assert example.rule in {error.validator for error in validator.iter_errors(example.document)}
    with pytest.raises(Invalid) as refusal:
        intake.read(json.dumps(example.document).encode(), "form.json", department="any")
    assert {"schema-violation"} == {each.code for each in refusal.value.findings}
