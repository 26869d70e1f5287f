"""A unit's one table: what needs doing first, one subject's own form, and confirming many in one act."""

import hashlib
from typing import Annotated, Any, Final, Literal

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED
from pydantic import Field

import yibiao
from yibiao.flows.filling import confirm
from yibiao.flows.house import House
from yibiao.flows.units import asked_kinds, unit_table
from yibiao.model.actor import Actor
from yibiao.model.asked_kind import AskedKind
from yibiao.model.kinds import SubjectKind
from yibiao.model.text import Noun
from yibiao.model.unit_table import Confirmation, Confirmed, Status, SubjectForm, UnitTable
from yibiao.web.problems import REFUSALS

_UNCHANGED: Final = {
    **REFUSALS,
    304: ResponseSpec(None, generate_examples=False, description="没有变化 Nothing has changed"),
}


class Search(Noun):
    """
    Which rows of a unit's table are wanted. What is searched for may be personal, so it stands in no address.

    Attributes:
        words: Of the name or address, or the end of a number.
    """

    kind: SubjectKind = SubjectKind.PERSON
    words: str = Field(min_length=1, max_length=100)
    status: tuple[Status, ...] = ()
    group: Literal["household"] | None = None
    cursor: str | None = None
    limit: int = Field(default=unit_table.ROWS, ge=1, le=unit_table.MOST_ROWS)


class UnitRoutes(Controller):
    """`/kinds`, `/units/{code}/table`, `/units/{code}/confirmations`, `/subjects/{id}/form`"""

    tags = ("filling",)

    @get(
        "/kinds",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="在问的对象种类 Kinds of subject that are asked of",
    )
    def kinds(
        self,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        as_of: FromQuery[str | None] = None,
        round_: Annotated[str | None, QueryParameter(name="round")] = None,
    ) -> list[AskedKind]:
        """
        Each kind of which some form in force, or of an open round, asks something; by what one is found, and what a new one is asked first.

        With `as_of` those that were asked of then, with `round` those that the round asks of.
        """
        return asked_kinds.asked_kinds(house, actor, as_of=as_of, round_=round_)

    @get(
        "/units/{code:str}/table",
        responses=_UNCHANGED,
        sync_to_thread=True,
        summary="单元的一表 A unit's one table",
    )
    def table(
        self,
        request: Request[Any, Any, Any],
        code: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        kind: FromQuery[SubjectKind] = SubjectKind.PERSON,
        status: FromQuery[list[Status] | None] = None,
        group: FromQuery[Literal["household"] | None] = None,
        cursor: FromQuery[str | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=unit_table.MOST_ROWS)] = unit_table.ROWS,
        as_of: FromQuery[str | None] = None,
        round_: Annotated[str | None, QueryParameter(name="round")] = None,
    ) -> Response[UnitTable]:
        """
        What needs doing first: contested, missing, stale, loaded, due; then the rest.

        With `as_of` – a position, the end of a day in China, or a moment – it is as it stood then: subjects, values, and
        what was missing of what was asked then. With `round`, as it stood when that closed; as now while it is open.

        With `group=household`, households with their members. With an ETag: nothing is worked out again until something
        is filed or the day is over.
        """
        tag = _tag(house, actor)
        if tag in request.headers.get("if-none-match", ""):
            # whoever may not read it must not learn that it is unchanged
            unit_table.may_read(house, code, actor)
            return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers={"ETag": tag})  # type: ignore[arg-type]
        found = unit_table.table(
            house, code, kind, actor, status=status or (), group=group, cursor=cursor, limit=limit,
            as_of=as_of, round_=round_,
        )  # fmt: skip
        return Response(found, headers={"ETag": tag, "Cache-Control": "private, no-cache"})

    @post(
        "/units/{code:str}/table/search",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="在单元的一表中查找 Search a unit's one table",
    )
    def search(
        self,
        code: FromPath[str],
        data: JSONBody[Search],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> UnitTable:
        """As the table, of subjects whose name or address has the words, or whose number ends with them."""
        return unit_table.table(
            house, code, data.kind, actor,
            status=data.status, words=data.words, group=data.group, cursor=data.cursor, limit=data.limit,
        )  # fmt: skip

    @post(
        "/units/{code:str}/confirmations",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="一次确认多个对象 Confirm many subjects in one act",
    )
    def confirm(
        self,
        code: FromPath[str],
        data: JSONBody[Confirmation],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Confirmed:
        """A receipt for each subject; whoever has changed since `base` is shown, and not confirmed."""
        return confirm.confirm(house, code, data, actor)

    @get(
        "/subjects/{subject:str}/form",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="一个对象的表 One subject's own form",
    )
    def form(
        self, subject: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> SubjectForm:
        """What all forms in force together ask of this subject: schema, values, statuses, and what follows from what."""
        return unit_table.form_of(house, subject, actor)


def _tag(house: House, actor: Actor) -> str:
    """Names the state of everything that a table is made of: the journal, the day, this program, and what who reads is granted."""
    reader = hashlib.sha256(actor.model_dump_json(exclude={"came"}).encode()).hexdigest()[:16]
    return f'W/"{house.journal.head}-{house.today.isoformat()}-{yibiao.__version__}-{reader}"'
