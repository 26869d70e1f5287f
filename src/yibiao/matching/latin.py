"""A label in Latin script → its tokens: stems of its telling words, whatever language they are in, and what the rest says."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import takewhile
from typing import Any, Final

from yibiao.matching.lexicon import document
from yibiao.matching.phrases import (
    ENGLISH,
    acronyms,
    asked_last,
    phrased,
    phrases,
    without_condition,
)
from yibiao.matching.tokens import Token

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD: Final = re.compile(r"[a-z]+\d*[a-z]+|[a-z]+|\d+(?:st|nd|rd|th)?|%")
_CONTRACTED: Final = re.compile(r"[’']s\b")
#: Of how many digits or characters an answer is, as `phrases.json` writes it.
_DIGITS: Final = re.compile(r"digits(\d+)")
#: edificações, without its accents, which the stemmer goes by.
_PLURAL: Final = re.compile(r"oes$")
_STEMMERS: Final = {"en": "english", "pt": "portuguese", "es": "spanish", "fr": "french"}


def tokens(text: str) -> tuple[Token, ...]:
    """
    The words of *text*, those of other languages as the English ones, without those that say nothing.

    >>> [each.canonical for each in tokens("Please specify your date of birth")]
    ['birth', 'date']
    >>> [each.canonical for each in tokens("Data de nascimento")]
    ['birth', 'date']
    """
    text = _of_one_place(without_condition(text))
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
    read = asked_last(_said_once(placed), words, language)
    if figures := " ".join(each for each in words if each in telling and each.isdigit()):
        read.insert(0, Token(f"figures:{figures}", "qualifier", figures))
    if whether and read:
        read.insert(0, Token("是否", "yes-no", words[0]))
    return tuple(read)


def _said_once(placed: list[tuple[int, Token]]) -> list[tuple[int, Token]]:
    """*placed* without what only says the word before it again: the código ID is one thing, and so are GPS coordinates."""
    said = [each.canonical for _, each in placed]
    return [each for at, each in enumerate(placed) if not at or said[at - 1] != said[at]]


def says_nothing(text: str) -> bool:
    """
    Whether *text* has no word that says of what it asks, so that the question before it does.

    >>> says_nothing("If no, please give the reason:"), says_nothing("Reason for absence")
    (True, False)
    """
    words = _words(without_condition(text))
    language = _language(words)
    following = phrases().following
    return all(
        each in latin().stop[language]
        or each in following[language]
        or any(_is_slip(each, known) for known in following.values())
        for each in words
    )


#: So long a word is recognised with a letter too many, too few or wrong.
_LONG: Final = 8


def _is_slip(word: str, known: Collection[str]) -> bool:
    """Whether *word* is a long word of *known* with one letter amiss: especifque."""
    return len(word) >= _LONG and any(
        abs(len(each) - len(word)) <= 1 and len(each) >= _LONG and _one_amiss(word, each)
        for each in known
    )


def _one_amiss(one: str, other: str) -> bool:
    """Whether *one* comes to *other* by a letter more, fewer or another, once what both begin and end with is left out."""
    alike = _alike(one, other)
    one, other = one[alike:], other[alike:]
    return max(len(one), len(other)) - _alike(one[::-1], other[::-1]) <= 1


def _alike(one: str, other: str) -> int:
    """How many letters both begin with."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in same)


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


def _of_one_place(text: str) -> str:
    """
    *text*, of a place that it names by two of its levels the first, with what is said of both.

    >>> _of_one_place("Ward|Village of residence"), _of_one_place("Name|Village")
    ('Ward of residence', 'Name|Village')
    """
    first, *others = text.split("|")
    rest = phrases().rest_of(others[-1]) if others else ""
    levels = (first, *others[:-1], *(each.removesuffix(rest) for each in others[-1:]))
    return f"{first}{rest}" if others and all(_is_place(each) for each in levels) else text


def _is_place(text: str) -> bool:
    words = _words(text)
    language = _language(words)
    read = [token for each in phrased(words, language) for token in _read(each, language)]
    return bool(read) and all(each.canonical in latin().places for each in read)


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
    if qualifier := known.qualifiers.get(stem) or _written_in(word):
        return (Token(qualifier, "qualifier", word),)
    if stem in known.yes_no:
        return (Token("是否", "yes-no", word),)
    if stem in known.heads:
        return (Token(known.heads[stem], "head", word),)
    usual = known.synonyms.get(stem, stem)
    return (Token(usual, "light" if usual in known.light else "word", word),)


def _written_in(word: str) -> str:
    """Of how many digits or characters the answer is, as a qualifier, if *word* says so."""
    written = _DIGITS.fullmatch(word)
    return f"digits:{written[1]}" if written else ""


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
        if language == "pt":
            word = _PLURAL.sub("ao", word)
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
    # Those of thirty languages come with it; few commands ask for any.
    import snowballstemmer

    return snowballstemmer.stemmer(_STEMMERS[language])


@cache
def latin() -> Latin:
    """The shipped words."""
    return Latin(document("latin.json"))
