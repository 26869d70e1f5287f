"""Leading: which department answers for an element (一类事项一个部门统筹)."""

from yibiao import access
from yibiao.errors import NotFound
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.element import Element
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
    with house.deciding:
        found = house.registry.catalogue.elements.get(element)
        if found is None:
            raise NotFound(what_zh="数据元", what_en="element", id=element)
        if found.lead == department:
            return found
        led = found.model_copy(update={"lead": department})
        elements, code_lists = house.registry.unregistered([element])
        house.record(
            [
                *(house.draft("code-list.registered", actor, {"code_list": each.document()}) for each in code_lists),
                *(house.draft("element.registered", actor, {"element": each.document()}) for each in elements),
                house.draft("element.registered", actor, {"element": led.document()}),
            ]
        )  # fmt: skip
        return house.registry.catalogue.elements[element]
