"""OpenAPI: what requests send."""

import json

import pytest

from tests.unit.intake.files import read
from yibiao.errors import NotAForm

SCHEMAS = {
    "Resident": {
        "type": "object",
        "description": "居民信息",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "description": "姓名", "maxLength": 20},
            "sex": {"type": "string", "enum": ["1", "2"], "description": "性别：1-男，2-女"},
            "members": {"type": "array", "description": "家庭成员", "items": {"$ref": "#/components/schemas/Member"}},
            "parent": {"$ref": "#/components/schemas/Resident"},
        },
    },
    "Member": {"type": "object", "properties": {"name": {"type": "string", "title": "姓名"}}},
    "Answer": {"type": "object", "properties": {"code": {"type": "integer"}}},
}  # fmt: skip


def api(schemas, *, version="3.1.0", sent=None):
    """A description of an interface to which *sent* is posted."""
    body = {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{sent}"}}}}
    document = {
        "openapi": version,
        "paths": {"/r": {"post": {"requestBody": body}}} if sent else {},
        "components": {"schemas": schemas},
    }
    return json.dumps(document, ensure_ascii=False).encode()


def test_what_a_request_sends_is_a_form():
    """Descriptions are labels where programs wrote no titles; a branch that leads back to itself is not opened."""
    [reading] = read(api(SCHEMAS, sent="Resident"), "api.json")
    name, sex, members = reading.form.fields[:3]

    assert (reading.form.title, reading.form.series) == ("居民信息", "resident")
    assert (name.label, name.name, name.required, name.max_length) == ("姓名", "name", True, 20)
    assert [(each.value, each.title) for each in sex.options] == [("1", "男"), ("2", "女")]
    assert [each.label for each in members.fields] == ["姓名"]
    assert sorted(each.code for each in reading.findings) == ["circular-part", "schemas-left-out"]


def test_without_requests_every_schema_of_its_own_is_a_form():
    """Schemas that are parts of others are not."""
    schemas = {
        **SCHEMAS,
        "Resident": {**SCHEMAS["Resident"], "properties": {"m": {"$ref": "#/definitions/Member"}}},
    }
    document = {"swagger": "2.0", "definitions": schemas}
    readings = read(json.dumps(document).encode(), "api.json")

    assert [each.form.series for each in readings] == ["resident", "answer"]


def test_an_interface_that_takes_nothing_is_no_form():
    """It is refused with its reason."""
    with pytest.raises(NotAForm):
        read(api({"Nothing": {"type": "object"}}), "api.json")
