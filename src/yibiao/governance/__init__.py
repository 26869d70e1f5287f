"""Admission, overlap and burden of forms; rounds and their deadlines."""

from yibiao.governance.admission import check
from yibiao.governance.asking import Asked
from yibiao.governance.burden import burden, demands, distinct_cells
from yibiao.governance.reviewing import overlap, review
from yibiao.governance.rounds import may_file

__all__ = [
    "Asked",
    "burden",
    "check",
    "demands",
    "distinct_cells",
    "may_file",
    "overlap",
    "review",
]
