"""Values that are kept and read by the million: what holds them costs a tenth of what a checked noun costs."""

from functools import cache
from typing import Any, Self, get_type_hints

import msgspec
from pydantic import Field, GetCoreSchemaHandler, create_model
from pydantic_core import CoreSchema, core_schema

from yibiao.model.text import Noun


class Kept(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """
    A frozen value that this program alone makes, so that it is checked when it is read and not when it is made.

    What it holds is JSON and never leads back to it, so that nobody need look for circles among millions.

    A noun may have it as a member: there it is checked, described and shown as the noun with the same members would be.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        noun = handler.generate_schema(_noun(cls))
        read = core_schema.no_info_after_validator_function(lambda told: cls(**dict(told)), noun)
        return core_schema.json_or_python_schema(
            json_schema=read,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), read]),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _as_noun, return_schema=noun
            ),
        )

    def document(self) -> dict[str, Any]:
        """Itself as JSON, members without a value left out."""
        return _as_noun(self).document()

    def but(self, **changes: Any) -> Self:
        """Itself, but with other values for some members."""
        return msgspec.structs.replace(self, **changes)


def _as_noun(kept: Kept) -> Noun:
    members = {each: getattr(kept, each) for each in kept.__struct_fields__}
    return _noun(type(kept)).model_construct(**members)


@cache
def _noun(kept: type[Kept]) -> type[Noun]:
    """The noun of the same name and members."""
    hints = get_type_hints(kept, include_extras=True)
    members: dict[str, Any] = {
        each.name: (hints[each.name], _default(each)) for each in msgspec.structs.fields(kept)
    }
    return create_model(kept.__name__, __base__=Noun, __doc__=kept.__doc__, **members)


def _default(member: msgspec.structs.FieldInfo) -> Any:
    if member.required:
        return ...
    if member.default is msgspec.NODEFAULT:
        return Field(default_factory=member.default_factory)
    return member.default
