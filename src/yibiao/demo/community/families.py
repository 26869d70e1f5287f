"""How many households and people → who lives with whom, how old they are, and who is whose child."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

from yibiao.demo.community.chance import chance

MALE: Final = "1"
FEMALE: Final = "2"

#: Somebody as old as that is brought in when chance has made nobody so old.
OLDEST: Final = (100, 101, 103)


@dataclass(eq=False)
class Member:
    """One of a household; `kin` is what they are to its head, as the household register says it."""

    kin: str
    sex: str
    age: int
    spouse: "Member | None" = None
    father: "Member | None" = None
    mother: "Member | None" = None
    birth: date = date.min


@dataclass(eq=False)
class Family:
    """A household, its head first; `way` is how it lives."""

    way: str
    members: list[Member] = field(default_factory=list)

    @property
    def head(self) -> Member:
        """Who the register names first."""
        return self.members[0]


def families(seed: int, households: int, residents: int, today: date) -> list[Family]:
    """
    Exactly so many households of exactly so many residents altogether.

    Raises:
        ValueError: There are fewer residents than households.
    """
    if residents < households:
        raise ValueError(residents)
    found = [_family(chance(seed, "family", number)) for number in range(households)]
    _fit(found, residents, chance(seed, "fit"))
    _age(found)
    for number, family in enumerate(found):
        for place, member in enumerate(family.members):
            member.birth = _birth(member.age, today, chance(seed, "birth", number, place))
    return found


def _family(lot: Random) -> Family:
    ways = list(_WAYS)
    way = lot.choices(ways, [_WAYS[each][0] for each in ways])[0]
    return Family(way, list(_WAYS[way][1](lot)))


def _alone(lot: Random) -> Iterator[Member]:
    yield Member("户主", _sex(lot), lot.randint(23, 58))


def _alone_and_old(lot: Random) -> Iterator[Member]:
    yield Member("户主", FEMALE if lot.random() < 0.6 else MALE, _old(lot))


def _couple(lot: Random) -> Iterator[Member]:
    yield from _pair(lot, lot.randint(25, 59))


def _old_couple(lot: Random) -> Iterator[Member]:
    yield from _pair(lot, min(_old(lot), 88))


def _with_children(lot: Random) -> Iterator[Member]:
    pair = _pair(lot, int(lot.triangular(25, 64, 42)))
    yield from pair
    yield from _children(lot, *pair)


def _three_generations(lot: Random) -> Iterator[Member]:
    pair = _pair(lot, int(lot.triangular(27, 60, 40)))
    yield from pair
    yield from _children(lot, *pair)
    yield from _parents(lot, pair[0])


def _lone_parent(lot: Random) -> Iterator[Member]:
    head = Member("户主", FEMALE if lot.random() < 0.7 else MALE, lot.randint(28, 56))
    yield head
    yield from _children(lot, head, None)


def _left_behind(lot: Random) -> Iterator[Member]:
    """Grandparents with grandchildren whose parents work elsewhere."""
    pair = _pair(lot, lot.randint(55, 71))
    yield from pair
    for _ in range(lot.choice((1, 1, 2))):
        sex = _sex(lot)
        yield Member("孙子" if sex == MALE else "孙女", sex, lot.randint(3, 14))


def _sharing(lot: Random) -> Iterator[Member]:
    yield Member("户主", _sex(lot), lot.randint(20, 38))
    for _ in range(lot.randint(1, 3)):
        yield Member("非亲属", _sex(lot), lot.randint(19, 40))


#: How households live: how many of a thousand, and who they are.
_WAYS: Final[dict[str, tuple[int, Callable[[Random], Iterator[Member]]]]] = {
    "alone": (55, _alone),
    "alone-and-old": (95, _alone_and_old),
    "couple": (85, _couple),
    "old-couple": (150, _old_couple),
    "with-children": (375, _with_children),
    "three-generations": (160, _three_generations),
    "lone-parent": (35, _lone_parent),
    "left-behind": (25, _left_behind),
    "sharing": (30, _sharing),
}


def _sex(lot: Random) -> str:
    return lot.choice((MALE, FEMALE))


def _old(lot: Random) -> int:
    """60 and more, the fewer the older."""
    return 60 + min(int(lot.expovariate(1 / 11)), 38)


def _pair(lot: Random, age: int) -> tuple[Member, Member]:
    sex = FEMALE if lot.random() < 0.22 else MALE
    younger = lot.randint(-1, 5) * (1 if sex == MALE else -1)
    head = Member("户主", sex, age)
    spouse = Member("配偶", FEMALE if sex == MALE else MALE, max(age - younger, 22), spouse=head)
    head.spouse = spouse
    return head, spouse


def _children(lot: Random, head: Member, spouse: Member | None) -> Iterator[Member]:
    youngest_parent = min(each.age for each in (head, spouse) if each is not None)
    for _ in range(lot.choice((1, 1, 2))):
        yield _child(lot, head, spouse, youngest_parent)


def _child(lot: Random, head: Member, spouse: Member | None, parent: int) -> Member:
    sex = _sex(lot)
    parents = {each.sex: each for each in (head, spouse) if each is not None}
    return Member(
        "子" if sex == MALE else "女",
        sex,
        max(parent - lot.randint(22, 33), 0),
        father=parents.get(MALE),
        mother=parents.get(FEMALE),
    )


def _parents(lot: Random, head: Member) -> Iterator[Member]:
    older = head.age + lot.randint(22, 30)
    father, mother = Member("父亲", MALE, older), Member("母亲", FEMALE, older - lot.randint(0, 4))
    living = lot.choice(((father, mother), (father, mother), (mother,), (father,)))
    if len(living) == 2:
        father.spouse, mother.spouse = mother, father
    for each in living:
        if each is father:
            head.father = father
        else:
            head.mother = mother
        yield each


def _fit(found: list[Family], residents: int, lot: Random) -> None:
    """Add children and relatives, or take them away, until the number is right."""
    while (missing := residents - sum(len(each.members) for each in found)) != 0:
        for family in lot.sample(found, min(abs(missing), len(found))):
            if missing > 0:
                family.members.append(_another(family, lot))
            elif len(family.members) > 1:
                _leave(family)


def _another(family: Family, lot: Random) -> Member:
    head = family.head
    children = [each for each in family.members if each.kin in ("子", "女")]
    if head.spouse is not None and 25 <= head.age <= 60 and len(children) < 3:
        return _child(lot, head, head.spouse, min(head.age, head.spouse.age))
    return Member("其他亲属", _sex(lot), lot.randint(18, 55))


def _leave(family: Family) -> None:
    """The last one goes; nobody stays bound to them."""
    gone = family.members.pop()
    for each in family.members:
        if each.spouse is gone:
            each.spouse = None
        if each.father is gone:
            each.father = None
        if each.mother is gone:
            each.mother = None


def _age(found: list[Family]) -> None:
    """The oldest of those who live alone are past a hundred."""
    alone = sorted(
        (each.head for each in found if each.way == "alone-and-old"),
        key=lambda head: head.age,
        reverse=True,
    )
    for head, age in zip(alone, OLDEST, strict=False):
        head.age = age


def _birth(age: int, today: date, lot: Random) -> date:
    """A birthday at which one is *age* on *today*."""
    last = _years_before(today, age)
    first = _years_before(today, age + 1) + timedelta(days=1)
    return first + timedelta(days=lot.randrange((last - first).days + 1))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
