"""By what way somebody came, and as whom they look: two headers of a request, and one of its answer."""

from typing import Final
from urllib.parse import quote, unquote

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from yibiao.flows.granting.viewing import view_as
from yibiao.flows.house import House
from yibiao.model.actor import Actor, Came
from yibiao.web import cookies

#: What the reader says that they look for, URL-encoded; it stands in the record of access.
PURPOSE: Final = b"yibiao-purpose"

#: Id of the account whose view an administrator wants to see; the answer says so under the same name.
VIEW_AS: Final = b"yibiao-view-as"

_LONGEST: Final = 200


class Coming(ASGIMiddleware):
    """Writes on the actor's back where they came from and what for; lets an administrator look as somebody else."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, house: House) -> None:
        self._house = house

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """
        Let the request in.

        Raises:
            NotAllowed: It wants to look as somebody else, and may not.
        """
        actor = scope.get("user")
        if not isinstance(actor, Actor):  # what everybody may see
            await next_app(scope, receive, send)
            return
        purpose = unquote(cookies.header(scope, PURPOSE).decode("ascii", "ignore"))[:_LONGEST]
        address = scope["client"][0] if scope["client"] else None
        came = Came(address=address, purpose=purpose.strip() or None)
        actor = actor.model_copy(update={"came": came})
        seen = unquote(cookies.header(scope, VIEW_AS).decode("ascii", "ignore"))
        if seen:
            actor, send = view_as(self._house, seen, actor), _marked(send, seen)
        scope["user"] = actor
        await next_app(scope, receive, send)


def _marked(send: Send, seen: str) -> Send:
    """The answer says as whom it was seen."""

    async def marking(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", ()), (VIEW_AS, quote(seen, safe=":").encode())]
            message["headers"] = headers
        await send(message)

    return marking
