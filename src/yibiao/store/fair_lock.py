"""A lock that whoever asks first has first."""

import threading
from collections import deque


class FairLock:
    """
    Who may write to a database, within one process; any thread may release what another has acquired.

    SQLite lets in whoever asks just when nobody writes. While many file, groups follow each other without a pause, and
    whoever signs in meanwhile would ask in vain until they are told that the journal is busy.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for it."""
        return len(self._waiting)

    def acquire(self) -> None:
        """Wait until everybody before has released it, and hold it."""
        with self._lock:
            if not self._held:
                self._held = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        mine.wait()

    def release(self) -> None:
        """Hand it on."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()
