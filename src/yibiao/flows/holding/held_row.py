"""One row of a held register: whom it is about, what it says of them, and what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from yibiao.errors import Finding


@dataclass(frozen=True)
class PlannedRow:
    """
    A row as it is to be filed, or as it came out.

    Attributes:
        place: Where it stands.
        values: What is loaded, by element.
        settled: What the lead department says, and nobody said otherwise: it needs no confirming.
        differing: What it says, and somebody said otherwise.
        findings: Why it is blocked, or which of its cells are left out.
        candidates: Whom it resembles.
        stands: Whether it stands beside what somebody said already, because it was loaded before and nobody has decided.
    """

    place: str
    outcome: str
    subject: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    settled: dict[str, Any] = field(default_factory=dict)
    differing: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    candidates: tuple[dict[str, Any], ...] = ()
    stands: bool = False

    def document(self) -> dict[str, Any]:
        """As the report has it."""
        return {
            "place": self.place,
            "outcome": self.outcome,
            **({"subject": self.subject} if self.subject else {}),
            **({"errors": [each.document() for each in self.findings]} if self.findings else {}),
            **({"candidates": list(self.candidates)} if self.candidates else {}),
        }


def told(subjects: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """Subjects as candidates without reasons."""
    return tuple({"subject": each} for each in subjects)
