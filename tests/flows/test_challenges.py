"""A department doubts a cell or a row; the unit answers; the answer returns to the department."""

import io

import openpyxl
import pytest
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, DISABLED, ELDERLY, UNIT, a_house, admitted, id_number
from yibiao.errors import Decided, EntryIdReused, Invalid, NotAllowed, NotFound
from yibiao.flows import burdens
from yibiao.flows.carrying import unit_workbook
from yibiao.flows.challenging import challenges
from yibiao.flows.filling import fill
from yibiao.flows.slicing import query
from yibiao.flows.subject import history
from yibiao.flows.units import unit_table
from yibiao.model.actor import Actor, Grant
from yibiao.model.challenge import Behind, Doubted
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Entry

GRID = UNIT + "001"
ANALYST = Actor(
    id="user:analyst",
    grants=(Grant(id="a", actor="user:analyst", role="analyst", department="civil-affairs"),),
)
OTHER = Actor(
    id="user:other",
    grants=(Grant(id="o", actor="user:other", role="analyst", department="disabled-federation"),),
)
WORKER = Actor(
    id="user:worker", grants=(Grant(id="w", actor="user:worker", role="worker", unit=UNIT),)
)
ELSEWHERE = Actor(
    id="user:elsewhere", grants=(Grant(id="e", actor="user:elsewhere", role="worker", unit=GRID),)
)


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        for number in range(3):
            stated(house, f"open-{number}", number, act="open")
        yield house


def stated(house, id_, number, actor=ADMINISTRATOR, act="state", **members):
    values = {
        "person.name": f"示例{number}",
        "person.id_number": id_number("1940-05-06", number),
        "person.phone": f"1990000{number:04d}",
    }
    given = {"values": values, **members}
    entry = Entry(id=id_, unit=UNIT, subject=f"p{number}", kind="person", act=act, **given)
    return fill.file(house, entry, actor)


def form_of(house):
    return next(iter(house.registry.registrations))


def doubt(house, field="f5", id_="c1", subject="p1", why="电话打不通", actor=ANALYST):
    doubted = Doubted(id=id_, form=form_of(house), subject=subject, field=field, why=why)
    return challenges.challenge(house, doubted, actor)


def table(house, **how):
    return unit_table.table(house, UNIT, SubjectKind.PERSON, WORKER, **how)


def test_a_doubted_cell_comes_first_on_the_workers_table(house):
    """Beside what is contested; counted as such; with the reason."""
    doubt(house)
    shown = table(house)
    first = shown.rows[0]
    cell = next(each for each in first.cells if each.element == "person.phone")

    assert ("p1", "challenged") == (first.subject, first.status)
    assert ["challenged", ("c1",)] == [cell.status, cell.challenges]
    assert [1, 1] == [shown.subjects["challenged"], shown.cells["challenged"]]
    assert ["电话打不通"] == [each.why for each in first.challenges]
    assert ["p1"] == [each.subject for each in table(house, status=["challenged"]).rows]


def test_a_doubted_row_is_challenged_as_a_whole(house):
    """No cell of it is, and yet it comes first; whatever is stated of its subject answers."""
    raised = doubt(house, field=None)
    first = table(house).rows[0]

    assert [(), "p1", "challenged", ()] == [
        raised.behind,
        first.subject,
        first.status,
        first.challenged,
    ]
    stated(house, "e1", 1, WORKER, challenge="c1", act="close", values={}, reason="died")
    assert "corrected" == challenges.challenge_of(house, "c1", ANALYST).state
    assert ["p0", "p2"] == sorted(each.subject for each in table(house).rows)


def test_what_follows_leads_to_what_it_follows_from(house):
    """Age follows from the day of birth, and that from the identity number, which is what can be corrected."""
    raised = doubt(house, field="f4")
    elements = {each.element for each in raised.behind}

    assert {"person.age", "person.birth_date", "person.id_number"} <= elements
    assert {"p1"} == {each.subject for each in raised.behind}
    assert ("person.id_number",) == table(house).rows[0].challenged


def test_a_crosswalked_cell_leads_to_its_element(house):
    """The form's own words are not what the worker corrects."""
    other = admitted(house, "disabled-federation", DISABLED, scope="true")
    doubted = Doubted(id="x", form=other, subject="p1", field="f3", why="性别有误")
    raised = challenges.challenge(house, doubted, OTHER)

    assert Behind(subject="p1", element="person.sex") in raised.behind


def test_a_figure_leads_to_the_elements_that_it_counts(house):
    """Of all whom it counts; it stands with the unit."""
    measure = "count(*) filter (where person.age >= 80)"
    figure = {"label": "80岁以上人数", "type": "integer", "measure": measure}
    counts = {"title": "老年人统计表", "layout": "summary", "fields": [figure]}
    summary = admitted(house, "civil-affairs", counts, subject="unit", scope="true")
    doubted = Doubted(id="s", form=summary, subject=UNIT, field="f1", why="比上月少")
    raised = challenges.challenge(house, doubted, ADMINISTRATOR)

    assert UNIT == raised.unit
    assert {"person.age", "person.id_number"} <= {each.element for each in raised.behind}
    assert {None} == {each.subject for each in raised.behind}


def test_the_unit_confirms_with_a_reason_and_the_department_hears_it(house):
    doubt(house)
    with pytest.raises(Invalid):
        challenges.confirm(house, "c1", " ", WORKER)
    answered = challenges.confirm(house, "c1", "当面核对无误", WORKER)
    again = challenges.confirm(house, "c1", "当面核对无误", WORKER)
    heard = challenges.challenges(house, ANALYST, state="confirmed").challenges

    assert [answered, answered] == [again, *heard]
    assert ["当面核对无误", "user:worker"] == [answered.end.why, answered.end.by]
    assert 0 == table(house).subjects["challenged"]
    assert () == challenges.challenges(house, ANALYST, state="open").challenges


def test_an_entry_that_names_it_corrects_it_in_one_commit(house):
    doubt(house)
    receipt = stated(house, "e1", 1, WORKER, challenge="c1", values={"person.phone": "19911111111"})
    (answered,) = challenges.challenges(house, ANALYST, subject="p1").challenges
    event = house.journal.event(receipt.position + 1)

    assert ["corrected", "e1"] == [answered.state, answered.end.entry]
    assert "challenge.answered" == event.kind
    assert "c1" == house.journal.event(receipt.position).body["entry"]["challenge"]
    assert receipt == stated(
        house, "e1", 1, WORKER, challenge="c1", values={"person.phone": "19911111111"}
    ).model_copy(update={"again": False})


def test_an_entry_answers_only_what_is_open_and_what_it_states(house):
    doubt(house)
    head = house.journal.head
    with pytest.raises(NotFound):
        stated(house, "e1", 1, challenge="c1", values={"person.name": "示例"})
    with pytest.raises(NotFound):
        stated(house, "e1", 2, challenge="c1", values={"person.phone": "19911111111"})
    with pytest.raises(NotFound):
        stated(house, "e1", 1, challenge="none", values={"person.phone": "19911111111"})
    assert head == house.journal.head
    challenges.withdraw(house, "c1", "看错了", ANALYST)
    with pytest.raises(Decided):
        stated(house, "e1", 1, challenge="c1", values={"person.phone": "19911111111"})


def test_the_department_withdraws(house):
    doubt(house)
    withdrawn = challenges.withdraw(house, "c1", "看错了", ANALYST)

    assert ["withdrawn", "看错了"] == [withdrawn.state, withdrawn.end.why]
    assert withdrawn == challenges.withdraw(house, "c1", "看错了", ANALYST)
    with pytest.raises(Decided):
        challenges.confirm(house, "c1", "无误", WORKER)
    assert 0 == table(house).subjects["challenged"]


def test_sent_again_nothing_is_doubted_twice(house):
    once = doubt(house)

    assert once == doubt(house)
    with pytest.raises(EntryIdReused):
        doubt(house, why="别的理由")
    with pytest.raises(Decided):
        doubt(house, id_="c2")
    challenges.withdraw(house, "c1", "看错了", ANALYST)
    assert "open" == doubt(house, id_="c2").state


def test_only_what_is_seen_can_be_doubted(house):
    """No row that the slice does not show, no column that it does not have, no other department's form."""
    stated(house, "young", 9, act="open", values={"person.name": "示例", "person.id_number": id_number("2000-01-01", 9)})  # fmt: skip
    with pytest.raises(NotFound):
        doubt(house, subject="p9")
    with pytest.raises(NotFound):
        doubt(house, field="f99")
    with pytest.raises(NotAllowed):
        doubt(house, actor=OTHER)
    with pytest.raises(NotAllowed):
        doubt(house, actor=WORKER)
    covered = Grant(id="m", actor="user:m", role="analyst", department="civil-affairs", masks={"person.phone": "none"})  # fmt: skip
    with pytest.raises(NotFound):
        doubt(house, actor=Actor(id="user:m", grants=(covered,)))
    assert 0 == table(house).subjects["challenged"]
    hidden = covered.model_copy(update={"id": "g", "unit": GRID})
    near = Grant(id="n", actor="user:m", role="analyst", department="civil-affairs", unit=UNIT)
    doubt(house, actor=Actor(id="user:m", grants=(hidden, near)))
    assert 1 == table(house).subjects["challenged"]


def test_nobody_hears_of_others_challenges(house):
    doubt(house)

    assert [1, 1, 0, 0] == [
        len(challenges.challenges(house, each).challenges)
        for each in (ANALYST, WORKER, OTHER, ELSEWHERE)
    ]
    for each in (OTHER, ELSEWHERE):
        with pytest.raises(NotFound):
            challenges.challenge_of(house, "c1", each)
    with pytest.raises(NotAllowed):
        challenges.confirm(house, "c1", "无误", ANALYST)
    with pytest.raises(NotAllowed):
        challenges.confirm(house, "c1", "无误", ELSEWHERE)


def test_it_stands_in_the_history_and_in_the_workbook(house):
    """At the cell's note in the file that is filled in offline."""
    doubt(house)
    doubt(house, field=None, id_="c2", subject="p2", why="已迁出")
    told = history.timeline(house, "p1", WORKER)
    of_name = history.timeline(house, "p1", WORKER, element="person.name")
    workbook = openpyxl.load_workbook(
        io.BytesIO(unit_workbook.workbook(house, UNIT, WORKER).content)
    )
    notes = [
        cell.comment.text
        for sheet in workbook
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.comment and "核实" in cell.comment.text
    ]

    assert ["c1"] == [each.id for each in told.challenges]
    assert () == of_name.challenges
    assert {"民政局 核实 doubts this：电话打不通", "民政局 核实 doubts this：已迁出"} == set(notes)


def test_the_burden_counts_what_departments_doubt(house):
    """Cells that are looked into once more, at a rate that stands with the inputs; what is withdrawn costs nothing."""
    before = burdens.burden(house, ADMINISTRATOR)
    raised = doubt(house, field="f4")
    during = burdens.burden(house, ADMINISTRATOR)
    challenges.withdraw(house, "c1", "看错了", ANALYST)
    after = burdens.burden(house, ADMINISTRATOR)
    rate = during.inputs.rates.challenged

    assert [0, len(raised.behind), 0] == [
        each.inputs.challenged for each in (before, during, after)
    ]
    assert [0, len(raised.behind)] == [during.first.challenged, during.year.challenged]
    added = during.year.hours_after.high - before.year.hours_after.high
    assert added == pytest.approx(len(raised.behind) * rate.high / 3600, abs=0.11)
    assert before.year == after.year


def test_both_doors(house, tmp_path):
    from typer.testing import CliRunner

    from yibiao.cli import app
    from yibiao.web.app import create_app

    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        doubted = {
            "id": "c1",
            "form": form_of(house),
            "subject": "p1",
            "field": "f5",
            "why": "空号",
        }
        raised = client.post("/api/v1/challenges", json=doubted)
        listed = client.get(
            "/api/v1/challenges", params={"unit": UNIT, "state": "open", "limit": 1}
        )
        answered = client.post("/api/v1/challenges/c1/confirmation", json={"why": "无误"})
        late = client.post("/api/v1/challenges/c1/withdrawal", json={"why": "看错了"})
        one = client.get("/api/v1/challenges/c1")
    house.close()
    data = ["--data", str(tmp_path / "data")]
    run = CliRunner().invoke
    asked = run(
        app, ["challenge", doubted["form"], "p2", "空号", "--field", "f5", "--id", "c2", *data]
    )
    withdrawn = run(app, ["withdraw-challenge", "c2", "看错了", *data])
    shown = run(app, ["challenges", "--state", "withdrawn", "--json", *data])

    assert [201, 200, 200, 409, 200] == [
        each.status_code for each in (raised, listed, answered, late, one)
    ]
    assert raised.json()["id"] == listed.json()["challenges"][0]["id"]
    assert "confirmed" == one.json()["state"]
    assert [0, 0, 0] == [each.exit_code for each in (asked, withdrawn, shown)]
    assert "c2" in shown.stdout
    assert "c1" not in shown.stdout


def test_a_slice_is_not_touched(house):
    """A doubt says nothing; only an entry changes what is held."""
    before = query.slice_of(house, form_of(house), ADMINISTRATOR).rows.rows
    doubt(house)

    assert before == query.slice_of(house, form_of(house), ADMINISTRATOR).rows.rows
