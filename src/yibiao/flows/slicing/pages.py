"""A page of a slice, put together from whose rows are on it and what these say."""

from collections.abc import Iterable
from typing import Any

from yibiao import slicing
from yibiao.flows.slicing.slices import Asked
from yibiao.store import Batches


def rows(found: Batches, asked: Asked) -> Iterable[list[tuple[Any, ...]]]:
    """The rows that are asked for, some at a time: technical columns, the slice's own, and the keys of a page."""
    worded, limit = asked.worded, asked.wanted.limit
    if not worded.source or limit is None:
        return found
    whose = slicing.whose(found.asked, worded.source, worded.keys, asked.wanted)
    if not whose:
        return []
    technical = worded.technical
    says = {
        row[:technical]: row for row in found.asked(worded.sql, slicing.named_rows(whose, limit))
    }
    return [[(*says[row[:technical]], *row[technical:]) for row in whose]]
