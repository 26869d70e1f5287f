"""Follow: while a service runs, picture and registry stay near the journal, whoever writes to it, and the picture in order."""

import time
from collections.abc import Callable
from typing import Final

from yibiao.flows.attendant import Attendant
from yibiao.store import Picture, Tidying

#: Events that a query still catches up with by itself; with more it says how far the picture is.
PATIENCE: Final = 20_000

#: Seconds between two looks at the journal, and between two slices of what is lacking.
_PAUSE, _BREATH = 0.25, 0.02

#: Of a few entries a slice takes nearly as long as of many: while they come in, so many times as long is paused, but no
#: longer than that. Whoever asks meanwhile draws what is lacking, and waits for no pause.
_SPARING, _LONGEST_PAUSE = 20, 1.2

#: Seconds from finding the picture in order to the next look, and at most between two steps towards that.
_LOOK, _REST = 60.0, 1.0


class Follower(Attendant):
    """
    Draws what the picture lacks, and folds what other services on the same journal registered.

    While nothing lacks it puts the picture in order, a step at a time, and rests as long as each step took.
    """

    def __init__(self, picture: Picture, refresh: Callable[[], None]) -> None:
        super().__init__("follower")
        self._picture = picture
        self._refresh = refresh
        self._tidying = Tidying(picture)
        self._tidy_until = 0.0
        picture.patience = PATIENCE
        self.begin()

    def close(self) -> None:
        """Finish the slice at hand, and leave queries to catch up by themselves again."""
        super().close()
        self._picture.patience = None

    def look(self) -> float:
        """Draw one slice of what is lacking, or tidy a bit."""
        self._refresh()
        begun = time.monotonic()
        if self._picture.nearer():
            return _BREATH
        drawing = min(_SPARING * (time.monotonic() - begun), _LONGEST_PAUSE)
        return max(self._tidied(), drawing)

    def _tidied(self) -> float:
        """Do a bit of tidying, if it is time to; how long to pause then."""
        begun = time.monotonic()
        if begun < self._tidy_until:
            return _PAUSE
        if self._tidying.step():
            return min(_BREATH + time.monotonic() - begun, _REST)
        self._tidy_until = begun + _LOOK
        return _PAUSE
