"""What follows from a record stands beside what was filed, as it would be worked out anew, whenever it is asked for first."""

import pytest

from tests.unit.store.journals import (
    a_journal,
    an_element,
    an_entry,
    filing,
    registering,
)
from yibiao.store import Picture, drawing

REGION = "#derived person.region"
FIRST = """left("person.number", 2)"""
NAMED = 'SELECT "#subject", "#derived person.region" FROM "person" ORDER BY 1'


@pytest.fixture
def journal(tmp_path):
    with a_journal(tmp_path) as journal:
        journal.write(registering(an_element("person.number"), an_element("person.region")))
        yield journal


@pytest.fixture
def drawn(journal, tmp_path):
    """A picture that keeps the first two characters of a number."""
    drawn = a_picture(journal, tmp_path)
    yield drawn
    drawn.close()


def a_picture(journal, folder, sql=FIRST):
    drawn = Picture(folder / "picture.duckdb", journal)
    drawn.kept = lambda: {REGION: ("person", "VARCHAR", sql)}
    return drawn


def numbered(*numbers, act="open"):
    """Entries of so many subjects."""
    return filing(
        *(
            an_entry(f"{act} {at} {number}", f"s{at}", {"person.number": number}, act=act)
            for at, number in enumerate(numbers)
        )
    )


def test_it_is_filled_for_all_that_are_there(journal, drawn):
    """From the first query that names it; nobody who does not name it pays for it."""
    journal.write(numbered("1234", None))
    before = drawn.query('FROM "person"').names

    assert "#derived person.region" not in before
    assert drawn.query(NAMED).rows == [("s0", "12"), ("s1", None)]


def test_it_is_there_before_anybody_stated_what_it_follows_from(drawn):
    """Its sources have their columns with it."""
    assert drawn.query(NAMED).rows == []


def test_it_follows_what_is_stated_later(journal, drawn):
    """Stated for the first time, otherwise, and taken back."""
    drawn.query(NAMED)
    journal.write(numbered("1234", "5678", "9"))
    journal.write(numbered("4321", None, act="state"))

    assert drawn.query(NAMED).rows == [("s0", "43"), ("s1", None), ("s2", "9")]
    assert drawn.differences() == {}


def test_it_is_worked_out_anew_by_another_rule(journal, drawn, tmp_path):
    """Of the same picture, and of one that an earlier version of the program left."""
    journal.write(numbered("1234"))
    first = drawn.query(NAMED).rows
    drawn.kept = lambda: {REGION: ("person", "VARCHAR", """right("person.number", 2)""")}
    second = drawn.query(NAMED).rows
    drawn.close()
    again = a_picture(journal, tmp_path, """left("person.number", 3)""")
    third = again.query(NAMED).rows
    again.close()

    assert [first, second, third] == [[("s0", "12")], [("s0", "34")], [("s0", "123")]]


def test_it_is_worked_out_anew_when_its_source_is_another_kind_of_thing(journal, drawn):
    """A column that changes its type takes what follows from it along."""
    journal.write(numbered("1234"))
    drawn.kept = lambda: {
        REGION: ("person", "VARCHAR", """left(CAST("person.number" AS VARCHAR), 2)""")
    }
    drawn.query(NAMED)
    journal.write(registering(an_element("person.number", "integer")))

    assert drawn.query(NAMED).rows == [("s0", "12")]
    assert drawn.differences() == {}


def test_it_is_kept_while_the_picture_is(journal, drawn, tmp_path):
    """Closed and opened again, it need not be worked out again."""
    journal.write(numbered("1234"))
    drawn.query(NAMED)
    drawn.close()
    again = a_picture(journal, tmp_path)
    there = again.query('FROM "person"').names
    again.close()

    assert "#derived person.region" in there


def test_one_that_is_not_what_follows_is_found(journal, drawn):
    """Nobody could tell it from the right one otherwise."""
    journal.write(numbered("1234"))
    drawn.query(NAMED)
    drawn._connection.execute("""UPDATE "person" SET "#derived person.region" = '99'""")

    assert drawn.differences() == {"person": 1}
    drawn.redraw()
    assert drawn.query(NAMED).rows == [("s0", "12")]


def test_a_value_that_its_column_cannot_take_is_nothing(journal, drawn):
    """One odd number hides no other."""
    drawn.kept = lambda: {REGION: ("person", "BIGINT", FIRST)}
    journal.write(numbered("1234", "xy34"))

    assert drawn.query(NAMED).rows == [("s0", 12), ("s1", None)]


def test_names_are_found_in_sql():
    """All are quoted."""
    found = drawing.derived.names_in('SELECT "a b", "c""d" FROM x WHERE y = \'z\'')

    assert found == {"a b", 'c"d'}
