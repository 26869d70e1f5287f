"""What a form adds to the catalogue, or uses of it for the first time → events that say so."""

from collections.abc import Iterable

from yibiao import matching
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.codes import CodeList
from yibiao.model.element import Element
from yibiao.model.event import Draft
from yibiao.model.expression import Expression
from yibiao.model.form import Form


def bound(
    house: House,
    actor: Actor,
    form: Form,
    resolution: matching.Resolution,
    bindings: Iterable[Binding],
) -> list[Draft]:
    """
    *bindings*, after everything that they name.

    What the form has added or extended is registered, and what it uses of the shipped catalogue for the first time: the
    journal needs no other book.
    """
    bindings = list(bindings)
    catalogue = house.registry.catalogue.adding(resolution.elements, resolution.code_lists)
    used = _used(form, bindings, catalogue)
    follows = [one for each in resolution.elements for one in each.derivations]
    used += [source for each in follows for source in each.sources]
    shipped = [id_ for id_ in used if id_ in house.registry.catalogue.elements]
    elements, code_lists = house.registry.unregistered(shipped)
    return [
        *_registered(house, actor, resolution.code_lists, resolution.elements),
        *_registered(house, actor, code_lists, elements),
        *(house.draft("binding.decided", actor, {"binding": each.document()}) for each in bindings),
    ]


def _registered(
    house: House, actor: Actor, code_lists: Iterable[CodeList], elements: Iterable[Element]
) -> list[Draft]:
    return [
        *(
            house.draft("code-list.registered", actor, {"code_list": each.document()})
            for each in code_lists
        ),
        *(
            house.draft("element.registered", actor, {"element": each.document()})
            for each in elements
        ),
    ]


def _used(form: Form, bindings: Iterable[Binding], catalogue: Catalogue) -> list[str]:
    """The elements and links that bindings, measures and the scope speak of."""
    used: list[str] = []
    texts = [form.scope]
    for binding in bindings:
        used.extend((*binding.via, *([binding.element] if binding.element else [])))
        texts.append(binding.measure)
    for text in filter(None, texts):
        for via, element in Expression.parse(text).bind(catalogue).paths:
            used.extend((*via, element))
    return used
