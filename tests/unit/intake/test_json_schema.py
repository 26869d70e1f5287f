"""JSON Schema, draft 7 to 2020-12."""

import json

import pytest

from tests.unit.intake.files import form_of, read
from yibiao.errors import Invalid, NotAForm, TooLarge

DRAFTS = {
    "http://json-schema.org/draft-07/schema#": "definitions",
    "https://json-schema.org/draft/2019-09/schema": "$defs",
    "https://json-schema.org/draft/2020-12/schema": "$defs",
}


def schema(**members):
    return json.dumps({"title": "登记表", "type": "object", **members}, ensure_ascii=False).encode()


def findings(content):
    with pytest.raises(Invalid) as refusal:
        read(content, "s.json")
    return [(each.code, each.where) for each in refusal.value.findings]


@pytest.mark.parametrize(("draft", "definitions"), DRAFTS.items())
def test_objects_are_sections_and_arrays_blocks(draft, definitions):
    """Nested objects give sections, arrays of objects blocks, references inside the document are followed."""
    form = form_of(
        schema(
            **{"$schema": draft, definitions: {"place": {"title": "住址", "type": "object", "required": ["street"], "properties": {"street": {"title": "街道", "type": "string"}}}}},
            required=["name"],
            properties={
                "name": {"title": "姓名", "type": "string", "maxLength": 20, "description": "按户口簿"},
                "home": {"$ref": f"#/{definitions}/place"},
                "members": {"title": "家庭成员", "type": "array", "items": {"type": "object", "properties": {"birth": {"title": "出生", "type": "string", "format": "date"}}}},
            },
        ),
        "s.json",
    )  # fmt: skip
    name, street, members = form.fields

    assert (
        name.label,
        name.required,
        name.max_length,
        name.hint,
        name.cell,
    ) == ("姓名", True, 20, "按户口簿", "#/properties/name")
    assert (street.section, street.label, street.required) == (("住址",), "街道", True)
    assert (
        members.kind.value,
        [(f.id, f.label, f.kind.value) for f in members.fields],
    ) == ("rows", [("f3.1", "出生", "date")])


@pytest.mark.parametrize(
    ("property_", "kind", "options"),
    [
        ({"enum": ["1", "2"], "enumNames": ["甲", "乙"]}, "code", [("1", "甲"), ("2", "乙")]),
        (
            {"oneOf": [{"const": 1, "title": "甲"}, {"const": 2, "title": "乙"}]},
            "code",
            [("1", "甲"), ("2", "乙")],
        ),
        ({"enum": ["是", "否"]}, "boolean", [("是", "是"), ("否", "否")]),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "codes", [("a", "a"), ("b", "b")]),
        ({"type": ["integer", "null"]}, "integer", []),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number", []),
        ({"allOf": [{"type": "string"}, {"format": "date"}]}, "date", []),
        ({"type": "string", "contentEncoding": "base64"}, "file", []),
        ({"type": "string", "x-kind": "phone"}, "phone", []),
        (True, "text", []),
    ],
)
def test_kinds_and_options(property_, kind, options):
    """Types, formats, enumerations and constants with titles give kinds and options."""
    [field] = form_of(schema(properties={"甲": property_}), "s.json").fields

    assert (kind, options) == (
        field.kind.value,
        [(each.value, each.title) for each in field.options],
    )


def test_what_a_condition_adds_is_asked():
    """Properties of `allOf`, of a condition and of an alternative are questions too; only sure ones are required."""
    form = form_of(
        schema(
            properties={"a": {}},
            allOf=[{"required": ["b"], "properties": {"b": {}}}],
            then={"required": ["c"], "properties": {"c": {}}},
            dependentSchemas={"a": {"properties": {"d": {}}}},
        ),
        "s.json",
    )

    assert [(f.label, f.required) for f in form.fields] == [
        ("a", False),
        ("b", True),
        ("c", False),
        ("d", False),
    ]


def test_anchors_and_embedded_ids_are_inside():
    """References by anchor, or to a resource embedded in the document, stay inside."""
    content = schema(
        **{"$id": "https://example.org/form", "$defs": {"a": {"$anchor": "name", "title": "姓名"}, "b": {"$id": "part", "title": "住址"}}},
        properties={"x": {"$ref": "#name"}, "y": {"$ref": "part"}},
    )  # fmt: skip

    assert [each.label for each in form_of(content, "s.json").fields] == ["姓名", "住址"]


def test_references_that_cannot_be_followed_are_all_named():
    """Remote, dangling and circular references are refused together, each where it stands; nothing is fetched."""
    content = schema(
        properties={
            "a": {"$ref": "https://example.org/person.json"},
            "b": {"$ref": "#/$defs/nowhere"},
            "c": {"$ref": "#"},
            "d": {"$ref": "other.json#/x"},
        }
    )

    assert findings(content) == [
        ("remote-reference", "#/properties/a/$ref"),
        ("unresolvable-reference", "#/properties/b/$ref"),
        ("circular-reference", "#/properties/c/$ref"),
        ("remote-reference", "#/properties/d/$ref"),
    ]


def test_a_tree_without_end_is_refused():
    """A person whose children are persons asks without end."""
    person = {
        "properties": {
            "name": {},
            "children": {"type": "array", "items": {"$ref": "#/$defs/person"}},
        }
    }

    assert {"circular-reference"} == {
        code
        for code, _ in findings(schema(**{"$defs": {"person": person}, "$ref": "#/$defs/person"}))
    }


def test_references_that_multiply_are_refused():
    """A few definitions that refer to one another twice each do not keep the reader busy."""
    doubling = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(40)}

    with pytest.raises(TooLarge) as refusal:
        read(
            schema(
                **{"$defs": {**doubling, "a40": {"properties": {"x": {}}}}, "$ref": "#/$defs/a0"}
            ),
            "s.json",
        )
    assert [each.code for each in refusal.value.findings] == ["too-many-fields"]


def test_an_object_without_properties_asks_nothing():
    """A schema of nothing is no form."""
    with pytest.raises(NotAForm):
        read(schema(properties={}), "s.json")


def test_a_chinese_description_is_the_label_where_there_is_no_title():
    """A property's name in another language is kept as its name."""
    schema = {
        "type": "object",
        "properties": {
            "sex": {"type": "integer", "description": "性别（1男 2女）", "enum": [1, 2]},
            "姓名": {"type": "string", "description": "按户口簿"},
            "note": {"type": "string", "description": "The note"},
        },
    }
    sex, name, note = form_of(json.dumps(schema).encode(), "a.json").fields

    assert (sex.label, sex.name, [o.title for o in sex.options]) == ("性别", "sex", ["男", "女"])
    assert (name.label, name.hint, note.label, note.hint) == (
        "姓名",
        "按户口簿",
        "note",
        "The note",
    )
