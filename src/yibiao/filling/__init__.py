"""An entry checked against the one table; entries folded into records."""

from yibiao.filling.checking import check
from yibiao.filling.completeness import missing
from yibiao.filling.folding import Fold, fold, require_admissible

__all__ = ["Fold", "check", "fold", "missing", "require_admissible"]
