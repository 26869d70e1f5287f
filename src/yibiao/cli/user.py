"""Commands about accounts: who may sign in, their first passwords, and tokens."""

from typing import Annotated

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.granting import accounts, tokens
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.model.account import Account, Reach

Login = Annotated[
    str, typer.Argument(help="账号名，或 service:账号名 login, or service:login", metavar="ACCOUNT")
]


user = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@user.command(help="开通账号，显示初始密码 Open an account; shows the first password")
def add(
    login: Login,
    name: Annotated[str, typer.Argument(help="姓名或服务名 what people call it")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Open an account of a person or, as `service:…`, of a program."""
    account = Account(id=_id(login), name=name)
    with open_house(data, new=True) as house:
        first = accounts.open_(house, account, TERMINAL)
    out.print(f"✓ {account.id}", markup=False)
    if first:
        _show_password(first)


@user.command(name="list", help="账号 List the accounts")
def list_(data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """Every account that was ever opened."""
    with open_house(data) as house:
        held = accounts.held(house, TERMINAL)
    if as_json:
        show_json(
            [
                {**each.account.document(), "opened": each.opened, "closed": each.closed}
                for each in held
            ]
        )
        return
    shown = table("账号 Accounts", "编号 id", "名称 name", "开通 opened", "停用 closed")
    for each in held:
        closed = f"{each.closed:%Y-%m-%d} {each.why}" if each.closed else ""
        shown.add_row(each.account.id, each.account.name, f"{each.opened:%Y-%m-%d}", closed)
    out.print(shown)


@user.command(help="改名 Rename an account")
def rename(login: Login, name: Annotated[str, typer.Argument()], data: Data = DEFAULT_DATA) -> None:
    """Call it otherwise; its id stays."""
    with open_house(data) as house:
        accounts.rename(house, _id(login), name, TERMINAL)
    out.print(f"✓ {_id(login)}", markup=False)


@user.command(help="停用账号 Close an account for good")
def close(
    login: Login,
    why: Annotated[str, typer.Option(help="原因 reason")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Close it: sessions and tokens end, the password is forgotten, and the id is never given again."""
    with open_house(data) as house:
        accounts.close(house, _id(login), why, TERMINAL)
    out.print(f"✓ {_id(login)}", markup=False)


@user.command(help="重设密码，显示初始密码 Another first password")
def password(login: Login, data: Data = DEFAULT_DATA) -> None:
    """Another first password; every session of the account ends."""
    with open_house(data) as house:
        _show_password(accounts.reset(house, _id(login), TERMINAL))


@user.command(help="签发服务令牌，只显示一次 Issue a service's token; shown once")
def token(
    login: Login,
    label: Annotated[str, typer.Argument(help="用途 what it is for")],
    days: Annotated[int, typer.Option(help="有效天数 days that it lasts")] = 90,
    form: Annotated[
        list[str] | None, typer.Option(help="只限这些表单 only these forms or series")
    ] = None,
    act: Annotated[list[str] | None, typer.Option(help="只限这些操作 only these acts")] = None,
    unit: Annotated[
        list[str] | None, typer.Option(help="只限这些单元及其下级 only these units, and below")
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Issue a token of a service; people issue their own after signing in."""
    reach = Reach(
        forms=tuple(form) if form else None,
        acts=tuple(act) if act else None,
        units=tuple(unit) if unit else None,
    )
    with open_house(data) as house:
        secret, issued = tokens.issue(
            house, _id(login), Wanted(label=label, days=days, reach=reach), TERMINAL
        )
    out.print(f"✓ {issued.id} → {issued.until:%Y-%m-%d}", markup=False)
    out.print(f"令牌（只显示这一次）token, shown this once: {secret}", markup=False, soft_wrap=True)


@user.command(name="tokens", help="账号的令牌 The tokens of an account")
def tokens_(login: Login, data: Data = DEFAULT_DATA, as_json: AsJson = False) -> None:
    """The tokens of an account, newest first, without what is presented."""
    with open_house(data) as house:
        held = tokens.of_account(house, _id(login), TERMINAL)
    if as_json:
        show_json([each.document() for each in held])
        return
    shown = table(
        "令牌 Tokens", "编号 id", "用途 label", "到期 until", "最近使用 seen", "撤销 revoked"
    )
    for each in held:
        seen = f"{each.seen:%Y-%m-%d %H:%M}" if each.seen else ""
        revoked = f"{each.revoked:%Y-%m-%d}" if each.revoked else ""
        shown.add_row(each.id, each.label, f"{each.until:%Y-%m-%d}", seen, revoked)
    out.print(shown)


@user.command(help="撤销令牌 Revoke a token")
def revoke(
    login: Login,
    token_id: Annotated[str, typer.Argument(help="令牌编号 id of the token", metavar="TOKEN")],
    data: Data = DEFAULT_DATA,
) -> None:
    """A token lets nobody in any more."""
    with open_house(data) as house:
        tokens.revoke(house, _id(login), token_id, TERMINAL)
    out.print(f"✓ {token_id}", markup=False)


def _id(login: str) -> str:
    return login if ":" in login else f"user:{login}"


def _show_password(first: str) -> None:
    days = accounts.FIRST.days
    out.print(
        f"初始密码（只显示这一次，{days} 天内登录并修改）"
        f"first password, shown this once; sign in and change it within {days} days: {first}",
        markup=False,
        soft_wrap=True,
    )
