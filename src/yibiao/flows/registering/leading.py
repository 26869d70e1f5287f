"""What an element is beside its meaning: which department answers for it (一类事项一个部门统筹), and how sensitive it is."""

from typing import Any

from yibiao import access
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.element import Element, Sensitivity
from yibiao.model.where import Everywhere


def lead(house: House, element: str, department: str | None, actor: Actor) -> Element:
    """
    Say that *department* leads *element*, or, without one, that nobody does; the element as it is then.

    Raises:
        NotFound: There is no such element or department.
    """
    access.require(actor, "element.change", Everywhere(element), house.today)
    if department is not None:
        house.registry.department(department)
    return _described(house, element, {"lead": department}, actor)


def cover(house: House, element: str, sensitivity: Sensitivity, actor: Actor) -> Element:
    """
    Say how sensitive an element is, and so who sees it; the element as it is then.

    Raises:
        NotFound: There is no such element.
    """
    access.require(actor, "element.change", Everywhere(element), house.today)
    return _described(house, element, {"sensitivity": sensitivity}, actor)


def _described(house: House, element: str, said: dict[str, Any], actor: Actor) -> Element:
    with house.deciding:
        found = house.registry.element(element)
        described = found.model_copy(update=said)
        if described == found:
            return found
        elements, code_lists = house.registry.unregistered([element])
        house.record(
            [
                *(house.draft("code-list.registered", actor, {"code_list": each.document()}) for each in code_lists),
                *(house.draft("element.registered", actor, {"element": each.document()}) for each in elements),
                house.draft("element.registered", actor, {"element": described.document()}),
            ]
        )  # fmt: skip
        return house.registry.catalogue.elements[element]
