"""Departments and units: who asks, and who answers."""

import asyncio
from typing import Annotated

from litestar import Controller, get, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict

from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.flows.slicing import query
from yibiao.flows.units import listing, tree
from yibiao.model.actor import Actor
from yibiao.model.original import SentFile
from yibiao.model.place import Department, Unit
from yibiao.model.unit_list import Branch, UnitList
from yibiao.web.problems import REFUSALS


class SentList(BaseModel):
    """A list of units: a workbook or delimited text with a column of codes, one of names, and one of parents if it likes."""

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    file: UploadFile


class PlaceRoutes(Controller):
    """`/departments`, `/units`, `/units/lists`, `/units/tree`, `/units/{code}`"""

    tags = ("places",)

    @get("/departments", responses=REFUSALS, sync_to_thread=False, summary="部门 Departments")
    def departments(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[Department]:
        """All departments."""
        return list(query.registry(house, actor).departments.values())

    @put(
        "/departments/{department_id:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="登记部门 Register a department",
    )
    def register_department(
        self,
        department_id: FromPath[str],
        data: JSONBody[Department],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Department:
        """The department under that id, new or renamed."""
        department = Department(id=department_id, name=data.name)
        register.department(house, department, actor)
        return department

    @get("/units", responses=REFUSALS, sync_to_thread=False, summary="基层单元 Units")
    def units(self, house: NamedDependency[House], actor: NamedDependency[Actor]) -> list[Unit]:
        """All units."""
        return list(query.registry(house, actor).units.values())

    @post("/units", responses=REFUSALS, sync_to_thread=True, summary="登记基层单元 Register units")
    def register_units(
        self,
        data: JSONBody[list[Unit]],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> list[Unit]:
        """The units, registered together; parents first."""
        register.units(house, data, actor)
        return data

    @post(
        "/units/lists",
        responses=REFUSALS,
        status_code=HTTP_200_OK,
        summary="导入单元名单 Register a list of units",
    )
    async def bring_units(
        self,
        data: MultipartBody[SentList],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        preview: FromQuery[bool] = False,  # noqa: FBT002 – a question in the address
    ) -> UnitList:
        """
        What becomes of each row: new, renamed, moved, unchanged, or wrong and why. All units are registered, or none.

        With `preview` nothing is kept. Bringing a list again is harmless.
        """
        file = SentFile(data.file.filename, await data.file.read())
        return await asyncio.to_thread(listing.bring, house, file, actor, commit=not preview)

    @get(
        "/units/tree",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="单元树 The tree of units, branch by branch",
    )
    def branches(
        self,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        of: FromQuery[str | None] = None,
        words: FromQuery[str | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=tree.MOST_FOUND)] = tree.MOST_FOUND,
    ) -> list[Branch]:
        """The units right below one (`of`), or those at the top; or those that fit `words`, wherever they are."""
        if words:
            return tree.found(house, words, actor, limit=limit)
        return tree.branches(house, actor, of=of)

    @get(
        "/units/{code:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="一个单元 A unit",
    )
    def branch(
        self, code: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Branch:
        """Where it lies in the tree; how many subjects it has, for whoever may read how far it is."""
        return tree.branch(house, code, actor)
