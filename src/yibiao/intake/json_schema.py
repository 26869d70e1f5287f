"""JSON Schema, draft 7 to 2020-12: a property a question, nested objects sections, arrays of objects blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from referencing import Registry, Resource
from referencing._core import Resolver
from referencing.exceptions import (
    CannotDetermineSpecification,
    InvalidAnchor,
    NoSuchAnchor,
    PointerToNowhere,
    Unresolvable,
)
from referencing.jsonschema import DRAFT202012

from yibiao.errors import Finding
from yibiao.intake.printed import (
    MOST_QUESTIONS,
    PrintedForm,
    Question,
    too_many_questions,
)
from yibiao.intake.upload import Upload
from yibiao.model.kinds import ValueKind

Schema = Mapping[str, Any]

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
    "subject", "series", "layout", "period", "mandate", "scope", "first-round", "expires", "source", "notes",
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
    reader, root = _Reader(findings), _root(schema)
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


@dataclass(frozen=True)
class _Node:
    """
    A place in the schema.

    Attributes:
        pointer: Where it is when every reference has been replaced by what it leads to.
        resolver: Resolves what is written here, inside the document only.
        followed: References on the way here; one met again goes round in a circle.
    """

    schema: Schema
    pointer: str
    resolver: Resolver[Any]
    followed: tuple[int, ...] = ()

    def at(self, *steps: str | int) -> "_Node":
        """The place *steps* below; nothing there is an empty schema."""
        found: Any = self.schema
        for each in steps:
            found = found[each]
        path = "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in steps)
        schema = found if isinstance(found, Mapping) else {}
        return replace(self, schema=schema, pointer=self.pointer + path)

    def members(self, *keys: str) -> Iterator["_Node"]:
        """The schemas in the lists or objects under *keys*."""
        for key in keys:
            under = self.schema.get(key)
            if isinstance(under, Mapping) and key in _BY_NAME:
                yield from (self.at(key, name) for name in under)
            elif isinstance(under, list):
                yield from (self.at(key, number) for number in range(len(under)))
            elif isinstance(under, Mapping):
                yield self.at(key)


_BY_NAME = ("dependentSchemas", "dependencies")


def _root(schema: Schema) -> _Node:
    try:
        resource = Resource.from_contents(schema, default_specification=DRAFT202012)
    except CannotDetermineSpecification:
        resource = DRAFT202012.create_resource(schema)
    base = resource.id() or ""
    # Nothing is ever retrieved: what is not in the document cannot be resolved.
    registry: Registry[Any] = Registry().with_resource(base, resource).crawl()
    return _Node(schema, "#", registry.resolver(base), (id(schema),))


@dataclass
class _Reader:
    """Walks a schema; what it cannot follow becomes a finding."""

    findings: list[Finding]
    left: int = MOST_QUESTIONS
    steps_left: int = 10 * MOST_QUESTIONS

    def questions(self, node: _Node, section: tuple[str, ...]) -> Iterator[Question]:
        """Everything the object at *node* asks, in the order written."""
        for name, (place, required) in self._properties(node).items():
            yield from self._property(name, place, section, required=required)

    def _properties(self, node: _Node) -> dict[str, tuple[_Node, bool]]:
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
        for member in node.members("anyOf", "oneOf", "then", "else", *_BY_NAME):
            for name, (place, _) in self._properties(member).items():
                found.setdefault(name, (place, False))
        return found

    def _property(
        self, name: str, place: _Node, section: tuple[str, ...], *, required: bool
    ) -> Iterator[Question]:
        self._count()
        node = self._whole(place)
        label = _text(node.schema.get("title")) or name
        heading = node.schema.get("x-section")
        here = (*section, *map(str, heading)) if isinstance(heading, list) else section
        if self._properties(place):
            yield from self.questions(place, (*here, label))
        else:
            yield self._question(name, label, node, here, required=required)

    def _question(
        self, name: str, label: str, node: _Node, section: tuple[str, ...], *, required: bool
    ) -> Question:
        schema = node.schema
        rows = self._whole(node.at("items")) if isinstance(schema.get("items"), Mapping) else None
        choices = _options(rows.schema if rows else schema)
        return Question(
            label=label,
            cell=node.pointer,
            kind=self._kind(node, rows),
            section=section,
            options=choices,
            required=required,
            hint=_text(schema.get("description")),
            name=name if name != label else None,
            unit_of_measure=_text(schema.get("x-unit-of-measure")),
            code_list=_text(schema.get("x-code-list")),
            max_length=_length(schema.get("maxLength")),
            measure=_text(schema.get("x-measure")),
            element=_text(schema.get("x-element")),
            questions=tuple(self._row(rows, label)) if rows and not choices else (),
        )

    def _row(self, rows: _Node, label: str) -> Iterator[Question]:
        """What one row of a block asks; a list of plain values asks one thing."""
        if self._properties(rows):
            yield from self.questions(rows, ())
        else:
            yield from self._property(label, rows, (), required=False)

    def _kind(self, node: _Node, rows: _Node | None) -> ValueKind | None:
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

    def _whole(self, node: _Node) -> _Node:
        """The place with references, `allOf` and an alternative to null folded into one schema."""
        node = self._followed(node)
        alternatives = [
            each for each in node.members("anyOf", "oneOf") if each.schema.get("type") != "null"
        ]
        folded = [*node.members("allOf"), *(alternatives if len(alternatives) == 1 else ())]
        for each in folded:
            node = replace(node, schema={**self._whole(each).schema, **node.schema})
        return node

    def _followed(self, node: _Node) -> _Node:
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

    def _target(self, node: _Node) -> _Node:
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

    def _unfollowed(self, code: str, node: _Node, key: str) -> None:
        facts = {"reference": str(node.schema[key])[:200]}
        finding = Finding(code, f"{node.pointer}/{key}", facts)
        if finding not in self.findings:
            self.findings.append(finding)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise too_many_questions()


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
