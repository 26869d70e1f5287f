"""A kind of subject → what a new one is asked first, so that it is found if it is there already."""

from collections.abc import Collection, Iterator

from yibiao.filling.resembling import identifying, rules_of
from yibiao.model.kinds import SubjectKind

#: By what a comparison is of: one that most subjects share tells nobody apart, and several say one trait together.
_SHARED = "code"
_TOGETHER = "room"


def asked_first(
    kind: SubjectKind, called_by: Collection[str], among: Collection[str]
) -> tuple[str, ...]:
    """
    What a new subject of *kind* is asked before it is opened: by what it is called, what identifies it, and its traits.

    Of elements that say the same trait it is the first. Where no two of the kind are compared, it is all that one may be
    called by.

    Args:
        kind: Of the subject.
        called_by: The elements that call it, the usual one first.
        among: Those that may be stated of it.

    >>> asked_first(SubjectKind.PERSON, ["person.name"], ["person.name", "person.landline", "person.id_number"])
    ('person.name', 'person.id_number', 'person.landline')
    """
    calling = [each for each in called_by if each in among]
    wanted = [
        *(calling[:1] if rules_of(kind) else calling),
        *(each for each, _ in identifying(kind)),
        *_telling(kind, among),
    ]
    return tuple(dict.fromkeys(each for each in wanted if each in among))


def _telling(kind: SubjectKind, among: Collection[str]) -> Iterator[str]:
    """The elements that say the traits by which subjects of *kind* are compared."""
    rules = rules_of(kind)
    for each in rules.comparisons if rules else ():
        known = [element for element in each.elements if element in among]
        if each.by == _TOGETHER:
            yield from known
        elif each.by != _SHARED:
            yield from known[:1]
