"""Registers that somebody holds, loaded into a unit's records."""

from pathlib import Path
from typing import Annotated, Any

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.holding import hold as holding
from yibiao.model.kinds import SubjectKind
from yibiao.model.original import SentFile

_NAMES = {
    "opened": "新建",
    "loaded": "已载入",
    "unchanged": "未变",
    "conflict": "冲突",
    "undecided": "待核对",
    "blocked": "未收",
}


def hold(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=".xlsx, .xls, .csv")],
    unit: Annotated[str, typer.Option(help="单元代码 code of the unit")],
    kind: Annotated[SubjectKind | None, typer.Option(help="对象类别 kind of subject")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="只看，不存 keep nothing")] = False,
    decide: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN=ELEMENT",
            help="某列的含义，空为不要 what a column means; nothing leaves it out",
        ),
    ] = None,
    row: Annotated[
        list[str] | None,
        typer.Option(metavar="PLACE=SUBJECT", help="某行是谁，或 new whom a row is about, or new"),
    ] = None,
    department: Annotated[
        str | None,
        typer.Option(
            help="台账是哪个部门的，只载入它问的 whose it is: only what it asks is loaded"
        ),
    ] = None,
    as_lead: Annotated[
        str | None,
        typer.Option(
            metavar="DEPARTMENT",
            help="以牵头部门名义，其数据元免确认 in the name of the lead department",
        ),
    ] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Load a register in its holder's own layout: its values are shown to the worker until they are confirmed."""
    sent = SentFile(file.name, file.read_bytes())
    with open_house(data) as house:
        report = holding.hold(
            house, unit, sent, TERMINAL, kind=kind, columns=_pairs(decide, "--decide"), subjects=_pairs(row, "--row"),
            department=as_lead or department, as_lead=as_lead is not None, commit=not preview,
        )  # fmt: skip
    if as_json:
        show_json(report)
    else:
        _show(report)
    stopped = any(each["code"] == "register-rows-left-out" for each in report["findings"]) or any(
        each["outcome"] in ("blocked", "undecided") or each.get("errors")
        for sheet in report["sheets"]
        for each in sheet["rows"]
    )
    raise typer.Exit(1 if stopped and not preview else 0)


def _pairs(said: list[str] | None, option: str) -> dict[str, str]:
    for each in said or ():
        if "=" not in each:
            raise typer.BadParameter(f"{each} 缺少 = has no =", param_hint=option)
    return {left: right for left, _, right in (each.partition("=") for each in said or ())}


def _show(report: dict[str, Any]) -> None:
    for sheet in report["sheets"]:
        shown = table(sheet["part"] or report["file"], "列 column", "数据元 element", "依据 by")
        for each in sheet["columns"]:
            meant = each.get("element") or ("？" if each.get("doubtful") else f"– {each['why']}")
            shown.add_row(
                each["label"], meant, each.get("by", " | ".join(each.get("candidates", ())))
            )
        out.print(shown)
        for each in sheet["rows"]:
            if each["outcome"] in ("blocked", "undecided") or each.get("errors"):
                subjects = [one["subject"] for one in each.get("candidates", ())]
                out.print(
                    f"{each['place']}: {_NAMES[each['outcome']]} {' '.join(subjects)}", markup=False
                )
                for one in each.get("errors", ()):
                    out.print(
                        f"    {one['where']} {one['says']['zh']} {one['says']['en']}", markup=False
                    )
    for each in report["findings"]:
        out.print(f"{each['where']}: {each['says']['zh']} {each['says']['en']}", markup=False)
    counted = [
        f"{_NAMES[outcome]} {outcome}: {count}" for outcome, count in report["counts"].items()
    ]
    out.print("; ".join(counted), markup=False)
