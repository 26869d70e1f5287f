"""Families → people with names and numbers, in dwellings, in buildings, in grids; and who among them needs what."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final

from yibiao.demo.community.chance import Thing, chance
from yibiao.demo.community.families import MALE, Family, Member
from yibiao.demo.community.identities import SURNAMES, given_name, id_number

COMMUNITY: Final = "999999001001"

_HOUSEHOLDS_IN_A_BUILDING: Final = 48

#: Shares of all households.
_SHARES: Final = (("low", 0.025), ("lifted", 0.015), ("edge", 0.004), ("ended", 0.003))


@dataclass(eq=False)
class Person:
    """One resident, with what decides which forms ask about them."""

    id: str
    member: Member
    home: "Home"
    name: str = ""
    number: str | None = None
    certificate: str | None = None
    foreign: bool = False
    party: bool = False
    veteran: bool = False
    migrant: bool = False

    @property
    def age(self) -> int:
        """Full years."""
        return self.member.age


@dataclass(eq=False)
class Home:
    """
    One household where it lives.

    `support` is `low` (a minimum living allowance), `extreme` (full support), `lifted` (out of poverty), `edge` (in
    danger of it), `ended` (no allowance any more) or nothing.
    """

    id: str
    family: Family
    building: int
    address: str
    dwelling: str
    grid: str
    persons: list[Person] = field(default_factory=list)
    support: str | None = None
    landlord: Person | None = None

    @property
    def head(self) -> Person:
        """Who the register names first."""
        return self.persons[0]


@dataclass(eq=False)
class Settlement:
    """Everybody, settled."""

    seed: int
    today: date
    grids: tuple[str, ...]
    homes: list[Home]
    helpers: list[Person] = field(default_factory=list)
    vacant: int = 0
    by_member: dict[Member, Person] = field(default_factory=dict)

    @property
    def persons(self) -> list[Person]:
        """Every resident, household by household."""
        return list(self.by_member.values())

    @property
    def buildings(self) -> int:
        """How many buildings they live in."""
        return -(-(len(self.homes) + self.vacant) // _HOUSEHOLDS_IN_A_BUILDING)

    def grid_of(self, building: int) -> str:
        """The grid that a building stands in."""
        return self.grids[building * len(self.grids) // self.buildings]

    def person(self, member: Member | None) -> Person | None:
        """Who a member of a family is."""
        return None if member is None else self.by_member[member]


def address_of(door: int) -> str:
    """Where the dwelling of that number is, in words."""
    building, flat = divmod(door, _HOUSEHOLDS_IN_A_BUILDING)
    entrance, room = divmod(flat, 12)
    return f"示例路{building // 6 + 1}号{building + 1}栋{entrance + 1}单元{room // 2 + 1}0{room % 2 + 1}室"


def building_of(door: int) -> int:
    """The building that the dwelling of that number is in."""
    return door // _HOUSEHOLDS_IN_A_BUILDING


def settle(seed: int, families: list[Family], grids: int, today: date) -> Settlement:
    """Everybody with a name, a number and a home."""
    codes = tuple(f"{COMMUNITY}{number:03d}" for number in range(1, grids + 1))
    settlement = Settlement(seed, today, codes, [], vacant=max(len(families) // 20, 1))
    for door, family in enumerate(families):
        building = building_of(door)
        home = Home(
            id=f"household:{door + 1:05d}",
            family=family,
            building=building,
            address=address_of(door),
            dwelling=f"dwelling:{door + 1:05d}",
            grid=settlement.grid_of(building),
        )
        settlement.homes.append(home)
        for member in family.members:
            person = Person(f"person:{len(settlement.by_member) + 1:06d}", member, home)
            settlement.by_member[member] = person
            home.persons.append(person)
    _name(settlement)
    _number(settlement)
    _certify(settlement)
    _support(settlement)
    _let(settlement)
    _engage(settlement)
    return settlement


def _name(settlement: Settlement) -> None:
    """Children have their father's surname, or their mother's; everybody else one of their own."""
    surnames: dict[Member, str] = {}
    for member, person in settlement.by_member.items():
        lot = chance(settlement.seed, "name", person.id)
        family = person.home.family
        before = surnames.get(member.father or member.mother or member)
        if before is None and member.kin in ("父亲", "孙子", "孙女"):
            before = surnames[family.head]
        surnames[member] = before or lot.choice(SURNAMES)
        person.name = surnames[member] + given_name(lot)


def _number(settlement: Settlement) -> None:
    """An identity number for everybody but a few foreigners and the newest born."""
    persons = settlement.persons
    lot = chance(settlement.seed, "numbers")
    grown = [each for each in persons if 25 <= each.age <= 50 and each.member.kin == "配偶"]
    for each in lot.sample(grown, min(len(grown), len(persons) // 1200 + 1)):
        each.foreign = True
    newest = sorted(persons, key=lambda each: each.member.birth, reverse=True)
    unregistered = {each for each in newest[: len(persons) // 900 + 1] if each.age < 1} | {
        each for each in persons if each.foreign
    }
    sequences: dict[tuple[date, str], int] = {}
    for each in persons:
        key = each.member.birth, each.member.sex
        sequences[key] = sequences.get(key, -1) + 1
        if each not in unregistered:
            odd = each.member.sex == MALE
            each.number = id_number(each.member.birth, 2 * sequences[key] + (1 if odd else 2))


def _certify(settlement: Settlement) -> None:
    """Three of a hundred have a disability certificate, the old four times as often as the young."""
    able = [each for each in settlement.persons if each.number is not None and each.age >= 3]
    lot = chance(settlement.seed, "disability")
    count = round(len(settlement.persons) * 0.03)
    for each in _weighted(able, [4 if person.age >= 60 else 1 for person in able], count, lot):
        kind = lot.choices("1234567", (12, 12, 2, 50, 12, 10, 2))[0]
        grade = lot.choices("1234", (15, 25, 30, 30))[0]
        each.certificate = f"{each.number}{kind}{grade}"


def _support(settlement: Settlement) -> None:
    """A minimum living allowance for 25 of a thousand households, full support for 4, and what else there is."""
    homes, lot = settlement.homes, chance(settlement.seed, "support")
    alone = [each for each in homes if each.family.way == "alone-and-old"]
    for each in lot.sample(alone, min(len(alone), round(len(homes) * 0.004))):
        each.support = "extreme"
    for support, share in _SHARES:
        free = [each for each in homes if each.support is None]
        for each in _weighted(free, [_need(home) for home in free], round(len(homes) * share), lot):
            each.support = support


def _need(home: Home) -> int:
    disabled = any(each.certificate for each in home.persons)
    return (
        1 + 9 * disabled + 5 * (home.family.way in ("alone-and-old", "lone-parent", "left-behind"))
    )


def _let(settlement: Settlement) -> None:
    """Some live in somebody else's dwelling; those who share one always do."""
    lot = chance(settlement.seed, "let")
    owners = [
        each.head
        for each in settlement.homes
        if each.head.age >= 35 and each.family.way != "sharing" and not each.head.foreign
    ] or [settlement.homes[0].head]
    for home in settlement.homes:
        rents = home.family.way == "sharing" or (home.head.age < 45 and lot.random() < 0.2)
        others = lot.choice(owners)
        if rents and others.home is not home:
            home.landlord = others
            from_elsewhere = home.family.way == "sharing" or lot.random() < 0.6
            for each in home.persons:
                each.migrant = from_elsewhere


def _engage(settlement: Settlement) -> None:
    """Who is in the Party, who has served, and who helps the others."""
    persons, lot = settlement.persons, chance(settlement.seed, "engaged")
    grown = [each for each in persons if each.age >= 22 and not each.foreign]
    for each in _weighted(grown, [1] * len(grown), round(len(persons) * 0.08), lot):
        each.party = True
    men = [each for each in grown if each.member.sex == MALE]
    for each in _weighted(men, [1] * len(men), round(len(persons) * 0.012), lot):
        each.veteran = True
    members = [each for each in grown if each.party and 28 <= each.age <= 58]
    settlement.helpers = sorted(members or grown, key=lambda each: each.id)[:24]


def _weighted(things: list[Thing], weights: list[int], count: int, lot: Random) -> list[Thing]:
    """*count* of *things*, none twice, the heavier the likelier (Efraimidis and Spirakis, 2006)."""
    keys = [lot.random() ** (1 / weight) for weight in weights]
    order = sorted(range(len(things)), key=keys.__getitem__, reverse=True)
    return [things[each] for each in order[:count]]
