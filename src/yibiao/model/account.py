"""Who may sign in, and with what: accounts, and the sessions and tokens that stand for them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, StringConstraints

from yibiao.model.place import Division
from yibiao.model.text import Id, Noun

#: What a person types to sign in; a service has one too, but no password.
Login = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,63}$")]
AccountId = Annotated[str, StringConstraints(pattern=r"^(user|service):[a-z0-9][a-z0-9._-]{1,63}$")]
AccountKind = Literal["user", "service"]


class Account(Noun):
    """
    A person or service that may sign in; the actor of that id is who acts then.

    Attributes:
        id: `user:<login>` signs in with a password, `service:<login>` with tokens only; never given to anybody else again.
        name: What people call it.
    """

    id: AccountId
    name: Id

    @property
    def kind(self) -> AccountKind:
        """A person or a service."""
        return "user" if self.id.startswith("user:") else "service"

    @property
    def login(self) -> str:
        """What is typed to sign in."""
        return self.id.partition(":")[2]


class Reach(Noun):
    """
    How far a token reaches; where nothing is named, as far as its account. It never reaches further.

    Attributes:
        forms: Ids of forms, or of series without their edition (`civil-affairs.elderly`).
        acts: Such as `slice.read`.
        units: With everything below them.
    """

    forms: tuple[Id, ...] | None = None
    acts: tuple[Id, ...] | None = None
    units: tuple[Division, ...] | None = None


class Token(Noun):
    """What stands for an account where no person signs in; what is presented is shown once and nowhere kept."""

    id: Id
    account: AccountId
    label: Id
    reach: Reach = Reach()
    at: AwareDatetime
    by: Id
    until: AwareDatetime
    seen: AwareDatetime | None = None
    revoked: AwareDatetime | None = None

    def stands(self, now: datetime) -> bool:
        """Whether it lets anybody in at that moment."""
        return self.revoked is None and now < self.until


class Session(Noun):
    """
    One signed-in browser.

    Attributes:
        seen: When it was last used, to the minute or so.
        until: It ends then, however much it is used.
        address: Where it was begun from.
        agent: What the browser calls itself.
    """

    id: Id
    account: AccountId
    at: AwareDatetime
    seen: AwareDatetime
    until: AwareDatetime
    address: str = ""
    agent: str = ""
