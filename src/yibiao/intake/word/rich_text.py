"""Rich text (.rtf, often called .doc) → lines and tables in their order."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from yibiao.errors import Finding, TooLarge
from yibiao.intake.layout.standing import Line, Table
from yibiao.intake.word.older_tables import table_of

_TOKEN: Final = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+",
    re.DOTALL,
)
_MOST_TOKENS: Final = 1_000_000
_DEEPEST: Final = 1_000
#: Groups that hold no words of the page.
_UNSEEN: Final = frozenset(
    (
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "datastore",
        "colorschememapping", "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl",
        "latentstyles", "filetbl", "bkmkstart", "bkmkend", "nonshppict", "fldinst", "template",
        "operator", "datafield", "falt", "panose", "formfield", "ffname", "ffdeftext", "ffformat",
    )
)  # fmt: skip
_RUNNING: Final = frozenset(("header", "headerl", "headerr", "headerf"))
_FEET: Final = frozenset(("footer", "footerl", "footerr", "footerf"))
_CHARACTERS: Final = {
    "tab": "    ", "line": "\n", "emdash": "—", "endash": "–", "bullet": "·", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": "\u3000", "enspace": " ",
}  # fmt: skip
_ESCAPED: Final = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_BLANKS: Final = " \u3000\xa0\u2002\u2003"
_FIRST, _BESIDE, _DOWN, _TOP = 0x1, 0x2, 0x20, 0x40
_MERGES: Final = {
    "clmgf": _FIRST, "clmrg": _BESIDE, "clvmgf": _DOWN | _TOP, "clvmrg": _DOWN
}  # fmt: skip


def is_rich_text(content: bytes) -> bool:
    """Whether it begins as rich text does."""
    return content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{\\rtf")


def parts_of(content: bytes) -> list[Line | Table]:
    """
    The paragraphs and tables; what stands at the head of pages comes first.

    Raises:
        TooLarge: It has more words and controls than any form.
    """
    reader = _Reader()
    for number, token in enumerate(_TOKEN.finditer(content)):
        if number > _MOST_TOKENS:
            finding = Finding("sheet-too-wide", facts={"limit": _MOST_TOKENS})
            raise TooLarge(finding, limit=_MOST_TOKENS, size=f">{_MOST_TOKENS}")
        reader.take(token)
    return reader.finished()


@dataclass(frozen=True)
class _State:
    """What holds within a group."""

    unseen: bool = False
    place: str = "body"
    underlined: bool = False
    fallback: int = 1
    asks: bool = False


@dataclass
class _Row:
    """A row being described: where its cells end, and how each is merged."""

    edges: tuple[int, ...] = (0,)
    cells: tuple[int, ...] = ()
    merge: int = 0


@dataclass
class _Reader:
    """Follows groups and controls."""

    state: _State = field(default_factory=_State)
    outer: list[_State] = field(default_factory=list)
    begun: bool = False  # whether a group has just been opened
    starred: bool = False
    skip: int = 0
    waiting: bytearray = field(default_factory=bytearray)
    text: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    row: _Row = field(default_factory=_Row)
    cells: list[str] = field(default_factory=list)
    rows: list[tuple[_Row, list[str]]] = field(default_factory=list)
    in_table: bool = False
    fresh: bool = False
    paragraphs: int = 0
    tables: int = 0
    running: list[Line | Table] = field(default_factory=list)
    parts: list[Line | Table] = field(default_factory=list)

    def take(self, token: re.Match[bytes]) -> None:
        """One control, brace, character or run of text."""
        word, number, byte, sign, brace, words = token.groups()
        if byte is not None:
            self._byte(int(byte, 16))
            return
        if words is None or self.skip == 0:
            self._flush()
        if brace == b"{":
            self.outer.append(self.state)
            self.begun = len(self.outer) < _DEEPEST
            return
        if brace == b"}":
            self._close()
        elif word is not None:
            self._control(word.decode(), None if number is None else int(number))
        elif sign is not None:
            self.starred = sign == b"*" or self.starred
            self._write(_ESCAPED.get(sign, ""))
            return
        elif words is not None:
            self._words(words)
        self.begun = self.starred = False

    def finished(self) -> list[Line | Table]:
        """What was read."""
        self._flush()
        self._end_paragraph()
        self._end_table()
        return [*self.running, *self.parts]

    # ------------------------------------------------------------------------------------- characters

    def _byte(self, byte: int) -> None:
        if self.skip:
            self.skip -= 1
        elif not self.state.unseen:
            self.waiting.append(byte)

    def _flush(self) -> None:
        """Write bytes that were waiting for the rest of their characters."""
        if self.waiting:
            held, self.waiting = bytes(self.waiting), bytearray()
            self._write(held.decode("gb18030", "replace").replace("\ufffd", ""))

    def _words(self, words: bytes) -> None:
        skipped = min(self.skip, len(words))
        self.skip -= skipped
        words = words[skipped:]
        if self.state.asks and b"FORMCHECKBOX" in words:
            self.text.append("□")
        if words and max(words) > 0x7F:  # noqa: PLR2004 – text that nobody escaped
            self.waiting += b"" if self.state.unseen else words
            self._flush()
        else:
            self._write(words.decode("ascii"))

    def _write(self, text: str) -> None:
        if self.state.unseen or not text:
            return
        if self.state.underlined and not text.strip(_BLANKS):
            text = "__" * len(text)
        (self.text if self.state.place == "body" else self.aside).append(text)

    # --------------------------------------------------------------------------------------- controls

    def _control(self, word: str, number: int | None) -> None:
        if self.begun and (self.starred or word in _UNSEEN) and word not in _RUNNING:
            seen = word in ("shptxt", "shpinst")
            self.state = replace(
                self.state, unseen=self.state.unseen or not seen, asks=word == "fldinst"
            )
        elif self.begun and (word in _RUNNING or word in _FEET or word == "footnote"):
            self.state = replace(self.state, place=word)
        elif word == "u" and number is not None:
            self._write(chr(number % 0x10000))
            self.skip = self.state.fallback
        elif word == "uc":
            self.state = replace(self.state, fallback=min(number or 0, 8))
        elif word in ("v", "deleted"):
            self.state = replace(self.state, unseen=number != 0)
        elif word in ("ul", "uld", "uldb", "ulw", "ulnone", "plain"):
            self.state = replace(
                self.state, underlined=word.startswith("ul") and word != "ulnone" and number != 0
            )
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        elif not self.state.unseen:
            self._lay_out(word, number)

    def _lay_out(self, word: str, number: int | None) -> None:  # noqa: C901 – a table of cases
        match word:
            case "pard":
                self.in_table = False
            case "intbl":
                self.in_table = True
            case "par" | "sect":
                self._end_paragraph()
            case "page" | "pagebb":
                self.fresh = True
            case "cell" | "nestcell":
                self.cells.append("".join(self.text).strip("\n "))
                self.text = []
            case "trowd":
                self.row = _Row()
            case "trleft":
                self.row.edges = (number or 0,)
            case "clmgf" | "clmrg" | "clvmgf" | "clvmrg":
                self.row.merge |= _MERGES[word]
            case "cellx" if len(self.row.cells) < 200:  # noqa: PLR2004 – no table is wider
                edges = (*self.row.edges, number or 0)
                self.row = _Row(edges, (*self.row.cells, self.row.merge))
            case "row":
                self.rows.append((self.row, self.cells))
                self.cells = []

    def _close(self) -> None:
        place = self.state.place
        if self.outer:
            self.state = self.outer.pop()
        self.skip = 0
        if place != self.state.place:
            text = "".join(self.aside).strip()
            self.aside = []
            if text and place in _RUNNING:
                self.running.append(Line(text, "header", running=True))
            elif text and place == "footnote":
                self.parts.append(Line(f"注：{text}", "footnote"))

    def _end_paragraph(self) -> None:
        """End a line; within a cell, the line only."""
        if self.state.place != "body":
            self.aside.append("\n")
            return
        if self.in_table:
            self.text.append("\n")
            return
        self._end_table()
        text, self.text = "".join(self.text), []
        self.paragraphs += 1
        if text.strip():
            self.parts.append(Line(text, f"P{self.paragraphs}", fresh=self.fresh))
            self.fresh = False

    def _end_table(self) -> None:
        if self.rows:
            self.tables += 1
            table = table_of(self.rows, self.tables)
            rows, self.rows = self.rows, []
            if any(any(texts) for _, texts in rows):
                self.parts.append(Table(table))
