"""Who is calling: a bearer token or the cookie of a session → a visitor; and how often they may."""

import hmac
import re
from base64 import b64decode
from typing import Final, Literal

from anyio import to_thread
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from yibiao import credentials
from yibiao.errors import CrossSite, NotSignedIn, PasswordToChange
from yibiao.flows.granting.visitors import Visitor, Visitors
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.web import cookies
from yibiao.web.limits import Limits, network

ADMINISTRATOR: Final = Visitor(Actor.administrator("user:administrator"))

#: Where one signs in and out; the one thing besides reading that is done without having signed in.
SESSION: Final = "/api/v1/session"
PASSWORD: Final = "/api/v1/session/password"  # noqa: S105  an address

#: A page of ours sends it with everything that changes something: no other site can, unless it is let.
REQUEST_HEADER: Final = b"yibiao-request"

#: Below it a token may also come as the password of basic credentials: Excel and Power BI have no other place for it.
BASIC: Final = "/odata"

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Door(ASGIMiddleware):
    """
    Lets in whoever presents something that is known, and says who it is.

    Args:
        house: Where it is known.
        token: The administrator's own, to set the service up with; none, and nobody comes in by it.
        limits: How often anybody may ask.
        public: What everybody may see (a pattern of paths).
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, house: House, token: str | None, limits: Limits, public: str) -> None:
        self._visitors: Visitors = house.visitors
        self._token = token.encode() if token else None
        self._limits = limits
        seen = re.compile(public)
        self.should_bypass_for_scope = lambda scope: bool(seen.search(scope["path"]))

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """
        Let the request in.

        Raises:
            NotSignedIn: Nothing is presented, or nothing that is known.
            PasswordToChange: With a first password one changes it, and nothing else.
            CrossSite: In a session, something is to change, and no page of ours asks for it.
            TooMany: It asks too often.
        """
        address, method = network(scope["client"][0] if scope["client"] else ""), _method(scope)
        if scope["path"] == SESSION and method == "POST":
            self._limits.signing.take(address)
            require_same_site(scope)
            await next_app(scope, receive, send)
            return
        visitor = await self._visitor(scope, address)
        if visitor.account is not None:
            self._limits.addresses.take(address)
            (self._limits.programs if visitor.token else self._limits.people).take(
                visitor.account.id
            )
        if visitor.first and scope["path"] not in (SESSION, PASSWORD):
            raise PasswordToChange(act="", place="")
        if visitor.session is not None and method not in _READING:
            require_same_site(scope)
            if not cookies.header(scope, REQUEST_HEADER):
                raise CrossSite(act="", place="")
        if visitor.rotated:
            cookies.give(scope, cookies.session_cookie(scope, visitor.rotated))
        scope["user"], scope["auth"] = visitor.actor, visitor
        await next_app(scope, receive, send)

    async def _visitor(self, scope: Scope, address: str) -> Visitor:
        kind, secret = _presented(scope)
        if kind == "token" and self._is_own(secret):
            return ADMINISTRATOR
        visitor = self._visitors.remembered(secret, token=kind == "token")
        if visitor is not None:
            return visitor
        if not secret or (kind == "token" and not credentials.plausible(secret)):
            self._limits.strangers.take(address)
            raise NotSignedIn
        self._limits.strangers.require(address)
        look = self._visitors.of_token if kind == "token" else self._visitors.of_session
        try:
            return await to_thread.run_sync(look, secret)
        except NotSignedIn:
            self._limits.strangers.take(address)
            raise

    def _is_own(self, secret: str) -> bool:
        return self._token is not None and hmac.compare_digest(secret.encode(), self._token)


def require_same_site(scope: Scope) -> None:
    """
    Let pass what no page of another site sends.

    Browsers say where a request comes from, and their pages cannot change it; programs say nothing.

    Raises:
        CrossSite: It comes from elsewhere.
    """
    site = cookies.header(scope, b"sec-fetch-site")
    origin = cookies.header(scope, b"origin")
    elsewhere = origin and origin.partition(b"://")[2] != cookies.header(scope, b"host")
    if elsewhere or site not in (b"", b"same-origin", b"none"):
        raise CrossSite(act="", place="")


def _method(scope: Scope) -> str:
    return str(scope.get("method", ""))


def _presented(scope: Scope) -> tuple[Literal["token", "session"], str]:
    """A bearer token, or else what the session's cookie carries."""
    cookie = b""
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.partition(b" ")
            if scheme.lower() == b"basic" and scope["path"].startswith(BASIC):
                return "token", _password(token)
            return "token", token.decode("latin-1") if scheme.lower() == b"bearer" else ""
        if name == b"cookie":
            cookie = value
    return "session", cookies.session_of(scope, cookie) if cookie else ""


def _password(credentials: bytes) -> str:
    """The password of basic credentials, where programs that know no tokens put one; whose it is, the token says."""
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except (ValueError, UnicodeDecodeError):
        return ""
