"""What a workbook tells whoever selects a cell (the input message of a data validation) → kind, unit and hint."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from yibiao.intake.printed import Question
from yibiao.intake.sheets.validations import Span, span_of
from yibiao.model.kinds import PRINTED_KINDS, ValueKind

_KINDS: Final = {words: kind for kind, words in PRINTED_KINDS.items()}
_TYPES: Final = {
    "date": ValueKind.DATE,
    "time": ValueKind.TIME,
    "whole": ValueKind.INTEGER,
    "decimal": ValueKind.NUMBER,
}
_UNIT: Final = re.compile(r"^单位[:：]\s*(\S+)$")
_MOST: Final = 5_000


@dataclass(frozen=True)
class Prompt:
    """What a cell's message and its check say of the answer."""

    kind: ValueKind | None = None
    unit: str | None = None
    hint: str | None = None

    @classmethod
    def of(cls, check: str, title: str, text: str) -> "Prompt":
        """By the type of check, and the title and text of the message; a title may name the kind."""
        lines = [each.strip() for each in text.splitlines() if each.strip()]
        units = [found[1] for each in lines if (found := _UNIT.match(each))]
        hint = "\n".join(each for each in lines if not _UNIT.match(each))
        return cls(
            _KINDS.get(title.strip()) or _TYPES.get(check), next(iter(units), None), hint or None
        )

    def tell(self, question: Question) -> Question:
        """The question with what it does not say of itself."""
        return replace(
            question,
            kind=question.kind or self.kind,
            unit_of_measure=question.unit_of_measure or self.unit,
            hint=question.hint or self.hint,
        )


NO_PROMPT: Final = Prompt()


def of_checks(checks: Sequence[Mapping[str, str]]) -> tuple[tuple[Span, Prompt], ...]:
    """The prompts that the data validations of a sheet have among their attributes, each for a range of cells."""
    found: list[tuple[Span, Prompt]] = []
    for each in checks[:_MOST]:
        text = each.get("prompt", "").replace("_x000a_", "\n")
        prompt = Prompt.of(each.get("type", ""), each.get("promptTitle", ""), text)
        if prompt != NO_PROMPT:
            spans = (span_of(cells) for cells in each.get("sqref", "").split()[:_MOST])
            found += [(span, prompt) for span in spans if span]
    return tuple(found)
