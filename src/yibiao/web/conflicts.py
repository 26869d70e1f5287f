"""Conflicts: contested cells of a unit, and decisions between what was said."""

from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from yibiao.flows.filling import conflicts as flow
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.contest import Contested, Decision
from yibiao.model.record import Receipt
from yibiao.model.text import Noun, Text
from yibiao.web.problems import REFUSALS
from yibiao.web.receipts import AGAIN, given


class ConflictsAnswer(Noun):
    """
    Contested cells by subject, `found` on all pages; `after` asks for the next one, and is null on the last.

    `labels` says what subjects are called, `titles` what elements are, `people` what whoever said any of it is, as far as
    they have accounts.
    """

    cells: tuple[Contested, ...]
    found: int
    after: str | None
    labels: dict[str, str]
    titles: dict[str, Text]
    people: dict[str, str]


class ConflictRoutes(Controller):
    """`/units/…/conflicts`, `/subjects/…/decisions`"""

    tags = ("conflicts",)

    @get(
        "/units/{code:str}/conflicts",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="冲突清单 What is contested in a unit",
    )
    def conflicts(
        self,
        code: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        after: FromQuery[str] = "",
        limit: Annotated[int, QueryParameter(ge=0, le=flow.MOST_AT_ONCE)] = flow.MOST_AT_ONCE,
    ) -> ConflictsAnswer:
        """
        Every contested cell of the unit and below, each statement with who said it, when, and in which entry.

        Subjects that two have moved apart are listed in each unit that either named, and in the one that they left. With
        `limit=0`, only how many there are.
        """
        found = flow.conflicts(house, code, actor, after=after, limit=limit)
        return ConflictsAnswer(
            cells=found.cells,
            found=found.found,
            after=found.after,
            labels=dict(found.labels),
            titles=dict(found.titles),
            people=dict(found.people),
        )

    @post(
        "/subjects/{subject:str}/decisions",
        responses={**REFUSALS, **AGAIN},
        sync_to_thread=True,
        summary="裁定冲突 Decide a contested cell",
    )
    def decide(
        self,
        subject: FromPath[str],
        data: JSONBody[Decision],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[Receipt]:
        """The receipt of the entry that the decision is; 200 instead of 201 when it had been made before."""
        return given(flow.decide(house, subject, data, actor))
