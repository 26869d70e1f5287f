"""One way to say as of when: a position, the end of a day in China, a moment, a mark."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted, id_number
from yibiao.errors import BadRequest
from yibiao.flows.filling import fill
from yibiao.flows.slicing import export, own_sql, query
from yibiao.flows.slicing.moments import moment_of
from yibiao.flows.slicing.slices import Wish
from yibiao.flows.subject import history
from yibiao.model.moment import Mark, Moment, read
from yibiao.model.record import Entry
from yibiao.slicing import Wanted
from yibiao.store import piecemeal


class Clock:
    def __init__(self):
        self.now = datetime(2026, 1, 10, 4, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def told(tmp_path):
    """A person of 79 who is 80 from the 15th on, whose number was stated on the 10th and corrected on the 20th."""
    clock = Clock()
    with a_house(tmp_path / "data") as house:
        house.now = clock
        form = admitted(
            house, "civil-affairs", ELDERLY, scope="person.age >= 80", first_round="2026-01-31"
        )
        values = {
            "person.name": "示例",
            "person.id_number": id_number("1946-01-15", 1),
            "person.phone": "19900000001",
        }
        first = state(house, "1", values, act="open")
        clock.now = datetime(2026, 1, 20, 4, tzinfo=UTC)
        second = state(house, "2", {"person.phone": "19900000002"})
        clock.now = datetime(2026, 1, 25, 4, tzinfo=UTC)
        yield house, form, first, second


def state(house, id_, values, act="state"):
    entry = Entry(id=id_, unit=UNIT, subject="p1", kind="person", act=act, values=values)
    return fill.file(house, entry, ADMINISTRATOR).position


def phones(house, form, as_of):
    return [row[-1] for row in query.slice_of(house, form, ADMINISTRATOR, as_of=as_of).rows.rows]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-01-09", []),
        ("2026-01-14", []),
        ("2026-01-15", ["19900000001"]),
        ("2026-01-19", ["19900000001"]),
        ("2026-01-20", ["19900000002"]),
        ("2026-01-20T11:59:59", ["19900000001"]),
        ("2026-01-20T03:59:59Z", ["19900000001"]),
        ("2026-01-20T12:00:01+08:00", ["19900000002"]),
        ("2026-01-20T12:00:01 08:00", ["19900000002"]),
        ("2999-12-31", ["19900000002"]),
    ],
)
def test_a_slice_is_as_it_was_that_day_ages_included(told, as_of, expected):
    """What was stated by then, about whom the form was about then."""
    house, form, *_ = told

    assert expected == phones(house, form, as_of)


def test_a_position_has_the_day_on_which_it_was_written(told):
    """So that an answer as of it never changes, whoever has a birthday."""
    house, form, first, second = told

    assert [[], ["19900000002"]] == [phones(house, form, each) for each in (first, str(second))]
    assert ["19900000001"] == phones(house, form, f"{first}@2026-01-15")
    assert Moment(date(2026, 1, 25), second) == moment_of(house, second + 100)


def test_history_records_and_sql_understand_the_same(told):
    """One reader of times for all doors."""
    house, form, first, second = told

    def phone(record):
        return record.cells["person.phone"].value

    then = history.held(house, "p1", ADMINISTRATOR, as_of="2026-01-19")
    there = history.held_in(house, UNIT, ADMINISTRATOR, as_of="2026-01-20T11:00:00")
    title = house.registry.registration(form).form.title
    sql = f'SELECT "联系电话" FROM "{title}"'
    asked = own_sql.ask(house, "civil-affairs", sql, ADMINISTRATOR, as_of="2026-01-19")
    now = own_sql.ask(house, "civil-affairs", sql, ADMINISTRATOR)

    assert ["19900000001", first] == [phone(then.record), then.as_of]
    assert ["19900000001"] == [phone(each) for each in there.records]
    assert [(("19900000001",),), first] == [asked.rows, asked.as_of]
    assert [(("19900000002",),), second] == [now.rows, now.as_of]


@pytest.mark.parametrize(
    ("format_", "wanted"),
    [
        ("csv", Wanted()),
        ("ndjson", Wanted(where="f1 != '无'")),
        ("json", Wanted(limit=1)),
        ("json", Wanted(group=("f1",), measures=("count", "count(f3)"))),
    ],
)
def test_much_that_was_stated_is_told_as_little_is(told, monkeypatch, format_, wanted):
    """In files, a page at a time and in groups, however much of it is put together at once."""
    house, form, first, _ = told
    wish = Wish(as_of=first, wanted=wanted)
    expected = export.export(house, form, ADMINISTRATOR, wish, format_).content()
    monkeypatch.setattr(piecemeal, "MOST", 1)

    assert expected == export.export(house, form, ADMINISTRATOR, wish, format_).content()


@pytest.mark.parametrize(
    "said", ["", "gestern", "0", 0, -1, "2026-13-01", "2026-02-30", "1@2026-02-30", "1@", "１２", "9" * 30]
)  # fmt: skip
def test_what_is_no_time_is_refused(told, said):
    house, form, *_ = told

    with pytest.raises(BadRequest):
        query.slice_of(house, form, ADMINISTRATOR, as_of=said)


@given(st.text())
def test_reading_never_fails(text):
    """Whatever somebody writes into an address is read, or none."""
    read(text)


@given(st.builds(Mark, st.integers(0, 10**18 - 1), st.dates(), st.from_regex("[0-9a-f]{1,8}", fullmatch=True) | st.none()))  # fmt: skip
def test_a_mark_is_read_as_it_is_written(mark):
    assert mark == read(str(mark))
