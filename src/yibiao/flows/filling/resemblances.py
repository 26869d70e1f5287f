"""Before a subject is opened: is it there already, under the same number or looking much like it? A person decides."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final

from yibiao import filling
from yibiao.errors import SubjectIdentified, SubjectResembles
from yibiao.model.record import Entry, Record
from yibiao.store import Needs, Writing

#: How many that a new one resembles are told of, the likest first.
MOST: Final = 5


def look_up(writing: Writing, entries: Iterable[Entry]) -> None:
    """Ask once for all that the new ones among *entries* may be doubles of."""
    opening = [each for each in entries if each.act == "open"]
    if len(opening) > 1:
        keys = {key for each in opening for key in filling.keys(each.kind, each.unit, each.values)}
        writing.look_up(Needs(keys=keys))
        writing.records({subject for key in keys for subject in writing.subjects(key)})


def require_new(
    writing: Writing,
    entry: Entry,
    record: Record | None,
    readable: Callable[[str], bool] = lambda _: True,
) -> None:
    """
    Let *entry* pass unless it opens a subject that may be there already.

    Raises:
        SubjectIdentified: Somebody has the same identity number, or whatever else identifies it.
        SubjectResembles: There are others that it resembles.
    """

    def under(keys: Iterable[int]) -> Collection[Record]:
        subjects = {subject for key in keys for subject in writing.subjects(key)}
        return writing.records(sorted(subjects)).values()

    double = double_of(entry, record, under, readable)
    if double is not None:
        raise double


def double_of(
    entry: Entry,
    record: Record | None,
    under: Callable[[Iterable[int]], Iterable[Record]],
    readable: Callable[[str], bool],
) -> SubjectIdentified | SubjectResembles | None:
    """
    Why *entry* opens no new subject before a person has decided, if it may be there already.

    Whoever says in `unlike` that those are others may open it; if they have the same number, with a remark as well.

    Of those in units that are not *readable* it is said that there are some, not who or where they are.

    Args:
        entry: That may open a subject.
        record: What is held of it already: then it is nobody new.
        under: The records of those that come under any of some keys.
        readable: Whether whoever states it reads records of a unit.
    """
    if entry.act != "open" or record is not None:
        return None

    def found(keys: Iterable[int]) -> list[Record]:
        return [
            each
            for each in under(keys)
            if each.kind is entry.kind and each.subject != entry.subject
        ]

    mine = filling.identity(entry.kind, entry.values)
    numbered = found(filling.identity_keys(mine))
    same = [each for each in numbered if mine & identity_of(each)]
    others = set(entry.unlike or ())
    undecided = [each for each in same if entry.remark is None or each.subject not in others]
    if undecided:
        candidates = [_named(each) for each in same if readable(each.unit)]
        return SubjectIdentified(count=len(undecided), candidates=candidates)
    recognised = filling.traits_of(entry.kind, entry.values)
    keys = filling.likeness_keys(entry.kind, entry.unit, recognised)
    alike = [
        (each, how)
        for each, how in resembling(entry, recognised, found(keys))
        if each.subject not in others
    ]
    if not alike:
        return None
    told = [each for each in alike if readable(each[0].unit)]
    likest = [{**_named(each), **how.document()} for each, how in told[:MOST]]
    return SubjectResembles(count=len(alike), candidates=likest)


def resembling(
    entry: Entry, recognised: filling.Traits, records: Sequence[Record]
) -> list[tuple[Record, filling.Resemblance]]:
    """Those of *records* that *entry* resembles so much that somebody must decide, the likest first."""
    compared = (
        (each, filling.compare(entry.kind, recognised, traits_of(each))) for each in records
    )
    alike = [(each, how) for each, how in compared if how is not None and how.asks]
    return sorted(alike, key=lambda each: (-each[1].score, each[0].subject))


def traits_of(record: Record) -> filling.Traits:
    """What the subject of *record* is recognised by."""
    return filling.traits_of(record.kind, record.values)


def identity_of(record: Record) -> frozenset[tuple[str, str]]:
    """What identifies the subject of *record*."""
    return filling.identity(record.kind, record.values)


def _named(record: Record) -> dict[str, Any]:
    return {"subject": record.subject, "unit": record.unit, "closed": record.closed}
