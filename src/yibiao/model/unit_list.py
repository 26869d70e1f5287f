"""Units as they are brought and found: a list of them in a file, row by row; one of them in the tree."""

from typing import Any, Final, Literal, get_args

from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Level, Unit
from yibiao.model.text import Noun

#: What becomes of a row of a list: a unit that was not there, under another name, below another, as it was; or nothing.
ListedAs = Literal["new", "renamed", "moved", "unchanged", "wrong"]
LISTED_AS: Final[tuple[ListedAs, ...]] = get_args(ListedAs)


class ListedUnit(Noun):
    """
    One row of a list of units.

    Attributes:
        place: Where it stands: `单元!12`, `row 12`.
        parent: As the row says it, or, where it says none, as it follows from the code.
        before: The unit as it was, where it becomes another.
        errors: What is wrong with it, as findings.
    """

    place: str
    code: str
    name: str
    parent: str | None = None
    listed: ListedAs
    before: Unit | None = None
    errors: tuple[dict[str, Any], ...] = ()


class UnitList(Noun):
    """
    What a file says of units, and what becomes of each; all of it is kept, or nothing.

    Attributes:
        counts: Rows by what becomes of them.
        findings: What is said of the file as a whole.
        kept: Whether it was registered; a preview is not.
    """

    file: str
    counts: dict[ListedAs, int]
    rows: tuple[ListedUnit, ...]
    findings: tuple[dict[str, Any], ...] = ()
    kept: bool = False


class Branch(Noun):
    """
    A unit in the tree.

    Attributes:
        above: The units above it, the nearest first.
        below: How many lie right below it.
        within: How many lie anywhere below it.
        subjects: Open subjects of it and of all below it, by kind; only where one unit is asked for by whoever may count them.
    """

    unit: Unit
    level: Level
    above: tuple[Unit, ...] = ()
    below: int = 0
    within: int = 0
    subjects: dict[SubjectKind, int] | None = None
