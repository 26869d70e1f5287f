"""Challenges as the writer knows them, in its own turn: whether one waits for an answer, and the entry that gives it."""

from typing import Any, Final

from yibiao.errors import Decided, NotFound
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.challenge import Challenge
from yibiao.model.event import Event
from yibiao.model.record import Entry
from yibiao.store import Writing

_RAISED: Final = "challenge.raised:"
_ANSWERED: Final = "challenge.answered:"
_WITHDRAWN: Final = "challenge.withdrawn:"


def raising_of(id_: str) -> str:
    """The id of the event by which a challenge is raised."""
    return f"{_RAISED}{id_}"


def answer_of(id_: str) -> str:
    """The id of the event by which a challenge is answered."""
    return f"{_ANSWERED}{id_}"


def withdrawal_of(id_: str) -> str:
    """The id of the event by which a challenge is withdrawn."""
    return f"{_WITHDRAWN}{id_}"


def end_of(writing: Writing, id_: str) -> Event | None:
    """The event by which a challenge was answered or withdrawn, if it was."""
    return writing.event_of(answer_of(id_)) or writing.event_of(withdrawal_of(id_))


def require_open(writing: Writing, id_: str) -> Event:
    """
    The event that raised a challenge, which waits for an answer.

    Raises:
        NotFound: There is no such challenge.
        Decided: It was answered or withdrawn.
    """
    raised = writing.event_of(raising_of(id_))
    if raised is None:
        raise NotFound(what_zh="核实", what_en="challenge", id=id_)
    end = end_of(writing, id_)
    if end is not None:
        state = end.body.get("outcome", "withdrawn")
        raise Decided(what_zh="该核实", what_en="challenge", state=state)
    return raised


def require_answering(writing: Writing, entry: Entry) -> None:
    """
    Let an entry pass that names no challenge, or one that waits for an answer and is about what the entry states.

    A doubted row is answered by anything that is stated of its subject.

    Raises:
        NotFound: There is no such challenge, or it is about something else.
        Decided: It was answered or withdrawn.
    """
    if entry.challenge is None:
        return
    raised = require_open(writing, entry.challenge)
    stated = raised.body["challenge"]
    at, known = raised.at, {"by": raised.actor, "position": raised.position}
    challenge = Challenge(at=at, **known, **stated)
    behind = {each.element for each in challenge.behind if each.subject == entry.subject}
    of_row = challenge.field is None and challenge.subject == entry.subject
    figure = any(each.subject is None and each.element in entry.values for each in challenge.behind)
    if not (of_row or behind & entry.values.keys() or figure):
        raise NotFound(what_zh="对此格的核实", what_en="challenge of that cell", id=entry.challenge)


def answer(house: House, writing: Writing, entry: Entry, actor: Actor) -> None:
    """Have an entry that names a challenge answer it, in the same commit."""
    if entry.challenge is None:
        return
    body: dict[str, Any] = {
        "challenge": entry.challenge,
        "outcome": "corrected",
        "entry": entry.id,
        **({"why": entry.remark} if entry.remark else {}),
    }
    id_ = answer_of(entry.challenge)
    writing.append(house.draft("challenge.answered", actor, body, id_=id_, unit=entry.unit))
