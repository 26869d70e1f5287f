"""Verification: whatever does not agree is found and named; rebuilding makes it agree."""

import pytest
from sqlalchemy import text

from tests.unit.store.journals import (
    a_draft,
    a_journal,
    an_element,
    an_entry,
    filing,
    registering,
)
from yibiao import filling
from yibiao.store import Picture, reading, rebuild, rows, verify


@pytest.fixture
def journal(place, monkeypatch):
    """Two elements, a department, and six entries about three subjects: nine events on several pages."""
    monkeypatch.setattr(reading, "PAGE", 4)
    monkeypatch.setattr(rows, "MANY", 2)
    with a_journal(place) as journal:
        journal.write(registering(an_element("person.name"), an_element("person.age", "integer")))
        journal.write(lambda writing: writing.append(a_draft("d1")))
        for n in range(6):
            values = {"person.name": f"示例{n}", "person.age": n}
            act = "open" if n < 3 else "state"
            journal.write(filing(an_entry(f"e{n}", f"s{n % 3}", values, act=act)))
        yield journal


@pytest.fixture
def drawn(journal):
    drawn = Picture(None, journal)
    drawn.catch_up()
    yield drawn
    drawn.close()


def tampered(journal, sql):
    """Somebody changes the database behind the journal's back."""
    with journal._writing() as connection:
        connection.execute(text(sql))


def found(journal, drawn=None):
    """What verification says, by code and place."""
    return [(each.code, each.where) for each in verify(journal, drawn, filling.fold)]


def test_a_sound_house_is_sound(journal, drawn):
    """Nothing is found, and every finding could be said in both languages."""
    assert found(journal, drawn) == []


def test_an_empty_house_is_sound(place):
    """A journal without events is whole."""
    with a_journal(place) as journal:
        assert found(journal) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("UPDATE event SET body = '{}' WHERE position = 5", [("event-altered", 5)]),
        ("UPDATE event SET salt = NULL WHERE position = 5", [("event-altered", 5)]),
        ("UPDATE event SET body = NULL WHERE position = 5", [("event-altered", 5)]),
        ("UPDATE event SET actor = 'user:other' WHERE position = 5", [("chain-broken", 5)]),
        ("UPDATE event SET unit = x'00' WHERE position = 5", [("chain-broken", 5)]),
        (
            "UPDATE event SET link = 'x' WHERE position = 5",
            [("chain-broken", 5), ("chain-broken", 6)],
        ),
        ("UPDATE event SET body = CAST(x'ff' AS TEXT) WHERE position = 5", [("event-altered", 5)]),
        ("DELETE FROM event WHERE position = 5", [("event-missing", 5)]),
        ("DELETE FROM event WHERE position = 9", [("event-missing", 9)]),
        ("DELETE FROM event WHERE position = 1", [("event-missing", 1)]),
        ("UPDATE event SET position = 99 WHERE position = 9", [("event-missing", 9)] * 1),
        ("UPDATE stream SET head = 8", [("event-missing", 10)]),
        ("UPDATE stream SET link = 'x'", [("event-missing", 10)]),
    ],
)
def test_a_changed_journal_is_found(journal, sql, expected):
    """Whatever was changed or removed, with the position at which it was."""
    tampered(journal, sql)

    codes = found(journal)

    assert {(code, f"#/events/{position}") for code, position in expected} <= set(codes)
    assert all(code in ("chain-broken", "event-altered", "event-missing") for code, _ in codes)


def test_an_erased_body_leaves_the_chain_whole(journal, drawn):
    """It is mentioned, as no error; the event is read as erased."""
    tampered(journal, "UPDATE event SET body = NULL, salt = NULL WHERE position = 5")

    findings = verify(journal, None, filling.fold)

    assert [(each.code, each.where, each.level) for each in findings] == [
        ("event-redacted", "#/events/5", "note")
    ]
    assert (journal.event(5).redacted, journal.event(5).body) == (True, {})
    assert not journal.event(4).redacted
    assert findings[0].says("zh") != findings[0].says("en")


def test_what_was_erased_is_rebuilt_without(journal, drawn):
    """A record made again holds nothing that only an erased entry said."""
    tampered(journal, "UPDATE event SET body = NULL, salt = NULL WHERE position IN (4, 7, 8)")

    assert rebuild(journal, drawn, filling.fold) == 9
    assert journal.record("s0") is None
    assert journal.record("s1").cells["person.age"].value == 1
    assert drawn.query('SELECT "#subject", "person.age" FROM "person" ORDER BY 1').rows == [
        ("s1", 1),
        ("s2", 5),
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record SET document = replace(document, '示例4', '示例9') WHERE subject = 's1'",
        "UPDATE record SET document = 'no json' WHERE subject = 's1'",
        "UPDATE record SET unit = '110101' WHERE subject = 's1'",
        "UPDATE record SET position = 3 WHERE subject = 's1'",
        "DELETE FROM record WHERE subject = 's1'",
    ],
)
def test_a_record_that_is_not_what_was_stated_is_found(journal, drawn, sql):
    """And rebuilding puts it right."""
    tampered(journal, sql)
    assert found(journal) == [("record-differs", "#/events/8")]

    rebuild(journal, drawn, filling.fold)
    assert found(journal, drawn) == []


def test_a_record_without_entries_is_found(journal, drawn):
    """Nobody stated it; rebuilding removes it."""
    tampered(
        journal,
        "INSERT INTO record SELECT stream, 's9', kind, unit, position, replace(document, 's1', 's9')"
        " FROM record WHERE subject = 's1'",
    )
    assert found(journal) == [("record-untold", "")]

    rebuild(journal, drawn, filling.fold)
    assert found(journal, drawn) == []


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("""UPDATE "person" SET "person.age" = 7 WHERE "#subject" = 's0'""", "person"),
        ("""UPDATE "person" SET "#unit" = '1' WHERE "#subject" = 's0'""", "person"),
        ("""DELETE FROM "person" WHERE "#subject" = 's0'""", "person"),
        ("""INSERT INTO "person" BY NAME SELECT 's9' AS "#subject" """, "person"),
        ("""INSERT INTO "household" BY NAME SELECT 'h9' AS "#subject" """, "household"),
        ("""DELETE FROM "statement" WHERE "#position" = 5 AND "#element" = '#unit'""", "statement"),
        ("""INSERT INTO "statement" VALUES (99, 'person', 's0', 'person.age', '1')""", "statement"),
    ],
)
def test_a_picture_that_shows_something_else_is_found(journal, drawn, sql, table):
    """With the table and how many rows; rebuilding puts it right."""
    drawn._connection.execute(sql)

    findings = verify(journal, drawn, filling.fold)

    assert [each.facts for each in findings] == [{"table": table, "count": 1}]
    rebuild(journal, drawn, filling.fold)
    assert found(journal, drawn) == []


def test_rebuilding_knows_what_waits(journal, drawn):
    """An entry decided in the same group, not yet in the database, is not lost to the record."""
    from functools import partial

    from yibiao.store import Writing
    from yibiao.store.verify import folding

    begun = journal.submit(
        lambda _: journal.submit(filing(an_entry("e9", "s0", {"person.age": 9})))
    )
    refolded = journal.submit(
        partial(Writing.refold, subjects=["s0"], folded=folding(filling.fold))
    )
    begun.result().result()
    refolded.result()

    assert found(journal, drawn) == []
    assert journal.record("s0").cells["person.age"].value == 9
