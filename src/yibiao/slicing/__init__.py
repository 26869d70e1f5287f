"""
A form and its bindings → the query of its slice, in the department's own columns, order and codes.

Nothing is executed here: the query is a tree, every identifier quoted, every function from a list.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlglot import exp

from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.form import Form
from yibiao.model.sight import Sight
from yibiao.model.table import Header
from yibiao.slicing.among import listed
from yibiao.slicing.changes import changed
from yibiao.slicing.columns import Columns
from yibiao.slicing.comparing import compared
from yibiao.slicing.context import Context
from yibiao.slicing.covering import marked, masked
from yibiao.slicing.differing import differing, kinds_read
from yibiao.slicing.keeping import kept
from yibiao.slicing.ledger import aged, ledger
from yibiao.slicing.moving import closed, moved
from yibiao.slicing.narrowing import Narrowed, Wanted, about, bare, narrowed, renamed
from yibiao.slicing.paging import Key, after
from yibiao.slicing.permitted import permitted
from yibiao.slicing.progress import counted, touched
from yibiao.slicing.pruning import pruned
from yibiao.slicing.query import TECHNICAL, Query
from yibiao.slicing.reaching import counting, derivable, reached
from yibiao.slicing.sealed import sealed
from yibiao.slicing.seeking import Sought, in_two, named_rows, sought, whose
from yibiao.slicing.shaping import Shape
from yibiao.slicing.statuses import BITS, following, found, numbers, statuses
from yibiao.slicing.summary import By, grouped, summary
from yibiao.slicing.tagging import leading, tagged, tallied
from yibiao.slicing.terms import check, rendered

__all__ = [
    "BITS",
    "TECHNICAL",
    "By",
    "Columns",
    "Context",
    "Key",
    "Narrowed",
    "Query",
    "Shape",
    "Sought",
    "Wanted",
    "about",
    "after",
    "bare",
    "changed",
    "closed",
    "compared",
    "compile",
    "counted",
    "counting",
    "covered",
    "derivable",
    "differing",
    "following",
    "found",
    "headers",
    "headers_seen",
    "in_two",
    "kept",
    "kinds_read",
    "leading",
    "listed",
    "moved",
    "named_rows",
    "narrowed",
    "numbers",
    "permitted",
    "pruned",
    "reached",
    "renamed",
    "rendered",
    "sealed",
    "sought",
    "statuses",
    "tagged",
    "tallied",
    "touched",
    "whose",
]


def compile(  # noqa: A001  read as slicing.compile
    form: Form,
    bindings: Iterable[Binding],
    catalogue: Catalogue,
    *,
    today: date,
    units: Sequence[str] | None = None,
    as_of: int | None = None,
    stated: bool = False,
    period: tuple[date, date] | None = None,
    digits: int | None = None,
    by: By | None = None,
    days: Collection[str] = (),
    ages: bool = False,
) -> Query:
    """
    The slice of *form*: a row for each open subject in its scope, or for a summary, for each unit.

    Values are as JSON has them, dates as ISO texts. Ordered by unit and subject; in a block, by the id of whom a row is
    about. An element that follows from others is worked out, and taken as filed only where its sources are missing.

    Args:
        form: Its fields, in its order.
        bindings: What they mean; a field without one is answered by nothing.
        catalogue: Knows the elements.
        today: The day for ages and for `today` in conditions.
        units: Only these; `None` is all. A summary has a row for each of them, whatever it finds.
        as_of: The journal position as of which the picture is read; `None` now.
        stated: Whether it is read as of then from statements alone: of what the picture has no column for.
        period: First and last day that `period_start` and `period_end` mean.
        digits: Figures are given for units with codes of this length, with all that is below them; `None` is each for
            itself.
        by: Of a summary, a row for each such group in each unit, in the place of the subject.
        days: Of a register, the fields whose days stay days, for whoever compares them; others are texts.
        ages: Of a register, whether days of birth stand behind its columns that ages among these follow from, for whoever
            compares them.

    Raises:
        Invalid: The scope or a measure is no expression over known elements.
        LookupError: A binding leads to an element that the catalogue lacks or that its links do not lead to.
    """
    context = Context(catalogue, today, units, as_of, period, digits, stated)
    born: dict[str, str] = {}
    by_field = {each.field: each for each in bindings}
    if by is not None:
        expression: exp.Query = grouped(form, by_field, context, by)
    elif form.layout == "summary":
        expression = summary(form, by_field, context)
    else:
        born = aged(form, by_field, context) if ages else born
        expression = ledger(form, by_field, context, days, born)
    check(expression)
    return Query(expression, headers(form), born, today)


def covered(query: Query, form: Form, sight: Sight) -> Query:
    """A slice with its columns as they are seen; whatever asks anything of it asks on top of this."""
    expression = masked(query.expression, form, sight)
    check(expression)
    seen = tuple(marked(each, sight) for each in query.headers)
    if expression is query.expression:
        return replace(query, headers=seen)
    return Query(expression, seen)  # behind a mask there is nothing but what is shown


def headers_seen(form: Form, sight: Sight) -> tuple[Header, ...]:
    """The columns of a form's slice as they are seen."""
    return tuple(marked(each, sight) for each in headers(form))


def headers(form: Form) -> tuple[Header, ...]:
    """The columns of a form's slice, in its order; a repeating block is one, a summary's figures are one each."""
    fields = form.leaves() if form.layout == "summary" else form.fields
    return tuple(Header(each.id, each.label, each.section, each.kind.value) for each in fields)
