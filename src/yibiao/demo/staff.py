"""Accounts to try the demo with: one for each kind of person, each with a password of its own that is shown."""

import secrets
from dataclasses import dataclass
from typing import Final

from yibiao import credentials
from yibiao.flows.granting import accounts, grants
from yibiao.flows.house import House
from yibiao.model.account import Account
from yibiao.model.actor import Actor, Grant
from yibiao.store import Password


@dataclass(frozen=True)
class Login:
    """What somebody signs in with, and what for (Chinese and English)."""

    login: str
    password: str
    purpose: str


#: By login: who they are, what they were given, and what they can try.
_STAFF: Final = {
    "worker": ("网格员", {"role": "worker", "unit": "{grid}"}, "填报一个网格 fills in a grid"),
    "head": (
        "社区主任",
        {"role": "head", "unit": "{unit}"},
        "填报并报送社区 a community, handed in",
    ),
    "township": (
        "乡镇经办人",
        {"role": "township", "unit": "{unit}"},
        "看进度、退回 progress, and giving back",
    ),
    "registrar": (
        "民政局登记员",
        {"role": "registrar", "department": "civil-affairs"},
        "登记表单 registers forms of civil affairs",
    ),
    "reviewer": (
        "民政局审核员",
        {"role": "reviewer", "department": "civil-affairs"},
        "核对字段含义 decides what fields mean",
    ),
    "analyst": (
        "民政局查询员",
        {"role": "analyst", "department": "civil-affairs"},
        "查看切片 reads slices of civil affairs",
    ),
    "office": ("减负办", {"role": "office"}, "准入、轮次、负担 admissions, rounds, burden"),
    "administrator": ("管理员", {"role": "administrator"}, "账号、授权 accounts and grants"),
    "auditor": ("审计员", {"role": "auditor"}, "谁看过什么 who read what"),
}


def open_accounts(house: House, unit: str, actor: Actor) -> list[Login]:
    """
    One account for each kind of person around *unit*, with a password that nobody has to change first.

    The grid is the first one below the unit.
    """
    grid = min(each for each in house.registry.subtree(unit) if each != unit)
    opened = []
    for login, (name, given, purpose) in _STAFF.items():
        account = Account(id=f"user:{login}", name=name)
        accounts.open_(house, account, actor)
        placed = {key: value.format(unit=unit, grid=grid) for key, value in given.items()}
        grant = Grant.model_validate({"id": f"demo-{login}", "actor": account.id, **placed})
        grants.give(house, grant, actor)
        password = credentials.first_password(secrets.token_bytes(32))
        house.keyring.set_password(account.id, Password(house.hashed(password), house.now()))
        opened.append(Login(login, password, purpose))
    return opened
