"""What the lead department of an element says in its own register → what needs no confirming, and what somebody is to decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from yibiao.flows.house import House
from yibiao.model.record import Cell, Record
from yibiao.store import Reading


class Parted(NamedTuple):
    """The values of a row: `plain` ones are loaded as any register's, `settled` ones stated, `differing` ones contested."""

    plain: dict[str, Any]
    settled: dict[str, Any]
    differing: dict[str, Any]


@dataclass(frozen=True)
class Lead:
    """
    In whose name a register is loaded.

    Attributes:
        department: Whose word counts for the elements that it leads; nobody's if it is empty.
        position: Where this import was recorded; in a preview, nowhere yet.
    """

    house: House
    department: str = ""
    position: int | None = None

    def leads(self, element: str) -> bool:
        """Whether it answers for *element*."""
        if not self.department:
            return False
        return self.house.registry.catalogue.elements[element].lead == self.department

    def parted(self, values: Mapping[str, Any], record: Record | None, journal: Reading) -> Parted:
        """*values* beside what is held: what a person stated, or a newer register of the same department, stands."""
        parted = Parted({}, {}, {})
        for element, value in values.items():
            if not self.leads(element):
                parted.plain[element] = value
                continue
            cell = record.cells.get(element) if record else None
            if cell is None or cell.loaded:
                parted.settled[element] = value
            elif cell.value != value:
                self._differing(parted, element, value, cell, journal)
        return parted

    def _differing(
        self, parted: Parted, element: str, value: Any, cell: Cell, journal: Reading
    ) -> None:
        before = None if cell.contested else self._said_before(cell, journal)
        if before is None:
            parted.differing[element] = value
        elif self.position is None or before < self.position:
            parted.settled[element] = value

    def _said_before(self, cell: Cell, journal: Reading) -> int | None:
        """Where the register was recorded out of which the department itself said what is held."""
        event = journal.event(cell.position)
        source = (event.body or {}).get("entry", {}).get("source") if event else None
        imports = self.house.registry.imports
        if not source or source["id"] not in imports:
            return None
        brought = imports[source["id"]]
        ours = brought.imported.leads and brought.imported.department == self.department
        return brought.position if ours else None
