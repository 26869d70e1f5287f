"""Follow: while a service runs, picture and registry stay near the journal, whoever writes to it, and the picture in order."""

import threading
import time
from collections.abc import Callable
from typing import Final

import structlog

from yibiao.store import Picture, Tidying

_log = structlog.get_logger("yibiao.flows")

#: Events that a query still catches up with by itself; with more it says how far the picture is.
PATIENCE: Final = 20_000

#: Seconds between two looks at the journal, between two slices of what is lacking, and after a failure.
_PAUSE, _BREATH, _TROUBLED = 0.25, 0.02, 5.0

#: Of a few entries a slice takes nearly as long as of many: while they come in, so many times as long is paused, but no
#: longer than that. Whoever asks meanwhile draws what is lacking, and waits for no pause.
_SPARING, _LONGEST_PAUSE = 20, 1.2

#: Seconds from finding the picture in order to the next look, and at most between two steps towards that.
_LOOK, _REST = 60.0, 1.0


class Follower:
    """
    A thread that draws what the picture lacks, and folds what other services on the same journal registered.

    While nothing lacks it puts the picture in order, a step at a time, and rests as long as each step took.

    A failure is logged, and it goes on: the next look may find the database back, or room on the disk.
    """

    def __init__(self, picture: Picture, refresh: Callable[[], None]) -> None:
        self._picture = picture
        self._refresh = refresh
        self._tidying = Tidying(picture)
        self._tidy_until = 0.0
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
                begun = time.monotonic()
                more = self._picture.nearer()
                drawing = min(_SPARING * (time.monotonic() - begun), _LONGEST_PAUSE)
                pause = _BREATH if more else max(self._tidied(), drawing)
            except Exception as error:  # noqa: BLE001  whatever it was, queries would meet it too
                _log.warning("not following", reason=type(error).__qualname__)
                pause = _TROUBLED

    def _tidied(self) -> float:
        """Do a bit of tidying, if it is time to; how long to pause then."""
        begun = time.monotonic()
        if begun < self._tidy_until:
            return _PAUSE
        if self._tidying.step():
            return min(_BREATH + time.monotonic() - begun, _REST)
        self._tidy_until = begun + _LOOK
        return _PAUSE
