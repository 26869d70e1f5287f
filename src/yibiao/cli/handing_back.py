"""
Memory that nothing in this process needs any more → the system.

Threads take turns with large things – a workbook, a page of rows, a file that goes out –, and where something small that stays
lies above what is gone, the C library keeps all of it.
"""

import ctypes
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from yibiao.flows.attendant import Attendant

#: Seconds from one time to the next; each takes some milliseconds.
_PAUSE: Final = 5.0


class HandingBack(Attendant):
    """Hands it back again and again; where the C library cannot, it ends at once."""

    def __init__(self) -> None:
        super().__init__("handing back")
        if hand_back():
            self.begin()

    def look(self) -> float:
        """Hand back what is not needed now."""
        hand_back()
        return _PAUSE


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
