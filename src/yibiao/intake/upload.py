"""A file that came in: its bytes and name, and what they are read as."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any

from yibiao.intake.html import exported
from yibiao.intake.html.markup import encoding_named
from yibiao.intake.sheets.opening import opened
from yibiao.intake.sheets.sheet import Workbook

_ENCODINGS = ("utf-8-sig", "gb18030")
_MARKED = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Upload:
    """Bytes under a name; nothing is read before it is asked for, and nothing twice."""

    content: bytes
    filename: str

    @property
    def stem(self) -> str:
        """The name without folder and ending."""
        return PurePath(self.filename.replace("\\", "/")).stem or "form"

    @property
    def suffix(self) -> str:
        """The ending in lower case, with its dot."""
        return PurePath(self.filename).suffix.lower()

    @cached_property
    def text(self) -> str | None:
        """Its text, by byte order mark, as UTF-8 or as GB18030; `None` if it is none of these, or binary."""
        for encoding in self.encodings:
            try:
                text = self.content.decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if "\0" in text else text
        return None

    @cached_property
    def mended(self) -> tuple[str, list[int]]:
        """
        Its text, with what cannot be decoded replaced, in the encoding that loses least; and the lines that lost.

        A file of any kind gives some text: ask `binary` first.
        """
        if self.text is not None:
            return self.text, []
        texts = [self.content.decode(each, "replace") for each in self.encodings]
        text = min(texts, key=lambda each: each.count("\ufffd"))
        return text, [
            number for number, line in enumerate(text.splitlines(), start=1) if "\ufffd" in line
        ]

    @property
    def binary(self) -> bool:
        """Whether it is no text: it begins with bytes that no text has."""
        marked = self.content.startswith(tuple(mark for mark, _ in _MARKED))
        return not marked and b"\0" in self.content[:4096]

    @cached_property
    def workbook(self) -> Workbook | None:
        """The workbook that it is, or `None`."""
        return opened(self.content, self.filename) or exported.workbook_of(
            self.content, self.markup, self.suffix
        )

    @cached_property
    def markup(self) -> str | None:
        """Its text if that is markup, in the encoding that it names; `None` otherwise."""
        if self.text is None and (self.binary or b"<" not in self.content[:4096]):
            return None
        named = encoding_named(self.content) if self.text is None else None
        try:
            text = self.content.decode(named) if named else self.mended[0]
        except (LookupError, UnicodeDecodeError):
            text = self.mended[0]
        return text if text.lstrip("\ufeff \t\r\n").startswith("<") else None

    @property
    def encodings(self) -> tuple[str, ...]:
        """The encodings it may be in, likeliest first."""
        marked = tuple(name for mark, name in _MARKED if self.content.startswith(mark))
        return marked or _ENCODINGS

    @cached_property
    def document(self) -> Any:
        """The JSON object or list that it is, or `None`. Do not change it."""
        text = (self.text or "").strip()
        if not text.startswith(("{", "[")):
            return None
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None
