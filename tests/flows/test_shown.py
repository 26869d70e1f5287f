"""What grants show: own units only, sensitive elements only to whoever has a grant for them, some in part."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.houses import ADMINISTRATOR, DISABLED, UNIT, a_house, admitted, id_number
from yibiao import slicing
from yibiao.errors import NotAllowed, NotFound, SubjectIdentified, SubjectNotOpened
from yibiao.flows.carrying import unit_workbook
from yibiao.flows.filling import conflicts, fill
from yibiao.flows.granting import grants
from yibiao.flows.registering import register
from yibiao.flows.slicing import originals, own_sql, query
from yibiao.flows.subject import doubles, history, subjects
from yibiao.flows.units import unit_table
from yibiao.model.actor import Grant
from yibiao.model.joined import Moving
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Unit
from yibiao.model.record import Entry

OTHER = "999999002001"
UNTIL = date(2026, 12, 31)
NUMBER = id_number("1950-06-15", 1)
WORKER, ANALYST = "user:worker", "user:analyst"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        register.units(house, [Unit(code=OTHER, name="邻社区")], ADMINISTRATOR)
        house.form = admitted(house, "disabled-federation", DISABLED, scope="true")
        for subject, unit, number in (
            ("p1", UNIT, NUMBER),
            ("p2", OTHER, id_number("1960-01-01", 2)),
        ):
            values = {
                "person.name": f"示例{subject}",
                "person.id_number": number,
                "person.disability_type": "1",
                "person.phone": "010-55550001",
            }
            opened = Entry(
                id=subject, unit=unit, subject=subject, kind="person", act="open", values=values
            )
            fill.file(house, opened, ADMINISTRATOR)
        contested = Entry(
            id="c",
            unit=UNIT,
            subject="p1",
            kind="person",
            values={"person.disability_type": "2"},
            base=0,
        )
        fill.file(house, contested, ADMINISTRATOR)
        give(house, WORKER, "worker", unit=UNIT, masks={"person.id_number": "last-four"})
        give(house, ANALYST, "analyst", department="disabled-federation", unit=UNIT)
        yield house


def give(house, actor, role, **said):
    said = {
        "id": f"{actor} {role} {len(house.registry.grants.of(actor))}",
        "actor": actor,
        "role": role,
        **said,
    }
    return grants.give(house, Grant(**said), ADMINISTRATOR)


@pytest.fixture
def uncovered(house):
    """Both hold a grant of disability for as long as the test runs."""
    said = {"sensitive": ("disability",), "purpose": "两项补贴", "until": UNTIL}
    given = [
        give(house, WORKER, "worker", unit=UNIT, **said),
        give(house, ANALYST, "analyst", department="disabled-federation", **said),
    ]
    yield
    for each in given:
        grants.take(house, each.grant.id, ADMINISTRATOR)


def column(house, label, actor, **more):
    actor = ADMINISTRATOR if actor == ADMINISTRATOR.id else house.actor(actor)
    found = query.slice_of(house, house.form, actor, **more)
    at = next(i for i, each in enumerate(found.rows.headers) if each.label == label)
    return [row[at] for row in found.rows.rows], found.rows.headers[at].mask


def test_a_slice_shows_own_rows_and_no_sensitive_column(house):
    """Of the analyst's division, of the worker's unit; the identity number in part where it is granted so."""
    for actor in (WORKER, ANALYST):
        assert column(house, "姓名", actor) == (["示例p1"], "full")
        assert column(house, "残疾类别", actor) == ([None], "none")
    assert column(house, "公民身份号码", ANALYST) == ([NUMBER], "full")
    assert column(house, "公民身份号码", WORKER) == (["*" * 14 + NUMBER[-4:]], "last-four")
    assert column(house, "性别", WORKER) == (["1"], "full")


def test_a_grant_of_its_own_uncovers(house, uncovered):
    """The rows stay those of the other grant."""
    whole = column(house, "残疾类别", ADMINISTRATOR.id, unit=UNIT)
    assert whole[0][0] is not None
    assert [column(house, "残疾类别", each) for each in (ANALYST, WORKER)] == [whole, whole]


def test_nothing_leaks_by_filtering_sorting_or_searching(house):
    """A covered column holds nothing, whatever is asked of it; units that are not seen are not there."""
    covered = next(
        each.id
        for each in query.slice_of(house, house.form, ADMINISTRATOR).form.fields
        if each.label == "残疾类别"
    )
    actor = house.actor(ANALYST)
    for wanted in (
        slicing.Wanted(where=f"{covered} is not null"),
        slicing.Wanted(where=f"{covered} = '视力'"),
        slicing.Wanted(search="视力"),
        slicing.Wanted(search="示例p2"),
    ):
        assert query.slice_of(house, house.form, actor, wanted=wanted).rows.rows == ()
    found = query.slice_of(house, house.form, actor, unit=OTHER)
    assert found.rows.rows == ()
    with pytest.raises(NotFound):
        originals.originals(house, house.form, actor, subjects=["p2"])


def test_own_sql_asks_of_what_is_seen(house):
    """Counts and groups are over the rows and columns that the asker sees."""
    asked = 'SELECT "残疾类别", count(*) FROM "残疾人登记表" GROUP BY 1'

    assert own_sql.ask(house, "disabled-federation", asked, house.actor(ANALYST)).rows == (
        (None, 1),
    )
    with pytest.raises(NotAllowed):
        own_sql.ask(house, "civil-affairs", asked, house.actor(ANALYST))


def test_records_histories_and_conflicts_are_covered_alike(house):
    """What is not shown is not there; whoever is elsewhere is as if there were none."""
    actor = house.actor(WORKER)
    record = query.record(house, "p1", actor)
    assert "person.disability_type" not in record.cells
    assert record.cells["person.id_number"].value == "*" * 14 + NUMBER[-4:]
    (contested,) = conflicts.conflicts(house, UNIT, actor).cells
    assert (contested.held.value, contested.others[0].value) == (None, None)
    steps = history.timeline(house, "p1", actor).steps
    assert "person.disability_type" not in steps[0].values
    assert not history.timeline(house, "p1", actor, element="person.disability_type").steps
    held = history.held(house, "p1", actor, as_of=house.journal.head).record
    (then,) = history.held_in(house, UNIT, actor).records
    assert "person.disability_type" not in (held.cells | then.cells)
    refusals = []
    for subject in ("p2", "nobody"):
        for flow in (query.record, history.timeline, history.held, unit_table.form_of):
            with pytest.raises(NotAllowed) as refused:
                flow(house, subject, actor)
            refusals.append({**refused.value.facts, "place": ""})
    assert all(each == refusals[0] for each in refusals)


def test_the_units_table_and_workbook_leave_out_what_is_covered(house):
    """A cell says how it is shown; nobody is found by what is shown in part; stars do not go out to be filled in."""
    actor = house.actor(WORKER)
    (row,) = unit_table.table(house, UNIT, SubjectKind.PERSON, actor).rows
    cells = {each.element: (each.value, each.mask) for each in row.cells}
    assert cells["person.disability_type"] == (None, "none")
    assert cells["person.id_number"] == ("*" * 14 + NUMBER[-4:], "last-four")
    found = [
        unit_table.table(house, UNIT, SubjectKind.PERSON, each, words=NUMBER[-6:]).found
        for each in (actor, ADMINISTRATOR)
    ]
    assert found == [0, 1]
    content = unit_workbook.workbook(house, UNIT, actor).content
    texts = {
        str(cell)
        for sheet in load_workbook(io.BytesIO(content))
        for row in sheet.values
        for cell in row
    }
    assert "示例p1" in texts
    assert not {each for each in texts if NUMBER in each or "****" in each}


def test_nobody_files_about_subjects_of_other_units(house):
    """Not even under the own unit's name; nor pulls anybody over; the answer is that there is no such subject."""
    actor = house.actor(WORKER)
    head = house.journal.head
    for subject in ("p2", "nobody"):
        said = Entry(
            id=f"x {subject}",
            unit=UNIT,
            subject=subject,
            kind="person",
            values={"person.name": "甲"},
        )
        with pytest.raises(SubjectNotOpened):
            fill.file(house, said, actor)
        with pytest.raises(NotAllowed):
            subjects.move(house, subject, Moving(id=f"m {subject}", unit=UNIT), actor)
    away = Entry(id="away", unit=UNIT, subject="p2", kind="person", act="move")
    with pytest.raises(SubjectNotOpened):
        fill.file(house, away, actor)
    assert house.journal.head == head


def test_a_double_elsewhere_is_told_of_and_not_named(house):
    """That there is one has to be said; who and where is not."""
    values = {"person.id_number": id_number("1960-01-01", 2)}
    twice = Entry(id="d", unit=UNIT, subject="p3", kind="person", act="open", values=values)
    with pytest.raises(SubjectIdentified) as refused:
        fill.file(house, twice, house.actor(WORKER))

    assert (refused.value.facts["count"], refused.value.facts["candidates"]) == (1, [])
    assert doubles.doubles(house, UNIT, house.actor(WORKER)).found == ()
