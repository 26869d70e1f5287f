"""A label in Latin script → its tokens: stems of its telling words, whatever language they are in, and what the rest says."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, Final

import snowballstemmer

from yibiao.matching.lexicon import Token, document
from yibiao.matching.phrases import (
    ENGLISH,
    acronyms,
    asked_last,
    phrased,
    phrases,
    without_condition,
)

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD: Final = re.compile(r"[a-z]+\d*[a-z]+|[a-z]+|\d+(?:st|nd|rd|th)?|%")
_CONTRACTED: Final = re.compile(r"[’']s\b")
_STEMMERS: Final = {"en": "english", "pt": "portuguese", "es": "spanish", "fr": "french"}


def tokens(text: str) -> tuple[Token, ...]:
    """
    The words of *text*, those of other languages as the English ones, without those that say nothing.

    >>> [each.canonical for each in tokens("Please specify your date of birth")]
    ['birth', 'date']
    >>> [each.canonical for each in tokens("Data de nascimento")]
    ['birth', 'date']
    """
    text = without_condition(text)
    words = _words(text)
    language = _language(words)
    words = phrased(words, language)
    short = acronyms(text)
    whether = _asks_whether(words, language) and words[0] not in short
    stop = latin().stop[language] - short
    telling = {each for each in words if each not in stop} or {*words}
    placed = [
        (at, token)
        for at, each in enumerate(words)
        if each in telling and not each.isdigit()
        for token in _read(each, language)
    ]
    read = asked_last(placed, words, language)
    if figures := " ".join(each for each in words if each in telling and each.isdigit()):
        read.insert(0, Token(f"figures:{figures}", "qualifier", figures))
    if whether and read:
        read.insert(0, Token("是否", "yes-no", words[0]))
    return tuple(read)


def says_nothing(text: str) -> bool:
    """
    Whether *text* has no word that says of what it asks, so that the question before it does.

    >>> says_nothing("If no, please give the reason:"), says_nothing("Reason for absence")
    (True, False)
    """
    words = _words(without_condition(text))
    language = _language(words)
    return all(
        each in latin().stop[language] or each in phrases().following[language] for each in words
    )


def points_back(text: str) -> bool:
    """
    Whether *text* asks what that is called of which was asked before it.

    >>> points_back("What is the name of this village?"), points_back("What is your name?")
    (True, False)
    """
    words = _words(text)
    language = _language(words)
    named = any(token.canonical == "name" for each in words for token in _read(each, language))
    return named and not latin().this[language].isdisjoint(words)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", _CONTRACTED.sub("", _CAMEL.sub(" ", text))).lower()
    return _WORD.findall("".join(each for each in plain if not unicodedata.combining(each)))


def _language(words: list[str]) -> str:
    """The language most of whose small words are there; English where there are none."""
    known = latin()
    counted = {
        language: sum(each in stop for each in words)
        + 0.6 * sum(known.translated[language].get(each, each) != each for each in words)
        for language, stop in known.stop.items()
    }
    return max(counted, key=lambda each: (counted[each], each == "en"))


def _asks_whether(words: list[str], language: str) -> bool:
    """Whether a verb opens it, be it after a word for you: Do you have …, Você tem …."""
    opening = words[: 1 if language == "en" else 2]
    return len(words) > 1 and any(each in latin().asks_whether[language] for each in opening)


@lru_cache(maxsize=65536)
def _read(word: str, language: str) -> tuple[Token, ...]:
    if word.startswith(ENGLISH):
        word, language = word.removeprefix(ENGLISH), "en"
    known = latin()
    if expanded := known.expansions.get(word):
        return tuple(token for each in expanded.split() for token in _read(each, "en"))
    if language != "en" and (english := known.english(word, language)):
        return tuple(token for each in english.split() for token in _read(each, "en"))
    stem = known.stem(word, language)
    if stem in known.qualifiers:
        return (Token(known.qualifiers[stem], "qualifier", word),)
    if stem in known.yes_no:
        return (Token("是否", "yes-no", word),)
    if stem in known.heads:
        return (Token(known.heads[stem], "head", word),)
    usual = known.synonyms.get(stem, stem)
    return (Token(usual, "light" if usual in known.light else "word", word),)


@dataclass(frozen=True)
class Latin:
    """The words of `latin.json`, by their stems."""

    tables: dict[str, Any]

    @cached_property
    def stop(self) -> dict[str, frozenset[str]]:
        """Language → words that carry no meaning."""
        return {language: frozenset(words) for language, words in self.tables["stop"].items()}

    @cached_property
    def asks_whether(self) -> dict[str, frozenset[str]]:
        """Language → words that open a question for a yes or a no."""
        return {
            language: frozenset(words) for language, words in self.tables["asks_whether"].items()
        }

    @cached_property
    def this(self) -> dict[str, frozenset[str]]:
        """Language → words that point to what was spoken of before."""
        return {language: frozenset(words) for language, words in self.tables["this"].items()}

    @cached_property
    def expansions(self) -> dict[str, str]:
        """Abbreviation → what it is short for."""
        return dict(self.tables["expansions"])

    @cached_property
    def synonyms(self) -> dict[str, str]:
        """Stem → stem of the usual word."""
        return dict(self._lines("synonyms"))

    @cached_property
    def heads(self) -> dict[str, str]:
        """Stem → the word for what is asked: a date, a number, a name."""
        return dict(self._lines("heads"))

    @cached_property
    def light(self) -> frozenset[str]:
        """Stems of words that say little."""
        return frozenset(self.stem(each) for each in self.tables["light"])

    @cached_property
    def of_groups(self) -> frozenset[str]:
        """Stems of words by which groups of questions are named, and which say nothing of what is asked in them."""
        return frozenset(self.stem(each) for each in self.tables["of_groups"])

    @cached_property
    def properties(self) -> frozenset[str]:
        """Stems of words for what is asked of persons: where one closes a label, no other is asked."""
        return frozenset(self._usual("properties"))

    @cached_property
    def persons(self) -> frozenset[str]:
        """Stems of words for persons by what they are to others."""
        return frozenset(self._usual("persons"))

    @cached_property
    def places(self) -> frozenset[str]:
        """Stems of words for places that people live in, large and small."""
        return frozenset(self._usual("places"))

    @cached_property
    def yes_no(self) -> frozenset[str]:
        """Stems of words that stand for a yes or a no."""
        return frozenset(self.stem(each) for each in self.tables["yes_no"])

    @cached_property
    def qualifiers(self) -> dict[str, str]:
        """Stem → dimension and value, such as `boundary:start`."""
        return {
            self.stem(word): f"{dimension}:{value}"
            for dimension, values in self.tables["qualifiers"].items()
            for value, words in values.items()
            for word in words
        }

    @cached_property
    def translated(self) -> dict[str, dict[str, str]]:
        """Language → word, and its stem → the English word."""
        columns, lines = self.tables["words"]["columns"], self.tables["words"]["lines"]
        found: dict[str, dict[str, str]] = {"en": {}}
        for at, language in enumerate(columns[1:], 1):
            found[language] = {}
            for line in reversed(lines):  # a word in two lines belongs to the first
                for word in line[at].split():
                    found[language][self.stem(word, language)] = line[0]
                    found[language][word] = line[0]
        return found

    def english(self, word: str, language: str) -> str | None:
        """The English word for *word*, if it is known."""
        table = self.translated[language]
        return table.get(word) or table.get(self.stem(word, language))

    def stem(self, word: str, language: str = "en") -> str:
        """*word* without its endings."""
        return str(_stemmer(language).stemWord(word)) if word.isalpha() else word

    def _usual(self, table: str) -> Iterator[str]:
        for word in self.tables[table]:
            yield self.synonyms.get(self.stem(word), self.stem(word))

    def _lines(self, table: str) -> Iterator[tuple[str, str]]:
        for line in self.tables[table]:
            for word in line:
                yield self.stem(word), self.stem(line[0])


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_STEMMERS[language])


@cache
def latin() -> Latin:
    """The shipped words."""
    return Latin(document("latin.json"))
