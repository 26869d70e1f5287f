"""What is said to people: Chinese first, English beside it."""

from typing import Any

from pydantic import BaseModel, ConfigDict


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
