"""Whoever tries ids hears the same of a subject outside their units as of one that there is not, whatever they ask."""

import json

import pytest
from litestar.testing import TestClient

from tests.houses import (
    ADMINISTRATOR,
    ELDERLY,
    UNIT,
    a_house,
    admitted,
    families,
    id_number,
    opened,
)
from yibiao.flows.filling import fill
from yibiao.flows.granting import accounts, grants, tokens
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.flows.registering import register
from yibiao.model.account import Account
from yibiao.model.actor import Grant
from yibiao.model.place import Unit
from yibiao.model.record import Entry
from yibiao.web.app import create_app

ELSEWHERE = "999999002001"
#: Of another unit, and of none.
THERE, NONE = "subject-there", "subject-none0"
WORKER = "service:worker"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        house.form = admitted(house, "civil-affairs", ELDERLY, scope="true")
        register.units(house, [Unit(code=ELSEWHERE, name="别处社区")], ADMINISTRATOR)
        for unit, subject, number in ((UNIT, "own", 1), (ELSEWHERE, THERE, 2)):
            opened(house, subject, subject, id_number("1940-05-06", number), unit)
        families(house)
        for unit, subject, kind in (
            (ELSEWHERE, f"{THERE}-home", "household"),
            (UNIT, "own-home", "household"),
            (UNIT, "own-guardian", "person"),
        ):
            led = Entry(id=f"e-{subject}", unit=unit, subject=subject, kind=kind, act="open")
            fill.file(house, led, ADMINISTRATOR)
        accounts.open_(house, Account(id=WORKER, name="社区"), ADMINISTRATOR)
        for role in ("worker", "head"):
            given = Grant(id=role, actor=WORKER, role=role, unit=UNIT)
            grants.give(house, given, ADMINISTRATOR)
        analyst = {"role": "analyst", "department": "civil-affairs", "unit": UNIT}
        grants.give(house, Grant(id="a", actor=WORKER, **analyst), ADMINISTRATOR)
        yield house


@pytest.fixture(scope="module")
def client(house):
    secret, _ = tokens.issue(house, WORKER, Wanted(label="x"), ADMINISTRATOR)
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        yield client


def entry(**members):
    return {
        "id": "probe",
        "unit": UNIT,
        "subject": "own",
        "kind": "person",
        "act": "state",
        **members,
    }


CHAIN = {"device": "d" * 16, "number": 1}
#: What is asked of a subject `?`, by the route.
PROBES = {
    "GET /api/v1/records/{subject}": [("/records/?", None)],
    "GET /api/v1/subjects/{subject}": [("/subjects/?", None)],
    "GET /api/v1/subjects/{subject}/history": [("/subjects/?/history", None)],
    "GET /api/v1/subjects/{subject}/form": [("/subjects/?/form", None)],
    "GET /api/v1/subjects/{subject}/duplicates": [
        ("/subjects/?/duplicates", None),
        ("/subjects/?/duplicates?other=own", None),
        ("/subjects/own/duplicates?other=?", None),
    ],
    "GET /api/v1/subjects/{subject}/mergings": [("/subjects/?/mergings", None)],
    "GET /api/v1/challenges": [("/challenges?subject=?&department=civil-affairs", None)],
    "GET /api/v1/slices/{form_id}": [("/slices/{form}?format=filled&subject=?", None)],
    "POST /api/v1/slices/{form_id}/originals": [("/slices/{form}/originals", {"subjects": ["?"]})],
    "POST /api/v1/challenges": [
        ("/challenges", {"id": "c", "form": "{form}", "subject": "?", "field": "f1", "why": "疑"}),
        ("/challenges", {"id": "c", "form": "{form}", "subject": "?", "why": "疑"}),
    ],
    "POST /api/v1/subjects/{subject}/decisions": [
        ("/subjects/?/decisions", {"id": "d", "element": "person.name", "seen": [1, 2], "chosen": 1})
    ],
    "POST /api/v1/subjects/{subject}/closing": [("/subjects/?/closing", {"id": "x", "reason": "died"})],
    "POST /api/v1/subjects/{subject}/moving": [("/subjects/?/moving", {"id": "x", "unit": UNIT})],
    "POST /api/v1/subjects/{subject}/reopening": [("/subjects/?/reopening", {"id": "x", "unit": UNIT})],
    "POST /api/v1/subjects/{subject}/merging": [
        ("/subjects/?/merging", {"id": "x", "into": "own"}),
        ("/subjects/own/merging", {"id": "x", "into": "?"}),
    ],
    "POST /api/v1/units/{code}/confirmations": [
        (f"/units/{UNIT}/confirmations", {"request": "r", "base": 1, "subjects": ["?"]})
    ],
    "POST /api/v1/entries": [
        ("/entries", entry(subject="?")),
        ("/entries", entry(subject="?", act="close", reason="died")),
        ("/entries", entry(subject="?", act="move")),
        ("/entries", entry(subject="?", unit=ELSEWHERE)),
        ("/entries", entry(act="merge", into="?")),
        ("/entries", entry(values={"person.household": "?-home"})),
        ("/entries", entry(values={"person.guardian": "?"})),
        ("/entries", entry(values={"person.guardian": "?"}, chain=CHAIN)),
        ("/entries", entry(subject="own-2", act="open", unlike=["?"], values={"person.guardian": "?"})),
    ],
    "POST /api/v1/entries/check": [
        ("/entries/check", entry(subject="?")),
        ("/entries/check", entry(values={"person.household": "?-home"})),
        ("/entries/check", entry(values={"person.guardian": "?"})),
    ],
    # Of a form: what it is about, and of a register: whose it is, no single one.
    "POST /api/v1/forms": [],
    "POST /api/v1/forms/preview": [],
    "POST /api/v1/units/{code}/registers": [],
    "POST /api/v1/entries/batch": [("/entries/batch", [entry(values={"person.guardian": "?"})])],
}  # fmt: skip


def answer(client, house, method, address, body, subject):
    """What is heard of *subject*, without what is another in every answer."""

    def put(text):
        return text.replace("{form}", house.form).replace("?-home", f"{subject}-home")

    address = put(address).replace("/?", f"/{subject}").replace("=?", f"={subject}")
    said = (
        {}
        if body is None
        else {"json": json.loads(put(json.dumps(body)).replace('"?"', f'"{subject}"'))}
    )
    heard = client.request(method, f"/api/v1{address}", **said)
    kind = heard.headers["content-type"].partition(";")[0]
    if "json" not in kind:
        return heard.status_code, heard.content if heard.status_code >= 400 else kind
    document = json.loads(heard.text.replace(subject, "SUBJECT"))
    if isinstance(document, dict):
        document.pop("instance", None)
    return heard.status_code, document


@pytest.mark.parametrize(
    ("route", "address", "body"),
    [(route, *each) for route, several in PROBES.items() for each in several],
)
def test_a_subject_elsewhere_is_as_none(client, house, route, address, body):
    """The same status, the same words."""
    method = route.partition(" ")[0]
    there, none = (answer(client, house, method, address, body, each) for each in (THERE, NONE))

    assert none == there
    assert there[0] != 500


def test_whoever_leads_to_their_own_is_heard(client):
    """So that not being heard says something; and what led elsewhere already may lead on."""
    own = {"person.household": "own-home", "person.guardian": "own-guardian"}
    said = client.post("/api/v1/entries", json=entry(id="led", values=own))
    elsewhere = client.post(
        "/api/v1/entries", json=entry(id="not-led", values={"person.guardian": THERE})
    )

    assert said.status_code == 201, said.text
    codes = [each["code"] for each in elsewhere.json()["errors"]]
    assert (elsewhere.status_code, codes) == (422, ["unknown-subject"])


def test_what_led_elsewhere_already_leads_on(house):
    """Whoever moved away is still somebody's guardian when the rest is stated again."""
    guardian = {"person.guardian": THERE}
    ward = Entry(id="led-1", unit=UNIT, subject="ward", kind="person", act="open", values=guardian)
    fill.file(house, ward, ADMINISTRATOR)
    worker = house.actor(WORKER)
    again = Entry(id="led-2", unit=UNIT, subject="ward", kind="person", act="state", values={**guardian, "person.phone": "010-55550001"})  # fmt: skip

    assert fill.file(house, again, worker).entry == "led-2"


def test_every_route_that_takes_a_subject_is_tried(client):
    """In its address, its options or its body."""
    described = client.get("/schema/openapi.json").json()
    schemas = described["components"]["schemas"]

    def named(operation):
        yield from (each["name"] for each in operation.get("parameters", ()))
        for each in operation.get("requestBody", {}).get("content", {}).values():
            schema = each["schema"]
            schema = schema.get("items", schema)
            yield from schemas.get(schema.get("$ref", "").rpartition("/")[2], schema).get(
                "properties", ()
            )

    taking = {
        f"{method.upper()} {path}"
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if {"subject", "subjects"} & {*named(operation)}
    }
    assert taking - {*PROBES} == set()
