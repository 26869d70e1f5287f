"""An answer that comes some rows at a time, goes into a file, or is taken as Arrow: never all of it in memory."""

import os
import shutil
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

import duckdb

from yibiao.store.columns import literal, quoted
from yibiao.store.opening import PART
from yibiao.store.ordering import stretches
from yibiao.store.piecemeal import Piecemeal

#: Rows that are in memory at once.
ROWS: Final = 10_000

#: Rows that the engine puts in order at once: it holds all of them with everything that they say, twice for a while.
IN_ORDER: Final = 250_000

#: What the engine writes by itself.
Written = Literal["csv", "json", "parquet"]

_PIECE: Final = 1 << 20

_OPTIONS: Final = {
    "csv": "FORMAT csv, HEADER false",
    "json": "FORMAT json",
    "parquet": "FORMAT parquet",
}


class Batches:
    """
    The answer to a query as of one position, as long as its cursor is open; what is asked of it last is what it gives.

    Attributes:
        position: The position of the journal of which it speaks.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        sql: str,
        position: int,
        folder: Path | None,
        piecemeal: Piecemeal | None = None,
        parameters: Mapping[str, Any] | None = None,
    ) -> None:
        self._cursor = cursor
        self._sql, self._parameters = sql, parameters
        self._folder = folder
        self._piecemeal = piecemeal or Piecemeal(cursor, None)
        self.position = position

    @cached_property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Names with their types, as the engine calls these."""
        found = self._cursor.sql(self._sql)
        return tuple(zip(found.columns, map(str, found.types), strict=True))

    def __iter__(self) -> Iterator[list[tuple[Any, ...]]]:
        """Its rows, some at a time."""
        self._cursor.execute(*self._piecemeal.of(self._sql, self._parameters))
        while some := self._cursor.fetchmany(ROWS):
            yield some

    def asked(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of another query of the same moment, with what it leaves open."""
        return self._cursor.execute(*self._piecemeal.of(sql, list(parameters))).fetchall()

    def counts(self, sql: str) -> tuple[int, int]:
        """How many rows there are by *sql*, the same rows in the same columns, and how many of their cells hold something."""
        held = " + ".join(f"count({quoted(name)})" for name, _ in self.columns)
        ((rows, cells),) = self.asked(f"SELECT count(*), {held} FROM ({sql})")
        return rows, cells

    def write(self, path: Path, format_: Written, says: Mapping[str, str] | None = None) -> None:
        """Have the engine write it: CSV without a header, JSON an object a line, or Parquet, which *says* something besides."""
        self._copy(self._sql, path, _options(format_, says))

    def written(self, format_: Written, says: Mapping[str, str] | None = None) -> BinaryIO:
        """As `write`, into a file that is gone once it is closed. It outlives the cursor: nobody waits for who reads it."""
        with self._part() as path:
            self.write(path, format_, says)
            return _opened(path)

    def spread(
        self,
        by: str,
        counts: str,
        without: Collection[str] = (),
        format_: Literal["csv", "parquet"] = "csv",
        says: Mapping[str, str] | None = None,
    ) -> BinaryIO:
        """
        As `written`, one stretch after the other, so that the engine holds no more of the rows than of one.

        Rows are in the order of the column *by*; *counts* asks for its values in that order, and for how many rows have each.
        Columns *without* which rows are put out tell no more than that.
        """
        with self._part() as path:
            self.write_spread(path, by, counts, without, format_, says)
            return _opened(path)

    def write_spread(
        self,
        path: Path,
        by: str,
        counts: str,
        without: Collection[str] = (),
        format_: Literal["csv", "parquet"] = "parquet",
        says: Mapping[str, str] | None = None,
    ) -> None:
        """As `spread`, to a path."""
        names = ", ".join(quoted(name) for name, _ in self.columns if name not in without)
        chosen = f"SELECT {names} FROM ({self._sql})"
        ends = stretches(self.asked(counts), IN_ORDER)
        if len(ends) <= 1:
            self._copy(chosen, path, _options(format_, says))
            return
        some = [f"{chosen} WHERE {_between(by, *each)}" for each in ends]
        if format_ == "csv":
            self._one_behind_the_other(path, some)
        else:
            self._put_together(path, some, says)

    def counts_by(self, name: str) -> str:
        """What asks for every value of a column, and how many rows have it."""
        return f"SELECT {quoted(name)}, count(*) FROM ({self._sql}) GROUP BY ALL ORDER BY ALL"

    def _one_behind_the_other(self, path: Path, stretches: Iterable[str]) -> None:
        with path.open("wb") as whole, self._part() as one:
            for each in stretches:
                self._copy(each, one, _OPTIONS["csv"])
                with one.open("rb") as stretch:
                    shutil.copyfileobj(stretch, whole, _PIECE)

    def _put_together(
        self, path: Path, stretches: Iterable[str], says: Mapping[str, str] | None
    ) -> None:
        """Parquet says in the end what is where, so that its stretches are read again, in their order."""
        with ExitStack() as parts:
            files = []
            for each in stretches:
                files.append(parts.enter_context(self._part()))
                self._copy(each, files[-1], _OPTIONS["parquet"])
            listed = ", ".join(literal(str(each)) for each in files)
            self._copy(f"FROM read_parquet([{listed}])", path, _options("parquet", says))

    def _copy(self, sql: str, path: Path, options: str) -> None:
        sql, _ = self._piecemeal.of(sql)
        self._cursor.execute(f"COPY ({sql}) TO {literal(str(path))} ({options})")

    @contextmanager
    def _part(self) -> Iterator[Path]:
        """A place beside the picture for a file that nobody finds once whoever opened it closes it."""
        if self._folder is None:
            raise ValueError("a picture in memory writes no files")
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{uuid.uuid4().hex}{PART}"
        try:
            yield path
        finally:
            with suppress(PermissionError):  # on Windows, of what is open; it is gone once closed
                path.unlink(missing_ok=True)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Its rows as whatever reads Arrow takes them."""
        sql, _ = self._piecemeal.of(self._sql)
        return self._cursor.sql(sql).__arrow_c_stream__(requested_schema)


def _options(format_: Written, says: Mapping[str, str] | None) -> str:
    if not says or format_ != "parquet":
        return _OPTIONS[format_]
    told = ", ".join(f"{literal(name)}: {literal(text)}" for name, text in says.items())
    return f"{_OPTIONS[format_]}, KV_METADATA {{{told}}}"


def _between(name: str, low: str, high: str) -> str:
    return f"{quoted(name)} BETWEEN {literal(low)} AND {literal(high)}"


def _opened(path: Path) -> BinaryIO:
    return path.open("rb") if os.name != "nt" else _gone_when_closed(path)


def _gone_when_closed(path: Path) -> BinaryIO:
    """Windows deletes no file that is open, unless it was opened so."""
    flags = os.O_RDONLY | os.O_BINARY | os.O_TEMPORARY  # type: ignore[attr-defined]
    return os.fdopen(os.open(path, flags), "rb")
