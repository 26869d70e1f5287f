"""The API's description: as published, and every answer of the service as it says."""

import json
from pathlib import Path

import jsonschema
import pytest
from litestar.testing import TestClient

from tests.houses import ELDERLY, UNIT, a_house, admitted, id_number
from yibiao import _schemas
from yibiao.web.app import create_app

PUBLISHED = _schemas.folder() / "openapi.json"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        yield house


@pytest.fixture(scope="module")
def form(house):
    return admitted(house, "civil-affairs", ELDERLY, scope="true")


@pytest.fixture(scope="module")
def client(house):
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        yield client


def test_the_description_is_the_published_one(client, bless):
    """What `/schema` gives is what is checked in; `--bless` renews it."""
    described = client.get("/schema/openapi.json").json()
    if bless:
        Path(PUBLISHED).write_text(
            json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )

    assert described == json.loads(PUBLISHED.read_text(encoding="utf-8"))


def test_every_route_says_what_it_is_for_in_both_languages(client):
    """Each operation has a summary, Chinese first, and a description."""
    described = client.get("/schema/openapi.json").json()
    operations = [operation for path in described["paths"].values() for operation in path.values()]

    assert [
        each["operationId"]
        for each in operations
        if not any("一" <= c <= "鿿" for c in each["summary"])
    ] == []
    assert [each["operationId"] for each in operations if not each.get("description")] == []


def test_answers_are_as_described(client, form):
    """The bodies of the routes that a client builds on satisfy their declared schemas."""
    entry = {
        "id": "e1", "unit": UNIT, "subject": "person:1", "kind": "person", "act": "open",
        "values": {"person.name": "示例甲", "person.id_number": id_number("1940-05-06", 12)},
    }  # fmt: skip
    answers = {
        ("post", "/api/v1/entries"): client.post("/api/v1/entries", json=entry),
        ("get", "/api/v1/forms"): client.get("/api/v1/forms"),
        ("get", "/api/v1/departments"): client.get("/api/v1/departments"),
        ("get", "/api/v1/units"): client.get("/api/v1/units"),
        ("get", "/api/v1/elements"): client.get("/api/v1/elements"),
        ("get", "/api/v1/tables/{kind}"): client.get("/api/v1/tables/person"),
        ("get", "/api/v1/records/{subject}"): client.get("/api/v1/records/person:1"),
        ("get", "/api/v1/slices/{form_id}"): client.get(f"/api/v1/slices/{form}"),
        ("get", "/api/v1/burden"): client.get("/api/v1/burden"),
        ("get", "/api/v1/forms/{form_id}/matches"): client.get(f"/api/v1/forms/{form}/matches"),
        ("get", "/api/v1/forms/{form_id}/bindings"): client.get(f"/api/v1/forms/{form}/bindings"),
    }
    described = client.get("/schema/openapi.json").json()
    for (method, path), answer in answers.items():
        responses = described["paths"][path][method]["responses"]
        declared = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator(
            {**declared, "components": described["components"]}
        ).validate(answer.json())


def test_a_slice_comes_as_json_and_as_csv(client, form):
    """Both have the department's columns and rows; the CSV starts with a byte order mark, so that Excel reads it, and ends with who took it."""
    answer = client.get(f"/api/v1/slices/{form}").json()
    lines = (
        client.get(f"/api/v1/slices/{form}", params={"format": "csv"})
        .content.decode("utf-8")
        .splitlines()
    )

    assert [each["label"] for each in answer["columns"]] == [
        "姓名",
        "身份证号",
        "性别",
        "年龄",
        "联系电话",
    ]
    jsonschema.Draft202012Validator(_schemas.document("slice.schema.json")).validate(answer)
    assert lines[0] == "\ufeff姓名,身份证号,性别,年龄,联系电话"
    assert len(lines) == 1 + len(answer["rows"]) + 1
