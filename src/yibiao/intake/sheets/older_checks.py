"""What an .xls file checks of what is written in its cells, as the XML of a workbook says it."""

import contextlib
import struct
from typing import Final

from yibiao.intake.containers import compound
from yibiao.intake.sheets import biff
from yibiao.intake.sheets.lettering import letters
from yibiao.intake.sheets.older_formulas import Formula

_CHECK: Final = 0x1BE
_MOST: Final = 5_000
_KINDS: Final = ("none", "whole", "decimal", "list", "date", "time", "textLength", "custom")
_OPERATORS: Final = (
    "between", "notBetween", "equal", "notEqual", "greaterThan", "lessThan", "greaterThanOrEqual", "lessThanOrEqual",
)  # fmt: skip


def of_stream(content: bytes) -> dict[str, list[dict[str, str]]]:
    """The checks of each sheet by its name; nothing where the file is damaged."""
    with contextlib.suppress(
        Exception
    ):  # damaged records fail anywhere; the cells are read by another reader
        stream = compound.streams(content)["Workbook"]
        bound = [
            biff.bound_sheet(body)
            for kind, body in biff.records(stream, 0)
            if kind == biff.BOUND_SHEET
        ]
        return {
            name: [_check(body) for kind, body in biff.records(stream, at) if kind == _CHECK][
                :_MOST
            ]
            for name, at in bound
        }
    return {}


def _check(body: bytes) -> dict[str, str]:
    options = struct.unpack_from("<I", body)[0]
    at = 4
    words = []
    for _ in range(4):
        text, at = biff.string(body, at)
        words.append(text.strip("\0"))
    formulas = []
    for _ in range(2):
        size = struct.unpack_from("<H", body, at)[0]
        formulas.append(body[at + 4 : at + 4 + size])
        at += 4 + size
    count = struct.unpack_from("<H", body, at)[0]
    spans = [struct.unpack_from("<4H", body, at + 2 + 8 * n) for n in range(count)]
    first = min(each[0] for each in spans), min(each[2] for each in spans)
    kind = _KINDS[options & 0xF]
    listed = kind == "list"
    return {
        "type": kind,
        "operator": _OPERATORS[options >> 20 & 0xF],
        "sqref": " ".join(f"{letters(a)}{t + 1}:{letters(b)}{z + 1}" for t, z, a, b in spans),
        "promptTitle": words[0],
        "error": words[3],
        "prompt": words[2],
        "formula1": "" if listed else _text(formulas[0], first),
        "formula2": "" if listed else _text(formulas[1], first),
    }


def _text(tokens: bytes, first: tuple[int, int]) -> str:
    if not tokens:
        return ""
    try:
        return Formula(first, []).read(tokens)
    except (LookupError, ValueError, struct.error):
        return "?"
