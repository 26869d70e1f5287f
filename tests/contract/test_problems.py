"""`problems.json`, the classes of `errors` and `docs/problems.md` say the same."""

import re
import runpy
import string
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from yibiao import _schemas, errors

ROOT = Path(__file__).parents[2]
CATALOGUE = _schemas.document("problems.json")
PROBLEMS = {each["code"]: each for each in CATALOGUE["problems"]}
FINDINGS = {each["code"]: each for each in CATALOGUE["findings"]}


def classes(of=errors.Problem):
    return [found for each in of.__subclasses__() for found in (each, *classes(each))]


def texts(entry, *members):
    return [entry[member][language] for member in members for language in ("zh", "en")]


def test_every_class_is_catalogued_and_every_entry_has_a_class():
    """Bases that are never raised themselves, such as `Unadmittable` for one reason, have entries as well."""
    assert set(PROBLEMS) == {each.code for each in classes()}


def test_no_code_stands_for_two_things():
    codes = [each.code for each in classes()]

    assert len(codes) == len(set(codes))
    assert len(PROBLEMS) == len(CATALOGUE["problems"])
    assert len(FINDINGS) == len(CATALOGUE["findings"])


@pytest.mark.parametrize("problem", classes(), ids=lambda each: each.code)
def test_class_and_entry_agree_on_the_status(problem):
    assert PROBLEMS[problem.code]["status"] == problem.status


@pytest.mark.parametrize("problem", classes(), ids=lambda each: each.code)
def test_a_problem_document_has_the_one_shape_whatever_facts_it_lacks(problem):
    schema = _schemas.document("problem.schema.json")

    assert [] == list(Draft202012Validator(schema).iter_errors(problem().document()))


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_is_said_in_both_languages_with_a_remedy(code):
    assert all(text.strip() for text in texts(PROBLEMS[code], "title", "detail", "remedy"))


@pytest.mark.parametrize("code", FINDINGS)
def test_a_finding_is_said_in_both_languages_with_a_remedy(code):
    assert all(text.strip() for text in texts(FINDINGS[code], "says", "remedy"))
    assert FINDINGS[code]["level"] in ("error", "warning", "note")


@pytest.mark.parametrize("code", [*PROBLEMS, *FINDINGS])
def test_facts_are_named_in_snake_case(code):
    """A sentence never reaches into a fact: `{name}` or `{name:one|several}`, no attribute, index, number or other format."""
    entries = [each[code] for each in (PROBLEMS, FINDINGS) if code in each]
    parts = [
        part
        for entry in entries
        for text in texts(entry, *({"detail", "says", "remedy"} & entry.keys()))
        for part in string.Formatter().parse(text)
    ]

    assert all(name is None or name.isidentifier() for _, name, _, _ in parts)
    formats = {format_ for _, _, format_, _ in parts if format_}
    assert all(re.fullmatch(r"[^|{}]+[|][^|{}]+", each) for each in formats)
    assert not any(conversion for *_, conversion in parts)


def test_one_is_not_counted_as_several():
    """And several as several, however many digits they have."""
    told = {
        count: errors.Finding("cells-stale", facts={"count": count, "unit_name": "示范社区"}).says(
            "en"
        )
        for count in (1, 2, 11)
    }

    assert told == {
        1: "1 cell of 示范社区 is stale",
        2: "2 cells of 示范社区 are stale",
        11: "11 cells of 示范社区 are stale",
    }


def test_the_document_is_what_the_catalogue_gives():
    """Run `python docs/problems.py` after a change to the catalogue."""
    written = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")

    assert runpy.run_path(str(ROOT / "docs" / "problems.py"))["document"]() == written
