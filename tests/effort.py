"""How much is tried: enough that a law which does not hold is seen, and more where somebody has the time."""

import os


def effort(usual: int, long: int) -> int:
    """So many examples, seeds or steps: *usual* ones, and *long* ones where `YIBIAO_LONG` says so."""
    return long if os.environ.get("YIBIAO_LONG") else usual
