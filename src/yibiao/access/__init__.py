"""
Who may see and do what: (actor, act, place, day) → yes, or a refusal; (actor, form) → rows, columns and masks.

Every flow asks here before it reads or writes; no door decides by itself. `acts` is the matrix of roles, `policy` says
whether a grant reaches a place, `sight` what is seen of a slice. Nothing here reads a clock or a database: the day, the
grants and the tree of units come as arguments.
"""

from yibiao.access.acts import ACTS, MATRIX, READING, Act
from yibiao.access.delegating import require_giving
from yibiao.access.masking import masked
from yibiao.access.policy import may, require
from yibiao.access.sight import as_department, grants_at, masks_under, purposes, sees_all, sight

__all__ = [
    "ACTS",
    "MATRIX",
    "READING",
    "Act",
    "as_department",
    "grants_at",
    "masked",
    "masks_under",
    "may",
    "purposes",
    "require",
    "require_giving",
    "sees_all",
    "sight",
]
