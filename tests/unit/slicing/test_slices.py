"""Single cases of slices: what a column holds, what is refused, what the query looks like."""

import pytest
from sqlglot import exp
from sqlglot.errors import UnsupportedError

from tests.unit.slicing.village import (
    CATALOGUE,
    TODAY,
    UNIT,
    Subject,
    a_field,
    a_form,
    a_picture,
    an_id_number,
    answers,
)
from yibiao import slicing
from yibiao.errors import Invalid
from yibiao.model.binding import Binding
from yibiao.model.expression.tree import Name
from yibiao.model.form import Field
from yibiao.model.table import Header
from yibiao.slicing import terms
from yibiao.slicing.conditions import Condition

NUMBER = an_id_number("19500615", "001")


def bind(field, element=None, *via, **more):
    return Binding(form="test", field=field, element=element, via=via, **more)


def cell(field, binding, *subjects, **more):
    """The first row's only cell."""
    query = slicing.compile(a_form(field), [binding], CATALOGUE, today=TODAY, **more)
    with a_picture(*subjects) as picture:
        return answers(picture, query)[0]["f1"]


def person(**values):
    return Subject("p1", {f"person.{name}": value for name, value in values.items()})


@pytest.mark.parametrize(
    ("field", "binding", "values", "expected"),
    [
        (("f1", "datetime"), bind("f1", "person.seen_at"), {"seen_at": "2026-01-02T08:30"}, "2026-01-02T08:30"),
        (("f1", "datetime"), bind("f1", "person.seen_at"), {"seen_at": "2026-01-02T08:30:05"}, "2026-01-02T08:30:05"),
        (("f1", "boolean"), bind("f1", "person.retired"), {"retired": False}, False),
        (
            ("f1", "code"),
            bind("f1", "person.retired", how="crosswalk", crosswalk={"true": "Y", "false": "N"}),
            {"retired": False},
            "N",
        ),
        (("f1", "codes"), bind("f1", "person.kinship"), {"kinship": "01"}, ["01"]),
        (("f1", "codes"), bind("f1", "person.kinship"), {}, None),
        (
            ("f1", "codes"),
            bind("f1", "person.kinship", how="crosswalk", crosswalk={"01": "A"}),
            {"kinship": "01"},
            ["A"],
        ),
        (
            ("f1", "codes"),
            bind("f1", "person.kinship", how="crosswalk", crosswalk={"01": "A"}),
            {"kinship": "20"},
            None,
        ),
        (
            ("f1", "codes"),
            bind("f1", "person.kinship", how="conversion", conversion="label-list-of-codes"),
            {"kinship": "10"},
            ["配偶"],
        ),
        (("f1", "codes"), bind("f1", "person.tags", how="crosswalk"), {"tags": ["a"]}, None),
        (("f1", "code"), bind("f1", "person.sex", how="crosswalk"), {"sex": "1"}, None),
        (("f1", "rows"), bind("f1", "person.visits"), {"visits": [{"a": 1}]}, '[{"a": 1}]'),
        (("f1",), bind("f1"), {"name": "张三"}, None),
        (("f1",), bind("f2", "person.name"), {"name": "张三"}, None),
    ],
)  # fmt: skip
def test_a_cell_holds_what_the_form_wants(field, binding, values, expected):
    """As held, by the form's own codes, as a list where it takes several, or nothing."""
    assert expected == cell(field, binding, person(**values))


def test_rows_about_no_subject_are_given_by_the_forms_fields():
    """Each row under the fields of the block, what it lacks as nothing; blocks within blocks likewise."""
    block = Field(
        id="f1",
        label="走访",
        kind="rows",
        fields=[
            a_field("f1.1", "date"),
            a_field("f1.2", "integer"),
            Field(id="f1.3", label="人", kind="rows", fields=[a_field("f1.3.1")]),
        ],
    )
    visits = [{"f1.1": "2026-01-01", "人": [{"f1.3.1": "张三"}], "other": 1}]
    expected = [{"f1.1": "2026-01-01", "f1.2": None, "人": [{"f1.3.1": "张三"}]}]

    assert expected == cell(block, bind("f1", "person.visits"), person(visits=visits))


def test_cleared_rows_are_gone_as_of_then():
    """A cleared value is a statement: read as of it, there is nothing."""
    field, binding = a_field("f1", "rows"), bind("f1", "person.visits")
    query = slicing.compile(a_form(field), [binding], CATALOGUE, today=TODAY, as_of=2)
    before = slicing.compile(a_form(field), [binding], CATALOGUE, today=TODAY, as_of=1)
    with a_picture(person(visits=[{"a": 1}]), person(visits=None)) as picture:
        assert answers(picture, query)[0]["f1"] is None
        assert answers(picture, before)[0]["f1"] == '[{"a": 1}]'


def test_a_condition_without_a_period_holds_for_nobody():
    """Whoever asks of a period has to say which."""
    form = a_form(("f1",), scope="person.birth_date > period_start")
    with a_picture(person(birth_date="2026-01-01")) as picture:
        assert answers(picture, slicing.compile(form, [], CATALOGUE, today=TODAY)) == []


def test_a_name_that_is_not_looked_up_has_no_column():
    """Compiling an expression that is not bound is our mistake."""
    with pytest.raises(TypeError):
        Condition(lambda *_: terms.text("x"), TODAY).sql(Name(("person", "name")))


def test_a_block_may_follow_a_single_link():
    """The guardian as a block of one."""
    block = Field(id="f1", label="监护人", kind="rows", fields=[a_field("f1.1")])
    form = a_form(block, scope="person.guardian is not null")
    bindings = [bind("f1", "person.guardian"), bind("f1.1", "person.name")]
    query = slicing.compile(form, bindings, CATALOGUE, today=TODAY, units=[UNIT])
    with a_picture(
        person(guardian="p2"), Subject("p2", {"person.name": "李四"}, unit="330106009009")
    ) as picture:
        assert answers(picture, query)[0]["f1"] == [{"f1.1": "李四"}]


def test_no_units_are_no_rows():
    """To see nothing is not to see everything."""
    query = slicing.compile(a_form(("f1",)), [], CATALOGUE, today=TODAY, units=[])
    with a_picture(person()) as picture:
        assert answers(picture, query) == []


def test_a_unit_says_things_of_itself_in_a_summary():
    """Its own elements beside figures over others; a figure of nothing but counts is nought where there is nobody."""
    form = a_form(
        ("f1",), ("f2", "integer"), ("f3", "number"), ("f4",), subject="unit", layout="summary"
    )
    bindings = [
        bind("f1", "unit.name"),
        bind(
            "f2", how="measure", measure="count(person) - count(*) filter (where person.age < 18)"
        ),
        bind("f3", how="measure", measure="1 + sum(household.area)", of="household"),
    ]
    query = slicing.compile(form, bindings, CATALOGUE, today=TODAY, units=[UNIT])
    with a_picture(Subject("u1", {"unit.name": "幸福社区"}, kind="unit")) as picture:
        expected = {
            "#unit": UNIT,
            "#subject": UNIT,
            "f1": "幸福社区",
            "f2": 0,
            "f3": None,
            "f4": None,
        }

        assert [expected] == answers(picture, query)


def test_the_scope_of_a_summary_bounds_whom_it_counts():
    """Of those it speaks of; others it leaves alone."""
    form = a_form(
        ("f1", "integer"),
        ("f2", "integer"),
        subject="unit",
        layout="summary",
        scope="person.age >= 60",
    )
    bindings = [
        bind("f1", how="measure", measure="count(person)"),
        bind("f2", how="measure", measure="count(household)"),
    ]
    query = slicing.compile(form, bindings, CATALOGUE, today=TODAY)
    with a_picture(
        person(id_number=NUMBER), Subject("p2"), Subject("h1", kind="household")
    ) as picture:
        (row,) = answers(picture, query)

    assert (row["f1"], row["f2"]) == (1, 1)


def test_a_summary_of_nothing_has_a_row_for_each_unit_there_is():
    """Those that the picture knows."""
    query = slicing.compile(
        a_form(("f1",), layout="summary", subject="unit"), [], CATALOGUE, today=TODAY
    )
    with a_picture(Subject("u1", kind="unit")) as picture:
        assert answers(picture, query) == [{"#unit": UNIT, "#subject": UNIT, "f1": None}]


def test_headers_are_the_forms_columns():
    """A block is one column in a ledger."""
    block = Field(id="f1", label="成员", kind="rows", section=("家庭",), fields=[a_field("f1.1")])
    query = slicing.compile(a_form(block, subject="household"), [], CATALOGUE, today=TODAY)

    assert query.headers == (Header("f1", "成员", ("家庭",), "rows"),)


@pytest.mark.parametrize(
    "binding",
    [
        bind("f1", "household.address"),
        bind("f1", "household.address", "person.guardian"),
        bind("f1", "person.name", "person.household", "household.members"),
        bind("f1", "person.unheard_of"),
        bind("f1", "household.members", "person.household"),
    ],
)
def test_a_binding_that_leads_nowhere_is_our_mistake(binding):
    """Links must lead to the element, and to one subject only."""
    with pytest.raises(LookupError):
        slicing.compile(a_form(("f1",)), [binding], CATALOGUE, today=TODAY)


def test_a_scope_about_others_is_refused():
    """A form about persons cannot be bounded by a household's own condition."""
    with pytest.raises(Invalid):
        slicing.compile(a_form(("f1",), scope="household.low_income"), [], CATALOGUE, today=TODAY)


def test_every_identifier_is_quoted_and_every_function_listed():
    """A query with anything else is not handed out."""
    with pytest.raises(LookupError):
        terms.check(exp.column("at"))
    with pytest.raises(LookupError):
        terms.check(exp.func("read_text", exp.Literal.string("x")))
    with pytest.raises(LookupError):
        terms.check(exp.MD5(this=exp.Literal.string("x")))
    with pytest.raises(LookupError):
        terms.call("read_text")


def test_a_name_cannot_break_out_of_its_quotes():
    """Field ids and codes come from departments."""
    field = ('f1" FROM x --',)
    binding = bind(field[0], "person.sex", how="crosswalk", crosswalk={"1": "it's"})
    query = slicing.compile(a_form(field), [binding], CATALOGUE, today=TODAY)
    with a_picture(person(sex="1")) as picture:
        assert answers(picture, query)[0][field[0]] == "it's"


def test_a_dialect_that_cannot_say_it_is_told_so():
    """Rather than a query that means something else."""
    form, binding = (
        a_form(("f1", "codes")),
        bind("f1", "person.tags", how="crosswalk", crosswalk={"a": "A"}),
    )
    query = slicing.compile(form, [binding], CATALOGUE, today=TODAY)

    with pytest.raises(UnsupportedError):
        query.sql("mysql")


def test_what_follows_from_nothing_is_derivable_of_nobody():
    """Such an element has always to be asked."""
    with a_picture(person(name="张三")) as picture:
        assert answers(picture, slicing.derivable("person.name", CATALOGUE, today=TODAY)) == []


def test_what_follows_is_derivable_of_the_closed_too():
    """Links may lead to whoever has died: what their number says is answered of them, and nobody types it."""
    dead = Subject("p2", {"person.id_number": NUMBER}, closed=True)
    with a_picture(person(guardian="p2"), dead) as picture:
        known = slicing.derivable("person.sex", CATALOGUE, today=TODAY)

        assert [{"#subject": "p2"}] == answers(picture, known)


def test_subjects_are_counted_once_however_many_links_lead_to_them():
    """A household asks about its members, each of whom counts once."""
    household = a_form(("f1",), subject="household")
    members = slicing.reached(household, ["household.members"], CATALOGUE, today=TODAY)
    subjects = [person(household="h1"), Subject("p2"), Subject("h1", kind="household")]
    with a_picture(*subjects) as picture:
        assert [{"count": 1}] == answers(picture, slicing.counting(members))
