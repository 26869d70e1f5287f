"""What compiling a form gives: a query, and the columns that it answers in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlglot import exp

from yibiao.model.table import Header
from yibiao.slicing.terms import SUBJECT, UNIT, rendered

#: The columns that stand before a form's own in every slice: the unit, and the subject (in a summary, the unit again).
TECHNICAL: Final = (UNIT, SUBJECT)


@dataclass(frozen=True)
class Query:
    """
    A slice, not yet executed.

    Attributes:
        expression: Its result has the columns `TECHNICAL` and then one for each header, named by the field's id.
        headers: The form's columns, in its order. A repeating block is one column: a list of rows.
        born: By field that is answered by an age, the name of a column behind those: the day of birth it follows from.
        day: The day by which ages are reckoned.
    """

    expression: exp.Query
    headers: tuple[Header, ...]
    born: Mapping[str, str] = field(default_factory=dict)
    day: date = date.max

    def sql(self, dialect: str = "duckdb") -> str:
        """
        Its text for an engine.

        Raises:
            UnsupportedError: That dialect cannot say it.
        """
        return rendered(self.expression, dialect)
