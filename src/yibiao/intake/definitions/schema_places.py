"""Places in a JSON Schema, and where its references lead; nothing is ever fetched."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from referencing import Registry, Resource
from referencing._core import Resolver
from referencing.exceptions import CannotDetermineSpecification
from referencing.jsonschema import DRAFT202012

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
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

    def at(self, *steps: str | int) -> "Place":
        """The place *steps* below; nothing there is an empty schema."""
        found: Any = self.schema
        for each in steps:
            found = found[each]
        path = "".join(f"/{str(each).replace('~', '~0').replace('/', '~1')}" for each in steps)
        schema = found if isinstance(found, Mapping) else {}
        return replace(self, schema=schema, pointer=self.pointer + path)

    def members(self, *keys: str) -> Iterator["Place"]:
        """The schemas in the lists or objects under *keys*."""
        for key in keys:
            under = self.schema.get(key)
            if isinstance(under, Mapping) and key in BY_NAME:
                yield from (self.at(key, name) for name in under)
            elif isinstance(under, list):
                yield from (self.at(key, number) for number in range(len(under)))
            elif isinstance(under, Mapping):
                yield self.at(key)


#: Keywords under which schemas stand by names of properties.
BY_NAME = ("dependentSchemas", "dependencies")


def root_of(schema: Schema) -> Place:
    """The whole document, whose references lead nowhere outside of it."""
    try:
        resource = Resource.from_contents(schema, default_specification=DRAFT202012)
    except CannotDetermineSpecification:
        resource = DRAFT202012.create_resource(schema)
    base = resource.id() or ""
    # Nothing is ever retrieved: what is not in the document cannot be resolved.
    registry: Registry[Any] = Registry().with_resource(base, resource).crawl()
    return Place(schema, "#", registry.resolver(base), (id(schema),))
