"""How much is tried: enough that a law which does not hold is seen, and more where somebody has the time."""

import os
from typing import Final

#: Whether somebody has: where `YIBIAO_LONG` says so.
LONG: Final = bool(os.environ.get("YIBIAO_LONG"))


def effort(usual: int, long: int) -> int:
    """So many examples, seeds or steps."""
    return long if LONG else usual
