"""The picture: what the journal says, in columns; thrown away at no loss."""

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from sqlglot import exp

from tests.unit.store.journals import (
    UNIT,
    a_draft,
    a_journal,
    an_element,
    an_entry,
    filing,
    registering,
)
from yibiao.errors import PictureBehind
from yibiao.store import Picture, drawing, picture

EVERY_KIND = {
    "text": ("甲", "甲"),
    "code": ("1", "1"),
    "id-number": ("999999200001010019", "999999200001010019"),
    "phone": ("19900000000", "19900000000"),
    "address": ("某路1号", "某路1号"),
    "year-month": ("2026-01", "2026-01"),
    "year": ("2026", "2026"),
    "time": ("08:30", "08:30"),
    "division": (UNIT, UNIT),
    "link": ("h1", "h1"),
    "date": ("2026-01-31", date(2026, 1, 31)),
    "datetime": ("2026-01-31T08:30:00", datetime.fromisoformat("2026-01-31T08:30:00")),
    "integer": (12, 12),
    "number": (0.1, 0.1),
    "area": (89.5, 89.5),
    "percent": (5, 5.0),
    "money": (1234.56, Decimal("1234.56")),
    "boolean": (False, False),
    "codes": (["b", "a"], ["b", "a"]),
    "links": (["s2"], ["s2"]),
    "rows": ([{"a": None, "b": 1}], '[{"a":null,"b":1}]'),
}


@pytest.fixture
def journal(tmp_path):
    with a_journal(tmp_path) as journal:
        yield journal


@pytest.fixture
def drawn(journal):
    """A picture in memory."""
    drawn = Picture(None, journal)
    yield drawn
    drawn.close()


def everything(drawn):
    """All that it shows, by table, whatever the order of its columns."""
    tables = [name for (name,) in drawn.query("SELECT table_name FROM duckdb_tables()").rows]
    shown = {}
    for table in tables:
        answer = drawn.query(f'FROM "{table}"')
        rows = [sorted(zip(answer.names, map(repr, row), strict=True)) for row in answer.rows]
        shown[table] = (sorted(answer.names), sorted(rows))
    return shown


def of_elements(answer):
    """The names of the columns that belong to elements."""
    return [each for each in answer.names if not each.startswith("#")]


def test_every_kind_of_value_has_its_type(journal, drawn):
    """A value comes out as the type that its element's kind asks for; an odd one is empty and hides no other."""
    elements = [an_element(f"person.{kind}", kind) for kind in EVERY_KIND]
    values = {f"person.{kind}": value for kind, (value, _) in EVERY_KIND.items()}
    odd = {"person.date": "soon", "person.integer": "many", "person.text": "乙", "person.codes": 3}
    journal.write(registering(*elements))
    journal.write(filing(an_entry("e1", "s1", values, act="open")))
    journal.write(filing(an_entry("e2", "s2", odd, act="open")))

    names = ", ".join(f'"person.{kind}"' for kind in EVERY_KIND)
    first, second = drawn.query(f'SELECT {names} FROM "person" ORDER BY "#subject"').rows

    assert first == tuple(expected for _, expected in EVERY_KIND.values())
    assert [each for each in second if each is not None] == ["乙"]


def test_it_shows_where_a_record_stands(journal, drawn):
    """Unit, position and closing are columns too, in the table of the subject's kind."""
    journal.write(filing(an_entry("e1", "s1", act="open"), an_entry("e2", "s2", act="open")))
    journal.write(filing(an_entry("e3", "h1", act="open", kind="household")))
    journal.write(filing(an_entry("e4", "s1", act="move", unit=UNIT + "001")))
    journal.write(filing(an_entry("e5", "s2", act="close")))

    answer = drawn.query(
        'SELECT "#subject", "#unit", "#closed", "#position" FROM "person" ORDER BY "#subject"'
    )

    assert answer.rows == [("s1", UNIT + "001", False, 4), ("s2", UNIT, True, 5)]
    assert answer.position == drawn.at == 5
    assert drawn.query('SELECT "#subject" FROM "household"').rows == [("h1",)]


def test_it_shows_how_fresh_a_record_is(journal, drawn):
    """Where it was confirmed, what was stated later and where, what is contested, what came out of a register."""
    journal.write(registering(an_element("person.name"), an_element("person.phone")))
    journal.write(filing(an_entry("e1", "s1", {"person.name": "甲"}, act="open")))
    journal.write(filing(an_entry("e2", "s1", {"person.name": "乙"}, base=2)))
    journal.write(filing(an_entry("e3", "s1", {"person.phone": "1"}, act="load")))
    columns = '"#confirmed", "#since", "#contested", "#loaded"'

    def shown():
        return drawn.query(f'SELECT {columns} FROM "person"').rows

    since = {"person.name": 4, "person.phone": 5}
    assert shown() == [(3, since, ["person.name"], ["person.phone"])]

    journal.write(filing(an_entry("e4", "s1", act="confirm")))
    assert shown() == [(6, {}, ["person.name"], [])]
    assert drawn.differences() == {}


def test_what_was_stated_is_its_history(journal, drawn):
    """Every value in order, a cleared one as JSON null, units and closing under names no element has."""
    journal.write(registering(an_element("person.name"), an_element("person.tags", "codes")))
    journal.write(
        filing(an_entry("e1", "s1", {"person.name": "甲", "person.tags": ["a"]}, act="open"))
    )
    journal.write(filing(an_entry("e2", "s1", {"person.name": None}), an_entry("e3", "s1")))
    journal.write(filing(an_entry("e4", "s1", act="confirm"), an_entry("e5", "s1", act="close")))

    rows = drawn.query('FROM "statement" ORDER BY "#position", "#element"').rows

    assert rows == [
        (3, "person", "s1", "#closed", "false"),
        (3, "person", "s1", "#confirmed", "3"),
        (3, "person", "s1", "#unit", f'"{UNIT}"'),
        (3, "person", "s1", "person.name", '"甲"'),
        (3, "person", "s1", "person.tags", '["a"]'),
        (4, "person", "s1", "person.name", "null"),
        (6, "person", "s1", "#confirmed", "6"),
        (7, "person", "s1", "#closed", "true"),
    ]


def test_a_cleared_value_is_empty(journal, drawn):
    """Also when the picture had shown it."""
    journal.write(registering(an_element("person.age", "integer")))
    journal.write(filing(an_entry("e1", "s1", {"person.age": 40}, act="open")))
    before = drawn.query('SELECT "person.age" FROM "person"').rows
    journal.write(filing(an_entry("e2", "s1", {"person.age": None})))

    assert (before, drawn.query('SELECT "person.age" FROM "person"').rows) == ([(40,)], [(None,)])


def test_a_column_may_come_after_its_values(journal, drawn):
    """An element that is registered late, or as another kind, is shown for those who stated it before."""
    journal.write(filing(an_entry("e1", "s1", {"person.age": "040"}, act="open")))
    journal.write(filing(an_entry("e2", "s2", {"person.name": "乙"}, act="open")))
    shown = [of_elements(drawn.query('FROM "person"'))]
    for kind in ("text", "integer"):
        journal.write(registering(an_element("person.age", kind)))
        shown.append(drawn.query('SELECT "person.age" FROM "person" ORDER BY "#subject"').rows)

    assert shown == [
        [],
        [("040",), (None,)],
        [(40,), (None,)],
    ]
    assert drawn.differences() == {}


def test_an_element_that_becomes_a_link_read_backwards_loses_its_column(journal, drawn):
    """Nobody can state it any more."""
    journal.write(registering(an_element("person.wards", "links", target="person")))
    before = drawn.query('SELECT "person.wards" FROM "person"').names
    journal.write(registering(an_element("person.wards", "links", inverse_of="person.guardian")))

    assert (before, of_elements(drawn.query('FROM "person"'))) == (["person.wards"], [])


def test_an_element_has_its_column_once_it_is_stated_or_named(journal, drawn):
    """Twenty thousand elements that no one states are no twenty thousand columns."""
    elements = [an_element(f"person.e{number}", "integer") for number in range(5)]
    journal.write(registering(*elements))
    journal.write(filing(an_entry("e1", "s1", {"person.e1": 1}, act="open")))
    shown = [of_elements(drawn.query('FROM "person"'))]
    named = drawn.query('SELECT "person.e3" FROM "person"').rows
    shown.append(of_elements(drawn.query('FROM "person"')))
    journal.write(filing(an_entry("e2", "s1", {"person.e3": 3})))

    assert (shown, named) == ([["person.e1"], ["person.e1", "person.e3"]], [(None,)])
    assert drawn.query('SELECT "person.e3" FROM "person"').rows == [(3,)]
    assert drawn.differences() == {}


def test_a_link_read_backwards_has_no_column(journal, drawn):
    """Nobody states it; quotes in an element's id are no way out of its name."""
    members = an_element(
        "household.members", "links", target="person", inverse_of="person.household"
    )
    journal.write(registering(members, an_element("household.a\"b'c")))
    journal.write(
        filing(an_entry("e1", "h1", {"household.a\"b'c": "x"}, act="open", kind="household"))
    )

    answer = drawn.query('FROM "household"')

    assert of_elements(answer) == ["household.a\"b'c"]
    assert answer.rows[0][-1] == "x"


def test_a_query_may_be_a_tree(journal, drawn):
    """Every name in it is quoted; parameters are bound."""
    journal.write(filing(an_entry("e1", "s1", act="open")))
    tree = exp.select(exp.column("#unit").as_("at")).from_("person")

    assert drawn.query(tree) == (["at"], [(UNIT,)], 1)
    assert drawn.query("SELECT $n + 1 AS n", {"n": 1}) == (["n"], [(2,)], 1)


def test_passes_that_cost_more_than_they_save_are_left_out(drawn):
    """Those that this DuckDB knows: others have other names for them, or none."""
    known = {name for (name,) in drawn.query("FROM duckdb_optimizers()").rows}
    ((left_out,),) = drawn.query("SELECT current_setting('disabled_optimizers')").rows

    wanted = known & {"partial_aggregate_pushdown", "distinct_aggregate_rewrite"}
    assert wanted == {each for each in left_out.split(",") if each}


@pytest.mark.parametrize(
    "sql",
    [
        'DELETE FROM "person"',
        'DROP TABLE "person"',
        'UPDATE "picture" SET "position" = 99',
        "CREATE TABLE mine (a INTEGER)",
        "FROM read_csv('/etc/passwd')",
        "COPY person TO '/tmp/person.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ],
)
def test_a_query_changes_nothing_and_reaches_nothing(journal, drawn, sql):
    """It reads the picture and no file; afterwards the picture answers as before."""
    journal.write(filing(an_entry("e1", "s1", act="open")))

    with pytest.raises(duckdb.Error):
        drawn.query(sql)

    assert drawn.query('SELECT count(*) FROM "person"').rows == [(1,)]


@pytest.fixture
def told(journal):
    """A journal with something of everything."""
    journal.write(registering(an_element("person.name"), an_element("person.age", "integer")))
    for n in range(30):
        values = {"person.name": f"示例{n}", "person.age": n}
        journal.write(
            filing(an_entry(f"e{n}", f"s{n % 10}", values, act="state" if n > 9 else "open"))
        )
    return journal


@pytest.mark.parametrize("together", [3, 5_000])
@pytest.mark.parametrize("slice_", [1, 7, 20_000])
def test_deleted_it_comes_back_identical(told, tmp_path, monkeypatch, together, slice_):
    """Followed step by step or drawn from the beginning, in however many rows and slices at a time, it is the same."""
    monkeypatch.setattr(drawing, "TOGETHER", together)
    monkeypatch.setattr(picture, "_SLICE", slice_)
    path = tmp_path / "picture.duckdb"
    drawn = Picture(path, told)
    drawn.catch_up()
    told.write(registering(an_element("person.phone", "phone")))
    told.write(filing(an_entry("late", "s1", {"person.phone": "1"})))
    before = everything(drawn)
    drawn.close()
    path.unlink()

    again = Picture(path, told)
    assert again.at == 0
    assert everything(again) == before
    again.close()
    reopened = Picture(path, told)
    assert reopened.at == told.head
    assert everything(reopened) == before
    reopened.close()


def damaged(path):
    path.write_bytes(b"no picture")


def emptied(path):
    path.write_bytes(b"")


def of_another_version(path):
    with duckdb.connect(str(path)) as connection:
        connection.execute('UPDATE "picture" SET "version" = 0')


def of_another_journal(path):
    with duckdb.connect(str(path)) as connection:
        connection.execute("""UPDATE "picture" SET "link" = 'other'""")


def ahead_of_the_journal(path):
    with duckdb.connect(str(path)) as connection:
        connection.execute('UPDATE "picture" SET "position" = 1000')


def of_half_a_picture(path):
    with duckdb.connect(str(path)) as connection:
        connection.execute('DROP TABLE "unit"')


def of_something_else(path):
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute('CREATE TABLE "person" (a INTEGER)')


@pytest.mark.parametrize(
    "spoil",
    [
        damaged,
        emptied,
        of_another_version,
        of_another_journal,
        ahead_of_the_journal,
        of_half_a_picture,
        of_something_else,
    ],
)
def test_what_is_no_picture_of_this_journal_is_drawn_anew(told, tmp_path, spoil):
    """Whatever lies where the picture should."""
    path = tmp_path / "picture.duckdb"
    drawn = Picture(path, told)
    before = everything(drawn)
    drawn.close()
    spoil(path)

    again = Picture(path, told)

    assert everything(again) == before
    again.close()


@pytest.mark.parametrize("way", ["query", "taken", "batches", "extract"])
def test_nobody_is_answered_from_one_that_was_just_started_over(told, tmp_path, monkeypatch, way):
    """Between being ready and having a cursor, somebody else may have thrown it away: then it is drawn again first."""
    drawn = Picture(tmp_path / "picture.duckdb", told)
    sql = 'SELECT count(*) FROM "statement"'
    whole = drawn.query(sql)
    ready, thrown = drawn._ready, []

    def thrown_away(*asked):
        near = ready(*asked)
        if not thrown:
            thrown.append(drawn._start_over(drawn._connection, forget=True))
        return near

    monkeypatch.setattr(drawn, "_ready", thrown_away)
    if way == "query":
        found = drawn.query(sql).rows
    elif way == "taken":
        found = drawn.taken(sql, lambda batches: [row for some in batches for row in some])
    elif way == "batches":
        with drawn.batches(sql) as batches:
            found = [row for some in batches for row in some]
    else:
        position = drawn.extract({"all": exp.maybe_parse(sql, dialect="duckdb")})
        found = duckdb.read_parquet(str(drawn.extracted("all", position))).fetchall()

    assert whole.rows == found
    assert thrown
    drawn.close()


def taken(drawn):
    """Every statement, a batch at a time."""
    return drawn.taken('FROM "statement"', lambda found: [row for some in found for row in some])


@pytest.mark.parametrize("asked", [everything, taken, lambda drawn: drawn.differences()])
def test_damage_to_any_block_is_mended(told, tmp_path, asked):
    """Noticed when the file is opened or only when that block is read: the answer is the same as before."""
    path = tmp_path / "picture.duckdb"
    drawn = Picture(path, told)
    before = everything(drawn)
    drawn.close()
    sound = path.read_bytes()
    # Behind three headers of 4 KiB, DuckDB keeps blocks of 256 KiB.
    for start in range(3 * 4096, len(sound), 256 * 1024):
        content = bytearray(sound)
        content[start + 100] ^= 0xFF
        path.write_bytes(content)

        again = Picture(path, told)
        asked(again)
        assert everything(again) == before
        assert again.differences() == {}
        again.close()


def test_damage_found_on_the_way_is_mended_for_who_asked(told, tmp_path):
    """Rows that were taken before it are not in the answer twice."""
    drawn = Picture(tmp_path / "picture.duckdb", told)
    before, began = taken(drawn), []

    def taking(found):
        began.append(found)
        rows = [row for some in found for row in some]
        if len(began) == 1:
            raise duckdb.IOException("Corrupt database file")
        return rows

    assert before == drawn.taken('FROM "statement"', taking)
    assert 2 == len(began)
    drawn.close()


def test_what_is_not_as_written_anywhere_is_no_wrong_answer(told, tmp_path):
    """Any byte, any cut, any other file: it is mended, and never answers otherwise."""
    path = tmp_path / "picture.duckdb"
    drawn = Picture(path, told)
    before = everything(drawn)
    drawn.close()
    sound = path.read_bytes()
    chance = random.Random(20260101)
    spoilt = [sound[: chance.randrange(len(sound))] for _ in range(6)]
    for _ in range(12):
        content = bytearray(sound)
        for _ in range(chance.choice((1, 4, 4_096))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        spoilt.append(bytes(content))
    for content in spoilt:
        path.write_bytes(content)
        again = Picture(path, told)
        assert everything(again) == before
        assert again.differences() == {}
        again.close()


def test_a_mistake_in_a_query_is_no_damage(told, drawn):
    """It is told to whoever asked; nothing is drawn anew."""
    drawn.catch_up()
    with pytest.raises(duckdb.CatalogException):
        drawn.query("FROM nothing")

    assert drawn.at == told.head


def test_a_picture_held_elsewhere_is_left_alone(told, tmp_path):
    """A file that another process has open is no damaged file."""
    path = tmp_path / "picture.duckdb"
    hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(duckdb.IOException):
            Picture(path, told)
        holder.kill()

    assert path.exists()


def test_what_fails_half_way_leaves_no_trace(told, drawn, monkeypatch):
    """Rows and position move together or not at all."""
    drawn.catch_up()
    before = everything(drawn)
    told.write(filing(an_entry("late", "s1", {"person.name": "晚"})))
    with monkeypatch.context() as broken:
        broken.setattr(drawing, "_replace", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            drawn.catch_up()

    assert (drawn.at, before["picture"][1][0][1]) == (32, ("position", "32"))
    assert drawn.catch_up() == 33
    assert drawn.differences() == {}


def test_what_was_drawn_before_a_kill_stays(told, tmp_path, monkeypatch):
    """Each slice stands by itself: a picture opened again goes on after the last one."""
    monkeypatch.setattr(picture, "_SLICE", 8)
    path = tmp_path / "picture.duckdb"
    drawn = Picture(path, told)
    assert [drawn.nearer(), drawn.nearer()] == [True, True]
    drawn.close()

    again = Picture(path, told)

    assert (again.at, again.catch_up()) == (16, told.head)
    assert again.differences() == {}
    again.close()


def test_a_query_says_how_far_the_picture_is(told, drawn, monkeypatch):
    """Beyond its patience it does not wait, unless it asks for no more than is shown; near enough, it catches up."""
    monkeypatch.setattr(picture, "_SLICE", 8)
    drawn.nearer()
    drawn.patience = 23
    count = 'SELECT count(*) FROM "statement"'
    with pytest.raises(PictureBehind) as refusal:
        drawn.query(count)

    assert refusal.value.facts == {"position": 8, "head": 32, "percent": 25, "retry_after": 1}
    assert drawn.lags
    assert drawn.query(count, as_of=8).position == 8
    drawn.nearer()
    assert not drawn.lags
    assert drawn.query(count).position == 32


def test_many_ask_while_others_write(told, drawn):
    """Every answer is whole and of the position that it names; whoever asks after a receipt sees it."""
    told.write(registering(an_element("person.turn", "integer")))
    told.write(filing(*(an_entry(f"t0-{n}", f"s{n}", {"person.turn": 0}) for n in range(10))))

    def turn(number):
        entries = (an_entry(f"t{number}-{n}", f"s{n}", {"person.turn": number}) for n in range(10))
        head = told.write(filing(*entries))
        answer = drawn.query('SELECT count(DISTINCT "person.turn"), max("#position") FROM "person"')
        return answer.position >= head and answer.rows == [(1, answer.position)]

    with ThreadPoolExecutor(4) as clients:
        assert all(clients.map(turn, range(1, 25)))


def test_redrawing_forgets_everything(told, tmp_path):
    """What somebody wrote into the file by other means is gone."""
    path = tmp_path / "picture.duckdb"
    drawn = Picture(path, told)
    before = everything(drawn)
    drawn.close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("""UPDATE "person" SET "person.name" = '假' WHERE "#subject" = 's3'""")
    again = Picture(path, told)
    assert again.differences() == {"person": 1}

    assert again.redraw() == told.head
    assert everything(again) == before
    again.close()


def test_other_events_only_move_its_position(journal, drawn):
    """Departments and rounds have no tables."""
    journal.write(lambda writing: writing.append(a_draft("d1")))

    assert drawn.catch_up() == 1
    assert drawn.query('SELECT count(*) FROM "statement"') == (["count_star()"], [(0,)], 1)


def test_what_needs_more_memory_goes_through_the_disk(journal, tmp_path):
    """A question larger than what the engine may take is answered all the same."""
    drawn = Picture(tmp_path / "small.duckdb", journal, memory="60MB")
    rows = "SELECT hash(i) AS h, repeat(CAST(i AS VARCHAR), 9) AS t FROM range(1000000) r(i)"
    found = drawn.query(f"SELECT count(*) FROM (SELECT * FROM ({rows}) ORDER BY t, h OFFSET 10)")
    drawn.close()

    assert found.rows == [(999_990,)]


#: What the engine holds in memory and puts nothing of aside, of eight bytes each.
NUMBERS = "SELECT len(list(i)) FROM range(10_000_000) t(i)"
FEW_MEGABYTES = "40MB"


@pytest.fixture
def bounded(journal, tmp_path):
    """A picture that has little memory at first."""
    with closing(Picture(tmp_path / "picture.duckdb", journal, at_first=FEW_MEGABYTES)) as bounded:
        yield bounded


def test_what_needs_more_memory_is_given_it(bounded):
    """As much as it takes, and from then on: whoever asks does not learn that there was less."""
    before = _memory(bounded)
    found = bounded.query(NUMBERS)

    assert [(10_000_000,)] == found.rows
    assert before == "38.1 MiB" != _memory(bounded)


@pytest.mark.parametrize("way", ["taken", "extract"])
def test_so_it_is_however_it_is_asked_for(bounded, way):
    """A batch at a time, and in files."""
    if way == "taken":
        found = bounded.taken(NUMBERS, lambda batches: [row for some in batches for row in some])
    else:
        position = bounded.extract({"n": exp.maybe_parse(NUMBERS, dialect="duckdb")})
        file = str(bounded.extracted("n", position))
        found = duckdb.connect().execute("FROM read_parquet(?)", [file]).fetchall()

    assert [(10_000_000,)] == found


@pytest.mark.parametrize("way", ["batches", "changing", "beside"])
def test_whoever_cannot_ask_again_by_themselves_has_more_the_next_time(bounded, way):
    """And nothing is forgotten."""
    bounded.catch_up()
    before = bounded.at
    with pytest.raises(duckdb.OutOfMemoryException):
        _asked(bounded, way)

    assert [(10_000_000,)] == _asked(bounded, way)
    assert before == bounded.at


def test_a_firm_bound_stays(journal, tmp_path):
    """Whoever said how much it may take knows what else needs memory."""
    with closing(Picture(tmp_path / "picture.duckdb", journal, memory=FEW_MEGABYTES)) as bounded:
        for _ in range(2):
            with pytest.raises(duckdb.OutOfMemoryException):
                bounded.query(NUMBERS)

        assert "38.1 MiB" == _memory(bounded)


def _memory(of):
    return of.query("SELECT current_setting('memory_limit')").rows[0][0]


def _asked(of, way):
    if way == "batches":
        with of.batches(NUMBERS) as found:
            return [row for some in found for row in some]
    with getattr(of, way)() as cursor:
        return cursor.execute(NUMBERS).fetchall()
