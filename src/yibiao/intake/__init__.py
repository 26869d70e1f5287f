"""A department's file → Form + Findings: bytes in, values out."""

from yibiao.intake.blanks import blanks_of
from yibiao.intake.reading import LARGEST, Reading, read

__all__ = ["LARGEST", "Reading", "blanks_of", "read"]
