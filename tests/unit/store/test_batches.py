"""Answers that are not at hand whole: the same rows, of one moment, and stopped once nobody waits for them."""

import json
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import duckdb
import nanoarrow
import pytest

from tests.unit.store.journals import a_journal, an_entry, filing
from yibiao.store import Caller, Left, Picture, batches

MANY = "SELECT i, 's' || i AS s FROM range(25000) t(i)"

#: The same with few values, five thousand times each, in their order.
FEW = "SELECT i AS x, i, 's' || i % 5 AS s FROM range(25000) t(i) ORDER BY s, i DESC"
ENDLESS = "SELECT count(*) FROM range(10000000) a, range(10000000) b"


@pytest.fixture
def journal(tmp_path):
    with a_journal(tmp_path) as journal:
        yield journal


@pytest.fixture
def picture(journal, tmp_path):
    picture = Picture(tmp_path / "picture.duckdb", journal)
    yield picture
    picture.close()


def test_batches_are_the_rows_of_the_query(picture):
    """Some at a time, in order, none twice."""
    with picture.batches(MANY) as found:
        batches = [*found]

    assert picture.query(MANY).rows == [row for batch in batches for row in batch]
    assert len(batches) > 1


def test_they_speak_of_one_moment(journal, picture):
    """What is filed while somebody takes them is not among them, and nobody has to wait."""
    journal.write(filing(an_entry("e1", "s1", act="open")))
    with picture.batches('SELECT "#subject" FROM "person"') as found:
        journal.write(filing(an_entry("e2", "s2", act="open")))
        assert [("s1",), ("s2",)] == sorted(picture.query('SELECT "#subject" FROM "person"').rows)
        rows = [row for batch in found for row in batch]

    assert ([("s1",)], 1) == (rows, found.position)


def test_columns_have_types(picture):
    """Before anything is worked out."""
    with picture.batches("SELECT 1::BIGINT AS a, DATE '2026-01-01' AS b, ['x'] AS c") as found:
        assert (("a", "BIGINT"), ("b", "DATE"), ("c", "VARCHAR[]")) == found.columns


@pytest.mark.parametrize("format_", ["csv", "json", "parquet"])
def test_the_engine_writes_files(picture, tmp_path, format_):
    """That are read as the same rows, also once the picture has gone on, and are nowhere then."""
    with picture.batches(MANY) as found:
        file = found.written(format_)
    with file:
        content = file.read()
    if format_ == "csv":
        read = [tuple(each.split(",")) for each in content.decode().splitlines()]
        read = [(int(i), s) for i, s in read]
    elif format_ == "json":
        read = [(each["i"], each["s"]) for each in map(json.loads, content.splitlines())]
    else:
        (tmp_path / "copy").write_bytes(content)
        read = duckdb.connect().execute("FROM read_parquet(?)", [str(tmp_path / "copy")]).fetchall()

    assert picture.query(MANY).rows == read
    assert [] == [*(tmp_path / "extracts").iterdir()]


@pytest.fixture
def windows(monkeypatch):
    """What the engine's files are on Windows, except that these may be deleted while they are open."""
    system = SimpleNamespace(
        name="nt", open=os.open, fdopen=os.fdopen, O_RDONLY=os.O_RDONLY, O_BINARY=0, O_TEMPORARY=0
    )
    monkeypatch.setattr(batches, "os", system)


@pytest.mark.parametrize("most", [1, 10_000, 10**9])
def test_stretches_put_together_are_the_same_file(picture, tmp_path, monkeypatch, most):
    """However few rows are put in order at once: as many, in the same columns and order, and it says what it is to say."""
    monkeypatch.setattr(batches, "IN_ORDER", most)
    with picture.batches(FEW) as found:
        copied = _count_copies(found, monkeypatch)
        file = found.spread("s", found.counts_by("s"), ["x"], "parquet", {"says": "this"})
        (tmp_path / "whole").write_bytes(file.read())
        file.close()
    bare = duckdb.connect()
    path = [str(tmp_path / "whole")]

    assert [row[1:] for row in picture.query(FEW).rows] == (
        bare.execute("FROM read_parquet(?)", path).fetchall()
    )
    assert ["i", "s"] == [each[0] for each in bare.description]
    says = bare.execute("SELECT value FROM parquet_kv_metadata(?) WHERE key = 'says'", path)
    assert [(b"this",)] == says.fetchall()
    assert {1: 6, 10_000: 4, 10**9: 1}[most] == len(copied)
    assert [] == [*(tmp_path / "extracts").iterdir()]


def _count_copies(found, monkeypatch):
    """What it has the engine write."""
    copied = []
    copy = found._copy
    monkeypatch.setattr(found, "_copy", lambda *said: (copied.append(said), copy(*said)))
    return copied


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_no_stretch_is_left_on_windows(picture, tmp_path, windows, monkeypatch, format_):
    """Nobody opens it so that it is gone once closed."""
    monkeypatch.setattr(batches, "IN_ORDER", 1)
    with (
        picture.batches(FEW) as found,
        found.spread("s", found.counts_by("s"), (), format_) as file,
    ):
        assert file.read()

    assert [] == [*(tmp_path / "extracts").iterdir()]


def test_what_is_open_on_windows_is_left_to_whoever_has_it(picture, windows, monkeypatch):
    """It cannot be deleted before, and that is no error."""

    def refused(path, *, missing_ok):
        raise PermissionError

    with picture.batches("SELECT 1 AS a") as found, monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        with found.written("csv") as file:
            assert file.read() == b"1\n"


def test_what_a_killed_process_left_is_swept(journal, picture, tmp_path):
    """When the next one opens the picture."""
    (tmp_path / "extracts").mkdir()
    (tmp_path / "extracts" / "left.part").write_bytes(b"x")
    picture.close()
    Picture(tmp_path / "picture.duckdb", journal).close()

    assert [] == [*(tmp_path / "extracts").iterdir()]


def test_arrow_is_taken_as_it_is(picture):
    """By any reader of its stream interface."""
    with picture.batches(MANY) as found:
        table = nanoarrow.ArrayStream(found).read_all()

    assert picture.query(MANY).rows == [(each["i"], each["s"]) for each in table.to_pylist()]


def test_leaving_stops_what_is_under_way(picture):
    """And only that: others have their answers, and so has the next."""
    caller, begun, ended = Caller(), threading.Event(), []

    def ask():
        begun.set()
        picture.query(ENDLESS)

    def asked():
        with pytest.raises((duckdb.InterruptException, Left)) as refusal:
            caller.run(ask)
        ended.append(refusal.type)

    thread = threading.Thread(target=asked)
    thread.start()
    begun.wait()
    while thread.is_alive():  # what has not quite begun is stopped by leaving again
        caller.leave()
        assert [(1,)] == picture.query("SELECT 1").rows
        thread.join(0.01)

    assert 1 == len(ended)
    assert [(1,)] == picture.query("SELECT 1").rows


def test_who_has_left_begins_nothing(picture):
    """Not even a query that would be quick."""
    caller = Caller()
    caller.leave()

    with pytest.raises(Left):
        caller.run(lambda: picture.query("SELECT 1"))


def test_rows_left_behind_hold_nothing_up(picture):
    """Whoever takes a few and goes leaves the picture free to be closed and asked."""
    with picture.batches("SELECT i FROM range(10000000) t(i)") as found:
        first = next(iter(found))

    assert [(1,)] == picture.query("SELECT 1").rows
    assert (0,) == first[0]
