"""
A backup: one zip file with everything that cannot be made again, the same from every kind of database.

`events/*.jsonl` are the journal's events in order, `accesses/*.jsonl` the lines of the record of access, `files/*` what departments sent, `manifest.json`, written last, says
what there must be. `docs/backup.md` describes it; `VERSION` changes with it.
"""

import hashlib
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from yibiao.errors import BackupDamaged, BackupNewer
from yibiao.store import chain
from yibiao.store.closable import Closable

FORMAT: Final = "yibiao-backup"
VERSION: Final = 3
MANIFEST: Final = "manifest.json"
KEYRING: Final = "keyring.jsonl"

#: What a line says of an event; its stream stands in the manifest.
MEMBERS: Final = (
    *("position", "id", "at", "actor", "kind", "version", "unit", "subject"),
    *("body", "salt", "digest", "link"),
)

#: What a line says of an access.
ACCESS_MEMBERS: Final = (*chain.ACCESS_LINKED[1:], "link")

#: Text shrinks to a quarter either way; this is the quick one.
_LEVEL: Final = 1

#: What zip files that are none, or no more, have their readers raise.
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, LookupError, ValueError, TypeError, RuntimeError, OSError),
)


@dataclass(frozen=True)
class Part:
    """A file of events or accesses: its name, the positions of the first and the last, and the SHA-256 of its bytes."""

    name: str
    first: int
    last: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """
    What a backup holds.

    Attributes:
        program: The version that wrote it.
        made_at: When, by its clock (ISO 8601).
        stream: The stream of which these are the events.
        head: Position of the newest event.
        link: Its link, which covers all events.
        files: Digests of the originals.
        left_out: Digests of originals that were damaged already.
        keyring: SHA-256 of what proves who people and programs are; a version 1 had none.
        accesses: Files of the record of access; up to version 2 it was left out.
        access_head: Number of its newest line.
        access_link: That line's link, which covers all lines.
        encryption: How the other entries are encrypted; not at all, in this version.
    """

    program: str
    made_at: str
    stream: str
    head: int
    link: str
    events: list[Part] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    keyring: str | None = None
    accesses: list[Part] = field(default_factory=list)
    access_head: int = 0
    access_link: str = chain.ORIGIN
    encryption: None = None
    format: str = FORMAT
    version: int = VERSION


class Writing:
    """A backup as it is written; what `taken` gives, put together, is the file."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.accesses: list[Part] = []
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)

    def taken(self) -> bytes:
        """What was written since last time."""
        return self._sink.taken()

    @contextmanager
    def part(
        self, first: int, last: int, *, accesses: bool = False
    ) -> Iterator[Callable[[Mapping[str, Any]], None]]:
        """What writes an event, or a line of the record of access, for those from *first* to *last*."""
        name = f"{'accesses' if accesses else 'events'}/{first:012}.jsonl"
        sha256 = hashlib.sha256()
        with self._zip.open(name, "w", force_zip64=True) as entry:

            def write(row: Mapping[str, Any]) -> None:
                line = _line(row)
                sha256.update(line)
                entry.write(line)

            yield write
        parts = self.accesses if accesses else self.parts
        parts.append(Part(name, first, last, sha256.hexdigest()))

    def file(self, digest: str, content: bytes) -> None:
        """Write an original."""
        packed = zipfile.ZipInfo(f"files/{digest}")  # most are compressed by themselves
        self._zip.writestr(packed, content)

    def keyring(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """Write what proves who people and programs are; its SHA-256."""
        lines = b"".join(map(_line, rows))
        self._zip.writestr(KEYRING, lines)
        return hashlib.sha256(lines).hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Write what there must be; without it nothing is a backup."""
        self._zip.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        self.close()

    def close(self) -> None:
        """Write no more. Closing twice is harmless."""
        self._zip.close()


class Backup(Closable):
    """
    A backup, to be read.

    Raises:
        BackupDamaged: It is not what was written.
        BackupNewer: A newer version wrote it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN:
            raise self.damaged("zip") from None
        try:
            self.manifest = self._manifest()
        except BaseException:
            self._zip.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def events(self) -> Iterator[dict[str, Any]]:
        """
        Every event in order, as its row: its digest and its link were made sure of.

        Raises:
            BackupDamaged: One is not what was written, or missing.
        """
        position, link = 0, chain.ORIGIN
        for part in self.manifest.events:
            for row in self._lines(part, MEMBERS):
                if row["position"] != position + 1 or not sound(row, link):
                    raise self.damaged(f"{part.name} #{position + 1}")
                position, link = row["position"], row["link"]
                yield row
        if (position, link) != (self.manifest.head, self.manifest.link):
            raise self.damaged(f"#{position + 1}")

    def accesses(self) -> Iterator[dict[str, Any]]:
        """
        Every line of the record of access in order, as its row: its link was made sure of.

        Raises:
            BackupDamaged: One is not what was written, or missing.
        """
        number, link = 0, chain.ORIGIN
        for part in self.manifest.accesses:
            for row in self._lines(part, ACCESS_MEMBERS):
                if not follows(row, number, link):
                    raise self.damaged(f"{part.name} #{number + 1}")
                number, link = row["number"], row["link"]
                yield row
        if (number, link) != (self.manifest.access_head, self.manifest.access_link):
            raise self.damaged(f"accesses #{number + 1}")

    def files(self) -> Iterator[bytes]:
        """
        Every original.

        Raises:
            BackupDamaged: One is not what was written, or missing.
        """
        for digest in self.manifest.files:
            name = f"files/{digest}"
            try:
                content = self._zip.read(name)
            except _BROKEN:
                raise self.damaged(name) from None
            if hashlib.sha256(content).hexdigest() != digest:
                raise self.damaged(name)
            yield content

    def keyring(self) -> list[dict[str, Any]]:
        """
        What proves who people and programs are, as `Reading.keyring` gives it.

        Raises:
            BackupDamaged: It is not what was written, or missing.
        """
        if self.manifest.keyring is None:
            return []
        try:
            lines = self._zip.read(KEYRING)
            rows = [json.loads(line) for line in lines.splitlines()]
        except _BROKEN:
            raise self.damaged(KEYRING) from None
        if hashlib.sha256(lines).hexdigest() != self.manifest.keyring:
            raise self.damaged(KEYRING)
        return rows

    def check(self) -> None:
        """
        Read all of it.

        Raises:
            BackupDamaged: Something is not what was written, or missing.
        """
        for _ in self.events():
            pass
        for _ in self.accesses():
            pass
        for _ in self.files():
            pass
        self.keyring()

    def damaged(self, where: str) -> BackupDamaged:
        """That it is, and where."""
        return BackupDamaged(file=self._path.name, where=where)

    def _manifest(self) -> Manifest:
        try:
            document = json.loads(self._zip.read(MANIFEST))
            format_, version = document["format"], document["version"]
            newer = format_ == FORMAT and int(version) > VERSION
        except _BROKEN:
            raise self.damaged(MANIFEST) from None
        if newer:
            raise BackupNewer(
                file=self._path.name, format=version, known=VERSION, program=document.get("program")
            )
        try:
            parts = [Part(**each) for each in document.pop("events")]
            accesses = [Part(**each) for each in document.pop("accesses", ())]
            manifest = Manifest(events=parts, accesses=accesses, **document)
        except _BROKEN:
            raise self.damaged(MANIFEST) from None
        if format_ != FORMAT or manifest.encryption is not None:
            raise self.damaged(MANIFEST)
        return manifest

    def _lines(self, part: Part, members: Iterable[str]) -> Iterator[dict[str, Any]]:
        sha256 = hashlib.sha256()
        try:
            with self._zip.open(part.name) as entry:
                for line in entry:
                    sha256.update(line)
                    row = json.loads(line)
                    yield {"stream": self.manifest.stream, **{name: row[name] for name in members}}
        except _BROKEN:
            raise self.damaged(part.name) from None
        if sha256.hexdigest() != part.sha256:
            raise self.damaged(part.name)


def sound(row: Mapping[str, Any], link: str) -> bool:
    """Whether the event of *row* is as it was written, and follows the one of that *link*."""
    body, salt = row["body"], row["salt"]
    try:
        whole = body is None or row["digest"] == chain.digest(salt, body)
        return bool(whole and row["link"] == chain.link(link, row))
    except (TypeError, ValueError):  # something that is no text any more
        return False


def follows(row: Mapping[str, Any], number: int, link: str) -> bool:
    """Whether the line of *row* is as it was written, and follows the one of that number and link."""
    try:
        return bool(row["number"] == number + 1 and row["link"] == chain.access_link(link, row))
    except (TypeError, ValueError):
        return False


class _Sink(io.RawIOBase):
    """Bytes on their way to somewhere else: whoever writes here cannot go back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, some: Any) -> int:
        self._waiting += some
        return len(some)

    def taken(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def _line(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
