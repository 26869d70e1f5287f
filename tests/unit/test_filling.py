import importlib
from collections import OrderedDict

import pytest
from msgspec import to_builtins

from tests.little import CATALOGUE, NUMBER, PERSON_QUESTIONS, TODAY, a_form, an_entry, id_number
from yibiao.errors import Conflict, NotFound, SubjectClosed, SubjectExists
from yibiao.filling import (
    Beside,
    check,
    checking,
    fold,
    keyed_by,
    keys,
    know_keys,
    make_ready,
    require_admissible,
    rules,
)
from yibiao.merging import merge
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Statement

FORM, BINDINGS = a_form([*PERSON_QUESTIONS, "person.income"])
TABLE = merge(SubjectKind.PERSON, [FORM], BINDINGS, CATALOGUE)
ORGANISATION_FORM = a_form(["organisation.uscc"], subject="organisation")
ORGANISATIONS = merge(
    SubjectKind.ORGANISATION, [ORGANISATION_FORM[0]], ORGANISATION_FORM[1], CATALOGUE
)


def findings(values, record=None, **more):
    return check(an_entry(values, **more), TABLE, today=TODAY, beside=Beside(record=record))


def codes(values, record=None, **more):
    return [(each.code, each.where) for each in findings(values, record, **more)]


def held(*entries):
    record = None
    for position, entry in enumerate(entries, 1):
        record = fold(record, entry, position)
    return record


def opened(values=None):
    return an_entry(values, act="open")


def test_whoever_comes_first_waits_for_nothing_that_was_made_ready(monkeypatch):
    """Of a table of its own, which no other test has made ready."""
    form, bindings = a_form(["person.name", "person.id_number"])
    table = merge(SubjectKind.PERSON, [form], bindings, CATALOGUE)
    make_ready(table)

    def refuse(*_, **__):
        raise AssertionError("made only now")

    monkeypatch.setattr(checking.jsonschema_rs, "validator_for", refuse)
    monkeypatch.setattr(rules, "evaluated", refuse)
    assert () == check(an_entry({"person.name": "甲"}), table, today=TODAY)


def test_good_values_give_no_finding():
    assert [] == codes(
        {"person.name": "甲", "person.id_number": NUMBER, "person.sex": "1", "person.tags": ["a", "b"],
         "person.birth_date": "1990-01-01", "person.disabled": False, "person.phone": None}
    )  # fmt: skip


def test_all_that_is_wrong_is_said_at_once():
    """A worker mends everything in one go."""
    assert {
        ("unknown-element", "#/values/person.nothing"),
        ("code-not-in-list", "#/values/person.sex"),
        ("value-malformed", "#/values/person.phone"),
    } == set(codes({"person.nothing": 1, "person.sex": "3", "person.phone": "x"}))


@pytest.mark.parametrize(
    ("element", "value", "code"),
    [
        ("person.id_number", NUMBER[:-1] + "9", "id-number-check-digit"),
        ("person.id_number", id_number("99999919901301001"), "id-number-birth-date"),
        ("person.id_number", NUMBER[:-1], "value-malformed"),
        ("person.id_number", NUMBER + "\n", "value-malformed"),
        ("person.birth_date", "2026-02-29", "value-malformed"),
        ("person.birth_date", "2026-1-1", "value-malformed"),
        ("person.birth_date", "２０００-01-01", "value-malformed"),
        ("person.income", "12", "value-malformed"),
        ("person.disabled", "是", "value-malformed"),
        ("person.sex", 1, "value-malformed"),
        ("person.sex", "男", "code-not-in-list"),
        ("person.visits", [1], "value-malformed"),
    ],
)
def test_one_thing_wrong_is_one_finding(element, value, code):
    (finding, *others) = findings({element: value})

    assert (code, []) == (finding.code, others)
    assert finding.where.startswith(f"#/values/{element}")


def test_one_of_several_codes_is_pointed_at():
    assert [("code-not-in-list", "#/values/person.tags/1")] == codes({"person.tags": ["a", "x"]})


def test_the_same_code_twice_is_malformed():
    assert [("value-malformed", "#/values/person.tags")] == codes({"person.tags": ["a", "a"]})


def test_a_code_finding_names_permitted_codes():
    (finding,) = findings({"person.sex": "9"})

    assert {"count": 2, "first": "1 男, 2 女"}.items() <= finding.facts.items()


def test_a_wrong_check_digit_of_an_organisation_is_found():
    entry = an_entry({"organisation.uscc": "91350100M000100Y44"}, kind="organisation")

    (finding,) = check(entry, ORGANISATIONS, today=TODAY)

    assert "uscc-check-digit" == finding.code


def test_findings_carry_no_value_and_read_in_both_languages():
    (finding,) = findings({"person.id_number": NUMBER[:-1] + "9"})
    said = str(finding.document())

    assert NUMBER[:-1] not in said
    assert "{" not in finding.says("zh") + finding.says("en") + finding.remedy("zh")


def test_an_entry_about_another_kind_is_refused():
    assert [("entry-of-another-kind", "#/kind")] == codes({}, kind="household")


def test_checking_does_not_change_the_entry():
    entry = an_entry({"person.tags": ["a", "x"]})
    before = entry.model_dump()

    check(entry, TABLE, today=TODAY)

    assert before == entry.model_dump()


def test_what_was_filed_and_what_follows_disagree():
    """The seventeenth digit is odd, so the person is a man."""
    (finding,) = findings({"person.id_number": NUMBER, "person.sex": "2"})

    assert ("derived-disagrees", "warning") == (finding.code, finding.level)
    assert "#/values/person.sex" == finding.where


def test_what_is_stated_is_compared_with_what_is_held():
    record = held(opened({"person.sex": "2"}))

    assert [("derived-disagrees", "#/values/person.id_number")] == codes(
        {"person.id_number": NUMBER}, record
    )
    assert [] == codes({"person.phone": "13900000000"}, record)


def test_an_age_filed_once_says_nothing_against_time():
    record = held(opened({"person.age": 20}))

    assert [] == codes({"person.birth_date": "1990-01-01"}, record)
    assert [("derived-disagrees", "#/values/person.age")] == codes(
        {"person.birth_date": "1990-01-01", "person.age": 20}
    )


def test_unusual_values_are_warnings():
    unusual = findings({"person.income": -1, "person.birth_date": "1850-01-01"})

    assert {"number-negative", "date-unlikely"} == {each.code for each in unusual}
    assert {"warning"} == {each.level for each in unusual}


def test_an_identity_number_of_somebody_not_born_yet_is_unusual():
    assert [("date-unlikely", "#/values/person.id_number")] == codes(
        {"person.id_number": id_number("99999920300101001")}
    )


def test_stating_about_a_subject_of_another_unit_is_unusual():
    record = held(opened())

    assert [("subject-elsewhere", "#/unit")] == codes({}, record, unit="v")
    assert [] == codes({}, record, unit="v", act="move")


def test_opening_gives_a_record():
    record = held(opened({"person.name": "甲"}))

    assert ("s", SubjectKind.PERSON, "u", 1, 1, False) == (
        record.subject, record.kind, record.unit, record.position, record.confirmed, record.closed
    )  # fmt: skip
    assert ("甲", 1, ()) == tuple(getattr(record.cells["person.name"], each) for each in
                                 ("value", "position", "contested"))  # fmt: skip


def test_what_an_entry_omits_stays():
    record = held(opened({"person.name": "甲"}), an_entry({"person.phone": "1"}))

    assert {"person.name": 1, "person.phone": 2} == {
        element: cell.position for element, cell in record.cells.items()
    }


def test_null_clears_and_says_who_cleared():
    record = held(opened({"person.phone": "1"}), an_entry({"person.phone": None}))

    assert (None, 2) == (record.cells["person.phone"].value, record.cells["person.phone"].position)


def test_confirming_refreshes_and_changes_nothing_else():
    record = held(opened({"person.name": "甲"}), an_entry(act="confirm"))

    assert (2, 2, 1) == (record.position, record.confirmed, record.cells["person.name"].position)


def test_moving_changes_the_unit_only():
    record = held(opened({"person.name": "甲"}), an_entry(act="move", unit="v"))

    assert ("v", 1, "甲") == (record.unit, record.confirmed, record.cells["person.name"].value)


def test_stating_from_another_unit_moves_nobody():
    assert "u" == held(opened(), an_entry(unit="v")).unit


def test_closing_and_opening_again_keeps_what_was_held():
    closed = held(opened({"person.name": "甲"}), an_entry(act="close"))
    again = fold(closed, opened(), 3)

    assert (True, False) == (closed.closed, again.closed)
    assert "甲" == again.cells["person.name"].value


def test_two_who_had_not_seen_each_other_collide_in_that_cell_only():
    """The newest is held, the other kept beside it; a different cell is not touched."""
    record = held(
        opened({"person.name": "甲", "person.phone": "0"}),
        an_entry({"person.phone": "1"}, base=1),
        an_entry({"person.phone": "2", "person.name": "乙"}, base=1),
    )

    phone, name = record.cells["person.phone"], record.cells["person.name"]
    assert ("2", (Statement(value="1", position=2),)) == (phone.value, phone.contested)
    assert ("乙", ()) == (name.value, name.contested)


def test_saying_the_same_is_no_conflict():
    record = held(
        opened(),
        an_entry({"person.tags": ["a", "b"]}, base=1),
        an_entry({"person.tags": ["b", "a"]}, base=1),
    )

    assert () == record.cells["person.tags"].contested


def test_true_is_not_one():
    record = held(opened({"person.visits": True}), an_entry({"person.visits": 1}, base=0))

    assert 1 == len(record.cells["person.visits"].contested)


def test_whoever_has_seen_it_settles_a_contest():
    contested = (
        opened(),
        an_entry({"person.phone": "1"}, base=1),
        an_entry({"person.phone": "2"}, base=1),
    )

    assert (
        ()
        == held(*contested, an_entry({"person.phone": "1"}, base=3)).cells["person.phone"].contested
    )
    assert () == held(*contested, an_entry({"person.phone": "3"})).cells["person.phone"].contested
    assert 2 == len(
        held(*contested, an_entry({"person.phone": "3"}, base=1)).cells["person.phone"].contested
    )


def test_folding_leaves_the_record_it_was_given():
    record = held(opened({"person.name": "甲"}))
    before = to_builtins(record)

    fold(record, an_entry({"person.name": "乙"}), 2)

    assert before == to_builtins(record)


@pytest.mark.parametrize(
    ("record", "entry", "problem"),
    [
        (None, an_entry(), NotFound),
        (held(opened()), opened(), SubjectExists),
        (held(opened(), an_entry(act="close")), an_entry(), SubjectClosed),
        (held(opened(), an_entry(act="close")), an_entry(act="close"), SubjectClosed),
        (held(opened()), an_entry(kind="household"), Conflict),
    ],
)
def test_entries_that_may_not_follow_are_refused(record, entry, problem):
    with pytest.raises(problem):
        require_admissible(entry, record)


@pytest.mark.parametrize(
    ("record", "entry"),
    [
        (None, opened()),
        (held(opened()), an_entry()),
        (held(opened(), an_entry(act="close")), opened()),
    ],
)
def test_entries_that_may_follow_pass(record, entry):
    require_admissible(entry, record)


def test_of_keys_computed_elsewhere_the_oldest_are_forgotten(monkeypatch):
    """Nobody asks for those of what was refused; they leave room for others."""
    of_keys = importlib.import_module("yibiao.filling.keys")
    monkeypatch.setattr(of_keys, "_told_elsewhere", OrderedDict())
    monkeypatch.setattr(of_keys, "_MOST_TOLD", 2)
    values = {"person.name": "甲"}
    for n in range(3):
        told = keyed_by(SubjectKind.PERSON, values)
        know_keys(SubjectKind.PERSON, f"told {n}", told, frozenset({n}))

    came = [keys(SubjectKind.PERSON, f"told {n}", values) for n in range(3)]
    assert [False, True, True] == [found == {n} for n, found in enumerate(came)]
    assert not of_keys._told_elsewhere
