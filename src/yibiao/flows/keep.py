"""Keep: the journal is verified, and what hangs on it is folded anew."""

from yibiao import access, filling, store
from yibiao.errors import Finding
from yibiao.flows.house import House
from yibiao.model.actor import Actor


def verify(house: House, actor: Actor) -> tuple[Finding, ...]:
    """What is wrong with the chain, or differs between journal, records, picture and files; nothing, when all is well."""
    access.require(actor, "journal.verify")
    return store.verify(house.journal, house.picture, filling.fold, house.blobs)


def rebuild(house: House, actor: Actor) -> int:
    """Records and picture, folded anew from the journal; the position they stand at."""
    access.require(actor, "journal.rebuild")
    return store.rebuild(house.journal, house.picture, filling.fold)
