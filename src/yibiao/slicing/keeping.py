"""
What follows from a record alone, for the picture to keep beside what was filed.

Proving an identity number takes longer than all else that a slice does to a row, and finding the subjects that links lead to by
ids that all begin alike takes longer than reading them; so proofs are done, and short keys made of ids, when a row is drawn, and not
each time that it is read. What goes by the day (ages), or by other subjects (counts), is worked out when it is asked.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from yibiao.model.catalogue import Catalogue
from yibiao.model.derivation import sources
from yibiao.model.element import Element
from yibiao.model.kinds import NAMING, SubjectKind, ValueKind
from yibiao.slicing.pictures import DERIVED, EFFECTIVE, KEY, Picture
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import COLUMN_TYPES, SUBJECT, column, rendered

#: None of the rules that are kept looks at it.
_ANY_DAY: Final = date.min


#: Kind of subject, type, value in DuckDB's SQL from columns of the same row, and whether few values are alike.
Column = tuple[str, str, str, bool]


def kept(catalogue: Catalogue) -> Mapping[str, Column]:
    """The columns that may be kept, by name; each is made when it is looked for, as a house has thousands and a query names few."""
    return _Kept(catalogue)


class _Kept(Mapping[str, Column]):
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._picture = Picture(catalogue)

    def __getitem__(self, name: str) -> Column:
        for beginning in (KEY, DERIVED, EFFECTIVE):
            if name.startswith(beginning):
                found = self._of(beginning, name.removeprefix(beginning))
                if found is not None:
                    return found
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        yield from (KEY + kind.value for kind in SubjectKind)
        for id_, element in self._catalogue.elements.items():
            if _leads(element):
                yield KEY + id_
            if self._picture.keeps(id_):
                yield from (DERIVED + id_, EFFECTIVE + id_)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _of(self, beginning: str, id_: str) -> Column | None:
        if beginning == KEY and id_ in _KINDS:
            return id_, "UBIGINT", _key(SUBJECT), False
        element = self._catalogue.elements.get(id_)
        if element is None:
            return None
        kind = element.subject.value
        if beginning == KEY:
            return (kind, "UBIGINT", _key(id_), False) if _leads(element) else None
        if not self._picture.keeps(id_):
            return None
        rests = (id_, *sources(id_, self._catalogue))
        value = _value(beginning, tuple(self._catalogue.elements[each] for each in rests))
        return kind, COLUMN_TYPES[element.kind], value, element.kind in NAMING


_KINDS: Final = frozenset(each.value for each in SubjectKind)


def _leads(element: Element) -> bool:
    return element.kind is ValueKind.LINK and not element.inverse_of


@lru_cache(maxsize=256)
def _value(beginning: str, rests: tuple[Element, ...]) -> str:
    """What is kept of the first of some elements, which follows from the others and from nothing else."""
    element = rests[0]
    known = Catalogue().adding(rests)
    relation = Relation(element.subject, Picture(known, keeping=False), _ANY_DAY)
    follows = relation.in_a_row if beginning == DERIVED else relation.effective_in_a_row
    return rendered(follows(element.id), "duckdb")


def _key(name: str) -> str:
    """A number made of an id; of two ids it may be the same."""
    return f"hash({column(name).sql(dialect='duckdb')})"
