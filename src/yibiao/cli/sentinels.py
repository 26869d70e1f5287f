"""Sentinel reports, from a terminal."""

import uuid
from pathlib import Path
from typing import Annotated

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.reporting import sentinels as flow
from yibiao.model.original import SentFile
from yibiao.model.sentinel import Channel, Demanded, Outcome, ReportState


def report(
    unit: str,
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="表 the form")
    ] = None,
    channel: Annotated[Channel, typer.Option(help="怎么要的 by what way")] = "chat",
    department: Annotated[str | None, typer.Option(help="部门 which department")] = None,
    asker: Annotated[str | None, typer.Option(help="科室 which office, in words")] = None,
    note: Annotated[str | None, typer.Option(help="要了什么 what was asked")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="自定编号 an id of yours")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Report what UNIT was asked beside the one table; shows what of it is held already."""
    demanded = Demanded(
        id=id_ or uuid.uuid4().hex, unit=unit, channel=channel, department=department, asker=asker, note=note,
    )  # fmt: skip
    sent = None if file is None else SentFile(file.name, file.read_bytes())
    with open_house(data) as house:
        show_json(flow.report(house, demanded, TERMINAL, sent).document())


def reports(
    unit: Annotated[str | None, typer.Option(help="单元及其下级 a unit's")] = None,
    department: Annotated[str | None, typer.Option(help="部门 a department's")] = None,
    state: Annotated[ReportState | None, typer.Option(help="状态 state")] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """What units were asked elsewhere, newest first, and what became of it."""
    with open_house(data) as house:
        found = flow.reports(house, TERMINAL, unit=unit, department=department, state=state).reports
    if as_json:
        show_json({"reports": [each.document() for each in found]})
        return
    shown = table(
        "哨点报告 Sentinel reports", "编号 id", "单元 unit", "谁要的 asked by", "要了什么 what",
        "已有 held", "新增 new", "状态 state", "处理 answer",
    )  # fmt: skip
    for each in found:
        titles = "；".join(one.title for one in each.recognised)
        shown.add_row(
            *(each.id, each.unit, each.asker or each.department or ""),
            titles or each.note or (each.file.name if each.file else ""),
            str(sum(one.count("held", "derivable") for one in each.recognised)),
            str(sum(one.count("new", "undecided") for one in each.recognised)),
            *(each.state, each.end.why if each.end else ""),
        )
    out.print(shown)


def answer(
    id_: str,
    outcome: Outcome,
    why: str,
    form: Annotated[str | None, typer.Option(help="登记成的表 the form")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Say that the department was told, the form registered, or report ID_ dismissed, because of WHY."""
    with open_house(data) as house:
        show_json(flow.answer(house, id_, outcome, why, TERMINAL, form=form).document())
