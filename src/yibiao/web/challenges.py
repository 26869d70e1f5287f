"""Challenges: what departments doubt, and how units answer."""

from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK
from pydantic import Field

from yibiao.flows.challenging import challenges as flow
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.challenge import Challenge, Doubted, State
from yibiao.model.text import Id, Noun
from yibiao.web.problems import REFUSALS


class Why(Noun):
    """Why it holds as it is, or is doubted no more."""

    why: Id


class ChallengesAnswer(Noun):
    """Challenges, oldest first; `after` asks for the next page, and is null on the last."""

    challenges: tuple[Challenge, ...]
    after: int | None


class ChallengeRoutes(Controller):
    """`/challenges`"""

    tags = ("challenges",)

    @post(
        "/challenges",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="提出核实 Doubt a cell or row",
    )
    def challenge(
        self, data: JSONBody[Doubted], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Challenge:
        """
        The challenge, and the cells behind what is doubted: of what follows, is crosswalked or counted, those it rests on.

        The unit answers with an entry that names it (`challenge`), or confirms what is held.
        """
        return flow.challenge(house, data, actor)

    @get("/challenges", responses=REFUSALS, sync_to_thread=True, summary="核实清单 What is doubted")
    def challenges(
        self,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        department: FromQuery[str | None] = None,
        unit: FromQuery[str | None] = None,
        form: FromQuery[str | None] = None,
        subject: FromQuery[str | None] = None,
        standing: Annotated[State | None, QueryParameter(name="state")] = None,
        after: FromQuery[int] = 0,
        limit: FromQuery[Annotated[int, Field(ge=1, le=flow.MOST_AT_ONCE)]] = flow.MOST_AT_ONCE,
    ) -> ChallengesAnswer:
        """Those of the caller's departments and units, open or answered."""
        found = flow.challenges(
            house,
            actor,
            department=department,
            unit=unit,
            form=form,
            subject=subject,
            state=standing,
            after=after,
            limit=limit,
        )
        return ChallengesAnswer(challenges=found.challenges, after=found.after)

    @get(
        "/challenges/{id_:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="一项核实 A challenge",
    )
    def challenge_of(
        self, id_: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Challenge:
        """What is doubted, why, and what has become of it."""
        return flow.challenge_of(house, id_, actor)

    @post(
        "/challenges/{id_:str}/confirmation",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="核实无误 Confirm what is doubted",
    )
    def confirm(
        self,
        id_: FromPath[str],
        data: JSONBody[Why],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Challenge:
        """The unit says that it holds as it is, and why."""
        return flow.confirm(house, id_, data.why, actor)

    @post(
        "/challenges/{id_:str}/withdrawal",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="撤回核实 Withdraw a challenge",
    )
    def withdraw(
        self,
        id_: FromPath[str],
        data: JSONBody[Why],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Challenge:
        """The department doubts it no more, and says why."""
        return flow.withdraw(house, id_, data.why, actor)
