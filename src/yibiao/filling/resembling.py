"""
Two subjects of a kind → how likely they are one and the same, and why: in the manner of Fellegi and Sunter (1969).

What is held of both is compared trait by trait. Each comparison ends at one level, and each level has two probabilities:
*m*, that one subject recorded twice comes out so, and *u*, that two different ones do that have a key in common (only
such are ever compared). The binary logarithm of m/u is the level's weight in bits, and the weights, with what is to be
expected of any such pair beforehand, add up to the score: at 0 it is as likely as not, at 10 a thousand to one. What is
not held of both weighs nothing. Levels, probabilities and sentences stand in `resembling.json`, reviewed by people; it
says how each was estimated.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from itertools import product
from typing import Any, Final

from yibiao.filling import traits
from yibiao.model.catalogue import starter
from yibiao.model.derivation import sources
from yibiao.model.kinds import SubjectKind, ValueKind, is_date
from yibiao.model.text import Text

#: Bits from which a person is asked: one chance in five is worth a look.
ASKED: Final = -2.0

#: Bits of a part that says something by itself.
TELLING: Final = 1.0

#: Bits by which two ways to add weights up may differ, many times over.
_ROUNDING: Final = 1e-6

_LUNAR: Final = range(17, 53)
_THIRD, _HALF = 1 / 3, 1 / 2
_LONG_ENOUGH: Final = 3

#: What one kind of subject is recognised by, by comparison; those that nothing is held of are left out.
Traits = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One comparison's level, its weight in bits, and the sentence for a person, who learns no value from it."""

    comparison: str
    level: str
    weight: float
    says: Text


@dataclass(frozen=True)
class Resemblance:
    """How much two subjects resemble each other: `score` in bits, the sum of its parts."""

    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        """The sum."""
        return math.fsum(each.weight for each in self.parts)

    @property
    def asks(self) -> bool:
        """Whether a person is to decide; a name alone is too little to ask about."""
        agreeing = sum(each.weight >= TELLING for each in self.parts)
        return self.score >= ASKED and agreeing > 1

    def document(self) -> dict[str, Any]:
        """As a problem or a list has it."""
        return {
            "score": round(self.score, 1),
            "parts": [
                {
                    "comparison": each.comparison,
                    "level": each.level,
                    "weight": round(each.weight, 1),
                    "says": each.says.document(),
                }
                for each in self.parts
            ],
        }


@dataclass(frozen=True)
class Level:
    """One way in which a comparison may end."""

    name: str
    weight: float
    says: Text


@dataclass(frozen=True)
class Comparison:
    """One trait, the elements that say it, and how two of it are compared."""

    name: str
    by: str
    elements: tuple[str, ...]
    levels: Mapping[str, Level]


@dataclass(frozen=True)
class Rules:
    """How subjects of one kind are compared."""

    before: Level
    comparisons: tuple[Comparison, ...]


def traits_of(kind: SubjectKind, values: Mapping[str, Any]) -> Traits:
    """What a subject of *kind* with these *values* is recognised by."""
    return _traits_of(kind, telling(kind, values))


@lru_cache(maxsize=16_384)
def _traits_of(kind: SubjectKind, told: tuple[tuple[str, Any], ...]) -> Traits:
    return recognised_by(kind, dict(told))


def recognised_by(
    kind: SubjectKind, values: Mapping[str, Any], only: frozenset[str] | None = None
) -> Traits:
    """As `traits_of`; *only* these of them, where no more are wanted."""
    found = {
        each.name: _NORMAL[each.by](traits.stated(each.elements, values))
        for each in _comparisons(kind, only)
    }
    return {name: trait for name, trait in found.items() if trait}


class Recognised(dict[str, Any]):
    """The traits of a subject, each read when it is first asked for; of what nothing is held, nothing."""

    def __init__(self, kind: SubjectKind, values: Mapping[str, Any]) -> None:
        super().__init__()
        self._how = _by_name(kind)
        self._values = values

    def __missing__(self, name: str) -> Any:
        how = self._how[name]
        trait = self[name] = _NORMAL[how.by](traits.stated(how.elements, self._values))
        return trait


@cache
def _by_name(kind: SubjectKind) -> Mapping[str, Comparison]:
    return {each.name: each for each in _comparisons(kind)}


@cache
def _comparisons(kind: SubjectKind, only: frozenset[str] | None = None) -> tuple[Comparison, ...]:
    rules = rules_of(kind)
    comparisons = rules.comparisons if rules else ()
    return tuple(each for each in comparisons if only is None or each.name in only)


def telling(kind: SubjectKind, values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Those of *values* that say who or what a subject is, in an order of their own."""
    return worded(telling_elements(kind), values)


def worded(elements: Iterable[str], values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Those of *values* that say something of *elements* in words, in their order."""
    return tuple([(each, values[each]) for each in elements if isinstance(values.get(each), str)])


@cache
def telling_elements(kind: SubjectKind) -> tuple[str, ...]:
    """The elements that subjects of *kind* are recognised or identified by, also those that these follow from."""
    return with_sources((*elements_of(kind), *(each for each, _ in identifying(kind))))


def elements_of(kind: SubjectKind, only: frozenset[str] | None = None) -> tuple[str, ...]:
    """The elements that say the traits of subjects of *kind*; of *only* these of them."""
    return tuple(each for some in _comparisons(kind, only) for each in some.elements)


def with_sources(elements: Iterable[str]) -> tuple[str, ...]:
    """*elements* and those that they follow from, in an order of their own."""
    elements = set(elements)
    return tuple(sorted(elements.union(*(sources(each, starter()) for each in elements))))


@cache
def identifying(kind: SubjectKind) -> tuple[tuple[str, ValueKind], ...]:
    """The elements that identify subjects of *kind*."""
    return tuple(
        (each.id, each.kind)
        for each in starter().elements.values()
        if each.identifying and each.subject is kind
    )


def compare(kind: SubjectKind, one: Traits, other: Traits) -> Resemblance | None:
    """
    How much two subjects of *kind* resemble each other, either way round; nothing where no two of it are ever compared.

    >>> zhang = traits_of(SubjectKind.PERSON, {"person.name": "张晓丽", "person.birth_date": "1980-05-03"})
    >>> typed = traits_of(SubjectKind.PERSON, {"person.name": "张小丽", "person.birth_date": "1980-03-05"})
    >>> [(each.comparison, each.level) for each in compare(SubjectKind.PERSON, zhang, typed).parts]
    [('before', 'any'), ('name', 'sounds-alike'), ('born', 'swapped')]
    """
    rules = rules_of(kind)
    if rules is None:
        return None
    return Resemblance(tuple(_parts(rules, one, other)))


def may_ask(kind: SubjectKind, one: Recognised, other: Recognised) -> bool:
    """
    Whether two subjects of *kind* may resemble each other so much that `compare` asks about them.

    It never denies it of two about whom that does ask. Of nearly all others the first traits that it looks at say enough.
    """
    most, decisive = _decisive(kind)
    for name, level, short in decisive:
        mine, theirs = one[name], other[name]
        most -= short[level(mine, theirs) if mine and theirs else None]
        if most < ASKED - _ROUNDING:
            return False
    return bool(decisive)


#: A comparison's trait, how two of it are compared, and by how much each level is short of the best; also of nothing held.
_Decisive = tuple[str, Callable[[Any, Any], str], Mapping[str | None, float]]


@cache
def _decisive(kind: SubjectKind) -> tuple[float, tuple[_Decisive, ...]]:
    """The highest score that there can be of two of *kind*, and its comparisons, those that can take most of it first."""
    rules = rules_of(kind)
    most, found = (rules.before.weight if rules else 0.0), []
    for each in _comparisons(kind):
        weights: dict[str | None, float] = {None: 0.0}
        weights |= {name: level.weight for name, level in each.levels.items()}
        best = max(weights.values())
        most += best
        short = {name: best - weight for name, weight in weights.items()}
        found.append((each.name, _LEVELS[each.by], short))
    found.sort(key=lambda each: max(each[2].values()), reverse=True)
    return most, tuple(found)


def _parts(rules: Rules, one: Traits, other: Traits) -> Iterator[Part]:
    yield Part("before", rules.before.name, rules.before.weight, rules.before.says)
    for each in rules.comparisons:
        if each.name in one and each.name in other:
            level = each.levels[_LEVELS[each.by](one[each.name], other[each.name])]
            yield Part(each.name, level.name, level.weight, level.says)


@cache
def rules_of(kind: SubjectKind) -> Rules | None:
    """How subjects of *kind* are compared, if they are."""
    told = reviewed()["kinds"].get(kind.value)
    if told is None:
        return None
    share = told["before"]["share"]
    before = Level("any", math.log2(share / (1 - share)), Text(**told["before"]["says"]))
    return Rules(before, tuple(map(_comparison, told["comparisons"])))


def _comparison(told: Mapping[str, Any]) -> Comparison:
    sentences = reviewed()["says"]
    levels = {
        name: Level(
            name,
            math.log2(m / u),
            Text(
                **{
                    language: template.format(what=told["what"][language])
                    for language, template in sentences[told["by"]][name].items()
                }
            ),
        )
        for name, (m, u) in told["levels"].items()
    }
    return Comparison(told["name"], told["by"], tuple(told["elements"]), levels)


@cache
def reviewed() -> dict[str, Any]:
    """`resembling.json`."""
    text = resources.files("yibiao.filling").joinpath("resembling.json").read_text("utf-8")
    told: dict[str, Any] = json.loads(text)
    return told


# ------------------------------------------------------------------- how a trait is put, and how two are compared


def _only(stated: Sequence[Any]) -> Any:
    return stated[0] if stated else None


def _date(stated: Sequence[Any]) -> str | None:
    for each in stated:
        if isinstance(each, str) and is_date(each):
            return each
    return None


def _name(stated: Sequence[Any]) -> str | None:
    return traits.plain(str(stated[0])) if stated else None


def _company(stated: Sequence[Any]) -> str | None:
    return traits.company(str(stated[0])) if stated else None


def _phones(stated: Sequence[Any]) -> frozenset[str]:
    return frozenset([number for each in stated if (number := traits.phone(str(each)))])


def _houses(stated: Sequence[Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(dict.fromkeys(traits.house(str(each)) for each in stated))


def _joined(stated: Sequence[Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (traits.house("-".join(map(str, stated))),) if stated else ()


def _equal(one: Any, other: Any) -> str:
    return "same" if one == other else "other"


def _names(one: str, other: str) -> str:
    if one == other:
        return "same"
    if len(one) == len(other) and all(
        traits.sound(mine) & traits.sound(theirs) for mine, theirs in zip(one, other, strict=True)
    ):
        return "sounds-alike"
    if min(len(one), len(other)) >= _LONG_ENOUGH and _one_apart(one, other):
        return "one-character"
    return "surname" if one[0] == other[0] else "other"


def _companies(one: str, other: str) -> str:
    if one == other:
        return "same"
    if min(len(one), len(other)) >= _LONG_ENOUGH and (
        one in other or other in one or _one_apart(one, other)
    ):
        return "near"
    return "other"


def _dates(one: str, other: str) -> str:
    if one == other:
        return "same"
    mine, theirs = date.fromisoformat(one), date.fromisoformat(other)
    same_day = (mine.month, mine.day) == (theirs.month, theirs.day)
    if mine.year == theirs.year and (mine.month, mine.day) == (theirs.day, theirs.month):
        return "swapped"
    if _one_apart(one, other) or (same_day and abs(mine.year - theirs.year) == 1):
        return "near"
    if abs((mine - theirs).days) in _LUNAR:
        return "lunar"
    return "year" if mine.year == theirs.year else "other"


def _numbers(one: str, other: str) -> str:
    if one == other:
        return "same"
    return "near" if _one_apart(one, other) else "other"


def _any_phone(one: frozenset[str], other: frozenset[str]) -> str:
    if one & other:
        return "same"
    return "near" if any(_one_apart(*each) for each in product(one, other)) else "other"


def _addresses(one: Sequence[Any], other: Sequence[Any]) -> str:
    found = {_address(*each) for each in product(one, other)}
    return next(each for each in ("same", "house", "street", "other") if each in found)


def _address(one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]]) -> str:
    if one == other:
        return "same"
    words = _shared(one[0], other[0])
    if one[1] and one[1] == other[1] and words >= _THIRD:
        return "house"
    return "street" if words >= _HALF else "other"


def _shared(one: str, other: str) -> float:
    """Which part of all the words in either is in both, in pairs of characters."""
    mine, theirs = ({each[at : at + 2] for at in range(len(each) - 1)} for each in (one, other))
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _one_apart(one: str, other: str) -> bool:
    """Whether one slip of the hand makes *other* of *one*: a character put for another, left out, or two exchanged."""
    if len(one) == len(other):
        apart = [
            at for at, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs
        ]
        if len(apart) == 2:  # noqa: PLR2004
            first, second = apart
            return (
                second == first + 1 and one[first] == other[second] and one[second] == other[first]
            )
        return len(apart) == 1
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(
        long[:at] + long[at + 1 :] == short for at in range(len(long))
    )


_NORMAL: Final[Mapping[str, Callable[[Sequence[Any]], Any]]] = {
    "name": _name,
    "company": _company,
    "date": _date,
    "number": _name,
    "phone": _phones,
    "address": _houses,
    "room": _joined,
    "link": _only,
    "code": _only,
}
_LEVELS: Final[Mapping[str, Callable[[Any, Any], str]]] = {
    "name": _names,
    "company": _companies,
    "date": _dates,
    "number": _numbers,
    "phone": _any_phone,
    "address": _addresses,
    "room": _addresses,
    "link": _equal,
    "code": _equal,
}
