"""A department's file → Form + Findings: bytes in, values out."""

from yibiao.intake.blanks import blanks_of
from yibiao.intake.correcting import Corrected, corrected
from yibiao.intake.reading import LARGEST, Reading, read

__all__ = ["LARGEST", "Corrected", "Reading", "blanks_of", "corrected", "read"]
