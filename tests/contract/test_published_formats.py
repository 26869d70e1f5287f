"""Entry, binding, round, problem, slice and merged table: schema, examples and model say the same."""

import json
import re
from datetime import date

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.exceptions import NoSuchResource

from tests.contract.examples import breaks, invalid, valid
from tests.little import (
    CATALOGUE,
    HOUSEHOLD_QUESTIONS,
    PERSON_QUESTIONS,
    a_form,
    an_entry,
)
from yibiao import _schemas, errors
from yibiao.merging import merge
from yibiao.model.binding import Binding
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Round
from yibiao.model.record import Entry

NOUNS = {"entry": Entry, "binding": Binding, "round": Round}
FORMATS = (*NOUNS, "problem", "merged-table", "slice")


def validator(name):
    """Nothing is ever fetched: a reference to the outside is an error."""

    def nothing(uri):
        raise NoSuchResource(ref=uri)

    return Draft202012Validator(
        _schemas.document(f"{name}.schema.json"), registry=Registry(retrieve=nothing)
    )


def examples(find, names=FORMATS):
    return [
        pytest.param(name, path, id=f"{name}-{path.stem}") for name in names for path in find(name)
    ]


def broken_rules(error):
    """The keyword it breaks, and those broken within its branches."""
    yield error.validator
    for each in error.context:
        yield from broken_rules(each)


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_a_schema_with_examples_of_both_sorts(name):
    schema = _schemas.document(f"{name}.schema.json")
    Draft202012Validator.check_schema(schema)

    assert f"urn:yibiao:schema:{name}" == schema["$id"]
    assert valid(name)
    assert invalid(name)


@pytest.mark.parametrize(("name", "path"), examples(valid))
def test_a_valid_example_is_taken(name, path):
    assert [] == list(validator(name).iter_errors(breaks(path).document))


@pytest.mark.parametrize(("name", "path"), examples(invalid))
def test_an_invalid_example_breaks_the_rule_it_names(name, path):
    example = breaks(path)
    rules = {
        rule
        for error in validator(name).iter_errors(example.document)
        for rule in broken_rules(error)
    }

    assert example.rule in rules


@pytest.mark.parametrize(("name", "path"), examples(valid, NOUNS))
def test_the_model_reads_what_is_valid_and_writes_it_back(name, path):
    """What it writes says all that it read, and satisfies the schema again."""
    document = breaks(path).document
    written = NOUNS[name].model_validate(document).document()

    assert document.items() <= written.items()
    assert [] == list(validator(name).iter_errors(written))


def test_what_the_model_makes_satisfies_the_schema():
    form, bindings = a_form([*PERSON_QUESTIONS])
    day = date(2026, 3, 1)
    entry = an_entry({"person.name": None}, unit="999999001001", form=form.id)
    made = {
        "entry": [entry, an_entry(unit="999999001001", act="close", base=3, remark="迁出")],
        "binding": bindings,
        "round": [Round(id="r", period="monthly", opens=day, due=day)],
    }

    for name, several in made.items():
        for each in several:
            assert [] == list(validator(name).iter_errors(each.document()))


@pytest.mark.parametrize("kind", SubjectKind)
def test_a_merged_table_satisfies_its_schema_and_is_one(kind):
    """The published table is itself a JSON Schema, and keeps the format."""
    one, its = a_form([*PERSON_QUESTIONS, "person.income"], scope="person.age >= 60")
    other, others = a_form([*HOUSEHOLD_QUESTIONS[:6]], subject="household", series="h")
    table = merge(kind, [one, other], [*its, *others], CATALOGUE)

    Draft202012Validator.check_schema(table.json_schema)
    assert [] == list(validator("merged-table").iter_errors(table.json_schema))


def test_problem_documents_satisfy_their_schema():
    finding = errors.Finding("code-not-in-list", "#/values/person.sex", {"count": 2})
    problems = [
        errors.RoundClosed(round="2026-03"),
        errors.Invalid(finding, errors.Finding("subject-elsewhere", "#/unit"), count=2),
        errors.NotFound(what_zh="对象", what_en="subject", id="s"),
    ]

    for problem in problems:
        for instance in (None, "urn:request:1"):
            assert [] == list(validator("problem").iter_errors(problem.document(instance)))


def shown():
    """The examples of `schemas/README.md`: each under the heading of its format."""
    text = (_schemas.folder() / "README.md").read_text(encoding="utf-8")
    for section in text.split("\n## ")[1:]:
        for block in re.findall(r"^```json\n(.*?)^```", section, re.DOTALL | re.MULTILINE):
            name = section.partition("\n")[0].lower().replace(" ", "-")
            yield pytest.param(name, json.loads(block), id=name)


@pytest.mark.parametrize(("name", "document"), list(shown()))
def test_the_readme_shows_what_is_valid(name, document):
    assert [] == list(validator(name).iter_errors(document))


def test_the_readme_shows_every_format_that_has_one_document():
    """Events are shown in the journal's own document."""
    published = {
        path.name.removesuffix(".schema.json") for path in _schemas.folder().glob("*.schema.json")
    }

    assert published - {"events"} == {each.id for each in shown()}
