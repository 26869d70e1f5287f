"""What only PostgreSQL can do to a journal: several processes that write, a server that goes away, other databases' habits."""

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy

from tests import databases
from tests.unit.store.journals import a_draft, a_journal, an_element, an_entry, filing, registering
from yibiao import filling
from yibiao.errors import EntryIdReused, Unreachable
from yibiao.store import DataDirectory, Picture, rebuild, verify

pytestmark = databases.needs_postgresql

#: Says "ready", waits for a line, then files entries of its own from four clients and says how each was numbered.
WRITE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from tests.unit.store.journals import a_journal, an_entry, filing

name, count = sys.argv[2], int(sys.argv[3])
with a_journal(sys.argv[1]) as journal, ThreadPoolExecutor(4) as clients:
    print("ready", flush=True)
    sys.stdin.readline()
    def file(n):
        entry = an_entry(f"{name}-{n}", f"s{n % 5}", {"person.name": f"{name} {n}"}, act="open")
        return journal.write(filing(entry))
    print(*clients.map(file, range(count)), flush=True)
"""


def test_processes_that_write_at_once_share_one_order(postgresql):
    """Every position once and none left out, every link in its place, every record folded from all who wrote."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, postgresql, name, "150"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "other")
    ]
    for each in processes:
        assert each.stdout.readline() == "ready\n"
    for each in processes:
        each.stdin.write("\n")
        each.stdin.flush()
    given = [list(map(int, each.communicate()[0].split())) for each in processes]

    assert [each.returncode for each in processes] == [0, 0]
    assert sorted(given[0] + given[1]) == list(range(1, 301))
    with a_journal(postgresql) as journal:
        events = list(journal.events())
        assert [each.position for each in events] == list(range(1, 301))
        assert Counter(each.id.split("-")[0] for each in events) == {"one": 150, "other": 150}
        assert verify(journal, None, filling.fold) == ()


def test_two_journals_that_begin_at_once_migrate_once(postgresql):
    """Whoever comes second waits, and finds the tables there."""
    with ThreadPoolExecutor(4) as starting:
        journals = list(starting.map(a_journal, [postgresql] * 4))
    for n, journal in enumerate(journals):
        journal.write(lambda writing, n=n: writing.append(a_draft(f"e{n}")))

    assert [each.head for each in journals] == [4] * 4
    for each in journals:
        each.close()


def test_an_id_is_used_once_by_whichever_writer(postgresql):
    """The second writer finds what the first has committed."""
    with a_journal(postgresql) as one, a_journal(postgresql) as other:
        one.write(lambda writing: writing.append(a_draft("e1")))
        with pytest.raises(EntryIdReused):
            other.write(lambda writing: writing.append(a_draft("e1")))

        assert other.head == 1


def test_records_and_picture_follow_other_writers(postgresql):
    """What one writer files, another corrects and a picture shows; rebuilding changes nothing."""
    with a_journal(postgresql) as one, a_journal(postgresql) as other:
        picture = Picture(None, other)
        one.write(registering(an_element("person.name"), an_element("person.age", "integer")))
        one.write(
            filing(an_entry("e1", "s1", {"person.name": "甲\0", "person.age": 1}, act="open"))
        )
        other.write(filing(an_entry("e2", "s1", {"person.age": 2})))
        shown = picture.query('SELECT "person.age" FROM "person"')

        assert (shown.rows, shown.position) == ([(2,)], 4)
        assert one.record("s1").cells["person.name"].value == "甲\0"
        assert rebuild(one, picture, filling.fold) == 4
        assert verify(one, picture, filling.fold) == ()
        picture.close()


def test_a_data_directory_keeps_its_journal_elsewhere(postgresql, tmp_path):
    """Only the picture lies in the directory; opened again, it goes on where it was."""
    with DataDirectory(tmp_path, postgresql) as directory:
        directory.journal.write(registering(an_element("person.name")))
        directory.journal.write(filing(an_entry("e1", "s1", {"person.name": "甲"}, act="open")))
        assert directory.picture.catch_up() == 2

    with DataDirectory(tmp_path, postgresql) as directory:
        assert (directory.journal.head, directory.picture.at) == (2, 2)
        assert verify(directory.journal, directory.picture, filling.fold) == ()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["lock", "picture.duckdb"]


def test_the_commands_find_their_journal_by_its_address(postgresql, tmp_path):
    """A second data directory with the same address holds the same; a picture is drawn for it."""

    def run(data, *arguments):
        return subprocess.run(
            [sys.executable, "-m", "yibiao", *arguments, "--data", str(tmp_path / data)],
            env={**os.environ, "YIBIAO_JOURNAL": postgresql},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    run("one", "unit", "999999001001", "示例社区")

    assert "(1)" in run("other", "verify")
    assert not (tmp_path / "one" / "journal.sqlite").exists()


def test_a_connection_that_breaks_costs_one_group(postgresql):
    """Those who wait hear of it; the next finds the server again, and nothing stands half."""
    with a_journal(postgresql) as journal:
        journal.write(lambda writing: writing.append(a_draft("before")))

        def cut(writing):
            writing.append(a_draft("lost"))
            writing._group.connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pg_backend_pid())"
            )

        with pytest.raises(Unreachable):
            journal.write(cut)
        after = journal.write(lambda writing: writing.append(a_draft("after")))

        assert after.position == 2
        assert [each.id for each in journal.events()] == ["before", "after"]


def test_an_event_the_server_cannot_read_is_found(postgresql):
    """With its position, and the others are still looked at."""
    with a_journal(postgresql) as journal:
        for n in range(1, 6):
            journal.write(lambda writing, n=n: writing.append(a_draft(f"e{n}")))
        members = ", ".join(
            each
            if each != "body"
            else "CASE position WHEN 3 THEN (1 / (position - 3))::text ELSE body END AS body"
            for each in (
                *("stream", "position", "id", "at", "actor", "kind", "version", "unit"),
                *("subject", "body", "salt", "digest", "link"),
            )
        )
        with journal._writing() as connection:
            connection.exec_driver_sql("ALTER TABLE event RENAME TO told")
            connection.exec_driver_sql(f"CREATE VIEW event AS SELECT {members} FROM told")
            connection.exec_driver_sql("UPDATE told SET actor = 'user:other' WHERE position = 5")
        found = [(each.code, each.where) for each in verify(journal, None, filling.fold)]

        assert ("event-altered", "#/events/3") in found
        assert ("chain-broken", "#/events/5") in found


def test_an_error_repeats_no_parameter(postgresql):
    """What people stated may not come into a log by way of a database's complaint."""
    with a_journal(postgresql) as journal:
        with journal._writing() as connection:
            connection.exec_driver_sql("ALTER TABLE record ADD CHECK (subject <> 's1')")
        with pytest.raises(sqlalchemy.exc.IntegrityError) as refusal:
            journal.write(filing(an_entry("e1", "s1", {"person.name": "甲乙丙"}, act="open")))

    assert "甲乙丙" not in str(refusal.value)


def test_what_is_acknowledged_is_on_disk(postgresql):
    """Even on a server that was told to be careless by default."""
    careless = databases.with_options(postgresql, "-csynchronous_commit=off")
    with a_journal(careless) as journal, journal._engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"


@pytest.mark.parametrize(
    "settings",
    [
        "ENCODING 'SQL_ASCII' LOCALE 'C'",
        "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C'",
    ],
    ids=["no locale", "Chinese order"],
)
def test_any_database_keeps_chinese_in_its_order(settings):
    """What was stated is read as it was stated, page by page, however the database compares texts."""
    with databases.a_database(settings) as url, a_journal(url) as journal:
        picture = Picture(None, journal)
        journal.write(registering(an_element("person.name")))
        subjects = [f"{name}{n}" for name in ("乙", "甲", "B-", "a", "b") for n in range(300)]
        journal.write(
            filing(
                *(
                    an_entry(f"e{each}", each, {"person.name": each}, act="open")
                    for each in subjects
                )
            )
        )

        assert sorted(each.subject for each in journal.records()) == sorted(subjects)
        assert {each.cells["person.name"].value for each in journal.records()} == set(subjects)
        assert verify(journal, picture, filling.fold) == ()
        picture.close()
