from tests.little import CATALOGUE, a_form
from yibiao.governance import overlap, review

BASE = a_form(["person.name", "person.id_number", "person.phone"], series="base")


def test_nothing_in_force_overlaps_with_nothing():
    assert () == overlap(*BASE, CATALOGUE, [])


def test_a_form_does_not_overlap_with_itself():
    assert () == overlap(*BASE, CATALOGUE, [BASE])


def test_overlap_counts_fields_that_ask_the_same():
    form = a_form(["person.name", "person.phone", "person.tags", "person.disabled"], series="new")

    (found,) = overlap(*form, CATALOGUE, [BASE])

    assert (2, 0.5, False) == (found.shared, found.share, found.variant)
    assert ("person.name", "person.phone") == found.elements


def test_the_same_demand_under_another_name_is_a_variant():
    form = a_form(
        ["person.name", "person.id_number", "person.phone", "person.tags"], series="renamed"
    )

    (found,) = overlap(*form, CATALOGUE, [BASE])
    (other,) = overlap(*BASE, CATALOGUE, [form])

    assert not found.variant
    assert other.variant


def test_a_new_edition_is_no_variant():
    edition = a_form(["person.name", "person.phone"], series="base")

    (found,) = overlap(*edition, CATALOGUE, [BASE])

    assert (1.0, False) == (found.share, found.variant)


def test_a_guardians_name_is_not_the_childs():
    form = a_form(["person.guardian person.name"], series="guardians")

    assert () == overlap(*form, CATALOGUE, [BASE])


def test_a_head_of_household_is_the_same_one_however_reached():
    own = a_form(["household.head person.name"], subject="household", series="h")
    reached = a_form(["person.household household.head person.name"], series="p")

    (found,) = overlap(*own, CATALOGUE, [reached])

    assert 1.0 == found.share


def test_members_in_a_block_are_the_persons_of_a_register():
    block = a_form(
        [("household.members", ("person.name", "person.phone"))], subject="household", series="h"
    )

    (found,) = overlap(*block, CATALOGUE, [BASE])

    assert (2, True) == (found.shared, found.variant)


def test_overlaps_stand_largest_first():
    small = a_form(["person.name"], series="small")
    form = a_form(["person.name", "person.phone"], series="new")

    assert [BASE[0].id, small[0].id] == [
        each.form for each in overlap(*form, CATALOGUE, [small, BASE])
    ]


def test_each_question_is_held_derivable_new_or_undecided():
    form, bindings = a_form(
        ["person.name", "person.sex", "person.tags", "person.guardian person.phone",
         ("person.visits", ("日期", "内容")), "person.income"], series="new",
    )  # fmt: skip

    found = review(form, [each for each in bindings if each.element != "person.income"], CATALOGUE,
                   [BASE])  # fmt: skip

    assert (7, 2, 1, 3, 1) == (
        found.fields, found.held, found.derivable, found.new, found.undecided
    )  # fmt: skip


def test_figures_ask_nothing_new():
    form, (binding,) = a_form(["unit.population"], subject="unit", layout="summary")
    figure = binding.model_copy(
        update={"how": "measure", "element": None, "measure": "count(*)", "of": "person"}
    )

    assert (0, 1) == (
        review(form, [figure], CATALOGUE).new,
        review(form, [figure], CATALOGUE).derivable,
    )


def test_only_what_is_new_costs():
    """A code takes 4 seconds, a text 12 to 20; with 30 subjects in a unit that is 8 to 12 minutes."""
    form = a_form(["person.name", "person.tags", "person.income"], series="new")

    found = review(*form, CATALOGUE, [BASE], rows=30)

    assert (16, 24) == (found.seconds.low, found.seconds.high)
    assert (60, 8.0, 12.0) == (found.cells, found.minutes.low, found.minutes.high)
    assert "8–12" in found.sentence("zh")
    assert "+8–12 minutes per unit per round" in found.sentence("en")


def test_without_counts_the_cost_is_said_for_one_subject():
    found = review(*BASE, CATALOGUE)

    assert found.minutes is None
    assert "+36–60 seconds per subject" in found.sentence("en")
    assert "3 new" in found.sentence("en")
