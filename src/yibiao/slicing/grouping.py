"""Rows of a slice → counted together: by answers, by units of some level, by periods of a day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from yibiao.errors import Finding, Invalid
from yibiao.model.expression.tree import Type
from yibiao.model.kinds import ValueKind
from yibiao.model.place import LEVELS
from yibiao.slicing.columns import LISTS, SLICE, Column, Columns
from yibiao.slicing.terms import (
    UNIT,
    beginning,
    call,
    cast,
    chosen,
    column,
    equal,
    identifier,
    listed,
    named,
    nested,
    nothing,
    number,
    text,
    try_cast,
    when,
)

#: How levels of units are called in headers; `unit` is each for itself.
_LEVELS: Final = {
    "province": "省", "city": "市", "county": "县", "township": "街镇", "community": "村社", "unit": "填报单位",
}  # fmt: skip
#: What stands behind a level's id for the names of its units.
NAME: Final = ".name"

PERIODS: Final = {"year": "年", "quarter": "季", "month": "月", "day": "日"}
_MEASURES: Final = {
    "count": "已答", "distinct": "不同值", "sum": "合计", "mean": "平均", "min": "最小", "max": "最大",
}  # fmt: skip
_CALL: Final = re.compile(r"\s*(?:(\w+)\s*\(\s*([^()]+?)\s*\)|(.+?))\s*")
_EXACT: Final = "DECIMAL(38, 6)"


@dataclass(frozen=True)
class _Group:
    """One thing that rows are grouped by: the column that comes of it, and its value."""

    column: Column
    value: exp.Expr


def grouped(
    source: exp.Query,
    columns: Columns,
    by: Sequence[str],
    measures: Sequence[str],
    names: Mapping[str, str],
) -> tuple[exp.Query, Columns, list[exp.Expr]]:
    """
    A row for each group, its columns, and which of these tell groups apart.

    A row with several codes counts with each of them. Without anything to group by, all rows are one group.

    Args:
        source: What is grouped, under `SLICE`'s columns.
        columns: Of it.
        by: See `Wanted.group`.
        measures: See `Wanted.measures`; the count of rows unless any is named.
        names: Of units, by code.

    Raises:
        Invalid: There is no such column, level, period or measure, or it has no such values.
    """
    findings: list[Finding] = []
    groups = [each for name in by if (each := _group(name, columns, findings))]
    figures = [
        each for name in measures or ("count",) if (each := _figure(name, columns, findings))
    ]
    ids = [each.column.id for each in (*groups, *figures)]
    findings += [
        Finding("column-twice", "", {"column": each})
        for each in sorted({*ids})
        if ids.count(each) > 1
    ]
    if findings:
        raise Invalid(*findings, count=len(findings))
    apart = chosen(
        exp.Star(), *(named(each.value, f"#group{at}") for at, each in enumerate(groups))
    ).from_(nested(source, SLICE), copy=False)
    keys = [column(f"#group{at}", SLICE) for at, _ in enumerate(groups)]
    counted = chosen(
        *(named(key, each.column.id) for key, each in zip(keys, groups, strict=True)),
        *(named(each.value, each.column.id) for each in figures),
    ).from_(nested(apart, SLICE), copy=False)
    if groups:
        counted = counted.group_by(*(each.copy() for each in keys), copy=False)
    found: exp.Query = counted
    levels = {
        each.column.id: named_at(each.column.id, names)
        for each in groups
        if names and each.column.id in _LEVELS
    }
    if levels:
        found = with_names(found, levels)
    told: list[Column] = []
    for each in groups:
        told.append(each.column)
        if each.column.id in levels:
            told.append(Column(f"{each.column.id}{NAME}", _LEVELS[each.column.id], Type.TEXT))
    told += [each.column for each in figures]
    return found, Columns(tuple(told)), [column(each.column.id, SLICE) for each in groups]


def with_names(source: exp.Query, columns: Mapping[str, Mapping[str, str]]) -> exp.Query:
    """*source* with the names of units beside columns of their codes; a code without one stands for itself."""
    found = chosen(exp.Column(this=exp.Star(), table=identifier(SLICE)))
    found = found.from_(nested(source, SLICE), copy=False)
    for at, (id_, names) in enumerate(columns.items()):
        alias = f"names{at}"
        found = found.select(
            named(call("coalesce", column("name", alias), column(id_, SLICE)), f"{id_}{NAME}"),
            copy=False,
        ).join(
            nested(_listed(names), alias),
            on=equal(column("code", alias), column(id_, SLICE)),
            join_type="left",
            copy=False,
        )
    return found


def named_at(level: str, names: Mapping[str, str]) -> dict[str, str]:
    """Those of *names* that units of a level may have."""
    digits = LEVELS.get(level)
    return {code: name for code, name in names.items() if digits in (None, len(code))}


def _listed(names: Mapping[str, str]) -> exp.Query:
    """Two columns, `code` and `name`."""
    names = names or {"": ""}
    codes, said = (listed([text(each) for each in some]) for some in (names, names.values()))
    return chosen(named(call("unnest", codes), "code"), named(call("unnest", said), "name"))


def only_counted(columns: Columns, by: Sequence[str], measures: Sequence[str]) -> set[str]:
    """The ids of columns of which nothing is asked but how many hold something."""
    asked: dict[str, set[str]] = {}
    for name in (*by, *measures):
        function, inner, plain = _split(name)
        found = columns.find(inner or plain)
        if found is not None:
            asked.setdefault(found.id, set()).add(function if name in measures else "")
    return {id_ for id_, functions in asked.items() if functions == {"count"}}


def _group(name: str, columns: Columns, findings: list[Finding]) -> _Group | None:
    function, inner, plain = _split(name)
    if plain in _LEVELS:
        digits, label = LEVELS.get(plain), _LEVELS[plain]
        code = column(UNIT, SLICE)
        value = code if digits is None else beginning(code, digits)
        return _Group(Column(plain, f"{label}代码", Type.TEXT, ValueKind.DIVISION), value)
    found = columns.find(plain or inner)
    if found is None:
        findings.append(Finding("unknown-field", "", {"field": plain or inner}))
    elif plain:
        if found.type is not Type.ROWS:
            return _Group(*_answers(found))
        findings.append(Finding("field-not-compared", "", {"field": found.id}))
    elif function in PERIODS:
        day = _day(found)
        if day is not None:
            label = f"{found.label} {PERIODS[function]}"
            return _Group(
                Column(f"{function}({found.id})", label, Type.TEXT), period_of(function, day)
            )
        findings.append(Finding("no-day", "", {"field": found.id}))
    else:
        findings.append(Finding("unknown-group", "", {"what": function}))
    return None


def _split(name: str) -> tuple[str, str, str]:
    """A function and what it is of, or a plain name."""
    found = _CALL.fullmatch(name)
    function, inner, plain = found.groups() if found else (None, None, name)
    return function or "", inner or "", plain or ""


def _answers(found: Column) -> tuple[Column, exp.Expr]:
    """An answer, or each of several."""
    if found.type is not Type.LIST:
        return found, found.compared
    none = equal(call("coalesce", call("length", found.value), number(0)), number(0))
    each = when([(none, listed([nothing()]))], found.value)
    return Column(found.id, found.label, Type.TEXT, ValueKind.CODE), call("unnest", each)


def _day(found: Column) -> exp.Expr | None:
    """A day within what the column says; nothing where it says none."""
    if found.type is Type.DATE:
        return found.compared
    endings = {ValueKind.DATETIME: "", ValueKind.YEAR_MONTH: "-01", ValueKind.YEAR: "-01-01"}
    if found.type is not Type.TEXT or found.kind not in endings:
        return None
    written = exp.DPipe(this=found.compared, expression=text(endings[found.kind]))
    return try_cast(call("left", written, number(len("2020-01-31"))), "DATE")


def period_of(name: str, day: exp.Expr) -> exp.Expr:
    """The `year`, `quarter`, `month` or `day` in which a day lies: 2026-Q1, 2026-03."""
    if name == "quarter":
        year = call("strftime", day.copy(), text("%Y-Q"))
        quarter = cast(call("quarter", day), "VARCHAR")
        return exp.DPipe(this=year, expression=quarter)
    return call("strftime", day, text({"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}[name]))


def _figure(name: str, columns: Columns, findings: list[Finding]) -> _Group | None:
    function, inner, plain = _split(name)
    if plain == "count":
        return _Group(
            Column("count", "行数", Type.NUMBER, ValueKind.INTEGER), call("count", exp.Star())
        )
    if function not in _MEASURES:
        findings.append(Finding("unknown-measure", "", {"what": function or plain}))
        return None
    found = columns.find(inner)
    if found is None:
        findings.append(Finding("unknown-field", "", {"field": inner}))
        return None
    numeric = found.type is Type.NUMBER
    if (function in ("sum", "mean") and not numeric) or (
        function in ("min", "max", "distinct") and found.type in LISTS
    ):
        findings.append(Finding("no-figures", "", {"field": found.id, "what": function}))
        return None
    counts = function in ("count", "distinct")
    kept = function in ("min", "max")
    kind = found.kind if numeric or kept else ValueKind.INTEGER
    kind = ValueKind.NUMBER if function == "mean" else ValueKind.INTEGER if counts else kind
    label = f"{found.label} {_MEASURES[function]}"
    type_ = found.type if kept else Type.NUMBER
    return _Group(Column(f"{function}({found.id})", label, type_, kind), _of(function, found))


def _of(function: str, found: Column) -> exp.Expr:
    value = found.value if found.type in LISTS else found.compared
    if function == "count":
        return call("count", value)
    if function == "distinct":
        return exp.Count(this=exp.Distinct(expressions=[value]))
    if function == "sum" and found.kind is ValueKind.MONEY:  # to the cent, in whichever order
        return cast(call("sum", try_cast(value, _EXACT)), "DOUBLE")
    if function in ("min", "max") and found.type is Type.DATE:
        return cast(call(function, value), "VARCHAR")
    return call({"mean": "avg"}.get(function, function), value)
