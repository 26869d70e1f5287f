"""A community as it was put on record → what a quarter has changed in it, and the entries that say so."""

from collections.abc import Collection, Mapping
from collections.abc import Sequence as Several
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from yibiao.demo.community.chance import chance
from yibiao.demo.community.families import FEMALE, MALE
from yibiao.demo.community.filing import Filed, entry_id, follows, worker_of
from yibiao.demo.community.identities import SURNAMES, given_name, id_number, phone
from yibiao.demo.community.subject import Population, Subject
from yibiao.model.catalogue import Catalogue
from yibiao.model.kinds import SubjectKind
from yibiao.model.record import Entry

#: Days from one round to the next.
QUARTER: Final = 76

#: Of a thousand persons, how many it happens to in a quarter.
_PHONES, _JOBS, _DEATHS, _BIRTHS, _SUBSIDIES = 14, 9, 2, 1.5, 1
#: Of a thousand households.
_MOVES, _NEWCOMERS, _ALLOWANCES = 3, 2, 2

#: Pairs of workers who correct different cells of one record, and who state the same cell otherwise.
_BESIDE, _AGAINST = 5, 3

#: Codes of `recent-change`.
_NEW, _ADJUSTED = "1", "3"


@dataclass
class Renewal:
    """
    The second round: its entries in order, and what must be held once all are filed.

    Attributes:
        changed: The cells that hold another value than before, cleared ones as `None`.
        contested: The cells that two workers state differently, neither having seen the other's.
        moved: By subject, the unit it belongs to now.
        opened: Who is new.
        closed: Who has died or is no more.
    """

    entries: list[Filed] = field(default_factory=list)
    changed: dict[tuple[str, str], Any] = field(default_factory=dict)
    contested: set[tuple[str, str]] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)


def second_round(
    community: Population,
    asked: Mapping[str, Collection[str]],
    base: int,
    catalogue: Catalogue,
    workers: Several[str],
    round_: str | None = None,
) -> Renewal:
    """
    What has changed in a quarter is stated; everything else is confirmed.

    Args:
        community: As it was put on record in the first round.
        asked: By subject, the elements that forms ask of it now; nothing else is stated.
        base: The journal position that the workers have seen.
        catalogue: Knows what follows from what.
        workers: Ids of actors; each grid has one of them.
        round_: The round that it is filed in.
    """
    return _Quarter(community, asked, base, catalogue, workers, round_).pass_by()


class _Quarter:
    """Three months going by."""

    def __init__(
        self,
        community: Population,
        asked: Mapping[str, Collection[str]],
        base: int,
        catalogue: Catalogue,
        workers: Several[str],
        round_: str | None,
    ) -> None:
        self.community = community
        self.asked = dict(asked)
        self.of_kind: dict[SubjectKind, frozenset[str]] = {}
        self.base = base
        self.catalogue = catalogue
        self.workers = workers
        self.round = round_
        self.today = community.today + timedelta(days=QUARTER)
        self.renewal = Renewal()
        self.seen: set[str] = set()
        self.untouched = [each for each in community.of_kind(SubjectKind.PERSON) if each in asked]
        self._lot("shuffle").shuffle(self.untouched)
        self.vacant = [
            each
            for each in community.of_kind(SubjectKind.DWELLING)
            if community.subjects[each].facts.get("dwelling.resident_count") == 0
        ]

    def pass_by(self) -> Renewal:
        """All that happens, in the order in which it is filed."""
        self._settle()
        self._move()
        self._bear()
        self._bury()
        self._support()
        self._change_cells()
        self._correct_beside()
        self._correct_against()
        self._confirm()
        return self.renewal

    # what happens

    def _change_cells(self) -> None:
        """New telephones and new jobs."""
        for number, id_ in enumerate(self._taken(_PHONES, lambda facts: facts["person.phone"])):
            self._state(id_, {"person.phone": phone(8000 + number)})
        for id_ in self._taken(_JOBS, lambda facts: facts["person.workplace"]):
            self._state(id_, {"person.workplace": "示例戊厂", "person.position": "组长"})

    def _move(self) -> None:
        """Households that move into a vacant dwelling of another grid."""
        households = list(self.community.of_kind(SubjectKind.HOUSEHOLD))
        self._lot("move").shuffle(households)
        left = self._count(_MOVES, SubjectKind.HOUSEHOLD)
        for household in households:
            unit = self.community.subjects[household].unit
            elsewhere = [each for each in self.vacant if self.community.subjects[each].unit != unit]
            if elsewhere and left:
                left -= 1
                self.vacant.remove(elsewhere[0])
                self._move_to(household, self.community.subjects[elsewhere[0]])

    def _move_to(self, household: str, dwelling: Subject) -> None:
        address, unit = dwelling.facts["dwelling.address"], dwelling.unit
        before = self.community.subjects[household].facts["household.dwelling"]
        self._act(
            household,
            "move",
            {"household.address": address, "household.dwelling": dwelling.id},
            unit,
        )
        for member in self.community.members(household):
            self._use(member)
            moved = {"person.current_address": address, "person.dwelling": dwelling.id}
            self._act(member, "move", moved, unit)
        self._state(dwelling.id, {"dwelling.use": "0"})
        self._state(before, {"dwelling.use": "3", "dwelling.resident_count": 0})

    def _bury(self) -> None:
        """The old die; who was married to them is a widow or widower, and somebody else the head of the household."""
        for id_ in self._taken(_DEATHS, lambda facts: facts["person.birth_date"] < self._born(72)):
            subject = self.community.subjects[id_]
            self._act(id_, "close", {})
            self.renewal.closed.add(id_)
            spouse = subject.facts["person.spouse"]
            if spouse is not None and spouse not in self.renewal.closed:
                self._use(spouse)
                self._state(spouse, {"person.marital_status": "30", "person.spouse": None})
            household = subject.facts["person.household"]
            heirs = [
                each
                for each in self.community.members(household)
                if each not in self.renewal.closed
            ]
            if not heirs:
                self._act(household, "close", {})
                self.renewal.closed.add(household)
            elif subject.facts["person.is_head"]:
                self._state(household, {"household.head": heirs[0]})

    def _bear(self) -> None:
        """Children are born, and have no number yet."""
        toddlers = self._some(lambda facts: facts["person.birth_date"] > self._born(3))
        for number, model in enumerate(toddlers[: self._count(_BIRTHS)]):
            lot = self._lot("birth", number)
            facts = self.community.subjects[model].facts
            self._open(
                f"person:n{number + 1:05d}",
                model,
                {
                    "person.name": facts["person.name"][0] + given_name(lot),
                    "person.id_type": None,
                    "person.id_number": None,
                    "person.sex": lot.choice((MALE, FEMALE)),
                    "person.birth_date": self._day_since(lot),
                    "person.student_no": None,
                    "person.disability_certificate_no": None,
                    "person.relation_to_head": "80",
                },
            )

    def _settle(self) -> None:
        """People from elsewhere rent a vacant dwelling."""
        alone = [
            each
            for each in self._some(lambda facts: facts["person.is_migrant"])
            if self.community.subjects[each].facts["person.is_head"]
            and self._home_of(each).get("household.low_income_category") is None
        ]
        for number, model in enumerate(alone[: self._count(_NEWCOMERS, SubjectKind.HOUSEHOLD)]):
            if not self.vacant:
                return
            self._newcomer(number, model, self.community.subjects[self.vacant.pop()])

    def _home_of(self, person: str) -> Mapping[str, Any]:
        household = self.community.subjects[person].facts["person.household"]
        return self.community.subjects[household].facts

    def _newcomer(self, number: int, model: str, dwelling: Subject) -> None:
        lot = self._lot("newcomer", number)
        person, household = f"person:m{number + 1:05d}", f"household:m{number + 1:04d}"
        birth = date.fromisoformat(self.community.subjects[model].facts["person.birth_date"])
        address = dwelling.facts["dwelling.address"]
        home = self.community.subjects[model].facts["person.household"]
        self._open(
            household,
            home,
            {
                "household.number": f"SLHM{number + 1:05d}",
                "household.address": address,
                "household.dwelling": dwelling.id,
                "household.head": None,
                "household.member_count": None,
            },
            dwelling.unit,
        )
        man = self.community.subjects[model].facts["person.sex"] == MALE
        self._open(
            person,
            model,
            {
                "person.name": lot.choice(SURNAMES) + given_name(lot),
                "person.id_type": "111",
                "person.id_number": id_number(birth, 901 + 2 * number + (0 if man else 1)),
                "person.disability_certificate_no": None,
                "person.student_no": None,
                "person.phone": phone(9000 + number),
                "person.current_address": address,
                "person.arrived_here_date": self._day_since(lot),
                "person.household": household,
                "person.dwelling": dwelling.id,
                "person.spouse": None,
                "person.children": None,
                "person.emergency_contact": None,
                "person.main_family_member": None,
                "person.relation_to_head": "02",
            },
            dwelling.unit,
        )
        self._state(household, {"household.head": person})
        self._state(dwelling.id, {"dwelling.tenant": person, "dwelling.use": "2"})

    def _support(self) -> None:
        """Who has turned eighty gets an allowance; some amounts are adjusted."""
        eighty = self._some(
            lambda facts: self._born(80) >= facts["person.birth_date"] > self._born_before(80)
        )
        for id_ in eighty:
            if id_ in self.renewal.closed or "person.elderly_allowance" not in self._askable(id_):
                continue
            self._use(id_)
            self._state(
                id_,
                {
                    "person.elderly_allowance": 100,
                    "person.elderly_allowance_tier": "1",
                    "person.elderly_allowance_start": f"{self.today:%Y-%m}",
                    "person.elderly_allowance_change": _NEW,
                },
            )
        cared_for = self._taken(_SUBSIDIES, lambda facts: facts["person.disability_care_subsidy"])
        for id_ in cared_for:
            subsidy = self.community.subjects[id_].facts["person.disability_care_subsidy"]
            self._state(
                id_,
                {
                    "person.disability_care_subsidy": subsidy + 20,
                    "person.disability_subsidy_change": _ADJUSTED,
                },
            )
        supported = [
            each
            for each in self.community.of_kind(SubjectKind.HOUSEHOLD)
            if self.community.subjects[each].facts.get("household.monthly_support")
            and each not in self.renewal.closed
        ]
        for id_ in supported[: self._count(_ALLOWANCES, SubjectKind.HOUSEHOLD)]:
            support = self.community.subjects[id_].facts["household.monthly_support"]
            self._state(
                id_,
                {
                    "household.monthly_support": support + 50,
                    "household.minimum_living_change": _ADJUSTED,
                },
            )

    def _correct_beside(self) -> None:
        """Two workers correct different cells of one record; both hold."""
        for id_ in self._next(_BESIDE, lambda facts: facts["person.workplace"]):
            self._state(id_, {"person.workplace": "示例己厂"})
            self._state(id_, {"person.current_address": "示例路66号"}, other=True)

    def _correct_against(self) -> None:
        """Two workers state the same cell otherwise, neither having seen the other's: the later holds, both are kept."""
        for number, id_ in enumerate(self._next(_AGAINST, lambda facts: facts["person.phone"])):
            self._state(id_, {"person.phone": phone(9500 + 2 * number)})
            self._state(id_, {"person.phone": phone(9501 + 2 * number)}, other=True)
            if (id_, "person.phone") in self.renewal.changed:
                self.renewal.contested.add((id_, "person.phone"))

    def _confirm(self) -> None:
        for id_ in self.community.subjects:
            if id_ not in self.seen and id_ not in self.renewal.closed:
                self._act(id_, "confirm", {})

    # how it is filed

    def _state(self, id_: str, values: dict[str, Any], *, other: bool = False) -> None:
        """State what is asked of *values*, if anything is; by the *other* worker, not the grid's own."""
        known = self._askable(id_)
        stated = {element: value for element, value in values.items() if element in known}
        if stated:
            self._act(id_, "state", stated, other=other)

    def _act(
        self,
        id_: str,
        act: Any,
        values: dict[str, Any],
        unit: str | None = None,
        *,
        other: bool = False,
    ) -> None:
        subject = self.community.subjects.get(id_)
        kind = subject.kind if subject else SubjectKind(id_.partition(":")[0])
        before = self.renewal.moved.get(id_) or (subject.unit if subject else None)
        where = unit or before or self.community.unit
        if values:
            known = self._askable(id_)
            values = {element: value for element, value in values.items() if element in known}
        worker = worker_of(self.community, self.workers, where)
        if other:
            worker = self.workers[(self.workers.index(worker) + 1) % len(self.workers)]
        number = len(self.renewal.entries)
        entry = Entry(
            id=entry_id(self.community, self.round, "renewal", number, id_),
            unit=where,
            subject=id_,
            kind=kind,
            act=act,
            values=values,
            base=None if act == "open" else self._seen(id_),
            round=self.round,
        )
        self.renewal.entries.append((worker, entry))
        self.seen.add(id_)
        self.renewal.changed.update({(id_, element): value for element, value in values.items()})
        if unit is not None and act in ("open", "move"):
            self.renewal.moved[id_] = unit

    def _seen(self, id_: str) -> int | None:
        """What its worker has seen: of who is new, everything."""
        return None if id_ in self.renewal.opened else self.base

    def _open(
        self, id_: str, model: str, changes: Mapping[str, Any], unit: str | None = None
    ) -> None:
        """Somebody new, in all else like *model*; nothing is stated that follows."""
        subject = self.community.subjects[model]
        new = replace(subject, id=id_, facts={**subject.facts, **changes})
        self.asked[id_] = self._askable_of_kind(subject.kind)
        self.renewal.opened.add(id_)
        values = {
            element: value
            for element, value in new.facts.items()
            if value is not None
            and element in self.catalogue.elements
            and not follows(self.community, new, element, self.catalogue)
        }
        self._act(id_, "open", values, unit or subject.unit)

    def _askable(self, id_: str) -> Collection[str]:
        return self.asked.get(id_, ())

    def _askable_of_kind(self, kind: SubjectKind) -> frozenset[str]:
        """All that is asked of anybody of *kind*: who is new may come into any form's scope."""
        if kind not in self.of_kind:
            several = (self.asked.get(each, ()) for each in self.community.of_kind(kind))
            self.of_kind[kind] = frozenset().union(*several)
        return self.of_kind[kind]

    # whom it happens to

    def _taken(self, of_a_thousand: float, fits: Any) -> list[str]:
        """So many of those to whom nothing has happened yet and whose facts fit."""
        return self._next(self._count(of_a_thousand), fits)

    def _next(self, count: int, fits: Any) -> list[str]:
        found: list[str] = []
        for id_ in self.untouched:
            if len(found) == count:
                break
            if id_ not in self.seen and fits(_Facts(self.community.subjects[id_].facts)):
                found.append(id_)
        for id_ in found:
            self._use(id_)
        return found

    def _some(self, fits: Any) -> list[str]:
        """Everybody untouched whose facts fit, in an order that chance has given."""
        return [
            each
            for each in self.untouched
            if each not in self.seen and fits(_Facts(self.community.subjects[each].facts))
        ]

    def _use(self, id_: str) -> None:
        if id_ in self.untouched:
            self.untouched.remove(id_)

    def _count(self, of_a_thousand: float, kind: SubjectKind = SubjectKind.PERSON) -> int:
        return max(round(len(self.community.of_kind(kind)) * of_a_thousand / 1000), 1)

    def _lot(self, *words: object) -> Random:
        return chance(self.community.seed, "renewal", *words)

    def _born(self, years: int) -> str:
        """The latest birthday of somebody who is that old now."""
        return (self.today - timedelta(days=round(years * 365.2425))).isoformat()

    def _born_before(self, years: int) -> str:
        """The latest birthday of somebody who was that old a quarter ago."""
        return (self.community.today - timedelta(days=round(years * 365.2425))).isoformat()

    def _day_since(self, lot: Random) -> str:
        return (self.community.today + timedelta(days=lot.randrange(1, QUARTER - 5))).isoformat()


class _Facts(dict[str, Any]):
    """Facts of which one that is not told is nothing."""

    def __missing__(self, key: str) -> None:
        return None
