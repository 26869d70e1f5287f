"""Single cases of the policy: what a grant reaches, and when it ends."""

from datetime import date

import pytest
from pydantic import ValidationError

from yibiao import access
from yibiao.errors import NotAllowed
from yibiao.model.actor import Actor, Grant, Scopes
from yibiao.model.where import (
    ANYWHERE,
    EVERYWHERE,
    AtUnit,
    OfDepartment,
    OfForm,
    OfSubject,
)

TODAY = date(2026, 1, 1)
UNIT = AtUnit("999999001001", ("999999001",))
OTHER = AtUnit("999999002001", ("999999002",))
FORM = OfForm("civil-affairs.elderly@1", "civil-affairs")


def holding(role, **more):
    return Actor(id="user:a", grants=(Grant(id="g", actor="user:a", role=role, **more),))


WORKER = holding("worker", unit=UNIT.code)
TOWNSHIP = holding("township", unit="999999001")
ANALYST = holding("analyst", department="civil-affairs", unit="999999001")


@pytest.mark.parametrize(
    ("actor", "act", "place", "lets"),
    [
        (WORKER, "entry.file", UNIT, True),
        (WORKER, "entry.file", OTHER, False),
        (WORKER, "entry.file", AtUnit("999999001001001", ("999999001001", "999999001")), True),
        (WORKER, "round.submit", UNIT, False),
        (WORKER, "registry.read", ANYWHERE, True),
        (WORKER, "form.admit", FORM, False),
        (WORKER, "slice.read", FORM, True),
        (TOWNSHIP, "round.return", UNIT, True),
        (TOWNSHIP, "round.return", OTHER, False),
        (TOWNSHIP, "record.read", OfSubject("person:1", UNIT), True),
        (TOWNSHIP, "record.read", OfSubject("person:1", OTHER), False),
        (TOWNSHIP, "record.read", OfSubject("person:1", None), False),
        (ANALYST, "slice.read", FORM, True),
        (ANALYST, "slice.read", OfForm("other.form@1", "other"), False),
        (ANALYST, "slice.read", OfDepartment("civil-affairs"), True),
        (ANALYST, "record.read", UNIT, False),
        (holding("registrar", department="civil-affairs"), "form.submit", OfDepartment("other"), False),
        (holding("office"), "form.admit", FORM, True),
        (holding("office", unit="999999001"), "form.admit", FORM, False),
        (holding("office", unit="999999001"), "round.return", UNIT, True),
        (holding("office"), "slice.read", FORM, False),
        (holding("auditor"), "access.read", EVERYWHERE, True),
        (holding("auditor"), "entry.file", UNIT, False),
        (holding("administrator"), "journal.restore", EVERYWHERE, True),
        (holding("administrator"), "record.read", OfSubject("person:1", None), True),
    ],
)  # fmt: skip
def test_a_grant_reaches_its_place_and_no_further(actor, act, place, lets):
    """By role, and by where the grant is."""
    assert access.may(actor, act, place, TODAY) is lets


def test_a_grant_ends_with_its_last_day():
    """On that day it still holds."""
    actor = holding("worker", unit=UNIT.code, until=TODAY)

    access.require(actor, "entry.file", UNIT, TODAY)
    with pytest.raises(NotAllowed):
        access.require(actor, "entry.file", UNIT, date(2026, 1, 2))


def test_a_token_narrows_what_its_owner_may():
    """To its acts and its forms."""
    scopes = Scopes(acts={"slice.read"}, forms={FORM.id})
    token = ANALYST.model_copy(update={"scopes": scopes})

    assert access.may(token, "slice.read", FORM, TODAY)
    assert not access.may(
        token, "slice.read", OfForm("civil-affairs.other@1", "civil-affairs"), TODAY
    )
    assert not access.may(token, "registry.read", ANYWHERE, TODAY)


def test_whoever_looks_as_somebody_else_changes_nothing():
    """Reading goes as far as theirs; nothing is filed in their name."""
    seen = WORKER.model_copy(update={"seen_by": "user:admin"})

    assert access.may(seen, "record.read", UNIT, TODAY)
    assert not access.may(seen, "entry.file", UNIT, TODAY)


def test_a_sensitive_grant_opens_nothing_by_itself():
    """It uncovers what others show, and no more."""
    actor = holding("worker", unit=UNIT.code, sensitive=("health",), purpose="随访", until=TODAY)

    assert not access.may(actor, "record.read", UNIT, TODAY)


@pytest.mark.parametrize(
    "said",
    [
        {"role": "worker"},
        {"role": "analyst"},
        {"role": "worker", "unit": "999999001001", "department": "civil-affairs"},
        {"role": "administrator", "unit": "999999001001"},
        {"role": "worker", "unit": "999999001001", "sensitive": ("health",)},
        {"role": "worker", "unit": "999999001001", "sensitive": ("health",), "purpose": "随访"},
    ],
)
def test_a_grant_that_is_nowhere_or_endless_is_none(said):
    """A role of a unit has one, a role of a department has one, a sensitive grant a purpose and an end."""
    with pytest.raises(ValidationError):
        Grant(id="g", actor="user:a", **said)
