"""Imports: files that bring many entries at once, and what became of each of their rows."""

import hashlib
import json
from typing import Any, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from yibiao.model.original import Original
from yibiao.model.place import Division, Slug
from yibiao.model.text import Id, Noun

#: `workbook`: a unit's own, sent out prefilled and come back; `register`: a list that somebody holds, in their own layout.
ImportKind = Literal["workbook", "register"]


class Import(Noun):
    """
    A file that entries come from. Each of them names it as its source; its bytes are kept under their digest.

    Attributes:
        id: The same for the same file brought for the same purpose, so that bringing it twice is one import.
        unit: Whose subjects it speaks of.
        department: Who holds the register.
        lead: `False` where even what that department leads waits to be confirmed.
    """

    id: Id
    kind: ImportKind
    file: Original
    unit: Division | None = None
    department: Slug | None = None
    lead: bool | None = None

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if self.unit is None and self.department is None:
            raise PydanticCustomError("unit_or_department", "a unit or a department")
        return self

    @property
    def leads(self) -> bool:
        """Whether what its department leads counts as confirmed."""
        return self.department is not None and self.lead is not False


def import_id(kind: ImportKind, file: Original, again: int = 0, **purpose: Any) -> str:
    """
    The id of the import of *file* for a *purpose* (its unit, its department).

    Args:
        kind: What is imported.
        file: Named as it may be; its bytes and part count.
        again: How often that import was undone before: it may be brought anew, as another one.
        purpose: JSON.
    """
    said = {each: value for each, value in purpose.items() if value is not None}
    told = json.dumps([kind, file.digest, file.part, again, said], sort_keys=True, default=str)
    return f"import-{hashlib.sha256(told.encode()).hexdigest()[:32]}"
