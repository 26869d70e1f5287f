"""Whom a link written in a cell leads to: by id, or by a name that only one subject of the unit has."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from yibiao.model.worksheet import SheetColumn


class Targets:
    """Subjects of the unit by what they are called, so that a link may be written as a name."""

    def __init__(self, named: Iterable[tuple[str, str, str]]) -> None:
        self._known: dict[tuple[str, str], set[str]] = {}
        self._ids: set[str] = set()
        for each in named:
            self.add(*each)

    def add(self, kind: str, subject: str, name: str) -> None:
        """Know one more."""
        self._ids.add(subject)
        self._known.setdefault((str(kind), name), set()).add(subject)

    @contextmanager
    def promised(self, named: Iterable[tuple[str, str, str]]) -> Iterator[None]:
        """As long as it lasts know those as well of whom it is not sure that they will be there."""
        ids, known = set(self._ids), {key: set(found) for key, found in self._known.items()}
        for each in named:
            self.add(*each)
        try:
            yield
        finally:
            self._ids, self._known = ids, known

    def of(self, text: str, column: SheetColumn) -> str | None:
        """Whom the text means: by the id in brackets, by the id alone, or by a name that only one of them has."""
        text = str(text)
        opening = max(text.rfind("〔"), text.rfind("["), text.rfind("【"))
        if opening >= 0 and text[-1] in "〕]】":
            return text[opening + 1 : -1].strip()
        if text in self._ids:
            return text
        found = self._known.get((str(column.element.target), text), set())
        return next(iter(found)) if len(found) == 1 else None
