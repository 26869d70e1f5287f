"""The parts of an .xlsx that its sheets share: which sheets there are, names, texts, and which styles are dates."""

import re
from typing import Final

from yibiao.intake.containers.xml_parts import Enough

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Formats of days and times that every workbook knows by number.
_DAYS: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def unescaped(text: str) -> str:
    """The text with characters that XML cannot hold put back."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)).replace("\0", ""), text).replace(
        "\r\n", "\n"
    )


class _Quiet:
    """A walker that hears everything and makes nothing of it."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def skipped(self, part: bytes, start: int, end: int) -> None:
        pass

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class Relations(_Quiet):
    """What a workbook's parts are to it: kind and path by id."""

    def __init__(self) -> None:
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets[attributes.get("Id", "")] = kind, path


class SheetList(_Quiet):
    """The sheets that a workbook lists, its names, and what it counts days from."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.names: dict[str, str] = {}
        self.since_1904 = False
        self._name = ""
        self._text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), id_, hidden))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "definedName":
            self._name, self._text = attributes.get("name", ""), []

    def text(self, text: str) -> None:
        """Characters between elements."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "definedName" and self._text is not None:
            self.names[self._name] = "".join(self._text).strip()
            self._text = None


class Styles(_Quiet):
    """Which styles of cells are days or times, and which draw a border."""

    def __init__(self) -> None:
        self._formats: dict[str, str] = {}
        self._cells = False
        self._numbers: list[str] = []
        self._borders: list[bool] = []
        self._bordered: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._cells = True
        elif name == "xf" and self._cells:
            self._numbers.append(attributes.get("numFmtId", "0"))
            self._bordered.append(attributes.get("borderId", "0"))
        elif name == "border":
            self._borders.append(False)
        elif name in _SIDES and self._borders and attributes.get("style", "none") != "none":
            self._borders[-1] = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "cellXfs":
            self._cells = False

    @property
    def days(self) -> frozenset[int]:
        """Numbers of those styles."""
        return frozenset(
            style for style, number in enumerate(self._numbers) if self._of_days(number)
        )

    @property
    def bordered(self) -> frozenset[int]:
        """Numbers of those styles that draw a border."""
        drawn = {str(number) for number, each in enumerate(self._borders) if each}
        return frozenset(style for style, border in enumerate(self._bordered) if border in drawn)

    def _of_days(self, number: str) -> bool:
        if number in self._formats:
            first = _QUOTED.sub("", self._formats[number].partition(";")[0])
            return "general" not in first.lower() and bool(
                re.search("[dmyhs年月日]", first.lower())
            )
        return number.isdecimal() and int(number) in _DAYS


_SIDES: Final = ("left", "right", "top", "bottom", "start", "end")


class Strings(_Quiet):
    """The shared texts with the numbers that are wanted, up to the last of them."""

    def __init__(self, wanted: set[int], last: int, into: dict[int, str]) -> None:
        self._wanted, self._last, self._into = wanted, last, into
        self._number = -1
        self._parts: list[str] = []
        self._hearing = False
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 – it is told of all
        """An element begins."""
        if name == "si":
            self._number += 1
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._hearing = not self._phonetic and self._number in self._wanted

    def text(self, text: str) -> None:
        """Characters between elements."""
        if self._hearing:
            self._parts.append(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "t":
            self._hearing = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            if self._number in self._wanted:
                self._into[self._number] = unescaped("".join(self._parts))
            if self._number >= self._last:
                raise Enough
