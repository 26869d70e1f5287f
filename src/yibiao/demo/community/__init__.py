"""A seed → a community that nobody lives in, and the entries that its workers file about it."""

from yibiao.demo.community.answering import answer
from yibiao.demo.community.community import Community
from yibiao.demo.community.filing import filling_in, opening
from yibiao.demo.community.founding import found
from yibiao.demo.community.renewal import Renewal, second_round
from yibiao.demo.community.subject import Subject

__all__ = [
    "Community",
    "Renewal",
    "Subject",
    "answer",
    "filling_in",
    "found",
    "opening",
    "second_round",
]
