"""Elements: merged, split, and put back."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from yibiao.flows.house import House
from yibiao.flows.registering import elements
from yibiao.flows.slicing import query
from yibiao.model.actor import Actor
from yibiao.model.change import Change
from yibiao.model.text import Noun
from yibiao.web.problems import REFUSALS


class Merge(Noun):
    """Two elements that are one: `element` is asked as `into` from now on; `despite` subjects that hold both otherwise."""

    element: str
    into: str
    despite: bool = False
    preview: bool = False


class Place(Noun):
    """A field of a form."""

    form: str
    field: str


class Split(Noun):
    """Fields that mean something of their own and not `element`."""

    element: str
    places: tuple[Place, ...]
    preview: bool = False


class ElementRoutes(Controller):
    """`/elements/changes`"""

    path = "/elements"
    tags = ("elements",)

    @get("/changes", responses=REFUSALS, sync_to_thread=False, summary="合并与拆分 Changes")
    def changes(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> dict[str, Change]:
        """Merges and splits that were not put back, by id."""
        return query.registry(house, actor).changes

    @post(
        "/merges",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="合并数据元 Merge elements",
    )
    def merge(
        self,
        data: JSONBody[Merge],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> dict[str, Any]:
        """Ask one element wherever another was asked, or see what that would move; no value is touched."""
        return elements.merge(
            house, data.element, data.into, actor, despite=data.despite, commit=not data.preview
        ).document()

    @post(
        "/splits",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="拆分数据元 Split an element",
    )
    def split(
        self,
        data: JSONBody[Split],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> dict[str, Any]:
        """Give fields an element of their own, or see what that would move; what is held answers for it until it has values."""
        places = [(each.form, each.field) for each in data.places]
        return elements.split(
            house, data.element, places, actor, commit=not data.preview
        ).document()

    @post(
        "/changes/{change:str}/restoration",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="撤销合并或拆分 Put back",
    )
    def restore(
        self, change: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> dict[str, Any]:
        """Put back what a merge or a split moved."""
        return elements.restore(house, change, actor).document()
