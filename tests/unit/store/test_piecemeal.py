"""What was stated of very many, put together some after the others: the same answer, in little memory, and no file stays."""

import duckdb
import pytest

from tests.unit.store.journals import a_journal, an_entry, filing
from yibiao.store import Picture, piecemeal

TOLD = """SELECT "#subject", "#element", "value", "#position" FROM "statement" WHERE "#position" <= 400"""
STATED = f"""SELECT "#subject", arg_max_null("value", "#position") FILTER ("#element" = 'a') AS "a",
    arg_max_null("value", "#position") FILTER ("#element" = '(b) AS "#told"') AS "b"
FROM ({TOLD}) AS "#told" GROUP BY "#subject"
"""
PLAIN = STATED.replace('AS "#told" GROUP', 'AS "s" GROUP')

#: What is asked, of what is stated, and what it leaves open.
ASKED = {
    "everything": ('SELECT * FROM ({stated}) AS "{name}"', {}),
    "a column of that name": (
        'SELECT upper("a"::VARCHAR) AS "{name}", upper(\') AS "#told"\') AS "#told" FROM ({stated}) AS "{name}"',
        {},
    ),
    "some of it, and how many there are": (
        'SELECT "a", (SELECT count(*) FROM ({stated}) AS "{name}") FROM ({stated}) AS "{name}" WHERE "a" > \'"3"\'',
        {},
    ),
    "with what is defined before, and left open": (
        """WITH "one" AS MATERIALIZED (SELECT unnest($subjects::VARCHAR[]) AS "x"), "two" AS (SELECT $b AS ")")
           SELECT *, $c FROM ({stated}) AS "{name}", "two" UNION ALL SELECT *, NULL, NULL FROM ({among}) AS "{name}\"""",
        {"subjects": ["p1", "p7", "p11"], "b": 1, "c": 2},
    ),
}  # fmt: skip


@pytest.fixture
def journal(tmp_path):
    with a_journal(tmp_path) as journal:
        journal.write(filing(*(an_entry(f"o{each}", f"p{each}", act="open") for each in range(20))))
        yield journal


@pytest.fixture
def picture(journal, tmp_path):
    picture = Picture(tmp_path / "picture.duckdb", journal, memory="80MB")
    yield picture
    picture.close()


def tell(picture, subjects, elements):
    """Statements of many, which no journal has."""
    with picture.changing() as cursor:
        cursor.execute(
            """INSERT INTO "statement" SELECT i, 'person', 'p' || i % ?, e, '"' || i || repeat('x', 9) || '"'
               FROM range(600) r(i), unnest(?::VARCHAR[]) u(e) WHERE i % ? <> 7""",
            [subjects, elements, subjects],
        )


def worded(text, stated, name):
    among = stated.replace(TOLD, f'{TOLD} AND "#subject" IN (SELECT "x" FROM "one")')
    return text.format(stated=stated, among=among, name=name)


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("most", [1, 40, 10**9])
def test_in_parts_the_answer_is_the_same(picture, monkeypatch, name, most):
    """However large a part is, and whatever else is asked."""
    tell(picture, 20, ["a", '(b) AS "#told"'])
    text, given = ASKED[name]
    expected = sorted(map(repr, picture.query(worded(text, PLAIN, "s"), given).rows))
    monkeypatch.setattr(piecemeal, "MOST", most)
    asked = worded(text, STATED, "#stated")
    found = picture.query(asked, given)
    with picture.batches(asked.replace("$subjects", "['p1', 'p7', 'p11']").replace("$b", "1").replace("$c", "2")) as batches:  # fmt: skip
        rows = [row for some in batches for row in some]
        assert sorted(map(repr, batches.asked(f'FROM ({STATED}) AS "#stated"'))) == sorted(
            map(repr, batches.asked(PLAIN))
        )

    assert len(found.rows) > 0
    assert expected == sorted(map(repr, found.rows)) == sorted(map(repr, rows))


def test_files_are_read_and_then_gone(picture, tmp_path, monkeypatch):
    """What two questions have in common is put together once; nothing stays."""
    tell(picture, 20, ["a"])
    monkeypatch.setattr(piecemeal, "MOST", 30)
    folder = tmp_path / "extracts"
    with picture.batches(f'SELECT * FROM ({STATED}) AS "#stated"') as found:
        assert [*found]
        there = set(folder.iterdir())
        assert found.asked(f'SELECT count(*) FROM ({STATED}) AS "#stated"') == [(20,)]
        assert there == set(folder.iterdir())

    assert len(there) == 2
    assert [] == [*folder.iterdir()]


def test_they_are_gone_whatever_happens(picture, tmp_path, monkeypatch):
    """Also where the question fails."""
    tell(picture, 20, ["a"])
    monkeypatch.setattr(piecemeal, "MOST", 30)
    with pytest.raises(duckdb.ConversionException):
        picture.query(f'SELECT "#subject"::INTEGER FROM ({STATED}) AS "#stated"')

    assert [] == [*(tmp_path / "extracts").iterdir()]


def test_what_is_left_open_by_its_place_is_asked_at_once(picture, monkeypatch):
    """Whoever names the subjects of a page asks of few."""
    tell(picture, 20, ["a"])
    monkeypatch.setattr(piecemeal, "MOST", 1)
    monkeypatch.setattr(piecemeal.Piecemeal, "_put", None)
    asked = f'SELECT count(*) FROM ({STATED}) AS "#stated" WHERE "#subject" = ?'

    assert [(1,)] == picture.query(asked, ["p3"]).rows


def test_a_picture_in_memory_puts_everything_together_at_once(journal, monkeypatch):
    """It has no folder."""
    monkeypatch.setattr(piecemeal, "MOST", 1)
    picture = Picture(None, journal)

    assert [(20,)] == picture.query(f'SELECT count(*) FROM ({STATED}) AS "#stated"').rows
    picture.close()


def test_the_past_of_many_fits_into_the_memory_there_is(picture, monkeypatch):
    """What would be too much at once is answered all the same."""
    with picture.changing() as cursor:
        cursor.execute(
            """INSERT INTO "statement" SELECT 1, 'person', 'person ' || hash(i % 200000), 'e' || i // 200000, '"' || hash(i) || '"'
               FROM range(2000000) r(i)"""
        )
    values = ", ".join(
        f"""arg_max_null("value", "#position") FILTER ("#element" = 'e{each}') AS "e{each}\""""
        for each in range(10)
    )
    stated = f'SELECT "#subject", {values} FROM ({TOLD}) AS "#told" GROUP BY "#subject"'
    asked = f'SELECT count(*), count("e9") FROM ({stated}) AS "{{}}" WHERE "e0" <> "e1"'
    with pytest.raises(duckdb.OutOfMemoryException):
        picture.query(asked.format("s"))
    monkeypatch.setattr(piecemeal, "MOST", 200_000)

    assert [(200_000, 200_000)] == picture.query(asked.format("#stated")).rows
