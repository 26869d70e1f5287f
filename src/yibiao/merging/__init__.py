"""Forms and bindings → the one table of each kind of subject, and the proof that it answers every question once."""

from yibiao.merging.proof import prove
from yibiao.merging.table import merge

__all__ = ["merge", "prove"]
