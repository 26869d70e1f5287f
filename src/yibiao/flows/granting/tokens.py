"""Tokens of services, and the end of anybody's; never with more than the account is granted."""

from yibiao import access
from yibiao.errors import NotFound
from yibiao.flows.granting.accounts import require_changing
from yibiao.flows.granting.own_tokens import Wanted, issued, revoked
from yibiao.flows.house import House
from yibiao.model.account import Token
from yibiao.model.actor import Actor
from yibiao.model.where import Everywhere


def issue(house: House, account: str, wanted: Wanted, actor: Actor) -> tuple[str, Token]:
    """
    A token of a service: what is presented, shown this once, and what is kept. A person's are issued by themselves.

    Raises:
        Invalid: It would last too long, or names acts that there are not.
        NotFound: There is no such service, or it names forms or units that there are not.
    """
    require_changing(house, account, actor)
    known = house.registry.accounts.standing(account)
    if known.kind != "service":
        raise NotFound(what_zh="服务账号", what_en="service account", id=account)
    return issued(house, known, wanted, actor)


def of_account(house: House, account: str, actor: Actor) -> list[Token]:
    """
    The tokens of an account, newest first.

    Raises:
        NotFound: There is no such account.
    """
    access.require(actor, "account.read", Everywhere(account), house.today)
    return house.visitors.tokens(house.registry.accounts[account].account.id)


def revoke(house: House, account: str, id_: str, actor: Actor) -> None:
    """
    Let a token of an account let nobody in any more; again changes nothing.

    Raises:
        NotFound: The account has none of that id.
    """
    require_changing(house, account, actor)
    revoked(house, account, id_, actor)
