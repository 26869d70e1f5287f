"""Who and what there is in a community, with what is true of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Unit


@dataclass(frozen=True)
class Subject:
    """
    One subject with what is true of it, by element id; codes as in the element's code list.

    A fact that is `None` says that there is nothing to say: an unmarried person's spouse.
    """

    id: str
    kind: SubjectKind
    unit: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Population:
    """
    Everybody and everything in a made-up community on one day.

    Attributes:
        units: The community first, then its grids.
        subjects: By id, in an order in which they can be opened.
    """

    seed: int
    today: date
    units: tuple[Unit, ...]
    subjects: Mapping[str, Subject]

    @property
    def unit(self) -> str:
        """Its code."""
        return self.units[0].code

    @property
    def grids(self) -> tuple[Unit, ...]:
        """The units that its workers go round in."""
        return self.units[1:]

    def of_kind(self, kind: SubjectKind) -> list[str]:
        """The ids of the subjects of *kind*."""
        return self._by_kind[kind]

    def members(self, household: str) -> Sequence[str]:
        """The ids of those who live in it."""
        return self._leading["person.household", household]

    def leads(self, link: str, target: str) -> bool:
        """Whether that link of anybody's leads to *target*."""
        return (link, target) in self._leading

    @cached_property
    def _leading(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for each in self.subjects.values():
            for link in ("person.household", "person.dwelling"):
                if each.facts.get(link) is not None:
                    found[link, each.facts[link]].append(each.id)
        return found

    @cached_property
    def _by_kind(self) -> dict[SubjectKind, list[str]]:
        found: dict[SubjectKind, list[str]] = defaultdict(list)
        for each in self.subjects.values():
            found[each.kind].append(each.id)
        return found
