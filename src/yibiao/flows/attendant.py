"""Whatever a service does by itself beside answering: a thread that looks, does what is to be done, and pauses."""

import threading
from abc import abstractmethod
from collections.abc import Callable
from typing import Final

import structlog

from yibiao.store import Closable

_log = structlog.get_logger("yibiao.flows")

#: Seconds until the next look after one that failed.
TROUBLED: Final = 5.0


class Attendant(Closable):
    """
    Looks again and again from when it `begin`s until it is closed.

    A failure is logged, and it goes on: the next look may find the database back, the picture near, or room on the disk.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._ended = threading.Event()
        self._pause = 0.0
        self._thread = threading.Thread(target=self._look_on, name=name, daemon=True)

    @abstractmethod
    def look(self) -> float:
        """Do what is to be done by now; how many seconds to pause then."""

    @property
    def ended(self) -> bool:
        """Whether it is being closed: no more than what is at hand is to be done."""
        return self._ended.is_set()

    def rest(self, seconds: float) -> None:
        """Wait so long, or until it is being closed."""
        self._ended.wait(seconds)

    def tried(self, act: Callable[[], object]) -> bool:
        """Do *act*; whether it could be done. What could not is logged, and keeps nothing beside it from being done."""
        try:
            act()
        except Exception as error:  # noqa: BLE001  whatever it was, the next look may go better
            _log.warning("not attended to", attendant=self.name, reason=type(error).__qualname__)
            return False
        return True

    def begin(self) -> None:
        """Look from now on."""
        self._thread.start()

    def close(self) -> None:
        """Finish what is at hand. Closing twice, or what never began, is harmless."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look_on(self) -> None:
        while not self._ended.wait(self._pause):
            if not self.tried(self._looked):
                self._pause = TROUBLED

    def _looked(self) -> None:
        self._pause = self.look()
