"""Files as they came, each under the digest of its bytes."""

import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from yibiao.store.syncing import room, sync


class Blobs:
    """
    A folder of files named by their SHA-256; made with the first of them.

    A file is on disk, whole, before its digest is told: whoever writes the digest down afterwards names something that
    is there. One that nobody came to name is harmless.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """
        The digest of *content*, once that is on disk. Keeping it twice is harmless, and repairs a damaged one.

        Raises:
            NoRoom: The disk is full; nothing of it is kept.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if self.content(digest) is None:
            with room():
                _make(path.parent)
            # Of this thread alone: others may be keeping the same at the same moment.
            written = path.with_name(f"{digest}.{os.getpid()}-{threading.get_ident()}.part")
            try:
                with room(), written.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
            except BaseException:
                written.unlink(missing_ok=True)
                raise
            written.replace(path)
            sync(path.parent)
        return digest

    def adopt(self, file: Path) -> str:
        """
        The digest of *file*, once it is on disk under it; it is moved, and never in memory as a whole.

        Raises:
            NoRoom: The disk is full.
        """
        digest = _digest(file)
        path = self._path(digest)
        if self.whole(digest):
            file.unlink()
            return digest
        with room():
            _make(path.parent)
            with file.open("rb+") as opened:
                os.fsync(opened.fileno())
            file.replace(path)
        sync(path.parent)
        return digest

    def forget(self, digest: str) -> None:
        """Remove the bytes of that digest, for good. Forgetting twice is harmless."""
        path = self._path(digest)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync(path.parent)

    def path(self, digest: str) -> Path:
        """Where the bytes of that digest lie, if they are there."""
        return self._path(digest)

    def whole(self, digest: str) -> bool:
        """Whether the bytes of that digest are there and are what they were; they are read once, in pieces."""
        path = self._path(digest)
        return path.is_file() and _digest(path) == digest

    def content(self, digest: str) -> bytes | None:
        """The bytes of that digest; `None` if they are not there, or no longer what they were."""
        try:
            content = self._path(digest).read_bytes()
        except FileNotFoundError:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def digests(self) -> Iterator[str]:
        """Of all there are."""
        for folder in sorted(self._folder.glob("??")):
            yield from sorted(each.name for each in folder.iterdir() if not each.suffix)

    def __contains__(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _make(folder: Path) -> None:
    """The folder and those it lies in, each on disk."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)
