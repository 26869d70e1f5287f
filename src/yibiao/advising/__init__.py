"""
Models that advise on doubtful matches, off unless the office names one.

A model lies in a folder of this machine, or answers in the office's own network; nothing is downloaded, and no value that
anybody filled in is sent.
"""

from yibiao.advising.embedding import Embedding
from yibiao.advising.language_model import LanguageModel

__all__ = ["Embedding", "LanguageModel"]
