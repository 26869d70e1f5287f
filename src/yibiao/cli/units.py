"""Commands on a unit's one table: what needs doing first, and confirming many subjects in one act."""

import uuid
from typing import Annotated

import typer
from rich.table import Table

from yibiao.cli.console import err, out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.filling import confirm as confirming
from yibiao.flows.house import House
from yibiao.flows.slicing import query
from yibiao.flows.units import unit_table
from yibiao.model.kinds import SubjectKind
from yibiao.model.unit_table import STATUSES, Confirmation, Status, TableRow, UnitTable

_KINDS = frozenset(each.value for each in SubjectKind)

#: How a status is called; what needs nothing is not coloured.
_CALLED: dict[Status, str] = {
    "contested": "有争议 contested",
    "challenged": "待核实 challenged",
    "missing": "缺 missing",
    "stale": "过期 stale",
    "loaded": "待确认 loaded",
    "due": "本轮应报 due",
    "current": "齐 current",
}


def shown(
    what: Annotated[
        str,
        typer.Argument(metavar="UNIT|KIND", help="单元代码或对象类别 a unit, or a kind of subject"),
    ],
    kind: Annotated[SubjectKind, typer.Option(help="对象类别 kind")] = SubjectKind.PERSON,
    status: Annotated[
        list[str] | None, typer.Option(help=" | ".join(STATUSES), show_default=False)
    ] = None,
    words: Annotated[
        str | None, typer.Option(help="姓名、地址，或号码末尾 name, address, end of a number")
    ] = None,
    households: Annotated[
        bool, typer.Option("--households", help="按户 households with their members")
    ] = False,
    cursor: Annotated[str | None, typer.Option(help="上一页的 next of the page before")] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=unit_table.MOST_ROWS, help="行数 rows")
    ] = unit_table.ROWS,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """What needs doing first in a UNIT; of a KIND of subject, every element that some form in force asks, once."""
    with open_house(data) as house:
        if what in _KINDS:
            show_json(query.table(house, SubjectKind(what), TERMINAL).json_schema)
            return
        found = unit_table.table(
            house, what, kind, TERMINAL,
            status=_statuses(status), words=words, group="household" if households else None,
            cursor=cursor, limit=limit,
        )  # fmt: skip
        if as_json:
            show_json(found.document())
            return
        _show(house, found)


def form_of(subject: str, data: Data = DEFAULT_DATA) -> None:
    """What all forms in force together ask of SUBJECT, what is held, and what follows, as JSON."""
    with open_house(data) as house:
        show_json(unit_table.form_of(house, subject, TERMINAL).document())


def confirm(
    unit: str,
    subjects: Annotated[list[str] | None, typer.Argument(help="对象编号 ids of subjects")] = None,
    base: Annotated[int | None, typer.Option(help="看到的日志位置 position that was seen")] = None,
    kind: Annotated[SubjectKind | None, typer.Option(help="或某类对象 or of this kind")] = None,
    status: Annotated[
        list[str] | None, typer.Option(help="中处于这些状态的 all in these", show_default=False)
    ] = None,
    todo: Annotated[
        bool, typer.Option("--todo", help="中有要确认的 with something to confirm")
    ] = False,
    members: Annotated[
        bool, typer.Option("--members", help="连同户内成员 households' members")
    ] = False,
    request: Annotated[
        str | None, typer.Option(help="请求编号，重发无害 sent again it is harmless")
    ] = None,
    round_: Annotated[str | None, typer.Option("--round", help="轮次 round")] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Confirm that what is held about SUBJECTS still holds; without --base, as it stands now."""
    with open_house(data) as house:
        confirmation = Confirmation.model_validate(
            {
                "request": request or uuid.uuid4().hex,
                "base": house.journal.head if base is None else base,
                "subjects": subjects or (),
                "kind": kind,
                "status": status or (),
                "todo": todo,
                "members": members,
                "round": round_,
            }
        )
        confirmed = confirming.confirm(house, unit, confirmation, TERMINAL)
    if as_json:
        show_json(confirmed.document())
    else:
        out.print(f"✓ {len(confirmed.receipts)} 已确认 confirmed")
        for each in confirmed.changed:
            err.print(f"! {each.subject}  {'、'.join(each.elements)}", markup=False)
        for problem in confirmed.refused:
            err.print(f"✗ {problem['detail']} {problem['en']['detail']}", markup=False)
    raise typer.Exit(1 if confirmed.changed or confirmed.refused else 0)


def _statuses(given: list[str] | None) -> list[Status]:
    unknown = [each for each in given or () if each not in STATUSES]
    if unknown:
        raise typer.BadParameter(" | ".join(STATUSES), param_hint="--status")
    return list(given or ())  # type: ignore[arg-type]


def _show(house: House, found: UnitTable) -> None:
    counts = "  ".join(f"{_CALLED[each]} {found.subjects[each]}" for each in STATUSES)
    lines = table(
        f"{house.registry.unit(found.unit).name} {found.unit}  ({found.as_of})",
        "对象 subject", "称呼 label", "状态 status", "要办的 to do",
    )  # fmt: skip
    for row in found.rows:
        _add(house, lines, row, "")
        for each in row.members or ():
            _add(house, lines, each, "  ")
    out.print(lines)
    out.print(counts, markup=False)
    if found.next:
        out.print(f"→ --cursor '{found.next}'", markup=False)


def _add(house: House, lines: Table, row: TableRow, indent: str) -> None:
    elements = house.registry.catalogue.elements
    wanted = "、".join(
        elements[each.element].name.zh for each in row.cells if each.status != "current"
    )
    lines.add_row(indent + row.subject, row.label or "", _CALLED[row.status], wanted)
