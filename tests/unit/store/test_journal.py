"""The journal: one order, nothing half written, nothing acknowledged before it is on disk."""

import sqlite3
from concurrent.futures import CancelledError, ThreadPoolExecutor

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.unit.store.journals import (
    UNIT,
    a_draft,
    a_journal,
    an_entry,
    commits,
    filing,
    held_up,
)
from yibiao.errors import EntryIdReused, JournalBusy, TooMany, Unreachable
from yibiao.store import Journal, Needs, chain, reading, tables


@pytest.fixture
def journal(place):
    """A journal; in the end nobody is counted who still waits."""
    with a_journal(place) as journal:
        yield journal
    assert journal._deciding._standing == 0


def refuse(_):
    raise LookupError("refused")


def test_positions_are_dense_and_in_the_order_of_commits(journal):
    """Eight threads write at once: every position from 1 is given once, and linked to the one before it."""
    with ThreadPoolExecutor(8) as clients:
        given = list(
            clients.map(
                lambda n: journal.write(lambda writing: writing.append(a_draft(f"e{n}")).position),
                range(400),
            )
        )

    events = list(journal.events())
    assert sorted(given) == list(range(1, 401)) == [each.position for each in events]
    assert [journal.event(position).id for position in given] == [f"e{n}" for n in range(400)]
    assert (journal.head, journal.link) == (400, events[-1].link)


def test_decisions_share_a_commit(journal):
    """What is decided while the writer is busy is written with one commit."""
    counted = []
    with held_up(journal):
        commits(journal, counted.append)
        futures = [
            journal.submit(lambda writing, n=n: writing.append(a_draft(f"e{n}")).position)
            for n in range(50)
        ]

    assert [each.result() for each in futures] == list(range(1, 51))
    assert len(counted) == 2  # whoever held it up, and all others


def test_no_more_share_a_commit_than_may(place):
    """A group is limited, so that nobody waits for thousands of others."""
    counted = []
    with a_journal(place, together=10) as journal, held_up(journal):
        commits(journal, counted.append)
        for n in range(30):
            journal.submit(lambda writing, n=n: writing.append(a_draft(f"e{n}")))

    assert len(counted) == 4


def test_nothing_is_acknowledged_before_it_is_on_disk(journal):
    """While a commit is under way, no future of its group is done."""
    futures, seen = [], []
    with held_up(journal):
        futures += [
            journal.submit(lambda writing, n=n: writing.append(a_draft(f"e{n}"))) for n in range(3)
        ]
        futures.append(journal.submit(refuse))
        commits(journal, lambda _: seen.append([each.done() for each in futures]))
    journal.close()

    assert seen[-1] == [False] * 4
    assert all(each.done() for each in futures)


def test_a_decision_that_fails_is_forgotten_alone(journal):
    """Its exception is its caller's; its neighbours in the group stand, without a gap."""

    def half(writing):
        filing(an_entry("lost", "s1", {"person.name": "乙"}))(writing)
        raise LookupError("half way")

    with held_up(journal):
        first = journal.submit(filing(an_entry("e1", "s1", {"person.name": "甲"}, act="open")))
        second = journal.submit(half)
        third = journal.submit(filing(an_entry("e2", "s2", act="open")))

    assert (first.result(), third.result()) == (1, 2)
    with pytest.raises(LookupError, match="half way"):
        second.result()
    assert [each.id for each in journal.events()] == ["e1", "e2"]
    assert journal.record("s1").cells["person.name"].value == "甲"


def test_a_group_that_cannot_be_committed_is_lost_whole(journal):
    """All who wait hear why, nothing of it stands, and the next group follows on what stood before."""
    broken = [True]

    def fail(_):
        if broken:
            raise OSError("disk full")

    journal.write(lambda writing: writing.append(a_draft("before")))
    with held_up(journal):
        futures = [
            journal.submit(lambda writing, n=n: writing.append(a_draft(f"lost{n}")))
            for n in range(3)
        ]
        commits(journal, fail)

    for each in futures:
        with pytest.raises(OSError, match="disk full"):
            each.result()
    broken.clear()
    after = journal.write(lambda writing: writing.append(a_draft("after")))
    assert [each.id for each in journal.events()] == ["before", "after"]
    assert after.position == 2


def test_a_decision_that_the_database_fails_takes_its_group_along(journal):
    """A transaction with an error in it may be rolled back whole: nobody in it is told that theirs stands."""

    def mistaken(writing):
        writing._group.reading()  # sends what the first added
        writing._group.connection.exec_driver_sql("SELECT nothing FROM nowhere")

    with held_up(journal):
        futures = [
            journal.submit(lambda writing: writing.append(a_draft("lost"))),
            journal.submit(mistaken),
        ]

    for each in futures:
        with pytest.raises(sqlalchemy.exc.DBAPIError):
            each.result()
    journal.write(lambda writing: writing.append(a_draft("after")))
    assert [each.id for each in journal.events()] == ["after"]


def test_a_decision_sees_what_was_decided_before_it(journal):
    """Its own additions and those of its group, though nothing is on disk yet."""
    seen = []

    def look(writing):
        seen.append((writing.head, writing.event_of("e1").position, writing.record("s1").unit))

    def open_and_look(writing):
        filing(an_entry("e1", "s1", act="open"))(writing)
        look(writing)
        assert writing.link == writing.event_of("e1").link

    with held_up(journal):
        futures = [journal.submit(open_and_look), journal.submit(look)]
    [each.result() for each in futures]

    assert seen == [(1, 1, UNIT)] * 2


def test_many_are_looked_up_at_once(journal):
    """What is needed is found that is there, whether on disk or not yet."""
    journal.write(filing(*(an_entry(f"e{n}", f"s{n}", act="open") for n in range(1_200))))

    def look(writing):
        filing(an_entry("new", "new", act="open"))(writing)
        subjects = [*(f"s{n}" for n in range(1_200)), "new", "nobody"]
        ids = [*(f"e{n}" for n in range(1_200)), "new", "none"]
        writing.look_up(Needs(ids, subjects))
        return writing.records(subjects), [writing.event_of(each) for each in ids]

    records, events = journal.write(look)

    assert list(records) == [*(f"s{n}" for n in range(1_200)), "new"]
    assert [each and each.position for each in events] == [*range(1, 1_202), None]


@pytest.mark.parametrize("apart", [True, False])
def test_an_id_is_used_once(journal, apart):
    """A second event of the same id is refused, in a later group as in the same."""
    first = journal.submit(lambda writing: writing.append(a_draft("e1", body={"n": 1})))
    if apart:
        first.result()
    second = journal.submit(lambda writing: writing.append(a_draft("e1", body={"n": 2})))

    with pytest.raises(EntryIdReused):
        second.result()
    assert [each.body for each in journal.events()] == [{"n": 1}]


def test_a_retry_finds_the_first(journal):
    """The event of an entry's id is found again, so that sending it again is harmless."""
    entry = an_entry("e1", "s1", {"person.age": None, "person.tags": ["a"]}, act="open")
    journal.write(filing(entry))

    found = journal.write(lambda writing: writing.event_of("e1"))

    assert found == journal.event(1)
    assert found.body == {"entry": entry.document()}


def test_what_is_no_json_is_refused(journal):
    """A number that is not finite, or a NUL in a name, is refused before it can spoil the group."""
    with held_up(journal):
        odd = [
            journal.submit(lambda writing: writing.append(a_draft("e1", body={"x": float("nan")}))),
            journal.submit(lambda writing: writing.append(a_draft("e\0"))),
        ]
        sound = journal.submit(lambda writing: writing.append(a_draft("e2")).position)

    assert sound.result() == 1
    for each in odd:
        with pytest.raises(ValueError, match=r"JSON|NUL"):
            each.result()


def test_a_full_queue_refuses(place):
    """One more than may wait is told to come back; those who wait are served."""
    with a_journal(place, waiting=2) as journal:
        with held_up(journal):
            waiting = [
                journal.submit(lambda writing, n=n: writing.append(a_draft(f"e{n}")).position)
                for n in range(2)
            ]
            with pytest.raises(TooMany) as refusal:
                journal.submit(lambda writing: writing.append(a_draft("late")))

        assert [each.result() for each in waiting] == [1, 2]
        assert refusal.value.facts == {"retry_after": 1}


def test_a_full_queue_counts_what_decisions_are_about(place):
    """Few decisions about many entries fill it as well; the first is always let in, however much it is about."""
    with a_journal(place, waiting=10) as journal:
        with held_up(journal):
            first = journal.submit(lambda writing: writing.append(a_draft("e1")).position, 5_000)
            with pytest.raises(TooMany) as refusal:
                journal.submit(lambda writing: writing.append(a_draft("late")), 1)

        assert refusal.value.facts == {"retry_after": 3}  # the time that so many take
        assert first.result() == 1
        assert journal.write(lambda writing: writing.append(a_draft("e2")).position) == 2


def test_a_database_that_somebody_holds_is_busy(tmp_path):
    """Whoever waits hears when to come again; nothing is kept, and afterwards the journal goes on."""
    address = f"sqlite:///{tmp_path}/journal.sqlite"
    with Journal(f"{address}?timeout=0.1") as journal:
        holder = sqlite3.connect(tmp_path / "journal.sqlite", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalBusy) as refusal:
            journal.write(lambda writing: writing.append(a_draft("e1")))
        with pytest.raises(JournalBusy):
            Journal(f"{address}?timeout=0.1")
        holder.execute("ROLLBACK")
        holder.close()

        assert refusal.value.facts["retry_after"] > 0
        assert journal.write(lambda writing: writing.append(a_draft("e1")).position) == 1


def test_a_database_all_of_whose_connections_are_taken_is_busy(tmp_path):
    """Whoever waited for one in vain hears when to come again."""
    address = f"sqlite:///{tmp_path}/journal.sqlite"
    engine = sqlalchemy.create_engine(address, pool_size=1, max_overflow=0, pool_timeout=0)
    with engine.connect(), pytest.raises(JournalBusy), reading.snapshot(engine, "main"):
        pass
    engine.dispose()


def test_those_behind_do_not_wait_for_it_in_their_turn(tmp_path):
    """When the database is held, everybody who waits by then hears of it at once."""
    with Journal(f"sqlite:///{tmp_path}/journal.sqlite?timeout=0.5", together=1) as journal:
        holder = sqlite3.connect(tmp_path / "journal.sqlite", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        waiting = [
            journal.submit(lambda writing, n=n: writing.append(a_draft(f"e{n}"))) for n in range(50)
        ]
        refusals = {id(each.exception()) for each in waiting}
        holder.execute("ROLLBACK")
        holder.close()

        assert len(refusals) <= 2
        assert journal.write(lambda writing: writing.append(a_draft("after")).position) == 1


def test_whoever_gave_up_is_not_served(journal):
    """A future cancelled in time adds nothing."""
    with held_up(journal):
        future = journal.submit(lambda writing: writing.append(a_draft("e1")))
        future.cancel()

    with pytest.raises(CancelledError):
        future.result()
    journal.write(lambda _: None)
    assert journal.head == 0


def test_a_reopened_journal_goes_on(place):
    """Head, link and records are those of before; the next event links to the last."""
    with a_journal(place) as journal:
        journal.write(filing(an_entry("e1", "s1", {"person.name": "甲"}, act="open")))
        head, link = journal.head, journal.link

    with a_journal(place) as journal:
        assert (journal.head, journal.link) == (head, link)
        assert journal.record("s1").cells["person.name"].position == 1
        event = journal.write(lambda writing: writing.append(a_draft("e2")))

    members = {name: getattr(event, name) for name in chain.LINKED} | {"at": event.at.isoformat()}
    assert event.link == chain.link(link, members)


def test_closing_writes_what_waits(place):
    """Whatever was accepted is written; nothing is accepted any more."""
    journal = a_journal(place)
    futures = [
        journal.submit(lambda writing, n=n: writing.append(a_draft(f"e{n}")).position)
        for n in range(20)
    ]
    journal.close()
    journal.close()

    assert [each.result() for each in futures] == list(range(1, 21))
    with pytest.raises(RuntimeError):
        journal.submit(lambda writing: writing.append(a_draft("late")))


def test_a_decision_may_not_wait_for_another(journal):
    """It would wait for itself for ever."""
    with pytest.raises(RuntimeError):
        journal.write(lambda _: journal.write(lambda writing: writing.head))


def test_events_are_found_by_place_kind_and_subject(journal, monkeypatch):
    """In order, however many pages it takes."""
    monkeypatch.setattr(reading, "PAGE", 2)
    for n in range(5):
        journal.write(filing(an_entry(f"e{n}", f"s{n % 2}", act="open")))
        journal.write(lambda writing, n=n: writing.append(a_draft(f"d{n}")))

    def ids(**which):
        return [each.id for each in journal.events(**which)]

    assert ids() == ["e0", "d0", "e1", "d1", "e2", "d2", "e3", "d3", "e4", "d4"]
    assert ids(after=2, until=5) == ["e1", "d1", "e2"]
    assert ids(kinds=["department.registered"]) == ["d0", "d1", "d2", "d3", "d4"]
    assert ids(kinds=["entry.filed", "unit.registered"]) == ["e0", "e1", "e2", "e3", "e4"]
    assert ids(subject="s1") == ["e1", "e3"]
    assert journal.event(11) is None


def test_records_are_found_by_unit_and_kind(journal, monkeypatch):
    """By subject, however many pages it takes."""
    monkeypatch.setattr(reading, "PAGE", 2)
    kinds = ["person", "household", "person", "person", "person"]
    entries = [
        an_entry(f"e{n}", f"s{n}", act="open", kind=kind, unit=f"{UNIT}00{n % 2}")
        for n, kind in enumerate(kinds)
    ]
    journal.write(filing(*entries))

    def subjects(**which):
        return [each.subject for each in journal.records(**which)]

    assert subjects() == ["s0", "s1", "s2", "s3", "s4"]
    assert subjects(unit=UNIT + "000") == ["s0", "s2", "s4"]
    assert subjects(unit=UNIT + "001", kind=entries[0].kind) == ["s3"]
    assert journal.record("nobody") is None


def test_streams_are_strangers(place):
    """Each has its own order; the same ids and subjects may stand in both."""
    with a_journal(place) as one, a_journal(place, stream="other") as other:
        one.write(filing(an_entry("e1", "s1", {"person.name": "甲"}, act="open")))
        other.write(filing(an_entry("e1", "s1", {"person.name": "乙"}, act="open")))

        assert (one.head, other.head) == (1, 1)
        assert other.record("s1").cells["person.name"].value == "乙"
        assert [each.stream for each in one.events()] == ["main"]


def test_the_migrations_make_the_tables(journal):
    """What the revisions leave is what the code believes in, and the newest revision is the one it expects."""
    with journal._engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), tables.METADATA)

    assert differences == []


def test_every_commit_waits_for_the_disk(tmp_path):
    """SQLite is told to: full synchronisation, a write-ahead log."""
    with a_journal(tmp_path) as journal, journal._engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        ]

    assert settings == [2, "wal", 1]


def test_the_writers_statements_are_postgresqls_too():
    """They render for it, with the lock that keeps positions dense (docs/decisions/0007)."""
    from sqlalchemy.dialects import postgresql

    from yibiao.store.writing import Statements

    statements = Statements(postgresql.dialect(paramstyle="format"))

    assert statements.head.sql.endswith("FOR UPDATE")
    assert "ON CONFLICT (stream, subject) DO UPDATE" in statements.put_record.text(2)


def test_an_unknown_database_is_refused(tmp_path):
    """A path that leads nowhere is no new journal."""
    with pytest.raises(Unreachable):
        Journal(f"sqlite:///{tmp_path}/nowhere/journal.sqlite")
