"""Whoever takes entries goes before whoever works answers out."""

import os
import sys
from pathlib import Path

import pytest

from tests.unit.store.journals import a_journal
from yibiao.store import Picture

LOWEST = 19


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own here")
def test_the_engines_threads_stand_back(tmp_path):
    """All that it begins, and nobody else."""
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    with a_journal(tmp_path) as journal:
        before = _threads()
        picture = Picture(tmp_path / "picture.duckdb", journal)
        begun = {id_: priority for id_, priority in _threads().items() if id_ not in before}
        picture.query("SELECT 1")
        picture.close()

    back = min(mine + 10, LOWEST)  # whoever runs this may stand back as far already
    assert begun
    assert [priority for priority in begun.values() if priority < back] == []
    assert mine == os.getpriority(os.PRIO_PROCESS, 0)


def _threads():
    """The priorities of this process's threads; of one that has ended meanwhile, none."""
    found = {}
    for each in Path("/proc/self/task").iterdir():
        try:
            found[each.name] = os.getpriority(os.PRIO_PROCESS, int(each.name))
        except ProcessLookupError:
            continue
    return found
