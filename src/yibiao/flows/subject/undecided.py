"""Whom subjects may be one with: worked out once, and again only of those of whom it may have changed."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Final

from pydantic_core import from_json

from yibiao import filling
from yibiao.flows.remembering import AsOf, Remembering
from yibiao.flows.subject.pairs import Other, undecided
from yibiao.flows.subject.stages import stages
from yibiao.model.kinds import SubjectKind
from yibiao.store import COMMON, Journal, Reading, Told

#: Subjects of whom it is known and others that each may be one with, all in all, a few hundred bytes each; what was worked
#: out longest ago is forgotten.
MOST: Final = 300_000

#: So many entries are read, and so many subjects' stories, sooner than everything is worked out again.
ENTRIES, CHANGED = 10_000, 1_000

#: Answers that serve whoever asks the very same before the next entry stands.
_ANSWERS: Final = 64

#: Acts that change only what they state.
_STATING: Final = ("state", "load", "confirm")


class Undecided:
    """
    Of subjects, the others about whom a person is to decide, as it stands whenever one asks.

    What is known is so as of one position. Before it is used, all are forgotten whom entries since then were about, and
    whoever shares a key with them or did: nothing else changes whom a subject may be one with.
    """

    def __init__(self, journal: Journal, most: int = MOST) -> None:
        self._journal = journal
        self._most = most
        self._known: OrderedDict[str, tuple[Other, ...]] = OrderedDict()
        self._size = 0
        self._as_of = 0
        # Of those that are just being worked out, in each case whoever may be known afterwards.
        self._under_way: list[set[str]] = []
        self._turn = threading.Lock()
        self._answers = Remembering(_ANSWERS)

    def of(self, subjects: Collection[str]) -> Mapping[str, tuple[Other, ...]]:
        """Whom each of *subjects* may be one with; those who ask for the same at once have it worked out once."""

        def now() -> AsOf:
            return AsOf((self._journal.head,), date.min)  # the day says nothing of whom one is

        return self._answers.remembered(tuple(subjects), now, lambda: self._found(subjects))

    def forget(self) -> None:
        """Know nothing any more, because records were made again."""
        with self._turn:
            self._forget_all()
            self._answers = Remembering(_ANSWERS)

    def _found(self, subjects: Collection[str]) -> dict[str, tuple[Other, ...]]:
        with self._journal.reading() as reading:
            with self._turn:
                self._come_to(reading)
                found = {each: self._known[each] for each in subjects if each in self._known}
                unknown = {each for each in subjects if each not in found}
                unchanged = set(unknown)
                self._under_way.append(unchanged)
            try:
                found |= undecided(reading, unknown)
            except BaseException:
                unchanged.clear()
                raise
            finally:
                with self._turn:
                    self._under_way = [each for each in self._under_way if each is not unchanged]
                    self._keep({each: found[each] for each in unchanged})
        return found

    def _come_to(self, reading: Reading) -> None:
        """
        Forget whatever may have changed until the moment that is read.

        That begins with this question, within the turn: it is not before the moment anybody came to before.
        """
        head, _ = reading.newest()
        if self._known or self._under_way:
            concerned = _concerned(reading, self._as_of, head)
            if concerned is None:
                self._forget_all()
            else:
                self._forget(concerned)
        self._as_of = head

    def _forget(self, subjects: Collection[str]) -> None:
        for each in subjects:
            self._drop(each)
        for unchanged in self._under_way:
            unchanged.difference_update(subjects)

    def _forget_all(self) -> None:
        self._known.clear()
        self._size = 0
        for unchanged in self._under_way:
            unchanged.clear()

    def _keep(self, found: Mapping[str, tuple[Other, ...]]) -> None:
        for each, others in found.items():
            self._drop(each)
            self._known[each] = others
            self._size += 1 + len(others)
        while self._size > self._most:
            self._drop(next(iter(self._known)))

    def _drop(self, subject: str) -> None:
        if subject in self._known:
            self._size -= 1 + len(self._known.pop(subject))


def _concerned(reading: Reading, after: int, until: int) -> set[str] | None:
    """Of whom it may have changed between two positions whom they may be one with; nothing where too much has happened."""
    if until - after > ENTRIES:
        return None
    entries = reading.walk(after, until, ["entry.filed"])
    changed = {str(each.subject) for each in entries if _telling(each.body)}
    if len(changed) > CHANGED:
        return None
    keys: set[int] = set()
    for _, story in reading.stories(changed):
        since = _keys_since(story, after)
        if since is None:
            return None
        keys |= since
    # A key that more than that share now was too common before as well, whoever of the changed came under it then.
    sharing = reading.sharing(keys, COMMON + len(changed))
    return changed.union(*sharing.values())


def _telling(body: str | None) -> bool:
    """Whether an entry may change who its subject may be; of one that was erased nobody knows."""
    if body is None:
        return True
    entry = from_json(body)["entry"]
    return (
        entry["act"] not in _STATING
        or bool(entry.get("unlike"))
        or not _elements(SubjectKind(entry["kind"])).isdisjoint(entry["values"])
    )


@cache
def _elements(kind: SubjectKind) -> frozenset[str]:
    return frozenset(filling.telling_elements(kind))


def _keys_since(story: Iterable[Told], position: int) -> set[int] | None:
    """The keys that a subject has come under since a position, and those it had then; nothing where its story has a gap."""
    told = list(story)
    if any(each.body is None for each in told):
        return None
    keying = filling.Keys()
    keys: set[int] = set()
    for stage in reversed(list(stages(told))):
        if stage.record is not None:
            keys |= keying.of(keying.told(stage.record))
        if stage.position <= position:
            break
    return keys
