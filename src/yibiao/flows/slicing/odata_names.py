"""What columns are called in OData, and as its library reads them: OData has letters of any script, the library Latin ones."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote, unquote_plus

from yibiao.flows.slicing.odata_described import key_of
from yibiao.slicing.columns import Column

_LONGEST_NAME: Final = 120
_FIRST: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl"})
_OTHERS: Final = _FIRST | {"Nd", "Mn", "Mc", "Pc", "Cf"}
#: Words of conditions, which no column may be called.
_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "and or not eq ne gt ge lt le add sub mul div divby mod has in asc desc null true false with as from any all",
    )
)
_NAME: Final = re.compile(r"[^\W\d]\w*")


def identifier(label: str) -> str:
    """A label as a name: letters, digits and underscores, beginning with no digit."""
    name = "".join(
        each if unicodedata.category(each) in _OTHERS else "_"
        for each in unicodedata.normalize("NFC", label)
    )
    name = re.sub("__+", "_", name).strip("_")[:_LONGEST_NAME] or "_"
    first = unicodedata.category(name[0]) in _FIRST
    return name if first and name.lower() not in _WORDS else f"_{name}"


class Armour:
    """
    Names of letters that the reader does not take → names that it does, and back.

    OData allows letters of any script in names; the library's reader takes Latin ones alone.
    """

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self.inner = {label: f"p{at}" for at, label in enumerate(columns)}
        self.subject = self.inner[key_of(columns.items())]
        self._outer = {name: label for label, name in self.inner.items()}

    def query(self, text: str) -> str:
        """The options of an address, their values with names that the reader takes."""
        parts = (part.partition("=") for part in text.split("&") if part)
        return "&".join(
            f"{quote(unquote_plus(name), safe='$@')}={quote(self._value(unquote_plus(value)), safe='')}"
            if unquote_plus(name) != "$skiptoken"
            else f"$skiptoken={quote(unquote_plus(value), safe='')}"
            for name, _, value in parts
        )

    def outer(self, name: str) -> str:
        """What whoever asks calls it."""
        return self._outer.get(name, name)

    def readable(self, text: str) -> str:
        """What the library says, in the names of whoever asks."""
        return _NAME.sub(lambda found: self.outer(found[0]), text)

    def _value(self, text: str) -> str:
        return "".join(self._armoured(text))

    def _armoured(self, text: str) -> Iterator[str]:
        """Names stand outside of quotes."""
        for at, part in enumerate(text.split("'")):
            if at:
                yield "'"
            yield part if at % 2 else _NAME.sub(self._one, part)

    def _one(self, found: re.Match[str]) -> str:
        name = found[0]
        if name in self.inner:
            return self.inner[name]
        if name.isascii():
            return name
        inner = self.inner[name] = f"x{name.encode().hex()}"
        self._outer[inner] = name
        return inner
