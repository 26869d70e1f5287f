"""Grants: given and taken, downwards only; who holds what."""

from collections.abc import Sequence

from yibiao import access
from yibiao.errors import Decided, GrantTooWide, NotFound
from yibiao.flows.granting.granted import Given
from yibiao.flows.house import House
from yibiao.model.actor import Actor, Grant
from yibiao.model.element import SENSITIVITIES
from yibiao.model.where import ANYWHERE

_ID = "grant-{}-{}"


def give(house: House, grant: Grant, actor: Actor) -> Given:
    """
    Give a grant. Giving the same again is harmless.

    Raises:
        GrantTooWide: The actor holds no grant that holds so much.
        NotFound: There is no such unit, department or element.
        Decided: Another grant has that id.
    """
    house.require_giving(actor, "grant.give", grant)
    _require_known(house, grant)
    with house.deciding:
        house.refresh()
        if grant.id not in house.registry.grants:
            body = {"grant": grant.document()}
            house.record(
                [house.draft("grant.given", actor, body, id_=_ID.format("given", grant.id))]
            )
        known = house.registry.grants[grant.id]
        if known.grant != grant:
            raise Decided(what_zh="该授权", what_en="grant", state="given")
    return known


def take(house: House, id_: str, actor: Actor, *, why: str | None = None) -> Given:
    """
    Take a grant. Taking it twice is harmless.

    Raises:
        NotAllowed: The actor takes no grants at all.
        NotFound: There is no such grant, or it lies outside what the actor gives and takes.
    """
    access.require(actor, "grant.take", ANYWHERE, house.today)
    with house.deciding:
        house.refresh()
        grants = house.registry.grants
        known = grants[id_]
        try:
            house.require_giving(actor, "grant.take", known.grant)
        except GrantTooWide:
            raise NotFound(what_zh="授权", what_en="grant", id=id_) from None
        if known.taken is None:
            body = {"grant": id_, **({"why": why} if why else {})}
            house.record([house.draft("grant.taken", actor, body, id_=_ID.format("taken", id_))])
        return grants[id_]


def given(house: House, actor: Actor, *, of: str | None = None) -> Sequence[Given]:
    """The grants at places where the actor may read them, and the actor's own; of one holder only, if one is named."""
    today = house.today
    if of != actor.id:
        access.require(actor, "grant.read", ANYWHERE, today)

    def readable(each: Given) -> bool:
        place = house.of(each.grant.unit, each.grant.department)
        return access.may(actor, "grant.read", place, today)

    return [
        each
        for each in house.registry.grants
        if of in (None, each.grant.actor) and (each.grant.actor == actor.id or readable(each))
    ]


def _require_known(house: House, grant: Grant) -> None:
    """What a grant names is there."""
    if grant.unit is not None:
        house.registry.unit(grant.unit)
    if grant.department is not None:
        house.registry.department(grant.department)
    for each in (*grant.masks, *(one for one in grant.sensitive if one not in SENSITIVITIES)):
        house.registry.element(each)
