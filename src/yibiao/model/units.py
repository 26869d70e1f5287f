"""Some units, and how they lie among all that there are, so that a city is asked about as briefly as a village."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, Self

#: No other place is next to it.
_NOWHERE: Final = -2

#: As many are few, unless they are a larger share of all that there are.
_FEW: Final = 32
_SHARE: Final = 1 / 8


class Units(tuple[str, ...]):  # noqa: SLOT001  a tuple has no room for more
    """
    The codes of some units, each once, in order.

    Attributes:
        runs: From which code to which they go: between the two lies no code of a unit that is not meant.
        known: How many units there are.
    """

    runs: tuple[tuple[str, str], ...]
    known: int

    @classmethod
    def among(cls, codes: Iterable[str], known: Sequence[str]) -> Self:
        """
        *codes*, among the codes of all units in order, which they may exceed.

        >>> Units.among(["12", "11", "31"], ["11", "12", "21", "31"]).runs
        (('11', '12'), ('31', '31'))
        """
        units = cls(sorted(set(codes)))
        units.known = len(known)
        places = [_place(each, known) for each in units]
        breaks = [at for at, (one, next_) in enumerate(pairwise(places), 1) if next_ != one + 1]
        ends = [*breaks, len(units)] if units else []
        units.runs = tuple(
            (units[first], units[end - 1]) for first, end in zip([0, *breaks], ends, strict=False)
        )
        return units


def _place(code: str, known: Sequence[str]) -> int:
    """Where *code* stands; one that is not known has no neighbours."""
    at = bisect_left(known, code)
    return at if at < len(known) and known[at] == code else _NOWHERE


def are_few(codes: Sequence[str]) -> bool:
    """Whether few people live in units: a community and what is below it, not half of a county."""
    known = codes.known if isinstance(codes, Units) else 0
    return len(codes) <= _FEW and (not known or len(codes) <= known * _SHARE)


def runs(codes: Sequence[str]) -> Sequence[tuple[str, str]]:
    """From which of *codes* to which they go; each is a run of its own where it is not known how they lie."""
    return codes.runs if isinstance(codes, Units) else [(each, each) for each in codes]
