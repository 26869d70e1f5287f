"""What an engine's memory held before goes out under no missing value."""

import struct

import nanoarrow
from nanoarrow import c_array_from_buffers

from yibiao.publishing.cleared import cleared

LEFT = 0x3939393900000012  # what is left of an identity number


def test_nothing_is_left_under_what_is_missing():
    """In numbers, in bits, and in what a list holds; whatever is there stays."""
    numbers, inner = (
        c_array_from_buffers(nanoarrow.int64(), 3, [b"\x05", struct.pack("<3q", 1, LEFT, 3)])
        for _ in range(2)
    )
    bits = c_array_from_buffers(nanoarrow.bool_(), 3, [b"\x05", b"\xff"])
    lists = c_array_from_buffers(
        nanoarrow.list_(nanoarrow.int64()), 1, [None, struct.pack("<2i", 0, 3)], children=[inner]
    )
    found = [cleared(each) for each in (numbers, bits, lists)]

    assert struct.pack("<3q", 1, 0, 3) == bytes(found[0].view().buffer(1))
    assert b"\x05" == bytes(found[1].view().buffer(1))
    assert struct.pack("<3q", 1, 0, 3) == bytes(next(found[2].children).view().buffer(1))
    assert [[1, None, 3], [True, None, True], [[1, None, 3]]] == [
        nanoarrow.Array(each).to_pylist() for each in found
    ]
