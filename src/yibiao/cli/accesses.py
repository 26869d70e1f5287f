"""The record of access from a terminal."""

from datetime import datetime
from typing import Annotated

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.errors import BadRequest
from yibiao.flows.granting import accesses as flow
from yibiao.model.accessed import WHATS
from yibiao.model.place import CHINA


def accesses(
    of: Annotated[str | None, typer.Option(help="只看谁的 only of this reader")] = None,
    seen_by: Annotated[
        str | None,
        typer.Option(help="只看谁以他人视角看的 only what this administrator saw as others"),
    ] = None,
    what: Annotated[
        str | None, typer.Option(help="只看哪一类 slice, record, sql, sign-in …")
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="表单、单元、部门或对象 a form, unit, department or subject")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(help="起始日 not before", formats=["%Y-%m-%d"])
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(help="截止日 not after", formats=["%Y-%m-%d"])
    ] = None,
    exported: Annotated[
        bool, typer.Option("--exported", help="只看导出 only what was taken out")
    ] = False,
    unusual: Annotated[
        bool, typer.Option("--unusual", help="只看异常量 only what was out of the ordinary")
    ] = False,
    after: Annotated[
        int | None, typer.Option(help="从此行号之后，旧的在前 after this line, the oldest first")
    ] = None,
    before: Annotated[int | None, typer.Option(help="此行号之前 before this line")] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Who read or took out what, how much, what for, from where; a thousand lines at once, the newest first."""
    if what is not None and what not in WHATS:
        raise BadRequest(reason=" | ".join(WHATS))
    with open_house(data) as house:
        found = flow.accesses(
            house,
            TERMINAL,
            of=of,
            seen_by=seen_by,
            what=what,
            place=place,
            exported=exported or None,
            unusual=unusual or None,
            since=since and since.date(),
            until=until and until.date(),
            after=after,
            before=before,
        )
    if as_json:
        show_json(
            [
                {"number": each.number, **each.access.document(), "unusual": each.unusual}
                for each in found
            ]
        )
        return
    shown = table(
        "访问记录 Accesses", "#", "时间 at", "谁 who", "看了什么 what", "哪里 place", "行 rows", "用途 purpose", "来自 from"
    )  # fmt: skip
    for each in found:
        read = each.access
        marks = "".join((" ⤓" if read.exported else "", " !" if each.unusual else ""))
        who = f"{read.seen_by} → {read.actor}" if read.seen_by else read.actor
        at = read.at.astimezone(CHINA).isoformat(sep=" ", timespec="seconds")[:19]
        shown.add_row(
            str(each.number), at, who, f"{read.what}{marks}", read.place, str(read.rows), read.purpose or "–", read.address or "–"
        )  # fmt: skip
    out.print(shown)
