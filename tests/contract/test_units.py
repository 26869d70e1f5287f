"""A unit's table, a subject's form and confirmations over HTTP: as described, and with nothing personal in an address."""

import jsonschema
import pytest
from litestar.testing import TestClient

from tests.houses import ELDERLY, UNIT, a_house, admitted, id_number
from yibiao.web.app import create_app

TABLE = f"/api/v1/units/{UNIT}/table"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        with TestClient(create_app(house, "secret")) as client:
            client.headers["Authorization"] = "Bearer secret"
            for number in range(1, 4):
                values = {
                    "person.name": f"示例{number}",
                    "person.id_number": id_number("1940-05-06", number),
                }
                entry = {
                    "id": f"e{number}", "unit": UNIT, "subject": f"person:{number}", "kind": "person",
                    "act": "open", "values": values,
                }  # fmt: skip
                assert client.post("/api/v1/entries", json=entry).status_code == 201
            yield client


def test_answers_are_as_described(client):
    """Each body satisfies the schema that is declared for it."""
    head = client.get("/health").json()["position"]
    confirmation = {"request": "r1", "base": head, "subjects": ["person:1", "person:9"]}
    confirmations = f"/api/v1/units/{UNIT}/confirmations"
    answers = {
        ("get", "/api/v1/units/{code}/table"): client.get(TABLE),
        ("post", "/api/v1/units/{code}/table/search"): client.post(
            f"{TABLE}/search", json={"words": "示例2"}
        ),
        ("get", "/api/v1/subjects/{subject}/form"): client.get("/api/v1/subjects/person:1/form"),
        ("post", "/api/v1/units/{code}/confirmations"): client.post(
            confirmations, json=confirmation
        ),
    }
    described = client.get("/schema/openapi.json").json()
    for (method, path), answer in answers.items():
        assert answer.status_code == 200, answer.text
        declared = described["paths"][path][method]["responses"]["200"]["content"]
        jsonschema.Draft202012Validator(
            {**declared["application/json"]["schema"], "components": described["components"]}
        ).validate(answer.json())
    table, search, form, confirmed = (each.json() for each in answers.values())

    assert [each["subject"] for each in table["rows"]] == ["person:1", "person:2", "person:3"]
    assert [each["subject"] for each in search["rows"]] == ["person:2"]
    assert form["row"] == table["rows"][0]
    assert (len(confirmed["receipts"]), len(confirmed["refused"])) == (1, 1)


def test_pages_follow_one_another(client):
    """By `next`, until there is none."""
    first = client.get(TABLE, params={"limit": 2}).json()
    second = client.get(TABLE, params={"limit": 2, "cursor": first["next"]}).json()

    shown = [each["subject"] for page in (first, second) for each in page["rows"]]
    assert shown == ["person:1", "person:2", "person:3"]
    assert second.get("next") is None
    assert first["subjects"] == second["subjects"]


def test_nothing_is_sent_again_until_something_is_filed(client):
    """An ETag for the journal and the day."""
    tag = client.get(TABLE).headers["etag"]
    again = client.get(TABLE, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")

    entry = {
        "id": "e9", "unit": UNIT, "subject": "person:3", "kind": "person",
        "values": {"person.phone": "19900000000"},
    }  # fmt: skip
    client.post("/api/v1/entries", json=entry)
    assert client.get(TABLE, headers={"If-None-Match": tag}).status_code == 200
    elsewhere = client.get("/api/v1/units/999999/table", headers={"If-None-Match": tag})
    assert elsewhere.status_code == 404


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"kind": "ghost"}, 400),
        ({"status": "soon"}, 400),
        ({"limit": 0}, 400),
        ({"limit": 501}, 400),
        ({"cursor": "nowhere"}, 400),
        ({"group": "street"}, 400),
    ],
)
def test_what_is_not_understood_is_refused(client, parameters, status):
    """With a problem document, which names the parameter and not what it held."""
    answer = client.get(TABLE, params=parameters)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_what_has_changed_is_told(client):
    """A confirmation alone is an entry like any other: 409, with the elements."""
    entry = {
        "id": "c1", "unit": UNIT, "subject": "person:2", "kind": "person", "act": "confirm", "base": 0,
    }  # fmt: skip
    answer = client.post("/api/v1/entries", json=entry)

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:yibiao:problem:changed-since"
    assert set(answer.json()["elements"]) == {"person.name", "person.id_number"}
