"""Webhooks: where a department's own system hears of changes in a slice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import Field

from yibiao.model.actor import Scopes
from yibiao.model.text import Id, Noun


class Following(Noun):
    """
    What a department wants to hear, and where.

    Attributes:
        id: Chosen by whoever registers it.
        form: Changes in whose slice.
        url: Where they are sent to.
        unit: Only of this unit and all below it.
        rows: Whether the rows are sent too, as whoever registers it sees them, and not only how many there are.
        since: From where on; from now unless given.
    """

    id: Id
    form: Id
    url: str = Field(max_length=2_000)
    unit: Id | None = None
    rows: bool = False
    since: str | None = Field(default=None, max_length=2_000)


class Webhook(Noun):
    """
    One that is registered, and how it fares.

    Attributes:
        by: In whose name it hears: what they see no more is sent no more.
        own: Whether they are the house's own administrator, who has no account.
        since: Up to where everything was delivered.
        state: `active`; `failing` and tried again at `again`; or `disabled`, and why.
        failures: Attempts in a row that failed, the first of them at `failing_since`.
        status: Of the last answer; nothing where there was none.
    """

    id: Id
    form: Id
    department: Id
    url: str
    unit: Id | None = None
    rows: bool = False
    by: Id
    own: bool = False
    scopes: Scopes = Scopes()
    since: str
    state: Literal["active", "failing", "disabled"] = "active"
    why: Literal["gone", "failing", "refused"] | None = None
    failures: int = 0
    failing_since: datetime | None = None
    again: datetime | None = None
    status: int | None = None


#: What stands of one that was just delivered to, or is to try again.
WELL: Final[Mapping[str, Any]] = {
    "state": "active", "failures": 0, "failing_since": None, "again": None, "why": None,
}  # fmt: skip


class Pending(Noun):
    """What is being delivered: the same id and the same bytes until it was taken; `next` is where to go on then."""

    id: Id
    body: str
    next: str
