"""
A subject's values → the keys under which it is found again: by what identifies it, and by what its doubles would share.

Two subjects of one key are not one; they are worth comparing. A key is a number of 64 bits out of which nobody reads a
value, though whoever has the value finds it.
"""

import json
import struct
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from hashlib import blake2b, sha256
from typing import Any, Final, NamedTuple

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

#: A key, as eight bytes are read.
_NUMBER: Final = struct.Struct(">q")

_LONG_ENOUGH: Final = 8
_DIGITS: Final = 5
_ROOM: Final = 2

#: So many are remembered that were computed elsewhere, until they are asked for.
_MOST_TOLD: Final = 10_000


#: What keys follow from: kind and unit of a subject, and its values by element.
Told = tuple[SubjectKind, str, tuple[tuple[str, Any], ...]]


def identity(kind: SubjectKind, values: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """What says by itself who or what a subject is: element and value, of those elements that identify."""
    found = []
    for element, value_kind in identifying(kind):
        for value in traits.stated((element,), values):
            text = traits.plain(str(value))
            if value_kind is not ValueKind.TEXT or _is_number(text):
                found.append((element, text))
    return frozenset(found)


@cache
def identified_by(kind: SubjectKind) -> tuple[str, ...]:
    """The elements that `identity` rests on: those that identify, and those that these follow from."""
    return with_sources(each for each, _ in identifying(kind))


def _is_number(text: str) -> bool:
    """Whether a text is long enough to be told apart from a "none" or an "applied for"."""
    return len(text) >= _LONG_ENOUGH and sum(each.isdigit() for each in text) >= _DIGITS


def identity_keys(found: Iterable[tuple[str, str]]) -> frozenset[int]:
    """The keys of what `identity` gives."""
    return frozenset([_key(f"=\0{element}\0{value}") for element, value in found])


def likeness_keys(kind: SubjectKind, unit: str, recognised: Traits) -> frozenset[int]:
    """The keys that a subject of *unit*, recognised by those traits, shares with whatever may be the same."""
    aspects = {"unit": [unit]}
    for name, (trait, read) in _aspects(kind).items():
        told = recognised.get(trait)
        aspects[name] = [] if told is None else read(told)
    found = []
    for begins, first, second in _begun(kind):
        for one in aspects[first]:
            if second is None:
                found.append(f"{begins}\0{one}")
            else:
                found += [f"{begins}\0{one}\0{other}" for other in aspects[second]]
    return frozenset(map(_key, found))


def keys(kind: SubjectKind, unit: str, values: Mapping[str, Any]) -> frozenset[int]:
    """All keys of a subject of *unit* with these *values*."""
    return _keys((kind, unit, keyed_by(kind, values)))


def keyed_by(kind: SubjectKind, values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Those of *values* that the keys of a subject of *kind* are made of, by element."""
    return worded(keying_elements(kind), values)


def know_keys(
    kind: SubjectKind, unit: str, told: tuple[tuple[str, Any], ...], found: frozenset[int]
) -> None:
    """Take it from whoever computed them elsewhere that *found* are the keys of a subject that is *told* so by `keyed_by`."""
    with _telling:
        _told_elsewhere[kind, unit, told] = found
        if len(_told_elsewhere) > _MOST_TOLD:
            _told_elsewhere.popitem(last=False)


@lru_cache(maxsize=16_384)
def _keys(told: Told) -> frozenset[int]:
    found = None
    if _told_elsewhere:
        with _telling:
            found = _told_elsewhere.pop(told, None)
    return found or _computed(*told)


def _computed(kind: SubjectKind, unit: str, told: tuple[tuple[str, Any], ...]) -> frozenset[int]:
    values = dict(told)
    recognised = recognised_by(kind, values, _traits(kind))
    return identity_keys(identity(kind, values)) | likeness_keys(kind, unit, recognised)


#: Keys by kind, unit and what they are made of; nobody asks for those of an entry that was refused: the oldest goes first.
_told_elsewhere: Final[OrderedDict[Told, frozenset[int]]] = OrderedDict()
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
    return frozenset(each.trait for each in _aspects(kind).values())


@cache
def _aspects(kind: SubjectKind) -> Mapping[str, "_Aspect"]:
    """What keys of subjects of *kind* are made of, beside their unit."""
    names = sorted({name for recipe in _recipes(kind) for name in recipe} - {"unit"})
    return {name: _ASPECTS[name] for name in names}


@cache
def _recipes(kind: SubjectKind) -> tuple[tuple[str, ...], ...]:
    """What of a subject of *kind* makes a key, each time."""
    return tuple(map(tuple, reviewed()["kinds"].get(kind.value, {}).get("keys", ())))


@cache
def _begun(kind: SubjectKind) -> tuple[tuple[str, str, str | None], ...]:
    """What the text begins with of which each recipe makes a key, and the one or two aspects that it goes on with."""
    return tuple(
        ("\0".join((kind.value, first, *more)), first, more[0] if more else None)
        for first, *more in _recipes(kind)
    )


class Keys:
    """How records are found again, as the journal's look-up table keeps it."""

    @property
    def edition(self) -> str:
        """Another whenever the same record may get other keys."""
        told = [_EDITION, {each: reviewed()["kinds"][each]["keys"] for each in reviewed()["kinds"]}]
        numbers = [each for kind in SubjectKind for each in identifying(kind)]
        text = json.dumps([told, numbers], default=str)
        return sha256(text.encode()).hexdigest()[:16]

    def told(self, record: Record) -> Told | None:
        """
        What the keys of *record* follow from: whoever states it again as it is changes none.

        One that was merged into another is found there.
        """
        if record.merged_into is not None:
            return None
        cells = record.cells
        values = [
            (element, cell.value)
            for element in keying_elements(record.kind)
            if (cell := cells.get(element)) is not None and isinstance(cell.value, str)
        ]
        return record.kind, record.unit, tuple(values)

    def of(self, told: Told | None) -> frozenset[int]:
        """The keys that follow from what `told` gives."""
        return frozenset() if told is None else _keys(told)


def _key(text: str) -> int:
    (key,) = _NUMBER.unpack(blake2b(text.encode(), digest_size=8).digest())
    return int(key)


class _Aspect(NamedTuple):
    """What keys have of a subject: the trait that it is read from, and how."""

    trait: str
    read: Callable[[Any], list[str]]


def _rooms(houses: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """The numbers of addresses that lead as far as a door."""
    return ["-".join(numbers) for _, numbers in houses if len(numbers) >= _ROOM]


def _places(houses: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Addresses that have a number."""
    return ["".join((words, *numbers)) for words, numbers in houses if numbers]


_ASPECTS: Final[Mapping[str, _Aspect]] = {
    "name": _Aspect("name", lambda name: [name]),
    "sounds": _Aspect("name", lambda name: [traits.sounds(name)]),
    "surname": _Aspect("name", lambda name: [traits.first_sound(name[0])]),
    "born": _Aspect("born", lambda day: [day]),
    "year": _Aspect("born", lambda day: [day[:4]]),
    "days": _Aspect("born", lambda day: ["".join(sorted((day[5:7], day[8:])))]),
    "phone": _Aspect("phone", sorted),
    "head": _Aspect("head", lambda head: [head]),
    "rooms": _Aspect("address", _rooms),
    "place": _Aspect("place", _places),
}
