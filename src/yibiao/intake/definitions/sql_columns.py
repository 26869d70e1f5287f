"""What stands between the brackets of CREATE TABLE → columns, with what is permitted in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from yibiao.intake.definitions.sql_scanning import Token

Definition = list[Token]

CONSTRAINTS: Final = (
    "primary", "unique", "key", "index", "constraint", "foreign", "check", "fulltext", "spatial", "exclude", "like",
    "partition", "period", "supplemental", "cluster", "not", "projection",
)  # fmt: skip


@dataclass
class Column:
    """
    One column.

    Attributes:
        type: Its first word, in lower case; `arguments` are what stands in brackets behind it.
        comment: What the database says of it; a remark at its end where the database says nothing.
        heading: The remark that stands in a line of its own above it, or above those before it.
        automatic: The database gives the value, by counting or by computing.
        options: What ENUM, SET or CHECK permits.
        checks: What else CHECK says of it, the brackets left out.
    """

    name: str
    line: int
    type: str = ""
    arguments: tuple[str, ...] = ()
    comment: str = ""
    remark: str = ""
    heading: str = ""
    required: bool = False
    default: bool = False
    key: bool = False
    automatic: bool = False
    options: tuple[str, ...] = ()
    checks: list[list[Token]] = field(default_factory=list)


@dataclass
class Table:
    """One table, as `CREATE TABLE` and what comes after it say."""

    name: str
    line: int
    comment: str = ""
    remarks: tuple[str, ...] = ()
    columns: dict[str, Column] = field(default_factory=dict)


def split(tokens: Sequence[Token]) -> list[Definition]:
    """Cut at the commas outside of brackets; a remark behind a comma in the same line belongs before it."""
    parts: list[Definition] = [[]]
    depth = 0
    for each in tokens:
        depth += (each.word == "(") - (each.word == ")")
        if each.word == "," and not depth:
            parts.append([])
        elif each.kind == "remark" and not each.alone and not parts[-1] and len(parts) > 1:
            parts[-2].append(each)
        else:
            parts[-1].append(each)
    return [each for each in parts if each]


def inside(tokens: Sequence[Token]) -> list[Token]:
    """What stands in the first brackets."""
    depth, found = 0, []
    for each in tokens:
        depth -= each.word == ")"
        if depth > 0:
            found.append(each)
        elif each.word == ")":
            break
        depth += each.word == "("
    return found


def _outside(tokens: Sequence[Token]) -> Iterator[Token]:
    """What stands outside of brackets."""
    depth = 0
    for each in tokens:
        depth -= each.word == ")"
        if not depth:
            yield each
        depth += each.word == "("


def define(table: Table, definitions: Iterable[Definition]) -> None:
    """Adds what the definitions say: columns, keys, permitted values."""
    heading = ""
    for definition in definitions:
        for each in definition:
            if each.kind == "remark" and each.alone and each is definition[0]:
                heading = each.text
        said = [each for each in definition if each.kind != "remark"]
        if not said:
            continue
        if _constrains(said):
            _constrain(table, said)
        elif said[0].kind in ("word", "quoted"):
            column = _column(said)
            column.heading = heading
            column.remark = " ".join(
                e.text for e in definition if e.kind == "remark" and not e.alone
            )
            _add(table, column)


def _constrains(said: Definition) -> bool:
    """Whether it is a key or a rule, not a column that has such a name: a type has figures in its brackets."""
    if not said[0].says(*CONSTRAINTS):
        return False
    within = inside(said)
    return (bool(within) and within[0].kind != "number") or said[0].says("constraint", "like")


def _add(table: Table, column: Column) -> None:
    known = table.columns.setdefault(column.name.lower(), column)
    if known is not column:  # MODIFY
        known.automatic = known.automatic or column.automatic
        known.comment = column.comment or known.comment


def _constrain(table: Table, said: Definition) -> None:
    within = inside(said)
    names = [each.text.lower() for each in within if each.kind in ("word", "quoted")]
    words = {each.word for each in said if each.kind == "word"}
    if "primary" in words:
        for name in names:
            if name in table.columns:
                table.columns[name].key = True
    elif "check" in words:
        columns = [table.columns[name] for name in dict.fromkeys(names) if name in table.columns]
        if columns:
            _check(columns[0], within, alone=len(columns) == 1)


def _check(column: Column, check: list[Token], *, alone: bool = True) -> None:
    """Takes in a check: the values that it permits where it is about the column *alone*, or else as it stands."""
    permitted = _permitted(check) if alone else ()
    if permitted:
        column.options = column.options or permitted
    else:
        column.checks.append(check)


def _permitted(check: Sequence[Token]) -> tuple[str, ...]:
    """The values that a check counts up; nothing where it compares otherwise."""
    words = {each.word for each in check if each.kind in ("word", "mark")}
    if not words & {"in", "any", "or"} or words & {"like", "not", "and", "<", ">", "~"}:
        return ()
    return tuple(dict.fromkeys(each.text for each in check if each.kind in ("string", "number")))


def _column(said: Definition) -> Column:
    column = Column(said[0].text.strip(), said[0].line)
    rest = said[1:]
    if rest and rest[0].kind in ("word", "quoted") and not rest[0].says(*_CLAUSES):
        while len(rest) > 2 and rest[1].says("."):  # noqa: PLR2004 – a type of the file's own, with its schema
            rest = rest[2:]
        column.type = rest[0].text.lower().strip()
        arguments = inside(rest) if len(rest) > 1 and _opens_soon(rest) else []
        column.arguments = tuple(
            each.text for each in arguments if each.kind in ("number", "string", "word")
        )
        if column.type in ("enum", "set"):
            column.options = column.arguments
        rest = rest[1:]
    _clauses(column, rest)
    return column


def _opens_soon(rest: Definition) -> bool:
    """Whether brackets follow the type, which may have a second word: character varying (20)."""
    return rest[1].says("(") or (
        rest[1].says("varying", "precision", "raw", "large") and len(rest) > 2 and rest[2].says("(")  # noqa: PLR2004
    )


_CLAUSES: Final = (
    "not", "null", "default", "comment", "primary", "check", "unique", "references", "as", "generated", "collate",
    "constraint", "auto_increment",
)  # fmt: skip


def _clauses(column: Column, rest: Definition) -> None:
    """What stands behind the type."""
    flat = list(_outside(rest))
    for before, each, after in zip([None, *flat], flat, [*flat[1:], None], strict=False):
        word = each.word
        match word:
            case "null" if before and before.says("not"):
                column.required = True
            case "default":
                column.default = not (after and after.says("null"))
            case "comment" if after and after.kind == "string":
                column.comment = after.text
            case "primary" if after and after.says("key"):
                column.key = True
            case "auto_increment" | "autoincrement" | "identity" | "generated" | "as":
                column.automatic = True
            case "check":
                _check(column, inside(rest[rest.index(each) :]))
    if column.type in ("serial", "bigserial", "smallserial", "as"):
        column.automatic = True
