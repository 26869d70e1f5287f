"""Statements rendered once for a database, because the writer sends few and the same ones all day."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ClauseElement, Connection, CursorResult, Dialect
from sqlalchemy.sql.compiler import SQLCompiler


class Prepared:
    """One statement, its parameters given by name."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  only schema changes are not
        self._sql = str(compiled)
        self._order = compiled.positiontup

    def run(self, connection: Connection, **values: Any) -> CursorResult[Any]:
        """Its result for *values*."""
        return connection.exec_driver_sql(self._sql, self._bound(values))

    def run_all(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Once for each of *rows*, sent together."""
        connection.exec_driver_sql(self._sql, [self._bound(each) for each in rows])

    def _bound(self, values: Mapping[str, Any]) -> Any:
        # Databases count parameters or name them.
        return values if self._order is None else tuple(values[name] for name in self._order)
