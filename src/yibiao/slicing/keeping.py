"""
What follows from a record alone, for the picture to keep beside what was filed.

Proving an identity number takes longer than all else that a slice does to a row; so it is done when a row is drawn, and not
each time that it is read. What goes by the day (ages), or by other subjects (counts), is worked out when it is asked.
"""

from datetime import date
from typing import Final

from yibiao.model.catalogue import Catalogue
from yibiao.slicing.pictures import DERIVED, Picture
from yibiao.slicing.relation import Relation
from yibiao.slicing.terms import rendered

#: None of the rules that are kept looks at it.
_ANY_DAY: Final = date.min


def kept(catalogue: Catalogue) -> dict[str, str]:
    """By the id of each element that is kept, its column's value in DuckDB's SQL, from other columns of the same row."""
    named = Picture(catalogue)
    return {
        id_: _value(id_, catalogue)
        for id_, each in catalogue.elements.items()
        if each.derivations and named.keeps(id_)
    }


def _value(element: str, catalogue: Catalogue) -> str:
    kind = catalogue.elements[element].subject
    relation = Relation(kind, Picture(catalogue, keeping=False), _ANY_DAY)
    return rendered(relation.in_a_row(element), "duckdb")


def kept_as(element: str) -> str:
    """The name of its column."""
    return DERIVED + element
