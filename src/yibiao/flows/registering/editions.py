"""Editions of a form: what the later one asks otherwise than the one before."""

from collections.abc import Iterable, Mapping

from yibiao import access, governance
from yibiao.errors import NotFound
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.difference import Differences
from yibiao.model.form import Form
from yibiao.model.where import ANYWHERE


def differences(house: House, form: str, actor: Actor, *, since: str | None = None) -> Differences:
    """
    What a form asks otherwise than its edition *since*, or else than the newest one that was submitted before it.

    Raises:
        NotFound: There is no such form, or no edition before it.
    """
    registration = house.registry.registration(form)
    access.require(actor, "registry.read", ANYWHERE, house.today)
    editions = [each.form.id for each in house.registry.editions(registration.form)]
    earlier = since or next(iter(reversed(editions[: editions.index(form)])), None)
    if earlier not in editions:
        raise NotFound(what_zh="更早的版本", what_en="earlier edition", id=since or form)
    before = house.registry.registration(earlier)
    return compared(before, registration.form, registration.bindings.values())


def compared(before: Registration, after: Form, bindings: Iterable[Binding]) -> Differences:
    """What a form, bound so, asks otherwise than an edition before it."""
    meanings = {
        before.form.id: _meanings(before.bindings.values()),
        after.id: _meanings(bindings),
    }
    return governance.differences(before.form, after, meanings)


def _meanings(bindings: Iterable[Binding]) -> Mapping[str, str]:
    return {each.field: " ".join((*each.via, each.element)) for each in bindings if each.element}
