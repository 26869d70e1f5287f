"""Signing in and out; one's own password, sessions and tokens."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from litestar import Controller, Request, Response, delete, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from pydantic import StringConstraints

from yibiao.errors import NotPrivate
from yibiao.flows.granting import notices, own_tokens, signing
from yibiao.flows.granting.notices import Notices
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.flows.granting.visitors import IDLE, Visitor
from yibiao.flows.house import House
from yibiao.model.account import Session, Token
from yibiao.model.actor import Actor
from yibiao.model.text import Noun
from yibiao.web import cookies
from yibiao.web.problems import REFUSALS

#: No longer than anybody would type, so that no more than that is hashed.
Typed = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]

Called = Request[Actor, Visitor | None, State]


class SigningIn(Noun):
    """What is typed to sign in."""

    login: Typed
    password: Typed


class PasswordChange(Noun):
    """The password so far, and the one from now on."""

    before: Typed
    password: Typed


class Who(Noun):
    """
    Who is signed in.

    Attributes:
        actor: By this id the journal names them.
        name: What people call them.
        session: The session, if it is one; else a token was presented.
        idle: Seconds without use after which it ends.
        first: Whether the first password is to be changed before anything else (`PUT /session/password`).
        first_until: It lets nobody in after that.
    """

    actor: str
    name: str
    session: Session | None = None
    until: datetime | None = None
    idle: int = int(IDLE.total_seconds())
    first: bool = False
    first_until: datetime | None = None


class Issued(Noun):
    """A token that was just issued; `secret` is what to present, and is shown this once."""

    secret: str
    token: Token


class SessionRoutes(Controller):
    """`/session`, `/sessions`, `/tokens`"""

    tags = ("signing in",)

    @post(
        "/session",
        responses=REFUSALS,
        security=[{}],
        summary="登录 Sign in",
    )
    async def sign_in(
        self, request: Called, data: JSONBody[SigningIn], house: NamedDependency[House]
    ) -> Who:
        """A session, in a cookie; over HTTPS, or on the very machine, only."""
        if not cookies.private(request.scope):
            raise NotPrivate(act="", place="")
        sign_in = partial(signing.sign_in, house, data.login, data.password, _origin(request))
        return _signed_in(request, await _hashing(request, sign_in))

    @get("/session", responses=REFUSALS, sync_to_thread=False, summary="谁在登录 Who is signed in")
    def who(self, request: Called) -> Who:
        """Whose session or token is used."""
        return _who(request)

    @delete("/session", responses=REFUSALS, sync_to_thread=True, summary="退出 Sign out")
    def sign_out(self, request: Called, house: NamedDependency[House]) -> Response[None]:
        """The session ends, and the browser forgets what it kept of answers."""
        signing.sign_out(house, visitor_of(request))
        cookies.give(request.scope, cookies.no_session(request.scope))
        return Response(None, status_code=204, headers={"Clear-Site-Data": '"cache"'})

    @get(
        "/session/notices",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="上次登录以来 What became of one's account",
    )
    def notices(self, request: Called, house: NamedDependency[House]) -> Notices:
        """Since one signed in before: passwords, tokens, attempts that were refused; and tokens that end within two weeks."""
        return notices.notices(house, visitor_of(request))

    @put("/session/password", responses=REFUSALS, summary="修改密码 Change one's password")
    async def change_password(
        self, request: Called, data: JSONBody[PasswordChange], house: NamedDependency[House]
    ) -> Who:
        """One's own password from now on; every other session ends, and this one goes on under another id."""
        change = partial(
            signing.change_password,
            house,
            visitor_of(request),
            data.before,
            data.password,
            _origin(request),
        )
        return _signed_in(request, await _hashing(request, change))

    @get("/sessions", responses=REFUSALS, sync_to_thread=True, summary="我的登录 One's sessions")
    def sessions(self, request: Called, house: NamedDependency[House]) -> list[Session]:
        """One's own sessions that have not ended, newest first."""
        return signing.sessions(house, visitor_of(request))

    @delete(
        "/sessions", responses=REFUSALS, sync_to_thread=True, summary="退出其他登录 End the others"
    )
    def end_sessions(self, request: Called, house: NamedDependency[House]) -> None:
        """Every session of one's own ends but the one that is used."""
        signing.end_session(house, visitor_of(request), None)

    @delete(
        "/sessions/{session_id:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="退出一处登录 End a session",
    )
    def end_session(
        self, request: Called, session_id: FromPath[str], house: NamedDependency[House]
    ) -> None:
        """One of one's own sessions ends."""
        signing.end_session(house, visitor_of(request), session_id)

    @get("/tokens", responses=REFUSALS, sync_to_thread=True, summary="我的令牌 One's tokens")
    def tokens(self, request: Called, house: NamedDependency[House]) -> list[Token]:
        """One's own tokens, newest first, without what is presented."""
        return own_tokens.held(house, visitor_of(request))

    @post("/tokens", responses=REFUSALS, sync_to_thread=True, summary="新令牌 Issue a token")
    def issue(
        self, request: Called, data: JSONBody[Wanted], house: NamedDependency[House]
    ) -> Issued:
        """A token of one's own; it reaches as far as one's grants, or less far. Shown once."""
        secret, token = own_tokens.issue(house, visitor_of(request), data)
        return Issued(secret=secret, token=token)

    @delete(
        "/tokens/{token_id:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="撤销令牌 Revoke a token",
    )
    def revoke(
        self, request: Called, token_id: FromPath[str], house: NamedDependency[House]
    ) -> None:
        """One of one's own tokens lets nobody in any more."""
        own_tokens.revoke(house, visitor_of(request), token_id)


def visitor_of(request: Called) -> Visitor:
    """Who came in, and from where."""
    visitor = request.auth
    assert visitor is not None  # noqa: S101  the door lets nobody in without
    actor = visitor.actor.model_copy(update={"came": request.user.came})
    return replace(visitor, actor=actor)


async def _hashing(request: Called, act: "partial[signing.SignedIn]") -> signing.SignedIn:
    """What *act* gives; whoever waits for their turn to hash waits here, and not in a thread."""
    limiter: CapacityLimiter = request.app.state.hashing
    return await to_thread.run_sync(act, limiter=limiter)


def _origin(request: Called) -> signing.Origin:
    return signing.Origin(
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", ""),
        device=cookies.device_of(request.scope)[:100],
        session=cookies.session_of(request.scope, cookies.header(request.scope, b"cookie")),
    )


def _signed_in(request: Called, signed: signing.SignedIn) -> Who:
    scope = request.scope
    cookies.give(scope, cookies.session_cookie(scope, signed.secret))
    if signed.device:
        cookies.give(scope, cookies.device_cookie(scope, signed.device))
    return Who(
        actor=signed.account.id,
        name=signed.account.name,
        session=signed.session,
        until=signed.session.until,
        first=signed.first_until is not None,
        first_until=signed.first_until,
    )


def _who(request: Called) -> Who:
    visitor = visitor_of(request)
    account, session, token = visitor.account, visitor.session, visitor.token
    return Who(
        actor=visitor.actor.id,
        name=account.name if account else visitor.actor.id,
        session=session,
        until=session.until if session else token.until if token else None,
        first=visitor.first,
        first_until=visitor.first_until,
    )
