"""A unit's one table in the terminal."""

import json

import pytest
from typer.testing import CliRunner

from tests.flows.test_unit_table import stating
from tests.houses import ELDERLY, UNIT, a_house, admitted, id_number
from yibiao.cli import app
from yibiao.flows.house import House


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    with a_house(folder) as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true", first_round="2026-01-15")
        number = id_number("1940-05-06", 12)
        values = {"person.name": "示例甲", "person.id_number": number}
        stating(house, "e1", values=values, act="open")
    return folder


def run(data, *words):
    return CliRunner().invoke(app, [*words, "--data", str(data)], env={"COLUMNS": "200"})


def test_it_shows_what_needs_doing(data):
    """A line for each subject, counts of all, and the same as JSON."""
    shown = run(data, "table", UNIT)
    asked = json.loads(run(data, "table", UNIT, "--json").stdout)

    assert "示例甲" in shown.stdout
    assert "缺 missing 1" in shown.stdout
    assert "联系电话" in shown.stdout
    assert [each["subject"] for each in asked["rows"]] == ["person:1"]


def test_of_a_kind_it_shows_the_merged_table(data):
    """As a JSON Schema."""
    assert json.loads(run(data, "table", "person").stdout)["x-subject"] == "person"


def test_a_subject_s_form_is_shown(data):
    """With the values it is filled in with."""
    form = json.loads(run(data, "form-of", "person:1").stdout)

    assert form["values"]["person.name"] == "示例甲"


def test_many_are_confirmed(data):
    """And whoever is not there is named; the exit status says that somebody was left out."""
    confirmed = run(data, "confirm", UNIT, "--kind", "person", "--status", "missing")
    refused = run(data, "confirm", UNIT, "person:9")

    assert (confirmed.exit_code, "1 已确认" in confirmed.stdout) == (0, True)
    assert refused.exit_code == 1
    assert "person:9" in refused.stderr


def test_an_unknown_status_is_told(data):
    """With those that there are."""
    assert "contested | challenged | missing" in run(data, "table", UNIT, "--status", "soon").stderr


def test_what_cannot_be_written_is_said_before_anything_is_done(data, tmp_path):
    """A folder that is not there is no trace, and nothing was filed, written or backed up by then."""
    nowhere = tmp_path / "nowhere" / "file"
    sent = tmp_path / "back.xlsx"
    assert 0 == run(data, "workbook", UNIT, "--output", str(sent)).exit_code

    for words in (
        ("workbook", UNIT, "--output", str(nowhere)),
        ("import", str(sent), "--unit", UNIT, "--annotated", str(nowhere)),
        ("backup", str(nowhere)),
    ):
        told = run(data, *words)

        assert 2 == told.exit_code
        assert "there is no folder" in told.stderr
    assert not nowhere.parent.exists()
    with House(data) as house:
        assert not list(house.registry.imports)


def test_a_workbook_without_its_unit_is_not_read_as_lines(data, tmp_path):
    """It is told what is missing, once."""
    sent = tmp_path / "back.xlsx"
    run(data, "workbook", UNIT, "--output", str(sent))
    told = run(data, "import", str(sent))

    assert 2 == told.exit_code
    assert "--unit" in told.stderr
    assert "" == told.stdout
