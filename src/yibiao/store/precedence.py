"""Who goes first where several threads want a processor: whoever takes entries, before whoever works answers out."""

import os
import sys
import threading
from typing import Final

#: How much later than others, and how late at most; in steps of Linux.
_LATER: Final = 10
_LAST: Final = 19


def behind_others() -> None:
    """Have this thread, and those that it begins, stand back: Linux has a priority for each thread, other systems have none."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        last = min(os.getpriority(os.PRIO_PROCESS, thread) + _LATER, _LAST)
        os.setpriority(os.PRIO_PROCESS, thread, last)
