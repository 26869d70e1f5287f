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
from yibiao.model.kinds import NAMING, SubjectKind, ValueKind
from yibiao.slicing.pictures import DERIVED, EFFECTIVE, KEY, Picture
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import COLUMN_TYPES, SUBJECT, column, rendered

#: None of the rules that are kept looks at it.
_ANY_DAY: Final = date.min


#: Kind of subject, type, value in DuckDB's SQL from columns of the same row, and whether few values are alike.
Column = tuple[str, str, str, bool]


def kept(catalogue: Catalogue) -> dict[str, Column]:
    """The columns that may be kept, by name."""
    return dict(_kept(catalogue))


def _kept(catalogue: Catalogue) -> Iterator[tuple[str, Column]]:
    for kind in SubjectKind:
        yield KEY + kind.value, (kind.value, "UBIGINT", _key(SUBJECT), False)
    now = Picture(catalogue)
    for id_, element in catalogue.elements.items():
        kind = element.subject
        if element.kind is ValueKind.LINK and not element.inverse_of:
            yield KEY + id_, (kind.value, "UBIGINT", _key(id_), False)
        if element.derivations and now.keeps(id_):
            type_, plain = COLUMN_TYPES[element.kind], element.kind in NAMING
            relation = Relation(kind, Picture(catalogue, keeping=False), _ANY_DAY)
            value = rendered(relation.in_a_row(id_), "duckdb")
            yield DERIVED + id_, (kind.value, type_, value, plain)
            value = rendered(relation.effective_in_a_row(id_), "duckdb")
            yield EFFECTIVE + id_, (kind.value, type_, value, plain)


def _key(name: str) -> str:
    """A number made of an id; of two ids it may be the same."""
    return f"hash({column(name).sql(dialect='duckdb')})"
