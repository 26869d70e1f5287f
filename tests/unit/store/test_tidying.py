"""A picture is put in order while it is read and drawn: the same rows, those of a unit together."""

import re

import pytest

from tests.unit.store.journals import (
    a_journal,
    an_element,
    an_entry,
    filing,
    registering,
)
from yibiao.store import Picture, Tidying, ordering, picture

UNITS = tuple(f"99999900100{number}" for number in range(1, 6))
PEOPLE = 40
ROWS = 'FROM "person"'
WHERE_THEY_LIE = 'SELECT "#unit" FROM "person"'


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Small tables are put in order too, in many steps."""
    monkeypatch.setattr(ordering, "LEAST", 10)
    monkeypatch.setattr(ordering, "STRETCH", 15)


@pytest.fixture
def journal(tmp_path):
    with a_journal(tmp_path) as journal:
        elements = [an_element("person.age", "integer"), an_element("person.tens", "integer")]
        journal.write(registering(*elements, an_element("person.late")))
        journal.write(filing(*(opening(number) for number in range(PEOPLE))))
        yield journal


@pytest.fixture
def drawn(journal, tmp_path):
    drawn = a_picture(journal, tmp_path)
    drawn.query('SELECT "#derived person.tens" FROM "person"')
    yield drawn
    drawn.close()


def a_picture(journal, folder):
    drawn = Picture(folder / "picture.duckdb", journal)
    drawn.kept = lambda: {"#derived person.tens": ("person", "BIGINT", '"person.age" // 10')}
    return drawn


def opening(number):
    unit = UNITS[number * 7 % len(UNITS)]
    values = {"person.age": number}
    return an_entry(f"e{number}", f"s{number:02}", values, act="open", unit=unit)


def restating(number, **values):
    values = {f"person.{name}": value for name, value in values.items()}
    return filing(an_entry(f"again {number} {values}", f"s{number:02}", values, unit=UNITS[0]))


def finish(tidying):
    """Until there is no more to be done."""
    steps = 0
    while tidying.step():
        steps += 1
        assert steps < 100
    return steps


def units(drawn):
    return [unit for (unit,) in drawn.query(WHERE_THEY_LIE).rows]


def rows(drawn):
    found = drawn.query(ROWS)
    return sorted(repr(sorted(zip(found.names, row, strict=True))) for row in found.rows)


def test_those_of_a_unit_lie_together(drawn):
    """And nothing else is different; then there is no more to be done."""
    before = rows(drawn)
    assert units(drawn) != sorted(units(drawn))

    assert finish(Tidying(drawn)) > 3
    assert units(drawn) == sorted(units(drawn))
    assert rows(drawn) == before
    assert drawn.differences() == {}
    assert finish(Tidying(drawn)) == 0


def test_the_picture_is_right_after_every_step_whatever_is_restated(journal, drawn):
    """Also with somebody new, and with a column more, for which it is begun anew."""
    tidying, steps = Tidying(drawn), 0
    while tidying.step():
        steps += 1
        if steps < 12:
            journal.write(restating(steps, age=100 + steps))
        if steps == 3:
            journal.write(filing(opening(PEOPLE)))
        if steps == 6:
            journal.write(restating(6, late="迟到"))
        assert drawn.differences() == {}
        assert steps < 100

    ages = dict(drawn.query('SELECT "#subject", "person.age" FROM "person"').rows)
    tens = dict(drawn.query('SELECT "#subject", "#derived person.tens" FROM "person"').rows)
    assert [ages[f"s{number:02}"] for number in (1, 11, 12, PEOPLE)] == [101, 111, 12, PEOPLE]
    assert tens == {subject: age // 10 for subject, age in ages.items()}
    assert drawn.query('SELECT "#subject" FROM "person" WHERE "person.late" IS NOT NULL').rows == [
        ("s06",)
    ]


def test_columns_of_which_few_values_are_alike_lie_plain(journal, drawn):
    """Ids, numbers, links, and what follows from these; in the table that takes the other's place, too."""
    journal.write(
        registering(an_element("person.phone", "phone"), an_element("person.home", "link"))
    )
    drawn.kept = lambda: {
        "#effective person.phone": ("person", "VARCHAR", '"person.phone"', True),
        "#derived person.tens": ("person", "BIGINT", '"person.age" // 10'),
    }
    drawn.query(
        'SELECT "person.phone", "person.home", "person.late", "#effective person.phone" FROM "person"'
    )
    before = plain(drawn)

    assert finish(Tidying(drawn)) > 3
    assert {"#subject", "person.phone", "person.home", "#effective person.phone"} == set(before)
    assert before == plain(drawn)


def plain(drawn):
    ((made,),) = drawn.query("SELECT sql FROM duckdb_tables() WHERE table_name = 'person'").rows
    return re.findall(r'"([^"]+)" VARCHAR USING COMPRESSION Uncompressed', made)


def test_a_little_disorder_is_left_alone(journal, drawn):
    """It costs less than a copy; more is put in order again."""
    finish(Tidying(drawn))
    journal.write(restating(1, age=1))
    drawn.catch_up()
    assert finish(Tidying(drawn)) == 0

    for number in range(PEOPLE // 2):
        journal.write(restating(number, age=3))
    drawn.catch_up()
    assert finish(Tidying(drawn)) > 0


@pytest.mark.parametrize("steps", range(1, 7))
def test_who_ends_in_between_loses_nothing(journal, drawn, tmp_path, steps):
    """What was filled beside is gone the next time, and it is begun anew."""
    before = rows(drawn)
    tidying = Tidying(drawn)
    for _ in range(steps):
        tidying.step()
    drawn.close()
    again = a_picture(journal, tmp_path)
    tables = again.query("SELECT table_name FROM duckdb_tables()").rows

    assert not [name for (name,) in tables if "order" in name and name != "ordered"]
    assert rows(again) == before
    assert again.differences() == {}
    finish(Tidying(again))
    assert units(again) == sorted(units(again))
    again.close()


def test_whoever_reads_meanwhile_reads_to_the_end(drawn):
    """What somebody began to read is there until they are done."""
    with drawn.batches('SELECT "#subject" FROM "person" ORDER BY 1') as found:
        batches = iter(found)
        finish(Tidying(drawn))
        subjects = [subject for some in batches for (subject,) in some]

    assert subjects == [f"s{number:02}" for number in range(PEOPLE)]


def test_of_a_picture_drawn_anew_it_begins_anew(drawn):
    """What it was at is gone with the file."""
    tidying = Tidying(drawn)
    tidying.step()
    tidying.step()
    drawn.redraw()

    finish(tidying)
    assert units(drawn) == sorted(units(drawn))
    assert drawn.differences() == {}


def test_what_waits_in_the_log_is_copied_beside_whoever_draws(journal, drawn, monkeypatch):
    """Once it is much; a statement under way meanwhile is none the worse."""
    monkeypatch.setattr(picture, "_MUCH", 1)
    journal.write(restating(1, age=90))
    drawn.catch_up()
    with drawn.beside() as cursor:
        cursor.execute('BEGIN; DELETE FROM "ordered"')

        assert drawn.copy_log()
        cursor.execute("ROLLBACK")
    while drawn.copy_log():
        pass
    assert drawn.query('SELECT "person.age" FROM "person" WHERE "#subject" = \'s01\'').rows == [
        (90,)
    ]
