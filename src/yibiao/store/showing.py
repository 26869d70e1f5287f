"""A query → the columns that it names and nobody stated yet, and those of what follows."""

from dataclasses import replace

import duckdb

from yibiao.store import derived
from yibiao.store.columns import DERIVED
from yibiao.store.derived import Kept
from yibiao.store.drawing import Shown, widen


def lacks(shown: Shown, names: set[str], kept: Kept) -> bool:
    """Whether a query that names *names* asks for a column that is not there, or of another rule."""
    follows = _following(shown, names, kept)
    return bool(follows) or any(_lacking(shown, names).values())


def widened(cursor: duckdb.DuckDBPyConnection, shown: Shown, names: set[str], kept: Kept) -> Shown:
    """Make the columns that are lacking; what the tables show then. The transaction is the caller's."""
    follows = _following(shown, names, kept)
    wanted = names.union(*map(derived.names_in, follows.values()))
    columns = {kind: dict(known) for kind, known in shown.columns.items()}
    there = {kind: dict(known) for kind, known in shown.derived.items()}
    for kind, ids in _lacking(shown, wanted).items():
        widen(cursor, kind, ids, shown.types[kind], columns[kind])
    for kind, types in shown.types.items():
        values = {id_: sql for id_, sql in follows.items() if id_ in types}
        derived.keep(cursor, kind, values, types, there[kind])
    return replace(shown, columns=columns, derived=there)


def _lacking(shown: Shown, wanted: set[str]) -> dict[str, list[str]]:
    """By kind of subject, the elements among *wanted* that have no column yet."""
    return {
        kind: [id_ for id_ in wanted if id_ in types and id_ not in shown.columns[kind]]
        for kind, types in shown.types.items()
    }


def _following(shown: Shown, names: set[str], kept: Kept) -> dict[str, str]:
    """What follows for elements whose columns of that are among *names*, where these are not there, or of another rule."""
    asked = {name.removeprefix(DERIVED) for name in names if name.startswith(DERIVED)}
    if not asked:
        return {}
    there = {id_: sql for known in shown.derived.values() for id_, sql in known.items()}
    known = kept()
    return {id_: known[id_] for id_ in asked if id_ in known and known[id_] != there.get(id_)}
