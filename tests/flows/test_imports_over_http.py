"""A unit's workbook over HTTP and from the terminal: out, back, the report in three dresses, and undone."""

import io
import json

import pytest
from litestar.testing import TestClient
from typer.testing import CliRunner

from tests.houses import UNIT
from tests.workbooks import FIRST, PHONE, a_unit, edited, held, opened, person, row_of
from yibiao.cli import app
from yibiao.flows.house import House
from yibiao.model.original import SentFile
from yibiao.web.app import create_app

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def house(tmp_path):
    with a_unit(tmp_path / "data") as house:
        yield house


@pytest.fixture
def client(house):
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        yield client


def test_out_and_back_and_undone(client, house):
    """The page and the JSON tell of the same rows; neither repeats what stood there."""
    answer = client.get(f"/api/v1/units/{UNIT}/workbook")
    assert (200, WORKBOOK) == (answer.status_code, answer.headers["content-type"])
    out = SentFile("out.xlsx", answer.content)
    row = row_of(out, "p1")
    file = edited(out, {f"{PHONE}{row}": "010-12345", f"{PHONE}{row_of(out, 'p0')}": "暗号呃"})

    brought = client.post(
        f"/api/v1/units/{UNIT}/imports", files={"file": (file.name, io.BytesIO(file.content))}
    ).json()

    assert {"accepted": 1, "blocked": 1, "unchanged": 1} == brought["counts"]
    address = f"/api/v1/imports/{brought['id']}"
    told = client.get(address).json()
    assert brought == told
    page = client.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert f"人!{PHONE}{row_of(out, 'p0')}" in page.text
    assert "暗号呃" not in page.text + json.dumps(told, ensure_ascii=False)
    assert "width=device-width" in page.text
    back = client.get(f"{address}/workbook")
    assert "已收 taken" == opened(SentFile("b.xlsx", back.content))["人"][f"B{row}"].value

    undone = client.post(f"{address}/undoing", json={"why": "导错了"}).json()

    assert (1, 0, 0) == (undone["restored"], undone["closed"], undone["left"])
    assert held(house, "p1")["person.phone"] is None
    assert "导错了" == client.get(address).json()["undone"]["why"]


def test_what_cannot_be_imported_is_a_problem(client):
    wrong = client.post(
        f"/api/v1/units/{UNIT}/imports", files={"file": ("x.xlsx", io.BytesIO(b"nothing"))}
    )
    assert (422, "application/problem+json") == (wrong.status_code, wrong.headers["content-type"])
    assert 404 == client.get("/api/v1/imports/import-0").status_code
    assert 404 == client.get("/api/v1/units/990000000000/workbook").status_code
    unsaid = client.post("/api/v1/imports/import-0/undoing", json={"why": ""})
    assert 400 <= unsaid.status_code < 500


def test_from_the_terminal(tmp_path):
    """The workbook is written, imported with its notes beside it, and the import undone."""
    data = tmp_path / "data"
    a_unit(data).close()
    out, noted = tmp_path / "out.xlsx", tmp_path / "noted.xlsx"
    run = CliRunner().invoke

    assert 0 == run(app, ["workbook", UNIT, "--output", str(out), "--data", str(data)]).exit_code
    file = edited(SentFile("out.xlsx", out.read_bytes()), {f"{PHONE}{FIRST}": "010-12345"})
    out.write_bytes(file.content)
    told = run(
        app,
        ["import", str(out), "--unit", UNIT, "--json", "--annotated", str(noted), "--data", str(data)],
    )  # fmt: skip
    report = json.loads(told.stdout)
    assert (0, {"accepted": 1, "unchanged": 2}) == (told.exit_code, report["counts"])
    assert noted.exists()
    undone = run(app, ["undo", report["import"], "--why", "导错了", "--data", str(data)])

    assert 0 == undone.exit_code
    with House(data) as house:
        assert {
            id_: value for id_, value in held(house, "p1").items() if value is not None
        } == person(1)
