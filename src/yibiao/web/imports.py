"""A unit's workbook handed out and taken back; what an import brought, and its undoing."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Self

from litestar import Controller, MediaType, Request, Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Field

from yibiao.flows.carrying import annotate, bring, carry, listing, undo, unit_workbook
from yibiao.flows.carrying.imported import Imported
from yibiao.flows.holding import held_outcomes
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.imports import ImportKind
from yibiao.model.original import SentFile
from yibiao.model.text import Noun
from yibiao.web import headers
from yibiao.web.described import FILE_TYPES, answering
from yibiao.web.downloads import handed_out
from yibiao.web.import_page import page
from yibiao.web.problems import REFUSALS


class Workbook(BaseModel):
    """A unit's workbook, filled in."""

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    file: UploadFile


class Undoing(Noun):
    """Why an import is undone."""

    why: str = Field(min_length=1)


class UndoingAnswer(Noun):
    """What becomes of each subject that the import had changed."""

    results: tuple[undo.Undone, ...]
    restored: int
    closed: int
    left: int

    @classmethod
    def of(cls, results: Sequence[undo.Undone]) -> "UndoingAnswer":
        """The results, counted."""
        counts = Counter(each.what for each in results)
        return cls(
            results=tuple(results),
            restored=counts["restored"],
            closed=counts["closed"],
            left=counts["left"],
        )


class ImportsAnswer(Noun):
    """
    Imports, the newest first; `before` asks for the next page, and is null on the last.

    `people` says what whoever brought or undid them is called, as far as they have accounts.
    """

    imports: tuple[listing.ListedImport, ...]
    before: int | None
    people: dict[str, str]

    @classmethod
    def of(cls, found: listing.Page) -> Self:
        """A page of them."""
        return cls(imports=found.imports, before=found.before, people=dict(found.people))


class ImportRoutes(Controller):
    """`/units/…/workbook`, `/units/…/imports`, `/imports`"""

    tags = ("imports",)

    @get(
        "/units/{code:str}/workbook",
        responses=REFUSALS,
        sync_to_thread=True,
        media_type="application/octet-stream",
        operation_class=answering(*FILE_TYPES),
        summary="单元填报表（Excel） A unit's workbook",
    )
    def workbook(
        self, code: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Response[bytes]:
        """The unit's one table as a prefilled workbook, to be filled in without a network and imported again."""
        return handed_out(unit_workbook.workbook(house, code, actor))

    @post(
        "/units/{code:str}/imports",
        responses=REFUSALS,
        status_code=HTTP_200_OK,
        summary="导入单元填报表 Import a unit's workbook",
    )
    async def take(
        self,
        code: FromPath[str],
        data: MultipartBody[Workbook],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> dict[str, Any]:
        """What became of every row: accepted, unchanged, conflict, blocked or asks-why. Importing again is harmless."""
        file = SentFile(data.file.filename, await data.file.read())

        def taken() -> dict[str, Any]:
            return _told(house, carry.carry(house, code, file, actor), actor)

        # Reading and comparing take their time: nobody else is to wait for them.
        return await asyncio.to_thread(taken)

    @get(
        "/units/{code:str}/imports",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="单元的导入记录 What was imported for a unit",
    )
    def imports(
        self,
        code: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        kind: FromQuery[ImportKind | None] = None,
        before: Annotated[int | None, QueryParameter(ge=0)] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=listing.MOST_AT_ONCE)] = listing.MOST_AT_ONCE,
    ) -> ImportsAnswer:
        """Workbooks and registers of the unit and below: by whom, when, what became of their rows, and whether it was undone."""
        found = listing.imports(house, code, actor, kind=kind, before=before, limit=limit)
        return ImportsAnswer.of(found)

    @get(
        "/departments/{department:str}/imports",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="部门载入的台账 Registers loaded in a department's name",
    )
    def held(
        self,
        department: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        before: Annotated[int | None, QueryParameter(ge=0)] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=listing.MOST_AT_ONCE)] = listing.MOST_AT_ONCE,
    ) -> ImportsAnswer:
        """Those of the units that the caller reaches: by whom, when, what became of their rows, and whether it was undone."""
        return ImportsAnswer.of(listing.held(house, department, actor, before=before, limit=limit))

    @get(
        "/imports/{import_:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        operation_class=answering(MediaType.HTML),
        summary="导入报告 What an import brought",
    )
    def report(
        self,
        import_: FromPath[str],
        request: Request[Actor, None, State],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        """The report for every row, as JSON, or as a page where HTML is preferred."""
        told = _told(house, house.registry.imports[import_], actor)
        if request.accept.best_match([MediaType.JSON, MediaType.HTML]) == MediaType.HTML:
            text = page(told)
            return Response(
                text,
                media_type=MediaType.HTML,
                headers={"Content-Security-Policy": headers.policy(text)},
            )
        return Response(told)

    @get(
        "/imports/{import_:str}/workbook",
        responses=REFUSALS,
        sync_to_thread=True,
        media_type="application/octet-stream",
        operation_class=answering(*FILE_TYPES),
        summary="导入结果（Excel） The result as a workbook",
    )
    def annotated(
        self, import_: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Response[bytes]:
        """
        The file as it came in, with what became of each row in colours and notes, to be corrected and imported again.

        Of a register: what became of its rows, and why.
        """
        register = house.registry.imports[import_].imported.kind == "register"
        made = held_outcomes.workbook if register else annotate.annotated
        return handed_out(made(house, import_, actor))

    @post(
        "/imports/{import_:str}/undoing",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="撤销导入 Undo an import",
    )
    def undo(
        self,
        import_: FromPath[str],
        data: JSONBody[Undoing],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> UndoingAnswer:
        """State again what was held before, wherever nobody has stated anything since; what is left as it is, and why."""
        return UndoingAnswer.of(undo.undo(house, import_, data.why, actor))

    @get(
        "/imports/{import_:str}/undoing",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="撤销会怎样 What undoing an import would do",
    )
    def foreseen(
        self, import_: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> UndoingAnswer:
        """What undoing would do to each subject, or has done; nothing is stated."""
        return UndoingAnswer.of(undo.foreseen(house, import_, actor))


def _told(house: House, brought: Imported, actor: Actor) -> dict[str, Any]:
    report = bring.reported(house, brought.imported.id, actor)
    page = listing.one(house, brought.imported.id, actor)
    return {
        **page.imports[0].model_dump(mode="json"),
        "people": dict(page.people),
        "findings": report.get("findings", []),
        "sheets": report.get("sheets", []),
    }
