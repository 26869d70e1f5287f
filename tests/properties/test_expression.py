"""An expression means the same in Python and in the engine; nothing but what is listed gets through."""

from datetime import date

import duckdb
import pytest
import sqlglot
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.unit.slicing.village import TYPES, an_element
from yibiao.errors import Invalid
from yibiao.model.catalogue import Catalogue
from yibiao.model.expression import Expression
from yibiao.slicing.conditions import Condition
from yibiao.slicing.terms import cast, check

TODAY = date(2026, 3, 31)
PERIOD = (date(2026, 1, 1), date(2026, 3, 31))

KINDS = {
    "person.whole": "integer",
    "person.size": "number",
    "person.money": "money",
    "person.word": "text",
    "person.other": "text",
    "person.day": "date",
    "person.moment": "datetime",
    "person.yes": "boolean",
    "person.many": "codes",
}
CATALOGUE = Catalogue().adding(an_element(id_, kind) for id_, kind in KINDS.items())

WORDS = ("", "a", "b", "ab", "男", "'")
DAYS = ("2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01")

WHOLE = st.integers(-3, 3)
SIZE = st.sampled_from([-1.5, 0.0, 0.1, 0.5, 2.0, 3.0])
VALUES = {
    "person.whole": WHOLE,
    "person.size": SIZE,
    "person.money": SIZE,
    "person.word": st.sampled_from(WORDS),
    "person.other": st.sampled_from(WORDS),
    "person.day": st.sampled_from(DAYS),
    "person.moment": st.sampled_from(
        [f"{day}T{time}" for day in DAYS for time in ("00:00", "23:59")]
    ),
    "person.yes": st.booleans(),
    "person.many": st.lists(st.sampled_from(["a", "b"]), unique=True),
}
ROWS = st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()})

COMPARISONS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])


def quoted(word):
    return "'" + word.replace("'", "''") + "'"


numbers = st.recursive(
    st.sampled_from(["person.whole", "person.size", "person.money"])
    | WHOLE.map(str)
    | SIZE.map(str),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "/"]), inner)
        | st.builds("(- {})".format, inner)
        | st.builds("coalesce({}, {})".format, inner, inner)
    ),
    max_leaves=4,
)
words = st.sampled_from(["person.word", "person.other"]) | st.sampled_from(WORDS).map(quoted)
days = st.sampled_from(["person.day", "person.moment", "today", "period_start", "period_end"])
either_day = days | st.sampled_from(DAYS).map(quoted)

atoms = st.one_of(
    st.builds("{} {} {}".format, numbers, COMPARISONS, numbers),
    st.builds("{} {} {}".format, words, COMPARISONS, words),
    st.builds("{} {} {}".format, days, COMPARISONS, either_day),
    st.builds("{} between {} and {}".format, days, either_day, either_day),
    st.builds("{} not between {} and {}".format, numbers, numbers, numbers),
    st.builds("{} in ({}, {})".format, words, st.sampled_from(WORDS).map(quoted), st.just("'a'")),
    st.builds("{} not in ({}, 1)".format, numbers, WHOLE.map(str)),
    st.builds("{} in ({})".format, days, st.sampled_from(DAYS).map(quoted)),
    st.builds("{} is null".format, numbers | words | days | st.just("person.many")),
    st.builds("{} is not null".format, words),
    st.builds("contains(person.many, {})".format, words),
    st.builds("starts_with({}, {})".format, words, words),
    st.builds("person.yes = {}".format, st.sampled_from(["true", "false"])),
    st.sampled_from(["person.yes", "true", "false"]),
)
conditions = st.recursive(
    atoms,
    lambda inner: (
        st.builds("({}) and ({})".format, inner, inner)
        | st.builds("({}) or ({}) or ({})".format, inner, inner, inner)
        | st.builds("not ({})".format, inner)
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        yield connection


@settings(max_examples=effort(80, 150))
@given(conditions, ROWS)
@example("contains(person.many, person.word)", dict.fromkeys(KINDS) | {"person.many": []})
def test_an_expression_means_the_same_in_the_engine(engine, text, row):
    """What Python says of a subject, true, false or unknown, DuckDB says too."""
    expression = Expression.parse(text).bind(CATALOGUE)

    def column(via, element):
        value = row[element]
        literal = sqlglot.exp.convert(value) if value is not None else sqlglot.exp.Null()
        return cast(literal, TYPES.get(KINDS[element], "VARCHAR"))

    sql = Condition(column, TODAY, PERIOD).sql(expression.root)
    check(sql)
    in_python = expression.evaluate(lambda via, element: row[element], today=TODAY, period=PERIOD)
    ((in_engine,),) = engine.execute(f"SELECT {sql.sql(dialect='duckdb')}").fetchall()

    assert in_python == in_engine
    assert type(in_python) is type(in_engine)


@settings(max_examples=200)
@given(
    st.text(max_size=40)
    | st.text("person.wholed() +-*/'\";,=<>|&[]{}selctfromnda 0123", max_size=40)
)
def test_any_text_is_an_expression_or_is_refused(text):
    """Whatever is typed, either it is an expression over known elements or findings say what is wrong."""
    expression, findings = bound(text)

    assert (expression is None) is bool(findings)
    assert {each.code for each in findings} <= {
        "expression-invalid", "expression-types", "expression-mixed", "unknown-element",
    }  # fmt: skip
    assert expression is None or {element for _, element in expression.elements} <= set(KINDS)


def bound(text):
    try:
        return Expression.parse(text).bind(CATALOGUE), ()
    except Invalid as problem:
        return None, problem.findings


@settings(max_examples=200)
@given(conditions, conditions, ROWS)
def test_nobody_meets_two_conditions_that_are_apart(one, other, row):
    """Scopes are said to be apart only where no subject can be in both."""
    left, right = (Expression.parse(each).bind(CATALOGUE) for each in (one, other))
    met = [
        each.evaluate(lambda _, element: row[element], today=TODAY, period=PERIOD)
        for each in (left, right)
    ]

    assert left.apart_from(right) == right.apart_from(left)
    assert not (left.apart_from(right) and met == [True, True])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("person.whole >= 80", "person.whole < 60", True),
        ("person.whole >= 60", "person.whole <= 60", False),
        ("person.whole > 60", "60 >= person.whole", True),
        ("person.whole between 0 and 5", "person.whole in (6, 7)", True),
        ("person.word = 'a' and person.yes", "not person.yes", True),
        ("person.word = 'a'", "person.word <> 'a'", True),
        ("person.word = 'a' or person.yes", "not person.yes", False),
        ("true", "person.whole < 60", False),
    ],
)
def test_plain_comparisons_tell_scopes_apart(one, other, expected):
    left, right = (Expression.parse(each).bind(CATALOGUE) for each in (one, other))

    assert expected is left.apart_from(right)
