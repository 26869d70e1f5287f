"""Signing in over HTTP: cookies, other sites, first passwords, limits, and what every answer forbids browsers."""

import re

import pytest
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, a_house
from yibiao import credentials
from yibiao.flows.granting import accounts
from yibiao.model.account import Account
from yibiao.web.app import create_app
from yibiao.web.limits import Buckets, Limits

OWN = "三月的风吹过村口的老槐树"
OURS = {"Yibiao-Request": "1"}
HOST = "https://yibiao.example"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """The hash itself is tested elsewhere; here it would only take its time."""
    monkeypatch.setattr(credentials, "hashed", lambda password, _: f"hash of {password}")
    monkeypatch.setattr(
        credentials, "verify", lambda known, password: known == f"hash of {password}"
    )
    monkeypatch.setattr(credentials, "outdated", lambda _: False)


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        yield house


@pytest.fixture
def first(house):
    """Zhang's first password."""
    return accounts.open_(house, Account(id="user:zhang", name="张三"), ADMINISTRATOR)


@pytest.fixture
def client(house):
    with TestClient(create_app(house, "secret"), base_url=HOST) as client:
        yield client


def signed_in(client, first):
    """Zhang, with a password of his own."""
    client.post("/api/v1/session", json={"login": "zhang", "password": first})
    said = {"before": first, "password": OWN}
    return client.put("/api/v1/session/password", json=said, headers=OURS)


def code(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()["type"].removeprefix("urn:yibiao:problem:")


def test_cookies_are_kept_from_scripts_and_other_sites(client, first):
    """This host only, https only, no script, no other site; the id changes with the password."""
    before = client.post("/api/v1/session", json={"login": "zhang", "password": first})
    after = client.put(
        "/api/v1/session/password", json={"before": first, "password": OWN}, headers=OURS
    )
    given = {each.partition("=")[0]: each for each in before.headers.get_list("set-cookie")}

    assert before.status_code == 201
    assert given.keys() == {"__Host-yibiao", "__Host-yibiao-device"}
    for each in given.values():
        assert {"Path=/", "HttpOnly", "SameSite=Strict", "Secure"} <= set(each.split("; "))
        assert "Domain" not in each
    assert "Max-Age" not in given["__Host-yibiao"]
    assert after.headers.get_list("set-cookie")[0] != before.headers.get_list("set-cookie")[0]


def test_on_the_very_machine_there_is_no_tls(house, first):
    """A browser takes cookies that are not Secure from there; from anywhere else nobody signs in in the clear."""
    said = {"login": "zhang", "password": first}
    with TestClient(create_app(house, "secret")) as client:
        for host in ("localhost:8080", "127.0.0.1", "[::1]:8080"):
            answer = client.post("/api/v1/session", json=said, headers={"Host": host})
            who = client.get("/api/v1/session", headers={"Host": host})
            assert answer.status_code == 201
            assert "Secure" not in answer.headers["set-cookie"]
            assert who.json()["actor"] == "user:zhang"
        for host in ("yibiao.example", "localhost.example", "127.0.0.1.example", ""):
            answer = client.post("/api/v1/session", json=said, headers={"Host": host})
            assert (answer.status_code, code(answer)) == (403, "not-private")


def test_a_first_password_opens_nothing_else(client, first):
    """Neither reading nor writing."""
    client.post("/api/v1/session", json={"login": "zhang", "password": first})

    assert client.get("/api/v1/session").json()["first"]
    for answer in (
        client.get("/api/v1/forms"),
        client.get("/api/v1/sessions"),
        client.post("/api/v1/tokens", json={"label": "x"}, headers=OURS),
        client.post("/api/v1/entries", json={}, headers=OURS),
    ):
        assert (answer.status_code, code(answer)) == (403, "password-to-change")
    assert client.delete("/api/v1/session", headers=OURS).status_code == 204


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**OURS, "Origin": "https://elsewhere.example"},
        {**OURS, "Origin": "null"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
        {**OURS, "Sec-Fetch-Site": "same-site"},
        {"Origin": HOST, "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_other_sites_change_nothing(client, first, headers):
    """A browser's session does not do what a page of somebody else asks for; our own page says that it is one."""
    signed_in(client, first)
    for answer in (
        client.post("/api/v1/tokens", json={"label": "x"}, headers=headers),
        client.put("/api/v1/session/password", json={}, headers=headers),
        client.delete("/api/v1/session", headers=headers),
        client.post("/api/v1/entries", json={}, headers=headers),
    ):
        assert (answer.status_code, code(answer)) == (403, "cross-site")

    assert client.get("/api/v1/session").status_code == 200
    fine = {**OURS, "Origin": HOST, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/v1/tokens", json={"label": "x"}, headers=fine).status_code == 201


def test_no_other_site_signs_anybody_in(client, first):
    """Not even with the right password: whoever is signed in without knowing files for somebody else."""
    said = {"login": "zhang", "password": first}
    answer = client.post("/api/v1/session", json=said, headers={"Origin": "https://else.example"})

    assert code(answer) == "cross-site"


def test_a_program_carries_a_token(client, first):
    """It needs no header of ours, and no cookie; it is shown once."""
    signed_in(client, first)
    issued = client.post("/api/v1/tokens", json={"label": "导出", "days": 7}, headers=OURS).json()
    listed = client.get("/api/v1/tokens").text
    client.delete("/api/v1/session", headers=OURS)
    bearer = {"Authorization": f"Bearer {issued['secret']}"}

    assert re.fullmatch(r"yb_\w{49}", issued["secret"])
    assert issued["secret"] not in listed
    assert client.get("/api/v1/session", headers=bearer).json()["actor"] == "user:zhang"
    assert code(client.post("/api/v1/tokens", json={"label": "y"}, headers=bearer)) == "not-allowed"


def test_the_set_up_token_can_be_switched_off(house, client):
    """Then nobody comes in by it, and not without it either."""
    with TestClient(create_app(house, None), base_url=HOST) as closed:
        for token in ("secret", "None", ""):
            answer = closed.get("/api/v1/forms", headers={"Authorization": f"Bearer {token}"})
            assert code(answer) == "not-signed-in"
    assert client.get("/api/v1/session", headers={"Authorization": "Bearer secret"}).json()["actor"] == "user:administrator"  # fmt: skip


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic c2VjcmV0"},
        {"Authorization": "Bearer " + credentials.token(bytes(32))},
        {"Authorization": "Bearer ÿ"},
        {"Cookie": "__Host-yibiao=made-up"},
        {"Cookie": "yibiao=made-up"},
        {"Cookie": "__Host-yibiao=\x80; =; ;"},
        {},
    ],
)
def test_whatever_is_not_known_is_nobody(client, headers):
    """Refused in the same words."""
    answer = client.get("/api/v1/forms", headers={k: v.encode("latin-1") for k, v in headers.items()})  # fmt: skip

    assert (answer.status_code, code(answer)) == (401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_whoever_asks_too_often_waits(house, first):
    """By account; strangers, and attempts to sign in, by address. The set-up token is not counted."""
    few = {"people": Buckets(1, 5), "strangers": Buckets(0.1, 3), "signing": Buckets(0.1, 3)}
    with TestClient(create_app(house, "secret", Limits(**few)), base_url=HOST) as client:
        signed_in(client, first)
        own = [client.get("/api/v1/session").status_code for _ in range(6)]
        client.cookies.clear()
        strangers = [client.get("/api/v1/session") for _ in range(5)]
        said = {"login": "nobody", "password": "x"}
        signing = [client.post("/api/v1/session", json=said).status_code for _ in range(4)]
        bearer = {"Authorization": "Bearer secret"}
        ours = {client.get("/api/v1/session", headers=bearer).status_code for _ in range(20)}

    assert own == [200, 200, 200, 200, 429, 429]
    assert [each.status_code for each in strangers] == [401, 401, 401, 429, 429]
    assert signing == [401, 401, 429, 429]
    assert ours == {200}
    assert 0 < int(strangers[-1].headers["retry-after"]) <= 10


@pytest.mark.parametrize(
    "path", ["/", "/health", "/schema", "/api/v1/forms", "/odata/civil-affairs/", "/nowhere"]
)
def test_every_answer_forbids_what_is_not_ours(client, path):
    """Refusals too: nothing from elsewhere runs, nobody frames it, nothing of the API is kept."""
    headers = client.get(path).headers
    policy = dict(each.split(" ", 1) for each in headers["content-security-policy"].split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert not path.startswith(("/api", "/odata")) or headers["cache-control"] == "no-store"


def test_a_host_that_is_none_is_no_fault_of_ours(client):
    """Whoever sends half an address is a stranger, and no error."""
    answer = client.get("/api/v1/session", headers={"Host": "[x", "Cookie": "yibiao=x"})

    assert 401 == answer.status_code


def test_without_tls_nobody_is_told_to_keep_to_it(house):
    """HSTS over a line in the clear is worth nothing, and on the very machine it would lock out."""
    with TestClient(create_app(house, "secret"), base_url="http://127.0.0.1") as client:
        assert "strict-transport-security" not in client.get("/").headers


def test_accounts_are_administered(client):
    """Opened, renamed, given another first password and tokens, closed."""
    client.headers["Authorization"] = "Bearer secret"
    opened = client.post("/api/v1/accounts", json={"id": "user:li", "name": "李"}).json()
    client.post("/api/v1/accounts", json={"id": "service:sync", "name": "同步"})
    again = client.post("/api/v1/accounts", json={"id": "user:li", "name": "李"})
    renamed = client.put("/api/v1/accounts/user:li/name", json={"name": "黎"}).json()
    reset = client.post("/api/v1/accounts/user:li/password").json()
    issued = client.post("/api/v1/accounts/service:sync/tokens", json={"label": "夜间"}).json()
    token = f"/api/v1/accounts/service:sync/tokens/{issued['token']['id']}"
    revoked = client.delete(token)
    closed = client.post("/api/v1/accounts/user:li/closing", json={"why": "调离"}).json()

    assert opened["first_password"] != reset["first_password"]
    assert code(again) == "account-exists"
    assert renamed == {"id": "user:li", "name": "黎"}
    assert revoked.status_code == 204
    assert client.get("/api/v1/accounts/service:sync/tokens").json()[0]["revoked"]
    assert closed["why"] == "调离"
    assert [each["account"]["id"] for each in client.get("/api/v1/accounts").json()] == ["service:sync", "user:li"]  # fmt: skip
    assert code(client.get("/api/v1/accounts/user:none")) == "not-found"
    assert code(client.post("/api/v1/accounts/user:li/password")) == "not-found"


def test_no_secret_lies_in_the_data_directory(tmp_path, house, client, first, caplog, capsys):
    """Neither a password, nor what a cookie or a token carries: not in the journal, not beside it, in no log."""
    signed_in(client, first)
    issued = client.post("/api/v1/tokens", json={"label": "x"}, headers=OURS).json()["secret"]
    said = {"login": "zhang", "password": "something else"}
    client.post("/api/v1/session", json=said)
    session, device = (client.cookies[f"__Host-yibiao{each}"] for each in ("", "-device"))
    house.close()
    kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    logged = caplog.text + "".join(capsys.readouterr())

    # What is checked here as hashed is the password in the clear, by the fixture above; argon2 is tested elsewhere.
    for secret in (issued, session, device, "something else"):
        assert secret.encode() not in kept
        assert secret not in logged
    assert credentials.digest(issued).encode() in kept
