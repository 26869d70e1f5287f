"""The shipped code lists keep the published format and are whole in themselves."""

from collections import Counter
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.contract.examples import breaks, invalid, valid
from yibiao import _schemas
from yibiao.model.codes import CodeList

NAMES = _schemas.names("code-lists")
SCHEMA = _schemas.document("code-list.schema.json")


@pytest.fixture(params=NAMES, ids=[Path(name).stem for name in NAMES])
def name(request):
    return request.param


def test_it_satisfies_the_published_schema(name):
    """A shipped list satisfies `code-list.schema.json` and the model alike, and the model loses nothing of it."""
    document = _schemas.document(name)

    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []
    assert _without_empty(CodeList.model_validate(document).document()) == document


def test_it_is_filed_under_its_id(name):
    """The file is named after the list."""
    assert Path(name).stem == _schemas.document(name)["id"]


def test_its_codes_are_told_apart(name):
    """No code occurs twice."""
    codes = Counter(code["code"] for code in _schemas.document(name)["codes"])

    assert [code for code, times in codes.items() if times > 1] == []


def test_its_words_are_told_apart(name):
    """No label or synonym leads to two codes, in either language."""
    codes = _schemas.document(name)["codes"]
    chinese = Counter(
        word for code in codes for word in (code["label"]["zh"], *code.get("synonyms", ()))
    )
    english = Counter(code["label"]["en"] for code in codes)

    assert [word for word, times in chinese.items() if times > 1] == []
    assert [word for word, times in english.items() if times > 1] == []


def test_parents_exist(name):
    """A code refines a code of the same list that itself refines none."""
    codes = {code["code"]: code for code in _schemas.document(name)["codes"]}
    parents = {code["parent"] for code in codes.values() if "parent" in code}

    assert parents <= codes.keys()
    assert [parent for parent in parents if "parent" in codes[parent]] == []


def test_it_is_used(name):
    """Some shipped element takes its codes."""
    used = {
        element.get("code_list")
        for each in _schemas.names("elements")
        for element in _schemas.document(each)["elements"]
    }

    assert _schemas.document(name)["id"] in used


@pytest.mark.parametrize("path", valid("code-list"), ids=lambda path: path.stem)
def test_a_valid_example_is_taken(path):
    """What the examples call valid satisfies schema and model."""
    document = breaks(path).document

    assert list(Draft202012Validator(SCHEMA).iter_errors(document)) == []
    CodeList.model_validate(document)


@pytest.mark.parametrize("path", invalid("code-list"), ids=lambda path: path.stem)
def test_an_invalid_example_is_refused(path):
    """What the examples call invalid breaks the rule it names."""
    example = breaks(path)

    assert example.rule in {
        error.validator for error in Draft202012Validator(SCHEMA).iter_errors(example.document)
    }


def test_the_national_lists_are_complete():
    """The lists of national standards have as many codes as the standards."""
    expected = {
        "gbt-2261.1-sex": 4,
        "gbt-2261.2-marital-status": 8,
        "gbt-2261.3-health": 4,
        "gbt-2261.4-employment-status": 13,
        "gbt-3304-ethnicity": 56,
        "gbt-4762-political-status": 13,
        "gbt-26341-disability-type": 7,
        "gbt-26341-disability-grade": 4,
    }
    actual = {id_: len(_schemas.document(f"code-lists/{id_}.json")["codes"]) for id_ in expected}

    assert expected == actual


def _without_empty(document):
    """A document of the model, empty synonyms left out as the files leave them out."""
    return {
        **document,
        "codes": [
            {key: value for key, value in code.items() if value != []} for code in document["codes"]
        ],
    }
