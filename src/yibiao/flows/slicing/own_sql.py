"""Own SQL: a department's question over its own slices and nothing else, answered by a process that sees nothing else."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlglot import exp

from yibiao import access, slicing
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing import completeness
from yibiao.flows.slicing.moments import AsOf, moment_of
from yibiao.flows.slicing.relations import SUBJECT, UNIT, UNITS, named
from yibiao.model.actor import Actor
from yibiao.model.kinds import ValueKind
from yibiao.model.moment import Moment
from yibiao.model.table import distinct, titles
from yibiao.model.where import OfDepartment
from yibiao.store import secluded


@dataclass(frozen=True)
class Answer:
    """
    Rows under names, each with the type of its column, as of a position; `more` if there are others.

    Attributes:
        completeness: How many rows there are, whether there are more, and of each slice that the question names how many of
            the units behind it have handed in.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[object, ...], ...]
    as_of: int
    more: bool
    completeness: Mapping[str, Any]


@dataclass(frozen=True)
class SqlColumn:
    """A column that may be asked of: its name, the type of its values, and the form's own words for it."""

    name: str
    type: str
    label: str
    section: tuple[str, ...] = ()


def relations(house: House, department: str, actor: Actor) -> dict[str, tuple[SqlColumn, ...]]:
    """
    What a department may ask of, with the columns of each: its slices by the titles of their forms, and the units.

    Raises:
        NotFound: There is no such department.
    """
    access.require(actor, "slice.read", OfDepartment(department), house.today)
    house.registry.department(department)
    found = {
        name: _described(house, each, actor) for name, each in named(house, department).items()
    }
    units = tuple(SqlColumn(each, "VARCHAR", each) for each in ("代码", "名称", "上级代码"))
    return {**found, UNITS: units}


def ask(house: House, department: str, sql: str, actor: Actor, *, as_of: AsOf = None) -> Answer:
    """
    The answer to *sql* over the slices of *department* as they stand now, or stood *as_of* some time.

    Raises:
        NotFound: There is no such department.
        Invalid: The question is not permitted, or the engine does not understand it.
        BadRequest: That is no time.
        TooSlow: It takes too long.
        PictureBehind: The picture lacks too much to wait for.
    """
    access.require(actor, "slice.read", OfDepartment(department), house.today)
    house.registry.department(department)
    known = named(house, department)
    permitted = slicing.permitted(sql, [*known, UNITS])
    when = moment_of(house, as_of)
    named_ = _queries(house, known, permitted, when, actor)
    digests = {name: _digest(when.today, name, query) for name, query in named_.items()}
    wanted = {digests[name]: query for name, query in named_.items()}
    with house.extracts.of(wanted) as (position, files):
        found = secluded.ask(permitted, {name: files[each] for name, each in digests.items()})
    house.noted(actor, "sql", department, len(found.rows), exported=True)
    filed = _filed(house, {name: known[name] for name in named_ if name in known}, when, actor)
    return Answer(
        columns=tuple(zip(found.names, found.types, strict=True)),
        rows=tuple(map(tuple, found.rows)),
        as_of=position if when.as_of is None else when.as_of,
        more=found.more,
        completeness={
            "rows": len(found.rows),
            "more": found.more,
            **({"units": filed} if filed else {}),
        },
    )


def _filed(
    house: House, asked: Mapping[str, Registration], when: Moment, actor: Actor
) -> dict[str, dict[str, Any]]:
    """How many of the units behind each slice have handed in, of those that a round asks."""
    found = {
        name: completeness.filed(house, each.form.id, house.sight(actor, each).units, when.as_of)
        for name, each in asked.items()
    }
    return {name: each.document() for name, each in found.items() if each}


def _queries(
    house: House,
    known: Mapping[str, Registration],
    permitted: str,
    when: Moment,
    actor: Actor,
) -> dict[str, exp.Query]:
    """What answers each of the relations that the question names."""
    question: exp.Expr = exp.maybe_parse(permitted, dialect="duckdb")
    wanted = {each.name.casefold() for each in question.find_all(exp.Table)}
    queries = {
        name: _slice(house, each, when, actor)
        for name, each in known.items()
        if name.casefold() in wanted
    }
    if UNITS.casefold() in wanted:
        queries[UNITS] = _units(house)
    return queries


def _digest(today: date, name: str, query: exp.Query) -> str:
    """What tells one relation's file from others of the same position."""
    said = json.dumps([name, query.sql(dialect="duckdb"), today.isoformat()])
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _slice(house: House, registration: Registration, when: Moment, actor: Actor) -> exp.Query:
    """A slice's query, its columns under their printed labels; days are days, and not texts."""
    sight = house.sight(actor, registration)
    query = house.slice_of(registration, sight, as_of=when.as_of, today=when.today)
    names = _columns(registration)
    kept: list[exp.Expr] = [exp.column(each, quoted=True) for each in slicing.TECHNICAL]
    for header in query.headers:
        column = exp.column(header.id, quoted=True)
        day = header.kind == ValueKind.DATE
        kept.append(exp.TryCast(this=column, to=exp.DataType.build("date")) if day else column)
    return exp.select(
        *(exp.alias_(each, name, quoted=True) for each, name in zip(kept, names, strict=True))
    ).from_(query.expression.subquery("slice"))


def _described(house: House, registration: Registration, actor: Actor) -> tuple[SqlColumn, ...]:
    """A slice's columns, with the types that they have for whoever asks."""
    query = _slice(house, registration, Moment(house.today), actor)
    # Of which type a column is, was said when its element was registered.
    with house.picture.batches(query, as_of=house.registry.position) as found:
        types = [type_ for _, type_ in found.columns]
    headers = slicing.headers(registration.form)
    labels = [(UNIT, ()), (SUBJECT, ()), *((each.label, each.section) for each in headers)]
    return tuple(
        SqlColumn(name, type_, label, section)
        for name, type_, (label, section) in zip(_columns(registration), types, labels, strict=True)
    )


def _columns(registration: Registration) -> list[str]:
    """The names of a slice's columns, no two alike whatever their case."""
    headers = slicing.headers(registration.form)
    return distinct([UNIT, SUBJECT, *titles(headers)])


def _units(house: House) -> exp.Query:
    rows = [(each.code, each.name, each.parent or "") for each in house.registry.units.values()]
    table = exp.values(rows or [("", "", "")], alias="unit", columns=["代码", "名称", "上级代码"])
    return exp.select("*").from_(table)
