"""
One entry filed: the way that is gone hundreds of times a second, past what the framework does for any route.

It goes through the same doors, takes the same noun, files by the same flow and answers and refuses in the same words as
`entries.EntryRoutes.file`, which describes it and serves whoever does not say beforehand how much they send.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Litestar, Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from yibiao.errors import BadRequest, Finding, Problem, TooLarge
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.record import Entry, Receipt
from yibiao.web import cookies, headers, problems
from yibiao.web.arriving import Arriving

PATH: Final = "/api/v1/entries"

_JSON: Final = (b"content-type", b"application/json")


class App(Litestar):
    """The service; what goes the quick way is taken before any route is looked for."""

    quick: ASGIApp | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request, or the life of the service."""
        if self.quick is not None and _plain(scope):
            scope["app"] = scope["litestar_app"] = self
            await self.quick(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class Filing:
    """
    `POST` of one entry.

    Args:
        house: In which it is filed.
        doors: What every request goes through, the outermost first.
        largest: Bytes that a body may have.
        arriving: Where receipts come in.
    """

    def __init__(
        self, house: House, doors: Sequence[ASGIMiddleware], largest: int, arriving: Arriving
    ) -> None:
        self._house = house
        self._largest = largest
        self._arriving = arriving
        self._within: ASGIApp = self._filed
        for door in reversed(doors):
            self._within = door(self._within)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a receipt, or say why not."""
        scope.setdefault("state", {})

        async def sending(message: Message) -> None:
            await headers.added(message, scope)
            await send(message)

        try:
            await self._within(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  the last is for whatever it was
            request: Request[Any, Any, Any] = Request(scope)
            refusing = next(
                problems.HANDLERS[each] for each in type(error).__mro__ if each in problems.HANDLERS
            )
            answer = refusing(request, error).to_asgi_response(app=None, request=request)
            await answer(scope, receive, sending)

    async def _filed(self, scope: Scope, receive: Receive, send: Send) -> None:
        actor: Actor = scope["user"]
        entry = Entry.model_validate(await self._document(scope, receive))
        filing = fill.filing(self._house, [entry], actor, all_or_nothing=True)
        (outcome,) = await self._arriving.of(filing)
        if isinstance(outcome, Problem):
            raise outcome
        await _answer(send, outcome)

    async def _document(self, scope: Scope, receive: Receive) -> Any:
        """
        What was sent.

        Raises:
            TooLarge: It is more than is taken.
            BadRequest: It is no JSON.
        """
        if _size(scope) > self._largest:
            raise TooLarge(limit="", size="")
        try:
            return msgspec.json.decode(await _body(receive, self._largest))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadRequest(Finding("body-unreadable", "#"), reason="body") from error


async def _body(receive: Receive, largest: int) -> bytes:
    message: Any = await receive()
    parts = [message.get("body", b"")]
    size = len(parts[0])
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > largest:
            raise TooLarge(limit="", size="")
    if message["type"] == "http.disconnect":
        raise BadRequest(Finding("body-unreadable", "#"), reason="body")
    return b"".join(parts) if len(parts) > 1 else parts[0]


async def _answer(send: Send, receipt: Receipt) -> None:
    body = receipt.model_dump_json().encode()
    size = (b"content-length", str(len(body)).encode())
    status = 200 if receipt.again else 201
    start: Any = {"type": "http.response.start", "status": status, "headers": [_JSON, size]}
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _plain(scope: HTTPScope) -> bool:
    """Whether somebody sends an entry and says how large it is."""
    return (
        scope["type"] == ScopeType.HTTP
        and scope["path"] == PATH
        and scope["method"] == "POST"
        and _size(scope) > 0
    )


def _size(scope: Any) -> int:
    value = cookies.header(scope, b"content-length")
    return int(value) if value.isdigit() else 0
