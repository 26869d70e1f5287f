import json

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tests.little import CATALOGUE, PERSON_QUESTIONS, TODAY, a_form, an_entry, values
from yibiao.filling import check, checking, fold
from yibiao.merging import merge
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Record

FORM, BINDINGS = a_form([*PERSON_QUESTIONS, "person.income"])
TABLE = merge(SubjectKind.PERSON, [FORM], BINDINGS, CATALOGUE)

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def errors(given_values):
    found = check(an_entry(given_values), TABLE, today=TODAY)
    return [each for each in found if each.level == "error"]


@given(values())
@settings(max_examples=200)
def test_both_engines_agree(given_values):
    """The quick one lets pass exactly what the explaining one finds nothing in."""
    assert checking._quick(TABLE).is_valid(given_values) == checking._explaining(TABLE).is_valid(
        given_values
    )


@given(values())
@settings(max_examples=150)
def test_a_value_is_refused_exactly_when_it_is_wrong(given_values):
    """Said again from the definition of each kind, without any schema."""
    wrong = {f"#/values/{id_}" for id_, value in given_values.items() if not right(id_, value)}

    assert wrong == {"/".join(each.where.split("/")[:3]) for each in errors(given_values)}


def right(id_, value):
    element = CATALOGUE.elements.get(id_)
    if element is None:
        return False
    return value is None or (RIGHT[element.kind.value](value, element) and possible(id_, value))


def possible(id_, value):
    return id_ != "person.age" or 0 <= value <= 130


def digits(value, *lengths):
    parts = value.split("-") if isinstance(value, str) else []
    return [len(each) for each in parts] == [*lengths] and all(
        each in "0123456789" for part in parts for each in part
    )


def a_day(value):
    if not digits(value, 4, 2, 2):
        return False
    year, month, day = (int(each) for each in value.split("-"))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return year > 0 and 1 <= month <= 12 and 1 <= day <= lengths[month - 1]


def an_id_number(value, _):
    if not isinstance(value, str) or len(value) != 18 or not digits(value[:17], 17):
        return False
    check_digit = "10X98765432"[
        sum(int(each) * weight for each, weight in zip(value[:17], WEIGHTS, strict=True)) % 11
    ]
    return value[17] == check_digit and a_day(f"{value[6:10]}-{value[10:12]}-{value[12:14]}")


def a_phone(value, _):
    return (
        isinstance(value, str)
        and 5 <= len(value) <= 25
        and value[0] in "+0123456789"
        and all(each in "0123456789- " for each in value[1:])
    )


def a_number(value, _):
    return isinstance(value, int | float) and not isinstance(value, bool)


def some_codes(value, element):
    known = [each.code for each in CATALOGUE.code_lists[element.code_list].codes]
    return (
        isinstance(value, list)
        and all(isinstance(each, str) and each in known for each in value)
        and len(set(value)) == len(value)
    )


RIGHT = {
    "text": lambda value, _: isinstance(value, str),
    "link": lambda value, _: isinstance(value, str),
    "boolean": lambda value, _: isinstance(value, bool),
    "integer": lambda value, _: a_number(value, _) and value == int(value),
    "money": a_number,
    "date": lambda value, _: a_day(value),
    "id-number": an_id_number,
    "phone": a_phone,
    "code": lambda value, _: value in ("1", "2"),
    "codes": some_codes,
    "rows": lambda value, _: isinstance(value, list) and all(isinstance(e, dict) for e in value),
}


@given(values())
@settings(max_examples=100)
def test_what_passes_satisfies_the_published_schema_and_conversely(given_values):
    """By the plain validator of the published schema, with `pattern` as ECMA-262 has it and our three formats."""
    published = json.loads(json.dumps(TABLE.json_schema))
    checker = checking._explaining(TABLE).format_checker
    plain = Draft202012Validator(published, format_checker=checker)
    # Python's `$` and `\d` are wider than ECMA's; texts in which that shows are left to the other property.
    texts = [each for each in given_values.values() if isinstance(each, str)]
    assume(all(each.isascii() and not each.endswith("\n") for each in texts))

    try:
        plain.validate(given_values)
        passes = True
    except ValidationError:
        passes = False
    broken_rules = [each for each in errors(given_values) if each.code == "rule-broken"]
    assert passes == (errors(given_values) == broken_rules)


@given(values())
@settings(max_examples=80)
def test_checking_never_mutates(given_values):
    entry = an_entry(given_values)
    before = entry.model_dump_json()

    check(entry, TABLE, today=TODAY)

    assert before == entry.model_dump_json()


CELLS = ("person.name", "person.phone")


@st.composite
def histories(draw):
    """Entries about one subject, as (values, what their stater had seen)."""
    entries = [({}, 0)]
    for position in range(2, draw(st.integers(2, 8))):
        stated = draw(st.dictionaries(st.sampled_from(CELLS), st.sampled_from("xyz"), max_size=2))
        entries.append((stated, draw(st.one_of(st.none(), st.integers(0, position - 1)))))
    return entries


def record_of(history):
    record = None
    for position, (stated, base) in enumerate(history, 1):
        act = "open" if record is None else "state"
        record = fold(record, an_entry(stated, act=act, base=base), position)
    return record


@given(histories())
@settings(max_examples=200)
def test_a_statement_stands_until_somebody_who_saw_it_or_agrees_states_the_cell(history):
    """Read off the whole history at once, where the fold goes entry by entry."""
    cells = record_of(history).cells

    for element in CELLS:
        said = [
            (position, stated[element], position - 1 if base is None else base)
            for position, (stated, base) in enumerate(history, 1)
            if element in stated
        ]
        if not said:
            assert element not in cells
            continue
        standing = [
            (position, value)
            for position, value, _ in said
            if all(seen < position and other != value
                   for later, other, seen in said if later > position)
        ]  # fmt: skip
        cell = cells[element]
        assert standing == [
            *((each.position, each.value) for each in cell.contested), (cell.position, cell.value)
        ]  # fmt: skip


@given(histories(), histories(), st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_entries_about_different_subjects_commute(one, other, random):
    """However the two are interleaved, each record is what its own entries give."""
    waiting = {"a": list(enumerate(one, 1)), "b": list(enumerate(other, 1))}
    records: dict[str, Record | None] = {"a": None, "b": None}
    while any(waiting.values()):
        subject = random.choice([each for each in waiting if waiting[each]])
        position, (stated, base) = waiting[subject].pop(0)
        act = "open" if records[subject] is None else "state"
        entry = an_entry(stated, act=act, base=base, subject=subject)
        records[subject] = fold(records[subject], entry, position)

    assert record_of(one).cells == records["a"].cells
    assert record_of(other).cells == records["b"].cells


@given(histories(), st.dictionaries(st.sampled_from(CELLS), st.text(max_size=3), max_size=1))
@settings(max_examples=80)
def test_what_an_entry_omits_stays(history, stated):
    record = record_of(history)
    after = fold(record, an_entry(stated), record.position + 1)

    for element in CELLS:
        if element not in stated:
            assert record.cells.get(element) == after.cells.get(element)
