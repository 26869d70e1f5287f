"""What the routes of rounds answer over HTTP."""

import pytest
from litestar.testing import TestClient

from tests.houses import ELDERLY, UNIT, a_house, admitted
from yibiao.web.app import create_app

ROUND = {"id": "2026-01", "period": "monthly", "opens": "2026-01-01", "due": "2026-01-31"}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        with TestClient(create_app(house, "token")) as client:
            client.headers["Authorization"] = "Bearer token"
            assert 201 == client.post("/api/v1/rounds", json=ROUND).status_code
            yield client


def post(client, path, body):
    answer = client.post(f"/api/v1/{path}", json=body)
    return answer.status_code, answer.json()


def filed(client, id_, subject, act="state"):
    entry = {"id": id_, "unit": UNIT, "subject": subject, "kind": "person", "act": act}
    return post(client, "entries", {**entry, "round": ROUND["id"]})


def test_a_round_is_extended_and_shows_its_extensions(client):
    body = {"due": "2026-02-10", "why": "春节"}
    status, round_ = post(client, "rounds/2026-01/extension", body)

    assert (200, "2026-02-10") == (status, round_["due"])
    assert [("2026-01-31", "春节")] == [
        (each["before"], each["why"]) for each in round_["extensions"]
    ]
    status, refused = post(client, "rounds/2026-01/extension", {**body, "due": "2026-02-09"})
    assert (422, "due-not-later") == (status, refused["errors"][0]["code"])
    status, refused = post(client, "rounds/2026-01/extension", {"due": "2026-03-01", "why": ""})
    assert 422 == status


def test_a_unit_hands_in_with_a_remark_and_is_given_it_back(client):
    """What is missing is counted in the refusal; what was handed in locks the unit until it is given back."""
    assert 201 == filed(client, "e1", "p1", "open")[0]
    status, refused = post(client, f"units/{UNIT}/rounds/2026-01/submission", {})
    assert (409, "urn:yibiao:problem:submission-incomplete") == (status, refused["type"])
    assert 5 == refused["missing"]  # without an identity number, sex and age are asked too

    submission = f"units/{UNIT}/rounds/2026-01/submission"
    status, standing = post(client, submission, {"remark": "外出"})
    assert (200, "submitted") == (status, standing["state"])
    status, refused = filed(client, "e2", "p1")
    assert (409, "urn:yibiao:problem:unit-submitted") == (status, refused["type"])

    status, standing = post(client, f"units/{UNIT}/rounds/2026-01/return", {"why": "请核对"})
    assert (200, "returned", "请核对") == (status, standing["state"], standing["turns"][-1]["why"])
    assert 201 == filed(client, "e2", "p1")[0]


def test_what_a_unit_handed_in_is_told_round_by_round(client):
    told = client.get(f"/api/v1/units/{UNIT}/rounds").json()

    assert {"unit", "hands_in", "turns", "people"} == told.keys()
    assert ["submit", "return"] == [each["act"] for each in told["turns"]["2026-01"]]
    assert 404 == client.get("/api/v1/units/1234/rounds").status_code


def test_progress_is_of_a_unit_and_those_below(client):
    found = client.get("/api/v1/rounds/2026-01/progress", params={"unit": UNIT}).json()

    assert [UNIT, UNIT + "001"] == [each["unit"] for each in found["units"]]
    assert (
        client.get(f"/api/v1/units/{UNIT}/rounds/2026-01").json() == found["units"][0]["standing"]
    )
    assert 404 == client.get("/api/v1/rounds/2026-01/progress?unit=1234").status_code
    assert 404 == client.get("/api/v1/rounds/none/progress").status_code
