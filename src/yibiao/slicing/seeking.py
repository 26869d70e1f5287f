"""
A page of a slice → questions of the engine: where it begins, whose rows are on it, and what these say.

Whose they are reads the columns that rows are kept and ordered by, of everybody; what they say is worked out for those who are on
the page alone, and whoever is named outright the engine finds without reading the others. Where many rows are left out first,
it is found out key by key how far they go – the first is put in order alone, then the second among rows alike in it –, which
takes less than to put all rows in order by all keys.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlglot import exp

from yibiao.model.expression.tree import Type
from yibiao.model.form import Form
from yibiao.model.table import Header
from yibiao.slicing.columns import SLICE, Column, Columns
from yibiao.slicing.narrowing import Wanted, sifted
from yibiao.slicing.paging import KEY, Key, alike_in, before, behind, beyond
from yibiao.slicing.pictures import of_few
from yibiao.slicing.query import TECHNICAL, Query
from yibiao.slicing.shaping import Shape, shaped
from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    all_of,
    call,
    check,
    chosen,
    column,
    identifier,
    named,
    nested,
    yes,
)

#: Rows of a page that are named one by one; more are answered with everything else at once.
MOST: Final = 1_000
#: Rows that are left out as quickly as it is found out how far they go.
FEW: Final = 2_000

#: Asks the engine.
Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Sought:
    """
    What a page is found in, whichever page it is; not yet executed.

    Attributes:
        source: Everybody who is wanted: the technical columns, and the keys.
        rows: Its result has the technical columns and one for each header, in no order. What `named_rows` gives is left open.
        headers: What is handed out.
        keys: What rows are ordered by, the technical columns last.
    """

    source: exp.Query
    rows: exp.Query
    headers: tuple[Header, ...]
    keys: tuple[Key, ...]


def in_two(form: Form, wanted: Wanted) -> bool:
    """Whether what is wanted is a page of rows, and no longer one than can be named."""
    page = wanted.limit is not None and wanted.limit <= MOST
    return page and not wanted.groups and form.layout != "summary"


def sought(
    whole: Query,
    compared: Query,
    form: Form,
    wanted: Wanted,
    today: date,
    shape: Shape = "plain",
) -> Sought:
    """
    Where a page of a slice is found, one of which `in_two` holds.

    Args:
        whole: The slice.
        compared: The same, whose days are days.
        form: Its form.
        wanted: What of it; which page is left open.
        today: The day that `today` means in a condition.
        shape: How values are put out.

    Raises:
        Invalid: As `narrowing.narrowed`.
    """
    columns = Columns.of(form, whole.headers)
    ordered = columns.ordered(wanted.order)
    source = chosen(
        *(named(column(each, SLICE), each) for each in TECHNICAL),
        *(named(each.compared, f"{KEY}{at}") for at, (each, _) in enumerate(ordered)),
    ).from_(nested(sifted(compared, wanted, columns, today), SLICE), copy=False)
    rows = _rows(whole, columns, shape, (wanted.limit or 0) + 1)
    for each in (source, rows):
        check(each)
    return Sought(source, rows, tuple(each.header for each in columns), _keys(ordered, form))


def _keys(ordered: Iterable[tuple[Column, bool]], form: Form) -> tuple[Key, ...]:
    return (
        *(
            Key(column(f"{KEY}{at}", SLICE), down, day=each.type is Type.DATE, name=each.id)
            for at, (each, down) in enumerate(ordered)
        ),
        *(Key(column(each, SLICE), given=True, name=f"{form.id} {each}") for each in TECHNICAL),
    )


def _rows(whole: Query, columns: Columns, shape: Shape, most: int) -> exp.Query:
    whole.expression.args.pop("order", None)
    unit, subject = (column(each, SLICE) for each in (UNIT, SUBJECT))
    found = chosen(
        *(named(column(each, SLICE), each) for each in TECHNICAL),
        *(named(shaped(each, shape), each.id) for each in columns),
    ).from_(nested(of_few(whole.expression), SLICE), copy=False)
    # People of a unit lie together: of a page in that order, little else is looked at.
    between = exp.Between(this=unit, low=exp.Placeholder(), high=exp.Placeholder())
    among = exp.In(this=subject, expressions=[exp.Placeholder() for _ in range(most)])
    return found.where(all_of(between, among), copy=False)


def named_rows(whose: Sequence[tuple[Any, ...]], most: int) -> list[str]:
    """What `Sought.rows` leaves open: the first and last unit, and as many subjects as it takes, of *most* rows wanted and one."""
    units = [row[0] for row in whose]
    subjects = [row[1] for row in whose]
    return [min(units), max(units), *subjects, *subjects[-1:] * (most + 1 - len(subjects))]


def whose(ask: Ask, source: str, keys: Sequence[Key], wanted: Wanted) -> list[tuple[Any, ...]]:
    """
    Whose rows are on a page: technical columns, then the keys, in its order; one more row than is wanted tells of others.

    Args:
        ask: Asks the engine, always of one moment.
        source: `Sought.source`, in the engine's words.
        keys: `Sought.keys`.
        wanted: Which page.

    Raises:
        Invalid: The page begins nowhere in this order.
    """
    begins, skip = beyond(keys, wanted.after) if wanted.after else yes(True), wanted.skip
    # What is searched reads so much of everybody that it is read once.
    if skip > FEW and not wanted.search:
        place = _place(ask, source, keys, begins, skip)
        if place is None:
            return []
        at, skip = place
        begins = all_of(begins, behind(keys[: len(at)], at, with_it=True))
    page = _asked([*(column(each, SLICE) for each in TECHNICAL), *_values(keys)], begins)
    page = page.order_by(*(each.order for each in keys), copy=False)
    page = page.limit((wanted.limit or 0) + 1, copy=False)
    return ask(_text(page.offset(skip, copy=False) if skip else page, source))


def _place(
    ask: Ask, source: str, keys: Sequence[Key], begins: exp.Expr, skip: int
) -> tuple[list[Any], int] | None:
    """The first keys of the row that comes after *skip* others, and how many of these have the same; nothing if none comes."""
    at: list[Any] = []
    for number, key in enumerate(keys[:-1]):
        among = all_of(begins.copy(), alike_in(keys[:number], at)) if at else begins.copy()
        there = _asked(_values([key]), among).order_by(key.order, copy=False)
        found = ask(_text(there.limit(1, copy=False).offset(skip, copy=False), source))
        if not found:
            return None
        ((value,),) = found
        fewer = all_of(among.copy(), before(key, value))
        ((count,),) = ask(_text(_asked([call("count", exp.Star())], fewer), source))
        at.append(value)
        skip -= count
        if skip <= FEW:
            break
    return at, skip


def _values(keys: Iterable[Key]) -> list[exp.Expr]:
    return [each.value.copy() for each in keys]


def _asked(values: Sequence[exp.Expr], condition: exp.Expr) -> exp.Select:
    there = exp.Table(this=identifier(_SOURCE), alias=exp.TableAlias(this=identifier(SLICE)))
    return chosen(*values).from_(there, copy=False).where(condition, copy=False)


_SOURCE: Final = "source"


def _text(query: exp.Query, source: str) -> str:
    """A question of *source*, which is text by now and is not read again."""
    check(query)
    return f'WITH "{_SOURCE}" AS NOT MATERIALIZED ({source}) {query.sql(dialect="duckdb")}'
