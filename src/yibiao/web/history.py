"""History: what was said of a subject, and what was held at any position or on any day."""

from typing import Annotated

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from yibiao.flows.house import House
from yibiao.flows.subject import history as flow
from yibiao.model.actor import Actor
from yibiao.model.challenge import Challenge
from yibiao.model.history import RecordThen, Step
from yibiao.model.kinds import SubjectKind
from yibiao.model.provenance import Names
from yibiao.model.record import Record
from yibiao.model.text import Noun
from yibiao.web.problems import REFUSALS

Limit = Annotated[int, QueryParameter(ge=1, le=flow.MOST_AT_ONCE)]


class TimelineAnswer(Names):
    """
    Entries, oldest first; `after` asks for the next page, and is null on the last.

    `challenges`: what departments doubted of it, open or answered.
    """

    steps: tuple[Step, ...]
    after: int | None
    challenges: tuple[Challenge, ...] = ()


class RecordsAnswer(Noun):
    """Records as they stood at `as_of`; `after` asks for the next page, and is null on the last."""

    as_of: int
    records: tuple[Record, ...]
    after: str | None


class HistoryRoutes(Controller):
    """`/subjects`, `/units/…/records`"""

    tags = ("history",)

    @get(
        "/subjects/{subject:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="某时的台账 A record, now or earlier",
    )
    def subject(
        self,
        subject: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        as_of: FromQuery[str | None] = None,
        round_: Annotated[str | None, QueryParameter(name="round")] = None,
    ) -> RecordThen:
        """
        What was held at a position, at the end of a day or at a moment (`as_of`), who said it, and which forms asked.

        With `round`, what was held when that closed.
        """
        return flow.held(house, subject, actor, as_of=as_of, round_=round_)

    @get(
        "/subjects/{subject:str}/history",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="变更历史 A subject's time line",
    )
    def timeline(
        self,
        subject: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        element: FromQuery[str | None] = None,
        after: FromQuery[int] = 0,
        limit: Limit = flow.MOST_AT_ONCE,
    ) -> TimelineAnswer:
        """Every entry about the subject, or only those that stated `element`: who, when, which forms asked, round, import."""
        found = flow.timeline(house, subject, actor, element=element, after=after, limit=limit)
        return TimelineAnswer(
            steps=found.steps,
            after=found.after,
            challenges=found.challenges,
            **dict(found.names),
        )

    @get(
        "/units/{code:str}/records",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="单元某时的台账 A unit's records, now or earlier",
    )
    def records(
        self,
        code: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        as_of: FromQuery[str | None] = None,
        kind: FromQuery[SubjectKind | None] = None,
        after: FromQuery[str] = "",
        limit: Limit = flow.MOST_AT_ONCE,
    ) -> RecordsAnswer:
        """What was held of the subjects that the unit and those below it had then, closed ones included."""
        found = flow.held_in(house, code, actor, as_of=as_of, kind=kind, after=after, limit=limit)
        return RecordsAnswer(as_of=found.as_of, records=found.records, after=found.after)
