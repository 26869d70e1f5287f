"""The formulas of an .xls file, which keeps them as tokens, as the text that people write."""

import contextlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from yibiao.intake.containers import compound
from yibiao.intake.sheets import biff
from yibiao.intake.sheets.lettering import letters

_EXTERN_SHEET, _FORMULA, _SHARED = 0x17, 0x06, 0x4BC
_ROWS: Final = 200
_MOST: Final = 20_000

_SIGNS: Final = {
    0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/", 0x07: "^", 0x08: "&",
    0x09: "<", 0x0A: "<=", 0x0B: "=", 0x0C: ">=", 0x0D: ">", 0x0E: "<>",
}  # fmt: skip
#: Functions by number; those that always take as many arguments, with how many.
_FUNCTIONS: Final = {
    0: "COUNT", 1: "IF", 4: "SUM", 5: "AVERAGE", 6: "MIN", 7: "MAX", 8: "ROW", 9: "COLUMN", 36: "AND", 37: "OR", 100: "CHOOSE", 102: "VLOOKUP",
    115: "LEFT", 116: "RIGHT", 148: "INDIRECT", 169: "COUNTA", 183: "PRODUCT", 228: "SUMPRODUCT", 336: "CONCATENATE",
    345: "SUMIF",
}  # fmt: skip
_FIXED: Final = {
    2: ("ISNA", 1), 3: ("ISERROR", 1), 24: ("ABS", 1), 25: ("INT", 1), 27: ("ROUND", 2), 31: ("MID", 3), 32: ("LEN", 1),
    33: ("VALUE", 1), 34: ("TRUE", 0), 35: ("FALSE", 0), 38: ("NOT", 1), 39: ("MOD", 2), 63: ("RAND", 0), 48: ("TEXT", 2),
    65: ("DATE", 3), 67: ("DAY", 1), 68: ("MONTH", 1), 69: ("YEAR", 1), 74: ("NOW", 0), 118: ("TRIM", 1),
    126: ("ISERR", 1), 128: ("ISNUMBER", 1), 129: ("ISBLANK", 1), 140: ("DATEVALUE", 1), 212: ("ROUNDUP", 2),
    213: ("ROUNDDOWN", 2), 221: ("TODAY", 0), 346: ("COUNTIF", 2), 351: ("DATEDIF", 3),
}  # fmt: skip


def of_stream(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """
    The formulas of each sheet by the cell (row and column from 0) that each computes; nothing where the file is damaged.

    One that has no text known here is there as `?`.
    """
    with contextlib.suppress(
        Exception
    ):  # damaged records fail anywhere; the cells are read by another reader
        return _of_records(content)
    return {}


def _of_records(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    stream = compound.streams(content)["Workbook"]
    sheets: list[tuple[str, int]] = []
    references: list[int] = []
    for kind, body in biff.records(stream, 0):
        if kind == biff.BOUND_SHEET:
            sheets.append(biff.bound_sheet(body))
        elif kind == _EXTERN_SHEET:
            references = biff.references_of(body)
    names = [name for name, _ in sheets]
    titles = [names[each] if each < len(names) else "?" for each in references]
    return {name: _of_sheet(stream, at, titles) for name, at in sheets}


def _of_sheet(stream: bytes, at: int, titles: Sequence[str]) -> dict[tuple[int, int], str]:
    tokens: dict[tuple[int, int], bytes] = {}
    shared: dict[tuple[int, int], bytes] = {}
    last: tuple[int, int] = (0, 0)
    for kind, body in biff.records(stream, at):
        if kind == _FORMULA and len(tokens) < _MOST:
            last = struct.unpack_from("<HH", body)
            if last[0] < _ROWS:
                size = struct.unpack_from("<H", body, 20)[0]
                tokens[last] = body[22 : 22 + size]
        elif kind == _SHARED:
            size = struct.unpack_from("<H", body, 8)[0]
            shared[last] = body[10 : 10 + size]
    return {cell: _text(cell, each, shared, titles) for cell, each in tokens.items()}


def _text(
    cell: tuple[int, int],
    tokens: bytes,
    shared: dict[tuple[int, int], bytes],
    titles: Sequence[str],
) -> str:
    if tokens[:1] == b"\x01":
        first = struct.unpack_from("<HH", tokens, 1)
        tokens = shared.get(first, b"")
    try:
        return Formula(cell, titles).read(tokens)
    except (LookupError, ValueError, struct.error):
        return "?"


@dataclass
class Formula:
    """Puts tokens, each after what it is applied to, into the order in which people write."""

    cell: tuple[int, int]
    titles: Sequence[str]

    def read(self, tokens: bytes) -> str:
        """
        The text.

        Raises:
            LookupError, ValueError, struct.error: Something in it is not known here, or missing.
        """
        stack: list[str] = []
        at = 0
        while at < len(tokens):
            at = self._token(tokens, at, stack)
        [whole] = stack
        return whole

    def _token(self, body: bytes, at: int, stack: list[str]) -> int:
        """Apply the token at a place; the place of the next."""
        token = body[at]
        token = token if token < 0x20 else token & 0x1F | 0x20  # noqa: PLR2004
        if token in _SIGNS:
            right, left = stack.pop(), stack.pop()
            stack.append(f"{left}{_SIGNS[token]}{right}")
            return at + 1
        if token in _PLACES:
            return self._place(token, body, at + 1, stack)
        if token in (0x21, 0x22):
            return self._function(token, body, at + 1, stack)
        return self._value(token, body, at + 1, stack)

    def _value(self, token: int, body: bytes, at: int, stack: list[str]) -> int:  # noqa: PLR0911  a table of cases
        match token:
            case 0x12 | 0x13:
                stack.append(f"{'-' if token == 0x13 else ''}{stack.pop()}")  # noqa: PLR2004
                return at
            case 0x14:
                stack.append(f"{stack.pop()}%")
                return at
            case 0x15:
                stack.append(f"({stack.pop()})")
                return at
            case 0x16:
                stack.append("")
                return at
            case 0x17:
                text, end = biff.string(body, at, wide_count=False)
                stack.append('"' + text.replace('"', '""') + '"')
                return end
            case 0x19:
                return self._attribute(body, at, stack)
            case 0x1D:
                stack.append("TRUE" if body[at] else "FALSE")
                return at + 1
            case 0x1E:
                stack.append(str(struct.unpack_from("<H", body, at)[0]))
                return at + 2
            case 0x1F:
                stack.append(f"{struct.unpack_from('<d', body, at)[0]:.15g}")
                return at + 8
        raise LookupError(token)

    def _attribute(self, body: bytes, at: int, stack: list[str]) -> int:
        kind, data = struct.unpack_from("<BH", body, at)
        if kind & 0x10:
            stack.append(f"SUM({stack.pop()})")
        if kind & 0x04:  # jumps of a choice among many
            return at + 3 + 2 * (int(data) + 1)
        return at + 3

    def _function(self, token: int, body: bytes, at: int, stack: list[str]) -> int:
        if token == 0x21:  # noqa: PLR2004
            name, count = _FIXED[struct.unpack_from("<H", body, at)[0]]
            at += 2
        else:
            count, number = struct.unpack_from("<BH", body, at)
            name, count, at = _FUNCTIONS[number & 0x7FFF], count & 0x7F, at + 3
        arguments = [stack.pop() for _ in range(count)][::-1]
        stack.append(f"{name}({','.join(arguments)})")
        return at

    def _place(self, token: int, body: bytes, at: int, stack: list[str]) -> int:
        """One cell or an area; on another sheet, or seen from the cell of a formula that several share."""
        sheet = ""
        if token in (0x3A, 0x3B):
            title = self.titles[struct.unpack_from("<H", body, at)[0]].replace("'", "''")
            sheet, at = f"'{title}'!", at + 2
        if token in (0x24, 0x2C, 0x3A):
            row, column = struct.unpack_from("<HH", body, at)
            stack.append(sheet + self._named(row, column, seen=token == 0x2C))  # noqa: PLR2004
            return at + 4
        top, bottom, left, right = struct.unpack_from("<4H", body, at)
        seen = token == 0x2D  # noqa: PLR2004
        stack.append(
            f"{sheet}{self._named(top, left, seen=seen)}:{self._named(bottom, right, seen=seen)}"
        )
        return at + 8

    def _named(self, row: int, column: int, *, seen: bool) -> str:
        if seen and column & 0x8000:
            row = (self.cell[0] + row) & 0xFFFF
        at = column & 0xFF
        if seen and column & 0x4000:
            at = (self.cell[1] + at) & 0xFF
        return f"{letters(at)}{row + 1}"


_PLACES: Final = (0x24, 0x25, 0x2C, 0x2D, 0x3A, 0x3B)
