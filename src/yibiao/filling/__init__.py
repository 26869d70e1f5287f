"""An entry checked against the one table; entries folded into records."""

from yibiao.filling.checking import check
from yibiao.filling.closing import check_end
from yibiao.filling.confirming import require_unchanged
from yibiao.filling.folding import fold, require_admissible
from yibiao.filling.joining import Stated, joined, parted, redirected
from yibiao.filling.statuses import Elements, Held, Limits, Verdict, Wanted, judge

__all__ = [
    "Elements",
    "Held",
    "Limits",
    "Stated",
    "Verdict",
    "Wanted",
    "check",
    "check_end",
    "fold",
    "joined",
    "judge",
    "parted",
    "redirected",
    "require_admissible",
    "require_unchanged",
]
