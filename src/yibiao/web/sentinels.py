"""Sentinel reports: what units are asked elsewhere, and what the office did about it."""

import asyncio
from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Field

from yibiao.flows.house import House
from yibiao.flows.reporting import sentinels as flow
from yibiao.model.actor import Actor
from yibiao.model.original import SentFile
from yibiao.model.sentinel import Channel, Demanded, Outcome, ReportState, SentinelReport
from yibiao.model.text import Id, Noun
from yibiao.web.described import FILE_TYPES, answering
from yibiao.web.downloads import handed_out
from yibiao.web.problems import REFUSALS


class Demand(BaseModel):
    """What somebody was asked elsewhere, with the form that was sent; without one, `note` says what was asked."""

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    id: Id
    unit: Id
    channel: Channel
    department: str | None = None
    asker: str | None = None
    note: str | None = None
    file: UploadFile | None = None


class SentinelAnswer(Noun):
    """What was done about a report, and why; the form that was registered because of it."""

    outcome: Outcome
    why: Id
    form: Id | None = None


class SentinelReportsAnswer(Noun):
    """Sentinel reports, newest first; `before` asks for the next page, and is null on the last."""

    reports: tuple[SentinelReport, ...]
    before: int | None


class SentinelRoutes(Controller):
    """`/sentinel-reports`"""

    path = "/sentinel-reports"
    tags = ("sentinel reports",)

    @post(responses=REFUSALS, summary="你已问过 Report what was asked elsewhere")
    async def report(
        self,
        data: MultipartBody[Demand],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> SentinelReport:
        """
        The report, with each question of the attached form: held already, derivable, new or not sure, and who asks it.

        A file that cannot be read is kept, and `unread` names the problem. Sent again, nothing is reported twice.
        """
        demanded = Demanded.model_validate(data.model_dump(exclude={"file"}, exclude_none=True))
        file = None
        if data.file is not None:
            file = SentFile(data.file.filename, await data.file.read())
        # Reading and matching take their time: nobody else is to wait for them.
        return await asyncio.to_thread(flow.report, house, demanded, actor, file)

    @get(responses=REFUSALS, sync_to_thread=True, summary="哨点报告 Sentinel reports")
    def reports(
        self,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        unit: FromQuery[str | None] = None,
        department: FromQuery[str | None] = None,
        standing: Annotated[ReportState | None, QueryParameter(name="state")] = None,
        before: FromQuery[int | None] = None,
        limit: FromQuery[Annotated[int, Field(ge=1, le=flow.MOST_AT_ONCE)]] = flow.MOST_AT_ONCE,
    ) -> SentinelReportsAnswer:
        """Those of the caller's units, or of all that the office answers for, with what became of each."""
        found = flow.reports(
            house, actor, unit=unit, department=department, state=standing, before=before,
            limit=limit,
        )  # fmt: skip
        return SentinelReportsAnswer(reports=found.reports, before=found.before)

    @get(
        "/{id_:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="一份哨点报告 A sentinel report",
    )
    def report_of(
        self, id_: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> SentinelReport:
        """What was asked, what of it is held already, and what became of it."""
        return flow.report_of(house, id_, actor)

    @get(
        "/{id_:str}/file",
        responses=REFUSALS,
        sync_to_thread=True,
        media_type="application/octet-stream",
        operation_class=answering(*FILE_TYPES),
        summary="报告的附件 The file of a report",
    )
    def file(
        self, id_: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Response[bytes]:
        """The file that was attached, byte for byte; that it was taken out is recorded."""
        return handed_out(flow.file_of(house, id_, actor))

    @post(
        "/{id_:str}/answer",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="处理哨点报告 Answer a report",
    )
    def answer(
        self,
        id_: FromPath[str],
        data: JSONBody[SentinelAnswer],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> SentinelReport:
        """The department was told, the form was registered, or it is dismissed; and why."""
        return flow.answer(house, id_, data.outcome, data.why, actor, form=data.form)
