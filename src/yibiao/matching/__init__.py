"""
Fields → what they mean: proposals with their reasons, decisions with what they add to the catalogue.

Nothing is learned at run time and nothing downloaded: a lexicon, weights and sentences stand beside the code as data.
"""

from yibiao.matching.advised import Advised, advised, doubts
from yibiao.matching.continued import Worded
from yibiao.matching.crosswalk import codes_between, codes_meant
from yibiao.matching.index import index_of, when_made
from yibiao.matching.inheriting import inherit, inherit_measures
from yibiao.matching.measuring import suggest
from yibiao.matching.minting import free_id, mint
from yibiao.matching.proposing import propose
from yibiao.matching.registering import Registered, registered
from yibiao.matching.resolving import Choice, Resolution, bind, resolve

__all__ = [
    "Advised",
    "Choice",
    "Registered",
    "Resolution",
    "Worded",
    "advised",
    "bind",
    "codes_between",
    "codes_meant",
    "doubts",
    "free_id",
    "index_of",
    "inherit",
    "inherit_measures",
    "mint",
    "propose",
    "registered",
    "resolve",
    "suggest",
    "when_made",
]
