"""Lists of permitted answers that stand in cells of a workbook → the answers; what cannot be had is a finding."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from yibiao.errors import Finding
from yibiao.intake.sheets.validations import Choice, Span

Rows = tuple[tuple[str, ...], ...]

#: Answers that somebody may be asked to choose from; longer lists are looked up, not chosen from.
LONGEST: Final = 2_000
#: Of lists that cannot be had, so many are named a sheet.
_MOST_NAMED: Final = 20


@dataclass(frozen=True)
class Known:
    """The answers for a range of cells; without any, why there are none."""

    span: Span
    options: tuple[str, ...] = ()
    doubt: str = ""


def reaching(choices: Iterable[Choice]) -> dict[str, int]:
    """The last row, from 0, of each sheet that some list stands in."""
    last: dict[str, int] = {}
    for each in choices:
        if each.source:
            name, (_, (row, _)) = each.source
            last[name] = max(last.get(name, 0), row)
    return last


def known(
    choices: Iterable[Choice], rows_of: Mapping[str, Rows], cut: Iterable[str]
) -> Iterator[Known]:
    """
    The answers of each list.

    Args:
        choices: The lists, and the cells that each is for.
        rows_of: What stands on each sheet.
        cut: Names of sheets that go on below these rows.
    """
    cut = frozenset(cut)
    named = 0
    found: dict[tuple[str, Span], tuple[tuple[str, ...], str]] = {}
    for each in choices:
        if each.source is None:
            options, doubt = each.options, "" if each.options else "list-not-read"
        else:
            if each.source not in found:
                found[each.source] = _answers(*each.source, rows_of, cut)
            options, doubt = found[each.source]
        named += bool(doubt)
        for number, span in enumerate(each.spans):
            shown = doubt if number == 0 and named <= _MOST_NAMED else ""
            if options or shown:
                yield Known(span, options, shown)


def _answers(
    name: str, span: Span, rows_of: Mapping[str, Rows], cut: frozenset[str]
) -> tuple[tuple[str, ...], str]:
    """What stands in a row or a column of a sheet, each once."""
    (top, left), (bottom, right) = span
    rows = rows_of.get(name)
    if rows is None or (top != bottom and left != right):
        return (), "list-not-read"
    listed = dict.fromkeys(
        text for row in rows[top : bottom + 1] for text in row[left : right + 1] if text
    )
    if len(listed) > LONGEST or (name in cut and bottom >= len(rows)):
        return (), "list-too-long"
    return tuple(listed), "" if listed else "list-not-read"


def finding(known: Known, place: str) -> Finding:
    """Why there are no answers at *place*."""
    facts = {"limit": LONGEST} if known.doubt == "list-too-long" else {}
    return Finding(known.doubt, place, facts)
