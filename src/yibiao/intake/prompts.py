"""What a workbook tells whoever selects a cell (the input message of a data validation) → kind, unit and hint."""

import contextlib
import re
from dataclasses import dataclass, field, replace
from typing import Final
from xml.parsers import expat

from yibiao.intake.archive import Archive
from yibiao.intake.printed import Question
from yibiao.intake.validations import Span, span_of
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


def prompts_of(archive: Archive) -> dict[str, tuple[tuple[Span, Prompt], ...]]:
    """The prompts of an .xlsx file by sheet; what is not said in a way known here is left out."""
    found: dict[str, tuple[tuple[Span, Prompt], ...]] = {}
    with contextlib.suppress(expat.ExpatError, LookupError, ValueError):
        workbook = _Part.of(archive.members["xl/workbook.xml"])
        targets = _Part.of(archive.members["xl/_rels/workbook.xml.rels"]).named
        for name, id_ in workbook.named.items():
            target = targets[id_]
            member = archive.members.get(
                target.lstrip("/") if target.startswith("/") else f"xl/{target}", b""
            )
            if b"dataValidation" in member:
                found[name] = tuple(_Part.of(member).prompts[:_MOST])
    return found


@dataclass
class _Part:
    """Sheets with their ids, or ids with their targets; and the prompts of a sheet."""

    named: dict[str, str] = field(default_factory=dict)
    prompts: list[tuple[Span, Prompt]] = field(default_factory=list)

    @classmethod
    def of(cls, member: bytes) -> "_Part":
        part = cls()
        parser = expat.ParserCreate()
        parser.StartElementHandler = part.start
        parser.Parse(member, True)
        return part

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take what an element's attributes say."""
        name = tag.rpartition(":")[2]
        if name == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.named[attributes.get("name", "")] = id_
        elif name == "Relationship":
            self.named[attributes.get("Id", "")] = attributes.get("Target", "")
        elif name == "dataValidation":
            prompt = Prompt.of(
                attributes.get("type", ""),
                attributes.get("promptTitle", ""),
                attributes.get("prompt", "").replace("_x000a_", "\n"),
            )
            spans = (span_of(each) for each in attributes.get("sqref", "").split())
            self.prompts += [(span, prompt) for span in spans if span and prompt != NO_PROMPT]
