"""Two editions of a form → what the later one asks otherwise."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final, get_args

from yibiao.model.difference import Aspect, Differences, FieldDifference, MemberDifference
from yibiao.model.form import Field, Form

_MEMBERS: Final = (
    "title", "subject", "layout", "period", "scope", "mandate", "first_round", "expires", "reckoned",
)  # fmt: skip
_ASPECTS: Final[tuple[Aspect, ...]] = get_args(Aspect)

#: What a question is known again by: first by everything that names it, then by less.
_Way = Callable[[Field], object]


def differences(
    before: Form, after: Form, meanings: Mapping[str, Mapping[str, str]]
) -> Differences:
    """
    What *after* asks otherwise than *before*.

    A question is the same one if it stands under the same heading with the same label, or has the label or the meaning
    that no other question of its form has.

    Args:
        before: An edition.
        after: Another of the same form.
        meanings: Of each form, by its id: the element that a field means, by its id, as far as it is decided.
    """
    pairs = _Pairs(before, after, meanings)
    found = [*pairs.differences()]
    changed = sum(1 for each in found if each.after is not None)
    return Differences(
        before=before.id,
        after=after.id,
        members=tuple(_members(before, after)),
        fields=tuple(found),
        alike=sum(1 for _ in after.leaves()) - changed,
    )


def _members(before: Form, after: Form) -> Iterator[MemberDifference]:
    for each in _MEMBERS:
        one, two = (_said(getattr(form, each)) for form in (before, after))
        if one != two:
            yield MemberDifference(member=each, before=one, after=two)


def _said(value: object) -> str | None:
    return None if value is None else str(value)


class _Pairs:
    """The questions of two editions, each with the one it is in the other."""

    def __init__(
        self, before: Form, after: Form, meanings: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._before, self._after = [*before.leaves()], [*after.leaves()]
        self._known: dict[str, Field] = {}
        theirs, ours = meanings.get(before.id, {}), meanings.get(after.id, {})
        self._pair(lambda each: (each.section, each.label), lambda each: (each.section, each.label))
        self._pair(lambda each: each.label, lambda each: each.label)
        self._pair(lambda each: theirs.get(each.id), lambda each: ours.get(each.id))

    def differences(self) -> Iterator[FieldDifference]:
        """What is asked otherwise or newly, in the order of the later edition; then what is gone."""
        for each in self._after:
            old = self._known.get(each.id)
            if old is None:
                yield FieldDifference(after=each)
            elif aspects := tuple(a for a in _ASPECTS if getattr(old, a) != getattr(each, a)):
                yield FieldDifference(before=old, after=each, aspects=aspects)
        kept = {each.id for each in self._known.values()}
        yield from (FieldDifference(before=each) for each in self._before if each.id not in kept)

    def _pair(self, old: _Way, new: _Way) -> None:
        """Take questions for the same that are the only ones of their way among those that are left on either side."""
        taken = {each.id for each in self._known.values()}
        theirs = _sole([each for each in self._before if each.id not in taken], old)
        ours = _sole([each for each in self._after if each.id not in self._known], new)
        for way, each in ours.items():
            if way in theirs:
                self._known[each.id] = theirs[way]


def _sole(fields: list[Field], way: _Way) -> dict[object, Field]:
    times = Counter(map(way, fields))
    return {key: each for each in fields if (key := way(each)) is not None and times[key] == 1}
