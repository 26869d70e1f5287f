"""The picture's file → a connection to it, and what stands in it already."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import duckdb

from yibiao.errors import NoRoom
from yibiao.model.kinds import SubjectKind
from yibiao.store import chain, columns, ordering
from yibiao.store.columns import quoted
from yibiao.store.drawing import Shown
from yibiao.store.precedence import behind_others

#: Where sealed slices lie, among other files.
FILES: Final = "files"

#: How files end that are not whole yet, or nobody's any more once the process is.
PART: Final = ".part"

#: Of the tables below; a picture of another version is drawn anew.
VERSION: Final = 6

#: What may wait in the log before a commit copies it into the file and all who draw wait for that; `Picture.copy_log` does it beside
#: them, and sooner.
_LONGEST_LOG: Final = "128MB"

#: DuckDB's passes over a query that make it slower: the first may take ten times as long, over derived elements, as answering; the
#: second has different values counted apart from everything else, which takes up to twice as long.
_LEFT_OUT: Final = ("partial_aggregate_pushdown", "distinct_aggregate_rewrite")

_TABLES: Final = (
    'CREATE TABLE "picture" ("version" INTEGER, "position" BIGINT, "link" VARCHAR)',
    f"""INSERT INTO "picture" VALUES ({VERSION}, 0, '{chain.ORIGIN}')""",
    """CREATE TABLE "element" ("id" VARCHAR, "kind" VARCHAR, "type" VARCHAR, PRIMARY KEY ("id"))""",
    """CREATE TABLE "derived" ("id" VARCHAR, "kind" VARCHAR, "sql" VARCHAR)""",
    """CREATE TABLE "ordered" ("kind" VARCHAR, "position" BIGINT)""",
    """CREATE TABLE "statement"
       ("#position" BIGINT, "#kind" VARCHAR, "#subject" VARCHAR, "#element" VARCHAR, "value" JSON)""",
    *(
        # No primary key: whole batches are replaced at once, which scans beside an index and pays for it besides.
        f"CREATE TABLE {quoted(kind.value)} ("
        + ", ".join(f"{quoted(name)} {type_}" for name, type_ in columns.FIXED.items())
        + ")"
        for kind in SubjectKind
    ),
)


def opened(
    path: Path | None, link_at: Callable[[int], str | None], memory: str | None = None
) -> tuple[duckdb.DuckDBPyConnection, Shown]:
    """
    The picture at *path*, and what it shows; a new one where there is none, or none of this journal.

    Args:
        path: Its file; none for a picture in memory.
        link_at: The journal's link at a position, if it has come so far.
        memory: That the engine may take, such as `2GB`; as much as it takes by itself unless given.

    Raises:
        NoRoom: The disk is full.
    """
    try:
        connection = _connected(path, memory)
    except duckdb.Error as error:
        if _held_elsewhere(error):
            raise
        if full(error):
            raise NoRoom from error
    else:
        shown = _recognised(connection, link_at)
        if shown is not None:
            for kind in SubjectKind:  # of a process that was killed
                ordering.forget(connection, kind.value)
            return connection, shown
        connection.close()
    remove(path)
    connection = _connected(path, memory)
    # Together: a picture that lacks some of them would be taken for a whole one.
    for statement in ("BEGIN", *_TABLES, "COMMIT"):
        connection.execute(statement)
    return connection, Shown()


def remove(path: Path | None) -> None:
    """Delete it."""
    if path is not None:
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def extracts(path: Path) -> Path:
    """The folder of files that are written from the picture in *path*; whatever lies there may be deleted."""
    return path.absolute().parent / "extracts"


def ended(error: duckdb.Error) -> bool:
    """Whether the connection is of no more use: the file is damaged, or writing to it failed half way."""
    return (
        isinstance(error, duckdb.FatalException | duckdb.InternalException)
        or "Corrupt database file" in str(error)
        or "already closed" in str(error)
    )


def damaged(error: duckdb.Error) -> bool:
    """Whether the file is not to be trusted, of one that has `ended`: with room on the disk, or opened again, it may be."""
    return not (full(error) or "already closed" in str(error))


def outgrown(error: duckdb.Error) -> bool:
    """Whether the engine needed more memory than it may take."""
    return isinstance(error, duckdb.OutOfMemoryException) or "Out of Memory Error" in str(error)


def full(error: duckdb.Error) -> bool:
    """Whether there is no room on the disk."""
    return "No space left on device" in str(error) or "File too large" in str(error)


def _recognised(
    connection: duckdb.DuckDBPyConnection, link_at: Callable[[int], str | None]
) -> Shown | None:
    """What it shows, if it is a picture as this version draws it, of the journal at hand."""
    try:
        found = connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY column_index"
        ).fetchall()
        ((version, position, link),) = connection.execute('FROM "picture"').fetchall()
        elements = connection.execute('FROM "element"').fetchall() if version == VERSION else ()
        follows = connection.execute('FROM "derived"').fetchall() if version == VERSION else ()
    except (duckdb.Error, ValueError):  # damaged, or something else
        return None
    shown = Shown(position)
    lacking = shown.columns.keys() - {table for table, *_ in found}
    if lacking or version != VERSION or link is None or link != link_at(position):
        return None
    for id_, kind, type_ in elements:
        shown.types[kind][id_] = type_
    for table, name, type_ in found:
        own = name not in columns.FIXED and not name.startswith("#")
        if own and table in shown.columns:
            shown.columns[table][name] = type_
    for id_, kind, sql in follows:
        shown.derived[kind][id_] = sql
    return shown


def _connected(path: Path | None, memory: str | None) -> duckdb.DuckDBPyConnection:
    """Connected, and shut to everything but that file and, beside it, the folders of extracts and of sealed slices."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "checkpoint_threshold": _LONGEST_LOG,
        **({} if memory is None else {"memory_limit": memory}),
    }
    # The engine's own threads stand where the thread stands that begins them.
    with ThreadPoolExecutor(1, initializer=behind_others) as beginner:
        connection = beginner.submit(
            duckdb.connect, ":memory:" if path is None else str(path), config=config
        ).result()
    passes = [name for (name,) in connection.execute("FROM duckdb_optimizers()").fetchall()]
    left_out = ",".join(each for each in passes if each in _LEFT_OUT)
    connection.execute(f"SET disabled_optimizers = '{left_out}'")
    if path is not None:
        allowed = [extracts(path), path.absolute().parent / FILES]
        connection.execute("SET allowed_directories = ?", [list(map(str, allowed))])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _held_elsewhere(error: duckdb.Error) -> bool:
    return "Could not set lock" in str(error)
