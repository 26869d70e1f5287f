"""Answers of the picture in Parquet files, for whoever reads them by their paths: how long they stay."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlglot import exp

from yibiao.store.journal import Journal
from yibiao.store.picture import Picture

_ENDING: Final = ".parquet"


class Extracts:
    """
    The files that were written from a picture, beside it; whatever lies there may be deleted when nobody reads it.

    Each is called by the position of which it speaks and by a name that tells its query from any other.
    """

    def __init__(self, picture: Picture, journal: Journal) -> None:
        self._picture = picture
        self._journal = journal
        self._turn = threading.Lock()
        # Of each who reads some, the position than which none of theirs is older.
        self._oldest: dict[object, int] = {}

    @contextmanager
    def of(
        self, queries: Mapping[str, exp.Query], by: str | None = None
    ) -> Iterator[tuple[int, dict[str, Path]]]:
        """
        The position of the answers to *queries*, all of one moment, and the files that hold them as long as this lasts.

        A file once written serves until the journal moves on. What is older than all that is being read is removed. *By* is as
        `Picture.extract` takes it.

        Raises:
            PictureBehind: It would take longer than the caller should wait.
        """
        reader = object()
        with self._turn:
            self._oldest[reader] = self._picture.at
        try:
            as_of, files = self._written(queries, by)
            with self._turn:
                self._oldest[reader] = as_of
                self._forget(files.values())
            yield as_of, files
        finally:
            with self._turn:
                del self._oldest[reader]

    def _written(
        self, queries: Mapping[str, exp.Query], by: str | None
    ) -> tuple[int, dict[str, Path]]:
        as_of = self._picture.at
        there = [self._picture.extracted(each, as_of).exists() for each in queries]
        if as_of < self._journal.head or not all(there):
            as_of = self._picture.extract(queries, by)
        return as_of, {each: self._picture.extracted(each, as_of) for each in queries}

    def _forget(self, files: Iterable[Path]) -> None:
        """Remove what is older; a file that cannot be removed yet goes the next time."""
        oldest = min(self._oldest.values())
        for folder in {each.parent for each in files}:
            for each in folder.glob(f"*{_ENDING}"):
                if int(each.name.partition("-")[0]) < oldest:
                    with suppress(OSError):
                        each.unlink()
