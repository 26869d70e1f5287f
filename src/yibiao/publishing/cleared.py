"""Arrow's batches of rows → the same with noughts under what is missing, where an engine leaves what its memory held."""

from functools import cache
from typing import Any

from nanoarrow import c_array_from_buffers


def cleared(array: Any) -> Any:
    """
    The array with noughts wherever it holds no value, and in what it has below it.

    Nobody reads those places, but they go out with the rest: parts of other people's rows, and of columns that are covered.

    Args:
        array: A `nanoarrow.CArray` that begins with its first row.
    """
    view = array.view()
    buffers = [view.buffer(at) for at in range(view.n_buffers)]
    # A vector of values of one width: what says which are there, and the values.
    if view.n_buffers == 2 and view.buffer_type(1) == "data" and buffers[1].size_bytes:  # noqa: PLR2004
        held = bytes(buffers[0]) or _all(array.length)
        bits = view.layout.element_size_bits[1]
        buffers[1] = _under(bytes(buffers[1]), held if bits == 1 else _widened(held, bits // 8))
    return c_array_from_buffers(
        array.schema,
        array.length,
        buffers,
        null_count=array.null_count,
        offset=array.offset,
        children=[cleared(each) for each in array.children],
        validation_level="none",
    )


def _under(values: bytes, mask: bytes) -> bytes:
    size = len(values)
    kept = int.from_bytes(values, "little") & int.from_bytes(mask[:size], "little")
    return kept.to_bytes(size, "little")


def _all(length: int) -> bytes:
    """That every row is there, and none behind the last."""
    return ((1 << length) - 1).to_bytes(-(-length // 8), "little")


def _widened(held: bytes, width: int) -> bytes:
    """For every row so many bytes: all ones where it is there."""
    return b"".join(map(_eight(width).__getitem__, held))


@cache
def _eight(width: int) -> tuple[bytes, ...]:
    """The same of eight rows, by the byte that says which of them are there."""
    there, missing = b"\xff" * width, bytes(width)
    return tuple(
        b"".join(there if byte >> row & 1 else missing for row in range(8)) for byte in range(256)
    )
