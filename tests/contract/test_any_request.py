"""Whatever is sent to the running service, by whomever: it answers as it is described, and nobody reads what is not theirs."""

import copy
import itertools
import json
import random
from datetime import timedelta

import pytest

from tests.effort import effort
from tests.houses import ADMINISTRATOR, ELDERLY, NOW, UNIT, a_house, admitted, id_number
from tests.served import TOKEN, Server
from yibiao import _schemas
from yibiao.flows.filling import fill
from yibiao.flows.granting import accounts, grants, signing, tokens
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.flows.granting.signing import Origin
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.model.account import Account, Reach
from yibiao.model.actor import Grant
from yibiao.model.place import Unit
from yibiao.model.record import Entry

schemathesis = pytest.importorskip("schemathesis", reason="yibiao[fuzz] is not installed")

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from schemathesis import GenerationMode  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

DESCRIPTION = _schemas.document("openapi.json")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ELSEWHERE = "999999002001"
#: What stands of people in one community, and in no answer to anybody of another.
THEIRS = ("示例甲王", "19400506", "13900000001")
SERVICES = ("service:nobody", "service:elsewhere", "service:others", "service:closed")

#: Who is nobody, whatever they present.
STRANGERS = ("none", "wrong", "revoked", "closed", "expired", "made up", "signed out", "a session as a token")  # fmt: skip

_FEW = settings(
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A served house with people in two communities, and what all sorts of callers present."""
    data = tmp_path_factory.mktemp("served") / "data"
    with a_house(data) as house:
        form = admitted(house, "civil-affairs", ELDERLY, scope="true")
        register.units(house, [Unit(code=ELSEWHERE, name="别处社区")], ADMINISTRATOR)
        for unit, subject, name, birth in (
            (UNIT, "person:1", "示例甲王", "1940-05-06"),
            (ELSEWHERE, "person:2", "别处乙李", "1951-07-08"),
        ):
            values = {
                "person.name": name,
                "person.id_number": id_number(birth, 12),
                "person.phone": THEIRS[2] if unit == UNIT else "13800000002",
            }
            entry = Entry(id=subject, unit=unit, subject=subject, kind="person", act="open", values=values)  # fmt: skip
            fill.file(house, entry, ADMINISTRATOR)
    with House(data) as house:  # by today's clock, for that is the server's
        presented = _presented(house)
        presented["expired"] = _expired(house)
    known = {
        "form_id": form, "form": form, "code": UNIT, "unit": UNIT, "subject": "person:1", "kind": "person",
        "department_id": "civil-affairs", "department": "civil-affairs", "element": "person.phone", "field": "f1",
        "account": "service:nobody",
    }  # fmt: skip
    server = Server(data, YIBIAO_PROXIES="127.0.0.1")
    yield server.address, known, presented
    server.kill()


def _presented(house):
    """Headers by who presents them."""
    first = accounts.open_(house, Account(id="user:first", name="新人"), ADMINISTRATOR)
    session = signing.sign_in(house, "first", first, Origin()).secret
    for each in SERVICES:
        accounts.open_(house, Account(id=each, name=each), ADMINISTRATOR)
    given = Grant(id="g", actor="service:elsewhere", role="worker", unit=ELSEWHERE)
    grants.give(house, given, ADMINISTRATOR)
    of_others = {"role": "analyst", "department": "disabled-federation"}
    grants.give(house, Grant(id="o", actor="service:others", **of_others), ADMINISTRATOR)
    issued = {
        each: tokens.issue(house, each, Wanted(label="x"), ADMINISTRATOR) for each in SERVICES
    }
    narrow = Wanted(label="x", reach=Reach(units=(UNIT,)))
    narrowed, _ = tokens.issue(house, "service:elsewhere", narrow, ADMINISTRATOR)
    revoked, token = tokens.issue(house, "service:elsewhere", Wanted(label="x"), ADMINISTRATOR)
    tokens.revoke(house, "service:elsewhere", token.id, ADMINISTRATOR)
    accounts.close(house, "service:closed", "停用", ADMINISTRATOR)
    ended = signing.sign_in(house, "first", first, Origin()).secret
    signing.sign_out(house, house.visitors.of_session(ended))
    return {
        "none": {},
        "wrong": _bearer("wrong"),
        "revoked": _bearer(revoked),
        "closed": _bearer(issued["service:closed"][0]),
        "made up": {"Cookie": "yibiao=made-up", "Yibiao-Request": "1"},
        "signed out": {"Cookie": f"yibiao={ended}", "Yibiao-Request": "1"},
        "a session as a token": _bearer(session),
        "first password": {"Cookie": f"yibiao={session}", "Yibiao-Request": "1"},
        "no grant": _bearer(issued["service:nobody"][0]),
        "another department": _bearer(issued["service:others"][0]),
        "another unit": _bearer(issued["service:elsewhere"][0]),
        "another unit, narrowed to this": _bearer(narrowed),
    }


def _expired(house):
    now, house.now = house.now, lambda: NOW - timedelta(days=400)
    secret, _ = tokens.issue(house, "service:elsewhere", Wanted(label="x", days=1), ADMINISTRATOR)
    house.now = now
    return _bearer(secret)


def _bearer(token):
    return {"Authorization": f"Bearer {token}"}


def _operations(address):
    schema = schemathesis.openapi.from_dict(copy.deepcopy(DESCRIPTION))
    schema.config.update(base_url=address, request_timeout=60)
    return [each.ok() for each in schema.get_all_operations()]


def _with_what_is_there(case, known):
    """The same request about things that are there."""
    for where in (case.path_parameters, case.query, case.body):
        if isinstance(where, dict):
            for name in where:
                if name in known and isinstance(where[name], str):
                    where[name] = known[name]


def _each(operation, mode, examples, act):
    """Do *act* with some requests of an operation."""

    @settings(_FEW, max_examples=examples)
    @given(case=operation.as_strategy(generation_mode=mode))
    def acted(case):
        act(case)

    acted()


def test_every_answer_is_as_described(world):
    """No failure of ours, no answer that is not described, and every refusal is a problem document; of any request."""
    address, known, _ = world
    wrong, turns = {}, random.Random(2026)

    def send(case):
        if turns.random() < 0.7:
            _with_what_is_there(case, known)
        answer = case.call(headers=_bearer(TOKEN))
        for reason in _reasons(case, answer):
            wrong.setdefault((case.operation.label, reason), case.as_curl_command())

    for operation in _operations(address):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _each(operation, mode, effort(1, 4), send)

    assert wrong == {}


def _reasons(case, answer):
    for check in CHECKS:
        try:
            case.validate_response(answer, checks=[check])
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            yield f"{check.__name__} {answer.status_code}"
    if answer.status_code >= 400:
        document = json.loads(answer.content)
        declared = answer.headers["content-type"][0]
        if declared != "application/problem+json" or document["status"] != answer.status_code:
            yield f"no problem document {answer.status_code}"


def test_nobody_reads_what_is_not_theirs(world):
    """Of every route: whoever is not known hears so; whoever has no grant there sees nobody's row, even of one who is."""
    address, known, presented = world
    wrong, numbers = {}, itertools.count(1)

    def send(case):
        _with_what_is_there(case, known)
        case.headers, case.cookies = {}, {}
        for who, headers in presented.items():
            # The proxy's word is taken: everybody comes from elsewhere, so that nobody has to wait.
            number = next(numbers)
            there = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}
            answer = case.call(headers={**headers, **there})
            if not _nothing_seen(who, case.operation.label, answer):
                wrong[case.operation.label, who] = (answer.status_code, answer.content[:200])

    for operation in _operations(address):
        if operation.label not in ("POST /api/v1/session", "DELETE /api/v1/session"):
            _each(operation, GenerationMode.POSITIVE, 1, send)

    assert wrong == {}


def test_every_kind_of_credential_is_presented(world):
    """Wrong ones, expired, revoked, and other people's."""
    _, _, presented = world

    assert {*STRANGERS} < {*presented}
    assert {"no grant", "another unit", "another department", "first password"} < {*presented}


def test_whoever_may_sees_them(world):
    """The rows are there to be seen, so that not seeing them says something."""
    address, known, _ = world
    seen = set()

    def send(case):
        _with_what_is_there(case, known)
        answer = case.call(headers=_bearer(TOKEN))
        if any(each in answer.content.decode(errors="replace") for each in THEIRS):
            seen.add(case.operation.label)

    for operation in _operations(address):
        if operation.label in ("GET /api/v1/records/{subject}", "GET /api/v1/units/{code}/table"):
            _each(operation, GenerationMode.POSITIVE, 10, send)

    assert len(seen) == 2


def _nothing_seen(who, label, answer):
    if any(each in answer.content.decode(errors="replace") for each in THEIRS):
        return False
    if who in STRANGERS:
        return answer.status_code == 401
    if who == "first password":
        own = label.endswith(("/session", "/session/password"))
        return own or answer.status_code == 403
    return answer.status_code < 500
