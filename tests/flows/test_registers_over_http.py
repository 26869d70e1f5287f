"""A register that somebody holds, loaded over HTTP."""

import pytest
from litestar.testing import TestClient

from tests.flows.test_hold import ROWS, register
from tests.houses import ELDERLY, UNIT, a_house, admitted
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


def test_a_department_that_is_not_there_leads_nothing(client):
    """It is named as not found."""
    assert 404 == loaded(client, register(), as_lead="nobody").status_code
