"""Every figure that a measure gives is the one that plain Python counts over the records, whatever is counted of whom."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import reference
from tests.effort import effort
from tests.properties.test_slicing import UNITS, bind, households, people, units
from tests.unit.slicing.village import CATALOGUE, TODAY, a_form, a_picture, answers
from yibiao import slicing
from yibiao.model.expression import Expression
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Entry

PERIOD = (date(1980, 1, 1), date(2025, 12, 31))
AGES = st.integers(0, 110)

atoms = st.one_of(
    st.builds("person.age {} {}".format, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), AGES),
    st.builds("person.age between {} and {}".format, AGES, AGES),
    st.sampled_from(
        [
            "person.sex = '1'", "person.sex in ('2', '9')", "person.sex is null", "contains(person.tags, 'a')",
            "person.birth_date between period_start and period_end", "person.birth_date >= today",
            "person.household is not null", "person.household.address = '幸福路'",
            "person.disability_type in ('1', '4')", "person.disability_grade < '3'", "true",
        ]
    ),
)  # fmt: skip
wheres = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=4,
)
counted = st.sampled_from(
    ["count(person)", "count(*)", "count(distinct person.household)", "count(distinct person.sex)", "count(person.age)"]
)  # fmt: skip
summed = st.builds(
    "{}({})".format, st.sampled_from(["sum", "avg", "min", "max"]), st.just("person.age")
)


def filtered(figure):
    """The figure, of everybody or of those who meet a condition."""
    return st.one_of(figure, st.builds("{} filter (where {})".format, figure, wheres))


persons = st.one_of(
    filtered(counted),
    filtered(summed),
    st.builds("100 * {} / {}".format, filtered(counted), filtered(counted)),
    st.builds("{} + {}".format, filtered(counted), filtered(counted)),
).filter(lambda each: "person" in each)
homes = st.sampled_from(
    [
        "count(household)", "sum(household.member_count)", "avg(household.member_count)",
        "count(household) filter (where household.address = '和平路')",
        "count(distinct household.head)", "max(household.member_count) filter (where household.head is not null)",
    ]
)  # fmt: skip


def oracle(subjects, today=TODAY):
    """Another implementation of everything, over the entries that these subjects would leave."""
    entries = []
    for each in subjects:
        said = {"unit": each.unit, "subject": each.id, "kind": each.kind}
        entries.append(Entry(id=f"o{each.id}", act="open", values=each.values, **said))
        if each.closed:
            entries.append(Entry(id=f"c{each.id}", act="close", **said))
    return reference.Reference(
        list(reference.numbered(entries)), CATALOGUE.elements, CATALOGUE.code_lists, today
    )


def a_summary(measures, **more):
    """A summary form of these figures, and what they are bound to."""
    kinds = [Expression.parse(each).bind(CATALOGUE) for each in measures]
    form = a_form(
        *((f"f{number}", "number") for number, _ in enumerate(measures, start=1)),
        subject="unit", layout="summary", **more,
    )  # fmt: skip
    bindings = [
        bind(f"f{number}", how="measure", measure=text, of=each.subject(SubjectKind.PERSON).value)
        for number, (text, each) in enumerate(zip(measures, kinds, strict=True), start=1)
    ]
    return form, bindings


def plain(row):
    """Figures as floats, to be compared."""
    return [None if each is None else float(each) for each in row]


@settings(max_examples=effort(25, 60))
@given(
    people(),
    households(),
    st.lists(persons | homes, min_size=1, max_size=6),
    units,
    st.sampled_from([None, 6, 9, 12]),
    st.sampled_from([None, PERIOD]),
    st.sampled_from([None, "true", "person.age >= 40"]),
)
def test_figures_are_what_plain_python_counts(everybody, them, measures, some, digits, period, scope):  # fmt: skip
    """By unit, by any level above it, in any period, whatever the form's scope."""
    subjects = [*everybody, *them]
    form, bindings = a_summary(measures, scope=scope)
    query = slicing.compile(
        form, bindings, CATALOGUE, today=TODAY, units=some, digits=digits, period=period
    )
    expected = oracle(subjects).slice(form, bindings, units=some, digits=digits, period=period)
    with a_picture(*subjects) as picture:
        found = [list(each.values())[2:] for each in answers(picture, query)]

    assert [pytest.approx(plain(each)) for each in expected] == [plain(each) for each in found]


@settings(max_examples=effort(15, 40))
@given(
    people(),
    households(),
    st.lists(persons, min_size=1, max_size=4),
    st.sampled_from(["person.sex", "person.disability_type", "person.household.address"]),
    units,
)
def test_figures_by_code_are_those_of_whoever_has_it(everybody, them, measures, by, some):
    """A row for each code in each unit; those without one are together."""
    subjects = [*everybody, *them]
    form, bindings = a_summary(measures)
    root = Expression.parse(by).bind(CATALOGUE).root
    query = slicing.compile(
        form,
        bindings,
        CATALOGUE,
        today=TODAY,
        units=some,
        digits=12,
        period=PERIOD,
        by=slicing.By(root),
    )
    world = oracle(subjects).world
    reckoning = reference.Reckoning(world, PERIOD)
    groups = {}
    for id_, each in world.held.items():
        if each.kind == "person" and not each.closed and (some is None or each.unit in some):
            groups.setdefault((each.unit, reckoning.named(by, id_)), []).append(id_)
    expected = {
        group: plain(reckoning.of(reference.Reader(each).all(), None, here) for each in measures)
        for group, here in groups.items()
    }
    with a_picture(*subjects) as picture:
        found = {
            (unit, code): plain(row)
            for unit, code, *row in (each.values() for each in answers(picture, query))
        }

    assert {group: pytest.approx(each) for group, each in expected.items()} == found


@settings(max_examples=25)
@given(people(), persons, st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_figures_are_reckoned_on_the_day_that_is_asked_for(everybody, measure, day):
    """Ages are those on that day, and whoever is born after it has none."""
    form, bindings = a_summary([measure])
    query = slicing.compile(form, bindings, CATALOGUE, today=day, units=UNITS, period=PERIOD)
    expected = oracle(everybody, day).slice(form, bindings, units=UNITS, period=PERIOD)
    with a_picture(*everybody) as picture:
        found = [list(each.values())[2:] for each in answers(picture, query)]

    assert [pytest.approx(plain(each)) for each in expected] == [plain(each) for each in found]
