"""The record of access: who came in, read or took out what, how much of it, what for, from where."""

from datetime import datetime
from typing import Final, Literal, get_args

from yibiao.model.kept import Kept

#: What is read – answers of forms in rows or figures, records of subjects, what a unit has of them, files –, and by what
#: way: signing in and out, passwords, tokens, looking as somebody else.
What = Literal[
    "slice",
    "figures",
    "sql",
    "record",
    "records",
    "history",
    "conflicts",
    "doubles",
    "unit-table",
    "workbook",
    "import-file",
    "register",
    "backup",
    "accesses",
    "sign-in",
    "sign-in-refused",
    "sign-out",
    "password-changed",
    "password-reset",
    "token-issued",
    "token-revoked",
    "view-as",
]
WHATS: Final[tuple[What, ...]] = get_args(What)


class Access(Kept, frozen=True, kw_only=True):
    """
    That somebody read something, or came in to.

    Attributes:
        actor: Who; of a sign-in that was refused, whose account was tried, or `nobody`.
        seen_by: The administrator who looked as that actor.
        place: Id of the form, the unit, the department or the subject; of the session, the token or the account.
        rows: How many rows, records or entries were given.
        exported: Whether they were taken out, as a file.
        purpose: What for, as the reader said, or as the grants say that uncovered something.
        address: From where.
    """

    at: datetime
    actor: str
    what: What
    place: str
    rows: int
    exported: bool = False
    seen_by: str | None = None
    purpose: str | None = None
    address: str | None = None


class AccessLine(Kept, frozen=True, kw_only=True):
    """
    One line of the record, in its place.

    Attributes:
        number: Dense, from 1, in the order in which they were written.
        unusual: Whether with it the reader's day became much more than their days are.
        link: SHA-256 over the previous link and everything else of this line: one that was changed or removed is found.
    """

    number: int
    access: Access
    unusual: bool
    link: str
