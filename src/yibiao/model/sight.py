"""What somebody sees of a slice: which rows, and how each column looks in them."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final

from yibiao.model.actor import MASKS, Mask
from yibiao.model.units import runs


@dataclass(frozen=True)
class Pane:
    """Some rows and how columns look in them, by field id, where that is less than whole; `None` is every unit."""

    units: tuple[str, ...] | None
    masks: Mapping[str, Mask] = field(default_factory=dict)


@dataclass(frozen=True)
class Sight:
    """What is seen of a slice: panes that have no unit in common; none at all is nothing."""

    panes: tuple[Pane, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is left out and nothing covered."""
        return self == WHOLE

    @property
    def key(self) -> Hashable:
        """What is the same where as much is seen, and nowhere else."""
        return tuple(
            (each.units, tuple(runs(each.units or ())), *sorted(each.masks.items()))
            for each in self.panes
        )

    @property
    def units(self) -> tuple[str, ...] | None:
        """The units whose rows are seen; `None` is all."""
        if any(each.units is None for each in self.panes):
            return None
        if len(self.panes) == 1:
            return self.panes[0].units
        return tuple(code for each in self.panes for code in each.units or ())

    def mask(self, field_id: str, unit: str | None = None) -> Mask:
        """How a column looks where least of it is shown, or in the rows of a *unit*."""
        there = [each for each in self.panes if unit is not None and _has(each, unit)]
        return min(
            (each.masks.get(field_id, "full") for each in there or self.panes),
            key=MASKS.index,
            default="full",
        )


def _has(pane: Pane, unit: str) -> bool:
    return pane.units is None or unit in pane.units


#: Everything, as it is held: for what the house keeps for itself, such as a sealed answer.
WHOLE: Final = Sight((Pane(None),))
