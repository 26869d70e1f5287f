"""Rounds, from their events → what each asks, until when it takes what, and where every unit stands in it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from yibiao.errors import Finding, Invalid, RoundClosed, RoundNotOpen
from yibiao.governance.asking import needed
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import sources
from yibiao.model.element import Element
from yibiao.model.event import Event
from yibiao.model.form import Form
from yibiao.model.place import Extension, Round, day_in_china
from yibiao.model.standing import Counts, Standing, State, Tally, Turn


@dataclass(frozen=True)
class Asks:
    """
    What a round asks.

    Attributes:
        forms: Those in force when it opened, and those admitted since; one that was retired meanwhile is still among them.
        elements: What was to be stated for them at any time since, whatever their fields mean now.
    """

    forms: tuple[str, ...] = ()
    elements: frozenset[str] = frozenset()


_NOTHING: Final = Asks()

#: A form and what its fields mean.
Bound = tuple[Form, Iterable[Binding]]


class Rounds(Mapping[str, Round]):
    """
    Every round by its id, oldest first. It follows their events.

    What an open round asks only grows, so that nobody's work is taken from the table before it is handed in.

    Args:
        in_force: The forms that are asked on a day.
        catalogue: As it stands when it is asked for.

    Attributes:
        opened: Journal position at which each was opened, oldest first.
        closed: Journal position at which it was closed.
        turned: Journal position of the last turn of any unit in it.
    """

    def __init__(
        self, in_force: Callable[[date], Iterable[Bound]], catalogue: Callable[[], Catalogue]
    ) -> None:
        self._in_force = in_force
        self._catalogue = catalogue
        self._rounds: dict[str, Round] = {}
        self._asks: dict[str, Asks] = {}
        self._turns: dict[tuple[str, str], tuple[Turn, ...]] = {}
        self.opened: dict[str, int] = {}
        self.closed: dict[str, int] = {}
        self.turned: dict[str, int] = {}

    def __getitem__(self, id_: str) -> Round:
        return self._rounds[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._rounds))  # whoever walks through them is not disturbed by the next

    def __len__(self) -> int:
        return len(self._rounds)

    # what happens to it

    @property
    def changes(self) -> dict[str, Callable[[dict[str, Any], Event], None]]:
        """What each kind of event about rounds does."""
        return {
            "round.opened": self._open,
            "round.extended": self._extend,
            "round.submitted": self._submitted,
            "round.returned": self._returned,
            "round.closed": self._close,
        }

    def admitted(self, form: Form, bindings: Iterable[Binding]) -> None:
        """A form comes into circulation; rounds that are open ask it from now on."""
        for id_, asks in self._open_ones():
            forms = (*(each for each in asks.forms if each != form.id), form.id)
            self._grow(id_, needed(form, bindings, self._catalogue()), forms)

    def bound(self, binding: Binding) -> None:
        """What a field means; what it meant before may still be stated in rounds that are open."""
        for id_, asks in self._open_ones():
            if binding.form in asks.forms:
                self._grow(id_, needed(None, [binding], self._catalogue()))

    def described(self, element: Element) -> None:
        """What an element is and follows from; where it is asked, that may be stated instead."""
        for id_, asks in self._open_ones():
            if element.id in asks.elements:
                self._grow(id_, frozenset(sources(element.id, self._catalogue())))

    def _open_ones(self) -> Iterator[tuple[str, Asks]]:
        for id_ in self:
            if not self._rounds[id_].closed:
                yield id_, self._asks[id_]

    def _grow(
        self, id_: str, elements: frozenset[str], forms: tuple[str, ...] | None = None
    ) -> None:
        asks = self._asks[id_]
        self._asks[id_] = Asks(forms or asks.forms, asks.elements | elements)

    def _open(self, body: dict[str, Any], event: Event) -> None:
        round_ = Round.model_validate(body["round"])
        asked = [(form, tuple(some)) for form, some in self._in_force(day_in_china(event.at))]
        elements = [needed(form, some, self._catalogue()) for form, some in asked]
        self._asks[round_.id] = Asks(
            forms=tuple(form.id for form, _ in asked), elements=frozenset().union(*elements)
        )
        self.opened[round_.id] = event.position
        self._rounds[round_.id] = round_

    def _extend(self, body: dict[str, Any], event: Event) -> None:
        round_ = self._rounds[body["round"]]
        due = date.fromisoformat(body["due"])
        extension = Extension(
            due=due, before=round_.due, why=body["why"], by=event.actor, at=event.at
        )
        self._rounds[round_.id] = round_.model_copy(
            update={"due": due, "extensions": (*round_.extensions, extension)}
        )

    def _submitted(self, body: dict[str, Any], event: Event) -> None:
        turn = Turn(
            act="submit",
            by=event.actor,
            at=event.at,
            position=event.position,
            seen=body["position"],
            why=body.get("remark"),
            counts=Counts.model_validate(body["counts"]),
        )
        self._take(body, turn)

    def _returned(self, body: dict[str, Any], event: Event) -> None:
        turn = Turn(
            act="return", by=event.actor, at=event.at, position=event.position, why=body["why"]
        )
        self._take(body, turn)

    def _take(self, body: dict[str, Any], turn: Turn) -> None:
        key = body["round"], body["unit"]
        self._turns[key] = (*self._turns.get(key, ()), turn)
        self.turned[body["round"]] = turn.position

    def _close(self, body: dict[str, Any], event: Event) -> None:
        id_ = body["round"]
        closed = {"closed": True, "closed_at": event.at}
        self._rounds[id_] = self._rounds[id_].model_copy(update=closed)
        self.closed[id_] = event.position

    # what it knows

    def taking(self, day: date, position: int | None = None) -> list[Round]:
        """Those that take entries on a day: they have begun, and are not closed; or were not, as of a position of the journal."""
        return [
            each
            for each in self.values()
            if each.opens <= day
            and (
                not each.closed
                if position is None
                else self.opened[each.id] <= position < self.closed.get(each.id, position + 1)
            )
        ]

    def asks(self, id_: str) -> Asks:
        """What a round asks; nothing when there is no such round."""
        return self._asks.get(id_, _NOTHING)

    def turns(self, id_: str, unit: str) -> tuple[Turn, ...]:
        """What happened between a unit and whoever it answers to, oldest first."""
        return self._turns.get((id_, unit), ())

    def turns_of(self, unit: str) -> dict[str, tuple[Turn, ...]]:
        """The same in every round in which anything did."""
        return {id_: turns for id_ in self if (turns := self.turns(id_, unit))}


def may_file(round_: Round, today: date) -> None:
    """
    Let an entry pass if the round takes it. A late one is taken until the round is closed.

    Raises:
        RoundNotOpen: It opens on a later day.
        RoundClosed: It was closed.
    """
    if round_.closed:
        raise RoundClosed(round=round_.id, due=round_.due.isoformat())
    if today < round_.opens:
        raise RoundNotOpen(round=round_.id, opens=round_.opens.isoformat())


def may_extend(round_: Round, due: date) -> None:
    """
    Let a new due day pass: later than the one in force, and while the round is open.

    Raises:
        RoundClosed: It was closed.
        Invalid: It is not later.
    """
    if round_.closed:
        raise RoundClosed(round=round_.id, due=round_.due.isoformat())
    if due <= round_.due:
        finding = Finding("due-not-later", "#/due", {"due": round_.due.isoformat()})
        raise Invalid(finding, count=1)


def standing(
    round_: Round,
    unit: str,
    turns: tuple[Turn, ...],
    today: date,
    *,
    begun: bool,
    changed: int = 0,
) -> Standing:
    """
    Where a unit stands in a round on a day.

    Args:
        round_: With the due day in force.
        unit: Its code.
        turns: Between it and whoever it answers to, in that round.
        today: The day, or that on which the round was closed.
        begun: Whether anything was filed of it since the round opened.
        changed: Subjects about whom something was filed since it handed in.
    """
    first = day_in_china(turns[0].at) if turns else None
    state: State = "begun" if begun else "not-begun"
    if turns:
        state = "submitted" if turns[-1].act == "submit" else "returned"
    return Standing(
        round=round_.id,
        unit=unit,
        state=state,
        due=round_.due,
        first=first,
        late=(first or today) > round_.due,
        changed=changed if state == "submitted" else 0,
        turns=turns,
    )


def tally(standings: Iterable[Standing]) -> Tally:
    """How many units stand where."""
    standings = tuple(standings)
    states = [each.state for each in standings]
    return Tally(
        units=len(states),
        submitted=states.count("submitted"),
        returned=states.count("returned"),
        begun=states.count("begun"),
        not_begun=states.count("not-begun"),
        late=sum(each.late for each in standings),
    )
