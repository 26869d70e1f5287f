"""
Who may see and do what: (actor, act, place) → yes, or a refusal.

Every flow asks here before it reads or writes; no door decides by itself.
For now there is one kind of actor, the administrator, who may do everything;
grants on places, and rows, columns and masks by grant, go here and nowhere else.
"""

from typing import Literal

from yibiao.errors import NotAllowed
from yibiao.model.actor import Actor

Act = Literal[
    "department.register",
    "unit.register",
    "form.submit",
    "form.file",
    "form.admit",
    "form.retire",
    "binding.decide",
    "element.change",
    "round.open",
    "round.extend",
    "round.close",
    "round.submit",
    "round.return",
    "round.read",
    "entry.file",
    "conflict.decide",
    "subject.merge",
    "import.bring",
    "import.read",
    "import.undo",
    "register.lead",
    "registry.read",
    "record.read",
    "slice.read",
    "burden.read",
    "journal.backup",
    "journal.rebuild",
    "journal.restore",
    "journal.verify",
]


def require(actor: Actor, act: Act, place: str = "") -> None:
    """
    Let *actor* do *act* at *place* (a unit, department, form or subject id).

    Raises:
        NotAllowed: The actor holds no grant for it.
    """
    if "administrator" not in actor.roles:
        raise NotAllowed(act=act, place=place)
