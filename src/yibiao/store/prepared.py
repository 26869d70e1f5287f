"""
Statements rendered once for a database, because the writer sends few and the same ones all day.

They go straight to the driver, which takes a fifth of the time. Databases count their parameters: see `engine`.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import BindParameter, ClauseElement, Connection, Dialect, Select, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from yibiao.store.rows import several

#: Rows' members depend on their statement.
_members: Any = partial(namedtuple, "Row")  # noqa: PYI024

#: For so many rows a statement is rendered; any number is a sum of few of these, and a connection keeps them all compiled.
_SIZES: Final = tuple(1 << power for power in range(9, -1, -1))


class Prepared:
    """One statement, its parameters given by name."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  only schema changes are not
        assert compiled.positiontup is not None  # noqa: S101  as engines are made
        self._dialect = dialect
        self.sql = str(compiled)
        self._order = compiled.positiontup
        columns = statement.selected_columns.keys() if isinstance(statement, Select) else ()
        self._row: Callable[[Iterable[Any]], Any] = _members(tuple(columns))._make

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """
        The rows of a question for *values*, with a member for each column; none of what is no question.

        Raises:
            DBAPIError: The database failed it.
        """
        return self.sent(connection, self.sql, tuple([values[name] for name in self._order]))

    def sent(self, connection: Connection, sql: str, values: tuple[Any, ...]) -> list[Any]:
        """As `rows`, for a statement like this one, with its parameters in order."""
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, values)
            return [self._row(each) for each in cursor.fetchall()] if cursor.description else []
        except self._dialect.loaded_dbapi.Error as error:
            raise self._refused(error) from error
        finally:
            cursor.close()

    def _refused(self, error: Exception) -> BaseException:
        """The driver's error as the rest of the program knows it, and without parameters, which are personal."""
        return DBAPIError.instance(
            self.sql,
            None,
            error,
            self._dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=self._dialect,
        )


class PreparedRows:
    """
    One statement about many rows.

    Whoever waits for the database lets other threads run and then waits for them, once for every row that the driver sends
    or fetches: rows that go together are waited for once.

    Args:
        names: Of a row's parameters, in order.
        of: The statement about rows of such parameters; it may name a parameter `stream` before them.
    """

    def __init__(
        self,
        names: Sequence[str],
        of: Callable[[list[dict[str, BindParameter[Any]]]], ClauseElement],
        dialect: Dialect,
    ) -> None:
        self._names = tuple(names)
        self._of = of
        self._dialect = dialect
        self._texts: dict[int, str] = {}

    def run(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """
        Have it done for all of *rows*.

        Raises:
            DBAPIError: The database failed it.
        """
        self.run_ordered(connection, list(map(itemgetter(*self._names), rows)))

    def run_ordered(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """As `run`, each row's values in the order of their names."""
        at = 0
        while at < len(rows):
            size = next(each for each in _SIZES if each <= len(rows) - at)
            values = tuple(chain.from_iterable(rows[at : at + size]))
            self._one.sent(connection, self.text(size), values)
            at += size

    def among(self, connection: Connection, stream: str, keys: Iterable[Any]) -> list[Any]:
        """
        What is there of *keys*, the only parameter, within *stream*; or nothing, of what is no question.

        Raises:
            DBAPIError: The database failed it.
        """
        rows: list[Any] = []
        for some in several(keys, _SIZES[0]):
            size = min(each for each in _SIZES if each >= len(some))
            # To ask for one again costs nothing.
            values = (stream, *some, *[some[-1]] * (size - len(some)))
            rows += self._one.sent(connection, self.text(size), values)
        return rows

    def text(self, size: int) -> str:
        """The statement about so many rows: to render all of them takes a hundred times as long as to repeat one."""
        text = self._texts.get(size)
        if text is None:
            begins, again, ends = self._parts
            text = self._texts[size] = begins + again * (size - 1) + ends
        return text

    @cached_property
    def _one(self) -> Prepared:
        return Prepared(self.of(1), self._dialect)

    @cached_property
    def _parts(self) -> tuple[str, str, str]:
        """The statement about one row, and between its halves what another row adds."""
        one, two = self._one.sql, Prepared(self.of(2), self._dialect).sql
        differs = (
            at for at, (here, there) in enumerate(zip(one, two, strict=False)) if here != there
        )
        same = next(differs, len(one))
        adds = len(two) - len(one)
        return one[:same], two[same : same + adds], one[same:]

    def of(self, size: int) -> ClauseElement:
        """The statement about so many rows, not rendered."""
        return self._of(
            [{name: bindparam(f"{name}_{at}") for name in self._names} for at in range(size)]
        )
