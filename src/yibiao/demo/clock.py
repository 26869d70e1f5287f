"""A clock that stands still until it is moved, so that the demo tells the same story on any day."""

from datetime import UTC, date, datetime, time, timedelta


class Clock:
    """Gives the same moment until it is set to another day; each reading is a millisecond after the last."""

    def __init__(self, day: date) -> None:
        self._moment = datetime.combine(day, time(9), UTC)

    def __call__(self) -> datetime:
        """The moment."""
        self._moment += timedelta(milliseconds=1)
        return self._moment

    def set(self, day: date) -> None:
        """Go to nine in the morning of *day*."""
        self._moment = datetime.combine(day, time(9), UTC)
