"""Follow: while a service runs, picture and registry stay near the journal, whoever writes to it."""

import threading
from collections.abc import Callable
from typing import Final

import structlog

from yibiao.store import Picture

_log = structlog.get_logger("yibiao.flows")

#: Events that a query still catches up with by itself; with more it says how far the picture is.
PATIENCE: Final = 20_000

#: Seconds between two looks at the journal, between two slices of what is lacking, and after a failure.
_PAUSE, _BREATH, _TROUBLED = 0.25, 0.02, 5.0


class Follower:
    """
    A thread that draws what the picture lacks, and folds what other services on the same journal registered.

    A failure is logged, and it goes on: the next look may find the database back, or room on the disk.
    """

    def __init__(self, picture: Picture, refresh: Callable[[], None]) -> None:
        self._picture = picture
        self._refresh = refresh
        self._ended = threading.Event()
        picture.patience = PATIENCE
        self._thread = threading.Thread(target=self._follow_on, name="follower", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Finish the slice at hand, and leave queries to catch up by themselves again."""
        self._ended.set()
        self._thread.join()
        self._picture.patience = None

    def _follow_on(self) -> None:
        pause = 0.0
        while not self._ended.wait(pause):
            try:
                self._refresh()
                pause = _BREATH if self._picture.nearer() else _PAUSE
            except Exception as error:  # noqa: BLE001  whatever it was, queries would meet it too
                _log.warning("not following", reason=type(error).__qualname__)
                pause = _TROUBLED
