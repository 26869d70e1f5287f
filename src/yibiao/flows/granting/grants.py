"""Grants: given and taken, downwards only; who holds what."""

import uuid
from collections.abc import Sequence

from yibiao import access
from yibiao.errors import Decided, GrantTooWide, NotFound
from yibiao.flows.granting.granted import Given
from yibiao.flows.house import House
from yibiao.model.actor import Actor, Grant, Mask
from yibiao.model.element import SENSITIVITIES
from yibiao.model.where import ANYWHERE

_ID = "grant-{}-{}"
#: How ids of these events begin.
EVENT_IDS = tuple(_ID.format(what, "") for what in ("given", "taken"))


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


def mask(house: House, id_: str, element: str, mask: Mask, actor: Actor) -> Given:
    """
    Show *element* under a grant as *mask* does, from now on: it is taken, and another given that says so, in one.

    Raises:
        NotAllowed: The actor takes no grants at all.
        GrantTooWide: The actor holds no grant that shows so much.
        NotFound: There is no such element, or no such grant that stands where the actor gives and takes.
    """
    access.require(actor, "grant.take", ANYWHERE, house.today)
    with house.deciding:
        house.refresh()
        known = house.registry.grants[id_]
        if known.taken is not None:
            raise NotFound(what_zh="授权", what_en="grant", id=id_)
        grant = known.grant
        try:
            house.require_giving(actor, "grant.take", grant)
        except GrantTooWide:
            raise NotFound(what_zh="授权", what_en="grant", id=id_) from None
        house.registry.element(element)
        if grant.masks.get(element, "full") == mask:
            return known
        masks = {**grant.masks, element: mask}
        shown = {each: one for each, one in masks.items() if one != "full"}
        other = grant.model_copy(update={"id": uuid.uuid4().hex, "masks": shown})
        house.require_giving(actor, "grant.give", other)
        _require_known(house, other)
        house.record(
            [
                house.draft("grant.given", actor, {"grant": other.document()}, id_=_ID.format("given", other.id)),
                house.draft("grant.taken", actor, {"grant": id_}, id_=_ID.format("taken", id_)),
            ]
        )  # fmt: skip
        return house.registry.grants[other.id]


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
