"""A list of units in a file, registered together."""

from pathlib import Path
from typing import Annotated

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.units import listing
from yibiao.model.original import SentFile
from yibiao.model.unit_list import ListedAs, UnitList

_CALLED: dict[ListedAs, str] = {
    "new": "新登记 new",
    "renamed": "改名 renamed",
    "moved": "改上级 moved",
    "unchanged": "未变 unchanged",
    "wrong": "有误 wrong",
}


def units(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=".xlsx, .xls, .csv")],
    preview: Annotated[bool, typer.Option("--preview", help="只看，不存 keep nothing")] = False,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Register the units that FILE lists (代码、名称、上级代码 code, name, parent), all of them or none."""
    sent = SentFile(file.name, file.read_bytes())
    with open_house(data, new=not preview) as house:
        found = listing.bring(house, sent, TERMINAL, commit=not preview)
    if as_json:
        show_json(found.document())
    else:
        _show(found)
    raise typer.Exit(1 if found.counts.get("wrong") else 0)


def _show(found: UnitList) -> None:
    shown = table(found.file, "行 row", "代码 code", "名称 name", "上级 parent", "结果 becomes")
    for each in found.rows:
        if each.listed != "unchanged":
            shown.add_row(each.place, each.code, each.name, each.parent or "", _CALLED[each.listed])
    out.print(shown)
    wrong = [finding for each in found.rows for finding in each.errors]
    for said in (*wrong, *found.findings):
        out.print(f"{said['where']}: {said['says']['zh']} {said['says']['en']}", markup=False)
    counts = "; ".join(f"{_CALLED[each]}: {count}" for each, count in found.counts.items())
    out.print(f"{'✓' if found.kept else '…'} {counts}", markup=False)
