"""Accounts: who may sign in is opened, renamed and closed; a first password is made up; a service gets tokens."""

import secrets
from datetime import timedelta
from typing import Final

from yibiao import access, credentials
from yibiao.errors import AccountExists, NotFound
from yibiao.flows.granting.holders import Holder
from yibiao.flows.house import House
from yibiao.model.account import Account
from yibiao.model.actor import Actor
from yibiao.model.where import EVERYWHERE, Everywhere
from yibiao.store import Password

#: A first password that nobody used runs out.
FIRST: Final = timedelta(days=14)


def held(house: House, actor: Actor) -> list[Holder]:
    """Every account that was ever opened, by id."""
    access.require(actor, "account.read", EVERYWHERE, house.today)
    return sorted(house.registry.accounts, key=lambda each: each.account.id)


def holder(house: House, account: str, actor: Actor) -> Holder:
    """
    One account, and what became of it.

    Raises:
        NotFound: There is none.
    """
    access.require(actor, "account.read", Everywhere(account), house.today)
    return house.registry.accounts[account]


def open_(house: House, account: Account, actor: Actor) -> str | None:
    """
    Open an account; the first password of a person, which is shown this once. A service gets tokens instead.

    Raises:
        AccountExists: Somebody has it, or had it once.
    """
    require_changing(house, account.id, actor)
    with house.deciding:
        if account.id in house.registry.accounts:
            raise AccountExists(id=account.id)
        house.record([house.draft("account.opened", actor, {"account": account.document()})])
    return _first_password(house, account) if account.kind == "user" else None


def rename(house: House, account: str, name: str, actor: Actor) -> Account:
    """
    Call it *name*; its id stays.

    Raises:
        NotFound: There is no such open account.
    """
    require_changing(house, account, actor)
    with house.deciding:
        known = house.registry.accounts.standing(account)
        if known.name == name:
            return known
        renamed = known.model_copy(update={"name": name})
        body = {"account": account, "name": name}
        house.record([house.draft("account.renamed", actor, body)])
    return Account.model_validate(renamed.document())


def close(house: House, account: str, why: str, actor: Actor) -> None:
    """
    Close it for good: its sessions and tokens end, and its password is forgotten. Closing it again changes nothing.

    Raises:
        NotFound: There is no such account.
    """
    require_changing(house, account, actor)
    with house.deciding:
        if house.registry.accounts[account].closed is None:
            body = {"account": account, "why": why}
            house.record([house.draft("account.closed", actor, body)])
    house.keyring.forget(account)
    house.visitors.forget()


def reset(house: House, account: str, actor: Actor) -> str:
    """
    Another first password, shown this once; every session of the account ends.

    Raises:
        NotFound: There is no such open account of a person.
    """
    require_changing(house, account, actor)
    known = house.registry.accounts.standing(account)
    if known.kind != "user":
        raise NotFound(what_zh="账号", what_en="account", id=account)
    password = _first_password(house, known)
    house.keyring.end_all(account)
    house.visitors.forget()
    house.noted(actor, "password-reset", account, 0)
    return password


def require_changing(house: House, account: str, actor: Actor) -> None:
    """
    Let *actor* change *account*, who could give and take all that it holds: nobody becomes somebody who may do more.

    Raises:
        NotAllowed: The actor changes no accounts.
        GrantTooWide: The account holds more than the actor gives.
    """
    access.require(actor, "account.change", Everywhere(account), house.today)
    for each in house.registry.grants.of(account):
        house.require_giving(actor, "grant.take", each)


def _first_password(house: House, account: Account) -> str:
    password = credentials.first_password(secrets.token_bytes(32))
    hashed, now = house.hashed(password), house.now()
    house.keyring.set_password(account.id, Password(hashed, now, now + FIRST))
    return password
