"""What a question is called → how sensitive its new element is."""

import json
import re
from functools import cache
from importlib import resources
from typing import cast

from yibiao.model.element import Sensitivity
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind

#: Of whom something can be sensitive: a person, people, what befalls them. Of all others it is as open as it was asked.
_OF_PEOPLE = frozenset({SubjectKind.PERSON, SubjectKind.HOUSEHOLD, SubjectKind.EVENT})


def sensitivity(asked: Field, subject: SubjectKind) -> Sensitivity:
    """
    By the words of the label and of the sections above it: the kind that the first of them names, else `personal`.

    Doubtful words count: what is covered can be uncovered by a grant, what was shown cannot be covered again.
    """
    if subject not in _OF_PEOPLE:
        return "personal"
    cut, kinds = _words()
    for text in (asked.label, *reversed(asked.section)):
        bare = cut.sub("", text)
        for kind, words in kinds.items():
            if words.search(bare):
                return kind
    return "personal"


@cache
def _words() -> tuple[re.Pattern[str], dict[Sensitivity, re.Pattern[str]]]:
    text = resources.files("yibiao.matching").joinpath("sensitivities.json").read_text("utf-8")
    said = json.loads(text)
    kinds = {
        cast("Sensitivity", kind): re.compile(words, re.IGNORECASE)
        for kind, words in said["kinds"].items()
    }
    return re.compile(said["not"]), kinds
