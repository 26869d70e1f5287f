"""Deeds: who admitted, granted, opened, merged and closed what, the newest first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from yibiao import access
from yibiao.flows.house import House
from yibiao.flows.registry import REGISTRY_KINDS
from yibiao.model.actor import Actor
from yibiao.model.deed import Deed
from yibiao.model.event import Event
from yibiao.model.where import EVERYWHERE

#: Ids that say what an event is about, and no value of anybody.
_IDS: Final = (
    "actor", "role", "department", "unit", "element", "other", "act", "field", "round", "form", "account", "grant",
    "challenge", "webhook", "import", "change", "by", "due",
)  # fmt: skip

#: What may say of somebody why, and is shown nevertheless: reasons about forms, rounds, grants and accounts.
_REASONED: Final = frozenset(
    {"form.refused", "form.retired", "round.extended", "round.resealed", "grant.taken", "account.closed"}
)  # fmt: skip

#: What follows from other deeds, thousands of times: it is shown only where it is asked for by its kind.
_FOLLOWING: Final = frozenset({"element.registered", "code-list.registered", "binding.decided"})

MOST_AT_ONCE: Final = 200


def deeds(
    house: House,
    actor: Actor,
    *,
    of: str | None = None,
    kind: str | None = None,
    before: int | None = None,
    limit: int = MOST_AT_ONCE,
) -> Sequence[Deed]:
    """
    What was decided and changed, the newest first; entries about subjects are no deeds.

    Args:
        house: Where.
        actor: Who asks.
        of: Only of this actor.
        kind: Only events of this kind (`form.admitted`), or of the kinds of one thing (`form`).
        before: Only what stands before this position.
        limit: So many at most.
    """
    access.require(actor, "journal.read", EVERYWHERE, house.today)
    kinds = [
        each
        for each in REGISTRY_KINDS
        if (each not in _FOLLOWING if kind is None else each == kind or each.startswith(f"{kind}."))
    ]
    with house.journal.reading() as reading:
        found = reading.latest(kinds, before=before, actor=of, limit=min(limit, MOST_AT_ONCE))
    submitted = {each.submitted: id_ for id_, each in list(house.registry.registrations.items())}
    return [_deed(house, each, submitted) for each in found]


def _deed(house: House, event: Event, submitted: Mapping[int, str]) -> Deed:
    body = event.body
    about = dict(_about(body))
    if event.kind == "form.submitted":
        about["form"] = submitted.get(event.position, "")
    if event.kind == "grant.taken" and body["grant"] in house.registry.grants:
        about.update(_about({"grant": house.registry.grants[body["grant"]].grant.document()}))
    reasons = (*body.get("reasons", ()), body.get("why")) if event.kind in _REASONED else ()
    return Deed(
        position=event.position,
        at=event.at,
        actor=event.actor,
        kind=event.kind,
        about=about,
        why="；".join(filter(None, reasons)) or None,
    )


def _about(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, said in body.items():
        if isinstance(said, str) and name in _IDS:
            yield name, said
        elif isinstance(said, dict):
            named = said.get("id", said.get("code"))
            if isinstance(named, str):
                yield name, named
            yield from (
                (each, told)
                for each, told in said.items()
                if each in _IDS and isinstance(told, str)
            )
