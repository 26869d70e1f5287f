"""Conflicts, from a terminal."""

import json
import uuid
from typing import Annotated, Any

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.filling import conflicts as flow
from yibiao.flows.house import House
from yibiao.model.contest import Contested, Decision
from yibiao.model.kinds import ValueKind
from yibiao.model.provenance import Told

#: Kinds of value that are not written as text.
_JSON = frozenset(
    {
        ValueKind.INTEGER,
        ValueKind.NUMBER,
        ValueKind.MONEY,
        ValueKind.AREA,
        ValueKind.PERCENT,
        ValueKind.BOOLEAN,
        ValueKind.CODES,
        ValueKind.LINKS,
        ValueKind.ROWS,
    }
)


def conflicts(
    unit: str,
    after: Annotated[str, typer.Option(help="从此对象之后 after this subject")] = "",
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Every contested cell of UNIT and below, with who said what and when."""
    with open_house(data) as house:
        found = flow.conflicts(house, unit, TERMINAL, after=after)
    if as_json:
        cells = [each.document() for each in found.cells]
        show_json({"cells": cells, "after": found.after})
        return
    shown = table(
        f"{len(found.cells)} 处冲突 contested cells", "对象 subject", "数据元 element",
        "位置 position", "值 value", "谁 who", "何时 when", "填报 entry",
    )  # fmt: skip
    for cell in found.cells:
        for mark, each in (("●", cell.held), *(("○", other) for other in cell.others)):
            shown.add_row(*_row(cell, mark, each))
    out.print(shown)
    if found.after is not None:
        out.print(f"… --after {found.after}", markup=False)


def decide(
    subject: str,
    element: str,
    seen: Annotated[int, typer.Option(help="看到的位置 position seen, of the list")],
    chosen: Annotated[int | None, typer.Option(help="采用的位置 position chosen")] = None,
    value: Annotated[str | None, typer.Option(help="或另填 or another value")] = None,
    remark: Annotated[str | None, typer.Option(help="说明 remark")] = None,
    id_: Annotated[str | None, typer.Option("--id", help="填报编号 entry id")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Choose one of the statements of a contested cell, or state another value."""
    if (chosen is None) is (value is None):
        raise typer.BadParameter("--chosen | --value")
    with open_house(data) as house:
        said = {"chosen": chosen} if value is None else {"value": _typed(house, element, value)}
        members = {"id": id_ or uuid.uuid4().hex, "element": element, "seen": seen}
        decision = Decision.model_validate({**members, "remark": remark, **said})
        show_json(flow.decide(house, subject, decision, TERMINAL).document())


def _typed(house: House, element: str, value: str) -> Any:
    """A typed value as its element takes it; `null` clears."""
    known = house.registry.catalogue.elements.get(element)
    if value == "null" or (known is not None and known.kind in _JSON):
        try:
            return json.loads(value)
        except ValueError:
            return value  # the check says what belongs there
    return value


def _row(cell: Contested, mark: str, each: Told) -> tuple[str, ...]:
    by = each.by
    value = "—" if each.value is None else str(each.value)
    when = by.at.isoformat(timespec="minutes")
    return cell.subject, cell.element, str(by.position), f"{mark} {value}", by.actor, when, by.entry
