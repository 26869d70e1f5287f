"""Subjects: moved, closed, opened again, merged into the one that they are, and parted again."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from yibiao.flows.house import House
from yibiao.flows.subject import joining, parting, subjects
from yibiao.model.actor import Actor
from yibiao.model.closing import ClosingReasons, closing_reasons
from yibiao.model.joined import Closing, Joined, Moving, Parted
from yibiao.model.record import Receipt
from yibiao.model.text import Id, Noun
from yibiao.web.problems import REFUSALS
from yibiao.web.receipts import AGAIN, given


class Merging(Noun):
    """That a subject is the same as `into`; `id` makes sending it again harmless."""

    id: Id
    into: Id
    remark: str | None = None


class Undoing(Noun):
    """Why a merging is undone."""

    remark: str | None = None


class SubjectRoutes(Controller):
    """`/subjects/…`, `/mergings`, `/closing-reasons`"""

    tags = ("subjects",)

    @get("/closing-reasons", sync_to_thread=False, summary="注销原因 Why subjects are closed")
    def closing_reasons(self) -> ClosingReasons:
        """The codes that a closing may give, each with the `kinds` of subject that are closed so (none: all of them)."""
        return closing_reasons()

    @post(
        "/subjects/{subject:str}/moving",
        responses={**REFUSALS, **AGAIN},
        sync_to_thread=True,
        summary="调整所属单元 Move a subject",
    )
    def move(
        self,
        subject: FromPath[str],
        data: JSONBody[Moving],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[Receipt]:
        """The receipt of the entry that moves it to another unit."""
        return given(subjects.move(house, subject, data, actor))

    @post(
        "/subjects/{subject:str}/closing",
        responses={**REFUSALS, **AGAIN},
        sync_to_thread=True,
        summary="注销 Close a subject",
    )
    def close(
        self,
        subject: FromPath[str],
        data: JSONBody[Closing],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[Receipt]:
        """The receipt of the entry that closes it, for a reason of `/closing-reasons`; of one who died, `on` is the day."""
        return given(subjects.close(house, subject, data, actor))

    @post(
        "/subjects/{subject:str}/reopening",
        responses={**REFUSALS, **AGAIN},
        sync_to_thread=True,
        summary="重新建档 Open a subject again",
    )
    def reopen(
        self,
        subject: FromPath[str],
        data: JSONBody[Moving],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[Receipt]:
        """The receipt of the entry that opens it again in that unit; what was held is held still."""
        return given(subjects.reopen(house, subject, data, actor))

    @post(
        "/subjects/{subject:str}/merging",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="并入另一对象 Merge a subject into another",
    )
    def merge(
        self,
        subject: FromPath[str],
        data: JSONBody[Merging],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        preview: FromQuery[bool] = False,  # noqa: FBT002 – a query has no keywords
    ) -> Joined:
        """What was taken over, is contested, and was led elsewhere; with `preview`, what would be."""
        return joining.merge(
            house, subject, data.into, actor, id_=data.id, remark=data.remark, commit=not preview
        )

    @post(
        "/mergings/{merging:str}/undoing",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="撤销并入 Undo a merging",
    )
    def part(
        self,
        merging: FromPath[str],
        data: JSONBody[Undoing],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        preview: FromQuery[bool] = False,  # noqa: FBT002 – a query has no keywords
    ) -> Parted:
        """What is again as it would be without it, and what somebody has stated since; with `preview`, what would be."""
        return parting.part(house, merging, actor, remark=data.remark, commit=not preview)
