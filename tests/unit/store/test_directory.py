"""A data directory belongs to one process at a time."""

import os
import signal
import subprocess
import sys

import pytest

from yibiao.errors import InUse, Unreachable
from yibiao.store import DataDirectory

HOLD = """
import sys
from pathlib import Path
from yibiao.store import DataDirectory
with DataDirectory(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(tmp_path):
    """A directory that another process has open, and that process."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout.readline() == "open\n"
        yield tmp_path, holder
        holder.kill()


def test_a_second_process_is_refused(held):
    """It is told which directory and who has it."""
    path, holder = held

    with pytest.raises(InUse) as refusal:
        DataDirectory(path)

    assert refusal.value.facts == {"directory": str(path), "holder": str(holder.pid)}


def test_a_killed_holder_holds_nothing(held):
    """Its lock dies with it."""
    path, holder = held
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    with DataDirectory(path) as directory:
        assert directory.journal.head == 0


def test_a_directory_is_made_and_let_go(tmp_path):
    """What is closed can be opened again, by anybody; closing twice is harmless."""
    path = tmp_path / "deep" / "data"
    directory = DataDirectory(path)
    with pytest.raises(InUse):
        DataDirectory(path)
    directory.close()
    directory.close()

    with DataDirectory(path) as again:
        assert again.picture.catch_up() == 0


def test_a_directory_that_cannot_be_opened_is_let_go(tmp_path):
    """A failure half way leaves no lock behind."""
    (tmp_path / "journal.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(Exception, match="not a database"):
        DataDirectory(tmp_path)
    (tmp_path / "journal.sqlite").unlink()

    with DataDirectory(tmp_path) as directory:
        assert directory.journal.head == 0


@pytest.mark.parametrize(
    ("url", "facts"),
    [
        (
            "sqlite:////nowhere/journal.sqlite",
            {
                "database": "sqlite:////nowhere/journal.sqlite",
                "reason": "unable to open database file",
            },
        ),
        ("no address", {"database": "YIBIAO_JOURNAL", "reason": "ArgumentError"}),
        (
            "nothing://user:secret@host/name",
            {"database": "YIBIAO_JOURNAL", "reason": "NoSuchModuleError"},
        ),
    ],
)
def test_a_journal_elsewhere_that_cannot_be_opened_is_refused(tmp_path, url, facts):
    """With where and why; the directory is let go."""
    for _ in range(2):
        with pytest.raises(Unreachable) as refusal:
            DataDirectory(tmp_path, url)

        assert refusal.value.facts == facts


def test_no_refusal_tells_a_password(tmp_path):
    """Whoever reads the terminal need not be who set the database up."""
    pytest.importorskip("psycopg")

    with pytest.raises(Unreachable) as refusal:
        DataDirectory(tmp_path, "postgresql+psycopg://user:secret@127.0.0.1:1/name")

    assert refusal.value.facts["database"] == "postgresql+psycopg://user:***@127.0.0.1:1/name"
    assert "secret" not in str(refusal.value.document())
