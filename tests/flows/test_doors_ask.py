"""No door decides by itself: every route and every command asks through its flow who is acting, and refuses whoever holds nothing."""

import ast
import inspect
import io
from pathlib import Path

import pytest
import typer
from litestar.testing import TestClient
from typer.testing import CliRunner

import yibiao.cli
import yibiao.web
from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted
from yibiao.cli import app as terminal
from yibiao.cli.sections import Later
from yibiao.flows.filling import fill
from yibiao.flows.granting import accounts, tokens
from yibiao.flows.granting.own_tokens import Wanted
from yibiao.model.account import Account
from yibiao.model.actor import Actor
from yibiao.model.record import Entry
from yibiao.web.app import create_app

#: What is everybody's own, or nobody's: one's session and tokens, reasons why subjects are closed.
OPEN_ROUTES = {
    "/api/v1/session",
    "/api/v1/session/password",
    "/api/v1/session/sessions",
    "/api/v1/session/sessions/{session}",
    "/api/v1/session/tokens",
    "/api/v1/session/tokens/{token}",
    "/api/v1/closing-reasons",
}
#: What needs no data directory, or opens it for others, each of whom is asked.
OPEN_COMMANDS = {"read", "match", "demo", "serve"}

#: What of a house a door may look at without asking anybody: the clock, and how far things are.
LOOKED_AT = {
    "now",
    "today",
    "journal",
    "picture",
    "visitors",
    "read",
    "follow",
    "make_ready",
    "attend",
    "outside",
    "registry",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        house.form = admitted(house, "civil-affairs", ELDERLY, scope="true")
        opened = Entry(id="e", unit=UNIT, subject="p1", kind="person", act="open")
        fill.file(house, opened, ADMINISTRATOR)
        accounts.open_(house, Account(id="service:nobody", name="无权"), ADMINISTRATOR)
        yield house


@pytest.fixture(scope="module")
def client(house):
    secret, _ = tokens.issue(house, "service:nobody", Wanted(label="无权"), ADMINISTRATOR)
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        yield client


SAMPLES = {
    "unit": UNIT, "code": UNIT, "subject": "p1", "kind": "person", "department": "civil-affairs", "id": "civil-affairs",
    "account": "service:nobody", "element": "person.name", "into": "p2", "by": "person.sex", "due": "2026-02-28",
    "opens": "2026-01-01", "period": "monthly", "day": "2026-01-01", "on": "2026-01-01", "at": "2026-01-01T09:00:00+08:00",
    "sql": "SELECT 1", "role": "worker", "actor": "user:somebody", "url": "https://example.org/", "reason": "died", "mask": "none",
}  # fmt: skip


def sample(schema, described, name=""):
    """The least that a schema takes, as far as this test needs it."""
    while "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return sample(schema[several][0], described, name)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        known = schema.get("properties", {})
        return {
            each: sample(known[each], described, each)
            for each in schema.get("required", ())
            if each in known
        }
    if kind == "array":
        return [sample(schema.get("items", {}), described, name)]
    return {"integer": 1, "number": 1, "boolean": False}.get(kind, SAMPLES.get(name, "x"))


def asked(client, house, path, method, operation, described):
    """The answer to the least request that a route takes."""
    address, query = path, {}
    for each in operation.get("parameters", ()):
        name = each["name"]
        value = (
            house.form
            if name.startswith("form")
            else sample(each.get("schema", {}), described, name)
        )
        if each["in"] == "path":
            address = address.replace(f"{{{name}}}", str(value))
        elif each.get("required"):
            query[name] = value
    content = operation.get("requestBody", {}).get("content", {})
    said = {}
    if "application/json" in content:
        said["json"] = sample(content["application/json"]["schema"], described)
    elif content:
        fields = sample(next(iter(content.values()))["schema"], described)
        said = {
            "files": {"file": ("form.json", io.BytesIO(b"{}"))},
            "data": {**fields, "department": "civil-affairs"},
        }
    return client.request(method.upper(), address, params=query, **said)


def test_every_route_refuses_whoever_holds_no_grant(client, house):
    """Whatever it is asked; nothing is answered, and nothing is written. Few requests are not understood before that."""
    described = client.get("/schema/openapi.json").json()
    head = house.journal.head
    answers = {
        (path, method): asked(client, house, path, method, operation, described).status_code
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if path not in OPEN_ROUTES
    }
    not_understood = {
        each: status for each, status in answers.items() if status in (400, 404, 415, 422)
    }

    # Of a batch each entry is answered for itself.
    assert answers.pop(("/api/v1/entries/batch", "post")) == 200
    assert {
        each: status
        for each, status in answers.items()
        if status != 403 and each not in not_understood
    } == {}
    assert len(not_understood) * 5 < len(answers), not_understood
    assert house.journal.head == head


def _functions(module):
    return [
        each
        for each in ast.walk(ast.parse(Path(module).read_text(encoding="utf-8")))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _passes(function, names):
    """Whether it hands whoever acts on to something that it calls."""
    return any(
        isinstance(each, ast.Name) and each.id in names
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        for each in (*call.args, *(word.value for word in call.keywords))
    )


WEB = sorted(Path(yibiao.web.__file__).parent.glob("*.py"))
CLI = sorted(Path(yibiao.cli.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("module", WEB, ids=lambda path: path.stem)
def test_every_route_hands_on_who_is_acting(module):
    """To a flow, which asks; those of one's own session hand on who came in."""
    verbs = {"get", "post", "put", "patch", "delete"}
    routes = [
        each
        for each in _functions(module)
        if any(
            isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in verbs
            for one in each.decorator_list
        )
    ]
    if module.stem in ("sessions", "pages", "app", "checks"):
        return

    assert [
        each.name
        for each in routes
        if not _passes(each, {"actor"}) and each.name != "closing_reasons"
    ] == []


@pytest.mark.parametrize("module", [*WEB, *CLI], ids=lambda path: f"{path.parent.stem}-{path.stem}")
def test_no_door_looks_into_the_house(module):
    """What it answers with comes from flows."""
    looked = {
        each.attr
        for function in _functions(module)
        for each in ast.walk(function)
        if isinstance(each, ast.Attribute)
        and isinstance(each.value, ast.Name)
        and each.value.id == "house"
    }

    assert looked <= LOOKED_AT


def commands():
    group = typer.main.get_command(terminal)

    def walk(group, *before):
        for name, command in group.commands.items():
            each = command.loaded() if isinstance(command, Later) else command
            if hasattr(each, "commands"):
                yield from walk(each, *before, name)
            elif name not in OPEN_COMMANDS:
                yield (*before, name), each

    return dict(walk(group))


COMMANDS = commands()

#: What some must be told before they have anything to do.
BESIDE = {("measure",): ["f1=count(*)"]}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("terminal")
    with a_house(path / "data") as house:
        form = admitted(house, "civil-affairs", ELDERLY, scope="true")
    return path, form


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_refuses_whoever_holds_no_grant(name, data, monkeypatch):
    """The least that it takes is refused, or not understood; nothing is done."""
    path, form = data
    file = path / "form.json"
    file.write_text("{}", encoding="utf-8")
    for module in {inspect.getmodule(each.callback) for each in COMMANDS.values()}:
        if hasattr(module, "TERMINAL"):
            monkeypatch.setattr(module, "TERMINAL", Actor(id="user:nobody"))
    command, arguments = COMMANDS[name], []
    for each in command.params:
        if each.name == "data":
            arguments += [each.opts[0], str(path / "data")]
        elif each.required:
            known = {"form": form, "file": str(file), "files": str(file), "original": str(file)}
            value = known.get(each.name) or SAMPLES.get(each.name.rstrip("_"), "x")
            if "Path" in str(each.type_descriptor.annotation):
                value = str(file)
            arguments += [value] if each.param_type_name == "argument" else [each.opts[0], value]
    run = CliRunner().invoke(terminal, [*name, *arguments, *BESIDE.get(name, ())])

    assert run.exit_code != 0, run.output
