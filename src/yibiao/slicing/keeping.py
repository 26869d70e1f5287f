"""
What follows from a record alone, for the picture to keep beside what was filed.

Proving an identity number takes longer than all else that a slice does to a row, and finding the subjects that links lead to by
ids that all begin alike takes longer than reading them; so proofs are done, and short keys made of ids, when a row is drawn, and not
each time that it is read. What goes by the day (ages), or by other subjects (counts), is worked out when it is asked.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from yibiao.model.catalogue import Catalogue
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.slicing.pictures import DERIVED, EFFECTIVE, KEY, Picture
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import COLUMN_TYPES, SUBJECT, column, rendered

#: None of the rules that are kept looks at it.
_ANY_DAY: Final = date.min


def kept(catalogue: Catalogue) -> dict[str, tuple[str, str, str]]:
    """The columns that may be kept, by name: kind of subject, type, and value in DuckDB's SQL from columns of the same row."""
    return dict(_kept(catalogue))


def _kept(catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for kind in SubjectKind:
        yield KEY + kind.value, (kind.value, "UBIGINT", _key(SUBJECT))
    now = Picture(catalogue)
    for id_, element in catalogue.elements.items():
        kind = element.subject
        if element.kind is ValueKind.LINK and not element.inverse_of:
            yield KEY + id_, (kind.value, "UBIGINT", _key(id_))
        if element.derivations and now.keeps(id_):
            type_ = COLUMN_TYPES[element.kind]
            relation = Relation(kind, Picture(catalogue, keeping=False), _ANY_DAY)
            yield DERIVED + id_, (kind.value, type_, rendered(relation.in_a_row(id_), "duckdb"))
            value = rendered(relation.effective_in_a_row(id_), "duckdb")
            yield EFFECTIVE + id_, (kind.value, type_, value)


def _key(name: str) -> str:
    """A number made of an id; of two ids it may be the same."""
    return f"hash({column(name).sql(dialect='duckdb')})"
