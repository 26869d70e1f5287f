"""Many files of one form, one after another → an archive of them, or one document or workbook, as they come."""

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final

from yibiao.model.original import SentFile
from yibiao.publishing.package import NO_FILE_NAME

#: Names of files are cut so that every system takes them.
_LONGEST: Final = 80


class Pipe(io.RawIOBase):
    """What is written to it is taken away piece by piece, so that no more than a piece of it is ever there."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, piece: Any) -> int:
        """Take a piece in."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        """Everything since last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def zipped(files: Iterable[tuple[str, SentFile]]) -> Iterator[bytes]:
    """
    An archive of files, each called by its name, as the pieces of it come; no more than one file is in memory.

    Names are numbered where they come again.
    """
    pipe = Pipe()
    names: set[str] = set()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in files:
            info = zipfile.ZipInfo(fresh(name, names, each.suffix))
            archive.writestr(info, each.content, zipfile.ZIP_DEFLATED)
            yield pipe.taken()
    yield pipe.taken()


def fresh(name: str, taken: set[str], suffix: str = "", longest: int = _LONGEST) -> str:
    """
    *name* as a file, or a sheet, may be called, numbered if it is taken; from now on it is.

    >>> known = set()
    >>> [fresh(each, known, ".docx") for each in ("王芳", "王芳", "a/b")]
    ['王芳.docx', '王芳-2.docx', 'a-b.docx']
    """
    stem = NO_FILE_NAME.sub("-", name).strip(" .")[:longest] or "-"
    numbered = (
        f"{stem[: longest - len(end)]}{end}" for end in (f"-{number}" for number in itertools.count(2))
    )  # fmt: skip
    found = next(
        each
        for each in itertools.chain([stem], numbered)
        if f"{each}{suffix}".casefold() not in taken
    )
    taken.add(f"{found}{suffix}".casefold())
    return f"{found}{suffix}"


def titled(title: str, suffix: str) -> str:
    """What the whole is called."""
    return f"{re.sub(NO_FILE_NAME, ' ', title)}{suffix}"
