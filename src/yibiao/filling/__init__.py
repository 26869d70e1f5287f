"""An entry checked against the one table; entries folded into records."""

from yibiao.filling.checking import check
from yibiao.filling.closing import check_end
from yibiao.filling.folding import fold, require_admissible

__all__ = ["check", "check_end", "fold", "require_admissible"]
