"""A department's file → Form + Findings: bytes in, values out."""

from yibiao.intake.reading import LARGEST, Reading, read

__all__ = ["LARGEST", "Reading", "read"]
