"""Sealing: closed rounds are sealed in the background; how far that is; and sealed anew where the law demands it."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from yibiao import access
from yibiao.errors import Decided
from yibiao.flows.attendant import TROUBLED, Attendant
from yibiao.flows.filling import turns
from yibiao.flows.house import House
from yibiao.flows.slicing import seal_slices
from yibiao.model.actor import Actor
from yibiao.model.event import Draft
from yibiao.model.seal import Seal, Sealing
from yibiao.model.where import ANYWHERE, EVERYWHERE
from yibiao.store import Writing

#: Seconds between two looks.
_PAUSE: Final = 0.5


class Sealer(Attendant):
    """Seals whatever is closed and not sealed: soon after it was closed, or after whoever closed it was killed."""

    def __init__(self, house: House) -> None:
        super().__init__("sealer")
        self._house = house
        self.begin()

    def look(self) -> float:
        """Clear away what was replaced, and seal what waits; a round that cannot be sealed holds no other up."""
        house = self._house
        done = [self.tried(lambda: seal_slices.tidy(house))]
        waiting = seal_slices.due(house)
        done += [
            self.tried(partial(seal_slices.seal, house, each)) for each in waiting if not self.ended
        ]
        return _PAUSE if all(done) else TROUBLED


def seal_now(house: House, id_: str, actor: Actor) -> Sealing:
    """
    Seal a closed round without waiting for anybody to do so; how far it is then.

    Raises:
        NotFound: There is no such round.
    """
    access.require(actor, "round.close", EVERYWHERE, house.today)
    house.registry.round(id_)
    if id_ in seal_slices.due(house):
        seal_slices.seal(house, id_)
    return _sealing(house, id_)


def sealing(house: House, id_: str, actor: Actor) -> Sealing:
    """
    How far the sealing of a round is, and what was sealed.

    Raises:
        NotFound: There is no such round.
    """
    access.require(actor, "round.read", ANYWHERE, house.today)
    return _sealing(house, id_)


def reseal(house: House, id_: str, why: str, actor: Actor) -> tuple[Seal, ...]:
    """
    Seal a round's slices anew, as they were asked for then, of what the journal still says; those that changed.

    What was replaced is removed for good. Where nothing has changed, nothing is recorded.

    Raises:
        NotFound: There is no such round.
        Decided: It is not sealed yet.
        Invalid: No reason is given.
        SealDamaged: What says how it was asked for then is gone.
    """
    access.require(actor, "round.reseal", EVERYWHERE, house.today)
    turns.require_reason(why)
    with house.deciding:
        house.refresh()
        house.registry.round(id_)
        if id_ not in house.registry.sealed:
            raise Decided(what_zh="该轮次", what_en="round", state="not-sealed")
        changed = seal_slices.seal_again(house, id_)
        body = {
            "round": id_,
            "why": why,
            "seals": [
                {"before": before.document(), "after": after.document()}
                for before, after in changed
            ],
        }

        def resealing(_: Writing) -> Iterable[Draft]:
            if changed:
                yield house.draft("round.resealed", actor, body)

        house.decide(resealing)
    seal_slices.tidy(house)
    return tuple(after for _, after in changed)


def _sealing(house: House, id_: str) -> Sealing:
    registry = house.registry
    round_ = registry.round(id_)
    asked = len(registry.rounds.asks(id_).forms)
    if not round_.closed:
        return Sealing(state="open", forms=asked, done=0)
    closed = registry.rounds.closed[id_]
    if id_ not in registry.sealed:
        done = house.sealed_so_far.get(id_, 0)
        return Sealing(state="sealing", forms=asked, done=done, position=closed)
    seals = tuple(registry.sealed.of(id_).values())
    return Sealing(state="sealed", forms=asked, done=len(seals), position=closed, seals=seals)
