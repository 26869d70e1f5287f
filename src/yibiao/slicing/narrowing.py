"""
A slice and what somebody wants of it → the same slice with fewer rows, in another order, grouped, a page at a time.

Conditions name the form's fields by their ids or labels, as rules of forms do: `f3 >= 60 and 性别 = '男'`. What an actor may
see is in the query that comes in, so whatever is asked of it is asked of that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from yibiao.model.expression.tree import Type
from yibiao.model.form import Form
from yibiao.model.table import Header
from yibiao.slicing import sifting
from yibiao.slicing.ages import Born, BornOf
from yibiao.slicing.columns import SLICE, Column, Columns
from yibiao.slicing.grouping import NAME, grouped, named_at, only_counted, with_names
from yibiao.slicing.paging import KEY, Key, beyond
from yibiao.slicing.pictures import of_few
from yibiao.slicing.query import TECHNICAL, Query
from yibiao.slicing.shaping import Shape, shaped
from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    all_of,
    check,
    chosen,
    column,
    identifier,
    named,
    nested,
    within,
)


@dataclass(frozen=True)
class Wanted:
    """
    What is wanted of a slice.

    Attributes:
        where: A condition over ids of fields, or their labels.
        search: A text that some answer contains, whatever its case.
        order: Ids of columns, `-` before those that go downwards; what is not answered comes last. Unit and subject, or
            what rows are grouped by, decide between rows that are alike.
        after: What `after` gave for the page before.
        limit: As many rows at most; one more is asked for, to know whether there are others.
        skip: As many rows are left out first: where somebody jumps to, and no page before is known.
        group: What rows are counted together by: fields, `year(f4)`, `quarter(f4)`, `month(f4)`, `day(f4)`, and units:
            `unit`, `community`, `township`, `county`, `city`, `province`.
        measures: Of each group: `count`, `count(f3)` (answered), `distinct(f3)`, `sum(f7)`, `mean`, `min`, `max`.
    """

    where: str | None = None
    search: str | None = None
    order: tuple[str, ...] = ()
    after: str | None = None
    limit: int | None = None
    group: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    skip: int = 0

    @property
    def everything(self) -> bool:
        """Whether nothing is left out and nothing put in another order."""
        return self == Wanted()

    @property
    def groups(self) -> bool:
        """Whether rows are counted together."""
        return bool(self.group or self.measures)


@dataclass(frozen=True)
class Narrowed:
    """
    What is wanted of a slice, not yet executed.

    Attributes:
        expression: Its result has the technical columns, one for each header, and the keys.
        headers: What is handed out.
        technical: How many columns stand before these: unit and subject, or none in groups.
        keys: Those that stand behind them: what a page is ordered by.
    """

    expression: exp.Query
    headers: tuple[Header, ...]
    technical: int
    keys: tuple[Key, ...]


def narrowed(
    query: Query,
    form: Form,
    wanted: Wanted,
    today: date,
    *,
    shape: Shape = "plain",
    technical: bool = True,
    names: Mapping[str, str] | None = None,
    paged: bool = True,
) -> Narrowed:
    """
    What is *wanted* of *query*, a slice of *form*.

    Args:
        query: The slice; it is taken apart.
        form: Its form.
        wanted: What of it.
        today: The day that `today` means in a condition.
        shape: How values are put out.
        technical: Whether the technical columns stand before the others; never before groups.
        names: Of units, by their codes; they stand beside the codes that rows are grouped by, and before a summary's
            figures.
        paged: Whether it is to be known where the next page begins, if only some rows are wanted.

    Raises:
        Invalid: A field that the form does not have or that cannot be compared, or a condition that is none.
    """
    named_units = form.layout == "summary" and names is not None
    if wanted.everything and shape == "plain" and technical and not named_units:
        return Narrowed(query.expression, query.headers, len(TECHNICAL), ())
    columns = Columns.of(form, query.headers)
    if wanted.groups and not (wanted.where or wanted.search):
        _as_held(query.expression.selects, only_counted(columns, wanted.group, wanted.measures))
    source: exp.Query = sifted(query, wanted, columns, today)
    if not wanted.groups:
        if named_units:  # it says first of which unit each is
            unit = Column(f"{UNIT}{NAME}", "填报单位", Type.TEXT)
            source = with_names(source, {UNIT: named_at("unit", names or {})})
            columns = replace(columns, all=(unit, *columns.all))
        unique = [
            Key(column(each, SLICE), given=True, name=f"{form.id} {each}") for each in TECHNICAL
        ]
        before = TECHNICAL if technical else ()
        found = _arranged(source, columns, unique, wanted, shape, before, paged=paged)
        if named_units:
            found = replace(found, headers=(Header(UNIT, "填报单位"), *found.headers[1:]))
        return found
    together, told, groups = grouped(source, columns, wanted.group, wanted.measures, names or {})
    unique = [Key(each, name=f"{form.id} {each.name}") for each in groups]
    return _arranged(together, told, unique, wanted, shape, (), paged=paged)


def sifted(query: Query, wanted: Wanted, columns: Columns, today: date) -> exp.Select:
    """The rows that are wanted, in no order."""
    query.expression.args.pop("order", None)
    rows = chosen(exp.Star()).from_(nested(query.expression, SLICE), copy=False)
    conditions = sifting.conditions(wanted.where, wanted.search, columns, today, _born(query))
    return rows.where(all_of(*conditions), copy=False) if conditions else rows


def _born(query: Query) -> BornOf:
    def born(_: tuple[str, ...], id_: str) -> Born | None:
        return Born(column(query.born[id_], SLICE), query.day) if id_ in query.born else None

    return born


def _arranged(
    source: exp.Query,
    columns: Columns,
    unique: Sequence[Key],
    wanted: Wanted,
    shape: Shape,
    before: Sequence[str],
    *,
    paged: bool,
) -> Narrowed:
    """In order, a page of it, its columns in their shape."""
    ordered = columns.ordered(wanted.order)
    return arranged(
        source,
        columns,
        [*(Key(each.key, down, name=each.id) for each, down in ordered), *unique],
        shape=shape,
        before=before,
        after=wanted.after,
        limit=wanted.limit,
        skip=wanted.skip,
        paged=paged,
    )


def arranged(
    source: exp.Query,
    columns: Iterable[Column],
    keys: Sequence[Key],
    *,
    shape: Shape,
    before: Sequence[str] = (),
    after: str | None = None,
    limit: int | None = None,
    skip: int = 0,
    paged: bool = True,
) -> Narrowed:
    """
    Rows in order, a page of them, their columns in a shape.

    Args:
        source: The rows, under `SLICE`'s columns.
        columns: Those that are put out.
        keys: What rows are ordered by; no two are alike in all of them.
        shape: How values are put out.
        before: Technical columns that stand before the others.
        after: Where the page begins, as `paging.after` has it.
        limit: As many at most.
        skip: As many are left out first.
        paged: Whether their keys stand behind them and one more is there, to know where the next page begins.

    Raises:
        Invalid: The page begins nowhere in this order.
    """
    told = keys if limit is not None and paged else ()
    columns = tuple(columns)
    sifted = chosen(
        exp.Star(), *(named(each.value.copy(), f"{KEY}{at}") for at, each in enumerate(told))
    ).from_(nested(source, SLICE), copy=False)
    if after:
        sifted = sifted.where(beyond(keys, after), copy=False)
    if keys:  # one group of all rows has none
        sifted = sifted.order_by(*(each.order for each in keys), copy=False)
    if skip:
        sifted = sifted.offset(skip, copy=False)
    if limit is not None:
        sifted = sifted.limit(limit + paged, copy=False)
    # The engine keeps the order of a query that it selects from: texts are made of what is sorted already, not sorted.
    found = chosen(
        *(named(column(each, SLICE), each) for each in before),
        *(named(shaped(each, shape), each.id) for each in columns),
        *(column(f"{KEY}{at}", SLICE) for at, _ in enumerate(told)),
    ).from_(nested(sifted, SLICE), copy=False)
    check(found)
    return Narrowed(found, tuple(each.header for each in columns), len(before), tuple(told))


def about(narrowed: Narrowed, subjects: Iterable[str]) -> Narrowed:
    """Of what is narrowed, the rows that are about these subjects, in its order."""
    named_ = dict.fromkeys(subjects)
    found = chosen(exp.Star()).from_(nested(of_few(narrowed.expression), SLICE), copy=False)
    found = found.where(within(column(SUBJECT, SLICE), named_), copy=False)
    return replace(narrowed, expression=found)


def bare(narrowed: Narrowed, *, whole: bool) -> exp.Query:
    """
    The same rows in no order, their columns other than they are: quicker to count, and as many hold something.

    Args:
        narrowed: What is to be counted.
        whole: Whether no condition or group goes by what the columns hold.
    """
    expression = narrowed.expression.copy()
    columns = expression.selects[narrowed.technical :]
    for each, header in zip(columns, narrowed.headers, strict=False):
        if isinstance(each, exp.Alias):
            each.set("this", column(header.id, SLICE))
    for sifted in expression.args["from_"].find_all(exp.Select, bfs=True):
        if not (sifted.args.get("limit") or sifted.args.get("offset")):
            sifted.set("order", None)
        break
    if whole:
        _as_held_below(expression, {each.id for each in narrowed.headers})
    return expression


def _as_held_below(query: exp.Expr, ids: set[str]) -> None:
    """Have columns say no more than that something is there, each down to where it is made: what a mask looks at is a text."""
    if isinstance(query, exp.SetOperation):
        for side in (query.left, query.right):
            _as_held_below(side, ids)
    if not isinstance(query, exp.Select):
        return
    made = [each for each in query.selects if isinstance(each, exp.Alias)]
    below = ids - {each.alias for each in made if not isinstance(each.this, exp.Column)}
    _as_held(made, ids)
    sources = (query.args.get("from_"), *(query.args.get("joins") or ()))
    for each in sources:
        if each is not None and isinstance(each.this, exp.Subquery):
            _as_held_below(each.this.this, below)


def _as_held(columns: Iterable[exp.Expr], ids: Collection[str]) -> None:
    """Have *columns* of those ids say no more than that something is there."""
    for each in columns:
        if isinstance(each, exp.Alias) and each.alias in ids:
            each.set("this", _held(each.this))


def _held(value: exp.Expr) -> exp.Expr:
    """What is there just where *value* is: a code in place of its label, a day in place of its text."""
    match value:
        case exp.Case(this=code) if code is not None and code == value.args.get("default"):
            return _held(code)
        case exp.Coalesce(this=exp.Anonymous(this="list_extract"), expressions=[code]):
            return _held(code)
        case exp.Cast(this=inner) if not isinstance(value, exp.TryCast):
            return _held(inner)
    return value


def renamed(narrowed: Narrowed, titles: Sequence[str]) -> Narrowed:
    """The same, its columns under other names than the ids of their headers."""
    expression = narrowed.expression.copy()
    columns = expression.selects[narrowed.technical :]
    for each, title in zip(columns, titles, strict=False):
        each.set("alias", identifier(title))
    return replace(narrowed, expression=expression)
