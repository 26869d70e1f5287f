"""While a group is on its way to the disk the next one is decided upon it, and stands only if that does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy

from tests.unit.store.journals import a_draft, a_journal, an_entry, commits, filing, held_up
from tests.waiting import until
from yibiao.store import deciding
from yibiao.store.deciding import LONG
from yibiao.store.writing import Group, Writing, statements_for


@pytest.fixture
def journal(place):
    """A journal; in the end nobody is counted who still waits."""
    with a_journal(place) as journal:
        yield journal
    assert journal._deciding._standing == 0


@contextmanager
def on_its_way(journal, decide, *, fails=False):
    """While this runs, what *decide* added is decided, sent, and not yet on disk; its future."""
    arrived, go = threading.Event(), threading.Event()

    def wait(_):
        if not arrived.is_set():
            arrived.set()
            go.wait(30)
            if fails:
                raise OSError("disk full")

    sqlalchemy.event.listen(journal._engine_of_writer, "commit", wait)
    future = journal.submit(decide, LONG, ahead=True)
    assert arrived.wait(30)
    try:
        yield future
    finally:
        go.set()


def looking(seen, id_, subject):
    """A decision that tells what it sees each time it is made."""
    made = threading.Event()

    def decide(writing):
        record = writing.record(subject)
        seen.append((writing.head, record and record.cells["person.name"].value))
        event = writing.append(a_draft(id_))
        made.set()
        return event.position

    return decide, made


def opening(value="甲"):
    return filing(an_entry("e1", "s1", {"person.name": value}, act="open"))


def test_what_is_not_on_disk_is_seen_and_nobody_hears_of_it(journal):
    seen = []
    decide, made = looking(seen, "e2", "s1")
    with on_its_way(journal, opening()) as first:
        second = journal.submit(decide, ahead=True)
        assert made.wait(30)
        assert not first.done()
        assert not second.done()
        assert journal.head == 0

    assert (first.result(), second.result()) == (1, 2)
    assert seen == [(1, "甲")]


def test_upon_what_failed_it_is_decided_again(journal):
    seen = []
    decide, made = looking(seen, "e2", "s1")
    with on_its_way(journal, opening(), fails=True) as first:
        second = journal.submit(decide, ahead=True)
        assert made.wait(30)

    with pytest.raises(OSError, match="disk full"):
        first.result()
    assert second.result() == 1
    assert seen == [(1, "甲"), (0, None)]
    assert [each.id for each in journal.events()] == ["e2"]


def test_upon_what_another_process_wrote_since_it_is_decided_again(journal, place, monkeypatch):
    seen, writer = [], journal._deciding._writer
    decide, made = looking(seen, "e2", "s1")
    with a_journal(place) as other:
        others = iter([filing(an_entry("e3", "s1", {"person.name": "乙"}))])

        def write_first(begun=writer.begun):
            for each in others:
                other.write(each)
            return begun()

        with on_its_way(journal, opening()) as first:
            second = journal.submit(decide, ahead=True)
            assert made.wait(30)
            monkeypatch.setattr(writer, "begun", write_first)

        assert (first.result(), second.result()) == (1, 3)
    assert seen == [(1, "甲"), (2, "乙")]


def test_what_is_not_to_be_decided_ahead_waits_for_the_disk(journal):
    heads = []

    def decide(writing):
        heads.append((writing.head, journal.head))
        return writing.head

    with on_its_way(journal, opening()) as first:
        second = journal.submit(decide)
        third = journal.submit(decide, ahead=True)

    assert (first.result(), second.result(), third.result()) == (1, 1, 1)
    assert heads == [(1, 1), (1, 1)]


def test_whoever_asks_the_database_ahead_finds_everything_before(journal):
    """A question that only the database answers waits for what it is asked upon."""
    told = []

    def decide(writing):
        told.append([each.position for each in writing.told("s1")])
        return writing.append(a_draft("e2")).position

    with on_its_way(journal, opening()) as first:
        second = journal.submit(decide, ahead=True)

    assert (first.result(), second.result()) == (1, 2)
    assert told == [[1]]


def test_a_group_hands_on_no_more_than_it_changed(journal):
    """What was changed two groups back is on disk by then, and is read and changed there."""
    with journal._writing() as connection:
        statements = statements_for(connection.dialect)
        last = None
        for n in range(3):
            last = _grouped(
                Group(connection, statements, journal.stream, journal.keying, last),
                an_entry(f"e{n}", f"s{n}", {"person.name": "甲"}, act="open"),
            )
            assert {f"s{each}" for each in range(max(0, n - 1), n + 1)} == set(last.lies)
        _grouped(
            Group(connection, statements, journal.stream, journal.keying, last),
            an_entry("e3", "s0", {"person.name": "乙"}),
            an_entry("e4", "s2", {"person.name": "丙"}),
        )

    names = [each.cells["person.name"].value for each in journal.records()]
    assert ["乙", "甲", "丙"] == names


def _grouped(group, *entries):
    writing = Writing(group)
    filing(*entries)(writing)
    writing.close()
    group.send()
    return group


def test_whoever_hears_of_a_commit_does_not_write_and_wait(journal):
    """The thread that tells would wait for itself."""
    told, refusals = threading.Event(), []

    def write(_):
        try:
            journal.write(lambda writing: writing.append(a_draft("e2")))
        except RuntimeError as refusal:
            refusals.append(refusal)
        told.set()

    with on_its_way(journal, opening()) as first:
        first.add_done_callback(write)

    assert told.wait(30)
    assert len(refusals) == 1


def test_what_is_decided_ahead_shares_with_half_of_those_who_wait(place):
    """While some are on their way to the disk others are decided: not all who file are answered at once, and come again at once."""
    counted = []
    with a_journal(place) as journal, held_up(journal):
        commits(journal, counted.append)
        futures = [
            journal.submit(lambda writing, n=n: writing.append(a_draft(f"e{n}")), ahead=True)
            for n in range(16)
        ]

    # Beside the one that held them up; where nothing is decided ahead, all others share one.
    assert len(counted) == 2 if journal._deciding._reader is None else len(counted) > 2
    assert sorted(each.result().position for each in futures) == list(range(1, 17))


def test_whoever_gave_up_stands_no_longer(journal):
    """What nobody waits for any more is not counted among those who do."""
    with held_up(journal):
        futures = [
            journal.submit(lambda writing, n=n: writing.append(a_draft(f"e{n}")), ahead=True)
            for n in range(4)
        ]
        futures[1].cancel()
    assert [each.result().position for each in futures if not each.cancelled()] == [1, 2, 3]


def test_a_connection_is_kept_from_one_decision_to_the_next(journal, monkeypatch):
    """And let go when there is nothing to decide, or it failed."""
    taken = []
    sqlalchemy.event.listen(journal._engine_of_writer, "checkout", lambda *_: taken.append(1))
    for number in range(3):
        journal.write(lambda writing, n=number: writing.append(a_draft(f"e{n}")))
    assert len(taken) == 1

    def fail(_):
        raise OSError("disk full")

    sqlalchemy.event.listen(journal._engine_of_writer, "commit", fail)
    with pytest.raises(OSError, match="disk full"):
        journal.write(lambda writing: writing.append(a_draft("lost")))
    sqlalchemy.event.remove(journal._engine_of_writer, "commit", fail)
    monkeypatch.setattr(deciding, "PAUSE", 0.01)
    journal.write(lambda writing: writing.append(a_draft("e3")))
    assert len(taken) == 2
    until(lambda: journal._engine_of_writer.pool.checkedout() == 0)
    assert [each.id for each in journal.events()] == ["e0", "e1", "e2", "e3"]


def test_whoever_waits_hears_even_if_the_connection_cannot_be_closed(journal, monkeypatch):
    """A database that is gone fails the commit, and then whoever lets go of it; those behind are served."""
    close = sqlalchemy.Connection.close
    failing = ["commit", "close"]

    def fail(*_):
        if "commit" in failing:
            failing.remove("commit")
            raise OSError("disk full")

    def close_once_failing(connection):
        close(connection)
        if failing == ["close"]:
            failing.clear()
            raise OSError("gone")

    sqlalchemy.event.listen(journal._engine_of_writer, "commit", fail)
    monkeypatch.setattr(sqlalchemy.Connection, "close", close_once_failing)
    first = journal.submit(lambda writing: writing.append(a_draft("lost")), LONG)
    with pytest.raises(OSError, match=r"gone|disk full"):
        first.result(30)
    assert failing == []
    assert journal.write(lambda writing: writing.append(a_draft("e"))).position == 1


def test_whoever_writes_beside_decisions_comes_in_between_them(place):
    """However closely groups follow each other, and without asking the database again and again."""
    arrived, go, order = threading.Event(), threading.Event(), []

    def hold(_):
        arrived.set()
        assert go.wait(30)
        order.append("first")

    with a_journal(place) as journal, ThreadPoolExecutor(1) as pool:
        first = journal.submit(hold)
        assert arrived.wait(30)
        beside = pool.submit(journal.alone, lambda _: order.append("beside"))
        until(lambda: journal._lock.waiting)
        second = journal.submit(lambda _: order.append("second"))
        go.set()
        for each in (first, beside, second):
            each.result(30)
    assert order == ["first", "beside", "second"]


@pytest.mark.parametrize("ahead", [False, True])
def test_the_lock_is_released_whatever_fails(journal, monkeypatch, ahead):
    begun, failing = deciding.Kept.begun, ["begin"]

    def fail(_):
        if "commit" in failing:
            failing.remove("commit")
            raise OSError("disk full")

    def fail_once(kept):
        if "begin" in failing and kept is journal._deciding._writer:
            failing.remove("begin")
            monkeypatch.setattr(sqlalchemy.Connection, "begin", gone)
        return begun(kept)

    def gone(_):
        monkeypatch.undo()
        raise OSError("gone")

    monkeypatch.setattr(deciding.Kept, "begun", fail_once)
    with pytest.raises(OSError, match="gone"):
        journal.submit(lambda writing: writing.append(a_draft("lost")), ahead=ahead).result(30)
    sqlalchemy.event.listen(journal._engine_of_writer, "commit", fail)
    failing.append("commit")
    with pytest.raises(OSError, match="disk full"):
        journal.submit(lambda writing: writing.append(a_draft("lost")), ahead=ahead).result(30)
    journal.alone(lambda _: None)
    journal.write(lambda writing: writing.append(a_draft("kept")))
    assert [each.id for each in journal.events()] == ["kept"]


def test_a_decision_does_not_write_beside_itself(journal):
    with pytest.raises(RuntimeError, match="through what it is given"):
        journal.write(lambda _: journal.alone(lambda _: None))
