"""
What was stated by then of very many subjects, put together some subjects after the others.

The newest of all that was told of somebody is looked for in memory, of which the engine can put nothing aside: of a million people
at once it takes gigabytes, or fails where it may not take them. So what a query calls "#stated" is put together for a part of the
subjects at a time, into files that are read in its place. What is "#told" of a part lies by itself first: the engine puts together
rows that lie together much quicker than those that it picks from among all others.
"""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import duckdb

from yibiao.store.columns import literal
from yibiao.store.opening import PART

#: Values that are put together at once; each takes some hundred bytes.
MOST: Final = 6_000_000

#: Behind the brackets around what is meant, and within these, around the rows of statements that it is put together from.
_STATED: Final = ' AS "#stated"'
_TOLD: Final = ' AS "#told"'

#: Brackets, and whatever they mean nothing in.
_TOKEN: Final = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]""")

Parameters = Sequence[Any] | Mapping[str, Any] | None


class Piecemeal:
    """
    The queries of one transaction; what two of them call "#stated", and is the same, is put together once.

    Args:
        cursor: Has the transaction.
        folder: Where the files are written; without one, everything is put together at once.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, folder: Path | None) -> None:
        self._cursor = cursor
        self._folder = folder
        self._known: dict[str, str] = {}
        self._files: list[Path] = []

    def of(self, sql: str, parameters: Parameters = None) -> tuple[str, Parameters]:
        """A query that answers the same as *sql*, and *parameters* as far as it leaves them open."""
        by_place = parameters and not isinstance(parameters, Mapping)
        if self._folder is None or by_place or _STATED not in sql or not self._many():
            return sql, parameters
        text, at, definitions = "", 0, ""
        common = _definitions(sql)
        for begin, end in _called(sql, _STATED):
            if not definitions and 0 < common < begin:
                definitions = text + sql[at:common]
            text += sql[at:begin] + self._put(definitions, sql[begin:end], parameters)
            at = end
        text += sql[at:]
        return text, _open_in(text, parameters)

    def forget(self) -> None:
        """Delete the files, which nobody reads any more."""
        while self._files:
            self._remove(self._files.pop())

    def _remove(self, file: Path) -> None:
        with suppress(OSError):  # whoever opens the picture next removes it
            file.unlink(missing_ok=True)

    def _many(self) -> bool:
        """Whether there is so much that it may be too much at once."""
        ((count,),) = self._cursor.execute('SELECT count(*) FROM "statement"').fetchall()
        return bool(count > MOST)

    def _put(self, definitions: str, stated: str, parameters: Parameters) -> str:
        """What answers as *stated* does, which may speak of what *definitions* before it define."""
        known = f"{definitions} {stated}"
        if known not in self._known:
            files = self._in_parts(definitions, stated, _open_in(known, parameters))
            self._known[known] = _read(files) if files else stated
        return self._known[known]

    def _in_parts(self, definitions: str, stated: str, given: Parameters) -> list[Path]:
        """The files that answer as *stated* does; none where that is little."""
        ((begin, end),) = _called(stated, _TOLD)
        told = stated[begin:end]
        found = self._cursor.execute(f"{definitions} FROM ({stated}) LIMIT 0", given)
        width = len(found.description or ())
        counted = f'{definitions} SELECT approx_count_distinct("#subject") FROM ({told})'
        ((subjects,),) = self._cursor.execute(counted, given).fetchall()
        parts = -(-subjects * width // MOST)
        files = []
        for part in range(parts if parts > 1 else 0):
            one = f'FROM ({told}) WHERE hash("#subject") % {parts} = {part}'
            rows = self._copied(f"{definitions} {one}", given)
            files.append(self._copied(f"{stated[:begin]}{_read([rows])}{stated[end:]}"))
            self._remove(rows)
        return files

    def _copied(self, sql: str, given: Parameters = None) -> Path:
        """A file of what a query answers."""
        assert self._folder is not None  # noqa: S101  or nothing is written
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{uuid.uuid4().hex}{PART}"
        self._files.append(path)
        self._cursor.execute(f"COPY ({sql}) TO {literal(str(path))} (FORMAT parquet)", given)
        return path


def _read(files: Iterable[Path]) -> str:
    return f"FROM read_parquet([{', '.join(literal(str(each)) for each in files)}])"


def _called(sql: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a query that is called so begins and ends, within its brackets; a column may be called as anybody likes."""
    for begin, end, _ in _brackets(sql):
        if sql.startswith(name, end + 1) and sql.startswith("SELECT ", begin + 1):
            yield begin + 1, end


def _brackets(sql: str) -> Iterator[tuple[int, int, int]]:
    """Where brackets open and close, in the order in which they close, and within how many others they are."""
    opened = []
    for each in _TOKEN.finditer(sql):
        if each.group() == "(":
            opened.append(each.start())
        elif each.group() == ")":
            yield opened.pop(), each.start(), len(opened)


def _definitions(sql: str) -> int:
    """Where the definitions end that a query begins with."""
    if not sql.startswith("WITH "):
        return 0
    ends = (end + 1 for _, end, depth in _brackets(sql) if not depth)
    return next(end for end in ends if not sql.startswith(",", end))


def _open_in(sql: str, parameters: Parameters) -> Parameters:
    """Those of named parameters that a query leaves open: the engine takes no others."""
    if not isinstance(parameters, Mapping):
        return parameters
    names = set(re.findall(r"\$(\w+)", sql))
    return {name: value for name, value in parameters.items() if name in names}
