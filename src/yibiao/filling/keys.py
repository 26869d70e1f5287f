"""
A subject's values → the keys under which it is found again: by what identifies it, and by what its doubles would share.

Two subjects of one key are not one; they are worth comparing. A key is a number of 64 bits out of which nobody reads a
value, though whoever has the value finds it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Any, Final

from yibiao.filling import traits
from yibiao.filling.resembling import (
    Traits,
    identifying,
    reviewed,
    telling,
    telling_elements,
    traits_of,
)
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.record import Record

#: To be counted up when the same values get other keys than before.
_EDITION: Final = 1

_LONG_ENOUGH: Final = 8
_DIGITS: Final = 5
_ROOM: Final = 2


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
    return frozenset(_key("=", *each) for each in found)


def likeness_keys(kind: SubjectKind, unit: str, recognised: Traits) -> frozenset[int]:
    """The keys that a subject of *unit*, recognised by those traits, shares with whatever may be the same."""
    recipes = reviewed()["kinds"].get(kind.value, {}).get("keys", ())
    return frozenset(
        _key(kind.value, *recipe, *parts)
        for recipe in recipes
        for parts in product(*(_ASPECTS[each](recognised, unit) for each in recipe))
    )


def keys(kind: SubjectKind, unit: str, values: Mapping[str, Any]) -> frozenset[int]:
    """All keys of a subject of *unit* with these *values*."""
    return _keys(kind, unit, telling(kind, values))


@lru_cache(maxsize=16_384)
def _keys(kind: SubjectKind, unit: str, told: tuple[tuple[str, Any], ...]) -> frozenset[int]:
    values = dict(told)
    found = identity_keys(identity(kind, values))
    return found | likeness_keys(kind, unit, traits_of(kind, values))


class Keys:
    """How records are found again, as the journal's look-up table keeps it."""

    @property
    def edition(self) -> str:
        """Another whenever the same record may get other keys."""
        told = [_EDITION, {each: reviewed()["kinds"][each]["keys"] for each in reviewed()["kinds"]}]
        numbers = [each for kind in SubjectKind for each in identifying(kind)]
        text = json.dumps([told, numbers], default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def of(self, record: Record) -> frozenset[int]:
        """The keys of *record*; one that was merged into another is found there."""
        if record.merged_into is not None:
            return frozenset()
        return keys(record.kind, record.unit, record.values)

    def same(self, one: Record, other: Record) -> bool:
        """Whether nothing that keys are made of differs between two states of one record."""
        return (
            one.unit == other.unit
            and one.merged_into == other.merged_into
            and _told(one) == _told(other)
        )


def _told(record: Record) -> list[Any]:
    """The values that its keys follow from: whoever states them again as they are changes no key."""
    cells = (record.cells.get(each) for each in telling_elements(record.kind))
    return [cell and cell.value for cell in cells]


def _key(*parts: str) -> int:
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _name(recognised: Traits) -> Iterator[str]:
    if "name" in recognised:
        yield str(recognised["name"])


def _born(recognised: Traits) -> Iterator[str]:
    if "born" in recognised:
        yield str(recognised["born"])


def _rooms(recognised: Traits) -> list[str]:
    """The numbers of addresses that lead as far as a door."""
    houses = recognised.get("address", ())
    return ["-".join(numbers) for _, numbers in houses if len(numbers) >= _ROOM]


_ASPECTS: Final[Mapping[str, Callable[[Traits, str], list[str]]]] = {
    "unit": lambda _, unit: [unit],
    "name": lambda told, _: list(_name(told)),
    "sounds": lambda told, _: [traits.sounds(each) for each in _name(told)],
    "surname": lambda told, _: [traits.sounds(each[0]) for each in _name(told)],
    "born": lambda told, _: list(_born(told)),
    "year": lambda told, _: [each[:4] for each in _born(told)],
    "days": lambda told, _: ["".join(sorted((each[5:7], each[8:]))) for each in _born(told)],
    "phone": lambda told, _: sorted(told.get("phone", ())),
    "head": lambda told, _: [told["head"]] if "head" in told else [],
    "rooms": lambda told, _: _rooms(told),
    "place": lambda told, _: [
        "".join((words, *numbers)) for words, numbers in told.get("place", ()) if numbers
    ],
}
