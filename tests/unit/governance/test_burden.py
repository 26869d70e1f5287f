import pytest

from tests.little import CATALOGUE, a_form
from yibiao.governance import burden, demands, distinct_cells
from yibiao.model.binding import Binding
from yibiao.model.review import Cells, Demand, Inputs, Range, Rates

NO_OVERHEAD = Rates(
    find=Range(low=0, high=0), review=Range(low=0, high=0), transmit=Range(low=0, high=0)
)


def inputs(**more):
    """Two forms about 100 people: 3 and 2 fields, one shared; sex follows for 90 of them."""
    given = {
        "units": 2,
        "fields": 5,
        "elements": 4,
        "demands": (
            Demand(form="monthly", times_a_year=12, fields=3, typed=200, chosen=100),
            Demand(form="yearly", times_a_year=1, fields=2, typed=200, chosen=0),
        ),
        "cells": (
            Cells(times_a_year=12, typed=200, chosen=10, derivable=90, links=20),
            Cells(times_a_year=1, typed=100),
        ),
        "changed": 0.1,
    }
    return Inputs(**{**given, **more})


def test_a_first_collection_asks_each_cell_once():
    first = burden(inputs()).first

    assert (500, 100, 90, 0, 310) == (
        first.before, first.by_merging, first.by_derivation, first.by_prefill, first.after
    )  # fmt: skip
    assert (4, 2) == (first.submissions_before, first.submissions_after)


def test_a_year_asks_each_cell_as_often_as_the_most_frequent_form():
    """3,800 before; of the 3,700 that remain 1,080 are derived, nine tenths of the others stand there already."""
    year = burden(inputs()).year

    assert (3800, 100, 1080, 2358, 262) == (
        year.before, year.by_merging, year.by_derivation, year.by_prefill, year.after
    )  # fmt: skip
    assert (26, 24) == (year.submissions_before, year.submissions_after)
    assert 24 == year.links


def test_hours_are_cells_by_rates():
    first = burden(inputs(rates=NO_OVERHEAD)).first

    assert round((400 * 12 + 100 * 4) / 3600, 1) == first.hours_before.low
    assert round((400 * 20 + 100 * 4) / 3600, 1) == first.hours_before.high
    assert round((300 * 12 + 10 * 4 + 20 * 4) / 3600, 1) == first.hours_after.low


def test_what_stands_there_is_looked_at():
    year = burden(inputs(rates=NO_OVERHEAD, changed=0)).year

    assert (0, 2620) == (year.after, year.by_prefill)
    assert round(2620 / 3600, 1) == year.hours_after.high


def test_every_submission_costs_its_overhead():
    only = {"typed": Range(low=0, high=0), "chosen": Range(low=0, high=0),
            "confirmed": Range(low=0, high=0)}  # fmt: skip
    first = burden(inputs(rates=Rates(**only))).first

    assert round(4 * (60 + 60 + 120) / 3600, 1) == first.hours_before.low


def test_the_inputs_stand_in_the_answer():
    given = inputs()
    found = burden(given)

    assert given == found.inputs
    assert (2, 5, 4, 1) == (found.forms, found.fields, found.elements, found.duplicate_fields)


def test_no_forms_cost_nothing():
    found = burden(Inputs(units=3, fields=0, elements=0, demands=(), cells=(), changed=0.5))

    assert (0, 0, 0.0) == (found.first.before, found.year.after, found.year.hours_after.high)


def test_a_demand_counts_the_answers_of_each_field():
    form, _ = a_form(
        ["household.address", "household.low_income", ("household.members", ("person.name",))],
        subject="household", period="quarterly",
    )  # fmt: skip
    answers = {(form.id, "f1"): 10, (form.id, "f2"): 10, (form.id, "f3.1"): 32}

    assert (Demand(form=form.id, times_a_year=4, fields=3, typed=42, chosen=10),) == demands(
        [form], answers
    )


def test_a_question_without_count_is_an_error():
    form, _ = a_form(["person.name"])

    with pytest.raises(LookupError):
        demands([form], {})


def test_distinct_cells_count_a_subject_under_its_most_frequent_form():
    """60 are asked monthly, 100 at least yearly: 40 are asked yearly only."""
    monthly, its = a_form(["person.name", "person.sex"], series="m", period="monthly")
    yearly, others = a_form(["person.name"], series="y", period="yearly")
    subjects = {("person.name", 12): 60, ("person.name", 1): 100, ("person.sex", 12): 60}

    found = distinct_cells([monthly, yearly], [*its, *others], CATALOGUE, answers={},
                           subjects=subjects, derived={("person.sex", 12): 50})  # fmt: skip

    assert (
        Cells(times_a_year=12, typed=60, chosen=10, derivable=50),
        Cells(times_a_year=1, typed=40),
    ) == found


def test_links_figures_and_rows_of_no_subject_are_counted_apart():
    form, bindings = a_form(
        [("household.members", ("person.name",))], subject="household", period="yearly"
    )
    rows, (block,) = a_form([("person.visits", ("日期",))], series="rows", period="monthly")
    summary, _ = a_form(["unit.population"], subject="unit", series="sum", period="monthly")
    figure = Binding(form=summary.id, field="f1", how="measure", measure="count(*)", of="person")

    found = distinct_cells(
        [form, rows, summary], [*bindings, block, figure], CATALOGUE,
        answers={(rows.id, "f1.1"): 7, (summary.id, "f1"): 2},
        subjects={("person.name", 1): 30, ("person.household", 1): 30},
    )  # fmt: skip

    assert (
        Cells(times_a_year=12, typed=7, derivable=2),
        Cells(times_a_year=1, typed=30, links=30),
    ) == found
