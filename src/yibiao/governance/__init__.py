"""Admission, overlap and burden of forms; rounds and their deadlines."""

from yibiao.governance.admission import check
from yibiao.governance.asking import Asked
from yibiao.governance.burden import burden, demands, distinct_cells
from yibiao.governance.freshness import becomes_stale, brings_up_to_date, oldest
from yibiao.governance.reviewing import overlap, review
from yibiao.governance.rounds import may_file

__all__ = [
    "Asked",
    "becomes_stale",
    "brings_up_to_date",
    "burden",
    "check",
    "demands",
    "distinct_cells",
    "may_file",
    "oldest",
    "overlap",
    "review",
]
