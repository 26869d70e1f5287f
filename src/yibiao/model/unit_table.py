"""A unit's one table: a row for each subject, a cell for each element that some form asks of it."""

from datetime import date
from typing import Any, Final, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from yibiao.model.actor import Mask
from yibiao.model.challenge import Challenge
from yibiao.model.form import Period
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Receipt, Statement
from yibiao.model.text import Id, Noun

Status = Literal["contested", "challenged", "missing", "stale", "loaded", "due", "current"]

#: What a row or a cell may be, the most urgent first.
STATUSES: Final[tuple[Status, ...]] = get_args(Status)


class AskedCell(Noun):
    """
    One element that is asked of a subject.

    Attributes:
        status: The most urgent of `statuses`; `current` where there is none.
        value: What is held, as far as `mask` shows it.
        mask: How it is shown to whoever asked.
        position: Of the entry that said it.
        stated: The day on which it was said.
        fresh: The day on which it was last said or confirmed.
        contested: Statements that collide with it.
        challenges: Ids of the challenges that wait for an answer to it.
        asked_by: Ids of the forms that ask it of this subject: in force, or asked by an open round.
        since: The day since when it stands so: on which its tightest period ended, the round opened, the form first
            asked, or the value was said.
    """

    element: str
    status: Status
    statuses: tuple[Status, ...] = ()
    value: Any = None
    mask: Mask = "full"
    position: int | None = None
    stated: date | None = None
    fresh: date | None = None
    contested: tuple[Statement, ...] = ()
    challenges: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()
    since: date | None = None


class DerivedCell(Noun):
    """An element that follows from others of the subject (`follows_from`): shown, and asked of nobody."""

    element: str
    value: Any
    mask: Mask = "full"
    follows_from: tuple[str, ...]
    asked_by: tuple[str, ...] = ()


class TableRow(Noun):
    """
    One subject of a unit.

    Attributes:
        label: What it is called: its name, or else its address.
        status: The most urgent of its cells'.
        position: Of the newest entry about it.
        challenges: What departments doubt of it, and wait for an answer to; of the row as a whole, or of cells.
        contested: Ids of elements, as `challenged`, `missing`, `stale`, `loaded` and `due` are; one may be in several.
        before: What was held when the round in progress opened, of the elements that rules compare with that, where
            something was stated since.
        unasked: What rules read of it and nobody asks, by element.
        members: Of a household, where rows are grouped.
    """

    subject: Id
    kind: SubjectKind
    unit: str
    label: str | None = None
    status: Status
    position: int
    challenges: tuple[Challenge, ...] = ()
    contested: tuple[str, ...] = ()
    challenged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    loaded: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    cells: tuple[AskedCell, ...] = ()
    derived: tuple[DerivedCell, ...] = ()
    before: dict[str, Any] = {}
    unasked: dict[str, Any] = {}
    members: tuple["TableRow", ...] | None = None


class AskingForm(Noun):
    """A form that asks something of somebody in the table."""

    id: str
    title: str
    department: str
    period: Period | None = None


class UnitTable(Noun):
    """
    A page of the one table of a unit and all below it, the most urgent rows first.

    Attributes:
        as_of: Position of the journal that it speaks of; whoever states or confirms what stands here has seen up to it.
        rows: Of this page.
        next: Whence the next page goes on; nothing on the last.
        found: Rows in all that were asked for.
        confirmable: Subjects in all those rows of which something is stale, loaded or due, and nothing contested or
            doubted: whom one confirmation (`todo`) is about. None where words were looked for, or another time.
        subjects: Of the whole unit, by status.
        cells: Of the whole unit: how many are `asked`, how many are in each status; one may be in several.
        forms: Who asks anything here.
    """

    unit: str
    kind: SubjectKind
    as_of: int
    day: date
    subjects: dict[Status, int]
    cells: dict[str, int]
    found: int
    confirmable: int = 0
    rows: tuple[TableRow, ...]
    next: str | None = None
    forms: tuple[AskingForm, ...] = ()


class SubjectForm(Noun):
    """
    What all forms together ask of one subject.

    Attributes:
        as_of: Position of the journal that it speaks of: the base of what is stated in answer.
        row: What is held, and what needs doing.
        values: What is held, by element: what the form is filled in with.
        linked: What rules read of those whom it leads to, by subject and element.
        json_schema: The merged table's, narrowed to what is asked of this subject.
        forms: Who asks.
    """

    as_of: int
    row: TableRow
    values: dict[str, Any]
    linked: dict[str, dict[str, Any]] = {}
    json_schema: dict[str, Any]
    forms: tuple[AskingForm, ...] = ()


class Confirmation(Noun):
    """
    That what is held about many subjects still holds, said in one act.

    Attributes:
        request: Chosen by whoever confirms; sent again, nothing is confirmed twice.
        base: Position of the journal that they have seen: what was stated after it is not confirmed.
        subjects: Whom; or else
        kind: everybody of this kind in the unit
        status: whose row is in one of these. A row with a contested cell waits for a decision.
        todo: Only those of which something is stale, loaded or due, and nothing contested or doubted; of whatever status
            unless some are named.
        group: With `todo`, `household`: whoever is in the rows of households and their members, as the table groups them.
        members: Whether the members of a household are meant with it.
        round: In which round, if in one.
        all_or_nothing: Whether one that cannot be confirmed stops the others.
    """

    request: Id
    base: int = Field(ge=0)
    subjects: tuple[Id, ...] = ()
    kind: SubjectKind | None = None
    status: tuple[Literal["missing", "stale", "loaded", "due", "current"], ...] = ()
    todo: bool = False
    group: Literal["household"] | None = None
    members: bool = False
    round: Id | None = None
    all_or_nothing: bool = False

    @model_validator(mode="after")
    def _means_somebody(self) -> Self:
        of_table = bool(self.status) or self.todo
        if bool(self.subjects) is of_table or of_table is not bool(self.kind):
            raise PydanticCustomError("subjects_or_status", "subjects, or kind and status")
        return self


class Changed(Noun):
    """A subject of whom something was stated after the base, and of which elements."""

    subject: Id
    elements: tuple[str, ...]


class Confirmed(Noun):
    """
    What became of a confirmation.

    Attributes:
        receipts: Of the entries that were filed, one a subject.
        changed: Who was not confirmed because it is not as it was seen.
        refused: Who else was not confirmed, each with its problem document.
    """

    receipts: tuple[Receipt, ...] = ()
    changed: tuple[Changed, ...] = ()
    refused: tuple[dict[str, Any], ...] = ()
