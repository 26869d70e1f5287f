"""Accounts folded from their events: who may sign in, and who might once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from yibiao.errors import NotFound
from yibiao.model.account import Account
from yibiao.model.event import Event


@dataclass(frozen=True)
class Holder:
    """An account and what became of it: who opened it and when; whether, by whom and why it was closed."""

    account: Account
    opened: datetime
    by: str
    closed: datetime | None = None
    closed_by: str | None = None
    why: str | None = None


class Accounts:
    """Every account that was ever opened, by id; one thread folds while others read."""

    def __init__(self) -> None:
        self._known: dict[str, Holder] = {}
        self.changes = {
            "account.opened": self._opened,
            "account.renamed": self._renamed,
            "account.closed": self._closed,
        }

    def __getitem__(self, id_: str) -> Holder:
        if id_ not in self._known:
            raise _none(id_)
        return self._known[id_]

    def __contains__(self, id_: str) -> bool:
        return id_ in self._known

    def __iter__(self) -> Iterator[Holder]:
        return iter(list(self._known.values()))

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """What each of *ids* that ever had an account is called, by id."""
        return {id_: self._known[id_].account.name for id_ in sorted(set(ids)) if id_ in self}

    def open(self, id_: str) -> Account | None:
        """The account of that id, unless there is none or it was closed."""
        holder = self._known.get(id_)
        return None if holder is None or holder.closed else holder.account

    def standing(self, id_: str) -> Account:
        """
        As `open`.

        Raises:
            NotFound: There is none.
        """
        account = self.open(id_)
        if account is None:
            raise _none(id_)
        return account

    def _opened(self, body: dict[str, Any], event: Event) -> None:
        account = Account.model_validate(body["account"])
        self._known[account.id] = Holder(account, event.at, event.actor)

    def _renamed(self, body: dict[str, Any], _: Event) -> None:
        holder = self._known[body["account"]]
        account = holder.account.model_copy(update={"name": body["name"]})
        self._known[account.id] = replace(holder, account=account)

    def _closed(self, body: dict[str, Any], event: Event) -> None:
        id_ = body["account"]
        self._known[id_] = replace(
            self._known[id_], closed=event.at, closed_by=event.actor, why=body["why"]
        )


def _none(id_: str) -> NotFound:
    return NotFound(what_zh="账号", what_en="account", id=id_)
