"""Commands about rounds: open, extend, close; hand in, give back; how far the units are."""

from datetime import datetime
from typing import Annotated

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.slicing import sealing
from yibiao.flows.units import reminders, rounds
from yibiao.model.form import Period
from yibiao.model.place import Round
from yibiao.model.standing import UnitProgress

RoundId = Annotated[str, typer.Argument(metavar="ROUND", help="如 2026-Q1")]


def round_(
    id_: RoundId,
    period: Annotated[Period, typer.Option(help="周期 period")] = "quarterly",
    opens: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="开放 opens")] = None,
    due: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截止 due")] = None,
    extend: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="延期至 extend to")
    ] = None,
    why: Annotated[str, typer.Option(help="延期理由 why it is extended")] = "",
    close: Annotated[bool, typer.Option("--close", help="截止本轮 close it")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Open a round with --opens and --due, extend it with --extend and --why, or close it."""
    with open_house(data) as house:
        if close:
            closed = rounds.close_round(house, id_, TERMINAL)
            sealed = sealing.seal_now(house, id_, TERMINAL)
            show_json({**closed.document(), "sealing": sealed.document()})
            return
        if extend is not None:
            show_json(rounds.extend(house, id_, extend.date(), why, TERMINAL).document())
            return
        if opens is None or due is None:
            raise typer.BadParameter("--opens, --due")
        opened = Round(id=id_, period=period, opens=opens.date(), due=due.date())
        show_json(rounds.open_round(house, opened, TERMINAL).document())


def reseal(id_: RoundId, why: str, data: Data = DEFAULT_DATA) -> None:
    """Seal a round's slices anew because of WHY, of what the journal still says; what they replace is removed."""
    with open_house(data) as house:
        show_json([each.document() for each in sealing.reseal(house, id_, why, TERMINAL)])


def hand_in(
    id_: RoundId,
    unit: str,
    remark: Annotated[str | None, typer.Option(help="缺项的说明 why something is missing")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Confirm what UNIT has and hand it in; the round takes no more of its entries until it is given back."""
    with open_house(data) as house:
        show_json(rounds.submit(house, id_, unit, TERMINAL, remark=remark).document())


def give_back(id_: RoundId, unit: str, why: str, data: Data = DEFAULT_DATA) -> None:
    """Give back to UNIT what it handed in, because of WHY."""
    with open_house(data) as house:
        show_json(rounds.give_back(house, id_, unit, why, TERMINAL).document())


def show_progress(
    id_: RoundId,
    unit: Annotated[str | None, typer.Option(help="单元及其下级 a unit and those below")] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Completeness and timeliness of UNIT and of those right below it."""
    with open_house(data) as house:
        found = rounds.progress(house, id_, unit, TERMINAL)
    if as_json:
        show_json(found.document())
        return
    shown = table(
        f"{found.round}  截止 due {found.due}",
        *("单元 unit", "状态 state", "对象 subjects", "应填 asked", "已有 held", "缺 missing"),
        *("过期 stale", "已报送 submitted", "退回 returned", "未开始 not begun", "逾期 late"),
    )
    for each in found.units:
        shown.add_row(*_cells(each))
    out.print(shown)


def show_reminders(
    unit: str,
    days: Annotated[
        int, typer.Option(min=0, max=reminders.MOST_DAYS, help="提前天数 days ahead")
    ] = reminders.DAYS,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """What is due, given back, contested or stale in UNIT, and whom a birthday or a move brings or takes away."""
    with open_house(data) as house:
        found = reminders.reminders(house, unit, TERMINAL, days=days)
    if as_json:
        show_json([each.document() for each in found])
        return
    shown = table("提醒 Reminders", "日期 day", "单元 unit", "对象 subject", "内容 what")
    for each in found:
        whom = " ".join(filter(None, (each.label, each.subject)))
        shown.add_row(str(each.on), each.unit, whom, f"{each.says.zh} {each.says.en}")
    out.print(shown)


def _cells(found: UnitProgress) -> list[str]:
    counts, units = found.counts, found.units
    state = found.standing.state if found.standing else ""
    numbers = (counts.subjects, counts.asked, counts.held, counts.missing, counts.stale)
    of_units = (units.submitted, units.returned, units.not_begun, units.late)
    return [
        f"{found.unit} {found.name}",
        state,
        *map(str, numbers),
        *(f"{each}/{units.units}" for each in of_units),
    ]
