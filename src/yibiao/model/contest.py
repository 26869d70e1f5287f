"""Cells whose statements collide, and a person's decision between them."""

from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from yibiao.model.kinds import SubjectKind
from yibiao.model.provenance import Told
from yibiao.model.text import Id, Noun


class Contested(Noun):
    """
    One cell that is contested.

    Attributes:
        element: Its element; `#unit` where two have moved the subject apart.
        held: What counts until somebody decides.
        others: What was said otherwise.
        seen: Position that a decision between these has seen.
        may_decide: Whether whoever asks may decide it: where the subject is now, or above.
    """

    subject: str
    kind: SubjectKind
    unit: str
    element: str
    held: Told
    others: tuple[Told, ...]
    seen: int
    may_decide: bool


class Decision(Noun):
    """
    What a contested cell is: one of the statements (`chosen`, its position), or another `value`.

    Attributes:
        id: Of the entry that it becomes, so that sending it again is harmless.
        element: Whose cell.
        seen: As the contested cell gave it; a statement made since is in the way.
    """

    id: Id
    element: Id
    seen: int = Field(ge=0)
    chosen: int | None = None
    value: Any = None
    remark: str | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.chosen is not None) is ("value" in self.model_fields_set):
            raise PydanticCustomError("chosen_or_value", "either chosen or value")
        return self
