"""(actor, grant to be given) → yes, or a refusal: downwards only, and nobody gives more than they hold."""

from collections.abc import Sequence
from datetime import date

from yibiao.access.acts import MATRIX, Act
from yibiao.errors import GrantTooWide
from yibiao.model.actor import MASKS, Actor, Grant


def require_giving(actor: Actor, act: Act, grant: Grant, above: Sequence[str], today: date) -> None:
    """
    Let *actor* give *grant*, or take it (*act*).

    One grant of the actor's own must hold everything that the new one holds: every act of its role, its place, its time,
    masks that show no less. A role is not given on where it is held: only a lesser one, or the same further down. What is
    uncovered must be uncovered for the actor, too. An administrator may give anything, for as long.

    Args:
        actor: Who gives.
        act: `grant.give` or `grant.take`.
        grant: What is given.
        above: The units above the grant's, if it has one.
        today: The day.

    Raises:
        GrantTooWide: No grant of the actor's holds so much.
    """
    scopes, places = actor.scopes, frozenset((grant.unit, *above)) if grant.unit else frozenset()
    barred = actor.seen_by is not None or scopes.forms is not None
    if not barred and (scopes.acts is None or act in scopes.acts):
        own = [each for each in actor.grants if each.holds(today)]
        plain = [each for each in own if not each.sensitive]
        if any(each.role == "administrator" and _in_time(each, grant) for each in plain):
            return
        if any(_holds(each, act, grant, places) for each in plain) and all(
            any(_uncovers(each, what, grant, places) for each in own) for what in grant.sensitive
        ):
            return
    raise GrantTooWide(role=grant.role, place=grant.unit or grant.department or "")


def _holds(own: Grant, act: Act, given: Grant, places: frozenset[str]) -> bool:
    acts = MATRIX[own.role]
    further_down = own.role != given.role or (own.unit != given.unit and given.unit is not None)
    return (
        act in acts
        and MATRIX[given.role] <= acts
        and further_down
        and _covers(own, given, places)
        and all(_no_wider(given, each, own) for each in own.masks)
    )


def _covers(own: Grant, given: Grant, places: frozenset[str]) -> bool:
    """Whether one's place and time take in the other's."""
    at_unit = own.unit is None or own.unit in places
    of_department = own.department == given.department or (
        own.department is None and own.unit is None
    )
    return at_unit and of_department and _in_time(own, given)


def _in_time(own: Grant, given: Grant) -> bool:
    return own.until is None or (given.until is not None and given.until <= own.until)


def _uncovers(own: Grant, what: str, given: Grant, places: frozenset[str]) -> bool:
    return what in own.sensitive and _covers(own, given, places) and _no_wider(given, what, own)


def _no_wider(given: Grant, element: str, own: Grant) -> bool:
    """Whether an element is shown no wider under one than under the other."""
    narrow, wide = (MASKS.index(each.masks.get(element, "full")) for each in (given, own))
    return narrow <= wide
