"""A formula of a workbook, as text → its tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from yibiao.intake.sheets.lettering import column_of, letters

#: Nobody checks a longer one by reading it.
LONGEST: Final = 2_000
_DEEPEST: Final = 40

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<text>"(?:[^"]|"")*")
      | (?P<area>(?:(?P<sheet>'(?:[^']|'')+'|[\w.]+)!)?
          \$?(?P<left>[A-Za-z]{1,3})\$?(?P<top>\d{1,7})(?::\$?(?P<right>[A-Za-z]{1,3})\$?(?P<bottom>\d{1,7}))?(?![\w(.]))
      | (?P<columns>(?:(?P<of>'(?:[^']|'')+'|[\w.]+)!)?\$?(?P<from>[A-Za-z]{1,3}):\$?(?P<to>[A-Za-z]{1,3})(?![\w(]))
      | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
      | (?P<function>[A-Za-z_][\w.]*)\s*\(
      | (?P<name>[^\W\d][\w.]*)
      | (?P<operator><>|<=|>=|[-+*/^&=<>%(),;])
    )""",
    re.VERBOSE,
)
_LAST_ROW: Final = 1_048_575


@dataclass(frozen=True)
class Number:
    """A number as written."""

    text: str


@dataclass(frozen=True)
class Words:
    """A text."""

    text: str


@dataclass(frozen=True)
class Truth:
    """True or false."""

    value: bool


@dataclass(frozen=True)
class Area:
    """Cells from one corner to the other, from 0; on another sheet where one is named."""

    top: int
    left: int
    bottom: int
    right: int
    sheet: str | None = None

    @property
    def single(self) -> bool:
        """Whether it is one cell."""
        return (self.top, self.left) == (self.bottom, self.right)


@dataclass(frozen=True)
class Applied:
    """A function or an operator and what it is given; an operator's name is its sign, `-` with one argument a minus."""

    name: str
    arguments: tuple["Tree", ...]


Tree = Number | Words | Truth | Area | Applied


def read(formula: str) -> Tree | None:
    """
    The tree of a formula with or without its equals sign; `None` where it is none that is known here.

    >>> read('=SUM(A1:B1)/2')
    Applied(name='/', arguments=(Applied(name='SUM', arguments=(Area(top=0, left=0, bottom=0, right=1, sheet=None),)), Number(text='2')))
    """
    text = formula.strip().removeprefix("=")
    if len(text) > LONGEST:
        return None
    try:
        return _Reader(_tokens(text)).whole()
    except (ValueError, IndexError):
        return None


def walk(tree: Tree) -> Iterator[Tree]:
    """*tree* and everything in it, left to right."""
    yield tree
    if isinstance(tree, Applied):
        for each in tree.arguments:
            yield from walk(each)


def _tokens(text: str) -> list[tuple[str, Tree | str]]:
    found: list[tuple[str, Tree | str]] = []
    at = 0
    text = text.replace("_xlfn.", "").rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError
        at = match.end()
        found.append(_token(match))
    return found


def _token(match: re.Match[str]) -> tuple[str, Tree | str]:  # noqa: PLR0911  a table of cases
    if match["text"]:
        return "value", Words(match["text"][1:-1].replace('""', '"'))
    if match["area"]:
        left, top = column_of(match["left"]), int(match["top"]) - 1
        right = column_of(match["right"]) if match["right"] else left
        bottom = int(match["bottom"]) - 1 if match["bottom"] else top
        return "value", Area(top, left, bottom, right, _sheet(match["sheet"]))
    if match["columns"]:
        ends = column_of(match["from"]), column_of(match["to"])
        return "value", Area(0, min(ends), _LAST_ROW, max(ends), _sheet(match["of"]))
    if match["number"]:
        return "value", Number(match["number"])
    if match["function"]:
        return "function", match["function"].upper()
    if match["name"]:
        if match["name"].upper() not in ("TRUE", "FALSE"):
            raise ValueError
        return "value", Truth(match["name"].upper() == "TRUE")
    return "operator", match["operator"]


def _sheet(written: str | None) -> str | None:
    return written.strip("'").replace("''", "'") if written else None


_LEVELS: Final = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))


class _Reader:
    """Reads tokens by the precedence that spreadsheets give their operators."""

    def __init__(self, tokens: list[tuple[str, Tree | str]]) -> None:
        self._tokens = [*tokens, ("end", "")]
        self._at = 0
        self._deep = 0

    def whole(self) -> Tree:
        tree = self._binary(0)
        if self._tokens[self._at][0] != "end":
            raise ValueError
        return tree

    def _operator(self, *wanted: str) -> str | None:
        kind, token = self._tokens[self._at]
        if kind == "operator" and token in wanted:
            self._at += 1
            return str(token)
        return None

    def _binary(self, level: int) -> Tree:
        if level == len(_LEVELS):
            return self._signed()
        left = self._binary(level + 1)
        while operator := self._operator(*_LEVELS[level]):
            left = Applied(operator, (left, self._binary(level + 1)))
        return left

    def _signed(self) -> Tree:
        sign = self._operator("-", "+")
        if sign:
            operand = self._signed()
            return Applied("-", (operand,)) if sign == "-" else operand
        tree = self._single()
        while self._operator("%"):
            tree = Applied("/", (tree, Number("100")))
        return tree

    def _single(self) -> Tree:
        kind, token = self._tokens[self._at]
        self._at += 1
        self._deep += 1
        if self._deep > _DEEPEST:
            raise ValueError
        tree = self._found(kind, token)
        self._deep -= 1
        return tree

    def _found(self, kind: str, token: Tree | str) -> Tree:
        if kind == "value" and not isinstance(token, str):
            return token
        if kind == "function":
            return Applied(str(token), tuple(self._arguments()))
        tree = self._binary(0) if (kind, token) == ("operator", "(") else None
        if tree is None or not self._operator(")"):
            raise ValueError
        return tree

    def _arguments(self) -> Iterator[Tree]:
        if self._operator(")"):
            return
        while True:
            kind, token = self._tokens[self._at]
            missing = kind == "operator" and token in (",", ";", ")")
            yield Words("") if missing else self._binary(0)
            if self._operator(")"):
                return
            if not self._operator(",", ";"):
                raise ValueError


def moved(formula: str, rows: int, columns: int) -> str:
    """The formula of a cell so many rows below and columns to the right, as one that is shared among cells means it."""
    return _REFERENCE.sub(lambda found: _moved(found, rows, columns), formula)


_REFERENCE: Final = re.compile(
    r"""(?P<keep>"(?:[^"]|"")*"|'(?:[^']|'')+'!)|(?<![\w.$])(?P<fixed_column>\$?)(?P<column>[A-Za-z]{1,3})(?P<fixed_row>\$?)(?P<row>\d{1,7})(?![\w(.])"""
)


def _moved(found: re.Match[str], rows: int, columns: int) -> str:
    if found["keep"]:
        return found["keep"]
    column = column_of(found["column"]) + (0 if found["fixed_column"] else columns)
    row = int(found["row"]) + (0 if found["fixed_row"] else rows)
    if column < 0 or row < 1:
        return "#REF!"
    return f"{found['fixed_column']}{letters(column)}{found['fixed_row']}{row}"
