"""What stands in every file that is taken out: who took it, when, what for."""

from yibiao import access, publishing
from yibiao.access import Act
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.where import ANYWHERE


def watermark_of(house: House, actor: Actor, act: Act = "slice.read") -> str:
    """
    The sentence for whatever *actor* takes out now, by way of *act*.

    Raises:
        NotAllowed: The actor may do that nowhere, and takes out nothing.
    """
    access.require(actor, act, ANYWHERE, house.today)
    purpose = actor.came.purpose if actor.came else None
    reader = f"{actor.seen_by} ({actor.id})" if actor.seen_by else actor.id
    purposes = access.purposes(actor, house.today)
    return publishing.watermark(reader, house.now(), purpose or purposes)
