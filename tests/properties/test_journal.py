"""Laws of the journal and its picture, over histories of every shape."""

import hashlib
import json
import sqlite3
import tempfile
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.unit.store.journals import a_draft, a_journal, an_element, an_entry, filing, registering
from yibiao import filling
from yibiao.model.record import Entry
from yibiao.model.text import Noun
from yibiao.store import Picture, canonical, rebuild, verify
from yibiao.store.chain import linked_to

#: What the picture shows of a record as a whole, as far as the plainest reading says it.
SHOWN = ("#subject", "#unit", "#closed", "#position", "#confirmed")

ELEMENTS = {
    "person.name": ("text", st.text(st.characters(exclude_categories=["Cs"]), max_size=4)),
    "person.born": ("date", st.dates(date(1900, 1, 1), date(2026, 1, 1)).map(date.isoformat)),
    "person.age": ("integer", st.integers(0, 150)),
    "person.income": ("money", st.integers(0, 10**9).map(lambda cents: cents / 100)),
    "person.alone": ("boolean", st.booleans()),
    "person.tags": ("codes", st.lists(st.sampled_from("abc"), unique=True)),
    "household.poor": ("boolean", st.booleans()),
}
SUBJECTS = {"p1": "person", "p2": "person", "p3": "person", "h1": "household"}
UNITS = ("999999001001", "999999001002")


@st.composite
def steps(draw):
    """An element registered, a group of entries filed, or the picture asked to follow."""
    what = draw(st.sampled_from(["file", "file", "file", "register", "follow"]))
    if what == "register":
        return what, draw(st.sampled_from(sorted(ELEMENTS)))
    if what == "follow":
        return what, None
    return what, draw(st.lists(entries(), min_size=1, max_size=4))


@st.composite
def entries(draw):
    subject = draw(st.sampled_from(sorted(SUBJECTS)))
    kind = SUBJECTS[subject]
    asked = [each for each in ELEMENTS if each.startswith(kind)]
    values = {
        each: draw(st.none() | ELEMENTS[each][1])
        for each in draw(st.lists(st.sampled_from(asked), unique=True))
    }
    return {
        "subject": subject,
        "kind": kind,
        "values": values,
        "unit": draw(st.sampled_from(UNITS)),
        "act": draw(st.sampled_from(["state", "state", "confirm", "move", "close"])),
        "base": draw(st.none() | st.integers(0, 20)),
    }


def played(journal, drawn, history):
    """Play *history*; the entries filed, by position."""
    filed, open_ = {}, set()
    for number, (what, given_) in enumerate(history):
        if what == "register":
            journal.write(registering(an_element(given_, ELEMENTS[given_][0])))
        elif what == "follow":
            drawn.catch_up()
        else:
            for order, members in enumerate(given_):
                act = members["act"] if members["subject"] in open_ else "open"
                (open_.discard if act == "close" else open_.add)(members["subject"])
                entry = an_entry(f"e{number}-{order}", **{**members, "act": act})
                filed[journal.write(filing(entry))] = entry
    return filed


def held(filed):
    """What the entries of one subject come to, by the plainest reading: the last word counts."""
    rows = {}
    for position, entry in sorted(filed.items()):
        row = rows.setdefault(entry.subject, {"#subject": entry.subject})
        if entry.act in ("open", "move"):
            row["#unit"] = entry.unit
        row["#closed"] = entry.act == "close"
        row["#position"] = position
        if entry.act in ("open", "confirm"):
            row["#confirmed"] = position
        row.update(entry.values)
    return rows


def as_shown(id_, value):
    """A value as a column of its element's kind holds it."""
    if value is None or id_.startswith("#"):
        return value
    kind = ELEMENTS[id_][0]
    if kind == "date":
        return date.fromisoformat(value)
    return Decimal(f"{value:.2f}") if kind == "money" else value


def shown(drawn, table):
    answer = drawn.query(f'FROM "{table}"')
    rows = [dict(zip(answer.names, row, strict=True)) for row in answer.rows]
    return {
        row["#subject"]: {name: row[name] for name in row if name in SHOWN or name[0] != "#"}
        for row in rows
    }


def said(rows):
    """What is said in *rows*; an element that nobody stated need not have a column."""
    return {
        subject: {name: value for name, value in row.items() if value is not None or name[0] == "#"}
        for subject, row in rows.items()
    }


@settings(max_examples=effort(12, 25))
@given(st.lists(steps(), max_size=12))
def test_the_picture_shows_what_was_stated(history):
    """Whatever was stated, in whatever order elements came and the picture followed: it shows the last word on each."""
    with tempfile.TemporaryDirectory() as folder, a_journal(folder) as journal:
        drawn = Picture(None, journal)
        filed = played(journal, drawn, history)
        registered = {given_ for what, given_ in history if what == "register"}

        expected = {}
        for subject, row in held(filed).items():
            columns = [each for each in registered if each.startswith(SUBJECTS[subject] + ".")]
            names = [*SHOWN, *columns]
            expected[subject] = {name: as_shown(name, row.get(name)) for name in names}
        assert said(shown(drawn, "person") | shown(drawn, "household")) == said(expected)

        stated = Counter(
            (position, entry.subject, id_, json.dumps(value, ensure_ascii=False))
            for position, entry in filed.items()
            for id_, value in entry.values.items()
        )
        told = drawn.query('FROM "statement" WHERE NOT starts_with("#element", \'#\')').rows
        assert stated == Counter(
            (position, subject, id_, json.dumps(json.loads(value), ensure_ascii=False))
            for position, _, subject, id_, value in told
        )
        assert verify(journal, drawn, filling.fold) == ()
        drawn.close()


@settings(max_examples=effort(5, 10))
@given(st.lists(steps(), max_size=10))
def test_made_again_it_is_the_same(history):
    """Following step by step, being drawn at once, and a rebuild of records and picture end alike."""
    with tempfile.TemporaryDirectory() as folder, a_journal(folder) as journal:
        followed, drawn = Picture(None, journal), Picture(None, journal)
        played(journal, followed, history)
        tables = ("person", "household")
        before = [shown(followed, each) for each in tables]
        records = list(journal.records())

        assert [shown(drawn, each) for each in tables] == before
        rebuild(journal, followed, filling.fold)
        assert [shown(followed, each) for each in tables] == before
        assert list(journal.records()) == records
        followed.close()
        drawn.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A journal of a few events, and a way behind its back."""
    folder = tmp_path_factory.mktemp("written")
    with a_journal(folder) as journal:
        journal.write(registering(an_element("person.name")))
        journal.write(lambda writing: writing.append(a_draft("d1", body={"name": "民政局"})))
        for n in range(4):
            entry = an_entry(
                f"e{n}", "s1", {"person.name": f"示例{n}"}, act="state" if n else "open"
            )
            journal.write(filing(entry))
        database = sqlite3.connect(folder / "journal.sqlite", isolation_level=None)
        database.text_factory = bytes
        database.execute("CREATE TEMP TABLE kept AS SELECT * FROM event")
        yield journal, database
        database.close()


COLUMNS = (
    "stream", "position", "id", "at", "actor", "kind", "version", "unit", "subject", "body", "salt", "digest", "link",
)  # fmt: skip


@settings(max_examples=150)
@given(st.data())
def test_any_altered_byte_is_found(written, data):
    """Of any column of any event: verification says that the journal was changed."""
    position = data.draw(st.integers(1, 6))
    column = data.draw(st.sampled_from(COLUMNS))
    mask = data.draw(st.integers(1, 255))
    journal, database = written
    ((value,),) = database.execute(f"SELECT {column} FROM event WHERE position = ?", [position])
    if value is None:
        altered = chr(mask % 127 + 1)
    elif isinstance(value, int):
        altered = value ^ mask
    else:
        offset = data.draw(st.integers(0, len(value) - 1))
        altered = value[:offset] + bytes([value[offset] ^ mask]) + value[offset + 1 :]
    marker = "CAST(? AS TEXT)" if isinstance(altered, bytes) else "?"
    database.execute(
        f"UPDATE OR REPLACE event SET {column} = {marker} WHERE position = ?", [altered, position]
    )

    levels = {each.level for each in verify(journal, None, filling.fold)}
    database.execute("DELETE FROM event")
    database.execute("INSERT INTO event SELECT * FROM kept")

    assert "error" in levels
    assert verify(journal, None, filling.fold) == ()


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers(-(2**53), 2**53)
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
            max_leaves=8,
        ),
        max_size=4,
    )
)
def test_a_body_is_read_as_it_was_written(body):
    """Any JSON, to the last digit, also after the journal was closed."""
    with tempfile.TemporaryDirectory() as folder:
        with a_journal(folder) as journal:
            try:
                written = journal.write(lambda writing: writing.append(a_draft("e1", body=body)))
            except UnicodeEncodeError:
                return  # half a character is refused
        with a_journal(folder) as journal:
            read = journal.event(1)
            assert read == written
            assert json.dumps(read.body, sort_keys=True) == json.dumps(body, sort_keys=True)
            assert verify(journal, None, filling.fold) == ()


DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([1e16, 1e-5, -0.0])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner)
        | st.dictionaries(st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_a_document_is_written_in_one_way(document):
    """The quicker writer is asked only for what it writes as the plain one does."""
    plainly = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert plainly == canonical(document)


@given(
    st.dictionaries(st.text(max_size=3), DOCUMENTS, max_size=6),
    st.fixed_dictionaries(
        {},
        optional={
            "base": st.integers(0, 9),
            "chain": st.just({"device": "d", "number": 1}),
            "source": st.sampled_from([{"id": "i"}, {"id": "i", "place": "A1"}]),
            "unlike": st.just(("p1", "p2")),
            "loaded": st.just(()),
            "remark": st.text(max_size=3),
        },
    ),
)
def test_an_entry_is_put_as_any_noun(values, more):
    """Though nobody walks through values that are JSON already."""
    entry = Entry(id="e1", unit="u", subject="p1", kind="person", act="open", values=values, **more)

    assert Noun.document(entry) == entry.document()
    assert canonical(Noun.document(entry)) == canonical(entry.document())


@given(
    st.lists(
        st.none()
        | st.booleans()
        | st.integers(-(2**63), 2**63 - 1)
        | st.text(st.characters(exclude_categories=["Cs"]))
    )
)
def test_a_link_is_over_the_canonical_text(members):
    """Whoever checks the chain with another program needs to know one way of writing only."""
    assert hashlib.sha256(canonical(members).encode()).hexdigest() == linked_to(members)
