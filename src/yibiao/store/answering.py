"""
The process of `secluded.ask`: a job on standard input, its answer on standard output.

Run by its path and with nothing of the rest of the program, so that it starts quickly and holds nothing.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import duckdb

_SETTINGS: Final = {
    "max_temp_directory_size": "0B",
    "temp_directory": "",
    "threads": "2",
    "allow_community_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_unsigned_extensions": "false",
    "max_expression_depth": "250",
}


def answer() -> None:
    """Answer the job; whatever the engine prints besides goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    job = json.load(sys.stdin)
    _limit(job["seconds"], job["in_all"])
    json.dump(_answered(job), answers, ensure_ascii=False)
    answers.flush()


def _answered(job: dict[str, Any]) -> dict[str, Any]:
    connection = _shut(job["files"], job["memory"])
    most = job["most_rows"]
    try:
        found = connection.execute(job["sql"])
        if found is None:  # so it is annotated, but not where there is no statement
            return {"refused": "nothing is asked"}
        names = [each[0] for each in found.description or ()]
        types = [str(each[1]) for each in found.description or ()]
        rows: list[list[Any]] = []
        size = 0
        while len(rows) <= most and (some := found.fetchmany(1_000)):
            rows += [[_plain(each) for each in row] for row in some]
            size += len(json.dumps(rows[-len(some) :], ensure_ascii=False))
            if size > job["most_text"]:
                return {"refused": "the answer is too large"}
    except (duckdb.OutOfMemoryException, MemoryError):
        return {"refused": "it takes too much memory"}
    except duckdb.Error as error:
        return {"refused": _reason(error)}
    return {"names": names, "types": types, "rows": rows[:most], "more": len(rows) > most}


def _shut(files: Mapping[str, str], memory: str) -> duckdb.DuckDBPyConnection:
    """A database in memory with a view on each file, and no other door."""
    connection = duckdb.connect(":memory:", config={**_SETTINGS, "memory_limit": memory})
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET allowed_paths = ?", [list(files.values())])
    for name, path in files.items():
        view, literal = name.replace('"', '""'), path.replace("'", "''")
        connection.execute(f"CREATE VIEW \"{view}\" AS FROM read_parquet('{literal}')")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _plain(value: Any) -> Any:
    """*value* as JSON has it."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else None
    return str(value)


def _reason(error: Exception) -> str:
    """
    What the engine says of the question, never of what it read.

    A value that cannot be converted stands in its message; of such only the sort of error is told.
    """
    told = isinstance(
        error, duckdb.BinderException | duckdb.ParserException | duckdb.CatalogException
    )
    return str(error).partition("\n")[0][:300] if told else type(error).__name__


def _limit(seconds: int, in_all: int) -> None:
    """Bound what this process may take beyond what the engine is told, where the system can."""
    with suppress(ImportError):
        import resource

        def bound(what: int, soft: int, hard: int) -> None:
            # Whoever started this process may have set less, which cannot be raised again.
            _, most = resource.getrlimit(what)
            if most != resource.RLIM_INFINITY:
                soft, hard = min(soft, most), min(hard, most)
            resource.setrlimit(what, (soft, hard))

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # What one text grows to is not counted by the engine.
        bound(resource.RLIMIT_DATA, in_all, in_all)
        bound(resource.RLIMIT_CPU, 2 * seconds, 2 * seconds + 1)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    answer()
