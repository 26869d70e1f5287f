"""Files are kept under the digest of their bytes."""

import hashlib
import os
import threading

import pytest

from yibiao.store import Blobs


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path / "data" / "files")


def test_what_was_kept_is_there_under_its_digest(blobs):
    """The digest is that of the bytes, and gives them back."""
    digest = blobs.keep("表".encode())

    assert hashlib.sha256("表".encode()).hexdigest() == digest
    assert "表".encode() == blobs.content(digest)


def test_keeping_twice_keeps_once(blobs, tmp_path):
    """The same bytes are one file, and nothing half written lies beside it."""
    assert blobs.keep(b"a") == blobs.keep(b"a")

    assert [each.name for each in (tmp_path / "data").rglob("*") if each.is_file()] == [
        blobs.keep(b"a")
    ]


def test_two_may_keep_the_same_at_once(blobs, monkeypatch):
    """Neither takes the other's half-written file away, as when a file is sent twice at the same moment."""
    digest = blobs.keep(b"a")
    blobs.path(digest).unlink()
    others = [threading.Thread(target=blobs.keep, args=(b"a",))]
    synced = os.fsync

    def meanwhile(file):
        synced(file)
        if others:
            other = others.pop()
            other.start()
            other.join()

    monkeypatch.setattr("os.fsync", meanwhile)

    assert digest == blobs.keep(b"a")
    assert b"a" == blobs.content(digest)


def test_what_is_gone_or_altered_is_not_given(blobs, tmp_path):
    """Other bytes than those that were kept are never given out; keeping the right ones again repairs it."""
    digest = blobs.keep(b"right")
    (path,) = (each for each in tmp_path.rglob("*") if each.is_file())
    path.write_bytes(b"wrong")

    assert blobs.content(digest) is None
    assert digest in blobs
    assert digest == blobs.keep(b"right")
    assert b"right" == blobs.content(digest)

    path.unlink()
    assert blobs.content(digest) is None
    assert digest not in blobs


def test_a_write_that_was_cut_short_is_no_file(blobs, tmp_path, monkeypatch):
    """Until everything is on disk, nothing lies under the digest."""

    def lost(_):
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", lost)
        with pytest.raises(OSError, match="disk full"):
            blobs.keep(b"half")

    digest = hashlib.sha256(b"half").hexdigest()
    assert digest not in blobs
    assert digest == blobs.keep(b"half")
