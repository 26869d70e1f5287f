"""
A question in SQL and the files that it may read → its answer, from a process that can see nothing else.

The process opens a database in memory with a view on each file, shuts every other door – files, network, extensions,
settings –, and asks. Whoever started it ends it when its time is up. It is given no data directory, no journal, no secret:
what it could break out into is not there.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from yibiao.errors import Finding, Invalid, TooMany, TooSlow
from yibiao.store import answering
from yibiao.store.leaving import Left, stopped_by_leaving

#: Seconds, bytes and rows that an answer may take.
SECONDS: Final = 20
MEMORY: Final = "1GB"
MOST_ROWS: Final = 10_000
#: Bytes that a process may take in all; the engine counts some of it only.
IN_ALL = 2 << 30
#: Characters of an answer: few rows may be long.
LARGEST: Final = 64 << 20
#: As many processes at once; whoever asks then waits for so many seconds, and is told to come again.
AT_ONCE, PATIENCE = 4, 10.0
_turns: Final = threading.BoundedSemaphore(AT_ONCE)


class Found(NamedTuple):
    """Rows under names, each with the type of its column; `more` if there are others."""

    names: list[str]
    types: list[str]
    rows: list[list[Any]]
    more: bool


def ask(
    sql: str, files: Mapping[str, Path], *, most: int = MOST_ROWS, seconds: float = SECONDS
) -> Found:
    """
    The answer to *sql* over *files*, Parquet, by the names of their relations.

    Raises:
        TooSlow: It takes longer than *seconds*.
        Invalid: The engine refuses it, or it takes more memory than there is for it.
        TooMany: As many are answered already as may be.
        Left: Whoever asked has left.
    """
    if not _turns.acquire(timeout=PATIENCE):
        raise TooMany(retry_after=int(PATIENCE))
    try:
        return _asked(sql, files, most, seconds)
    finally:
        _turns.release()


def _asked(sql: str, files: Mapping[str, Path], most: int, seconds: float) -> Found:
    job = {
        "sql": sql,
        "files": {name: str(path) for name, path in files.items()},
        "memory": MEMORY,
        "in_all": IN_ALL,
        "seconds": SECONDS,
        "most_rows": most,
        "most_text": LARGEST,
    }
    with tempfile.TemporaryDirectory() as nowhere:
        process = subprocess.Popen(  # noqa: S603  ourselves
            [sys.executable, "-P", str(Path(answering.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=nowhere,
            env=environment(),
        )
        left = threading.Event()

        def leave() -> None:
            left.set()
            process.kill()

        try:
            with stopped_by_leaving(leave):
                said, _ = process.communicate(json.dumps(job).encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            raise TooSlow(seconds=seconds) from None
        finally:
            process.kill()
            process.communicate()
    if left.is_set():
        raise Left
    if process.returncode or not said:
        raise Invalid(Finding("sql-too-much", "", {"memory": MEMORY}), count=1)
    answer = json.loads(said)
    if "refused" in answer:
        raise Invalid(Finding("sql-failed", "", {"reason": answer["refused"]}), count=1)
    return Found(answer["names"], answer["types"], answer["rows"], answer["more"])


def environment() -> dict[str, str]:
    """What a process needs to start, and none of the service's secrets."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONIOENCODING": "utf-8",
    }
