"""Entries looked at from a terminal without filing them."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from yibiao.cli.console import err
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, Data, open_house
from yibiao.errors import Finding, Problem
from yibiao.flows.filling import check as checking
from yibiao.flows.filling import unusual
from yibiao.flows.house import House
from yibiao.model.malformed import malformed
from yibiao.model.record import Entry


def check(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="每行一条填报 an entry a line")
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """All findings of each line of JSON, a line of JSON each; exit status 1 when one of them blocks or asks why."""
    stopped = 0
    with open_house(data) as house, file.open("rb") as lines:
        for line in lines:
            if line.strip():
                answer, stops = _checked(house, line)
                stopped += stops
                typer.echo(json.dumps(answer, ensure_ascii=False))
    err.print(f"{stopped} 条不能照样提交 would be refused")
    raise typer.Exit(1 if stopped else 0)


def _checked(house: House, line: bytes) -> tuple[dict[str, Any], bool]:
    try:
        entry = Entry.model_validate_json(line)
        found = checking.check(house, entry, TERMINAL)
    except ValidationError as error:
        return malformed(error).document(), True
    except Problem as problem:
        return problem.document(), True
    return {"entry": entry.id, "findings": [each.document() for each in found]}, _stops(
        entry, found
    )


def _stops(entry: Entry, found: tuple[Finding, ...]) -> bool:
    return any(each.level == "error" for each in found) or bool(unusual.remark_wanted(entry, found))
