"""
A subject's values → the keys under which it is found again: by what identifies it, and by what its doubles would share.

Two subjects of one key are not one; they are worth comparing. A key is a number of 64 bits out of which nobody reads a
value, though whoever has the value finds it.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b, sha256
from typing import Any, Final

from yibiao.filling import traits
from yibiao.filling.resembling import (
    Traits,
    elements_of,
    identifying,
    recognised_by,
    reviewed,
    with_sources,
    worded,
)
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.record import Record

#: To be counted up when the same values get other keys than before.
_EDITION: Final = 1

_LONG_ENOUGH: Final = 8
_DIGITS: Final = 5
_ROOM: Final = 2

#: So many are remembered that were computed elsewhere, until they are asked for.
_MOST_TOLD: Final = 10_000


def identity(kind: SubjectKind, values: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """What says by itself who or what a subject is: element and value, of those elements that identify."""
    found = []
    for element, value_kind in identifying(kind):
        for value in traits.stated([element], values):
            text = traits.plain(str(value))
            if value_kind is not ValueKind.TEXT or _is_number(text):
                found.append((element, text))
    return frozenset(found)


def _is_number(text: str) -> bool:
    """Whether a text is long enough to be told apart from a "none" or an "applied for"."""
    return len(text) >= _LONG_ENOUGH and sum(each.isdigit() for each in text) >= _DIGITS


def identity_keys(found: Iterable[tuple[str, str]]) -> frozenset[int]:
    """The keys of what `identity` gives."""
    return frozenset(_key("\0".join(("=", *each))) for each in found)


def likeness_keys(kind: SubjectKind, unit: str, recognised: Traits) -> frozenset[int]:
    """The keys that a subject of *unit*, recognised by those traits, shares with whatever may be the same."""
    aspects = {name: _ASPECTS[name].of(recognised, unit) for name in _aspects(kind)}
    found = []
    for begins, recipe in _begun(kind):
        texts = [begins]
        for name in recipe:
            texts = [f"{text}\0{part}" for text in texts for part in aspects[name]]
        found += texts
    return frozenset(map(_key, found))


def keys(kind: SubjectKind, unit: str, values: Mapping[str, Any]) -> frozenset[int]:
    """All keys of a subject of *unit* with these *values*."""
    return _keys(kind, unit, worded(keying_elements(kind), values))


def know_keys(
    kind: SubjectKind, unit: str, values: Mapping[str, Any], found: frozenset[int]
) -> None:
    """Take it from whoever computed them elsewhere that *found* are the keys of a subject with these *values*."""
    told = worded(keying_elements(kind), values)
    with _telling:
        _told_elsewhere[kind, unit, told] = found
        if len(_told_elsewhere) > _MOST_TOLD:
            _told_elsewhere.popitem(last=False)


@lru_cache(maxsize=16_384)
def _keys(kind: SubjectKind, unit: str, told: tuple[tuple[str, Any], ...]) -> frozenset[int]:
    with _telling:
        found = _told_elsewhere.pop((kind, unit, told), None)
    return found or _computed(kind, unit, told)


def _computed(kind: SubjectKind, unit: str, told: tuple[tuple[str, Any], ...]) -> frozenset[int]:
    values = dict(told)
    recognised = recognised_by(kind, values, _traits(kind))
    return identity_keys(identity(kind, values)) | likeness_keys(kind, unit, recognised)


#: Keys by kind, unit and what they are made of; nobody asks for those of an entry that was refused: the oldest goes first.
_told_elsewhere: Final[OrderedDict[tuple[Any, ...], frozenset[int]]] = OrderedDict()
_telling: Final = threading.Lock()


@cache
def keying_elements(kind: SubjectKind) -> tuple[str, ...]:
    """The elements that keys of subjects of *kind* are made of, also those that these follow from."""
    return with_sources(
        (*elements_of(kind, _traits(kind)), *(each for each, _ in identifying(kind)))
    )


@cache
def _traits(kind: SubjectKind) -> frozenset[str]:
    """The traits that keys of subjects of *kind* are made of."""
    return frozenset(trait for name in _aspects(kind) for trait in _ASPECTS[name].traits)


@cache
def _aspects(kind: SubjectKind) -> frozenset[str]:
    return frozenset(name for recipe in _recipes(kind) for name in recipe)


@cache
def _recipes(kind: SubjectKind) -> tuple[tuple[str, ...], ...]:
    """What of a subject of *kind* makes a key, each time."""
    return tuple(map(tuple, reviewed()["kinds"].get(kind.value, {}).get("keys", ())))


@cache
def _begun(kind: SubjectKind) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each recipe, and what the text begins with of which it makes a key."""
    return tuple(("\0".join((kind.value, *recipe)), recipe) for recipe in _recipes(kind))


class Keys:
    """How records are found again, as the journal's look-up table keeps it."""

    @property
    def edition(self) -> str:
        """Another whenever the same record may get other keys."""
        told = [_EDITION, {each: reviewed()["kinds"][each]["keys"] for each in reviewed()["kinds"]}]
        numbers = [each for kind in SubjectKind for each in identifying(kind)]
        text = json.dumps([told, numbers], default=str)
        return sha256(text.encode()).hexdigest()[:16]

    def of(self, record: Record) -> frozenset[int]:
        """The keys of *record*; one that was merged into another is found there."""
        if record.merged_into is not None:
            return frozenset()
        return _keys(record.kind, record.unit, _told(record))

    def same(self, one: Record, other: Record) -> bool:
        """Whether nothing that keys are made of differs between two states of one record."""
        return (
            one.unit == other.unit
            and one.merged_into == other.merged_into
            and _told(one) == _told(other)
        )


def _told(record: Record) -> tuple[tuple[str, Any], ...]:
    """The values that its keys follow from: whoever states them again as they are changes no key."""
    cells = record.cells
    return tuple(
        [
            (element, cell.value)
            for element in keying_elements(record.kind)
            if (cell := cells.get(element)) is not None and isinstance(cell.value, str)
        ]
    )


def _key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True)
class _Aspect:
    """What keys have of a subject: the traits that it is read from, and how, beside its unit."""

    traits: tuple[str, ...]
    of: Callable[[Traits, str], list[str]]


def _of_name(read: Callable[[str], str]) -> _Aspect:
    return _Aspect(("name",), lambda told, _: [read(str(told["name"]))] if "name" in told else [])


def _of_birth(read: Callable[[str], str]) -> _Aspect:
    return _Aspect(("born",), lambda told, _: [read(str(told["born"]))] if "born" in told else [])


def _rooms(recognised: Traits) -> list[str]:
    """The numbers of addresses that lead as far as a door."""
    houses = recognised.get("address", ())
    return ["-".join(numbers) for _, numbers in houses if len(numbers) >= _ROOM]


_ASPECTS: Final[Mapping[str, _Aspect]] = {
    "unit": _Aspect((), lambda _, unit: [unit]),
    "name": _of_name(lambda name: name),
    "sounds": _of_name(traits.sounds),
    "surname": _of_name(lambda name: traits.sounds(name[0])),
    "born": _of_birth(lambda day: day),
    "year": _of_birth(lambda day: day[:4]),
    "days": _of_birth(lambda day: "".join(sorted((day[5:7], day[8:])))),
    "phone": _Aspect(("phone",), lambda told, _: sorted(told.get("phone", ()))),
    "head": _Aspect(("head",), lambda told, _: [told["head"]] if "head" in told else []),
    "rooms": _Aspect(("address",), lambda told, _: _rooms(told)),
    "place": _Aspect(
        ("place",),
        lambda told, _: [
            "".join((words, *numbers)) for words, numbers in told.get("place", ()) if numbers
        ],
    ),
}
