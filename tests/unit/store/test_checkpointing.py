"""What commits leave in the log gets into the file beside whoever writes, who never stops for it."""

import sqlite3
from collections import deque
from functools import partial

from sqlalchemy import create_engine

from tests import waiting
from tests.unit.store.journals import a_draft, a_journal, an_entry, filing
from yibiao.store import checkpointing, engine
from yibiao.store.checkpointing import WORTH, Checkpointing
from yibiao.store.deciding import LONG

#: Bytes that SQLite writes at least.
PAGE = 4096


def test_the_file_grows_while_the_journal_is_open(tmp_path):
    """Nobody has closed the journal, nor is its log so long that a commit would copy it."""
    file = tmp_path / "journal.sqlite"
    with a_journal(tmp_path) as journal:
        before = file.stat().st_size
        entries = [an_entry(f"e{n}", f"p{n}", act="open") for n in range(WORTH)]
        journal.write(filing(*entries))

        assert waiting.until(lambda: file.stat().st_size > before)
        assert journal.head == WORTH


def test_it_ends_with_the_journal(tmp_path):
    """No thread of its is left, and no log."""
    with a_journal(tmp_path) as journal:
        journal.write(filing(an_entry("e", "p", act="open")))

    assert not journal._checkpointing._thread.is_alive()
    assert not (tmp_path / "journal.sqlite-wal").exists()


def test_it_tries_again_after_a_failure(tmp_path):
    """Whatever the driver complains of, the next rows that are worth it have it done."""
    tried = []

    class Failing(sqlite3.Connection):
        def execute(self, statement, *rest):
            tried.append(statement)
            if len(tried) == 1:
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(statement, *rest)

    opened = create_engine(
        f"sqlite:///{tmp_path}/journal.sqlite", connect_args={"factory": Failing}
    )
    copying = Checkpointing(opened)
    for times in (1, 2):
        copying.wrote(WORTH)
        waiting.until(lambda times=times: len(tried) == times)
    copying.close()
    opened.dispose()


def test_the_log_begins_anew_however_busily_is_filed(tmp_path, monkeypatch):
    """Whoever decides ahead looks at an older state of it all the time, but not once it is long."""
    monkeypatch.setattr(engine, "_LONGEST_LOG", 100)
    monkeypatch.setattr(checkpointing, "LONGEST", 500)
    monkeypatch.setattr(checkpointing, "WORTH", 2 * LONG)
    log, sizes, coming = tmp_path / "journal.sqlite-wal", [], deque()

    with a_journal(tmp_path) as journal:
        for number in range(200):
            drafts = [
                a_draft(f"{number}-{each}", body={"text": "x" * PAGE}) for each in range(LONG)
            ]
            coming.append(journal.submit(partial(append, drafts), LONG, ahead=True))
            if len(coming) == 4:
                coming.popleft().result()
                sizes.append(log.stat().st_size)

    assert max(sizes) < 200 * LONG * PAGE / 4


def append(drafts, writing):
    for each in drafts:
        writing.append(each)
