from datetime import timedelta

from tests.little import CATALOGUE, TODAY, a_form, asked
from yibiao.governance import overlap, review

BASE = a_form(["person.name", "person.id_number", "person.phone"], series="base")


def test_nothing_in_force_overlaps_with_nothing():
    assert () == overlap(*BASE, CATALOGUE, asked(), TODAY)


def test_a_form_does_not_overlap_with_itself():
    assert () == overlap(*BASE, CATALOGUE, asked(BASE), TODAY)


def test_overlap_counts_fields_that_ask_the_same():
    form = a_form(["person.name", "person.phone", "person.tags", "person.disabled"], series="new")

    (found,) = overlap(*form, CATALOGUE, asked(BASE), TODAY)

    assert (2, 0.5, False) == (found.shared, found.share, found.variant)
    assert ("person.name", "person.phone") == found.elements


def test_the_same_demand_under_another_name_is_a_variant():
    form = a_form(
        ["person.name", "person.id_number", "person.phone", "person.tags"], series="renamed"
    )

    (found,) = overlap(*form, CATALOGUE, asked(BASE), TODAY)
    (other,) = overlap(*BASE, CATALOGUE, asked(form), TODAY)

    assert (0.75, 1.0, True) == (found.share, found.covered, found.variant)
    assert (1.0, 0.75, True) == (other.share, other.covered, other.variant)


def test_a_new_edition_is_no_variant():
    edition = a_form(["person.name", "person.phone"], series="base")

    (found,) = overlap(*edition, CATALOGUE, asked(BASE), TODAY)

    assert (1.0, False) == (found.share, found.variant)


def test_a_guardians_name_is_not_the_childs():
    form = a_form(["person.guardian person.name"], series="guardians")

    assert () == overlap(*form, CATALOGUE, asked(BASE), TODAY)


def test_a_head_of_household_is_the_same_one_however_reached():
    own = a_form(["household.head person.name"], subject="household", series="h")
    reached = a_form(["person.household household.head person.name"], series="p")

    (found,) = overlap(*own, CATALOGUE, asked(reached), TODAY)

    assert 1.0 == found.share


def test_members_in_a_block_are_the_persons_of_a_register():
    block = a_form(
        [("household.members", ("person.name", "person.phone"))], subject="household", series="h"
    )

    (found,) = overlap(*block, CATALOGUE, asked(BASE), TODAY)

    assert (2, True) == (found.shared, found.variant)


def test_overlaps_stand_largest_first():
    small = a_form(["person.name"], series="small")
    form = a_form(["person.name", "person.phone"], series="new")

    assert [BASE[0].id, small[0].id] == [
        each.form for each in overlap(*form, CATALOGUE, asked(small, BASE), TODAY)
    ]


def test_each_question_is_held_derivable_new_or_undecided():
    form, bindings = a_form(
        ["person.name", "person.sex", "person.tags", "person.guardian person.phone",
         ("person.visits", ("日期", "内容")), "person.income"], series="new",
    )  # fmt: skip

    found = review(form, [each for each in bindings if each.element != "person.income"], CATALOGUE,
                   asked(BASE), TODAY)  # fmt: skip

    assert (7, 2, 1, 3, 1) == (
        found.fields, found.held, found.derivable, found.new, found.undecided
    )  # fmt: skip


def test_figures_ask_nothing_new():
    form, (binding,) = a_form(["unit.population"], subject="unit", layout="summary")
    figure = binding.model_copy(
        update={"how": "measure", "element": None, "measure": "count(*)", "of": "person"}
    )

    assert (0, 1) == (
        review(form, [figure], CATALOGUE, asked(), TODAY).new,
        review(form, [figure], CATALOGUE, asked(), TODAY).derivable,
    )


def test_only_what_is_new_costs():
    """A code takes 4 seconds, a text 12 to 20; with 30 subjects in a unit that is 8 to 12 minutes."""
    form = a_form(["person.name", "person.tags", "person.income"], series="new")

    found = review(*form, CATALOGUE, asked(BASE), TODAY, rows=30)

    assert (16, 24) == (found.seconds.low, found.seconds.high)
    assert (60, 8.0, 12.0) == (found.cells, found.minutes.low, found.minutes.high)
    assert "8–12" in found.sentence("zh")
    assert "+8–12 minutes per unit per round" in found.sentence("en")


def test_without_counts_the_cost_is_said_for_one_subject():
    found = review(*BASE, CATALOGUE, asked(), TODAY)

    assert found.minutes is None
    assert "+36–60 seconds per subject" in found.sentence("en")
    assert "3 new" in found.sentence("en")


def test_a_variant_says_what_is_really_new():
    """What follows from what the other asks is not new either."""
    form = a_form(
        ["person.name", "person.id_number", "person.phone", "person.sex", "person.tags"],
        series="renamed",
    )

    (found,) = overlap(*form, CATALOGUE, asked(BASE), TODAY)

    assert (0.6, 1.0, True) == (found.share, found.covered, found.variant)
    assert ("人群标签",) == found.new
    assert "真正新增：人群标签" in found.finding().says("zh")
    assert "really new: 人群标签" in found.finding().says("en")


def test_what_all_follows_from_another_form_is_a_variant_of_it():
    """Sex and age are another way to ask for the identity number; a guardian's do not follow from the child's."""
    larger = a_form(
        ["person.name", "person.id_number", "person.phone", "person.tags", "person.income"],
        series="larger",
    )
    form = a_form(["person.name", "person.sex", "person.age"], series="said-otherwise")
    guardians = a_form(
        ["person.name", "person.guardian person.sex", "person.guardian person.age"], series="kin"
    )

    (found,) = overlap(*form, CATALOGUE, asked(larger), TODAY)
    (other,) = overlap(*guardians, CATALOGUE, asked(larger), TODAY)

    assert (1, 0.333, True, ()) == (found.shared, found.share, found.variant, found.new)
    assert (1, False) == (other.shared, other.variant)


def test_a_refused_form_is_shown_where_it_comes_again_under_another_name():
    again = a_form(["person.name", "person.id_number", "person.phone"], series="again")
    other = a_form(["person.name", "household.size"], series="other")
    known = asked(BASE, other)
    known.stand(BASE[0].id, "refused")

    in_force, refused = overlap(*again, CATALOGUE, known, TODAY)

    assert ("in-force", False) == (in_force.standing, in_force.variant)
    assert ("refused", True) == (refused.standing, refused.variant)
    assert "未予准入" in refused.finding().says("zh")


def test_what_is_over_when_a_form_begins_has_expired():
    base = a_form(["person.name", "person.phone"], series="base", expires=TODAY)
    after = a_form(
        ["person.name", "person.phone"], series="after", first_round=TODAY + timedelta(days=9)
    )

    (found,) = overlap(*after, CATALOGUE, asked(base), TODAY)

    assert ("expired", True) == (found.standing, found.variant)


def test_who_is_never_asked_both_is_not_asked_twice():
    old = a_form(["person.name", "person.phone"], series="old", scope="person.age >= 80")
    young = a_form(["person.name", "person.phone"], series="young", scope="person.age < 18")

    (found,) = overlap(*young, CATALOGUE, asked(old), TODAY)

    assert (1.0, False) == (found.share, found.variant)


def test_only_the_largest_overlaps_are_shown_and_all_are_counted():
    many = [a_form(["person.name"], series=f"s{number}") for number in range(30)]

    found = review(*BASE, CATALOGUE, asked(*many, BASE), TODAY)

    assert (30, 20) == (found.overlapping, len(found.overlaps))
