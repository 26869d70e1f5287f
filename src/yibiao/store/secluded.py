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
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from yibiao.errors import Finding, Invalid, TooSlow
from yibiao.store import answering

#: Seconds, bytes and rows that an answer may take.
SECONDS: Final = 20
MEMORY: Final = "1GB"
MOST_ROWS: Final = 10_000
#: Characters of an answer: few rows may be long.
LARGEST: Final = 64 << 20


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
    """
    job = {
        "sql": sql,
        "files": {name: str(path) for name, path in files.items()},
        "memory": MEMORY,
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
        try:
            said, _ = process.communicate(json.dumps(job).encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            raise TooSlow(seconds=seconds) from None
        finally:
            process.kill()
            process.communicate()
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
