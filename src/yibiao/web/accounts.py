"""Accounts: who may sign in, and the tokens of services; for whoever administers them."""

from datetime import datetime

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from yibiao.flows.granting import accounts, tokens
from yibiao.flows.granting.holders import Holder
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.flows.house import House
from yibiao.model.account import Account, Token
from yibiao.model.actor import Actor
from yibiao.model.text import Id, Noun
from yibiao.web.problems import REFUSALS
from yibiao.web.sessions import Issued


class Name(Noun):
    """What an account is called from now on."""

    name: Id


class Why(Noun):
    """Why an account is closed."""

    why: Id


class AccountView(Noun):
    """An account and what became of it."""

    account: Account
    opened: datetime
    by: str
    closed: datetime | None = None
    closed_by: str | None = None
    why: str | None = None


class Opened(Noun):
    """An account that was just opened; `first_password` is shown this once, and a service has none."""

    account: Account
    first_password: str | None = None


class FirstPassword(Noun):
    """Shown this once: to sign in and set a password of one's own."""

    first_password: str


class AccountRoutes(Controller):
    """`/accounts`"""

    path = "/accounts"
    tags = ("accounts",)

    @get(responses=REFUSALS, sync_to_thread=False, summary="账号 Accounts")
    def accounts(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[AccountView]:
        """Every account that was ever opened."""
        return [_view(each) for each in accounts.held(house, actor)]

    @post(responses=REFUSALS, sync_to_thread=True, summary="开通账号 Open an account")
    def open(
        self,
        data: JSONBody[Account],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Opened:
        """A person (`user:…`) gets a first password, shown this once; a service (`service:…`) gets tokens."""
        return Opened(account=data, first_password=accounts.open_(house, data, actor))

    @get("/{account:str}", responses=REFUSALS, sync_to_thread=False, summary="一个账号 An account")
    def account(
        self, account: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> AccountView:
        """The account, and whether it was closed."""
        return _view(accounts.holder(house, account, actor))

    @put("/{account:str}/name", responses=REFUSALS, sync_to_thread=True, summary="改名 Rename")
    def rename(
        self,
        account: FromPath[str],
        data: JSONBody[Name],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Account:
        """The account under another name; its id stays."""
        return accounts.rename(house, account, data.name, actor)

    @post(
        "/{account:str}/closing",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="停用账号 Close an account",
    )
    def close(
        self,
        account: FromPath[str],
        data: JSONBody[Why],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> AccountView:
        """Closed for good: sessions and tokens end, and the password is forgotten."""
        accounts.close(house, account, data.why, actor)
        return _view(house.registry.accounts[account])

    @post(
        "/{account:str}/password",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="重设密码 Another first password",
    )
    def reset(
        self, account: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> FirstPassword:
        """Another first password, shown this once; every session of the account ends."""
        return FirstPassword(first_password=accounts.reset(house, account, actor))

    @get("/{account:str}/tokens", responses=REFUSALS, sync_to_thread=True, summary="令牌 Tokens")
    def tokens(
        self, account: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[Token]:
        """The tokens of an account, newest first, without what is presented."""
        return tokens.of_account(house, account, actor)

    @post(
        "/{account:str}/tokens",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="签发服务令牌 Issue a service's token",
    )
    def issue(
        self,
        account: FromPath[str],
        data: JSONBody[Wanted],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> Issued:
        """A token of a service; it reaches as far as the service's grants, or less far. Shown once."""
        secret, token = tokens.issue(house, account, data, actor)
        return Issued(secret=secret, token=token)

    @delete(
        "/{account:str}/tokens/{token_id:str}",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="撤销令牌 Revoke a token",
    )
    def revoke(
        self,
        account: FromPath[str],
        token_id: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> None:
        """A token of an account lets nobody in any more."""
        tokens.revoke(house, account, token_id, actor)


def _view(holder: Holder) -> AccountView:
    return AccountView(**vars(holder))
