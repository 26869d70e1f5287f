"""SQL text → where its statements about tables begin, and their tokens; everything else is passed over quickly."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Final, NamedTuple

#: What a table's definition may be long, in tokens; no table that anybody fills comes near.
_MOST_TOKENS: Final = 200_000
#: How far above a statement its remark may stand, in characters.
_FAR: Final = 1_500
_BEGINS: Final = r"create|comment|alter|exec(?:ute)?|copy"
_COPIED: Final = re.compile(r"copy\b[^;']*\bfrom\s+stdin\b[^;]*;", re.IGNORECASE)
_MYSQL: Final = re.compile(r"`|\bengine\s*=", re.IGNORECASE)


class Token(NamedTuple):
    """
    A piece of a statement.

    Attributes:
        kind: `word`, `quoted` (a name in quotes), `string`, `number`, `mark`, or `remark` (a comment).
        text: What it says, quotes and escapes undone.
        word: A word or mark in lower case; nothing for what stands in quotes.
        alone: For a remark: nothing else stands before it in its line.
    """

    kind: str
    text: str
    line: int
    word: str = ""
    alone: bool = False

    def says(self, *words: str) -> bool:
        """Whether it is one of *words* (in lower case), not quoted."""
        return self.word in words


class Source:
    """
    The text of a file of SQL.

    Quotes follow the database: MySQL alone escapes with a backslash, and alone quotes names with `.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._escapes = bool(_MYSQL.search(text))

    def beginnings(self) -> Iterator[re.Match[str]]:
        """
        Where a statement that may matter begins: the match of its first word.

        What stands in quotes, in remarks, or in the rows of a PostgreSQL dump is passed over.
        """
        between, position = _between(self._escapes), 0
        while found := between.match(self.text, position):
            if found.lastgroup != "begins":
                return
            position = found.end()
            if copied := _COPIED.match(self.text, found.start("begins")):
                end = self.text.find("\n\\.", copied.end())
                position = len(self.text) if end < 0 else end + 3
            else:
                yield found

    def tokens(self, position: int) -> Iterator[tuple[Token, int]]:
        """The tokens from *position* on, each with where it ends; they stop where a statement must have ended."""
        pieces = _pieces(self._escapes)
        for _ in range(_MOST_TOKENS):
            found = pieces.match(self.text, position)
            if not found:
                return
            position = found.end()
            kind = str(found.lastgroup)
            if kind != "blank":
                yield (
                    Token(
                        kind,
                        self._plain(kind, found[0]),
                        self.line(found.start()),
                        found[0].lower() if kind in ("word", "mark") else "",
                        kind == "remark" and self._begins_its_line(found.start()),
                    ),
                    position,
                )

    def _begins_its_line(self, position: int) -> bool:
        before = self.text[max(0, position - _FAR) : position]
        return not before.rpartition("\n")[2].strip()

    def line(self, position: int) -> int:
        """The line that *position* is in, from 1."""
        return bisect_left(self._line_ends, position) + 1

    @cached_property
    def _line_ends(self) -> list[int]:
        return [each.start() for each in re.finditer("\n", self.text)]

    def remarks_before(self, position: int) -> list[str]:
        """The remarks right above *position*, nearest first; only the removal of the old table may stand between."""
        remarks = []
        above = self.text[max(0, position - _FAR) : position]
        for line in reversed(above.splitlines()[: -1 if above.rpartition("\n")[2] else None]):
            bare = line.strip()
            if remark := re.fullmatch(r"(?:--+|#+|/\*+)\s*(.*?)\s*(?:\*+/)?", bare):
                remarks.append(remark[1])
            elif bare and not re.match(r"(drop|set|go$|if\b|prompt|/$)", bare, re.IGNORECASE):
                break
        return remarks

    def _plain(self, kind: str, text: str) -> str:
        match kind:
            case "string":
                plain = text[text.index("'") + 1 :].removesuffix("'").replace("''", "'")
                return _unescaped(plain) if self._escapes else plain
            case "quoted":
                return text[1:-1].replace('""', '"')
            case "remark":
                return re.sub(r"^(--+|#+|/\*+)|\*+/$", "", text).strip()
        return text


_ESCAPES: Final = {"n": "\n", "r": "\n", "t": " ", "0": ""}


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda each: _ESCAPES.get(each[1], each[1]), text, flags=re.DOTALL)


def _string(*, escapes: bool) -> str:
    inside = r"[^'\\]++|\\.|''" if escapes else r"[^']++|''"
    return rf"'(?:{inside})*+(?:'|\Z)"


_QUOTED: Final = r'"(?:[^"]++|"")*+(?:"|\Z)|`[^`\n]++`'
#: Lines for the terminal in scripts of Oracle: an apostrophe in them opens nothing.
_PROMPTS: Final = r"^(?:prompt|rem|remark)\b[^\n]*+"
_REMARK: Final = r"--[^\n]*+|/\*.*?(?:\*/|\Z)|(?<![\w\"'`])\#[^\n]*+"


@cache
def _between(escapes: bool) -> re.Pattern[str]:  # noqa: FBT001 – the key of a cache
    """Everything up to the next word that begins a statement; nothing is looked at twice."""
    return re.compile(
        rf"(?:[^'\"`/\#\w-]++|{_PROMPTS}|(?!(?:{_BEGINS})\b)\w++"
        rf"|{_string(escapes=escapes)}|{_QUOTED}|{_REMARK}|[/\#`-])*+"
        rf"(?:(?P<begins>{_BEGINS})\b)?",
        re.IGNORECASE | re.DOTALL | re.MULTILINE,
    )


@cache
def _pieces(escapes: bool) -> re.Pattern[str]:  # noqa: FBT001 – the key of a cache
    return re.compile(
        rf"(?P<blank>\s++)|(?P<string>[NE]?{_string(escapes=escapes)})|(?P<remark>{_REMARK})"
        rf"|(?P<quoted>{_QUOTED}|\[[^\[\]\n'\"]++\])"
        r"|(?P<number>\d++(?:\.\d++)?(?![\w$]))|(?P<word>[\w$@\#]++)|(?P<mark>.)",
        re.IGNORECASE | re.DOTALL,
    )
