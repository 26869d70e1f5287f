"""Whoever sends a request that is not taken hears of every place what belongs there, in words, and no value comes back."""

import ast
from pathlib import Path

import pytest
from litestar.testing import TestClient
from pydantic import ValidationError

import yibiao
from tests.houses import UNIT, a_house
from yibiao import _schemas
from yibiao.model import malformed as rules
from yibiao.model.actor import Grant
from yibiao.model.malformed import malformed
from yibiao.web.app import create_app


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with (
        a_house(tmp_path_factory.mktemp("house") / "data") as house,
        TestClient(create_app(house, "secret")) as client,
    ):
        client.headers["Authorization"] = "Bearer secret"
        yield client


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (f"units/{UNIT}/conflicts?limit=-5", {("?limit", "number-out-of-range")}),
        (f"units/{UNIT}/conflicts?limit=many", {("?limit", "number-out-of-range")}),
        (f"units/{UNIT}/table?cursor=x", {("?cursor", "cursor-unknown")}),
        ("tables/dragon", {("{kind}", "value-not-listed")}),
        ("slices:relations", {("?department", "parameter-missing")}),
        ("slices/x?period_start=soon", {("?period_start", "date-wanted")}),
        ("slices/x?stale=perhaps", {("?stale", "truth-wanted")}),
        ("slices/x?fliter=f1&stale=true&since=1", {("?fliter", "parameter-unknown"), ("?since", "parameter-unknown")}),
        ("burden?x=1", {("?x", "parameter-unknown")}),
        ("slices/x?format=nope&period_end=z", {("?format", "value-not-listed"), ("?period_end", "date-wanted")}),
    ],
)  # fmt: skip
def test_parameters_are_named_with_what_they_take(client, path, found):
    """Each that is wrong, at once."""
    answer = client.get(f"/api/v1/{path}")

    assert answer.status_code == 400
    assert {(each["where"], each["code"]) for each in answer.json()["errors"]} == found
    assert not {"dragon", "soon", "perhaps", "nope"} & set(answer.text.split())


@pytest.mark.parametrize(
    ("method", "path", "body", "found"),
    [
        ("POST", "entries", {"id": "x", "kind": "dragon", "foo": 1}, {("#/unit", "member-missing"), ("#/subject", "member-missing"), ("#/kind", "value-not-listed"), ("#/foo", "member-unknown")}),
        ("POST", "entries", [1], {("#", "object-wanted")}),
        ("POST", "rounds", {"id": "r", "period": "monthly", "opens": "2026-13-01", "due": 7}, {("#/opens", "date-wanted"), ("#/due", "date-wanted")}),
        ("POST", "rounds", {"id": "r", "period": "monthly", "opens": "2026-03-01", "due": "2026-01-01"}, {("#", "due-not-before-opens")}),
        ("POST", "accounts", {"id": "dragon", "name": ""}, {("#/id", "pattern-broken"), ("#/name", "text-too-short")}),
        ("POST", f"units/{UNIT}/confirmations", {"request": "r", "base": 0}, {("#", "subjects-or-status")}),
    ],
)  # fmt: skip
def test_bodies_are_told_place_by_place(client, method, path, body, found):
    """In the words of the catalogue, not the library's."""
    answer = client.request(method, f"/api/v1/{path}", json=body)

    assert answer.status_code == 422
    assert {(each["where"], each["code"]) for each in answer.json()["errors"]} == found
    assert "dragon" not in answer.text
    assert "Input should be" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe"])
def test_what_is_no_json_is_said_to_be_none(client, body):
    """Or that there is nothing at all."""
    answer = client.post("/api/v1/entries", content=body)

    assert answer.status_code == 400
    assert {each["code"] for each in answer.json()["errors"]} <= {"body-unreadable", "member-missing"}  # fmt: skip


def test_every_rule_of_a_noun_has_its_words():
    """A noun that refuses members together says so in the catalogue, under the same name."""
    source = Path(yibiao.__file__).parent
    raised = {
        node.args[0].value.replace("_", "-")
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "PydanticCustomError"
    }

    assert raised == set(rules._RULES)
    assert raised <= {each["code"] for each in _schemas.document("problems.json")["findings"]}


def test_a_rule_of_several_members_is_one_finding():
    """At the place of them all."""
    with pytest.raises(ValidationError) as wrong:
        Grant(id="g", actor="user:a", role="worker")

    assert [(each.where, each.code) for each in malformed(wrong.value).findings] == [("#", "grant-unit")]  # fmt: skip
