"""Viewing: an administrator looks at the house as somebody else does, and changes nothing."""

from yibiao import access
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.where import Everywhere


def view_as(house: House, id_: str, actor: Actor) -> Actor:
    """
    *actor* as whoever has that id: with their grants and nothing more, to read only; the record of access names both, once a day for itself.

    Raises:
        NotAllowed: The actor is no administrator, or looks as somebody else already.
    """
    access.require(actor, "access.view-as", Everywhere(id_), house.today)
    seen = house.actor(id_)
    seen = seen.model_copy(update={"seen_by": actor.id, "came": actor.came, "scopes": actor.scopes})
    if house.viewed.get((actor.id, id_)) != house.today:
        house.viewed[actor.id, id_] = house.today
        house.noted(seen, "view-as", id_, 0)
    return seen
