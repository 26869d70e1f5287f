"""An OLE compound file (.doc, .xls) → its streams; chains of sectors that go round in a circle are refused."""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

_FREE: Final = 0xFFFFFFFA
_ENTRY: Final = 128


def streams(content: bytes) -> dict[str, bytes]:
    """
    The streams by name.

    Raises:
        ValueError: A chain of sectors has no end.
        struct.error: Something is cut off.
    """
    shift, small = struct.unpack_from("<HH", content, 30)
    if not 7 <= shift <= 16 or small > shift:  # noqa: PLR2004
        raise ValueError
    size = 1 << shift
    directory, _, cutoff, short_table = struct.unpack_from("<4I", content, 48)
    table = _numbers(_sector(content, each, size) for each in _table_sectors(content, size))
    entries = _joined(content, directory, table, size)
    root, found = b"", {}
    short = _numbers([_joined(content, short_table, table, size)])
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        kind = entries[at + 66]
        start, bytes_ = struct.unpack_from("<II", entries, at + 116)
        if kind == 5:  # noqa: PLR2004
            root = _joined(content, start, table, size)
        elif kind == 2 and name not in found:  # noqa: PLR2004
            whole = (
                _joined(root, start, short, 1 << small, first=0)
                if bytes_ < cutoff
                else _joined(content, start, table, size)
            )
            found[name] = whole[:bytes_]
    return found


def _table_sectors(content: bytes, size: int) -> Iterator[int]:
    numbers = list(struct.unpack_from("<109I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    for _ in range(len(content) // size):
        if more >= _FREE:
            break
        *rest, more = struct.unpack(f"<{size // 4}I", _sector(content, more, size))
        numbers += rest
    yield from (each for each in numbers if each < _FREE)


def _sector(content: bytes, number: int, size: int, first: int = 1) -> bytes:
    return content[(number + first) * size : (number + first + 1) * size]


def _numbers(parts: Iterator[bytes] | Sequence[bytes]) -> tuple[int, ...]:
    whole = b"".join(parts)
    return struct.unpack(f"<{len(whole) // 4}I", whole[: len(whole) // 4 * 4])


def _joined(content: bytes, start: int, table: Sequence[int], size: int, first: int = 1) -> bytes:
    """The sectors of a chain, joined."""
    parts: list[bytes] = []
    while start < _FREE:
        if len(parts) > len(table) or start >= len(table):
            raise ValueError
        parts.append(_sector(content, start, size, first))
        start = table[start]
    return b"".join(parts)
