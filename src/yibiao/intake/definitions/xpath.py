"""What an XLSForm calculates, limits and makes depend → the expression of a rule. The grammar is XPath's, as far as forms use it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from yibiao.intake.printed import At
from yibiao.intake.rules.saying import NotSaid, Said
from yibiao.intake.rules.spots import Parts, quoted
from yibiao.model.kinds import NUMERIC, ValueKind

_TOKENS: Final = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*[^}]+?\s*\}|(?:\.\./|/)+[A-Za-z_][\w/.-]*)|(?P<text>'[^']*'|\"[^\"]*\"|[‘’“”][^‘’“”]*[‘’“”])|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<word>[A-Za-z_](?:[\w:.]|-(?=[A-Za-z]))*)|(?P<mark>!=|<=|>=|\.\.|[-=<>+*(),./])|(?P<other>\S))"
)
_LEVELS: Final = (
    ("or",),
    ("and",),
    ("=", "!="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "div", "mod"),
)
_COMPARED: Final = ("=", "!=", "<", "<=", ">", ">=")
_SAME: Final = ("number", "string", "boolean", "once", "trim", "date", "normalize-space")
_CALLED: Final = {"string-length": "length", "abs": "abs", "coalesce": "coalesce", "if": "if"}
_OVER_ROWS: Final = {"sum": "sum", "min": "min", "max": "max", "count": "count"}
_LONGEST: Final = 4_000
_DEEPEST: Final = 60


@dataclass(frozen=True)
class Answer:
    """
    What a name of the form stands for.

    Attributes:
        cell: The question's, or for a block that of its first question.
        block: The block that it is asked in the rows of.
        calculation: What it is calculated by, where nobody is asked.
    """

    cell: str = ""
    kind: ValueKind | None = None
    block: str | None = None
    calculation: str | None = None


@dataclass(frozen=True)
class _Tree:
    """A part: `ref`, `own`, `text`, `number`, `call` or an operator, with its words or its parts."""

    kind: str
    word: str = ""
    parts: tuple["_Tree", ...] = ()


def expression(printed: str, names: Mapping[str, Answer], own: Answer) -> Parts:
    """
    What *printed* says of the question of *own*, as the expression of a rule.

    Raises:
        NotSaid: No rule can say it.
    """
    return _Saying(names, own).value(_read(printed)).within(0)


def conjunction(expressions: list[Parts]) -> Parts:
    """All of them at once."""
    if len(expressions) == 1:
        return expressions[0]
    joined: list[str | At] = []
    for each in expressions:
        joined += [*([" and "] if joined else []), "(", *each, ")"]
    return tuple(joined)


# ---------------------------------------------------------------------------------------------- reading


def _read(printed: str) -> _Tree:
    if len(printed) > _LONGEST:
        raise NotSaid
    tokens = [
        (str(each.lastgroup), each[str(each.lastgroup)]) for each in _TOKENS.finditer(printed)
    ]
    reader = _Reader(tokens)
    tree = reader.level(0)
    if reader.at < len(tokens):
        raise NotSaid
    return tree


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self.at, self._depth = tokens, 0, 0

    def level(self, number: int) -> _Tree:
        """An expression of operators that bind at least as tightly as those of a level."""
        if number == len(_LEVELS):
            return self._value()
        tree = self.level(number + 1)
        while (operator := self._next(*_LEVELS[number])) is not None:
            tree = _Tree(operator, parts=(tree, self.level(number + 1)))
        return tree

    def _next(self, *words: str) -> str | None:
        if self.at < len(self._tokens):
            kind, word = self._tokens[self.at]
            if kind in ("word", "mark") and word.lower() in words:
                self.at += 1
                return word.lower()
        return None

    def _value(self) -> _Tree:  # noqa: PLR0911 – a table of cases
        self._depth += 1
        if self.at >= len(self._tokens) or self._depth > _DEEPEST * 10:
            raise NotSaid
        kind, word = self._tokens[self.at]
        self.at += 1
        match kind, word:
            case "ref", _:
                return _Tree("ref", word.strip("${} ").rpartition("/")[2])
            case "text", _:
                return _Tree("text", word[1:-1])
            case "number", _:
                return _Tree("number", word)
            case "mark", ".":
                return _Tree("own")
            case "mark", "-":
                return _Tree("minus", parts=(self._value(),))
            case "mark", "(":
                tree = self.level(0)
                self._closed()
                return tree
            case "word", _ if self._next("("):
                return _Tree("call", word.lower(), self._arguments())
        raise NotSaid

    def _arguments(self) -> tuple[_Tree, ...]:
        if self._next(")"):
            return ()
        arguments = [self.level(0)]
        while self._next(","):
            arguments.append(self.level(0))
        self._closed()
        return tuple(arguments)

    def _closed(self) -> None:
        if not self._next(")"):
            raise NotSaid


# ---------------------------------------------------------------------------------------------- saying


@dataclass(frozen=True)
class _Saying:
    names: Mapping[str, Answer]
    own: Answer
    depth: int = 0

    def value(self, tree: _Tree) -> Said:  # noqa: PLR0911 – a table of cases
        """What *tree* gives."""
        match tree.kind:
            case "own" | "ref":
                return self._answer(tree)
            case "text":
                return Said((quoted(tree.word),))
            case "number":
                return Said((tree.word if tree.word[0] != "." else f"0{tree.word}",))
            case "minus":
                return Said(("-", *self.value(tree.parts[0]).within(4)), 3)
            case "call":
                return self._call(tree)
            case "and" | "or":
                left, right = (self._joined(tree.kind, each) for each in tree.parts)
                return Said((*left, f" {tree.kind} ", *right), 0)
            case "+" | "-" | "*" | "div":
                return self._calculated(tree)
        if tree.kind in _COMPARED:
            return self._compared(tree)
        raise NotSaid

    def _answers(self, tree: _Tree) -> Answer:
        if tree.kind == "own":
            return self.own
        answer = self.names.get(tree.word)
        if answer is None:
            raise NotSaid
        return answer

    def _answer(self, tree: _Tree) -> Said:
        answer = self._answers(tree)
        if answer.calculation is not None:
            if self.depth > _DEEPEST // 4:
                raise NotSaid
            inner = _Saying(self.names, Answer(), self.depth + 1)
            return Said(inner.value(_read(answer.calculation)).within(4))
        if (
            not answer.cell
            or answer.kind is ValueKind.ROWS
            or answer.block not in (None, self.own.block)
        ):
            raise NotSaid
        return Said((At(answer.cell),))

    def _joined(self, operator: str, tree: _Tree) -> Parts:
        """An operand of `and` or `or`, in brackets unless it is a comparison or the same again."""
        said = self.value(tree)
        return said.parts if tree.kind == operator else said.within(1)

    def _calculated(self, tree: _Tree) -> Said:
        level = 3 if tree.kind in ("*", "div") else 2
        left, right = (self.value(each) for each in tree.parts)
        operator = {"div": "/"}.get(tree.kind, tree.kind)
        return Said((*left.within(level), f" {operator} ", *right.within(level + 1)), level)

    def _compared(self, tree: _Tree) -> Said:
        left, right = tree.parts
        if left.kind in ("text", "number") and right.kind in ("ref", "own"):
            turned = tree.kind.translate(str.maketrans("<>", "><"))
            return self._compared(_Tree(turned, parts=(right, left)))
        if right == _Tree("text") and tree.kind in ("=", "!="):
            given = "is null" if tree.kind == "=" else "is not null"
            return Said((*self.value(left).within(2), f" {given}"), 1)
        if left.kind in ("ref", "own") and right.kind in ("text", "number"):
            return self._against(tree.kind, left, right)
        operator = {"!=": "<>"}.get(tree.kind, tree.kind)
        return Said((*self.value(left).within(2), f" {operator} ", *self.value(right).within(2)), 1)

    def _against(self, operator: str, left: _Tree, right: _Tree) -> Said:
        """An answer against a word or a figure, written as answers of its kind are."""
        answer, word = self._answers(left), right.word
        said = self.value(left)
        if answer.kind is ValueKind.CODES and operator in ("=", "!="):
            contained = ("contains(", *said.parts, f", {quoted(word)})")
            return Said(contained) if operator == "=" else Said(("not ", *contained), 1)
        figure = re.fullmatch(r"-?\d+(\.\d+)?", word)
        if answer.kind in NUMERIC and figure:
            value = word
        elif answer.kind is ValueKind.BOOLEAN and word == "OK":
            value = "true"
        elif answer.kind is None or (answer.kind in NUMERIC and right.kind == "number"):
            value = word if right.kind == "number" else quoted(word)
        else:
            value = quoted(word)
        return Said((*said.within(2), f" {'<>' if operator == '!=' else operator} ", value), 1)

    def _call(self, tree: _Tree) -> Said:  # noqa: PLR0911 – a table of cases
        arguments = tree.parts
        match tree.word, len(arguments):
            case (("true" | "false" | "today"), 0):
                return Said((tree.word,))
            case "now", 0:
                return Said(("today",))
            case "not", 1:
                return Said(("not (", *self.value(arguments[0]).parts, ")"), 1)
            case "selected", 2 if arguments[1].kind in ("text", "number"):
                return self._against("=", arguments[0], arguments[1])
            case (("regex" | "round"), 1 | 2):
                return self._called("matches" if tree.word == "regex" else "round", arguments)
            case (("min" | "max"), count) if count > 1:
                return self._called("least" if tree.word == "min" else "greatest", arguments)
        return self._plainly(tree.word, arguments)

    def _plainly(self, word: str, arguments: tuple[_Tree, ...]) -> Said:
        """A function that there is under another name, or whose only value stays as it is."""
        if word in _CALLED and arguments:
            return self._called(_CALLED[word], arguments)
        if len(arguments) == 1 and word in _OVER_ROWS:
            return self._over_rows(word, arguments[0])
        if len(arguments) == 1 and word in _SAME:
            return self.value(arguments[0])
        raise NotSaid

    def _called(self, function: str, arguments: tuple[_Tree, ...]) -> Said:
        parts: list[str | At] = [f"{function}("]
        for number, each in enumerate(arguments):
            parts += [*([", "] if number else []), *self.value(each).parts]
        return Said((*parts, ")"))

    def _over_rows(self, word: str, tree: _Tree) -> Said:
        """A figure over all rows of a block that is not the question's own."""
        if tree.kind != "ref":
            raise NotSaid
        answer = self._answers(tree)
        rows = answer.kind is ValueKind.ROWS and word == "count"
        if not answer.cell or not (rows or (answer.block and answer.block != self.own.block)):
            raise NotSaid
        return Said((f"{_OVER_ROWS[word]}(", At(answer.cell), ")"))
