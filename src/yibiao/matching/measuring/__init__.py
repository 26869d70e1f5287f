"""The headings over the figures of a summary form → the measures that they ask for, with reasons; nothing is guessed silently."""

from yibiao.matching.measuring.suggesting import suggest

__all__ = ["suggest"]
