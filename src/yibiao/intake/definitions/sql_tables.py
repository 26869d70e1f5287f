"""Statements of SQL → tables with their columns, whichever database they were written for."""

from dataclasses import dataclass, field
from typing import Final

from yibiao.errors import Finding, TooLarge
from yibiao.intake.definitions.sql_columns import (
    CONSTRAINTS,
    Definition,
    Table,
    define,
    inside,
    split,
)
from yibiao.intake.definitions.sql_scanning import Source, Token

#: A file with more tables than this is no set of forms.
MOST_TABLES: Final = 3_000
_LONGEST_TAIL: Final = 400


@dataclass
class Tables:
    """
    Every table that a file defines, in its order.

    Attributes:
        passed_over: Tables that it names without saying what their columns are, and the line.
    """

    found: dict[str, Table] = field(default_factory=dict)
    passed_over: dict[str, int] = field(default_factory=dict)
    enumerations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    created: int = 0

    @classmethod
    def of(cls, text: str) -> "Tables":
        """
        The tables of *text*.

        Raises:
            TooLarge: More of them than anybody fills.
        """
        tables = cls()
        source, done = Source(text), 0
        for begins in source.beginnings():
            position = begins.start("begins")
            if position >= done:
                done = tables._read(source, position, begins["begins"].lower())
        return tables

    def _read(self, source: Source, position: int, first: str) -> int:
        """Takes in the statement at *position* if it says something of a table; gives where to go on."""
        reader = _Reader(source, position)
        reader.next()
        match first:
            case "create":
                self._create(source, reader, position)
            case "comment":
                self._comment(reader)
            case "alter" if reader.skip("table"):
                self._alter(reader)
            case "exec" | "execute":
                self._described(reader)
        return reader.position

    def named(self, name: str) -> Table | None:
        """The table of that name, with or without the schema it lies in."""
        last = name.rpartition(".")[2]
        return self.found.get(name.lower()) or next(
            (each for key, each in self.found.items() if key.rpartition(".")[2] == last.lower()),
            None,
        )

    # ------------------------------------------------------------------------------------ the statements

    def _create(self, source: Source, reader: "_Reader", position: int) -> None:
        while reader.skip(*_BEFORE_TABLE):
            pass
        if reader.skip("type"):
            self._enumeration(reader)
        if not reader.skip("table"):
            return
        self.created += 1
        if self.created > MOST_TABLES:
            finding = Finding("too-many-tables", facts={"limit": MOST_TABLES})
            raise TooLarge(finding, limit=MOST_TABLES, size=f">{MOST_TABLES}")
        reader.skip_words("if", "not", "exists")
        name, line = reader.name(), reader.line
        if not name or not reader.at("("):
            if name and not reader.at("of"):
                self._pass_over(name, line)
            return
        table = Table(name, line, remarks=tuple(source.remarks_before(position)))
        define(table, reader.definitions())
        table.comment = reader.option("comment")
        if not table.columns or name.lower() in self.found:
            self._pass_over(name, line)
            return
        self.found[name.lower()] = table

    def _pass_over(self, name: str, line: int) -> None:
        self.passed_over.setdefault(name, line)

    def _enumeration(self, reader: "_Reader") -> None:
        name = reader.name()
        if reader.skip("as") and reader.skip("enum"):
            self.enumerations[name.lower().rpartition(".")[2]] = tuple(
                each.text
                for group in reader.definitions()
                for each in group
                if each.kind == "string"
            )

    def _comment(self, reader: "_Reader") -> None:
        """`COMMENT ON TABLE a IS '…'`, `COMMENT ON COLUMN a.b IS '…'`."""
        if not reader.skip("on"):
            return
        about = reader.skip("table", "column")
        name = reader.name()
        if not about or not reader.skip("is") or not reader.peek or reader.peek.kind != "string":
            return
        self._say(name, "", reader.peek.text) if about == "table" else self._say(
            *name.rpartition(".")[::2], reader.peek.text
        )

    def _described(self, reader: "_Reader") -> None:
        """SQL Server's way: a procedure is told the words, then `TABLE`, its name, `COLUMN`, its name."""
        if not reader.name().lower().endswith("sp_addextendedproperty"):
            return
        said = [each.text for each in reader.statement() if each.kind == "string"]
        upper = [each.upper() for each in said]
        if "MS_DESCRIPTION" not in upper or "TABLE" not in upper or upper[-1] == "TABLE":
            return
        words = said[upper.index("MS_DESCRIPTION") + 1]
        table = said[upper.index("TABLE") + 1]
        column = said[upper.index("COLUMN") + 1 :][:1] if "COLUMN" in upper else [""]
        self._say(table, "".join(column), words)

    def _say(self, table: str, column: str, words: str) -> None:
        known = self.named(table)
        if known and not column:
            known.comment = words
        elif known and column.lower() in known.columns:
            known.columns[column.lower()].comment = words

    def _alter(self, reader: "_Reader") -> None:
        """Columns and keys added to a table that is known; of one that is not, the name is kept."""
        reader.skip("only")
        reader.skip_words("if", "exists")
        name, line = reader.name(), reader.line
        table = self.named(name)
        while reader.skip("with", "check", "nocheck"):
            pass
        for change in split(reader.statement()):
            verb = change[0] if change else None
            if not verb or not verb.says("add", "modify", "change"):
                continue
            rest = [each for each in change[1:] if not each.says("column")]
            if not table:
                if verb.says("add") and rest and not rest[0].says(*CONSTRAINTS):
                    self._pass_over(name, line)
                return
            within = inside(rest) if rest and rest[0].says("(") else None
            define(table, split(within) if within is not None else [rest])


_BEFORE_TABLE: Final = (
    "or", "replace", "global", "local", "temporary", "temp", "unlogged", "external", "foreign", "column", "row", "huge",
)  # fmt: skip


class _Reader:
    """Goes through the tokens of one statement; remarks are seen only where columns are defined."""

    def __init__(self, source: Source, position: int) -> None:
        self._tokens = source.tokens(position)
        self.position = position
        self.peek: Token | None = None
        self._end = position
        self.next()

    @property
    def line(self) -> int:
        return self.peek.line if self.peek else 0

    def next(self, *, remarks: bool = False) -> None:
        """Goes one token on."""
        self.position = self._end
        for token, end in self._tokens:
            if remarks or token.kind != "remark":
                self.peek, self._end = token, end
                return
        self.peek = None

    def at(self, *words: str) -> bool:
        return bool(self.peek and self.peek.word in words)

    def skip(self, *words: str) -> str:
        """The next word if it is one of *words*, passed; else nothing."""
        if not self.peek or self.peek.word not in words:
            return ""
        word = self.peek.word
        self.next()
        return word

    def skip_words(self, *words: str) -> None:
        for each in words:
            self.skip(each)

    def name(self) -> str:
        """A name with dots in it, quotes undone."""
        parts: list[str] = []
        while self.peek and self.peek.kind in ("word", "quoted"):
            parts.append(self.peek.text.strip())
            self.next()
            if not self.skip("."):
                break
            self.skip(".")  # SQL Server leaves the schema out: base..table
        return ".".join(parts)

    def definitions(self) -> list[Definition]:
        """What stands between the bracket here and the one that closes it, cut at commas; remarks included."""
        tokens: list[Token] = [self.peek] if self.peek else []
        depth = 1
        for token, end in self._tokens:
            self.position, self._end = self._end, end
            depth += (token.word == "(") - (token.word == ")")
            tokens.append(token)
            if not depth:
                break
        self.next()
        return split(tokens[1:-1])

    def statement(self) -> list[Token]:
        """The tokens up to the end of the statement."""
        tokens: list[Token] = []
        while self.peek and not self.at(";", "go", "create", "comment" if not tokens else ";"):
            tokens.append(self.peek)
            self.next()
        return tokens

    def option(self, word: str) -> str:
        """The string that an option behind the table's definition is set to."""
        for _ in range(_LONGEST_TAIL):
            if not self.peek or self.at(";", "go", "create", "insert", "alter", "drop"):
                break
            if self.skip(word):
                self.skip("=")
                if self.peek and self.peek.kind == "string":
                    return self.peek.text
                break  # COMMENT ON …: the next statement
            self.next()
        return ""
