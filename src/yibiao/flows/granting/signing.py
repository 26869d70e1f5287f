"""Signing in and out, one's own password, sessions and tokens: what everybody does for themselves, whatever they are granted."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from yibiao import credentials
from yibiao.errors import Finding, Invalid, NotAllowed, NotFound, SignInPaused, SignInRefused
from yibiao.flows.granting.visitors import Visitor
from yibiao.flows.house import House
from yibiao.model.account import Account, Session
from yibiao.model.actor import Actor, Came
from yibiao.store import Password

#: Attempts that are free: from one browser or address, and from all that nobody ever signed in from.
_FREE: Final = 5
_FREE_TOGETHER: Final = 30

#: Looked up for names that nobody has, so that they take as long.
_NOBODY: Final = "nobody"

#: Names that are no account's are told apart no further than this.
_LONGEST_LOGIN: Final = 100


@dataclass(frozen=True)
class Origin:
    """
    Where somebody signs in from.

    Attributes:
        agent: What the browser calls itself.
        device: By which it is known from the last time.
        session: What it carries of a session that it had.
    """

    address: str = ""
    agent: str = ""
    device: str = ""
    session: str = ""


@dataclass(frozen=True)
class SignedIn:
    """
    A session that was begun.

    Attributes:
        secret: What the browser carries from now on.
        device: By which it is known the next time; it lets nobody in.
        first_until: Until when the first password, if it still is that, may be changed; nothing else is done before.
    """

    secret: str
    device: str
    session: Session
    account: Account
    first_until: datetime | None = None


def sign_in(house: House, login: str, password: str, origin: Origin) -> SignedIn:
    """
    Begin a session with a password.

    It takes as long for a name that nobody has, and is refused in the same words.

    Raises:
        SignInRefused: Name and password do not belong together, the account is closed, or its first password has run out.
        SignInPaused: There were too many attempts just now; says how long to wait.
    """
    account = house.registry.accounts.open(f"user:{login}")
    keys = _keys(house, login[:_LONGEST_LOGIN], account, origin)
    coming = _coming(account, origin)
    known = _proved(house, account, keys, password, coming)
    assert account is not None  # noqa: S101  nobody's password is never right
    if credentials.outdated(known.hash):
        known = Password(house.hashed(password), known.at, known.first_until)
        house.keyring.set_password(account.id, known)
    house.attempts.clear(*keys)
    if origin.session:
        house.visitors.leave(origin.session)
    secret, session = house.visitors.begin(account, address=origin.address, agent=origin.agent)
    standing = house.keyring.password(account.id)
    if standing is None or standing.hash != known.hash:  # it was taken away since it was proved
        house.visitors.leave(secret)
        raise SignInRefused
    device = origin.device or credentials.opaque(secrets.token_bytes(32))
    house.keyring.meet(account.id, _device(device, account.id), house.now())
    house.noted(coming, "sign-in", session.id, 0)
    return SignedIn(secret, device, session, account, known.first_until)


def sign_out(house: House, visitor: Visitor) -> None:
    """
    End the session that is used.

    Raises:
        NotAllowed: It is no session.
    """
    account, session = signed_in(visitor)
    house.keyring.end(account.id, [session.id])
    house.visitors.forget()
    house.noted(visitor.actor, "sign-out", session.id, 0)


def change_password(
    house: House, visitor: Visitor, before: str, password: str, origin: Origin
) -> SignedIn:
    """
    One's own password from now on; every session ends, and this browser gets a new one.

    Raises:
        NotAllowed: It is no session: tokens change no passwords.
        SignInRefused: *before* is not the password.
        SignInPaused: There were too many attempts just now.
        Invalid: The new one will not do; says why.
    """
    account, _ = signed_in(visitor)
    keys = {f"change:{account.id}": _FREE}
    _proved(house, account, keys, before, visitor.actor)
    found = list(credentials.findings(password, (account.login, account.name)))
    if before == password:
        found.append(Finding("password-same", "#/password"))
    if found:
        raise Invalid(*found, count=len(found))
    house.attempts.clear(*keys)
    house.keyring.set_password(account.id, Password(house.hashed(password), house.now()))
    house.keyring.end_all(account.id)
    house.visitors.forget()
    secret, session = house.visitors.begin(account, address=origin.address, agent=origin.agent)
    house.noted(visitor.actor, "password-changed", account.id, 0)
    return SignedIn(secret, origin.device, session, account)


def sessions(house: House, visitor: Visitor) -> list[Session]:
    """
    One's own sessions that have not ended, newest first.

    Raises:
        NotAllowed: It is no session.
    """
    account, _ = signed_in(visitor)
    return house.visitors.standing(account)


def end_session(house: House, visitor: Visitor, id_: str | None) -> None:
    """
    End one of one's own sessions, or all but the one that is used.

    Raises:
        NotFound: One has none of that id.
        NotAllowed: It is no session.
    """
    account, used = signed_in(visitor)
    ids = {each.id for each in house.visitors.standing(account)}
    if id_ is not None and id_ not in ids:
        raise NotFound(what_zh="会话", what_en="session", id=id_)
    ended = [id_] if id_ else sorted(ids - {used.id})
    house.keyring.end(account.id, ended)
    house.visitors.forget()
    for each in ended:
        house.noted(visitor.actor, "sign-out", each, 0)


def signed_in(visitor: Visitor) -> tuple[Account, Session]:
    """
    Whose session it is.

    Raises:
        NotAllowed: It is none: tokens, and whoever holds the service's own, are nobody's session.
    """
    if visitor.account is None or visitor.session is None:
        raise NotAllowed(act="account.own", place="")
    return visitor.account, visitor.session


def _coming(account: Account | None, origin: Origin) -> Actor:
    """Who is trying to sign in, or whose account somebody tries: what was typed is kept nowhere."""
    id_ = account.id if account else _NOBODY
    return Actor(id=id_, came=Came(address=origin.address or None))


def _proved(
    house: House, account: Account | None, keys: dict[str, int], password: str, by: Actor
) -> Password:
    """What is known of the password, if it is the account's and has not run out."""
    wait = house.attempts.charge(keys, house.now())
    if wait:
        raise SignInPaused(retry_after=wait)
    known = house.keyring.password(account.id if account else _NOBODY)
    right = house.proved(known.hash if known else None, password)
    if known is None or not right or (known.first_until and house.now() >= known.first_until):
        house.noted(by, "sign-in-refused", account.id if account else "", 0)
        raise SignInRefused
    return known


def _keys(house: House, login: str, account: Account | None, origin: Origin) -> dict[str, int]:
    """
    Under what attempts are counted.

    A browser that somebody signed in from is counted for itself. All others are counted by address, and together: they
    slow one another down, and not whoever comes as usual.
    """
    id_ = account.id if account else _NOBODY
    device = _device(origin.device, id_)
    if origin.device and house.keyring.known(id_, device):
        return {f"device:{id_}:{device}": _FREE}
    return {f"address:{login}:{origin.address}": _FREE, f"all:{login}": _FREE_TOGETHER}


def _device(device: str, account: str) -> str:
    """One browser is known to each account by another digest, for people share machines."""
    return credentials.digest(f"{device} {account}")
