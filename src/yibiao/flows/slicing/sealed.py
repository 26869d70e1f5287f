"""Seals folded from their events: which files a closed round is answered from, and which were replaced."""

from collections.abc import Callable
from typing import Any

from yibiao.model.event import Event
from yibiao.model.seal import Seal


class Sealed:
    """Every sealed round, by id; one thread folds while others read."""

    def __init__(self) -> None:
        self._seals: dict[str, dict[str, Seal]] = {}
        #: Of sealed rounds, digests of the files with the cells of each unit when they closed.
        self.counts: dict[str, str] = {}
        #: Digests of slices that others were sealed in place of.
        self.replaced: frozenset[str] = frozenset()

    def __contains__(self, round_: str) -> bool:
        return round_ in self._seals

    def of(self, round_: str) -> dict[str, Seal]:
        """The seals of a round by form; none while it is not sealed."""
        return self._seals.get(round_, {})

    @property
    def gone(self) -> frozenset[str]:
        """Digests of slices that were replaced and that no seal names any more: nobody may read them."""
        standing = {seal.slice for seals in self._seals.values() for seal in seals.values()}
        return self.replaced - standing

    @property
    def changes(self) -> dict[str, Callable[[dict[str, Any], Event], None]]:
        """What each kind of event about seals does."""
        return {"round.sealed": self._sealed, "round.resealed": self._resealed}

    def _sealed(self, body: dict[str, Any], _: Event) -> None:
        seals = [Seal.model_validate(each) for each in body["seals"]]
        self._seals = {**self._seals, body["round"]: {each.form: each for each in seals}}
        if "counts" in body:  # an earlier version of this program wrote none
            self.counts = {**self.counts, body["round"]: body["counts"]}

    def _resealed(self, body: dict[str, Any], _: Event) -> None:
        after = [Seal.model_validate(each["after"]) for each in body["seals"]]
        known = {**self.of(body["round"]), **{each.form: each for each in after}}
        self._seals = {**self._seals, body["round"]: known}
        self.replaced |= {each["before"]["slice"] for each in body["seals"]}
