"""What registers say, what devices had kept, and what becomes of a subject."""

import pytest
from msgspec import to_builtins
from pydantic import ValidationError

from tests.little import an_entry
from yibiao.errors import SubjectClosed, SubjectNotOpened
from yibiao.filling import fold, require_admissible
from yibiao.model.record import Statement

PHONE = "person.phone"


def held(*entries):
    record = None
    for position, entry in enumerate(entries, 1):
        require_admissible(entry, record)
        record = fold(record, entry, position)
    return record


def opened(values=None, **more):
    return an_entry(values, act="open", **more)


def said(value, **more):
    return an_entry({PHONE: value}, **more)


def load(value, **more):
    return an_entry({PHONE: value}, act="load", **more)


def kept(number, value=None, device="phone", base=1, **more):
    values = {} if value is None else {PHONE: value}
    return an_entry(values, chain={"device": device, "number": number}, base=base, **more)


def phone(*entries):
    cell = held(opened(), *entries).cells[PHONE]
    return cell.value, cell.loaded, [each.value for each in cell.contested]


def test_what_a_register_says_is_held_where_nobody_says_anything():
    assert ("1", True, []) == phone(load("1"))


def test_a_register_does_not_overrule_a_person():
    assert ("1", False, ["2"]) == phone(said("1"), load("2"))
    assert ("1", False, []) == phone(said("1"), load("1"))


def test_what_a_register_says_next_takes_the_place_of_what_it_said():
    assert ("2", True, []) == phone(load("1"), load("2"))
    assert ("1", False, ["3"]) == phone(said("1"), load("2"), load("3"))


def test_a_person_overrules_a_register():
    """Whoever had not seen what was loaded contests it, whichever of the two came first."""
    assert ("2", False, []) == phone(load("1"), said("2"))
    assert ("2", False, ["1"]) == phone(load("1"), said("2", base=1))


def test_what_was_loaded_is_confirmed_by_who_had_seen_it():
    assert ("1", False, []) == phone(load("1"), an_entry(act="confirm"))
    assert ("1", True, []) == phone(load("1"), an_entry(act="confirm", base=1))
    assert ("1", False, ["2"]) == phone(load("1"), an_entry(act="confirm"), load("2"))


def test_a_record_of_plain_statements_is_stored_as_before():
    document = to_builtins(held(opened(), said("1"), said("2")))

    assert {PHONE: {"value": "2", "position": 3}} == document["cells"]
    assert {"subject", "kind", "unit", "position", "confirmed", "cells"} == set(document)


def test_only_opening_and_confirming_say_that_all_the_rest_still_holds():
    record = held(opened({"person.name": "甲"}), said("1"))
    confirmed = held(opened({"person.name": "甲"}), said("1"), an_entry(act="confirm"))

    assert (1, 1, 2) == (record.confirmed, record.fresh("person.name"), record.fresh(PHONE))
    assert (3, 3) == (confirmed.fresh("person.name"), confirmed.fresh(PHONE))


def test_what_a_device_said_before_comes_late_and_is_history():
    assert ("2", False, []) == phone(kept(2, "2"), kept(1, "1"))
    assert ("3", False, []) == phone(kept(2, "2"), said("3"), kept(1, "1"))


def test_what_a_device_says_unknowing_is_contested_and_a_desk_is_held():
    assert ("2", False, ["1"]) == phone(said("2"), kept(1, "1"))
    assert ("2", False, ["1"]) == phone(kept(1, "1"), said("2", base=1))


def test_of_two_devices_the_first_by_name_is_held():
    assert ("1", False, ["2"]) == phone(kept(1, "1", "a"), kept(1, "2", "b"))
    assert ("1", False, ["2"]) == phone(kept(1, "2", "b"), kept(1, "1", "a"))


def test_a_device_without_a_base_has_seen_its_own_words_only():
    assert ("1", False, ["2"]) == phone(said("1"), kept(1, "2", base=None))
    assert ("3", False, []) == phone(kept(1, "2", base=None), kept(2, "3", base=None))


def test_the_same_number_twice_loses_neither():
    """Two copies of one device."""
    assert ({"1", "2"}) == {
        each
        for value, _, contested in [phone(kept(1, "1"), kept(1, "2"))]
        for each in (value, *contested)
    }


def test_two_devices_that_agree_stand_apart():
    """One of them changes its mind; the other still says what it said."""
    entries = (kept(1, "1", "a"), kept(1, "1", "b"))

    assert ("1", False, []) == phone(*entries)
    assert ("2", False, ["1"]) == phone(*entries, kept(2, "2", "a"))
    assert ("2", False, ["1"]) == phone(*reversed(entries), kept(2, "2", "a"))


def test_what_a_device_says_of_a_subject_not_opened_yet_may_be_sent_again():
    with pytest.raises(SubjectNotOpened) as refused:
        require_admissible(kept(2, "1"), None)

    assert ("subject-not-opened", {"subject": "s"}) == (refused.value.code, refused.value.facts)


def test_what_a_device_had_said_before_it_knew_of_the_closing_is_taken():
    record = held(opened(), an_entry(act="close", reason="died"), kept(1, "1"))

    assert (True, "died", "1") == (record.closed, record.reason, record.cells[PHONE].value)


def test_a_device_that_knows_of_the_closing_is_refused():
    record = held(opened(), an_entry(act="close"))

    with pytest.raises(SubjectClosed):
        require_admissible(kept(1, "1", base=2), record)
    with pytest.raises(SubjectClosed):
        require_admissible(said("1", base=1), record)


def test_what_is_merged_is_closed_and_says_into_what():
    record = held(opened({PHONE: "1"}), an_entry(act="merge", into="t"))
    again = held(opened({PHONE: "1"}), an_entry(act="merge", into="t"), opened())

    assert (True, "t") == (record.closed, record.merged_into)
    assert (False, None, "1") == (again.closed, again.merged_into, again.cells[PHONE].value)


def test_two_who_move_a_subject_apart_contest_where_it_is():
    record = held(opened(), an_entry(act="move", unit="v"), an_entry(act="move", unit="w", base=1))

    assert ("w", (Statement(value="v", position=2),)) == (record.unit, record.moved.contested)
    assert ((), "v") == (
        held(opened(), an_entry(act="move", unit="v")).moved.contested,
        held(opened(), an_entry(act="move", unit="v")).unit,
    )


def test_what_somebody_is_opened_with_out_of_a_register_is_loaded():
    """Opened again, too: what a person stated is held, and the unit and that it is open are stated."""
    first = held(opened({PHONE: "1"}, loaded=[PHONE])).cells[PHONE]
    again = [an_entry(act="close"), opened({PHONE: "2"}, loaded=[PHONE], unit="v")]
    record = held(opened(), said("1"), *again)

    assert ("1", True) == (first.value, first.loaded)
    assert ("1", False, ["2"]) == phone(said("1"), *again)
    assert (False, "v") == (record.closed, record.unit)


def test_only_an_opening_is_loaded_in_part_and_of_what_it_says():
    with pytest.raises(ValidationError, match="loaded_with_open"):
        an_entry({PHONE: "1"}, loaded=[PHONE])
    with pytest.raises(ValidationError, match="loaded_of_values"):
        an_entry(act="open", loaded=[PHONE])


def test_only_a_closing_has_a_reason():
    with pytest.raises(ValidationError, match="reason_with_close"):
        an_entry(act="state", reason="died")
