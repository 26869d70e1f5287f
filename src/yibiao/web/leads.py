"""What an element is beside its meaning: which department leads it, how sensitive it is, what masks show of it."""

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from pydantic import BaseModel, ConfigDict

from yibiao.flows.granting import masks
from yibiao.flows.granting.masks import MaskExample
from yibiao.flows.house import House
from yibiao.flows.registering import leading
from yibiao.model.actor import Actor
from yibiao.model.element import Element, Sensitivity
from yibiao.web.problems import REFUSALS


class Leading(BaseModel):
    """The department that answers for an element; nobody, if it is left out."""

    model_config = ConfigDict(extra="forbid")

    department: str | None = None


class Covering(BaseModel):
    """How sensitive an element is."""

    model_config = ConfigDict(extra="forbid")

    sensitivity: Sensitivity


class LeadRoutes(Controller):
    """`/elements/{element}/lead`, `/elements/{element}/sensitivity`, `/elements/{element}/masks`"""

    tags = ("elements",)

    @put(
        "/elements/{element:str}/lead",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="牵头部门 Which department leads an element",
    )
    def lead(
        self,
        element: FromPath[str],
        data: JSONBody[Leading],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Element:
        """The element as it is then; its lead department may load a register of it without confirmation."""
        return leading.lead(house, element, data.department, actor)

    @put(
        "/elements/{element:str}/sensitivity",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="数据元的敏感类别 How sensitive an element is",
    )
    def cover(
        self,
        element: FromPath[str],
        data: JSONBody[Covering],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Element:
        """The element as it is then; what is neither `open` nor `personal` is shown to no one without a grant for it."""
        return leading.cover(house, element, data.sensitivity, actor)

    @get(
        "/elements/{element:str}/masks",
        responses=REFUSALS,
        sync_to_thread=False,
        summary="各种遮盖显示什么 What each mask shows of an element",
    )
    def masks(
        self, element: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> MaskExample:
        """On a made-up value: what each mask leaves of it, and whether it wants a grant that uncovers it at all."""
        return masks.example(house, element, actor)
