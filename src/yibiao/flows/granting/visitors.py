"""Visitors: what a request presents – the cookie of a session, or a token – → who came in, remembered for seconds."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from yibiao import credentials
from yibiao.errors import NotSignedIn, SessionEnded
from yibiao.flows.registry import Registry
from yibiao.model.account import Account, Reach, Session, Token
from yibiao.model.actor import Actor, Grant, Scopes
from yibiao.store import Keyring

#: A session ends when nothing was done in it for so long, and however much was, after a working day.
IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)

#: What was looked up is believed for so long; what this process ends itself ends at once.
FRESH: Final = timedelta(seconds=5)

#: When sessions and tokens were last used is written down so often.
_WRITTEN: Final = timedelta(minutes=1)

#: An id that was replaced is good for what is already on its way.
_OVERLAP: Final = timedelta(seconds=30)

_MOST: Final = 50_000


@dataclass(frozen=True)
class Visitor:
    """
    Who came in, and by what.

    Attributes:
        actor: Who acts.
        account: Of whom; none for whoever holds the service's own token, or its terminal.
        session: The session, if it is one.
        token: The token, if it is one.
        first: Whether the first password is still to be changed, and nothing else is to be done before.
        first_until: When it lets nobody in any more.
        rotated: What the browser is to carry from now on, if that has changed.
    """

    actor: Actor
    account: Account | None = None
    session: Session | None = None
    token: Token | None = None
    first: bool = False
    first_until: datetime | None = None
    rotated: str | None = None


@dataclass(frozen=True)
class _Met:
    visitor: Visitor
    until: datetime
    position: int
    generation: int


class Visitors:
    """
    Who is signed in.

    Only one process has a data directory open, so that when something was last used may stay in memory for a minute.
    """

    def __init__(
        self,
        keyring: Keyring,
        registry: Registry,
        now: Callable[[], datetime],
        chance: Callable[[int], bytes],
    ) -> None:
        self._keyring = keyring
        self._registry = registry
        self._now = now
        self._chance = chance
        self._met: dict[str, _Met] = {}
        # How often something was ended: what was looked up before the last time is not believed.
        self._generation = 0
        self._ending = threading.Lock()
        self._used_sessions: dict[str, datetime] = {}
        self._used_tokens: dict[str, datetime] = {}
        self._written = now()

    def remembered(self, secret: str, *, token: bool) -> Visitor | None:
        """Who presents *secret*, as a token or as a session's, if that was looked up just now; quick enough for every request."""
        digest = credentials.digest(secret)
        met = self._met.get(digest)
        now = self._now()
        if met is None or now >= met.until or token != (met.visitor.token is not None):
            return None
        if (met.position, met.generation) != (self._registry.position, self._generation):
            return None
        used = self._used_tokens if met.visitor.token is not None else self._used_sessions
        used[digest] = now
        return met.visitor

    def of_session(self, secret: str) -> Visitor:
        """
        Whose session *secret* stands for.

        Raises:
            NotSignedIn: Nobody's.
            SessionEnded: It was somebody's.
        """
        digest, now, known = credentials.digest(secret), self._now(), self._known()
        self._write_down(now)
        standing = self._keyring.session(digest)
        if standing is None:
            raise NotSignedIn
        session = standing.session
        seen = max(session.seen, self._used_sessions.get(digest, session.seen))
        account = self._registry.accounts.open(session.account)
        if now >= min(session.until, seen + IDLE) or account is None:
            raise SessionEnded
        password = self._keyring.password(account.id)
        visitor = Visitor(
            self._actor(account),
            account,
            session.model_copy(update={"seen": now}),
            first=password is None or password.first_until is not None,
            first_until=password.first_until if password else None,
        )
        self._used_sessions[digest] = now
        if standing.rights != self.rights(account):
            return self._rotated(digest, visitor, now)
        self._met[digest] = _Met(visitor, min(session.until, now + FRESH), *known)
        return visitor

    def of_token(self, secret: str) -> Visitor:
        """
        Whom the token *secret* stands for; it narrows what its account may do.

        Raises:
            NotSignedIn: Nobody, or no longer.
        """
        if not credentials.plausible(secret):
            raise NotSignedIn
        digest, now, known = credentials.digest(secret), self._now(), self._known()
        self._write_down(now)
        token = self._keyring.token(digest)
        account = self._registry.accounts.open(token.account) if token else None
        if token is None or account is None or not token.stands(now):
            raise NotSignedIn
        visitor = Visitor(self._actor(account, token.reach), account, token=token)
        self._used_tokens[digest] = now
        self._met[digest] = _Met(visitor, min(token.until, now + FRESH), *known)
        return visitor

    def begin(self, account: Account, *, address: str, agent: str) -> tuple[str, Session]:
        """A session that begins now: what the browser is to carry, and what is kept."""
        secret, now = credentials.opaque(self._chance(32)), self._now()
        session = Session(
            id=self._chance(8).hex(),
            account=account.id,
            at=now,
            seen=now,
            until=now + LONGEST,
            address=address[:64],
            agent=agent[:200],
        )
        self._keyring.begin(credentials.digest(secret), session, self.rights(account))
        return secret, session

    def leave(self, secret: str) -> None:
        """End the session that *secret* stands for, if it does for one."""
        self._keyring.end_one(credentials.digest(secret))
        self.forget()

    def standing(self, account: Account) -> list[Session]:
        """The sessions of *account* that have not ended, newest first."""
        now = self._now()
        self._write_down(None)
        found = {each.id: each for each in self._keyring.sessions(account.id, now)}
        return [each for each in found.values() if now < each.seen + IDLE]

    def tokens(self, account: str) -> list[Token]:
        """The tokens of *account*, newest first, with when each was last used."""
        self._write_down(None)
        return self._keyring.tokens(account)

    def rights(self, account: Account) -> str:
        """What changes when what the account is allowed does."""
        return credentials.digest(self._actor(account).model_dump_json())

    def forget(self) -> None:
        """Look everybody up anew, and believe no look-up that is under way: something was ended."""
        with self._ending:
            self._generation += 1
            self._met = {}

    def close(self) -> None:
        """Write down what is only in memory."""
        self._write_down(None)

    def _actor(self, account: Account, reach: Reach | None = None) -> Actor:
        """Who acts: with every grant of the account's, no further than *reach*."""
        grants = self._registry.grants.of(account.id)
        if reach is None:
            return Actor(id=account.id, grants=grants)
        if reach.units is not None:
            grants = tuple(self._within(grants, reach.units))
        return Actor(
            id=account.id,
            grants=grants,
            scopes=Scopes(
                acts=None if reach.acts is None else frozenset(reach.acts),
                forms=None if reach.forms is None else frozenset(self._forms(reach.forms)),
            ),
        )

    def _within(self, grants: Iterable[Grant], units: Iterable[str]) -> Iterator[Grant]:
        """What is left of *grants* in *units* and below; an administrator is there what a township is."""
        for grant in grants:
            for unit in units:
                if grant.unit is None or grant.unit in (unit, *self._registry.above(unit)):
                    role = "township" if grant.role == "administrator" else grant.role
                    yield grant.model_copy(update={"unit": unit, "role": role})
                elif unit in self._registry.above(grant.unit):
                    yield grant

    def _forms(self, named: Iterable[str]) -> Iterator[str]:
        """The forms, and of a series that is named every edition."""
        wanted = set(named)
        for id_ in list(self._registry.registrations):
            if id_ in wanted or id_.partition("@")[0] in wanted:
                yield id_

    def _rotated(self, digest: str, visitor: Visitor, now: datetime) -> Visitor:
        secret = credentials.opaque(self._chance(32))
        after = credentials.digest(secret)
        assert visitor.account is not None  # noqa: S101  a session is somebody's
        rights = self.rights(visitor.account)
        if not self._keyring.rotate(digest, after, rights, now + _OVERLAP):
            return visitor
        self._used_sessions[after] = now
        return replace(visitor, rotated=secret)

    def _known(self) -> tuple[int, int]:
        """What a look-up that begins now can know of: it is good until either has moved on."""
        if len(self._met) >= _MOST:
            self._met = {}
        return self._registry.position, self._generation

    def _write_down(self, now: datetime | None) -> None:
        """When what was last used, if that was not written for a while; at once, if no time is given."""
        if now is not None and now - self._written < _WRITTEN:
            return
        self._written = now or self._written
        sessions, self._used_sessions = self._used_sessions, {}
        tokens, self._used_tokens = self._used_tokens, {}
        self._keyring.seen(sessions, tokens)
