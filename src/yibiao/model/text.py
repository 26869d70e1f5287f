"""What is said to people: Chinese first, English beside it."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from yibiao.errors import Finding, Invalid

#: What anything is called by: something, not longer than anybody would write, and what every database can keep.
Id = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00]*$")]


class Noun(BaseModel):
    """A frozen value of the glossary; unknown members are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")

    def document(self) -> dict[str, Any]:
        """Itself as JSON, members without a value left out."""
        return self.model_dump(mode="json", exclude_none=True)


class Text(Noun):
    """One sentence or name in Chinese and English."""

    zh: str
    en: str


def malformed(error: ValidationError) -> Invalid:
    """What is wrong with a document that is no such noun: every place and what belongs there, never a value."""
    found = error.errors(include_url=False, include_input=False)
    return misplaced(("/".join(("#", *map(str, each["loc"]))), _expected(each)) for each in found)


def _expected(error: ErrorDetails) -> str:
    pattern = error["type"] == "string_pattern_mismatch"
    return str(error["ctx"]["pattern"]) if pattern else error["type"]


def misplaced(places: Iterable[tuple[str, str]]) -> Invalid:
    """The refusal of a document, by the places that are wrong and what belongs there."""
    findings = [Finding("body-malformed", where, {"expected": what}) for where, what in places]
    return Invalid(*findings, count=len(findings))
