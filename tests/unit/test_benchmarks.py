"""Benchmarks stay alive: each runs at its smallest, and its answers are right before anything is timed."""

import json
import os
import shutil
from itertools import islice
from pathlib import Path

import pytest
from benchmarks import city, measured, questions
from benchmarks.houses import OFFICE
from benchmarks.quality import burden, hostile, matching
from benchmarks.speed import (
    carrying,
    departments,
    disorder,
    exporting,
    filling,
    granting,
    holding,
    importing,
    journal,
    page_slice,
    reading,
    registering,
    restarting,
    rivals,
    slicing,
    together,
    unit_table,
)

from tests.effort import LONG, effort
from yibiao.demo import run as demo
from yibiao.demo.forms import demo_forms
from yibiao.flows.filling import fill
from yibiao.model.record import Entry
from yibiao.store import columns

pytestmark = pytest.mark.slow

#: What takes longest, and whose parts other tests look at every day.
takes_long = pytest.mark.skipif(not LONG, reason="it takes its time: YIBIAO_LONG=1 has it run")

#: Of a city: four communities, more than any question is about.
PEOPLE = 8_000


def test_the_burden_is_the_same_both_ways(monkeypatch):
    """The service's account equals the one worked out from the journal alone, in every part; of one form in six and each summary."""
    forms = demo_forms()
    some = [
        each
        for number, each in enumerate(forms, 1)
        if number % effort(6, 1) == 0 or each.layout == "summary"
    ]
    monkeypatch.setattr(demo, "demo_forms", lambda: some)
    found, ours = burden.both(households=12, residents=36)
    burden.show(found, ours)

    assert (found.first.before, found.year.before) == (
        ours.account("first")["before"],
        ours.account("year")["before"],
    )


def test_matching_is_scored():
    """One gold set, where there are any."""
    corpus = Path(os.environ.get("YIBIAO_CORPUS", matching.ROOT.parent / "shared" / "corpus"))
    sets = corpus / "gold"
    if not sets.is_dir():
        pytest.skip("no gold sets here: name their folder in YIBIAO_CORPUS")
    row = matching.measured(
        "zh_health_ws445", json.loads((sets / "zh_health_ws445.json").read_text())
    )
    matching.show([row])

    assert row["fields"] > 0


def test_a_workbook_is_carried():
    """A twentieth of its rows say something new."""
    run = carrying.measured(40, 20)
    carrying.show(40, [run])

    assert run["ratio"] > 0


def test_a_register_is_loaded():
    """A wrong word in every row is named, and the rest of the row taken."""
    first, again = holding.measured(20, odd=True)

    assert ("odd", "odd, again") == (first["run"], again["run"])


def test_filing_in_the_store(tmp_path):
    """Every way of filing leaves all entries."""
    filings = [journal.Filing(number) for number in range(20)]
    for number, run in enumerate((journal.bare, journal.one_by_one, journal.in_batches)):
        (folder := tmp_path / str(number)).mkdir()

        assert run(folder, filings)


def test_filing_over_http():
    """One by one and in batches: all with ratios."""
    figures = filling.measured(200, 100, [2], (2,))
    filling.show(200, 100, figures)

    assert [True] * 2 == [row["ratio"] > 0 for row in figures["runs"]]


def test_restarting():
    """Over half a picture and none, and a backup besides."""
    ways = restarting.WAYS[-effort(2, 4) :]
    figures = restarting.measured(300, backup=True, ways=ways)
    restarting.show(300, figures)

    assert len(figures["runs"]) == 1 + len(ways)


@pytest.fixture(scope="module")
def cities(tmp_path_factory):
    """Where a city is drawn once for all."""
    return tmp_path_factory.mktemp("cities")


def test_exports_equal_what_others_write(cities):
    """In every format, row by row."""
    rows = exporting.measured(PEOPLE, 1, cities, weighed=exporting.FORMATS[: effort(1, 3)])
    exporting.show(PEOPLE, rows)

    assert [*exporting.FORMATS] == [row["run"] for row in rows]


def test_rivals_give_the_same_answers(cities):
    """Whoever of them is there."""
    figures = rivals.measured(PEOPLE, 1, cities)
    rivals.show(PEOPLE, figures)

    assert 6 == len(figures["runs"])


def test_slices_equal_sql_by_hand(cities):
    """Every question, asked once and then both ways."""
    rows = slicing.measured(PEOPLE, 2, cities)
    slicing.show(PEOPLE, rows)

    assert [True] * 6 == [row["rows"] > 0 for row in rows]


def test_disorder_changes_no_answer(cities, tmp_path):
    """In order, restated, and put in order while others ask and draw."""
    figures = disorder.measured(cities, tmp_path / "city", PEOPLE, [30], 1)
    disorder.show(PEOPLE, figures)

    assert ["in order", "30 % restated", "put in order"] == [
        each["state"] for each in figures["states"]
    ]
    assert figures["tidied"]["steps"]["n"] > 1


def test_grants_show_whom_they_reach(cities, tmp_path):
    """Every question by every reader, counted against SQL."""
    rows = granting.measured(cities, tmp_path / "city", PEOPLE, 100, 1)
    granting.show(PEOPLE, 100, rows)

    assert 4 * len(granting.ASKED) == len(rows)


@takes_long
def test_a_slice_is_scrolled_in_a_browser(cities):
    """Wherever somebody goes in it, those rows are there that SQL finds, and no others were loaded."""
    if page_slice.BROWSER is None:
        pytest.skip("there is no Chromium or Chrome on the path")
    rows = page_slice.measured(PEOPLE, 1, cities)
    page_slice.show(PEOPLE, rows)

    assert {"open", "sort by name", "search, sorted"} < {row["run"] for row in rows}


@takes_long
def test_departments_ask_at_once():
    """While entries are filed: each question is answered."""
    figures = departments.measured(300, clients=4, pace=20, seconds=2)
    departments.show(300, figures)

    assert {*departments.ASKED} >= {row["run"] for row in figures["runs"]} - {"all"}
    assert figures["answers/s"] > 0


def test_a_city_is_a_picture_as_it_is_drawn(cities, tmp_path):
    """Its tables have the columns that drawing makes, in their types."""
    city.a_city(cities, PEOPLE).close()
    shutil.copytree(cities, tmp_path / "cities")
    with city.a_city(tmp_path / "cities", PEOPLE) as house:
        questions.admitted(house)
        entry = Entry(
            id="e", unit=city.community(0), subject="drawn", kind="person", act="open", values={"person.name": "示例"},
        )  # fmt: skip
        fill.file(house, entry, OFFICE)
        found = house.picture.query('SELECT count(*) FROM "person" WHERE "#subject" = \'drawn\'')

        assert found.rows == [(1,)]
        derived = house.picture.query('SELECT "id" FROM "derived" WHERE "kind" = \'person\'').rows
        assert len(house.picture.query('FROM "person" LIMIT 0').names) == (
            city.COLUMNS + len(columns.FIXED) + len(derived)
        )


def test_registering_one_more_form(tmp_path):
    """In a house of three forms, and then of six."""
    rows = list(registering.measured([3, 6], 2, tmp_path))
    registering.show(rows)

    assert [3, 6] == [row["forms"] for row in rows]


def test_importing_by_the_thousand():
    """Every step, of a few."""
    rows = importing.measured(60, 30)
    importing.show(60, 30, rows)

    assert [True] * 7 == [row["speed"] > 0 for row in rows]


def test_a_run_is_kept_with_its_machine(tmp_path):
    """A line says when, on which commit and machine, and the figures."""
    measured.keep("try", {"answer": 42}, tmp_path)
    line = json.loads((tmp_path / "try.jsonl").read_text())

    assert ({"at", "commit", "machine", "answer"}, 42) == (set(line), line["answer"])


def test_templates_are_read_whole():
    """Every kind of file, with all its labels."""
    rows = list(reading.measured([12], 1))
    reading.show(rows)

    assert len(reading.KINDS) == len(rows)


def test_hostile_files_are_answered(tmp_path):
    """One of them, and some that are damaged, by processes of their own; of one kind of file, for each is another process."""
    rows = [
        *hostile.measured(tmp_path, "a cell far out, older"),
        *islice(hostile.damaged(tmp_path, 2), effort(2, 100)),
    ]

    assert [True] * len(rows) == [row["right"] and row["within"] for row in rows]


def test_everything_is_asked_at_once():
    """And what the service held meanwhile is told of it, of its helpers and of the backup."""
    figures = together.measured(300)
    together.show(300, figures)

    assert {"serves", "reads the workbook"} <= figures["processes"].keys()
    assert figures["most"]["pss"] >= figures["processes"]["serves"]["of_the_most"] > 0
    assert 1 == figures["took"]["a round is sealed"]["times"]


def test_a_community_opens_its_table():
    """The first page, a search and one subject's form, beside the bare reading."""
    figures = unit_table.measured(300, 2)
    unit_table.show(300, figures)

    assert figures["ratio"] > 0
