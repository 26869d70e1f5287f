"""The merged table: for one kind of subject, every element that some admitted form asks, once."""

import hashlib
import json
from functools import cached_property
from typing import Any, Final

from yibiao.model.kinds import SubjectKind
from yibiao.model.text import Noun

#: Codes of what is said of values that do not satisfy its JSON Schema, which publishes the sentences.
MALFORMED: Final = (
    "unknown-element", "value-malformed", "code-not-in-list", "id-number-check-digit", "id-number-birth-date",
    "uscc-check-digit",
)  # fmt: skip


class Asking(Noun):
    """One field of one form that a column answers, and the links it is reached over."""

    form: str
    field: str
    via: tuple[str, ...] = ()


class Column(Noun):
    """One element and who asks it; empty `asked_by` means a scope or a derivation needs it."""

    element: str
    asked_by: tuple[Asking, ...] = ()
    derived: bool = False


class MergedTable(Noun):
    """
    The one table of a kind of subject, with its published JSON Schema.

    Attributes:
        left_out: Findings, as documents: rules of forms that are not among its checks, and why not.
    """

    kind: SubjectKind
    columns: tuple[Column, ...]
    json_schema: dict[str, Any]
    left_out: tuple[dict[str, Any], ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over its canonical JSON Schema, which says everything that the columns say."""
        canonical = json.dumps(
            self.json_schema, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    def __hash__(self) -> int:
        return hash(self.digest)
