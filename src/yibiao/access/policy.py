"""(actor, act, place, day) → yes, or a refusal."""

from datetime import date
from typing import Final

from yibiao.access.acts import MATRIX, READING, Act
from yibiao.errors import NotAllowed
from yibiao.model.actor import OF_UNITS, Actor, Grant, Role
from yibiao.model.where import (
    Anywhere,
    AtUnit,
    Everywhere,
    OfDepartment,
    OfForm,
    OfImport,
    OfSubject,
    Where,
)

#: What is done with a file that brings entries.
_BRINGING: Final[frozenset[Act]] = frozenset({"import.bring", "import.read", "import.undo"})


def require(actor: Actor, act: Act, place: Where, today: date) -> None:
    """
    Let *actor* do *act* at *place* on that day.

    Raises:
        NotAllowed: None of the actor's grants reaches so far.
    """
    if not may(actor, act, place, today):
        raise NotAllowed(act=act, place=place.name)


def may(actor: Actor, act: Act, place: Where, today: date) -> bool:
    """Whether `require` lets it pass."""
    scopes = actor.scopes
    if scopes.acts is not None and act not in scopes.acts:
        return False
    if scopes.forms is not None and isinstance(place, OfForm) and place.id not in scopes.forms:
        return False
    if actor.seen_by is not None and act not in READING:
        return False
    return any(
        _lets(grant.role, act, place)
        and not grant.sensitive
        and grant.holds(today)
        and reaches(grant, act, place)
        for grant in actor.grants
    )


def reaches(grant: Grant, act: Act, place: Where) -> bool:
    """Whether a grant's place takes in *place*."""
    if isinstance(place, Anywhere):
        return True
    if isinstance(place, OfSubject):
        return reaches(grant, act, place.unit or Everywhere())
    if isinstance(place, AtUnit | OfImport):
        return _reaches_unit(grant, place)
    if isinstance(place, OfForm) and act == "slice.read":
        # Everybody reads a slice, as far as the rows are theirs: see `sight`.
        return grant.role in OF_UNITS or grant.department in (None, place.department)
    if isinstance(place, OfDepartment | OfForm):
        department = place.id if isinstance(place, OfDepartment) else place.department
        return grant.department == department or (grant.department is None and grant.unit is None)
    return grant.unit is None and grant.department is None


def _lets(role: Role, act: Act, place: Where) -> bool:
    """Whether a role holds *act* there; with a department's register, whoever loads it in the department's name does all."""
    acts = MATRIX[role]
    held = isinstance(place, OfImport) and act in _BRINGING
    return act in acts or (held and "register.lead" in acts)


def _reaches_unit(grant: Grant, place: AtUnit | OfImport) -> bool:
    """Whether a grant takes in a unit, or what is brought there; of a department's grants, what that department brings."""
    at, departments = (
        (place, {None}) if isinstance(place, AtUnit) else (place.unit, {None, place.department})
    )
    within = grant.unit is None or grant.unit == at.code or grant.unit in at.above
    return within and grant.department in departments
