"""A query → the columns that it names and nobody stated yet, and those of what follows."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

import duckdb

from yibiao.store import derived
from yibiao.store.columns import FIXED
from yibiao.store.derived import Keeping, Kept
from yibiao.store.drawing import Shown, registered_later, widen
from yibiao.store.reading import Reading


def lacks(shown: Shown, names: AbstractSet[str], keeping: Keeping) -> bool:
    """Whether a query that names *names* asks for a column that is not there, or has another value."""
    return bool(_following(shown, names, keeping)) or any(_lacking(shown, names).values())


def behind(
    reading: Reading, shown: Shown, names: AbstractSet[str], keeping: Keeping
) -> AbstractSet[str]:
    """The elements among *names*, and of those that these follow from, that are registered later than what is shown."""
    later = registered_later(reading, shown)
    if not later:
        return later
    known = keeping()
    follows = {name: Kept(*known[name]).sql for name in names & known.keys()}
    return later & (names | derived.sources(follows))


def widened(
    cursor: duckdb.DuckDBPyConnection, shown: Shown, names: AbstractSet[str], keeping: Keeping
) -> Shown:
    """Make the columns that are lacking; what the tables show then. The transaction is the caller's."""
    follows = _following(shown, names, keeping)
    wanted = names | derived.sources({name: each.sql for name, each in follows.items()})
    columns = {kind: dict(known) for kind, known in shown.columns.items()}
    there = {kind: dict(known) for kind, known in shown.derived.items()}
    for kind, ids in _lacking(shown, wanted).items():
        widen(cursor, kind, ids, shown.types[kind], columns[kind])
    derived.keep(cursor, follows, there)
    return replace(shown, columns=columns, derived=there)


def _lacking(shown: Shown, wanted: AbstractSet[str]) -> dict[str, list[str]]:
    """By kind of subject, the elements among *wanted* that have no column yet."""
    return {
        kind: [id_ for id_ in wanted if id_ in types and id_ not in shown.columns[kind]]
        for kind, types in shown.types.items()
    }


def _following(shown: Shown, names: AbstractSet[str], keeping: Keeping) -> dict[str, Kept]:
    """The columns of what follows among *names* that are not there, or with another value; of registered elements only."""
    technical = {name for name in names if name.startswith("#") and name not in FIXED}
    if not technical:
        return {}
    known = keeping()
    found = {name: Kept(*known[name]) for name in technical if name in known}
    return {
        name: each
        for name, each in found.items()
        if each.value != shown.derived[each.kind].get(name)
        and derived.names_in(each.sql) <= shown.types[each.kind].keys() | FIXED.keys()
    }
