"""Entries are stated and never edited; a record is what is now held about one subject: its entries, folded."""

from collections.abc import Collection
from typing import Any, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from yibiao.model.kept import Kept
from yibiao.model.kinds import SubjectKind
from yibiao.model.text import Id, Noun

Act = Literal["open", "state", "load", "confirm", "move", "merge", "close"]


class Chain(Noun):
    """Where an entry stands among those of one device: whoever states number *n* there has seen all before it."""

    device: Id
    number: int = Field(ge=1)


class Source(Noun):
    """Whence an entry's values come when nobody typed them in: the import, and the place in its file (`人口!12`)."""

    id: Id
    place: Id | None = None

    @classmethod
    def of(cls, id_: str, place: str) -> Self:
        """The source of members that are known to be sound, unchecked."""
        return cls.unchecked({"id": id_, "place": place}, {"id", "place"})

    def document(self) -> dict[str, Any]:
        """As any noun's."""
        return {"id": self.id} if self.place is None else {"id": self.id, "place": self.place}


class Entry(Noun):
    """
    What somebody stated about one subject at one moment. Partial: what it omits stays.

    Attributes:
        id: Chosen by the client, so that sending it again is harmless.
        act: `open` a new subject, `state` values, `load` values out of a register that nobody has confirmed, `confirm`
            that what is held still holds, `move` to another unit, `merge` into another subject that is the same,
            `close` (died, moved away, struck off).
        values: By element id; `null` clears.
        loaded: Of an entry that opens: the elements whose values come out of a register, and nobody has confirmed them.
        base: Journal position the stater had seen; decides per cell whether two statements collide.
        chain: Of an entry that a device kept until it could send it.
        into: The subject that it is merged into.
        reason: Why it is closed, a code of the list `closing-reasons`.
        unlike: Subjects that resemble this one and that a person says are others.
        form: The form through which it was stated, if it was one.
        source: The import it came in, if it was one.
        challenge: The challenge that it answers by correcting what was doubted.
        remark: Why something unusual is so.
    """

    id: Id
    unit: str
    subject: Id
    kind: SubjectKind
    act: Act = "state"
    values: dict[str, Any] = {}
    loaded: tuple[Id, ...] | None = None
    base: int | None = None
    chain: Chain | None = None
    into: Id | None = None
    reason: Id | None = None
    unlike: tuple[Id, ...] | None = None
    round: str | None = None
    form: str | None = None
    source: Source | None = None
    challenge: Id | None = None
    remark: str | None = None

    def document(self) -> dict[str, Any]:
        """As any noun's; values that are plain JSON are taken as they are, and nearly all of them are."""
        if not _PLAIN.issuperset(map(type, self.values.values())):
            return super().document()
        told = {name: value for name, value in vars(self).items() if value is not None}
        told["kind"], told["values"] = self.kind.value, self.values.copy()
        for name in _WITHIN & told.keys():
            within = told[name]
            told[name] = list(within) if within.__class__ is tuple else within.document()
        return told

    @property
    def unconfirmed(self) -> Collection[str]:
        """The elements of which it says what a register says, and nobody has confirmed."""
        return self.values.keys() if self.act == "load" else self.loaded or ()

    @classmethod
    def of(cls, **members: Any) -> Self:
        """The entry of *members* that are known to be sound, unchecked; those that are missing are as they are by default."""
        return cls.unchecked({**_UNSTATED, **members}, set(members))

    @model_validator(mode="after")
    def _members_with_their_act(self) -> Self:
        if (self.act == "merge") is not (self.into is not None):
            raise PydanticCustomError("into_with_merge", "into with merge, and only with it")
        if self.reason is not None and self.act != "close":
            raise PydanticCustomError("reason_with_close", "reason only with close")
        if self.loaded is not None and self.act != "open":
            raise PydanticCustomError("loaded_with_open", "loaded only with open")
        if self.loaded is not None and not self.values.keys() >= set(self.loaded):
            raise PydanticCustomError("loaded_of_values", "loaded only of what values has")
        return self


#: Types of values that JSON has in one way, and members that are nouns themselves, or several names.
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_WITHIN: Final = frozenset({"chain", "source", "loaded", "unlike"})

_UNSTATED: Final[dict[str, Any]] = {
    name: each.default for name, each in Entry.model_fields.items() if not each.is_required()
}


class Statement(Kept, frozen=True, kw_only=True):
    """
    One value and the journal position of the entry that said it.

    Attributes:
        chain: Of the entry, if a device kept it.
        loaded: It came out of a register and nobody has confirmed it.
    """

    value: Any = None
    position: int
    chain: Chain | None = None
    loaded: bool = False


class _Nothing(dict[str, int]):
    """One for all cells: each would have an empty one of its own otherwise, and there are thirty of them a record."""

    # Whoever describes what is held looks defaults up in sets.
    __hash__ = object.__hash__  # type: ignore[assignment]


#: What cells have stated of which no device has.
NO_DEVICES: Final[dict[str, int]] = _Nothing()


class Cell(Statement, frozen=True, kw_only=True):
    """
    The value that is held.

    Attributes:
        contested: Statements that collide with it, or with each other, until a person decides; by position.
        agreeing: Statements that say the same as one of these and stand beside it, because whoever replaces the one
            need not have seen the other; kept only where devices have stated the cell.
        covers: By device, the highest number of its chain that stated the cell: what it had said before is history.
    """

    contested: tuple[Statement, ...] = ()
    agreeing: tuple[Statement, ...] = ()
    covers: dict[str, int] = NO_DEVICES


class Record(Kept, frozen=True, kw_only=True):
    """
    What is held about one subject.

    Attributes:
        position: Of the newest entry about it.
        confirmed: Position at which somebody last said that what is held still holds, by opening it or confirming. A
            cell is as fresh as this or its own position, whichever is later.
        closed: Whether it takes no more entries until it is opened again; `reason` says why, by the code that the
            closing gave, and `merged_into` which subject it is, if it was another's double.
        cells: By element id.
        moved: Its unit as a cell, once anybody but the opening has stated it.
        ended: Likewise whether it is closed: `reason` and `into`, or nothing while it is open.
        unlike: Subjects that resemble it and that a person said are others.
    """

    subject: str
    kind: SubjectKind
    unit: str
    position: int
    confirmed: int
    closed: bool = False
    reason: str | None = None
    merged_into: str | None = None
    cells: dict[str, Cell] = {}
    moved: Cell | None = None
    ended: Cell | None = None
    unlike: tuple[Id, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """What is held, by element id."""
        return {id_: cell.value for id_, cell in self.cells.items()}

    def fresh(self, element: str) -> int:
        """The position at which an element that is held was last stated, or confirmed with all the rest."""
        return max(self.confirmed, self.cells[element].position)


class Receipt(Noun):
    """Given after the commit, never before: where the entry stands in the journal. `again`: it stood there already."""

    entry: str
    position: int
    link: str
    again: bool = False
    contested: tuple[str, ...] = ()

    @classmethod
    def of(cls, **members: Any) -> Self:
        """The receipt of all its *members*, unchecked."""
        return cls.unchecked(members, set(members))

    def document(self) -> dict[str, Any]:
        """As any noun's."""
        return {**vars(self), "contested": list(self.contested)}
