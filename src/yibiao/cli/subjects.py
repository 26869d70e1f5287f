"""Subjects, from a terminal: moved, closed, opened again, merged and parted."""

import uuid
from datetime import datetime
from typing import Annotated

import typer

from yibiao.cli.console import show_json
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, Data, open_house
from yibiao.flows.subject import joining, parting, subjects
from yibiao.model.closing import closing_reasons
from yibiao.model.joined import Closing, Moving

RequestId = Annotated[
    str | None, typer.Option("--id", help="请求编号，重发无害 of the request; again is harmless")
]
Remark = Annotated[str | None, typer.Option(help="说明 remark")]
Preview = Annotated[bool, typer.Option("--preview", help="只看不存 show, keep nothing")]
_REASONS = "、".join(f"{each.code} {each.label.zh}" for each in closing_reasons().codes)


def move(
    subject: str,
    unit: str,
    remark: Remark = None,
    id_: RequestId = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """SUBJECT belongs to UNIT now."""
    moving = Moving(id=id_ or uuid.uuid4().hex, unit=unit, remark=remark)
    with open_house(data) as house:
        show_json(subjects.move(house, subject, moving, TERMINAL).document())


def close(
    subject: str,
    reason: Annotated[str, typer.Argument(help=_REASONS)],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="死亡日期 day of death")
    ] = None,
    remark: Remark = None,
    id_: RequestId = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """SUBJECT takes no more entries, for REASON."""
    day = on and on.date()
    closing = Closing(id=id_ or uuid.uuid4().hex, reason=reason, on=day, remark=remark)
    with open_house(data) as house:
        show_json(subjects.close(house, subject, closing, TERMINAL).document())


def reopen(
    subject: str,
    unit: str,
    remark: Remark = None,
    id_: RequestId = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """SUBJECT is there again, in UNIT; what was held of it is held still."""
    moving = Moving(id=id_ or uuid.uuid4().hex, unit=unit, remark=remark)
    with open_house(data) as house:
        show_json(subjects.reopen(house, subject, moving, TERMINAL).document())


def join(
    subject: str,
    into: str,
    preview: Preview = False,
    remark: Remark = None,
    id_: RequestId = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """SUBJECT is the same as INTO: closed, what INTO lacks taken over, links led to INTO."""
    named = id_ or uuid.uuid4().hex
    with open_house(data) as house:
        joined = joining.merge(
            house, subject, into, TERMINAL, id_=named, remark=remark, commit=not preview
        )
        show_json({"id": named, **joined.document()})


def part(
    id_: Annotated[str, typer.Argument(metavar="ID", help="并入的请求编号 id of the join")],
    preview: Preview = False,
    remark: Remark = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Two that were joined are two again; what was stated since stays."""
    with open_house(data) as house:
        parted = parting.part(house, id_, TERMINAL, remark=remark, commit=not preview)
        show_json(parted.document())
