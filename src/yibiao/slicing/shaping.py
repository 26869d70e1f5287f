"""How a column is put out: as JSON has it, as its own type, or as the text of a delimited file."""

from collections.abc import Callable
from typing import Final, Literal

from sqlglot import exp

from yibiao.model.expression.tree import Type
from yibiao.model.kinds import ValueKind
from yibiao.model.table import BETWEEN, FORMULA_STARTS
from yibiao.slicing.columns import Column
from yibiao.slicing.terms import all_of, any_of, call, cast, paren, text, try_cast, when, within

Shape = Literal["plain", "typed", "text"]


def shaped(column: Column, shape: Shape) -> exp.Expr:
    """The column's value in a shape."""
    return _SHAPES[shape](column)


def _typed(column: Column) -> exp.Expr:
    if column.type is Type.NUMBER:
        return try_cast(column.value, "BIGINT" if column.kind is ValueKind.INTEGER else "DOUBLE")
    if column.kind is ValueKind.DATETIME and column.type is Type.TEXT:
        return try_cast(column.value, "TIMESTAMP")
    return column.compared


def _text(column: Column) -> exp.Expr:
    if column.type is Type.BOOLEAN:
        return when([(column.compared, text("是")), (exp.Not(this=column.compared), text("否"))])
    if column.type is Type.ROWS:
        return cast(cast(column.value, "JSON"), "VARCHAR")
    written = cast(column.value, "VARCHAR")
    if column.type is Type.LIST:  # several choices are spelled as in a workbook
        several = cast(column.value, "VARCHAR[]")
        written = call("array_to_string", several, text(BETWEEN))
    elif column.type is not Type.TEXT:
        return written
    return when([(_runs(written), exp.DPipe(this=text("'"), expression=written.copy()))], written)


def _runs(written: exp.Expr) -> exp.Expr:
    """Whether a text would be run; of most it is seen at once that they begin with a digit, a letter or a character."""
    begins = within(call("left", written.copy(), exp.Literal.number(1)), FORMULA_STARTS)
    digit = exp.Between(this=written.copy(), low=text("0"), high=text(":"))
    low = exp.LT(this=written.copy(), expression=text("A"))
    wide = exp.Between(this=written.copy(), low=text("＋"), high=text("Ａ"))
    return all_of(paren(any_of(all_of(low, exp.Not(this=digit)), wide)), begins)


_SHAPES: Final[dict[Shape, Callable[[Column], exp.Expr]]] = {
    "plain": lambda column: column.value,
    "typed": _typed,
    "text": _text,
}
