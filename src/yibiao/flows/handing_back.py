"""
Memory that nothing in this process needs any more → the system.

Threads take turns with large things – a workbook, a page of rows, a file that goes out –, and where something small that stays
lies above what is gone, the C library keeps all of it.
"""

import ctypes
import sys
from collections.abc import Callable
from contextlib import suppress


def hand_back() -> bool:
    """Hand back what is not needed now; whether the C library can."""
    trim = _trim()
    if trim is not None:
        trim(ctypes.c_size_t(0))
    return trim is not None


def _trim() -> Callable[[ctypes.c_size_t], object] | None:
    """What glibc has for it; no other library has."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            return ctypes.CDLL(None).malloc_trim
    return None
