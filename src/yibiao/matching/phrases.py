"""
How a question in Latin script is put → its words, with what only several of them say together as one, and what it asks last.

"How many people live here?" is a count, "the person who died" a role; of "date of birth" and "birth date" the date is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

from yibiao.matching.lexicon import document
from yibiao.matching.tokens import Token

#: Before a word that is English whatever language the label is in.
ENGLISH: Final = "@"

_ACRONYM: Final = re.compile(r"\b[A-Z]{2,5}\b")


def without_condition(text: str) -> str:
    """
    *text* without the condition that opens it.

    >>> without_condition("If no, write household ID manually")
    'write household ID manually'
    """
    rest = phrases().condition.sub("", text)
    return rest if re.search(r"\w", rest) else text


def instructs(aside: str) -> bool:
    """
    Whether what stood in brackets tells how to answer, and nothing of what is asked.

    >>> instructs("check all that apply"), instructs("in years")
    (True, False)
    """
    return bool(phrases().instruction.fullmatch(aside))


def acronyms(text: str) -> frozenset[str]:
    """Words that are short for something, in a *text* that is not in capitals throughout: the IS of "IS name" is no verb."""
    if text.isupper():
        return frozenset()
    return frozenset(each.lower() for each in _ACRONYM.findall(text))


def phrased(words: Sequence[str], language: str) -> list[str]:
    """
    *words* with one for each phrase that is known in *language*.

    >>> phrased("when did the person who died see a doctor".split(), "en")
    ['when', 'did', 'the', '@decedent', 'see', 'a', 'doctor']
    """
    text = " ".join(words)
    for pattern, one in phrases().of[language]:
        text = pattern.sub(one, text)
    return text.split()


def asked_last(
    tokens: Sequence[tuple[int, Token]], words: Sequence[str], language: str
) -> list[Token]:
    """
    *tokens*, each with the place of its word, so that the word for what is asked comes last.

    That is what a question word stands for, or else the last word before "of": date of birth, number of children.
    """
    known = phrases()
    heads = [at for at, (_, token) in enumerate(tokens) if token.part == "head"]
    asking = [at for at in heads if words[tokens[at][0]] in known.asking[language]]
    joint = next((at for at, word in enumerate(words) if at and word in known.joints[language]), 0)
    before = [at for at, (place, _) in enumerate(tokens) if place < joint][-1:]
    last = next(iter((*asking, *before)), None)
    if last is None:
        return [token for _, token in tokens]
    return [token for at, (_, token) in enumerate(tokens) if at != last] + [tokens[last][1]]


@dataclass(frozen=True)
class Phrases:
    """The tables of `phrases.json`, by language."""

    tables: dict[str, Any]

    @cached_property
    def condition(self) -> re.Pattern[str]:
        """A condition that opens a label, with the comma that closes it."""
        openings = "|".join(self.tables["condition"])
        return re.compile(rf"^\W*(?:{openings})\s*[,:;-]\s*(?=\w)", re.IGNORECASE)

    @cached_property
    def instruction(self) -> re.Pattern[str]:
        """What in brackets tells how to answer, or that one need not."""
        return re.compile("|".join(self.tables["instruction"]), re.IGNORECASE)

    @cached_property
    def of(self) -> dict[str, list[tuple[re.Pattern[str], str]]]:
        """Language → phrases and the word that each is read as."""
        return {
            language: [(re.compile(rf"\b(?:{pattern})\b"), one) for pattern, one in lines]
            for language, lines in self.tables["phrases"].items()
        }

    @cached_property
    def asking(self) -> dict[str, frozenset[str]]:
        """Language → words that say what is asked wherever they stand."""
        return {language: frozenset(words) for language, words in self.tables["asking"].items()}

    @cached_property
    def following(self) -> dict[str, frozenset[str]]:
        """Language → words by which a question goes on from the one before it."""
        return {language: frozenset(words) for language, words in self.tables["following"].items()}

    def rest_of(self, text: str) -> str:
        """What *text* goes on with from the first word behind which stands of what it is asked, and the blank before it."""
        joints = "|".join({each for words in self.joints.values() for each in words})
        found = re.search(rf"\s(?:{joints})\s.*", text, re.IGNORECASE)
        return found[0] if found else ""

    @cached_property
    def joints(self) -> dict[str, frozenset[str]]:
        """Language → words behind which stands of what it is asked."""
        return {language: frozenset(words) for language, words in self.tables["joints"].items()}


@cache
def phrases() -> Phrases:
    """The shipped phrases."""
    return Phrases(document("phrases.json"))
