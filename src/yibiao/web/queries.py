"""What is asked back: the merged tables, records, slices and the burden."""

from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from yibiao.flows import burdens
from yibiao.flows.house import House
from yibiao.flows.slicing import query
from yibiao.model.actor import Actor
from yibiao.model.codes import CodeList
from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind
from yibiao.model.merged import MergedTable
from yibiao.model.record import Record
from yibiao.web.problems import REFUSALS


class QueryRoutes(Controller):
    """`/tables`, `/elements`, `/code-lists`, `/records`, `/burden`"""

    tags = ("queries",)

    @get(
        "/tables/{kind:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="一表 The merged table",
    )
    def table(
        self,
        kind: FromPath[SubjectKind],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        as_of: FromQuery[str | None] = None,
        round_: Annotated[str | None, QueryParameter(name="round")] = None,
    ) -> MergedTable:
        """
        Every element that some form in force asks about subjects of that kind, once, as JSON Schema.

        With `as_of` those that were asked then, with `round` those that the round asks.
        """
        return query.table(house, kind, actor, as_of=as_of, round_=round_)

    @get("/elements", responses=REFUSALS, sync_to_thread=False, summary="数据元 Elements")
    def elements(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[Element]:
        """The catalogue of elements."""
        return list(query.registry(house, actor).catalogue.elements.values())

    @get("/code-lists", responses=REFUSALS, sync_to_thread=False, summary="代码表 Code lists")
    def code_lists(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[CodeList]:
        """The catalogue of code lists."""
        return list(query.registry(house, actor).catalogue.code_lists.values())

    @get("/records/{subject:str}", responses=REFUSALS, sync_to_thread=True, summary="台账 A record")
    def record(
        self, subject: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Response[Record]:
        """What is held about one subject, each value with the position of the entry that said it."""
        return Response(query.record(house, subject, actor).document())  # type: ignore[arg-type]

    @get(
        "/burden",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="负担 The burden, before and after",
    )
    def burden(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> dict[str, Any]:
        """Cells and hours asked before and after merging, with every input of the formula."""
        return burdens.burden(house, actor).document()

    @get(
        "/burden/departments",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="分部门的负担 The burden by department",
    )
    def burden_by_department(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[dict[str, Any]]:
        """
        What each department's forms in force come to by themselves, those that ask most first.

        `adds` is how many cells of the one table, in a year, are there because of that department alone.
        """
        return [each.document() for each in burdens.by_department(house, actor)]

    @get(
        "/burden/months",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="分月的负担 The burden by month",
    )
    def burden_by_month(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[dict[str, Any]]:
        """
        What the forms in force at the end of each of the last twelve months come to in a year; the last is as of today.

        All are counted in what is held today, so that what differs are the forms.
        """
        return [each.document() for each in burdens.by_month(house, actor)]
