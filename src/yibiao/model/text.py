"""What is said to people: Chinese first, English beside it."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

#: What anything is called by: something, not longer than anybody would write, and what every database can keep.
Id = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00]*$")]


class Noun(BaseModel):
    """A frozen value of the glossary; unknown members are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")

    def document(self) -> dict[str, Any]:
        """Itself as JSON, members without a value left out."""
        return self.model_dump(mode="json", exclude_none=True)

    @classmethod
    def unchecked(cls, members: dict[str, Any], stated: set[str]) -> Self:
        """One of all its *members*, some of them *stated*, unchecked: `model_construct` takes five times as long, and there are millions."""
        made = cls.__new__(cls)
        put = object.__setattr__
        put(made, "__dict__", members)
        put(made, "__pydantic_fields_set__", stated)
        put(made, "__pydantic_extra__", None)
        put(made, "__pydantic_private__", None)
        return made


class Text(Noun):
    """One sentence or name in Chinese and English."""

    zh: str
    en: str
