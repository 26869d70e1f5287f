"""Sealed slices: Parquet files and what they are, each under its digest among the files that a backup carries."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb
from pydantic import ValidationError
from pydantic_core import from_json

from yibiao.errors import Finding, SealDamaged
from yibiao.model.seal import Seal, SealManifest
from yibiao.store import chain
from yibiao.store.blobs import Blobs
from yibiao.store.reading import Reading

#: What writes the files.
ENGINE: Final = f"duckdb {duckdb.__version__}"

#: Events that name seals.
KINDS: Final = ("round.sealed", "round.resealed")


class Seals:
    """Seals among *blobs*: whole and as they were written, or refused."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        # Files that were read to their end and found whole, and what the disk said of them then.
        self._whole: dict[str, tuple[int, int]] = {}

    def keep(self, document: Any) -> str:
        """The digest of *document* as canonical JSON, once that is on disk."""
        return self._blobs.keep(chain.canonical(document).encode())

    def manifest(self, seal: Seal, round_: str) -> SealManifest:
        """
        What *seal* is.

        Raises:
            SealDamaged: That is gone, or not what was written.
        """
        content = self._blobs.content(seal.manifest)
        try:
            manifest = SealManifest.model_validate_json(content or b"")
        except ValidationError:
            raise SealDamaged(round=round_, form=seal.form) from None
        return manifest

    def document(self, digest: str, manifest: SealManifest) -> Any:
        """
        What was kept under *digest*.

        Raises:
            SealDamaged: That is gone, or not what was written.
        """
        content = self._blobs.content(digest)
        if content is None:
            raise SealDamaged(round=manifest.round, form=manifest.form)
        return from_json(content)

    def file(self, manifest: SealManifest) -> Path:
        """
        The Parquet file.

        Raises:
            SealDamaged: It is gone, or not what was written.
        """
        path = self._blobs.path(manifest.slice)
        try:
            found = path.stat()
        except FileNotFoundError:
            raise SealDamaged(round=manifest.round, form=manifest.form) from None
        seen = found.st_mtime_ns, found.st_size
        if self._whole.get(manifest.slice) != seen:
            if not self._blobs.whole(manifest.slice):
                raise SealDamaged(round=manifest.round, form=manifest.form)
            self._whole[manifest.slice] = seen
        return path


def seal_findings(reading: Reading, blobs: Blobs) -> Iterator[Finding]:
    """Seals that stand and whose files are gone, are not what was written, or are of another journal; with the rounds' counts."""
    standing, counted = _standing(reading)
    for (round_, form), (position, seal) in standing.items():
        facts = {"position": position, "round": round_, "form": form}
        where = f"#/events/{position}"
        try:
            content = blobs.content(seal.manifest)
            manifest = SealManifest.model_validate_json(content) if content else None
        except ValidationError:
            manifest = None
        named = [
            seal.manifest,
            seal.slice,
            *([manifest.units, manifest.bindings] if manifest else []),
        ]
        if any(each not in blobs for each in named):
            yield Finding("seal-missing", where, facts)
        elif manifest is None or not all(map(blobs.whole, named)) or manifest.slice != seal.slice:
            yield Finding("seal-altered", where, facts)
        elif reading.link(manifest.position) != manifest.link:
            yield Finding("seal-of-another-journal", where, facts)
    for round_, (position, digest) in counted.items():
        if not blobs.whole(digest):
            code = "sealed-counts-altered" if digest in blobs else "sealed-counts-missing"
            facts = {"position": position, "round": round_}
            yield Finding(code, f"#/events/{position}", facts)


def _standing(
    reading: Reading,
) -> tuple[dict[tuple[str, str], tuple[int, Seal]], dict[str, tuple[int, str]]]:
    """
    What stands, each with the position of the event that names it.

    Returns:
        By round and form, the newest seal; by round, the digest of its counts, if it has one.
    """
    found: dict[tuple[str, str], tuple[int, Seal]] = {}
    counted: dict[str, tuple[int, str]] = {}
    for row in reading.walk(kinds=KINDS):
        body: Mapping[str, Any] = from_json(row.body) if row.body else {"seals": ()}
        for each in body["seals"]:
            seal = Seal.model_validate(each.get("after", each))
            found[body["round"], seal.form] = (row.position, seal)
        if "counts" in body:
            counted[body["round"]] = (row.position, str(body["counts"]))
    return found, counted
