"""Entries: stated one by one or in batches."""

import asyncio
from typing import Any

from litestar import Controller, Response, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import JSONBody
from litestar.status_codes import HTTP_200_OK
from pydantic import Field

from yibiao.errors import Problem, TooLarge
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.record import Entry, Receipt
from yibiao.model.text import Noun
from yibiao.web.arriving import Arriving
from yibiao.web.problems import REFUSALS
from yibiao.web.receipts import AGAIN, given


class Batch(Noun):
    """Entries in the order they were stated; one that is refused stops the others only if *all_or_nothing*."""

    entries: tuple[Entry, ...] = Field(min_length=1)
    all_or_nothing: bool = False


class BatchAnswer(Noun):
    """One result per entry, in order: a receipt, or a problem document."""

    results: tuple[dict[str, Any], ...]
    filed: int
    refused: int


class EntryRoutes(Controller):
    """`/entries`"""

    path = "/entries"
    tags = ("entries",)

    @post(responses={**REFUSALS, **AGAIN}, summary="填报一条 File one entry")
    async def file(
        self,
        data: JSONBody[Entry],
        state: State,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Response[Receipt]:
        """The receipt, once the entry is on disk; 200 instead of 201 when the same entry was filed before."""
        arriving: Arriving = state.arriving
        (outcome,) = await arriving.of(fill.filing(house, [data], actor, all_or_nothing=True))
        if isinstance(outcome, Problem):
            raise outcome
        return given(outcome)

    @post(
        "/batch",
        responses=REFUSALS,
        summary="批量填报 File up to 5,000 entries",
        status_code=HTTP_200_OK,
    )
    async def file_batch(
        self,
        data: JSONBody[Batch],
        state: State,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> BatchAnswer:
        """A receipt or a problem for each entry, in order."""
        if len(data.entries) > fill.MOST_AT_ONCE:
            raise TooLarge(limit=fill.MOST_AT_ONCE, size=len(data.entries))
        waiting = await asyncio.to_thread(
            fill.filing, house, data.entries, actor, all_or_nothing=data.all_or_nothing
        )
        arriving: Arriving = state.arriving
        outcomes = await arriving.of(waiting)
        refused = sum(isinstance(each, Problem) for each in outcomes)
        return BatchAnswer(
            results=tuple(each.document() for each in outcomes),
            filed=len(outcomes) - refused,
            refused=refused,
        )
