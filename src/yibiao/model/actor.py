"""Who does something, and what they were given: a role at a place, until a day."""

from datetime import date
from typing import Final, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from yibiao.model.place import Division, Slug
from yibiao.model.text import Id, Noun

Role = Literal[
    "administrator",
    "office",
    "registrar",
    "reviewer",
    "analyst",
    "township",
    "head",
    "worker",
    "auditor",
]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

#: Roles that belong to a department, and those that belong to units.
OF_DEPARTMENTS: Final[frozenset[Role]] = frozenset({"registrar", "reviewer", "analyst"})
OF_UNITS: Final[frozenset[Role]] = frozenset({"township", "head", "worker"})

#: How a column is shown, from not at all to whole; of two, the later one says more.
Mask = Literal["none", "year-only", "last-four", "middle-hidden", "full"]
MASKS: Final[tuple[Mask, ...]] = get_args(Mask)


class Grant(Noun):
    """
    That somebody has a role at a place until a day.

    A grant of `sensitive` elements opens no rows and no acts: it uncovers them in rows that other grants of the same
    actor show, at its own place, for its purpose and until its end.

    Attributes:
        actor: Whose it is.
        unit: Only this unit and all below it; `None` is all of them.
        department: Whose forms it is about; needed by the roles of a department, refused to all others.
        until: The last day on which it holds, by the house's clock; `None` is until it is taken.
        masks: How elements are shown under it, by id, where that is less than whole.
        sensitive: Kinds of sensitivity (`health`) or ids of elements that it uncovers.
        purpose: What for; needed where it uncovers anything.
    """

    id: Id
    actor: Id
    role: Role
    unit: Division | None = None
    department: Slug | None = None
    until: date | None = None
    masks: dict[Id, Mask] = {}
    sensitive: tuple[Id, ...] = ()
    purpose: Id | None = None

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.department is not None) != (self.role in OF_DEPARTMENTS):
            raise PydanticCustomError("grant_department", "department of a department's role only")
        if self.unit is None and self.role in OF_UNITS:
            raise PydanticCustomError("grant_unit", "unit of a unit's role")
        if self.unit is not None and self.role == "administrator":
            raise PydanticCustomError("grant_unit", "an administrator's is everywhere")
        if self.sensitive and (self.purpose is None or self.until is None):
            raise PydanticCustomError("grant_purpose", "purpose and until of a sensitive grant")
        return self

    def holds(self, today: date) -> bool:
        """Whether it has not ended."""
        return self.until is None or today <= self.until


class Scopes(Noun):
    """What a token narrows its owner's grants to: only these acts, only these forms' slices; `None` is all of them."""

    acts: frozenset[str] | None = None
    forms: frozenset[str] | None = None


class Came(Noun):
    """By what way somebody came: the address they came from, and what they say that they look for."""

    address: str | None = None
    purpose: str | None = None


class Actor(Noun):
    """
    A person or service that acts, by id, with every grant of theirs; the journal names it beside everything it did.

    Attributes:
        scopes: What the token that they came with lets through.
        came: By what way, as far as the door knows.
        seen_by: The administrator who looks at the house as this actor, and can change nothing.
    """

    id: Id
    grants: tuple[Grant, ...] = ()
    scopes: Scopes = Field(default_factory=Scopes)
    came: Came | None = None
    seen_by: Id | None = None

    @classmethod
    def administrator(cls, id_: str) -> Self:
        """Whoever has the data directory, or the token that the service was started with."""
        return cls(id=id_, grants=(Grant(id="administrator", actor=id_, role="administrator"),))
