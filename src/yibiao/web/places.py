"""Departments and units: who asks, and who answers."""

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.flows.slicing import query
from yibiao.model.actor import Actor
from yibiao.model.place import Department, Unit
from yibiao.web.problems import REFUSALS


class PlaceRoutes(Controller):
    """`/departments`, `/units`"""

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
