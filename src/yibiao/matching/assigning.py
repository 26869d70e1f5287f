"""Candidates of each field of a form → the same, no two fields having one element of one subject as their best."""

from collections import defaultdict
from collections.abc import Sequence

from yibiao.matching.candidates import Scored, Target, points, worth_asking


def assigned(scored: Sequence[Sequence[Scored]]) -> list[list[Scored]]:
    """The candidates of each field without those that another field of the form has a better claim to."""
    left = [list(each) for each in scored]
    while contested := _contested(left):
        for target, claimants in contested.items():
            winner = max(claimants, key=lambda at: (_claim(left[at]), -at))
            for at, candidates in enumerate(left):
                if at != winner:
                    left[at] = _without(target, candidates)
    settled = {each[0].target: at for at, each in enumerate(left) if is_worth_asking(each)}
    return [
        [each for each in candidates if settled.get(each.target, at) == at]
        for at, candidates in enumerate(left)
    ]


def _without(target: Target, candidates: Sequence[Scored]) -> list[Scored]:
    """
    *candidates* without *target*; where that was the best, only what comes near it.

    Who asks 建筑面积 a second time does not therefore mean 分摊建筑面积.
    """
    if not candidates or candidates[0].target != target:
        return [each for each in candidates if each.target != target]
    least = candidates[0].rank - points("second")
    return [each for each in candidates[1:] if each.rank >= least]


def _contested(left: Sequence[Sequence[Scored]]) -> dict[Target, list[int]]:
    """Targets that are the best candidate of several fields, with those fields."""
    claims: dict[Target, list[int]] = defaultdict(list)
    for at, candidates in enumerate(left):
        if is_worth_asking(candidates):
            claims[candidates[0].target].append(at)
    return {target: claimants for target, claimants in claims.items() if len(claimants) > 1}


def is_worth_asking(candidates: Sequence[Scored]) -> bool:
    """Whether the best of *candidates* is worth a question."""
    return bool(candidates) and candidates[0].points >= worth_asking(candidates[0].asked)


def _claim(candidates: Sequence[Scored]) -> tuple[bool, bool, float]:
    """How good a claim a field has to its best candidate: of certain ones, one that has no other good one goes first."""
    good = points("good")
    elsewhere = len(candidates) > 1 and candidates[1].points >= good
    return candidates[0].points >= good, not elsewhere, candidates[0].rank
