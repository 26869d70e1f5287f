"""Admission, overlap and burden of forms; rounds and their deadlines."""

from yibiao.governance.admission import check
from yibiao.governance.asking import Asked, needed, stated
from yibiao.governance.burden import burden, demands, distinct_cells
from yibiao.governance.differing import differences
from yibiao.governance.freshness import becomes_stale, brings_up_to_date, oldest
from yibiao.governance.reminding import of_round, passes_with_time
from yibiao.governance.reviewing import overlap, review
from yibiao.governance.rounds import Asks, Rounds, may_extend, may_file, standing, tally

__all__ = [
    "Asked",
    "Asks",
    "Rounds",
    "becomes_stale",
    "brings_up_to_date",
    "burden",
    "check",
    "demands",
    "differences",
    "distinct_cells",
    "may_extend",
    "may_file",
    "needed",
    "of_round",
    "oldest",
    "overlap",
    "passes_with_time",
    "review",
    "standing",
    "stated",
    "tally",
]
