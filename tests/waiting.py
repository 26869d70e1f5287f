"""Waiting for what another thread, process or page brings about."""

import threading

#: Seconds between two looks, and looks before it has not come about: a minute.
PAUSE, LOOKS = 0.02, 3_000


def until(holds):
    """Wait until *holds* gives something true, and give that; after a minute it is an error."""
    for _ in range(LOOKS):
        if found := holds():
            return found
        threading.Event().wait(PAUSE)
    raise AssertionError("it did not come about")
