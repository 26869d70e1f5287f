"""A register that somebody holds, loaded over HTTP."""

import io

import openpyxl
import pytest
from litestar.testing import TestClient

from tests.flows.test_hold import HEADS, ROWS, register
from tests.houses import ADMINISTRATOR, DISABLED, ELDERLY, UNIT, a_house, admitted
from yibiao.errors import NotAllowed
from yibiao.flows.carrying import listing, undo
from yibiao.flows.filling import fill
from yibiao.flows.holding import hold
from yibiao.flows.units import unit_table
from yibiao.model.actor import Actor, Grant
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Entry
from yibiao.web.app import create_app

ADDRESS = f"/api/v1/units/{UNIT}/registers"


@pytest.fixture
def client(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        with TestClient(create_app(house, "secret")) as client:
            client.headers["Authorization"] = "Bearer secret"
            client.house = house
            led = client.put(
                "/api/v1/elements/person.phone/lead", json={"department": "civil-affairs"}
            )
            assert (200, "civil-affairs") == (led.status_code, led.json()["lead"])
            yield client


def loaded(client, file, address=ADDRESS, **said):
    return client.post(
        address, files={"file": (file.name, file.content)}, data={"kind": "person", **said}
    )


def test_it_is_previewed_and_loaded_in_the_name_of_a_department(client):
    """The preview keeps nothing; the report is there to be read again, as JSON and as a page."""
    file = register([*ROWS[:2], [3, "李建国", "男的？", "999999198006070013", ""]])
    before = client.house.journal.head

    preview = loaded(client, file, f"{ADDRESS}?preview=true", as_lead="civil-affairs")
    assert (200, {"opened": 3}, []) == (
        preview.status_code, preview.json()["counts"], preview.json()["findings"],
    )  # fmt: skip
    assert before == client.house.journal.head
    report = loaded(client, file, as_lead="civil-affairs").json()

    cells = client.house.journal.record(report["sheets"][0]["rows"][0]["subject"]).cells
    assert not cells["person.phone"].loaded
    told = f"/api/v1/imports/{report['import']}"
    assert report["counts"] == client.get(told).json()["counts"]
    page = client.get(told, headers={"Accept": "text/html,*/*;q=0.8"})
    assert 200 == page.status_code
    assert "<b>3</b>新建" in page.text
    assert "人口!C5" in page.text
    assert "男的" not in page.text


def test_a_departments_own_people_load_what_it_holds(client):
    """What its forms ask, into the units of their division; they are told neither who anybody is nor what they may not see."""
    house = client.house
    admitted(house, "disabled-federation", DISABLED, scope="true")
    fill.file(
        house,
        Entry(
            id="e1", unit=UNIT, subject="p1", kind="person", act="open",
            values={"person.name": "张晓丽", "person.phone": "13900000007"},
        ),
        ADMINISTRATOR,
    )  # fmt: skip
    heads = [*HEADS, "残疾类别"]
    rows = [[*ROWS[0], "肢体"], [2, "张小丽", "女", "", "13900000007", ""]]

    def said(**more):
        registrar = Grant(id="r", actor="user:registrar", role="registrar", **more)
        actor = Actor(id="user:registrar", grants=(registrar,))
        about = {"kind": "person", "department": more["department"]}
        file = register(rows, heads)
        preview = hold.hold(house, UNIT, file, actor, commit=False, **about)
        return preview["sheets"][0], hold.hold(house, UNIT, file, actor, **about), actor

    sheet, report, actor = said(department="civil-affairs")

    why = {each["label"]: each.get("why") for each in sheet["columns"]}
    assert ("not-asked", None) == (why["残疾类别"], why["联系电话"])
    assert {"opened": 1, "undecided": 1} == report["counts"]
    assert [{"place", "outcome"}] * 2 == [set(row) for row in report["sheets"][0]["rows"]]
    (listed,) = listing.held(house, "civil-affairs", actor).imports
    assert (report["import"], True) == (listed.id, listed.may_undo)
    assert {"closed"} == {each.what for each in undo.undo(house, report["import"], "错了", actor)}
    with pytest.raises(NotAllowed):
        said(department="civil-affairs", unit=UNIT + "001")
    with pytest.raises(NotAllowed):
        unit_table.table(house, UNIT, SubjectKind.PERSON, actor)
    covered, _, _ = said(department="disabled-federation")
    field = next(each["field"] for each in covered["columns"] if each["label"] == "残疾类别")
    assert ("***", 2) == (covered["first"][0]["cells"][field], covered["read"])


def test_the_result_is_a_workbook(client):
    """Row by row, with the reason and no value of anybody, those first that somebody must look at."""
    file = register([*ROWS[:2], [3, "李建国", "男的？", "99999919800607001", ""]])
    report = loaded(client, file).json()

    answer = client.get(f"/api/v1/imports/{report['import']}/workbook")

    head, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.values
    assert ["未收 not taken"] * 2 + ["新建 opened"] * 2 == [row[1] for row in rows]
    assert {"人口!C5", "人口!D5"} == {row[0] for row in rows[:2]}
    assert ["人口!3", "人口!4"] == [row[0] for row in rows[2:]]
    assert "说明" in head[2]
    assert not any("男的" in str(cell) for row in rows for cell in row)


def test_a_department_that_is_not_there_leads_nothing(client):
    """It is named as not found."""
    assert 404 == loaded(client, register(), as_lead="nobody").status_code
