"""CHECK constraints of a table → rules between its questions, as far as rules can say them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from yibiao.errors import Finding
from yibiao.intake.definitions.sql_columns import Column
from yibiao.intake.definitions.sql_scanning import Token
from yibiao.intake.printed import At, PrintedRule
from yibiao.intake.rules.spots import Parts, quoted

_WORDS: Final = {
    **{word: word for word in ("and", "or", "not", "between", "is", "null", "in", "true", "false", "length", "abs")},
    "char_length": "length", "character_length": "length", "len": "length",
    "current_date": "today", "curdate": "today", "sysdate": "today",
}  # fmt: skip
_MARKS: Final = "()+-*/=<>,"
_OPERATORS: Final = "<>=!"


def rules(
    columns: Sequence[Column], cells: Mapping[str, str], findings: list[Finding]
) -> Iterator[PrintedRule]:
    """
    What must hold of the answers; a check that no rule can say is named in a finding.

    Args:
        columns: Those of the table.
        cells: By the name of each column that is asked, in lower case: the cell of its question.
        findings: Where doubts are added.
    """
    for column in columns:
        about = cells.get(column.name.lower())
        for check in column.checks if about else ():
            printed = " ".join(each.text for each in check)
            expression = _expression(check, cells)
            if expression and about:
                yield PrintedRule("holds", about, expression, printed, about)
            else:
                findings.append(
                    Finding("rule-not-understood", about or "", {"printed": printed[:300]})
                )


def _expression(check: Sequence[Token], cells: Mapping[str, str]) -> Parts | None:
    """The check over questions; nothing where it says what rules cannot."""
    parts: list[str | At] = []
    for each, before in zip(_plain(check), [None, *check], strict=False):
        name = each.text.lower()
        if each.kind in ("word", "quoted") and name in cells:
            part: str | At = At(cells[name])
        elif each.kind == "string":
            part = quoted(each.text)
        elif each.kind == "number":
            part = each.text
        elif each.kind == "word" and name in _WORDS:
            part = _WORDS[name]
        elif each.kind == "mark" and each.text in (*_MARKS, "!"):
            part = each.text
        else:
            return None
        joined = bool(parts) and part in tuple(_OPERATORS) and parts[-1] in tuple(_OPERATORS)
        parts += [part] if joined or before is None else [" ", part]
    return _tidy(parts)


def _tidy(parts: Sequence[str | At]) -> Parts:
    """Without the blanks that nobody writes: before commas and within brackets."""
    tidy: list[str | At] = []
    for each in parts:
        if tidy and each in (",", ")") and tidy[-1] == " ":
            tidy.pop()
        if not (each == " " and tidy and tidy[-1] == "(") and not (
            each == "=" and tidy and tidy[-1] == "!"
        ):
            tidy.append(each)
        elif each == "=":
            tidy[-1] = "<>"
    return tuple(tidy)


def _plain(check: Sequence[Token]) -> Iterator[Token]:
    """The tokens without PostgreSQL's casts (`::text`)."""
    skipped = 0
    for number, each in enumerate(check):
        if skipped:
            skipped -= 1
        elif each.text == ":" and number + 1 < len(check) and check[number + 1].text == ":":
            varying = number + 3 < len(check) and check[number + 3].says("varying", "precision")
            skipped = 3 if varying else 2
        else:
            yield each
