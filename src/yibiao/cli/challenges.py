"""Challenges, from a terminal."""

import uuid
from typing import Annotated

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.challenging import challenges as flow
from yibiao.model.challenge import Doubted, State


def challenge(
    form: str,
    subject: str,
    why: str,
    field: Annotated[str | None, typer.Option(help="哪一列；不写则整行 a column; the row")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="自定编号 an id of yours")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Doubt a cell of SUBJECT's row in the slice of FORM, or all of the row, because of WHY."""
    doubted = Doubted(id=id_ or uuid.uuid4().hex, form=form, subject=subject, field=field, why=why)
    with open_house(data) as house:
        show_json(flow.challenge(house, doubted, TERMINAL).document())


def challenges(
    department: Annotated[str | None, typer.Option(help="部门 a department's")] = None,
    unit: Annotated[str | None, typer.Option(help="单元及其下级 a unit's")] = None,
    state: Annotated[State | None, typer.Option(help="状态 state")] = None,
    after: Annotated[int, typer.Option(help="从此位置之后 after this position")] = 0,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """What is doubted, why, and what has become of it."""
    with open_house(data) as house:
        found = flow.challenges(
            house, TERMINAL, department=department, unit=unit, state=state, after=after
        )
    if as_json:
        told = [each.document() for each in found.challenges]
        show_json({"challenges": told, "after": found.after})
        return
    shown = table(
        "核实 Challenges", "编号 id", "部门 department", "单元 unit", "对象 subject", "列 field",
        "状态 state", "理由 why", "答复 answer",
    )  # fmt: skip
    for each in found.challenges:
        answer = (each.end.why or each.end.entry or "") if each.end else ""
        shown.add_row(
            *(each.id, each.department, each.unit, each.subject, each.field or ""),
            *(each.state, each.why, answer),
        )
    out.print(shown)
    if found.after is not None:
        out.print(f"… --after {found.after}", markup=False)


def confirm(id_: str, why: str, data: Data = DEFAULT_DATA) -> None:
    """Say that what is doubted holds as it is, because of WHY."""
    with open_house(data) as house:
        show_json(flow.confirm(house, id_, why, TERMINAL).document())


def withdraw(id_: str, why: str, data: Data = DEFAULT_DATA) -> None:
    """Doubt it no more, because of WHY."""
    with open_house(data) as house:
        show_json(flow.withdraw(house, id_, why, TERMINAL).document())
