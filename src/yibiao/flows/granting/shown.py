"""What somebody is shown of records: every value under the mask that their grants give it where its subject is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from yibiao import access
from yibiao.access import Act
from yibiao.flows.house import House
from yibiao.model.actor import Actor, Mask
from yibiao.model.contest import Contested
from yibiao.model.history import Step
from yibiao.model.record import Cell, Record, Statement

SomeStatement = TypeVar("SomeStatement", bound=Statement)


class Shown:
    """
    What *actor* is shown of records, doing *act*.

    A value under no mask stands as it is held; one that is covered is not there at all.
    """

    def __init__(self, house: House, actor: Actor, act: Act = "record.read") -> None:
        self._house, self._actor, self._act = house, actor, act
        self._masks: dict[str, Mapping[str, Mask]] = {}
        self._alike: dict[tuple[str, ...], Mapping[str, Mask]] = {}
        #: Whether everything is shown: nothing need be looked at then.
        self.whole = access.sees_all(actor, act, house.today)

    def mask(self, unit: str, element: str) -> Mask:
        """How an element is shown of the subjects of a unit; one that the catalogue lost is not."""
        return "full" if self.whole else self._of(unit).get(element, "none")

    def value(self, unit: str, element: str, value: Any) -> Any:
        """What is shown of a value."""
        mask = self.mask(unit, element)
        if mask == "full":
            return value
        known = self._house.registry.catalogue.elements.get(element)
        return access.masked(mask, known.kind, value) if known else None

    def values(self, unit: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """What is shown of some values, those left out of which nothing is."""
        if self.whole:
            return dict(values)
        return {
            id_: self.value(unit, id_, value)
            for id_, value in values.items()
            if self.mask(unit, id_) != "none"
        }

    def record(self, record: Record, unit: str | None = None) -> Record:
        """A record without what is covered where its subject is; in *unit*, if it has moved since."""
        if self.whole:
            return record
        unit = unit or record.unit
        cells = {
            id_: self._cell(unit, id_, cell)
            for id_, cell in record.cells.items()
            if self.mask(unit, id_) != "none"
        }
        return record.but(cells=cells)

    def statements(
        self, unit: str, element: str, several: Iterable[SomeStatement]
    ) -> Iterator[SomeStatement]:
        """Statements of one cell, as they are shown."""
        for each in several:
            yield each.but(value=self.value(unit, element, each.value))

    def step(self, unit: str, step: Step) -> Step:
        """A step of a time line without what is covered."""
        if self.whole:
            return step
        values = self.values(unit, step.values)
        loaded = tuple(each for each in step.loaded if each in values)
        asked = {id_: forms for id_, forms in step.asked.items() if id_ in values}
        held = self.values(unit, step.held)
        said = {"values": values, "asked": asked, "loaded": loaded, "held": held}
        return step.model_copy(update=said)

    def contested(self, cell: Contested) -> Contested:
        """A contested cell, its statements as they are shown."""
        if self.whole or cell.element not in self._house.registry.catalogue.elements:
            return cell  # whose unit it is, is no value

        def seen(told: Any) -> Any:
            return told.model_copy(
                update={"value": self.value(cell.unit, cell.element, told.value)}
            )

        return cell.model_copy(
            update={"held": seen(cell.held), "others": tuple(seen(each) for each in cell.others)}
        )

    def _cell(self, unit: str, element: str, cell: Cell) -> Cell:
        if self.mask(unit, element) == "full":
            return cell
        return cell.but(
            value=self.value(unit, element, cell.value),
            contested=tuple(self.statements(unit, element, cell.contested)),
            agreeing=tuple(self.statements(unit, element, cell.agreeing)),
        )

    def _of(self, unit: str) -> Mapping[str, Mask]:
        if unit not in self._masks:
            house = self._house
            grants = access.grants_at(self._actor, self._act, house.at(unit), house.today)
            ids = tuple(each.id for each in grants)
            if ids not in self._alike:  # hundreds of elements, and most units are of few grants
                elements = house.registry.catalogue.elements.values()
                self._alike[ids] = access.masks_under(grants, elements)
            self._masks[unit] = self._alike[ids]
        return self._masks[unit]
