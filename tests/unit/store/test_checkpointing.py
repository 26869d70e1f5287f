"""What commits leave in the log gets into the file beside whoever writes, who never stops for it."""

from tests import waiting
from tests.unit.store.journals import a_journal, an_entry, filing
from yibiao.store.checkpointing import WORTH


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
