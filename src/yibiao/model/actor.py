"""Who does something."""

from typing import Literal

from yibiao.model.text import Noun

Role = Literal["administrator", "office", "department", "worker", "auditor"]


class Actor(Noun):
    """A person or service that acts, by id; the journal names it beside everything it did."""

    id: str
    roles: frozenset[Role] = frozenset()
