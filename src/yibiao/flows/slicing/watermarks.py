"""What stands in every file that is taken out: who took it, when, what for."""

from yibiao import access, publishing
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.where import ANYWHERE


def watermark_of(house: House, actor: Actor) -> str:
    """
    The sentence for whatever *actor* takes out now.

    Raises:
        NotAllowed: The actor holds nothing, and takes out nothing.
    """
    access.require(actor, "registry.read", ANYWHERE, house.today)
    purpose = actor.came.purpose if actor.came else None
    reader = f"{actor.seen_by} ({actor.id})" if actor.seen_by else actor.id
    purposes = access.purposes(actor, house.today)
    return publishing.watermark(reader, house.now(), purpose or purposes)
