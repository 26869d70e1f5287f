"""One's own tokens, for programs of one's own; and what tokens of anybody have in common."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from yibiao import access, credentials
from yibiao.errors import Finding, Invalid, NotFound
from yibiao.flows.granting.signing import signed_in
from yibiao.flows.granting.visitors import Visitor
from yibiao.flows.house import House
from yibiao.model.account import Account, Reach, Token
from yibiao.model.actor import Actor
from yibiao.model.text import Id, Noun

#: No token lasts longer.
LONGEST: Final = timedelta(days=366)


class Wanted(Noun):
    """A token as it is asked for: what it is called, for how many days, and how far it is to reach."""

    label: Id
    days: int = 90
    reach: Reach = Reach()


def issue(house: House, visitor: Visitor, wanted: Wanted) -> tuple[str, Token]:
    """
    A token of one's own: what is presented, shown this once, and what is kept.

    Raises:
        NotAllowed: One is not signed in with a password: no token begets another.
        Invalid: It would last too long, or names acts that there are not.
        NotFound: It names forms or units that there are not.
    """
    account, _ = signed_in(visitor)
    return issued(house, account, wanted, visitor.actor)


def held(house: House, visitor: Visitor) -> list[Token]:
    """
    One's own tokens, newest first.

    Raises:
        NotAllowed: One is not signed in.
    """
    account, _ = signed_in(visitor)
    return house.visitors.tokens(account.id)


def revoke(house: House, visitor: Visitor, id_: str) -> None:
    """
    Let one of one's own tokens let nobody in any more; again changes nothing.

    Raises:
        NotFound: One has none of that id.
        NotAllowed: One is not signed in.
    """
    account, _ = signed_in(visitor)
    revoked(house, account.id, id_, visitor.actor)


def issued(house: House, account: Account, wanted: Wanted, by: Actor) -> tuple[str, Token]:
    """
    A token of *account*, as *by* wants it; whoever asks for it was asked whether they may.

    Raises:
        Invalid: It would last too long, or names acts that there are not.
        NotFound: It names forms or units that there are not.
    """
    found = list(_wrong(wanted))
    if found:
        raise Invalid(*found, count=len(found))
    _require_known(house, wanted.reach)
    secret, now = credentials.token(secrets.token_bytes(32)), house.now()
    token = Token(
        id=secrets.token_hex(8),
        account=account.id,
        label=wanted.label,
        reach=wanted.reach,
        at=now,
        by=by.id,
        until=now + timedelta(days=wanted.days),
    )
    house.keyring.issue(credentials.digest(secret), token)
    house.noted(by, "token-issued", token.id, 0)
    return secret, token


def _wrong(wanted: Wanted) -> Iterator[Finding]:
    if not 0 < wanted.days <= LONGEST.days:
        yield Finding("token-too-long", "#/days", {"most": LONGEST.days})
    for place, each in enumerate(wanted.reach.acts or ()):
        if each not in access.ACTS:
            yield Finding("act-unknown", f"#/reach/acts/{place}", {"act": each})


def _require_known(house: House, reach: Reach) -> None:
    registry = house.registry
    for unit in reach.units or ():
        registry.unit(unit)
    series = {id_.partition("@")[0] for id_ in registry.registrations}
    for form in reach.forms or ():
        if form not in registry.registrations and form not in series:
            raise NotFound(what_zh="表单", what_en="form", id=form)


def revoked(house: House, account: str, id_: str, by: Actor) -> None:
    """
    Let a token of *account* let nobody in any more, as *by* wants it.

    Raises:
        NotFound: The account has none of that id.
    """
    if id_ not in {each.id for each in house.keyring.tokens(account)}:
        raise NotFound(what_zh="令牌", what_en="token", id=id_)
    house.keyring.revoke(id_, house.now())
    house.visitors.forget()
    house.noted(by, "token-revoked", id_, 0)
