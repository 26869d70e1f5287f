"""The records of an .xls file."""

import struct
from collections.abc import Iterator
from typing import Final

BOUND_SHEET: Final = 0x85
_END: Final = 0x0A


def records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place on, up to the end of its part: what kind each is, and its bytes."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _END:
            return


def string(body: bytes, at: int, *, wide_count: bool = True) -> tuple[str, int]:
    """A text and where the next thing begins."""
    count = struct.unpack_from("<H" if wide_count else "<B", body, at)[0]
    at += 2 if wide_count else 1
    wide = body[at] & 1
    at += 1
    end = at + count * (2 if wide else 1)
    return body[at:end].decode("utf-16-le" if wide else "latin-1"), end


def bound_sheet(body: bytes) -> tuple[str, int]:
    """A sheet's name and where its records begin."""
    return string(body, 6, wide_count=False)[0], struct.unpack_from("<I", body)[0]


def references_of(body: bytes) -> list[int]:
    """For each way in which formulas refer to sheets: the first sheet that it means."""
    count = struct.unpack_from("<H", body)[0]
    return [struct.unpack_from("<HHH", body, 2 + 6 * n)[1] for n in range(count)]
