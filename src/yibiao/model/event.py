"""Events: the closed union of what may stand in the journal."""

from datetime import datetime
from typing import Any, Literal, Self, get_args

from yibiao.model.record import Entry
from yibiao.model.text import Noun

EventKind = Literal[
    "department.registered",
    "unit.registered",
    "code-list.registered",
    "element.registered",
    "element.merged",
    "element.split",
    "element.restored",
    "form.submitted",
    "form.admitted",
    "form.refused",
    "form.retired",
    "form.withdrawn",
    "match.refused",
    "binding.decided",
    "round.opened",
    "round.extended",
    "round.submitted",
    "round.returned",
    "round.closed",
    "round.sealed",
    "round.resealed",
    "challenge.raised",
    "challenge.answered",
    "challenge.withdrawn",
    "sentinel.reported",
    "sentinel.answered",
    "webhook.registered",
    "webhook.enabled",
    "webhook.disabled",
    "webhook.removed",
    "import.recorded",
    "import.finished",
    "import.undone",
    "grant.given",
    "grant.taken",
    "account.opened",
    "account.renamed",
    "account.closed",
    "entry.filed",
]
EVENT_KINDS: tuple[str, ...] = get_args(EventKind)


class Draft(Noun):
    """
    An event to be, before the journal gives it a position.

    Attributes:
        id: Unique in the stream; an entry's own id, so that the same entry is never written twice.
        body: JSON, as `schemas/events.schema.json` has it for `kind` and `version`.
    """

    id: str
    kind: EventKind
    actor: str
    at: datetime
    body: dict[str, Any]
    version: int = 1
    unit: str | None = None
    subject: str | None = None

    @classmethod
    def of_entry(cls, entry: Entry, body: dict[str, Any], actor: str, at: datetime) -> Self:
        """What *entry*, which is sound, is to be in the journal; unchecked."""
        members = {
            "id": entry.id,
            "kind": "entry.filed",
            "actor": actor,
            "at": at,
            "body": body,
            "version": 1,
            "unit": entry.unit,
            "subject": entry.subject,
        }
        return cls.unchecked(members, _DRAFTED)


class Event(Draft):
    """
    One line of the journal.

    Attributes:
        position: Dense within the stream, in commit order, from 1.
        digest: SHA-256 over the salt and the canonical body; salt and body can be erased, digest and link stay.
        link: SHA-256 over the previous link and everything of this event but its body: a changed or removed event is found.
    """

    stream: str
    position: int
    salt: str
    digest: str
    link: str

    @classmethod
    def of(cls, members: dict[str, Any]) -> Self:
        """The event of all its *members*, unchecked."""
        return cls.unchecked(members, _MEMBERS)

    @property
    def redacted(self) -> bool:
        """Whether its body was erased; it is empty then."""
        return not self.salt


_MEMBERS = set(Event.model_fields)
_DRAFTED = set(Draft.model_fields)
