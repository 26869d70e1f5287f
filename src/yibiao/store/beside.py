"""A data directory beside whoever has it open: its journal and its files, to be read only."""

from contextlib import AbstractContextManager
from pathlib import Path

from yibiao.errors import NotFound
from yibiao.store import engine, half
from yibiao.store.blobs import Blobs
from yibiao.store.closable import Closable
from yibiao.store.directory import JOURNAL, elsewhere
from yibiao.store.opening import FILES
from yibiao.store.reading import Reading, snapshot


class Beside(Closable):
    """
    What a backup is made of. Nothing is locked, and nobody is held up.

    Args:
        path: The directory.
        url: Of the journal's database; `journal.sqlite` in the directory unless another is given.
        stream: The order of events.

    Raises:
        NotFound: There is no journal.
        HalfRestored: A backup was not restored to the end.
        Unreachable: The journal cannot be read.
    """

    def __init__(self, path: Path, url: str | None = None, stream: str = "main") -> None:
        if url is None and not (path / JOURNAL).is_file():
            raise NotFound(what_zh="数据目录", what_en="data directory", id=str(path))
        half.require_whole(path)
        self.stream = stream
        self.blobs = Blobs(path / FILES)
        self._engine = (
            elsewhere(url, engine.beside)
            if url
            else engine.beside(f"sqlite:///{path.absolute() / JOURNAL}")
        )

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def reading(self) -> AbstractContextManager[Reading]:
        """The journal as it stands now."""
        return snapshot(self._engine, self.stream)
