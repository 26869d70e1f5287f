"""The change feed of a slice: asked for, waited for, or followed as a stream of events."""

import json
from collections.abc import AsyncIterator, Callable
from functools import partial
from time import monotonic
from typing import Annotated, Any, Final

from litestar import Controller, MediaType, Request, Response, get
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import ServerSentEvent, ServerSentEventMessage

from yibiao.errors import Problem
from yibiao.flows.following import changes as flow
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.web import leaving
from yibiao.web.problems import REFUSALS
from yibiao.web.watching import Watch

#: Its answers are never compressed: what is held back to be packed together comes late.
FEED: Final = "/slices/[^/]+/changes"

#: Seconds that somebody may wait; between two signs of life; and after which a stream ends, to be asked for again by
#: whoever may still.
_LONGEST_WAIT, _BEAT, _LONGEST_STREAM = 60, 15.0, 60.0
#: Milliseconds after which a browser asks for it again.
_AGAIN: Final = 100

_EVENTS = "text/event-stream"


class ChangeRoutes(Controller):
    """`/slices/{form}/changes`"""

    tags = ("queries",)

    @get(
        "/slices/{form_id:str}/changes",
        responses=REFUSALS,
        summary="变更 What has changed in a slice",
    )
    async def changes(
        self,
        form_id: FromPath[str],
        request: Request[Actor, Any, Any],
        state: State,
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        since: FromQuery[str | None] = None,
        unit: FromQuery[str | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=flow.MOST_ROWS)] = flow.ROWS,
        wait: Annotated[int, QueryParameter(ge=0, le=_LONGEST_WAIT)] = 0,
    ) -> Response[Any]:
        """
        The rows that were added, have changed, or have left (out of scope, moved away, closed) since a position, in order.

        Without `since` none have: `next` is where to begin, and the slice `as_of=` it is what to begin with. Taking in
        what every answer says, and asking on `since` its `next`, gives the slice as it is, while there is no `more`.

        With `wait`, an answer without changes waits so many seconds for one. With `Accept: text/event-stream` they come
        as events, `id` being the `next` of each (`Last-Event-ID` goes on from there).
        """
        watch: Watch = state.watch

        def look(since: str | None) -> flow.Changes:
            return flow.changes(house, form_id, actor, since=since, unit=unit, limit=limit)

        async def asked(since: str | None) -> flow.Changes:
            return await leaving.answered(request, partial(look, since))

        if _EVENTS in request.headers.get("accept", ""):
            since = request.headers.get("last-event-id") or since
            first = await asked(since)
            return ServerSentEvent(_streamed(house, watch, first, since, look))
        found = await asked(since)
        if since is not None and wait and not (found.changes or found.more):
            await watch.beyond(found.as_of, house.today, wait)
            found = await asked(since)
        return Response(_document(found), media_type=MediaType.JSON)


async def _streamed(
    house: House,
    watch: Watch,
    found: flow.Changes,
    since: str | None,
    asked: Callable[[str], flow.Changes],
) -> AsyncIterator[ServerSentEventMessage]:
    """Changes as they come; a sign of life in between; a refusal, and the end."""
    ends = monotonic() + _LONGEST_STREAM  # however much there is to tell
    try:
        if since is None:
            yield _event(found)
        while monotonic() < ends:
            if found.changes:
                yield _event(found)
            if not found.more and not await watch.beyond(found.as_of, house.today, _BEAT):
                yield ServerSentEventMessage(data=None, comment="", retry=_AGAIN)
            found = await sync_to_thread(asked, found.next)
    except Problem as problem:
        said = json.dumps(problem.document(), ensure_ascii=False)
        yield ServerSentEventMessage(data=said, event="problem")


def _event(found: flow.Changes) -> ServerSentEventMessage:
    said = json.dumps(_document(found), ensure_ascii=False, default=str)
    return ServerSentEventMessage(data=said, event="changes", id=found.next, retry=_AGAIN)


def _document(found: flow.Changes) -> dict[str, Any]:
    return {
        "form": found.form.id,
        "title": found.form.title,
        **({} if found.since is None else {"since": found.since}),
        "next": found.next,
        "as_of": found.as_of,
        "more": found.more,
        "columns": [
            {"id": each.id, "label": each.label, "section": list(each.section)}
            for each in found.headers
        ],
        "changes": [each.document() for each in found.changes],
    }
