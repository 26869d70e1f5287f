"""Grants from a terminal: given, taken, listed."""

import uuid
from datetime import datetime
from typing import Annotated, Any

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.granting import grants as flow
from yibiao.model.actor import Grant


def grant(
    actor: Annotated[str, typer.Argument(help="给谁 whose it is")],
    role: Annotated[str, typer.Argument(help="角色 role: office, analyst, township, worker …")],
    unit: Annotated[str | None, typer.Option(help="基层单元及以下 a unit and all below it")] = None,
    department: Annotated[str | None, typer.Option(help="部门 department")] = None,
    until: Annotated[
        datetime | None, typer.Option(help="截止日 last day", formats=["%Y-%m-%d"])
    ] = None,
    mask: Annotated[
        list[str] | None,
        typer.Option(help="数据元=脱敏方式 element=mask, as person.id_number=last-four"),
    ] = None,
    sensitive: Annotated[
        list[str] | None,
        typer.Option(help="放开的敏感类别或数据元 kind of sensitivity or element to uncover"),
    ] = None,
    purpose: Annotated[str | None, typer.Option(help="用途 what for")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="编号 id")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Give somebody a role at a place, until a day."""
    masks = dict(each.partition("=")[::2] for each in mask or ())
    said: dict[str, Any] = {
        "id": id_ or uuid.uuid4().hex,
        "actor": actor,
        "role": role,
        "unit": unit,
        "department": department,
        "until": until and until.date(),
        "masks": masks,
        "sensitive": tuple(sensitive or ()),
        "purpose": purpose,
    }
    with open_house(data) as house:
        given = flow.give(house, Grant.model_validate(said), TERMINAL)
    out.print(f"✓ {given.grant.id}", markup=False)


def take(
    grant: Annotated[str, typer.Argument(metavar="GRANT", help="授权编号 id of the grant")],
    why: Annotated[str | None, typer.Option(help="原因 why")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Take a grant: it holds no more."""
    with open_house(data) as house:
        taken = flow.take(house, grant, TERMINAL, why=why)
    out.print(f"✓ {taken.grant.id}", markup=False)


def grants(
    of: Annotated[str | None, typer.Option(help="只看谁的 only of this holder")] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Every grant, taken ones too."""
    with open_house(data) as house:
        found = flow.given(house, TERMINAL, of=of)
    if as_json:
        show_json([each.document() for each in found])
        return
    shown = table(
        "授权 Grants", "id", "谁 whose", "角色 role", "地点 place", "截止 until", "状态 state"
    )
    for each in found:
        own = each.grant
        place = " ".join(filter(None, (own.department, own.unit))) or "–"
        state = "已收回 taken" if each.taken else "；".join(own.sensitive) or "有效 given"
        shown.add_row(own.id, own.actor, own.role, place, str(own.until or "–"), state)
    out.print(shown)
