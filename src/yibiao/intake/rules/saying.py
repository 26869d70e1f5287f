"""A formula → the expression of a rule."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from yibiao.intake.printed import At
from yibiao.intake.rules import identity
from yibiao.intake.rules.spots import Answers, Parts, Spot, quoted
from yibiao.intake.sheets.formulas import Applied, Area, Number, Tree, Truth, Words

_FIGURE: Final = re.compile(r"\d{1,12}(\.\d{1,6})?")


class NotSaid(Exception):
    """No rule can say it."""


@dataclass(frozen=True)
class Said:
    """Part of an expression and how tightly it binds: 4 a value, 3 a product, 2 a sum, 1 a comparison, 0 anything."""

    parts: Parts
    level: int = 4

    def within(self, level: int) -> Parts:
        """Itself, in brackets where what is around binds at least as tightly."""
        return self.parts if self.level >= level else ("(", *self.parts, ")")


_BINARY: Final = {"+": 2, "-": 2, "*": 3, "/": 3}
_COMPARED: Final = ("=", "<>", "<", ">", "<=", ">=")
_OVER_ROWS: Final = {
    "SUM": "sum",
    "AVERAGE": "avg",
    "MAX": "max",
    "MIN": "min",
    "COUNT": "count",
    "COUNTA": "count",
}
_PLAIN: Final = {"ROUND": "round", "ABS": "abs", "LEN": "length"}
_SAME: Final = ("N", "VALUE", "TRIM", "T")


@dataclass(frozen=True)
class Saying:
    """Says a formula as the expression of a rule about the question of `spot`."""

    page: Answers
    spot: Spot | None

    def value(self, tree: Tree) -> Said:  # noqa: PLR0911  a table of cases
        """What *tree* gives."""
        derived = identity.derivation(tree)
        if derived is not None:
            before, area, after = derived
            return Said((before, *self._answer(area).parts, after))
        match tree:
            case Number(text):
                return Said((text,))
            case Words(text):
                return self._words(text)
            case Area():
                return self._answer(tree)
            case Applied("-", (operand,)):
                return Said(("-", *self.value(operand).within(4)), 3)
            case Applied(name, (left, right)) if name in _BINARY:
                level = _BINARY[name]
                tighter = level + (name in "-/")
                return Said(
                    (
                        *self.value(left).within(level),
                        f" {name} ",
                        *self.value(right).within(tighter),
                    ),
                    level,
                )
            case Applied("IF", (condition, yes, *no)):
                return self._if(condition, yes, no[0] if no else Words(""))
            case Applied(name, arguments):
                return self._called(name, arguments)
        raise NotSaid

    def _words(self, text: str) -> Said:
        if not text:
            raise NotSaid
        return Said((quoted(text),))

    def _called(self, name: str, arguments: tuple[Tree, ...]) -> Said:  # noqa: PLR0911  a table of cases
        if name in _COMPARED or name in ("AND", "OR", "NOT"):
            return self.condition(Applied(name, arguments))
        if name in ("TODAY", "NOW"):
            return Said(("today",))
        if not arguments:
            raise NotSaid
        if name in _SAME or name == "IFERROR":
            return self.value(arguments[0])
        if name in _PLAIN:
            return Said(
                (f"{_PLAIN[name]}(", *self._listed(self.value(each) for each in arguments), ")")
            )
        if name == "PRODUCT":
            return self._chained([*self._values(arguments)], " * ", 3)
        if name == "SUMPRODUCT":
            return self._products(arguments)
        if name in _OVER_ROWS:
            return self._together(name, [*self._values(arguments, _OVER_ROWS[name])])
        raise NotSaid

    def _if(self, condition: Tree, yes: Tree, no: Tree) -> Said:
        """A choice; one that only keeps a blank or a nought from being calculated with is none."""
        if _guards(condition):
            plain = [
                each
                for each in (yes, no)
                if each not in (Words(""), Number("0"), Words("-"), Words(" "))
            ]
            if len(plain) == 1:
                return self.value(plain[0])
        parts = [self.condition(condition), self.value(yes), self.value(no)]
        return Said(("if(", *self._listed(parts), ")"))

    def condition(self, tree: Tree) -> Said:
        """Whether *tree* holds."""
        match tree:
            case Truth(value):
                return Said(("true" if value else "false",))
            case Applied("NOT", (operand,)):
                return Said(("not ", *self.condition(operand).within(4)), 0)
            case Applied("AND" | "OR" as name, operands) if operands:
                said = [self.condition(each) for each in operands]
                return self._chained(said, f" {name.lower()} ", 0)
            case Applied("ISBLANK", (operand,)) | Applied("=", (operand, Words(""))):
                return Said((*self.value(operand).within(4), " is null"), 1)
            case Applied("<>", (operand, Words(""))):
                return Said(("not ", *self.value(operand).within(4), " is null"), 0)
            case Applied(name, (left, right)) if name in _COMPARED:
                return Said(
                    (*self.value(left).within(2), f" {name} ", *self.value(right).within(2)), 1
                )
        raise NotSaid

    # ------------------------------------------------------------------------------------------- cells

    def _answer(self, area: Area) -> Said:
        """One cell: the answer to a question, or a figure that is printed in it."""
        if not area.single or area.sheet not in (None, self.page.sheet.name):
            raise NotSaid
        spot = self.page.spots.get((area.top, area.left))
        if spot is None:
            text = self.page.text(area.top, area.left)
            computed = (area.top, area.left) in self.page.sheet.formulas
            if computed or not _FIGURE.fullmatch(text) or self.page.heads(area.left):
                raise NotSaid
            return Said((text,))
        return Said(self._one(spot, (area.top, area.left)))

    def _one(self, spot: Spot, cell: tuple[int, int]) -> Parts:
        if self.spot and spot.block == self.spot.block and spot.row == self.spot.row:
            return (At(spot.cell),)
        if spot.row is None and not spot.block:
            return (At(spot.cell),)
        if spot.block:
            return self._named(spot, [cell])
        if self.spot is None:
            return (At(spot.cell),)
        raise NotSaid

    def _named(self, spot: Spot, cells: Sequence[tuple[int, int]]) -> Parts:
        try:
            return self.page.named(spot, cells)
        except LookupError:
            raise NotSaid from None

    def _values(self, arguments: Iterable[Tree], over: str | None = None) -> Iterator[Said]:
        """The values of arguments, an area giving each of its cells, and a column of a block all its rows at once."""
        for each in arguments:
            if (
                isinstance(each, Area)
                and not each.single
                and each.sheet in (None, self.page.sheet.name)
            ):
                yield from self._spread(each, over)
            else:
                yield self.value(each)

    def _spread(self, area: Area, over: str | None) -> Iterator[Said]:
        columns: dict[str, list[tuple[int, int]]] = {}
        for cell in self.page.within(area):
            spot = self.page.spots.get(cell)
            if spot is not None:
                columns.setdefault(spot.cell, []).append(cell)
        if not columns:
            raise NotSaid
        for cells in columns.values():
            spot = self.page.spots[cells[0]]
            same = (
                self.spot
                and spot.block == self.spot.block
                and (spot.row, len(cells)) == (self.spot.row, 1)
            )
            if not spot.block or same:
                if len(cells) > 1:
                    raise NotSaid
                yield Said(self._one(spot, cells[0]))
            elif over is None:
                raise NotSaid
            elif len(cells) == self.page.rows_of(spot):
                yield Said((f"{over}(", At(spot.cell), ")"), 5)
            elif over == "sum":
                yield Said(self._named(spot, cells))
            else:
                raise NotSaid

    def _together(self, name: str, values: list[Said]) -> Said:
        over = [each for each in values if each.level > 4]  # noqa: PLR2004
        if len(values) == 1 and over:
            return replace(over[0], level=4)
        if name == "SUM":
            return self._chained(values, " + ", 2)
        if over or name in ("COUNT", "COUNTA"):
            raise NotSaid
        if name == "AVERAGE":
            total = self._chained(values, " + ", 2)
            return Said((*total.within(3), f" / {len(values)}"), 3)
        return Said(("greatest(" if name == "MAX" else "least(", *self._listed(values), ")"))

    def _products(self, arguments: tuple[Tree, ...]) -> Said:
        """The sum over all rows of a block of the product of some of its columns."""
        factors = [value for each in arguments for value in self._values([each], "sum")]
        columns = [each.parts[1] for each in factors if each.level > 4]  # noqa: PLR2004
        if len(columns) < len(arguments) or len(factors) != len(arguments):
            raise NotSaid
        joined = [part for each in columns for part in (" * ", each)][1:]
        return Said(("sum(", *joined, ")"))

    def _chained(self, values: Sequence[Said], sign: str, level: int) -> Said:
        if not values:
            raise NotSaid
        if len(values) == 1:
            return values[0]
        parts = [part for each in values for part in (sign, *each.within(max(level, 1)))]
        return Said(tuple(parts[1:]), level)

    def _listed(self, values: Iterable[Said]) -> Iterator[str | At]:
        for number, each in enumerate(values):
            if number:
                yield ", "
            yield from each.parts


def _guards(condition: Tree) -> bool:
    """Whether it only asks if there is something to calculate with."""
    match condition:
        case Applied("AND" | "OR" | "NOT", operands):
            return all(map(_guards, operands))
        case Applied("ISERROR" | "ISERR" | "ISBLANK" | "ISNUMBER" | "ISNA", _):
            return True
        case Applied(name, (left, right)) if name in _COMPARED:
            counted = isinstance(left, Applied) and left.name in ("LEN", "COUNT", "COUNTA", "SUM")
            return right in (Words(""), Number("0")) or counted
    return False
