"""A clock that stands still until it is moved, so that the demo tells the same story on any day; then it may run."""

from datetime import UTC, date, datetime, time, timedelta


class Clock:
    """Gives the same moment until it is set to another day; each reading is a millisecond after the last."""

    def __init__(self, day: date) -> None:
        self._moment = datetime.combine(day, time(9), UTC)
        self._ahead: timedelta | None = None

    def __call__(self) -> datetime:
        """The moment."""
        if self._ahead is not None:
            return datetime.now(UTC) + self._ahead
        self._moment += timedelta(milliseconds=1)
        return self._moment

    def set(self, day: date) -> None:
        """Go to nine in the morning of *day*."""
        self._moment = datetime.combine(day, time(9), UTC)

    def run(self) -> None:
        """From now on go as the days do; from where it stands, if that lies ahead of today."""
        self._ahead = max(self._moment - datetime.now(UTC), timedelta())
