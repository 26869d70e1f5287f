"""Notices: what became of one's account since one signed in the time before, and what of it ends soon."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

from yibiao.flows.granting.signing import signed_in
from yibiao.flows.granting.visitors import Visitor
from yibiao.flows.house import House
from yibiao.model.accessed import AccessLine, What
from yibiao.model.account import Account, Session, Token
from yibiao.model.text import Noun

#: What ends within so long is told of.
_SOON: Final = timedelta(days=14)

#: So many lines of a kind are told of, at most; all are in the record.
_MOST: Final = 20

About = Literal[
    "password-changed", "password-reset", "token-issued", "token-revoked", "token-ends", "sign-in-refused"
]  # fmt: skip


class Notice(Noun):
    """
    One thing to be told.

    Attributes:
        at: When it happened, or will; of attempts that were refused, the last one.
        by: Who did it, where it was not oneself.
        address: From where, as far as that is known.
        label: What the token is called.
        times: How often, of attempts that were refused.
    """

    about: About
    at: datetime
    by: str | None = None
    address: str | None = None
    label: str | None = None
    times: int = 1


class Notices(Noun):
    """When and from where one signed in the time before, and what is to be told, the newest first."""

    before: datetime | None = None
    address: str | None = None
    notices: tuple[Notice, ...] = ()


def notices(house: House, visitor: Visitor) -> Notices:
    """
    What happened to one's account between this signing in and the one before; and tokens that end within two weeks.

    Raises:
        NotAllowed: One is not signed in.
    """
    account, session = signed_in(visitor)
    tokens = house.visitors.tokens(account.id)
    ending = tuple(_ending(tokens, house.now()))
    before, this = _signed_in_between(house, account, session)
    if before is None or this is None:
        return Notices(notices=ending)
    found = [
        *_of_password(house, account, before, this),
        *_of_tokens(house, account, tokens, before, this),
        *_refused(house, account, before, this),
    ]
    newest = sorted(found, key=lambda each: each.at, reverse=True)
    told = before.access
    return Notices(before=told.at, address=told.address, notices=(*newest, *ending))


def _signed_in_between(
    house: House, account: Account, session: Session
) -> tuple[AccessLine | None, AccessLine | None]:
    """The line of the signing in before, and of this one; none for a session that began with another password."""
    this = _lines(house, "sign-in", place=session.id, actor=account.id, limit=1)
    if not this:
        return None, None
    before = _lines(house, "sign-in", actor=account.id, before=this[0].number, limit=1)
    return (before[0] if before else None), this[0]


def _of_password(
    house: House, account: Account, before: AccessLine, this: AccessLine
) -> Iterator[Notice]:
    whats: tuple[Literal["password-changed", "password-reset"], ...] = ("password-changed", "password-reset")  # fmt: skip
    for what in whats:
        for each in _lines(house, what, place=account.id, after=before.number, before=this.number):
            yield _notice(what, each, account)


def _of_tokens(
    house: House, account: Account, tokens: list[Token], before: AccessLine, this: AccessLine
) -> Iterator[Notice]:
    whats: tuple[Literal["token-issued", "token-revoked"], ...] = ("token-issued", "token-revoked")
    labels = {each.id: each.label for each in tokens}
    since = before.access.at.replace(microsecond=0)
    touched = [each.id for each in tokens if each.at >= since or (each.revoked or since) > since]
    for id_ in touched[:_MOST]:
        for what in whats:
            for each in _lines(house, what, place=id_, after=before.number, before=this.number):
                yield _notice(what, each, account, labels[id_])


def _refused(
    house: House, account: Account, before: AccessLine, this: AccessLine
) -> Iterator[Notice]:
    """Attempts by whoever did not know the password, oneself among them, in one."""
    what: Literal["sign-in-refused"] = "sign-in-refused"
    for each in _lines(
        house, what, place=account.id, actor=account.id,
        after=before.number, before=this.number, limit=1,
    ):  # fmt: skip
        times = house.accesses.count(
            what=what, place=account.id, actor=account.id, after=before.number, before=this.number
        )
        last = each.access
        yield Notice(about=what, at=last.at, address=last.address, times=times)


def _ending(tokens: list[Token], now: datetime) -> Iterator[Notice]:
    soon = [each for each in tokens if each.stands(now) and each.until < now + _SOON]
    for each in sorted(soon, key=lambda each: each.until):
        yield Notice(about="token-ends", at=each.until, label=each.label)


def _notice(about: About, line: AccessLine, account: Account, label: str | None = None) -> Notice:
    said = line.access
    by = None if said.actor == account.id else said.actor
    return Notice(about=about, at=said.at, by=by, address=said.address, label=label)


def _lines(
    house: House, what: What, *, place: str | None = None, actor: str | None = None,
    after: int = 0, before: int | None = None, limit: int = _MOST,
) -> list[AccessLine]:  # fmt: skip
    """Lines of the record about one's own account, the newest first."""
    return house.accesses.lines(
        what=what, place=place, actor=actor, after=after, before=before, newest=True, limit=limit
    )
