"""Figures of summary forms, from a terminal: what is proposed, what it gives, and fixing it; figures in groups."""

from datetime import datetime
from typing import Annotated, Any

import typer

from yibiao.cli.console import err, out, show_findings, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.house import House
from yibiao.flows.slicing import breakdown, measures, trying
from yibiao.model.period import Span

_Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
_Unit = Annotated[str | None, typer.Option(help="只看这个单元 only this unit")]


def show(form: str, as_json: AsJson = False, data: Data = DEFAULT_DATA) -> None:
    """What is proposed for every figure of FORM, how sure that is, why not surer, and what is fixed."""
    with open_house(data) as house:
        found, _ = measures.figures(house, form, TERMINAL)
    if as_json:
        show_json([each.document() for each in found])
        return
    listed = table("算法 Measures", "编号 id", "指标 figure", "", "算法 measure", "疑问 doubts")
    for each in found:
        suggested = each.suggestion
        mark = "✓" if each.measure else _BANDS[suggested.band] if suggested else ""
        measure = each.measure or (suggested.measure if suggested else None) or ""
        doubts = [] if each.measure or not suggested else suggested.doubts
        name = "/".join((*each.field.section, each.field.label))
        listed.add_row(each.field.id, name, mark, measure, "\n".join(doubt.zh for doubt in doubts))
    out.print(listed)
    err.print(
        "✓ 已定 fixed   = 有把握 sure   ? 要问 to be asked   空 由基层填 left to the units",
        markup=False,
    )


_BANDS = {"auto": "=", "ask": "?", "new": ""}


def measure(
    form: str,
    given: Annotated[
        list[str] | None,
        typer.Argument(help="编号=算法 id=expression", metavar="[FIELD=EXPRESSION]..."),
    ] = None,
    sure: Annotated[bool, typer.Option("--sure", help="有把握的都算上 all that are sure")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="定下来 fix them")] = False,
    release: Annotated[
        list[str] | None, typer.Option(help="改回由基层填 ask the units again")
    ] = None,
    unit: _Unit = None,
    period_start: _Day = None,
    period_end: _Day = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """What measures of figures of FORM give, unit by unit; kept only with --fix."""
    wanted = dict(_pair(each) for each in given or ())
    with open_house(data) as house:
        if sure:
            wanted = _sure(house, form) | wanted
        if release:
            measures.fix(house, form, dict.fromkeys(release), TERMINAL)
            out.print(f"✓ {'、'.join(release)}", markup=False)
        if not wanted:
            return
        tried = trying.preview(
            house, form, wanted, TERMINAL, unit=unit, period=span(period_start, period_end)
        )
        if fix:
            measures.fix(house, form, wanted, TERMINAL)
    show_findings(tried.findings)
    if as_json:
        show_json({"measures": wanted, **tried.document()})
        return
    labels = [each.label for each in tried.fields]
    shown = table("试算 Trial", "单元 unit", *labels)
    for _, name, values in tried.rows:
        shown.add_row(name, *map(_text, values))
    out.print(shown)
    out.print(
        "✓ 已定 fixed" if fix else "未定，加 --fix 定下来 nothing is kept without --fix",
        markup=False,
    )


def figures(
    form: str,
    by: Annotated[
        str,
        typer.Option(
            help="级别 level、数据元 element（person.sex、month(person.birth_date)）、周期 period（monthly）"
        ),
    ],
    unit: _Unit = None,
    period_start: _Day = None,
    period_end: _Day = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """The figures of FORM in groups."""
    with open_house(data) as house:
        found = breakdown.figures(
            house, form, TERMINAL, by=by, unit=unit, period=span(period_start, period_end)
        )
    if as_json:
        show_json(found.document())
        return
    shown = table(found.form.title, "单元 unit", by, *(each.label for each in found.headers))
    for _, name, group, values in found.rows:
        shown.add_row(name, group, *map(_text, values))
    out.print(shown)


def span(start: datetime | None, end: datetime | None) -> Span | None:
    """Both days, or neither."""
    if start is None and end is None:
        return None
    if start is None or end is None or end < start:
        raise typer.BadParameter("--period-start、--period-end")
    return start.date(), end.date()


def _pair(text: str) -> tuple[str, str]:
    field, equals, expression = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text}: FIELD=EXPRESSION")
    return field.strip(), expression.strip()


def _sure(house: House, form: str) -> dict[str, str]:
    return {
        each.field.id: each.suggestion.measure
        for each in measures.figures(house, form, TERMINAL)[0]
        if each.suggestion and each.suggestion.band == "auto" and each.suggestion.measure
    }


def _text(value: Any) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
