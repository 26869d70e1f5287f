"""Slices give what plain Python gives over the same records, rules and conversions what their functions give."""

from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

import duckdb
import pytest
import sqlglot
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.reference import age_on
from tests.unit.slicing.village import (
    CATALOGUE,
    TODAY,
    TYPES,
    Subject,
    a_field,
    a_form,
    a_picture,
    an_id_number,
    answers,
)
from yibiao import slicing
from yibiao.model import conversion, derivation
from yibiao.model.binding import Binding
from yibiao.model.element import Derivation
from yibiao.model.form import Field
from yibiao.model.units import Units
from yibiao.slicing.conversions import converted
from yibiao.slicing.derivations import derived, proof, proven
from yibiao.slicing.tagging import reached_among
from yibiao.slicing.terms import cast, check, identifier
from yibiao.store import piecemeal
from yibiao.store.piecemeal import Piecemeal

UNITS = ("330106001001", "330106001002")
LABELS = {"sex": {"1": "男", "2": "女"}, "tags": {"a": "低保", "b": "特困", "c": "残疾"}}


# rules

birthdays = st.dates(date(1, 1, 1), date(2100, 1, 1)).map(
    lambda each: each.isoformat().replace("-", "")
)
sound = st.builds(
    an_id_number,
    birthdays,
    st.integers(0, 999).map("{:03}".format),
    st.integers(0, 999_999).map("{:06}".format),
)


def a_uscc(body):
    """A code that GB 32100 would accept."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(each) * pow(3, place, 31) for place, each in enumerate(body))
    return body + alphabet[-total % 31]


codes = st.builds(
    "{}{}{}".format,
    st.sampled_from(["91", "N2", "52"]),
    st.integers(0, 999_999).map("{:06}".format),
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9),
).map(a_uscc)
certificates = st.builds(
    "{}{}{}{}".format, sound, st.integers(0, 8), st.integers(0, 5), st.sampled_from(["", "B", "B1"])
)


@st.composite
def spoilt(draw, numbers):
    """A number with one character changed, cut off or put in."""
    number = draw(numbers)
    place = draw(st.integers(0, len(number) - 1))
    other = draw(st.sampled_from(["", "0", "9", "X", "x", " ", "１", "-", "00", "\n"]))
    return number[:place] + other + number[place + 1 :]


texts = st.one_of(
    st.none(),
    sound,
    certificates,
    codes,
    spoilt(sound | certificates | codes),
    st.text(max_size=20),
)
RULES = (
    "sex-of-id-number",
    "birth-date-of-id-number",
    "division-of-id-number",
    "id-number-of-disability-certificate",
    "disability-type-of-certificate",
    "disability-grade-of-certificate",
    "division-of-uscc",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("parts")


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        yield connection


def in_engine(engine, expression):
    check(expression)
    ((value,),) = engine.execute(f"SELECT {expression.sql(dialect='duckdb')}").fetchall()
    return value.isoformat() if isinstance(value, date) else value


def literal(value, kind="text"):
    known = sqlglot.exp.Null() if value is None else sqlglot.exp.convert(value)
    return cast(known, TYPES.get(kind, "VARCHAR"))


@settings(max_examples=effort(100, 150))
@given(st.sampled_from(RULES), texts)
def test_a_rule_gives_the_same_in_the_engine(engine, rule, value):
    """What follows from a number in Python follows from it in SQL, and from a wrong one nothing does."""
    element = CATALOGUE.elements["person.sex"].model_copy(
        update={"derivations": (Derivation(rule=rule, sources=("person.name",)),)}
    )
    expected = derivation.derive(element, lambda _: value, TODAY)

    (follows,) = element.derivations
    sound = proven(literal(value), proof(rule))
    assert expected == in_engine(engine, derived(follows, sound, TODAY))


@settings(max_examples=80)
@given(st.dates(date(1, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_an_age_is_the_same_in_the_engine(engine, birth, today):
    """Full years on a day, none before birth."""
    expected = derivation.age_of_birth_date(birth.isoformat(), today)
    follows = Derivation(rule="age-of-birth-date", sources=("person.birth_date",))

    assert expected == in_engine(
        engine, derived(follows, literal(birth.isoformat(), "date"), today)
    )


years = st.none() | st.integers(0, 120)


@settings(max_examples=80)
@given(
    st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    years,
    years,
)
@example(date(1960, 2, 29), date(2020, 2, 28), 60, None)
@example(date(1960, 2, 29), date(2020, 3, 1), 60, None)
@example(None, date(2020, 3, 1), 60, None)
def test_an_age_group_is_the_same_in_the_engine(engine, birth, today, low, high):
    """Both ends belong to it, an open one holds nobody back, and of whom no age is known nothing is said."""
    born = birth and birth.isoformat()
    follows = Derivation(
        rule="age-group-of-birth-date", sources=("person.birth_date",), from_age=low, to_age=high
    )
    element = CATALOGUE.elements["person.sex"].model_copy(update={"derivations": (follows,)})
    age = age_on(born, today) if born else None
    expected = None if age is None else (low or 0) <= age <= (high if high is not None else age)

    assert expected == derivation.derive(element, lambda _: born, today)
    assert expected == in_engine(engine, derived(follows, literal(born, "date"), today))


# conversions

# Beyond some trillions the engine's round() and Python's part in the last bit of a double.
hundredths = st.integers(-(10**6), 10**6).map(lambda each: each / 100)
written = st.one_of(
    st.from_regex(r"[+-]?[0-9]{1,16}([.][0-9]{0,3})?", fullmatch=True),
    st.dates().map(str),
    st.sampled_from(["2021-02-29", "0000-01-01", "2020-1-1", "nan", "1e3", "1_000", " 1"]),
    st.text(max_size=4),
)
CONVERSIONS = {
    **dict.fromkeys(conversion.SCALES, ("number", hundredths)),
    **dict.fromkeys(conversion.DOUBTFUL, ("text", written)),
    **dict.fromkeys(["year-of-date", "year-month-of-date"], ("text", st.dates().map(str))),
    **dict.fromkeys(
        ["date-of-datetime", "time-of-datetime"],
        ("text", st.datetimes().map(lambda each: each.isoformat()[:16])),
    ),
    "text-of-number": ("number", hundredths),
    "integer-of-number": ("number", hundredths | st.integers(-99, 99).map(lambda each: each + 0.5)),
    "text-of-boolean": ("boolean", st.booleans()),
    **dict.fromkeys(
        ["mask-middle", "last-four", "last-six"], ("text", sound | st.text("张三a1", max_size=12))
    ),
    "label-of-code": ("text", st.sampled_from("abcd")),
    **dict.fromkeys(
        ["labels-of-codes", "label-list-of-codes"],
        ("codes", st.lists(st.sampled_from("abcd"), unique=True)),
    ),
}


def test_every_conversion_is_compared():
    """The law below leaves none out."""
    assert conversion.NAMES == frozenset(CONVERSIONS)


@settings(max_examples=250)
@given(st.data(), st.sampled_from(sorted(CONVERSIONS)))
def test_a_conversion_gives_the_same_in_the_engine(engine, data, name):
    """What a conversion gives in Python it gives in SQL."""
    kind, values = CONVERSIONS[name]
    value = data.draw(st.none() | values)
    tags = CATALOGUE.code_lists["tags"]

    assert conversion.convert(name, value, tags) == in_engine(
        engine, converted(name, literal(value, kind), tags)
    )


# slices


def people():
    return st.lists(
        st.builds(
            lambda *each: each,
            st.fixed_dictionaries(
                {},
                optional={
                    "person.name": st.sampled_from(["张三", "李四"]),
                    "person.id_number": sound | spoilt(sound),
                    "person.disability_certificate": certificates,
                    "person.birth_date": st.dates(date(1930, 1, 1), date(2026, 1, 1)).map(str),
                    "person.sex": st.sampled_from(["1", "2", "9"]),
                    "person.age": st.integers(0, 99),
                    "person.tags": st.lists(st.sampled_from("abc"), unique=True),
                    "person.household": st.sampled_from(["h0", "h1", "h9"]),
                },
            ),
            st.sampled_from(UNITS),
            st.sampled_from([False, False, True]),
        ),
        max_size=5,
    ).map(
        lambda each: [
            Subject(f"p{n}", values, unit, "person", closed)
            for n, (values, unit, closed) in enumerate(each)
        ]
    )


def households():
    return st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "household.address": st.sampled_from(["幸福路", "和平路"]),
                "household.head": st.sampled_from(["p0", "p1", "p7"]),
                "household.helpers": st.lists(st.sampled_from(["p0", "p2"]), unique=True),
            },
        ),
        max_size=2,
    ).map(lambda each: [Subject(f"h{n}", one, UNITS[n], "household") for n, one in enumerate(each)])


class Reference:
    """The village in plain Python: what is held of whom, and what follows from it."""

    def __init__(self, subjects):
        self.subjects = {each.id: each for each in subjects}

    def get(self, id_, element):
        """By the rules of the standards, read off the digits; else as filed."""
        held = self.subjects[id_].values if id_ in self.subjects else {}
        number = self.number(held)
        if element == "person.sex" and number:
            return "12"["02468".find(number[16]) >= 0]
        if element == "person.id_number":
            return self.certified(held) or held.get(element)
        if element == "person.birth_date" and number:
            return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
        if element == "person.age":
            birth = self.get(id_, "person.birth_date")
            if birth and birth <= str(TODAY):
                years = TODAY.year - int(birth[:4])
                return years - (birth[5:] > str(TODAY)[5:])
        return held.get(element)

    def number(self, held):
        number = self.certified(held) or held.get("person.id_number")
        return number if number and self.is_sound(number) else None

    def certified(self, held):
        whole = held.get("person.disability_certificate", "")
        fine = self.is_sound(whole[:18]) and whole[18:19] in tuple("1234567")
        ends = len(whole) == 20 or (whole[20:21] == "B" and whole[21:].isdigit())
        return whole[:18] if fine and whole[19:20] in tuple("1234") and ends else None

    @staticmethod
    def is_sound(number):
        if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
            return False
        try:
            date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            return False
        return number == an_id_number(number[6:14], number[14:17], number[:6])

    def link(self, id_, element):
        there = self.get(id_, element)
        return there if there in self.subjects else None

    def open(self, kind, units):
        found = [each for each in self.subjects.values() if each.kind == kind and not each.closed]
        if units is not None:
            found = [each for each in found if each.unit in units]
        return sorted(found, key=lambda each: (each.unit, each.id))


def bind(field, element=None, *via, **more):
    return Binding(form="test", field=field, element=element, via=via, **more)


LEDGER = a_form(
    ("f1",), ("f2", "code"), ("f3", "integer"), ("f4", "year-month"), ("f5",), ("f6",), ("f7", "codes"), ("f8",),
    scope="person.age >= 18 or person.household.head.sex = '2'",
)  # fmt: skip
LEDGER_BINDINGS = (
    bind("f1", "person.name"),
    bind("f2", "person.sex", how="crosswalk", crosswalk={"1": "M", "2": "F"}),
    bind("f3", "person.age"),
    bind("f4", "person.birth_date", how="conversion", conversion="year-month-of-date"),
    bind("f5", "household.address", "person.household"),
    bind("f6", "person.id_number", "person.household", "household.head"),
    bind("f7", "person.tags", how="crosswalk", crosswalk={"a": "A", "c": "C"}),
    bind("f8", "person.sex", how="conversion", conversion="label-of-code"),
)
units = st.none() | st.lists(st.sampled_from(UNITS), unique=True)


@settings(max_examples=effort(12, 25))
@given(people(), households(), units)
def test_a_register_is_what_plain_python_gives(persons, homes, some):
    """A row for each open subject in scope; its cells derived, reached over links, crosswalked and converted."""
    village = Reference([*persons, *homes])

    def row(person):
        home = village.link(person.id, "person.household")
        head = home and village.link(home, "household.head")
        sex, birth = (
            village.get(person.id, "person.sex"),
            village.get(person.id, "person.birth_date"),
        )
        tags = village.get(person.id, "person.tags")
        return {
            "#unit": person.unit,
            "#subject": person.id,
            "f1": village.get(person.id, "person.name"),
            "f2": {"1": "M", "2": "F"}.get(sex),
            "f3": village.get(person.id, "person.age"),
            "f4": birth and birth[:7],
            "f5": home and village.get(home, "household.address"),
            "f6": head and village.get(head, "person.id_number"),
            "f7": None
            if tags is None
            else [{"a": "A", "c": "C"}[each] for each in tags if each != "b"],
            "f8": LABELS["sex"].get(sex, sex),
        }

    def in_scope(person):
        home = village.link(person.id, "person.household")
        head = home and village.link(home, "household.head")
        of_age = (village.get(person.id, "person.age") or 0) >= 18
        return of_age or bool(head and village.get(head, "person.sex") == "2")

    expected = [row(each) for each in village.open("person", some) if in_scope(each)]
    query = slicing.compile(LEDGER, LEDGER_BINDINGS, CATALOGUE, today=TODAY, units=some)
    with a_picture(*persons, *homes) as picture:
        assert expected == answers(picture, query)


BLOCKS = a_form(
    ("f1", "integer"),
    Field(
        id="f2",
        label="成员",
        kind="rows",
        fields=[a_field("f2.1"), a_field("f2.2", "integer"), a_field("f2.3")],
    ),
    Field(id="f3", label="帮扶人", kind="rows", fields=[a_field("f3.1")]),
    Field(id="f4", label="户主家庭成员", kind="rows", fields=[a_field("f4.1")]),
    subject="household",
)
BLOCKS_BINDINGS = (
    bind("f1", "household.member_count"),
    bind("f2", "household.members"),
    bind("f2.1", "person.name"),
    bind("f2.2", "person.age"),
    bind("f2.3", "person.name", "person.household", "household.head"),
    bind("f3", "household.helpers"),
    bind("f3.1", "person.sex"),
    bind("f4", "household.members", "household.head", "person.household"),
    bind("f4.1", "person.name"),
)


@settings(max_examples=effort(12, 25))
@given(people(), households(), units)
def test_a_block_lists_whom_its_link_leads_to(persons, homes, some):
    """Members are open, helpers may be closed; in the order of their ids, and an empty list where there is nobody."""
    village = Reference([*persons, *homes])

    def members(home):
        return [
            each
            for each in sorted(persons, key=lambda each: each.id)
            if home and each.values.get("person.household") == home and not each.closed
        ]

    def row(home):
        head = village.link(home.id, "household.head")
        head_home = head and village.link(head, "person.household")
        helpers = sorted(home.values.get("household.helpers", []))
        return {
            "#unit": home.unit,
            "#subject": home.id,
            "f1": len(members(home.id)) or None,
            "f2": [
                {
                    "f2.1": village.get(each.id, "person.name"),
                    "f2.2": village.get(each.id, "person.age"),
                    "f2.3": head and village.get(head, "person.name"),
                }
                for each in members(home.id)
            ],
            "f3": [
                {"f3.1": village.get(each, "person.sex")}
                for each in helpers
                if each in village.subjects
            ],
            "f4": [{"f4.1": village.get(each.id, "person.name")} for each in members(head_home)],
        }

    expected = [row(each) for each in village.open("household", some)]
    query = slicing.compile(BLOCKS, BLOCKS_BINDINGS, CATALOGUE, today=TODAY, units=some)
    with a_picture(*persons, *homes) as picture:
        assert expected == answers(picture, query)


SUMMARY = a_form(
    ("f1", "integer"), ("f2", "integer"), ("f3", "integer"), ("f4", "integer"), ("f5", "integer"), ("f6", "number"),
    subject="unit", layout="summary",
)  # fmt: skip
SUMMARY_BINDINGS = tuple(
    bind(field, how="measure", measure=measure)
    for field, measure in {
        "f1": "count(person)",
        "f2": "count(*) filter (where person.age >= 60 and person.sex = '2')",
        "f3": "count(distinct person.household)",
        "f4": "max(person.age)",
        "f5": "count(household)",
        "f6": "avg(person.age) filter (where contains(person.tags, 'a'))",
    }.items()
)


@settings(max_examples=effort(12, 25))
@given(people(), households(), units)
def test_a_summary_counts_what_plain_python_counts(persons, homes, some):
    """A row for each unit asked for, or for each that has anybody; nought where there is nobody to count."""
    village = Reference([*persons, *homes])

    def row(unit):
        ages = {
            each.id: village.get(each.id, "person.age") for each in village.open("person", [unit])
        }
        homes_of = {village.get(each, "person.household") for each in ages} - {None}
        tagged = [
            age for each, age in ages.items()
            if age is not None and "a" in (village.get(each, "person.tags") or ())
        ]  # fmt: skip
        known = [age for age in ages.values() if age is not None]
        women = [each for each, age in ages.items() if age is not None and age >= 60]
        return {
            "#unit": unit,
            "#subject": unit,
            "f1": len(ages),
            "f2": sum(village.get(each, "person.sex") == "2" for each in women),
            "f3": len(homes_of),
            "f4": max(known, default=None),
            "f5": len(village.open("household", [unit])),
            "f6": sum(tagged) / len(tagged) if tagged else None,
        }

    everybody = village.open("person", None) + village.open("household", None)
    expected = sorted({each.unit for each in everybody} if some is None else some)
    query = slicing.compile(SUMMARY, SUMMARY_BINDINGS, CATALOGUE, today=TODAY, units=some)
    with a_picture(*persons, *homes) as picture:
        assert [row(unit) for unit in expected] == answers(picture, query)


@settings(max_examples=effort(24, 60))
@given(
    people(),
    people(),
    households(),
    st.integers(0, 12),
    st.sampled_from(["ledger", "blocks", "summary"]),
    units,
    st.booleans(),
)
def test_a_slice_as_of_a_position_is_the_slice_then(
    earlier, later, homes, as_of, which, some, stated
):
    """Read as of a position, the history answers what the tables answered when they stood there."""
    form, bindings = {
        "ledger": (LEDGER, LEDGER_BINDINGS),
        "blocks": (BLOCKS, BLOCKS_BINDINGS),
        "summary": (SUMMARY, SUMMARY_BINDINGS),
    }[which]
    cleared = dict.fromkeys(CATALOGUE.elements)
    history = [*homes, *earlier]
    for each in later:
        values = {name: None for name in cleared if name.startswith("person.")} | each.values
        history.append(Subject(each.id, values, each.unit, each.kind, each.closed))
    now = slicing.compile(form, bindings, CATALOGUE, today=TODAY, units=some)
    then = slicing.compile(
        form, bindings, CATALOGUE, today=TODAY, as_of=as_of, stated=stated, units=some
    )
    with a_picture(*history[:as_of]) as picture:
        expected = answers(picture, now)
    with a_picture(*history) as picture:
        assert expected == answers(picture, then)


@settings(max_examples=effort(16, 60))
@given(
    people(),
    people(),
    households(),
    st.integers(1, 12),
    st.sampled_from(["ledger", "blocks", "summary"]),
    units,
    st.booleans(),
    st.integers(1, 60),
)
def test_the_past_put_together_in_parts_is_the_past(
    folder, earlier, later, homes, as_of, which, some, stated, most
):
    """However many values are put together at a time, and whether everybody is asked about or those of some units."""
    form, bindings = {
        "ledger": (LEDGER, LEDGER_BINDINGS),
        "blocks": (BLOCKS, BLOCKS_BINDINGS),
        "summary": (SUMMARY, SUMMARY_BINDINGS),
    }[which]
    among = None if some is None else Units.among(some, some)
    query = slicing.compile(
        form, bindings, CATALOGUE, today=TODAY, as_of=as_of, stated=stated, units=among
    )
    with a_picture(*homes, *earlier, *later) as picture:
        expected = answers(picture, query)
        with patch.object(piecemeal, "MOST", most):
            parts = Piecemeal(picture, folder)
            text, _ = parts.of(query.sql())
            found = answers(picture, SimpleNamespace(sql=lambda **_: text))
            parts.forget()

        assert expected == found


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from([*LEDGER.fields]), unique=True, min_size=1),
    st.sets(st.sampled_from(range(len(LEDGER_BINDINGS)))),
)
def test_a_slice_has_its_forms_columns_in_order(fields, some):
    """Exactly the form's own, whatever is bound; two technical ones stand before them."""
    bindings = [LEDGER_BINDINGS[each] for each in some]
    query = slicing.compile(a_form(*fields), bindings, CATALOGUE, today=TODAY)
    with a_picture() as picture:
        names = [each[0] for each in picture.execute(query.sql()).description]

    assert [*slicing.TECHNICAL, *(each.id for each in fields)] == names
    assert [each.id for each in fields] == [each.id for each in query.headers]


@settings(max_examples=20)
@given(st.permutations(["1", "2", "9"]), st.lists(st.sampled_from(["1", "2", "9"]), max_size=4))
def test_a_crosswalk_there_and_back_is_the_code_again(options, held):
    """Where one code is one option, what was filed as an option's code is read as that option."""
    there = dict(zip(["1", "2", "9"], options, strict=True))
    assume(len(set(there.values())) == len(there))
    back = {option: code for code, option in there.items()}
    people = [Subject(f"p{n}", {"person.sex": code}) for n, code in enumerate(held)]
    binding = bind("f1", "person.sex", how="crosswalk", crosswalk=there)
    query = slicing.compile(a_form(("f1", "code")), [binding], CATALOGUE, today=TODAY)
    with a_picture(*people) as picture:
        assert held == [back[each["f1"]] for each in answers(picture, query)]


@settings(max_examples=effort(12, 20))
@given(people(), households(), units)
def test_nobody_else_is_reached(persons, homes, some):
    """A form reaches those in its scope and whom links lead to from them, each once; among some, those of them."""
    village = Reference([*persons, *homes])
    of_age = {
        each.id
        for each in village.open("person", some)
        if (village.get(each.id, "person.age") or 0) >= 18
    }
    at_home = {village.get(each, "person.household") for each in of_age} - {None}
    together = {
        each.id
        for each in persons
        if not each.closed and each.values.get("person.household") in at_home
    }
    form = a_form(("f1",), scope="person.age >= 18")

    def reached(*via):
        query = slicing.reached(form, via, CATALOGUE, today=TODAY, units=some)
        found = [each["#subject"] for each in answers(picture, query)]
        assert len(found) == len(set(found))
        half = sorted(found)[::2]
        few = sqlglot.parse_one(
            f"""SELECT unnest({["nobody", *half]}) AS "#subject" """, dialect="duckdb"
        )
        query = slicing.reached(form, via, CATALOGUE, today=TODAY, units=some, among=few)
        assert half == sorted(each["#subject"] for each in answers(picture, query))
        return set(found)

    with a_picture(*persons, *homes) as picture:
        assert of_age == reached()
        assert at_home == reached("person.household")
        assert together == reached("person.household", "household.members")


@settings(max_examples=effort(12, 20))
@given(people(), households(), st.data())
def test_sets_found_in_one_look_are_those_found_one_by_one(persons, homes, data):
    """Each subject that is asked about is in the sets that would find it alone, whatever they start from."""
    forms = [a_form(("f1",), scope=each) for each in ("person.age >= 18", None, "person.sex = '1'")]
    ends = {
        "person": [(), ("person.household", "household.members")],
        "household": [("person.household",), ("person.household", "household.members", "person.household")],
    }  # fmt: skip
    kind = data.draw(st.sampled_from(sorted(ends)))
    sets = [(form, via) for form in forms for via in ends[kind]]
    drawn = [each.id for each in (persons if kind == "person" else homes)]
    some = data.draw(st.sets(st.sampled_from(drawn))) if drawn else set()
    few = sqlglot.parse_one(
        f"""SELECT unnest({["nobody", *sorted(some)]}) AS "#subject" """, dialect="duckdb"
    )
    query = reached_among(sets, slicing.Context(CATALOGUE, TODAY))
    query = query.with_(identifier("#among"), as_=few.copy())
    with a_picture(*persons, *homes) as picture:
        found = {each["#subject"]: each["#tags"] for each in answers(picture, query)}
        alone = {}
        for place, (form, via) in enumerate(sets):
            one = slicing.reached(form, via, CATALOGUE, today=TODAY, among=few)
            for each in answers(picture, one):
                alone.setdefault(each["#subject"], []).append(place)
    assert found == alone
