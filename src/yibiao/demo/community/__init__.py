"""A seed → a community that nobody lives in, and the entries that its workers file about it."""

from yibiao.demo.community.community import Community
from yibiao.demo.community.founding import found
from yibiao.demo.community.renewal import Renewal
from yibiao.demo.community.subject import Subject

__all__ = ["Community", "Renewal", "Subject", "found"]
