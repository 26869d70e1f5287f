"""The past of subjects: what was held of each, and who was linked to whom, at any position."""

from bisect import bisect_right
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from yibiao.errors import PictureBehind
from yibiao.flows.house import House
from yibiao.flows.subject.stages import Stage, stages
from yibiao.model.record import Record

#: As many subjects are looked at that may have led to one.
_MOST: Final = 50

_LEADING: Final = """
SELECT DISTINCT "#subject" FROM "statement"
WHERE "#element" = $link AND contains(CAST("value" AS VARCHAR), $subject)
ORDER BY "#subject"
LIMIT $most
"""


class Past:
    """What was held of any subject, each story read once."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._records: dict[str, list[tuple[int, Record]]] = {}
        self._candidates: dict[tuple[str, str], list[str]] = {}

    def know(self, subject: str, told: Iterable[Stage]) -> None:
        """Take it from whoever has read its story."""
        self._records[subject] = [(each.position, each.record) for each in told if each.record]

    def record(self, subject: str, at: int) -> Record | None:
        """What was held of a subject at a position; nothing before it was opened."""
        self._read([subject])
        records = self._records.get(subject, [])
        before = bisect_right(records, at, key=lambda each: each[0])
        return records[before - 1][1] if before else None

    def leading(self, link: str, subject: str, at: int) -> list[str]:
        """The open subjects whose link led to a subject at a position, as far as the picture shows them."""
        if (link, subject) not in self._candidates:
            self._candidates[link, subject] = self._may_lead(link, subject)
        candidates = self._candidates[link, subject]
        self._read(candidates)
        return [each for each in candidates if subject in self.led_to(each, link, at)]

    def led_to(self, subject: str, link: str, at: int) -> list[str]:
        """Whom the link of an open subject led to at a position."""
        record = self.record(subject, at)
        value = None if record is None or record.closed else record.values.get(link)
        if isinstance(value, str):
            return [value]
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []

    def _may_lead(self, link: str, subject: str) -> list[str]:
        asked = {"link": link, "subject": subject, "most": _MOST}
        with suppress(PictureBehind):
            return [each for (each,) in self._house.picture.query(_LEADING, asked).rows]
        return []

    def _read(self, subjects: Iterable[str]) -> None:
        unknown = [each for each in subjects if each not in self._records]
        if not unknown:
            return
        self._records.update({each: [] for each in unknown})
        with self._house.journal.reading() as reading:
            for subject, told in reading.stories(unknown):
                self.know(subject, stages(told))
