"""Where values are read from: the picture's table of a kind of subject, now or as it stood at a position."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from yibiao.model.catalogue import Catalogue
from yibiao.model.element import BY_THE_DAY
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.slicing.terms import (
    CLOSED,
    COLUMN_TYPES,
    SUBJECT,
    UNIT,
    all_of,
    call,
    chosen,
    column,
    equal,
    given,
    identifier,
    named,
    nested,
    number,
    table,
    text,
    try_cast,
    when,
    within,
)

#: Before the id of an element: its column of what follows from the record, whatever was filed of it.
DERIVED: Final = "#derived "

#: Before the id of an element: its column of what is read of it, which is what follows, or else what was filed. In one column the
#: engine sees which rows need not be read.
EFFECTIVE: Final = "#effective "

#: Before a kind of subject, or the id of a link: the column of a short key of its id.
KEY: Final = "#key "

#: Rules that go by the day, or by other subjects.
_PASSING: Final = BY_THE_DAY | {"count-of-links"}

_STATEMENT: Final = "statement"
_POSITION: Final = "#position"

#: Who opens a subject, or confirms what is held, states this too.
CONFIRMED: Final = "#confirmed"

#: What was told of subjects, and what that comes to for each of them. Where they may be many, `store.piecemeal` knows both by these
#: names, and puts some of them together after the others.
_TOLD: Final = "#told"
_STATED: Final = "#stated"


@dataclass(frozen=True)
class Picture:
    """
    The tables.

    Attributes:
        as_of: The journal position as of which they are read, `None` now.
        keeping: Whether what follows from a record alone stands in a column beside what was filed.
        stated: Whether the past is read from statements alone, which have elements that no table has a column for.
        few: Whether so few are asked about that what was stated of them by then is put together at once.
    """

    catalogue: Catalogue
    as_of: int | None = None
    keeping: bool = True
    stated: bool = False
    few: bool = False

    def table(
        self,
        kind: SubjectKind,
        alias: str,
        elements: Iterable[str],
        among: exp.Select | None = None,
    ) -> exp.Expr:
        """
        The subjects of a kind, with their unit, whether they are closed, and some elements.

        Where it is known whom those that are wanted are *among* (`"#subject"`), others may be left out.
        """
        if self.as_of is None:
            return table(kind.value, alias)
        return nested(self._earlier(kind, sorted(set(elements)), among), alias)

    def once_in(self, kind: SubjectKind, condition: exp.Expr) -> exp.Select | None:
        """
        The subjects of a kind whose unit, as `said`, met *condition* at any time up to the position.

        Whoever's unit meets it by then is among those, whom `table` takes. Of the present that is nobody's concern.
        """
        return self._told_of(kind, UNIT, condition, column(SUBJECT, "s"))

    def once_led_to(self, link: str, starts: exp.Select | None) -> exp.Select | None:
        """The subjects to which *link* led from one of *starts* at any time up to the position."""
        if starts is None:
            return None
        kind = self.catalogue.elements[link].subject
        inside = exp.In(this=column(SUBJECT, "s"), query=exp.Subquery(this=starts.copy()))
        return self._told_of(kind, link, inside, named(said(), SUBJECT))

    def _told_of(
        self, kind: SubjectKind, element: str, condition: exp.Expr, whom: exp.Expr
    ) -> exp.Select | None:
        """*whom* statements about an element are about, or lead to; nothing of the present."""
        if self.as_of is None:
            return None
        stated = equal(column("#element", "s"), text(element))
        return (
            chosen(whom)
            .from_(table(_STATEMENT, "s"), copy=False)
            .where(all_of(*self._told(kind), stated, condition), copy=False)
        )

    def keeps(self, element: str) -> bool:
        """Whether there is a column of what follows for *element*: it follows from the record alone, on whatever day."""
        now = self.keeping and self.as_of is None
        derived = bool(self.catalogue.elements[element].derivations)
        return now and derived and self._lasting(element, ())

    def led(self, link: str, alias: str, to: SubjectKind, there: str) -> exp.Expr:
        """That *link*, in the table under *alias*, leads to the subject in the table of kind *to* under the alias *there*."""
        same = equal(column(SUBJECT, there), column(link, alias))
        if not self.keeping or self.as_of is not None:
            return same
        # Keys are compared first: ids that begin alike would all be read.
        return all_of(equal(column(KEY + to.value, there), column(KEY + link, alias)), same)

    def _lasting(self, element: str, below: tuple[str, ...]) -> bool:
        if element in below:  # it counts only as filed there
            return True
        return all(
            each.rule not in _PASSING and self._lasting(each.sources[0], (*below, element))
            for each in self.catalogue.elements[element].derivations
        )

    def filed(
        self,
        kind: SubjectKind,
        alias: str,
        elements: Iterable[str] = (),
        among: exp.Select | None = None,
    ) -> exp.Expr:
        """
        The subjects of a kind, with their unit and the positions of what was last filed about them; as `table` has them.

        `"#position"` is that of anything, `"#confirmed"` where somebody last confirmed that all still holds, and
        `"@element"` for each of *elements* where it was stated since; nothing where it was not.
        """
        since = [
            named(exp.Bracket(this=column("#since"), expressions=[text(each)]), f"@{each}")
            for each in elements
        ]
        held = [column(each) for each in (UNIT, _POSITION, CONFIRMED)]
        if self.as_of is None:
            now = chosen(column(SUBJECT), *held, *since).from_(table(kind.value, "s"), copy=False)
            return nested(now, alias)
        told = [
            named(_newest(UNIT, "VARCHAR"), UNIT),
            named(call("max", column(_POSITION)), _POSITION),
            named(_last(CONFIRMED), CONFIRMED),
            *(named(_last(each), f"@{each}") for each in elements),
        ]
        return nested(
            self._then(kind, [*held, *since], self._by_statements(kind, told, among)), alias
        )

    def pairs(self, link: str, alias: str = "pairs") -> exp.Subquery:
        """`"#from"` and `"#to"` of every link of this name; a link read backwards leads to no closed subject."""
        element = self.catalogue.elements[link]
        stored = element.inverse_of or link
        several = self.catalogue.elements[stored].kind is ValueKind.LINKS
        there = column(stored, "s")
        ends = [column(SUBJECT, "s"), call("unnest", there) if several else there]
        if element.inverse_of:
            ends.reverse()
        kind = self.catalogue.elements[stored].subject
        query = chosen(named(ends[0], "#from"), named(ends[1], "#to")).from_(
            self.table(kind, "s", [stored]), copy=False
        )
        conditions = [given(there.copy())]
        if element.inverse_of:
            conditions.append(is_open("s"))
        return nested(query.where(all_of(*conditions), copy=False), alias)

    def _earlier(
        self, kind: SubjectKind, elements: list[str], among: exp.Select | None
    ) -> exp.Query:
        """What was held of each subject at the position, one column each."""
        newest = [
            named(_newest(UNIT, "VARCHAR"), UNIT),
            named(_newest(CLOSED, "BOOLEAN"), CLOSED),
            *(named(_newest(each, self._type(each)), each) for each in elements),
        ]
        asked = within(column("#element"), [UNIT, CLOSED, *elements])
        held = [_as_type(each, self._type(each)) for each in elements]
        return self._then(
            kind,
            [column(UNIT), column(CLOSED), *held],
            self._by_statements(kind, newest, among, asked),
        )

    def _by_statements(
        self,
        kind: SubjectKind,
        newest: Iterable[exp.Expr],
        among: exp.Select | None,
        *asked: exp.Expr,
    ) -> exp.Select:
        """What statements give by then, a row for each subject of whom anything was stated since: of others all stands yet."""
        told = [*self._told(kind), *asked]
        # Whom is said in one condition: by two the engine takes all statements for few, and holds them.
        whom = None if among is None else among.copy()
        if not self.stated:
            later = chosen(column(SUBJECT)).from_(table(kind.value, "s"), copy=False)
            since = exp.GT(this=column(_POSITION), expression=self._until)
            whom = later.where(all_of(since, *_is_among(whom)), copy=False)
        told += _is_among(whom)  # everybody else's would be put together and thrown away
        said = chosen(*map(column, (SUBJECT, "#element", "value", _POSITION)))
        said = said.from_(table(_STATEMENT, "s"), copy=False).where(all_of(*told), copy=False)
        found = chosen(column(SUBJECT), *newest).from_(nested(said, _TOLD), copy=False)
        return found.group_by(column(SUBJECT), copy=False)

    def _then(self, kind: SubjectKind, held: Iterable[exp.Expr], stated: exp.Select) -> exp.Query:
        """
        What is *held* of those of whom nothing was stated after the position, and what was *stated* by then of others.

        Statements are many times as many as subjects: it takes seconds and gigabytes to look for the newest of a million's.
        """
        names = [column(each.alias_or_name) for each in stated.selects]
        stated = chosen(*names).from_(nested(stated, _STATED), copy=False)
        if self.few:
            of_few(stated)
        if self.stated:
            return stated
        still = exp.LTE(this=column(_POSITION), expression=self._until)
        stand = chosen(column(SUBJECT), *held).from_(table(kind.value, "s"), copy=False)
        return exp.union(stand.where(still, copy=False), stated, distinct=False, copy=False)

    def _told(self, kind: SubjectKind) -> list[exp.Expr]:
        """What a statement is about, and that it was made by then."""
        return [
            equal(column("#kind"), text(kind.value)),
            exp.LTE(this=column(_POSITION), expression=self._until),
        ]

    @property
    def _until(self) -> exp.Expr:
        return number(self.as_of or 0)

    def _type(self, element: str) -> str:
        return COLUMN_TYPES[self.catalogue.elements[element].kind]


def of_few(query: exp.Query) -> exp.Query:
    """*query*, of whose answer few rows are wanted, which the engine finds by their subjects."""
    for each in query.find_all(exp.Subquery):
        if each.alias in (_TOLD, _STATED):
            each.set("alias", exp.TableAlias(this=identifier("s")))
    return query


def said() -> exp.Expr:
    """The text that a statement says."""
    return call("json_extract_string", column("value", "s"), text("$"))


def is_open(alias: str) -> exp.Expr:
    """Whether a subject is not closed; nothing said is not closed."""
    return exp.Not(this=call("coalesce", column(CLOSED, alias), exp.Boolean(this=False)))


def _is_among(subjects: exp.Select | None) -> list[exp.Expr]:
    """The condition that a subject is among some, if any are named."""
    if subjects is None:
        return []
    return [exp.In(this=column(SUBJECT), query=exp.Subquery(this=subjects))]


def _as_type(element: str, type_: str) -> exp.Expr:
    """What is held of an element, in its type."""
    held = column(element)
    return held if type_ == "JSON" else named(try_cast(held, type_), element)


def _last(element: str) -> exp.Expr:
    """The position at which an element was last stated."""
    return exp.Filter(
        this=call("max", column(_POSITION)),
        expression=exp.Where(this=equal(column("#element"), text(element))),
    )


def _newest(element: str, type_: str) -> exp.Expr:
    """
    The newest value stated of an element, in its type.

    A cleared value is a statement like any other, hence `arg_max_null`: the newest `null` wins.
    """
    newest = exp.Filter(
        this=call("arg_max_null", column("value"), column(_POSITION)),
        expression=exp.Where(this=equal(column("#element"), text(element))),
    )
    if type_ == "JSON":
        cleared = equal(call("json_type", newest.copy()), text("NULL"))
        return when([(exp.Not(this=cleared), newest)])
    if type_.endswith("[]"):
        return try_cast(newest, type_)
    return try_cast(call("json_extract_string", newest, text("$")), type_)
