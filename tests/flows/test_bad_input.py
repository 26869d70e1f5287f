"""Bad input gets a clear answer: what, where, what to do; nothing is half-written."""

import json
from urllib.parse import unquote

import pytest
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, DISABLED, ELDERLY, SAID, UNIT, a_house, admitted, id_number
from yibiao.errors import Invalid
from yibiao.flows.registering import register
from yibiao.flows.units import rounds
from yibiao.model.place import Round
from yibiao.web.app import create_app


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        admitted(house, "disabled-federation", DISABLED, scope="true")
        yield house


@pytest.fixture
def client(house):
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        yield client


@pytest.fixture
def unchanged(house):
    """Fails if the journal has grown by the end of the test."""
    head = house.journal.head
    yield
    assert house.journal.head == head


def refused(answer, status, code, where=None, finding=None):
    """*answer* is one problem document of that code, with a remedy in both languages and, if given, that finding."""
    document = answer.json()
    assert (answer.status_code, answer.headers["content-type"], document["type"]) == (
        status, "application/problem+json", f"urn:yibiao:problem:{code}",
    )  # fmt: skip
    assert all(
        (document["title"], document["detail"], document["remedy"], document["en"]["remedy"])
    )
    if finding:
        assert (finding, where) in [(each["code"], each["where"]) for each in document["errors"]]
    return document


def upload(client, name, content, **said):
    data = {"department": "civil-affairs", "subject": "person", **SAID, "scope": "true", **said}
    return client.post("/api/v1/forms", data=data, files={"file": (name, content)})


def entry(**members):
    return {
        "id": "e1",
        "unit": UNIT,
        "subject": "person:1",
        "kind": "person",
        "act": "open",
        "values": {},
        **members,
    }


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("notes.json", b'{"hello": "world"}', "not-a-form"),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook", "unreadable"),
        ("broken.json", b'{"title": ', "unreadable"),
        ("empty.csv", b"", "not-a-form"),
        ("picture.png", b"\x89PNG\r\n\x1a\n", "unreadable"),
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_a_file_that_is_no_form_is_refused_with_a_remedy(client, name, content, code):
    """It says why the file is not taken, and what to do."""
    refused(upload(client, name, content), 422, code)


@pytest.mark.usefixtures("unchanged")
def test_a_huge_upload_is_refused_before_it_is_read(client):
    """200 MB are not taken."""
    refused(upload(client, "huge.xlsx", b"\0" * (200 * 1024 * 1024)), 413, "too-large")


@pytest.mark.usefixtures("unchanged")
def test_a_remote_reference_is_named_and_never_fetched(client):
    """A JSON Schema may refer only within itself."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "t",
        "type": "object",
        "properties": {"name": {"$ref": "https://example.org/name.json"}},
    }

    answer = upload(client, "form.json", json.dumps(schema).encode())

    refused(answer, 422, "invalid", "#/properties/name/$ref", "remote-reference")


def test_two_identical_labels_in_one_section_are_named_and_both_kept(client):
    """Neither is lost: each is a field, and the finding points to the second."""
    form = {
        "title": "重复",
        "fields": [{"label": "姓名", "type": "text"}, {"label": "姓名", "type": "text"}],
    }

    (submission,) = upload(client, "form.json", json.dumps(form).encode()).json()

    assert "duplicate-label" in [each["code"] for each in submission["findings"]]
    assert len(submission["form"]["properties"]) == 2


@pytest.mark.usefixtures("unchanged")
def test_a_scope_over_unknown_elements_is_named(client):
    """A scope must speak of elements that exist."""
    answer = upload(
        client,
        "form.json",
        json.dumps(ELDERLY).encode(),
        scope="person.no_such_thing = 1",
        series="x",
    )

    refused(answer, 422, "invalid", "#/x-scope", "unknown-element")


@pytest.mark.usefixtures("unchanged")
def test_an_unknown_department_is_named(client):
    """Departments are registered before their forms."""
    refused(
        upload(client, "form.json", json.dumps(ELDERLY).encode(), department="nobody"),
        404,
        "not-found",
    )


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ("mandate", "form-without-mandate"),
        ("expires", "form-without-expiry"),
        ("period", "form-without-period"),
        ("scope", "form-without-scope"),
    ],
)
def test_a_form_without_what_admission_needs_is_refused_by_its_own_problem(client, missing, code):
    """Each condition of admission has its own problem."""
    said = {
        "department": "civil-affairs",
        "subject": "person",
        "series": "other",
        **SAID,
        "scope": "true",
    }
    said.pop(missing)
    asked = {**ELDERLY, "title": "另一张表"}
    answer = client.post(
        "/api/v1/forms", data=said, files={"file": ("form.json", json.dumps(asked).encode())}
    )
    (submission,) = answer.json()
    decided = {field: {"new": True} for field in submission["undecided"]}
    if decided:
        client.put(f"/api/v1/forms/{submission['id']}/bindings", json=decided)

    refused(
        client.post(f"/api/v1/forms/{submission['id']}/admission", json={"decision": "admit"}),
        422,
        code,
    )


def test_a_form_at_short_notice_is_refused(client):
    """The first round is at least seven days away."""
    asked = {**ELDERLY, "title": "急件"}
    (submission,) = upload(
        client, "form.json", json.dumps(asked).encode(), first_round="2026-01-05", series="urgent"
    ).json()
    decided = {field: {"new": True} for field in submission["undecided"]}
    if decided:
        client.put(f"/api/v1/forms/{submission['id']}/bindings", json=decided)

    answer = client.post(f"/api/v1/forms/{submission['id']}/admission", json={"decision": "admit"})

    assert refused(answer, 422, "form-too-short-notice")["earliest"] == "2026-01-08"


@pytest.mark.parametrize(
    ("members", "status", "code", "where", "finding"),
    [
        ({"values": {"person.no_such": "x"}}, 422, "invalid", "#/values/person.no_such", "unknown-element"),
        ({"unit": "999999999999"}, 404, "not-found", None, None),
        ({"act": "state", "subject": "person:404"}, 404, "subject-not-opened", None, None),
        ({"round": "2020-01"}, 404, "not-found", None, None),
        (
            {"values": {"person.id_number": id_number("1940-05-06", 12)[:-1] + "?"}},
            422, "invalid", "#/values/person.id_number", "value-malformed",
        ),
        (
            {"values": {"person.id_number": "999999194005060120"}},
            422, "invalid", "#/values/person.id_number", "id-number-check-digit",
        ),
        ({"values": {"person.sex": "7"}}, 422, "invalid", "#/values/person.sex", "code-not-in-list"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("unchanged")
def test_a_bad_entry_is_refused_with_its_place(client, members, status, code, where, finding):
    """Each mistake has its own finding or problem; nothing of the entry is kept."""
    refused(client.post("/api/v1/entries", json=entry(**members)), status, code, where, finding)


def test_an_entry_id_used_for_other_content_is_refused_and_the_same_again_is_harmless(
    client, house
):
    """Sending an entry again gives the first receipt; another entry under its id is refused."""
    first = client.post("/api/v1/entries", json=entry(values={"person.name": "示例"}))
    head = house.journal.head
    again = client.post("/api/v1/entries", json=entry(values={"person.name": "示例"}))

    assert (first.status_code, again.status_code, house.journal.head) == (201, 200, head)
    assert (again.json()["position"], again.json()["again"]) == (first.json()["position"], True)
    refused(
        client.post("/api/v1/entries", json=entry(values={"person.name": "别人"})),
        409,
        "entry-id-reused",
    )
    assert house.journal.head == head


def test_a_closed_round_takes_no_more_entries(client, house):
    """After the closing, an entry for the round is refused."""
    rounds.open_round(
        house,
        Round(id="2026-01", period="monthly", opens="2026-01-01", due="2026-01-31"),
        ADMINISTRATOR,
    )
    assert client.post("/api/v1/entries", json=entry(round="2026-01")).status_code == 201
    rounds.close_round(house, "2026-01", ADMINISTRATOR)
    head = house.journal.head

    answer = client.post("/api/v1/entries", json=entry(id="e2", act="confirm", round="2026-01"))

    refused(answer, 409, "round-closed")
    assert house.journal.head == head


def test_a_batch_answers_for_each_entry_or_for_all_or_nothing(client, house):
    """Partial: the good ones stand, the bad ones say why. All or nothing: nothing stands, and all bad ones are named."""
    good, bad = entry(id="good"), entry(id="bad", subject="person:2", values={"person.sex": "7"})
    head = house.journal.head

    nothing = client.post(
        "/api/v1/entries/batch", json={"entries": [good, bad], "all_or_nothing": True}
    )
    assert (nothing.status_code, house.journal.head) == (422, head)
    refused_ = nothing.json()["refused"]
    assert [(1, "bad", "urn:yibiao:problem:invalid")] == [(each["at"], each["entry"], each["type"]) for each in refused_]  # fmt: skip
    partial = client.post("/api/v1/entries/batch", json={"entries": [good, bad]}).json()
    assert (partial["filed"], partial["refused"], house.journal.head) == (1, 1, head + 1)
    assert partial["results"][1]["type"] == "urn:yibiao:problem:invalid"


@pytest.mark.usefixtures("unchanged")
def test_a_body_that_is_not_what_the_route_takes_names_each_place_but_no_value(client):
    """The places are named, the values never."""
    answer = client.post("/api/v1/entries", json={"id": "e1", "unit": 5, "kind": "示例机密"})

    refused(answer, 422, "invalid", "#/subject", "member-missing")
    assert "示例机密" not in answer.text


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic secret"}]
)
def test_without_the_right_token_nothing_is_answered(client, headers):
    """Every route but the page, the health and the description wants the token."""
    client.headers.pop("Authorization")
    for path in ("/forms", "/elements", "/burden", "/records/person:1"):
        refused(client.get(f"/api/v1{path}", headers=headers), 401, "not-signed-in")


def test_an_unknown_address_or_method_is_a_problem_too(client):
    """The framework's own refusals have the one shape."""
    refused(client.get("/api/v1/nothing"), 404, "not-found")
    refused(client.delete("/api/v1/forms"), 405, "method-not-allowed")


@pytest.mark.parametrize(
    "members", [{"id": "a\0b"}, {"subject": "a\0b"}, {"id": ""}, {"subject": "s" * 401}]
)
@pytest.mark.usefixtures("unchanged")
def test_an_id_that_no_database_keeps_is_refused(client, members):
    """NUL, nothing, or more than anybody would write."""
    refused(client.post("/api/v1/entries", json=entry(**members)), 422, "invalid")


def test_an_entry_cannot_take_an_id_by_which_something_is_decided(client, house):
    """Else whoever guesses it would close a round for all, keep a grant for good, or have a challenge never answered."""
    rounds.open_round(
        house,
        Round(id="R", period="monthly", opens="2026-01-01", due="2026-01-31"),
        ADMINISTRATOR,
    )

    for id_ in (
        "round.closed:R", "round.sealed:R", "challenge.answered:c", "challenge.withdrawn:c",
        "sentinel.answered:s", "grant-taken-g", "grant-given-g", "import-undone-i",
    ):  # fmt: skip
        refused(client.post("/api/v1/entries", json=entry(id=id_)), 409, "entry-id-reused")
    assert client.post("/api/v1/entries", json=entry(round="R")).status_code == 201
    assert client.post("/api/v1/rounds/R/closing").json()["closed"]


def test_an_entry_sent_again_after_its_round_was_closed_gets_its_receipt(client, house):
    """Whoever did not hear the first answer learns that nothing was lost."""
    rounds.open_round(
        house,
        Round(id="R", period="monthly", opens="2026-01-01", due="2026-01-31"),
        ADMINISTRATOR,
    )
    first = client.post("/api/v1/entries", json=entry(round="R")).json()
    rounds.close_round(house, "R", ADMINISTRATOR)

    again = client.post("/api/v1/entries", json=entry(round="R"))

    assert (again.status_code, again.json()) == (200, {**first, "again": True})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/units", [{"code": "village", "name": "x"}]),
        ("/units", [{"code": "9999", "name": "x", "parent": "9999"}]),
        (
            "/units",
            [
                {"code": "9998", "name": "x", "parent": "9999"},
                {"code": "9999", "name": "y", "parent": "9998"},
            ],
        ),
        ("/rounds", {"id": "R", "period": "monthly", "opens": "2026-02-01", "due": "2026-01-01"}),
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_places_and_rounds_that_cannot_be_are_refused(client, path, body):
    """A code is digits, no unit lies below itself, no round is due before it opens."""
    refused(client.post(f"/api/v1{path}", json=body), 422, "invalid")


@pytest.mark.usefixtures("unchanged")
def test_a_department_id_is_one_that_addresses_can_hold(client):
    """It stands in addresses and file names."""
    body = {"id": "x", "name": {"zh": "民政局", "en": "x"}}

    refused(client.put("/api/v1/departments/民政", json=body), 422, "invalid")


@pytest.mark.usefixtures("unchanged")
def test_nothing_to_do_is_done(client, house):
    """No unit and no decision are no mistake."""
    (form, *_) = house.registry.registrations

    assert client.post("/api/v1/units", json=[]).json() == []
    assert client.put(f"/api/v1/forms/{form}/bindings", json={}).json() == []


@pytest.mark.parametrize("decision", [{}, {"element": "person.name", "new": True}])
@pytest.mark.usefixtures("unchanged")
def test_a_decision_is_for_an_element_or_for_a_new_one(client, house, decision):
    """Saying neither, or both, decides nothing."""
    (form, *_) = house.registry.registrations

    refused(client.put(f"/api/v1/forms/{form}/bindings", json={"f1": decision}), 422, "invalid")


def test_a_slice_says_no_later_position_than_it_knows(client, house):
    """What has not happened yet is not told."""
    (form, *_) = house.registry.registrations

    assert client.get(f"/api/v1/slices/{form}?as_of=99999").json()["as_of"] == house.journal.head


@pytest.mark.parametrize(
    "period", ["period_start=2026-01-01", "period_start=2026-02-01&period_end=2026-01-01"]
)
def test_half_a_period_is_none(client, house, period):
    """A period has two ends, in order."""
    (form, *_) = house.registry.registrations

    refused(client.get(f"/api/v1/slices/{form}?{period}"), 400, "bad-request")


def test_whoever_is_not_signed_in_is_told_how(client):
    """As RFC 9110 has it."""
    client.headers.pop("Authorization")

    assert client.get("/api/v1/forms").headers["WWW-Authenticate"] == "Bearer"


def test_what_the_log_says_of_our_own_mistakes_names_no_value(client, house, monkeypatch, capfd):
    """The number and the place, but neither what was sent nor the token."""

    def broken(*_):
        raise RuntimeError("王桂芳机密")

    monkeypatch.setattr(house, "table", broken)
    answer = client.post("/api/v1/entries", json=entry(values={"person.name": "王桂芳机密"}))

    logged = "".join(capfd.readouterr())
    number = refused(answer, 500, "internal")["number"]
    assert (number in logged, "RuntimeError" in logged, "broken" in logged) == (True, True, True)
    assert "机密" not in logged
    assert "Bearer secret" not in logged


@pytest.mark.usefixtures("unchanged")
def test_of_a_file_with_several_forms_all_are_kept_or_none(house):
    """A refusal of the second leaves nothing of the first, so that the file can be sent again."""
    asked = [
        {"title": title, "department": "x", "fields": [{"label": label, "type": "text"}]}
        for title, label in (("甲表", "姓名"), ("乙表", "性别"))
    ]
    first, second = (
        register.read(
            house, json.dumps(each).encode(), "f.json", "civil-affairs", ADMINISTRATOR, scope=scope
        )[0]
        for each, scope in zip(asked, ("true", "person.no_such_thing = 1"), strict=True)
    )

    with pytest.raises(Invalid):
        register.submit_all(house, [first, second], ADMINISTRATOR)


def test_a_slice_is_downloaded_under_the_name_of_its_form(client, house):
    """Whoever opens it in a spreadsheet knows what it is."""
    (form, *_) = house.registry.registrations

    headers = client.get(f"/api/v1/slices/{form}?format=csv").headers

    assert unquote(headers["content-disposition"]).endswith("80岁以上老人花名册.csv")
    assert headers["content-type"] == "text/csv; charset=utf-8"
