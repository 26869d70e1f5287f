"""The same journal on PostgreSQL: run against the empty database that `YIBIAO_POSTGRESQL` names, skipped without one."""

import importlib.util
import os
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.store.journals import a_draft, an_element, an_entry, filing, registering
from yibiao import filling
from yibiao.errors import EntryIdReused
from yibiao.store import Journal, Picture, rebuild, verify

URL = os.environ.get("YIBIAO_POSTGRESQL", "")

pytestmark = [
    pytest.mark.skipif(not URL, reason="YIBIAO_POSTGRESQL names no database"),
    pytest.mark.skipif(not importlib.util.find_spec("psycopg"), reason="psycopg is not installed"),
]


@pytest.fixture
def stream():
    """A stream of its own for each test, so that the database need not be emptied."""
    return uuid.uuid4().hex


def test_positions_are_dense_over_several_writers(stream):
    """Two journals, as two processes would have them, and eight clients: every position once, every link in its place."""
    with (
        Journal(URL, stream) as one,
        Journal(URL, stream) as other,
        ThreadPoolExecutor(8) as clients,
    ):
        given = list(
            clients.map(
                lambda n: (one, other)[n % 2].write(
                    lambda writing: writing.append(a_draft(f"e{n}")).position
                ),
                range(200),
            )
        )

        assert sorted(given) == list(range(1, 201)) == [each.position for each in other.events()]
        assert verify(one, None, filling.fold) == ()


def test_an_id_is_used_once_by_whichever_writer(stream):
    """The second writer finds what the first has committed."""
    with Journal(URL, stream) as one, Journal(URL, stream) as other:
        one.write(lambda writing: writing.append(a_draft("e1")))
        with pytest.raises(EntryIdReused):
            other.write(lambda writing: writing.append(a_draft("e1")))

        assert other.head == 1


def test_records_and_picture_follow(stream):
    """What one writer files, another corrects and a picture shows; rebuilding changes nothing."""
    with Journal(URL, stream) as one, Journal(URL, stream) as other:
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
