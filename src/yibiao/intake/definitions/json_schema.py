"""JSON Schema, draft 7 to 2020-12: a property a question, nested objects sections, arrays of objects blocks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from referencing.exceptions import InvalidAnchor, NoSuchAnchor, PointerToNowhere, Unresolvable

from yibiao.errors import Finding
from yibiao.intake.definitions.column_comments import Comment
from yibiao.intake.definitions.schema_places import BY_NAME, Place, Schema, root_of
from yibiao.intake.printed import (
    MOST_QUESTIONS,
    PrintedForm,
    Question,
    too_many_questions,
)
from yibiao.intake.upload import Upload
from yibiao.model.kinds import ValueKind

_FORMATS: dict[str, ValueKind] = {
    "date": ValueKind.DATE,
    "date-time": ValueKind.DATETIME,
    "time": ValueKind.TIME,
    "phone": ValueKind.PHONE,
    "cn-id-number": ValueKind.ID_NUMBER,
    "cn-uscc": ValueKind.USCC,
    "binary": ValueKind.FILE,
    "data-url": ValueKind.FILE,
}
_TYPES: dict[str, ValueKind] = {
    "string": ValueKind.TEXT,
    "integer": ValueKind.INTEGER,
    "number": ValueKind.NUMBER,
    "boolean": ValueKind.BOOLEAN,
}
_ANNOTATED = (
    "subject", "series", "layout", "period", "mandate", "scope", "first-round", "expires", "reckoned", "source", "notes",
)  # fmt: skip


def recognises(upload: Upload) -> bool:
    """A JSON object that describes an object, or a list of objects."""
    schema = upload.document
    if not isinstance(schema, Mapping):
        return False
    if isinstance(schema.get("properties"), Mapping):
        return True
    rows = schema.get("items")
    if isinstance(rows, Mapping) and ("properties" in rows or "$ref" in rows):
        return True
    return any(key in schema for key in ("$ref", "allOf")) and any(
        key in schema for key in ("$schema", "$defs", "definitions")
    )


def read(upload: Upload) -> list[PrintedForm]:
    """The one form that the schema describes."""
    schema = upload.document
    findings: list[Finding] = []
    reader, root = Reader(findings), root_of(schema)
    rows = isinstance(schema.get("items"), Mapping) and "properties" not in schema
    questions = tuple(reader.questions(root.at("items") if rows else root, ()))
    says = {
        name.replace("-", "_"): schema[f"x-{name}"]
        for name in _ANNOTATED
        if schema.get(f"x-{name}")
    }
    return [
        PrintedForm(
            questions=questions,
            name=upload.stem,
            title=_text(schema.get("title")),
            says=says,
            findings=tuple(findings),
        )
    ]


@dataclass
class Reader:
    """Walks a schema; what it cannot follow becomes a finding."""

    findings: list[Finding]
    left: int = MOST_QUESTIONS
    steps_left: int = 10 * MOST_QUESTIONS

    def questions(self, node: Place, section: tuple[str, ...]) -> Iterator[Question]:
        """Everything the object at *node* asks, in the order written."""
        for name, (place, required) in self._properties(node).items():
            yield from self._property(name, place, section, required=required)

    def _properties(self, node: Place) -> dict[str, tuple[Place, bool]]:
        """Properties by name with whether they must be given; those of a condition or an alternative need not."""
        node = self._followed(node)
        properties = node.schema.get("properties")
        required = node.schema.get("required")
        must = (
            frozenset(each for each in required if isinstance(each, str))
            if isinstance(required, list)
            else ()
        )
        found = {
            name: (node.at("properties", name), name in must)
            for name, schema in (properties.items() if isinstance(properties, Mapping) else ())
            if schema is not False
        }
        for member in node.members("allOf"):
            for name, (place, needed) in self._properties(member).items():
                first, already = found.get(name, (place, False))
                found[name] = (first, already or needed or name in must)
        for member in node.members("anyOf", "oneOf", "then", "else", *BY_NAME):
            for name, (place, _) in self._properties(member).items():
                found.setdefault(name, (place, False))
        return found

    def _property(
        self, name: str, place: Place, section: tuple[str, ...], *, required: bool
    ) -> Iterator[Question]:
        self._count()
        node = self._whole(place)
        label = _label(name, node.schema)
        heading = node.schema.get("x-section")
        here = (*section, *map(str, heading)) if isinstance(heading, list) else section
        if self._properties(place):
            yield from self.questions(place, (*here, label))
        else:
            yield self._question(name, label, node, here, required=required)

    def _question(
        self, name: str, label: str, node: Place, section: tuple[str, ...], *, required: bool
    ) -> Question:
        schema = node.schema
        rows = self._whole(node.at("items")) if isinstance(schema.get("items"), Mapping) else None
        said = _said(name, schema)
        choices = _options(rows.schema if rows else schema)
        choices = _titled(choices, said.options) if said else choices
        return Question(
            label=label,
            cell=node.pointer,
            kind=self._kind(node, rows),
            section=section,
            options=choices,
            required=required,
            hint=said.hint if said else _text(schema.get("description")),
            name=name if name != label else None,
            unit_of_measure=_text(schema.get("x-unit-of-measure")),
            code_list=_text(schema.get("x-code-list")),
            max_length=_length(schema.get("maxLength")),
            measure=_text(schema.get("x-measure")),
            element=_text(schema.get("x-element")),
            questions=tuple(self._row(rows, label)) if rows and not choices else (),
        )

    def _row(self, rows: Place, label: str) -> Iterator[Question]:
        """What one row of a block asks; a list of plain values asks one thing."""
        if self._properties(rows):
            yield from self.questions(rows, ())
        else:
            yield from self._property(label, rows, (), required=False)

    def _kind(self, node: Place, rows: Place | None) -> ValueKind | None:
        schema = node.schema
        said = schema.get("x-kind")
        if isinstance(said, str) and said in list(ValueKind):
            return ValueKind(said)
        if rows is not None:
            return ValueKind.CODES if _options(rows.schema) else ValueKind.ROWS
        if schema.get("contentEncoding") or schema.get("contentMediaType"):
            return ValueKind.FILE
        type_ = _type(schema)
        if type_ and type_ not in _KNOWN_TYPES:
            self.findings.append(Finding("unknown-type", node.pointer, {"type": type_[:40]}))
        return _FORMATS.get(str(schema.get("format"))) or _TYPES.get(type_ or "")

    def _whole(self, node: Place) -> Place:
        """The place with references, `allOf` and an alternative to null folded into one schema."""
        node = self._followed(node)
        alternatives = [
            each for each in node.members("anyOf", "oneOf") if each.schema.get("type") != "null"
        ]
        folded = [*node.members("allOf"), *(alternatives if len(alternatives) == 1 else ())]
        for each in folded:
            node = replace(node, schema={**self._whole(each).schema, **node.schema})
        return node

    def _followed(self, node: Place) -> Place:
        """The place with its references replaced by what they lead to."""
        self.steps_left -= 1
        if self.steps_left < 0:
            raise too_many_questions()
        for key in ("$dynamicRef", "$recursiveRef"):
            if key in node.schema:
                self._unfollowed("unresolvable-reference", node, key)
        while "$ref" in node.schema:
            node = self._target(node)
        return node

    def _target(self, node: Place) -> Place:
        """Where the reference leads; what stands beside it has precedence over what stands there."""
        reference = str(node.schema["$ref"])
        beside = {key: value for key, value in node.schema.items() if key != "$ref"}
        try:
            resolved = node.resolver.lookup(reference)
        except Unresolvable as error:
            inside = isinstance(error, (PointerToNowhere, NoSuchAnchor, InvalidAnchor))
            self._unfollowed(
                "unresolvable-reference" if inside else "remote-reference", node, "$ref"
            )
            return replace(node, schema=beside)
        if not isinstance(resolved.contents, Mapping):
            return replace(node, schema=beside)
        if id(resolved.contents) in node.followed:
            self._unfollowed("circular-reference", node, "$ref")
            return replace(node, schema=beside)
        return replace(
            node,
            schema={**resolved.contents, **beside},
            resolver=resolved.resolver,
            followed=(*node.followed, id(resolved.contents)),
        )

    def _unfollowed(self, code: str, node: Place, key: str) -> None:
        facts = {"reference": str(node.schema[key])[:200]}
        finding = Finding(code, f"{node.pointer}/{key}", facts)
        if finding not in self.findings:
            self.findings.append(finding)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise too_many_questions()


def _label(name: str, schema: Schema) -> str:
    """Its title; else what a Chinese description says that the property's name does not; else its name."""
    said = _said(name, schema)
    return _text(schema.get("title")) or (said.label if said else "") or name


def _said(name: str, schema: Schema) -> Comment | None:
    """The description taken apart where it is the label, as in what programs generate: 性别：1-男，2-女."""
    description = _text(schema.get("description")) or ""
    if _text(schema.get("title")) or not _CHINESE.search(description) or _CHINESE.search(name):
        return None
    comment = Comment.of(description)
    return comment if len(comment.label) <= _LONGEST_LABEL else None


_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_LABEL = 30


def _titled(choices: tuple[Any, ...], said: tuple[tuple[str, str], ...]) -> tuple[Any, ...]:
    """The permitted values with the titles that the description gives them."""
    titles = dict(said)
    plain = all(isinstance(each, (str, int)) for each in choices)
    if plain and titles and all(str(each) in titles for each in choices):
        return tuple((str(each), titles[str(each)]) for each in choices) or said
    return choices


_KNOWN_TYPES = (*_TYPES, "object", "array", "null")


def _type(schema: Schema) -> str | None:
    """Its one type, null aside."""
    type_ = schema.get("type")
    types = [each for each in type_ if each != "null"] if isinstance(type_, list) else [type_]
    return types[0] if len(types) == 1 and isinstance(types[0], str) else None


def _options(schema: Schema) -> tuple[Any, ...]:
    """Permitted answers: `enum` with names beside it, or constants with titles."""
    values = schema.get("enum")
    if isinstance(values, list):
        names = next(
            (schema[key] for key in _ENUM_NAMES if isinstance(schema.get(key), list)), None
        )
        if names and len(names) == len(values):
            return tuple(zip(values, names, strict=True))
        return tuple(each for each in values if each is not None)
    for key in ("oneOf", "anyOf"):
        members = schema.get(key)
        constants = (
            [each for each in members if isinstance(each, Mapping) and "const" in each]
            if isinstance(members, list)
            else []
        )
        if constants:
            return tuple((each["const"], each.get("title", each["const"])) for each in constants)
    return (schema["const"],) if "const" in schema else ()


_ENUM_NAMES = ("enumNames", "x-enumNames", "x-enum-names", "x-enum-descriptions")


def _length(length: Any) -> int | None:
    return (
        length if isinstance(length, int) and not isinstance(length, bool) and length > 0 else None
    )


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
