"""Files as they came, each under the digest of its bytes."""

import hashlib
import os
from pathlib import Path


class Blobs:
    """
    A folder of files named by their SHA-256; made with the first of them.

    A file is on disk, whole, before its digest is told: whoever writes the digest down afterwards names something that
    is there. One that nobody came to name is harmless.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """The digest of *content*, once that is on disk. Keeping it twice is harmless, and repairs a damaged one."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if self.content(digest) is None:
            _make(path.parent)
            written = path.with_name(f"{digest}.{os.getpid()}.part")
            with written.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            written.replace(path)
            _sync(path.parent)
        return digest

    def content(self, digest: str) -> bytes | None:
        """The bytes of that digest; `None` if they are not there, or no longer what they were."""
        try:
            content = self._path(digest).read_bytes()
        except FileNotFoundError:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def __contains__(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def _make(folder: Path) -> None:
    """The folder and those it lies in, each on disk."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Have the disk know what the folder holds; Windows does that by itself."""
    if os.name == "nt":  # pragma: no cover
        return
    known = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(known)
    finally:
        os.close(known)
