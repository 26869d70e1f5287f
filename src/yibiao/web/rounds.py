"""Rounds: opened, extended, closed; what units hand in and are given back; how far all of them are."""

from datetime import date
from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from yibiao.flows.house import House
from yibiao.flows.slicing import query, sealing
from yibiao.flows.units import reminders as reminding
from yibiao.flows.units import rounds
from yibiao.model.actor import Actor
from yibiao.model.place import Round
from yibiao.model.reminder import Reminder
from yibiao.model.seal import Seal, Sealing
from yibiao.model.standing import HandedIn, Progress, Standing
from yibiao.model.text import Id, Noun
from yibiao.web import leaving
from yibiao.web.problems import REFUSALS


class LaterDue(Noun):
    """The new due day, and why."""

    due: date
    why: Id


class Remark(Noun):
    """What a unit says to what it hands in; wanted where something is missing."""

    remark: Id | None = None


class Reason(Noun):
    """Why something is given back."""

    why: Id


class SealedRound(Noun):
    """A round, and how far the sealing of its slices is."""

    round: Round
    sealing: Sealing


class RoundRoutes(Controller):
    """`/rounds`, `/units/{unit}/rounds`"""

    tags = ("rounds",)

    @get("/rounds", responses=REFUSALS, sync_to_thread=False, summary="轮次 Rounds")
    def rounds(self, house: NamedDependency[House], actor: NamedDependency[Actor]) -> list[Round]:
        """All rounds."""
        return list(query.registry(house, actor).rounds.values())

    @get(
        "/rounds/{round_id:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="轮次与封存 A round",
    )
    def round(
        self, round_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> SealedRound:
        """The round; once it is closed, how many of its slices are sealed, and once all are, their digests."""
        found = sealing.sealing(house, round_id, actor)
        return SealedRound(round=house.registry.round(round_id), sealing=found)

    @post(
        "/rounds/{round_id:str}/resealing",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="重新封存 Seal a round anew",
    )
    def reseal(
        self,
        round_id: FromPath[str],
        data: JSONBody[Reason],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> list[Seal]:
        """The slices that say something else by now: what they replace is removed, and the journal names both."""
        return list(sealing.reseal(house, round_id, data.why, actor))

    @post("/rounds", responses=REFUSALS, sync_to_thread=True, summary="开放轮次 Open a round")
    def open_round(
        self, data: JSONBody[Round], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Round:
        """The round, open."""
        return rounds.open_round(house, data, actor)

    @post(
        "/rounds/{round_id:str}/extension",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="延期 Extend a round",
    )
    def extend(
        self,
        round_id: FromPath[str],
        data: JSONBody[LaterDue],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Round:
        """The round, due later; every extension stays with it."""
        return rounds.extend(house, round_id, data.due, data.why, actor)

    @post(
        "/rounds/{round_id:str}/closing",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="截止轮次 Close a round",
    )
    def close_round(
        self, round_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Round:
        """The round, closed for good."""
        return rounds.close_round(house, round_id, actor)

    @get(
        "/rounds/{round_id:str}/progress",
        responses=REFUSALS,
        summary="进展 How far a round has come",
    )
    async def progress(
        self,
        round_id: FromPath[str],
        request: Request[Actor, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        unit: FromQuery[str | None] = None,
    ) -> Progress:
        """
        Completeness and timeliness of a unit and of those right below it, each with all below it.

        Without `unit` it is of those that lie below no other. Once the round is closed, as it was when it closed.
        """
        return await leaving.answered(
            request, lambda: rounds.progress(house, round_id, unit, actor)
        )

    @get(
        "/units/{unit:str}/rounds",
        responses=REFUSALS,
        sync_to_thread=False,
        summary="单元历轮的报送 What a unit handed in",
    )
    def handed_in(
        self, unit: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> HandedIn:
        """What it handed in and was given back in every round, with who, when and why; and whether it hands in itself."""
        return rounds.handed_in(house, unit, actor)

    @get(
        "/units/{unit:str}/rounds/{round_id:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="单元在本轮的状态 Where a unit stands in a round",
    )
    def standing(
        self,
        unit: FromPath[str],
        round_id: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Standing:
        """Not begun, begun, submitted or returned; on time or late; every step with who, when and why."""
        return rounds.standing(house, round_id, unit, actor)

    @post(
        "/units/{unit:str}/rounds/{round_id:str}/submission",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="确认并报送 Confirm and hand in",
    )
    def submit(
        self,
        unit: FromPath[str],
        round_id: FromPath[str],
        data: JSONBody[Remark],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Standing:
        """Where the unit stands then; the round takes no more of its entries until it is given back."""
        return rounds.submit(house, round_id, unit, actor, remark=data.remark)

    @post(
        "/units/{unit:str}/rounds/{round_id:str}/return",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="退回 Give back",
    )
    def give_back(
        self,
        unit: FromPath[str],
        round_id: FromPath[str],
        data: JSONBody[Reason],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Standing:
        """Where the unit stands then; the round takes its entries again."""
        return rounds.give_back(house, round_id, unit, data.why, actor)

    @get(
        "/units/{unit:str}/reminders",
        responses=REFUSALS,
        summary="提醒 What a unit should know of",
    )
    async def reminders(
        self,
        unit: FromPath[str],
        request: Request[Actor, Any, Any],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        days: Annotated[int, QueryParameter(ge=0, le=reminding.MOST_DAYS)] = reminding.DAYS,
        since: Annotated[int | None, QueryParameter(ge=0)] = None,
    ) -> list[Reminder]:
        """
        What is due, overdue, given back, contested or stale, and whom a birthday or a move brings or takes away.

        `days` is how far ahead; moves are those after the journal position `since`, or of as many days back.
        """

        def found() -> list[Reminder]:
            return list(reminding.reminders(house, unit, actor, days=days, since=since))

        return await leaving.answered(request, found)
