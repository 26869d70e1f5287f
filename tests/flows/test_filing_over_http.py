"""One entry over HTTP: who says how much they send goes a quicker way, and is answered just as anybody else."""

import json

import pytest
from litestar.testing import TestClient

from tests.houses import ELDERLY, UNIT, a_house, admitted, id_number
from yibiao.web.app import LARGEST_BODY, create_app


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        with TestClient(create_app(house, "secret")) as client:
            client.house = house
            yield client


def entry(**members):
    values = {"person.name": "示例", "person.id_number": id_number("1940-05-06", 1)}
    given = {"unit": UNIT, "subject": "person:1", "kind": "person", "act": "open", "values": values}
    return {"id": "e", **given, **members}


def sent(client, body, *, told, **headers):
    """The answer to *body*, sent in one piece whose size is told, or in several."""
    headers = {"Authorization": "Bearer secret", "Content-Type": "application/json", **headers}
    content = body if told else (body[at : at + 7] for at in range(0, len(body), 7))
    return client.post("/api/v1/entries", content=content, headers=headers)


def shown(answer):
    """All that a caller sees of an answer but what is another each time."""
    beside = {name: each for name, each in answer.headers.items() if name != "content-length"}
    return answer.status_code, {**answer.json(), "instance": ""}, beside


BODIES = {
    "again": json.dumps(entry()),
    "another of that id": json.dumps(entry(values={})),
    "no JSON": '{"id": ',
    "no text": b"\xff\xfe",
    "no number of JSON": '{"id": NaN}',
    "no end of brackets": "[" * 100_000,
    "no object": "[]",
    "nothing": "null",
    "no entry": "{}",
    "unknown member": json.dumps(entry(id="e2", more=1)),
    "unknown unit": json.dumps(entry(id="e2", unit="1")),
    "wrong value": json.dumps(entry(id="e2", subject="person:2", values={"person.id_number": "x"})),
    "a name with a NUL": json.dumps(entry(id="e\0")),
}


@pytest.mark.parametrize("case", BODIES)
def test_both_ways_answer_alike(client, case):
    """Whatever is sent: status, body, headers."""
    sent(client, json.dumps(entry()).encode(), told=True)
    body = BODIES[case] if isinstance(BODIES[case], bytes) else BODIES[case].encode()

    assert shown(sent(client, body, told=False)) == shown(sent(client, body, told=True))


@pytest.mark.parametrize("token", ["Bearer wrong", "Basic c2VjcmV0", ""])
def test_both_ways_have_the_same_door(client, token):
    """Nobody comes in by either who is not known; nothing is kept."""
    head, body = client.house.journal.head, json.dumps(entry(id="e3")).encode()
    answers = [sent(client, body, told=told, Authorization=token) for told in (False, True)]

    assert answers[0].status_code == 401
    assert shown(answers[0]) == shown(answers[1])
    assert client.house.journal.head == head


def test_both_ways_look_whether_a_page_of_ours_asks(client):
    """A session's cookie is not enough: without the header that only our pages send it is refused."""
    body = json.dumps(entry(id="e4")).encode()
    answers = [
        sent(client, body, told=told, Authorization="", Cookie="yibiao=unknown")
        for told in (False, True)
    ]

    assert shown(answers[0]) == shown(answers[1])


def test_what_says_to_be_too_large_is_not_read(client):
    """It is refused by what it says."""
    answer = sent(client, b"{}", told=True, **{"Content-Length": str(LARGEST_BODY + 1)})

    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:yibiao:problem:too-large"


def test_receipts_are_the_same_either_way(client):
    """201 once and 200 from then on, by whichever way."""
    body = json.dumps(entry(id="e5", subject="person:5", values={})).encode()
    answers = [sent(client, body, told=told) for told in (True, False, True)]

    assert [each.status_code for each in answers] == [201, 200, 200]
    assert len({(each.json()["position"], each.json()["link"]) for each in answers}) == 1


def test_brackets_in_brackets_are_no_fault_of_ours(client):
    """Wherever JSON is taken."""
    for path in ("entries", "entries/batch", "entries/check", "grants", "slices:query"):
        headers = {"Authorization": "Bearer secret", "Content-Type": "application/json"}
        answer = client.post(f"/api/v1/{path}", content=b"[" * 100_000, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "body-unreadable")
