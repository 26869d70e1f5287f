"""The unit's one table says of every cell what an account in plain Python says, whatever was filed, and when."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.houses import ADMINISTRATOR, DISABLED, ELDERLY, SAID, UNIT, a_house, admitted, id_number
from tests.reference import Held, Reader, Reckoning, World, document
from yibiao.errors import BadRequest, NotFound, SubjectClosed, SubmissionIncomplete, TooLarge
from yibiao.flows import ask
from yibiao.flows.filling import fill
from yibiao.flows.registering import govern, register
from yibiao.flows.slicing.moments import moment_of
from yibiao.flows.units import asked_cells, asked_kinds, rounds, statuses, unit_table
from yibiao.matching import Choice
from yibiao.model.form import Field, Form, Rule
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Round, Unit
from yibiao.model.record import Entry
from yibiao.store import Batches, batches

STATUSES = ("contested", "challenged", "missing", "stale", "loaded", "due")
MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
CHINA = timedelta(hours=8)

CHILDREN = Form(
    department="civil-affairs", series="children", title="儿童", subject="person", scope="person.age < 18",
    fields=(
        Field(id="f1", label="姓名"), Field(id="f2", label="监护人姓名"), Field(id="f3", label="监护人联系电话"),
    ),
    **{**SAID, "period": "half-yearly"},
)  # fmt: skip
EVERYBODY = Form(
    department="civil-affairs", series="everybody", title="居民", subject="person", scope="true",
    fields=(Field(id="f1", label="姓名"), Field(id="f2", label="工作单位")), **{**SAID, "period": "once"},
)  # fmt: skip
CHOICES = {
    "children": {
        "f1": Choice(element="person.name"),
        "f2": Choice(element="person.name", via=("person.guardian",)),
        "f3": Choice(element="person.phone", via=("person.guardian",)),
    },
    "everybody": {"f1": Choice(element="person.name"), "f2": Choice(element="person.workplace")},
}


@dataclass
class Story:
    """A house, and what was done in it: entries with position and day, and the rounds that are open."""

    house: object
    told: list = field(default_factory=list)
    rounds: dict = field(default_factory=dict)
    numbers: object = field(default_factory=lambda: count(1))

    def tomorrow(self, days):
        now = self.house.now() + timedelta(days=days)
        self.house.now = lambda: now

    def file(self, **members):
        entry = Entry(id=f"e{next(self.numbers)}", kind="person", **members)
        (outcome,) = fill.file_all(self.house, [entry], ADMINISTRATOR)
        if hasattr(outcome, "position"):
            self.told.append((outcome.position, self.house.today, entry.document()))
        return outcome

    def open_round(self, period):
        id_ = f"r{next(self.numbers)}"
        opens = self.house.today
        rounds.open_round(
            self.house,
            Round(id=id_, period=period, opens=opens, due=opens + timedelta(days=20)),
            ADMINISTRATOR,
        )
        self.rounds[id_] = (period, self.house.journal.head)

    def close_rounds(self):
        for id_ in self.rounds:
            rounds.close_round(self.house, id_, ADMINISTRATOR)
        self.rounds.clear()


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        admitted(
            house, "disabled-federation", DISABLED,
            scope="person.disability_type is not null", period="quarterly",
        )  # fmt: skip
        for form in (CHILDREN, EVERYBODY):
            register.submit(house, form, ADMINISTRATOR, choices=CHOICES[form.series])
            govern.admit(house, form.id, ADMINISTRATOR)
        yield Story(house)


# the account


@dataclass
class Cell:
    """Statements about one element that still stand, with their positions; the last is held."""

    standing: list = field(default_factory=list)
    loaded: bool = False


def account(story, unit, units):
    """By subject of *units*: each status with its elements, what is asked, and what follows."""
    held, cells, confirmed, day_of = told(story)
    elements = {id_: document(e) for id_, e in story.house.registry.catalogue.elements.items()}
    today = (story.house.now() + CHINA).date()
    world = World(held, elements, today)
    askers = asked(story, world)
    found = {}
    for subject, each in held.items():
        if each.unit not in units or each.closed:
            continue
        of = {status: set() for status in STATUSES}
        everything = askers.get(subject, {})
        follows = {element for element in everything if follows_alone(world, subject, element)}
        for element in everything.keys() - follows:
            cell = cells[subject].get(element)
            value = each.values.get(element)
            if cell and len(cell.standing) > 1:
                of["contested"].add(element)
            if value is None:
                of["missing"].add(element)
                continue
            at = max(cell.standing[-1][0], confirmed[subject])
            if any(
                day_of[at] < months_before(today, MONTHS[period])
                for period in everything[element]
                if period in MONTHS
            ):
                of["stale"].add(element)
            if cell.loaded:
                of["loaded"].add(element)
            if any(
                at < position
                for period, position in story.rounds.values()
                for asking in everything[element]
                if asking in MONTHS and MONTHS[asking] <= MONTHS[period]
            ):
                of["due"].add(element)
        found[subject] = (of, everything.keys() - follows, follows)
    return found


def told(story):
    held, cells, confirmed, day_of = {}, {}, {}, {}
    for position, day, entry in story.told:
        subject, act = entry["subject"], entry.get("act", "state")
        day_of[position] = day
        record = held.setdefault(subject, Held("person", entry["unit"]))
        mine = cells.setdefault(subject, {})
        if act in ("open", "move"):
            record.unit = entry["unit"]
        if act in ("open", "close"):
            record.closed = act == "close"
        if act in ("open", "confirm"):
            confirmed[subject] = position
        if act == "confirm":
            for each in mine.values():
                each.loaded = False
        for element, value in entry.get("values", {}).items():
            cell = mine.setdefault(element, Cell())
            seen = entry.get("base", position - 1)
            still = [(at, other) for at, other in cell.standing if at > seen and other != value]
            cell.standing = [*still, (position, value)]
            cell.loaded = act == "load"
            record.values[element] = value
    return held, cells, confirmed, day_of


def asked(story, world):
    """By subject and element: the periods of the forms that ask it."""
    found = {}
    for registration in story.house.registry.registrations.values():
        form = registration.form
        scope = Reader(form.scope).all()
        for subject, each in world.held.items():
            if each.closed or Reckoning(world, None).of(scope, subject) is not True:
                continue
            for binding in registration.bindings.values():
                at = subject
                for element in (*binding.via, binding.element):
                    if at is None:
                        break
                    found.setdefault(at, {}).setdefault(element, set()).add(form.period)
                    at = world.reach(at, [element]) if element in binding.via else None
    return found


def follows_alone(world, subject, element):
    """Whether it follows even if nobody had filed it."""
    mine = world.held[subject]
    values = {id_: value for id_, value in mine.values.items() if id_ != element}
    without = World(
        {**world.held, subject: Held(mine.kind, mine.unit, mine.closed, values)},
        world.elements,
        world.today,
    )
    return without.value(subject, element) is not None


def months_before(day, months):
    year, month = day.year, day.month - months
    while month < 1:
        year, month = year - 1, month + 12
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


# what is done

VALUES = {
    "person.name": st.sampled_from(["示例甲", "示例乙", None]),
    "person.phone": st.sampled_from(["19900000001", "19900000002", None]),
    "person.workplace": st.sampled_from(["示例公司", None]),
    "person.sex": st.sampled_from(["1", "2"]),
    "person.disability_type": st.sampled_from(["1", "4", None]),
    "person.id_number": st.sampled_from(
        [id_number(f"{year}-05-06", 11) for year in (1930, 1946, 2009, 2020)] + [None]
    ),
}
DAYS = st.sampled_from([0, 0, 1, 20, 31, 62, 95, 200])
STEPS = st.one_of(
    st.tuples(st.just("state"), st.integers(0, 3), st.fixed_dictionaries({}, optional=VALUES), st.integers(0, 3)),
    st.tuples(st.just("load"), st.integers(0, 3)),
    st.tuples(st.just("confirm"), st.integers(0, 3)),
    st.tuples(st.just("guardian"), st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.just("close"), st.integers(0, 3)),
    st.tuples(st.just("move"), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("round"), st.sampled_from(["monthly", "quarterly", "yearly"])),
    st.tuples(st.just("close rounds")),
)  # fmt: skip


def do(story, step, units, name):
    match step:
        case ("state", number, values, behind):
            base = max(0, story.house.journal.head - behind)
            story.file(unit=units[0], subject=f"{name}:{number}", values=values, base=base)
        case ("load", number):
            story.file(
                unit=units[0], subject=f"{name}:{number}", act="load", values={"person.workplace": "示例工厂"}
            ) if untouched(story, f"{name}:{number}") else None  # fmt: skip
        case ("confirm" | "close", number):
            story.file(unit=units[0], subject=f"{name}:{number}", act=step[0])
        case ("guardian", number, other):
            values = {"person.guardian": f"{name}:{other}"}
            story.file(unit=units[0], subject=f"{name}:{number}", values=values)
        case ("move", number, away):
            story.file(unit=units[away], subject=f"{name}:{number}", act="move")
        case ("round", period):
            story.open_round(period)
        case ("close rounds",):
            story.close_rounds()


def untouched(story, subject):
    """Whether nobody has stated the workplace: what a register says against a person is another test's matter."""
    return not any(
        entry["subject"] == subject and "person.workplace" in entry.get("values", {})
        for _, _, entry in story.told
    )


@settings(max_examples=effort(5, 10), suppress_health_check=list(HealthCheck))
@given(
    opened=st.lists(st.fixed_dictionaries({}, optional=VALUES), min_size=4, max_size=4),
    steps=st.lists(st.tuples(DAYS, STEPS), max_size=14),
)
def test_it_says_what_an_account_says(story, opened, steps):
    """Every status, what is asked and what follows, the counts, and the order, page by page; and later, as it was before."""
    name = f"p{next(story.numbers)}"
    units = (f"9999990{next(story.numbers):05d}", f"9999991{next(story.numbers):05d}")
    house = story.house
    register.units(house, [Unit(code=each, name="示例") for each in units], ADMINISTRATOR)
    for number, values in enumerate(opened):
        story.file(unit=units[0], subject=f"{name}:{number}", act="open", values=values)
    begun, head = [whole(house, unit) for unit in units], house.journal.head
    for days, step in steps:
        story.tomorrow(days)
        do(story, step, units, name)

    assert begun == [whole(house, unit, as_of=head) for unit in units]
    for unit in units:
        expected = account(story, unit, (unit,))
        pages = paged(house, unit, limit=3)
        rows = [row for page in pages for row in page.rows]
        assert expected.keys() == {each.subject for each in rows}
        for row in rows:
            statuses, wanted, follows = expected[row.subject]
            assert statuses == {status: set(getattr(row, status)) for status in STATUSES}
            assert wanted == {each.element for each in row.cells}
            assert follows == {each.element for each in row.derived}
            assert row.status == next((each for each in STATUSES if statuses[each]), "current")
        urgency = [(*STATUSES, "current").index(each.status) for each in rows]
        assert sorted(urgency) == urgency
        for page in pages:
            assert page.subjects == {
                status: sum(each.status == status for each in rows)
                for status in (*STATUSES, "current")
            }
            assert page.cells == {
                "asked": sum(len(wanted) for _, wanted, _ in expected.values()),
                **{
                    status: sum(len(each[0][status]) for each in expected.values())
                    for status in STATUSES
                },
            }


def whole(house, unit, **how):
    return unit_table.table(house, unit, SubjectKind.PERSON, ADMINISTRATOR, limit=500, **how)


def test_as_of_no_time_or_of_too_many_is_refused(story, monkeypatch):
    """Records of the past are put together one by one."""
    name, unit = f"p{next(story.numbers)}", f"9999992{next(story.numbers):05d}"
    register.units(story.house, [Unit(code=unit, name="示例")], ADMINISTRATOR)
    for number in range(5):
        story.file(unit=unit, subject=f"{name}:{number}", act="open", values={})
    head = story.house.journal.head
    fetched = []
    few = Batches.__iter__
    monkeypatch.setattr(batches, "ROWS", 1)
    monkeypatch.setattr(
        Batches, "__iter__", lambda found: (fetched.append(some) or some for some in few(found))
    )
    monkeypatch.setattr(statuses, "MOST_THEN", 1)
    with pytest.raises(TooLarge) as refusal:
        whole(story.house, unit, as_of=head)
    assert (5, 2) == (refusal.value.facts["size"], len(fetched))
    with pytest.raises(BadRequest):
        whole(story.house, unit, as_of="gestern")

    assert [f"{name}:0"] == [each.subject for each in whole(story.house, unit, as_of=head - 4).rows]


def test_damage_that_shows_itself_on_the_way_is_mended_for_who_asked(story, monkeypatch):
    """The statuses come as ever, each once."""
    sound, unit = Batches.__iter__, UNIT
    expected = whole(story.house, unit)
    damage = iter([duckdb.InternalException("damaged")])

    def damaged(found):
        yield from sound(found)
        for each in damage:
            raise each

    monkeypatch.setattr(Batches, "__iter__", damaged)

    assert expected == whole(story.house, unit)
    assert next(damage, None) is None


def test_what_was_asked_then_is_told_by_position_and_not_by_clock(house):
    """A clock that is set back puts no form into the past, and takes none out of it."""
    elderly = [each.form.series for each in house.registry.in_force(house.today)]
    before = house.journal.head
    earlier = house.now() - timedelta(hours=1)
    house.now = lambda: earlier
    admitted(house, "disabled-federation", DISABLED, scope="true")

    def asked(as_of):
        found = statuses.asked_on(house, moment_of(house, as_of))
        return [each.form.series for each in found]

    assert asked(before) == elderly
    assert asked(house.journal.head) == [*elderly, house.registry.in_force(house.today)[-1].form.series]  # fmt: skip


def paged(house, unit, **how):
    pages, cursor = [], None
    while not pages or cursor:
        pages.append(
            unit_table.table(house, unit, SubjectKind.PERSON, ADMINISTRATOR, cursor=cursor, **how)
        )
        cursor = pages[-1].next
    return pages


# what a row says


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        yield house


def stating(house, id_, subject="person:1", values=None, **members):
    given = {"kind": "person", "unit": UNIT, "values": values or {}, **members}
    return fill.file(house, Entry(id=id_, subject=subject, **given), ADMINISTRATOR)


def row_of(house, subject="person:1", **how):
    found = unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR, **how)
    return next(each for each in found.rows if each.subject == subject)


def test_a_cell_says_who_asks_it_and_since_when_it_stands_so(house):
    """What is held was said on New Year's Day; a month and a day later it is stale."""
    number = id_number("1940-05-06", 12)
    values = {"person.name": "示例甲", "person.id_number": number}
    receipt = stating(house, "e1", values=values, act="open")
    house.now = lambda: datetime(2026, 3, 1, 9, tzinfo=UTC)

    row = row_of(house)
    name, phone = (
        next(each for each in row.cells if each.element == id_)
        for id_ in ("person.name", "person.phone")
    )

    (form,) = house.registry.registrations
    assert row.label == "示例甲"
    assert (name.value, name.position, name.status) == ("示例甲", receipt.position, "stale")
    assert (name.stated, name.fresh, name.since) == (
        date(2026, 1, 1), date(2026, 1, 1), date(2026, 2, 2),
    )  # fmt: skip
    assert (phone.status, phone.value, phone.since) == ("missing", None, date(2026, 1, 15))
    assert name.asked_by == phone.asked_by == (form,)
    assert {(each.element, each.value, each.follows_from) for each in row.derived} == {
        ("person.sex", "2", ("person.id_number",)),
        ("person.age", 85, ("person.birth_date",)),
    }


def test_it_asks_of_nobody_what_no_form_asks_of_them(house):
    """Somebody of fifty is in no form's scope: a row without cells."""
    stating(house, "e1", values={"person.id_number": id_number("1976-05-06", 12)}, act="open")

    row = row_of(house)

    assert (row.status, row.cells, row.derived) == ("current", (), ())


def test_the_form_of_one_subject_is_what_is_asked_of_it(house):
    """The schema has the very elements of the row, and values to begin with."""
    number = id_number("1940-05-06", 12)
    stating(house, "e1", values={"person.id_number": number}, act="open")

    form = unit_table.form_of(house, "person:1", ADMINISTRATOR)

    assert set(form.json_schema["properties"]) == {
        "person.id_number", "person.name", "person.phone",
    }  # fmt: skip
    assert form.values == {"person.id_number": number}
    rules = form.json_schema["x-rules"]
    assert all(set(each["elements"]) & set(form.json_schema["properties"]) for each in rules)
    assert 0 < len(rules) < len(house.table(SubjectKind.PERSON).json_schema["x-rules"])
    assert form.row == row_of(house)
    assert form.as_of == house.journal.head


def test_nothing_is_asked_of_whoever_is_closed_or_unknown(house):
    """There is no form to fill in for them, and no row."""
    stating(house, "e1", act="open")
    stating(house, "e2", act="close")

    with pytest.raises(SubjectClosed):
        unit_table.form_of(house, "person:1", ADMINISTRATOR)
    with pytest.raises(NotFound):
        unit_table.form_of(house, "person:2", ADMINISTRATOR)
    assert not unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR).rows


def test_subjects_are_found_by_name_and_by_the_end_of_a_number(house):
    """The counts stay those of the whole unit."""
    for each, name, sequence in (("1", "示例甲", 12), ("2", "示例乙", 13)):
        values = {"person.name": name, "person.id_number": id_number("1940-05-06", sequence)}
        stating(house, f"e{each}", f"person:{each}", values, act="open")
    tail = id_number("1940-05-06", 13)[-6:]

    def found(words):
        page = unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR, words=words)
        assert sum(page.subjects.values()) == 2
        return [each.subject for each in page.rows]

    assert found("例甲") == ["person:1"]
    assert found(tail) == ["person:2"]
    assert found("例") == ["person:1", "person:2"]
    assert found("%") == []


def test_the_kinds_that_are_asked_of_say_how_one_is_told_apart(house):
    """What nobody asks is not asked of a new one either; the birth date only of whoever has no number."""
    persons, *others = asked_kinds.asked_kinds(house, ADMINISTRATOR)

    assert [] == others
    assert ("person", "人") == (persons.kind, persons.name.zh)
    assert (
        "person.name", "person.id_number", "person.birth_date", "person.phone",
    ) == persons.opening  # fmt: skip
    assert {"person.birth_date": ("person.id_number",)} == persons.follows_from
    assert (("person.name",), ("person.id_number",)) == (persons.called_by, persons.identified_by)
    assert {"person.name", "person.id_number", "person.phone"} == set(persons.found_by)
    assert [] == asked_kinds.asked_kinds(house, ADMINISTRATOR, as_of="2020-01-01")
    assert [persons] == asked_kinds.asked_kinds(house, ADMINISTRATOR, as_of=str(house.today))


def test_a_household_is_shown_with_its_members(house):
    """It is as urgent as the most urgent of them; whoever is in no household stands alone."""
    form = Form(
        department="civil-affairs", series="infants", title="婴幼儿", subject="person", scope="person.age < 3",
        fields=(Field(id="f1", label="家庭住址"),), **SAID,
    )  # fmt: skip
    where = Choice(element="household.address", via=("person.household",))
    register.submit(house, form, ADMINISTRATOR, choices={"f1": where})
    govern.admit(house, form.id, ADMINISTRATOR)
    stating(house, "h1", "household:1", kind="household", act="open")
    stating(house, "h2", "household:2", kind="household", act="open")
    old = {"person.id_number": id_number("1940-05-06", 12)}
    stating(house, "e1", "person:1", {**old, "person.household": "household:2"}, act="open")
    stating(house, "e2", "person:2", {"person.household": "household:1"}, act="open")
    stating(house, "e3", "person:3", act="open")

    page = unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR, group="household")

    assert [
        (each.subject, each.members and [one.subject for one in each.members]) for each in page.rows
    ] == [("household:2", ["person:1"]), ("household:1", ["person:2"]), ("person:3", None)]
    assert page.found == 3
    assert page.subjects["missing"] == 1
    assert sum(page.subjects.values()) == 5


def test_who_moves_away_while_the_table_is_asked_for_is_not_on_it(house, monkeypatch):
    """Rather than without the name, which is shown to nobody who sees only where they were."""
    grid = UNIT + "001"
    for subject in ("person:1", "person:2"):
        stating(house, f"open {subject}", subject, act="open", unit=grid)
    rows = asked_cells.rows

    def after_a_move(*given):
        stating(house, "away", "person:1", act="move")
        return rows(*given)

    monkeypatch.setattr(asked_cells, "rows", after_a_move)

    page = unit_table.table(house, grid, SubjectKind.PERSON, ADMINISTRATOR)

    assert ["person:2"] == [each.subject for each in page.rows]


def test_only_rows_in_a_status_when_they_are_wanted(house):
    """And the counts are of all."""
    stating(house, "e1", "person:1", {"person.id_number": id_number("1940-05-06", 12)}, act="open")
    stating(house, "e2", "person:2", act="open")

    page = unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR, status=["current"])

    assert [each.subject for each in page.rows] == ["person:2"]
    assert (page.found, page.subjects["missing"]) == (1, 1)


def test_pages_and_cursors_have_bounds(house):
    """No page is larger than said; a made-up cursor is refused."""
    with pytest.raises(TooLarge):
        unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR, limit=501)
    with pytest.raises(BadRequest):
        unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR, cursor="soon~person:1")
    with pytest.raises(NotFound):
        unit_table.table(house, "999999", SubjectKind.PERSON, ADMINISTRATOR)


def test_a_question_is_asked_only_of_those_of_whom_its_condition_holds(house):
    """Where somebody works is asked from sixteen on, and of nobody whose age is unknown."""
    form = Form(
        department="civil-affairs", series="work", title="就业", subject="person", scope="true",
        fields=(
            Field(id="f1", label="身份证号"), Field(id="f2", label="年龄", kind="integer"), Field(id="f3", label="工作单位"),
        ),
        rules=(Rule(kind="asked-when", field="f3", expression="f2 >= 16"),), **SAID,
    )  # fmt: skip
    meant = ("person.id_number", "person.age", "person.workplace")
    choices = {f"f{place}": Choice(element=id_) for place, id_ in enumerate(meant, 1)}
    register.submit(house, form, ADMINISTRATOR, choices=choices)
    govern.admit(house, form.id, ADMINISTRATOR)
    for subject, birth in (("person:1", "1990-05-06"), ("person:2", "2020-05-06")):
        stating(house, subject, subject, {"person.id_number": id_number(birth, 11)}, act="open")
    stating(house, "person:3", "person:3", act="open")

    page = unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR)
    asked = {each.subject: {cell.element for cell in each.cells} for each in page.rows}

    assert asked == {
        "person:1": {"person.id_number", "person.workplace"},
        "person:2": {"person.id_number"},
        "person:3": {"person.id_number", "person.age"},
    }
    assert page.cells["missing"] == 3
    properties = unit_table.form_of(house, "person:2", ADMINISTRATOR).json_schema["properties"]
    assert set(properties) == {"person.id_number"}
    assert ask.missing(house, UNIT, ADMINISTRATOR)["person:1"] == ("person.workplace",)
    opens = house.today
    opened = Round(id="r", period="monthly", opens=opens, due=opens)
    rounds.open_round(house, opened, ADMINISTRATOR)
    with pytest.raises(SubmissionIncomplete) as refusal:
        rounds.submit(house, "r", UNIT, ADMINISTRATOR)
    assert (refusal.value.facts["asked"], refusal.value.facts["missing"]) == (5, 3)
