"""`lexicon.json` → the words of forms, each with what it stands for and the part it plays in a label."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from yibiao.matching.tokens import Part, Token
from yibiao.matching.variants import variants
from yibiao.model.kinds import SubjectKind

#: A word that stands in several tables plays the first part that claims it.
_PRECEDENCE: tuple[Part, ...] = (
    "property",
    "role",
    "yes-no",
    "class",
    "qualifier",
    "word",
    "head",
    "noise",
)


@dataclass(frozen=True)
class Lexicon:
    """The words of `lexicon.json`."""

    tables: dict[str, Any]

    @cached_property
    def tokens(self) -> dict[str, Token]:
        """Every word that is known, as the token it is read as: those of the tables, and what follows from them."""
        return {**variants(self.listed, self.tables), **self.listed}

    @cached_property
    def listed(self) -> dict[str, Token]:
        """Every word of the tables, as the token it is read as."""
        tokens: dict[str, Token] = {}
        for part in reversed(_PRECEDENCE):
            for text, canonical in self._words(part):
                tokens[text] = Token(canonical, part, text)
        return tokens

    @cached_property
    def sourced(self) -> dict[str, str]:
        """Word, or synonym of an element → what it was taken from: a standard, a law, a dictionary; others came with open forms."""
        return {text: source for source, texts in self.tables["sources"].items() for text in texts}

    @cached_property
    def longest(self) -> int:
        """Characters of the longest word."""
        return max(len(text) for text in self.tokens)

    def usual(self, part: Part) -> list[str]:
        """The usual words that play *part*, the commonest first."""
        return [line[0] for line in self.tables[_TABLE_OF[part]]]

    def _words(self, part: Part) -> Iterator[tuple[str, str]]:
        match part:
            case "property" | "role" | "head" | "word":
                yield from _lines(self.tables[_TABLE_OF[part]])
            case "class":
                for lines in self.tables["classes"].values():
                    yield from _lines(lines)
            case "qualifier":
                for text, (dimension, value) in self.qualifiers.items():
                    yield text, f"{dimension}:{value}"
            case "yes-no":
                yield from ((text, "是否") for text in self.tables["yes_no"])
            case _:
                yield from ((text, "") for text in self.tables["noise"])

    @cached_property
    def qualifiers(self) -> dict[str, tuple[str, str]]:
        """Word → the dimension it qualifies and its value there."""
        return {
            text: (dimension, value)
            for dimension, values in self.tables["qualifiers"].items()
            for value, texts in values.items()
            for text in texts
        }

    @cached_property
    def bearers(self) -> dict[SubjectKind, tuple[str, ...]]:
        """Kind of subject → the words, of more than a character, that say that it has what follows: 家庭, 本户."""
        found = self.tables["qualifiers"]["bearer"]
        kinds = {each.value: each for each in SubjectKind}
        return {
            kinds[value]: tuple(word for word in words if len(word) > 1)
            for value, words in found.items()
            if value in kinds
        }

    @cached_property
    def class_kinds(self) -> dict[str, SubjectKind]:
        """Class of things, such as 企业 → the kind of subject it is a class of."""
        return {
            line[0]: SubjectKind(kind)
            for kind, lines in self.tables["classes"].items()
            for line in lines
        }

    @cached_property
    def class_words(self) -> dict[str, str]:
        """Word of a title → the class of things that it names there, whatever else it is in a label."""
        return {
            text: class_
            for lines in self.tables["classes"].values()
            for text, class_ in _lines(lines)
        }

    @cached_property
    def units(self) -> dict[str, str]:
        """A unit of measure as printed → its usual writing."""
        return {text: unit for unit, texts in self.tables["units"].items() for text in texts}

    @cached_property
    def person_heads(self) -> frozenset[str]:
        """What is asked of a person reached through a role."""
        return frozenset(self.tables["person_heads"])

    def words(self, table: str) -> frozenset[str]:
        """The words of a *table* that is but a list of them; `about` in `lexicon.json` says what each is for."""
        return self._lists[table]

    @cached_property
    def _lists(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(self.tables[name]) for name in self.tables["about"]}

    def word(self, table: str) -> str:
        """The one word of *table*."""
        return str(self.tables[table])

    def told_on(self, subject: SubjectKind) -> frozenset[str]:
        """What is asked of a person without naming the role again, right after it was named."""
        told = self.tables["told_on"]
        return frozenset(told.get(subject.value, told["other"]))

    @cached_property
    def person_only(self) -> frozenset[str]:
        """What only a person has."""
        return frozenset(self.tables["person_only"])

    @cached_property
    def self_roles(self) -> frozenset[str]:
        """Words by which a form about a person names that very person."""
        return frozenset(person_word(each) for each in self.tables["self_roles"])

    @cached_property
    def default_classes(self) -> dict[SubjectKind, str]:
        """The class that is meant where a title names none."""
        return {SubjectKind(kind): each for kind, each in self.tables["default_classes"].items()}

    @cached_property
    def common_heads(self) -> frozenset[str]:
        """What every subject of a kind has, whatever its class."""
        return frozenset(self.tables["common_heads"])

    @property
    def family(self) -> str:
        """The role of whoever belongs to the same family."""
        return str(self.tables["family"])

    @property
    def concerned(self) -> str:
        """The role of whoever a row about something else concerns."""
        return str(self.tables["concerned"])

    @cached_property
    def applicants(self) -> frozenset[str]:
        """Words for whoever applies: for themselves, or for somebody else."""
        return frozenset(self.tables["applicants"])

    @cached_property
    def of_the_unit(self) -> dict[str, str]:
        """Names of elements and links that speak of the unit a row belongs to, whatever the row is about."""
        return dict(_lines(self.tables["of_the_unit"]))

    @cached_property
    def of_the_family(self) -> dict[str, str]:
        """Elements that say of a household what others say of whoever belongs to it."""
        return dict(_lines(self.tables["of_the_family"]))

    @cached_property
    def names_of(self) -> dict[str, tuple[str, str, str]]:
        """Elements that name what the row is in → class, role and element of what they are the name or number of."""
        return {
            each: (class_, "", element)
            for class_, elements in self.tables["names_of"].items()
            for element, line in elements.items()
            for each in line
        }

    def shared(self, element: str) -> str:
        """What *element* means whatever kind of subject it is asked of; empty where that tells it apart."""
        name = element.partition(".")[2]
        if name in self.of_the_unit:
            return f"unit.{self.of_the_unit[name]}"
        return self.of_the_family.get(element, "")

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """How labels begin that do not say which document: that of whoever is named beside them."""
        return tuple(self.tables["documents"])

    @cached_property
    def documents_of(self) -> dict[str, str]:
        """Word of a title → the document that is meant where nobody is named."""
        return dict(self.tables["documents_of"])

    @cached_property
    def belonging(self) -> tuple[str, ...]:
        """How labels begin that speak of what a row belongs to."""
        return tuple(self.tables["belonging"])

    @cached_property
    def signing(self) -> frozenset[str]:
        """What is asked of whoever signs."""
        return frozenset(self.tables["signing"])

    @cached_property
    def spans(self) -> frozenset[str]:
        """Heads for a stretch of time; where it starts or ends is a moment."""
        return frozenset(self.tables["spans"])

    @property
    def moment(self) -> str:
        """The head for a moment."""
        return str(self.tables["moment"])

    @cached_property
    def marked(self) -> frozenset[str]:
        """Dimensions that nobody means without saying so: 最高, 其他, 变更前."""
        return frozenset(self.tables["marked"])

    @cached_property
    def coded(self) -> frozenset[str]:
        """Properties whose values are codes, so that 性别代码 and 性别名称 ask no more than 性别."""
        return frozenset(self.tables["coded"])

    @cached_property
    def of_codes(self) -> frozenset[str]:
        """Heads that say which side of a code is wanted."""
        return frozenset(self.tables["of_codes"])

    @cached_property
    def _heads(self) -> dict[str, str]:
        """Heads of more than a character, and the words they stand for."""
        return {
            text: each.canonical
            for text, each in self.tokens.items()
            if each.part == "head" and len(text) > 1
        }

    def heads_within(self, token: Token) -> frozenset[str]:
        """The heads that the word of a property has in it: 户籍地址 is an 地址, 健康状况 a 状态 and a 情况."""
        if token.part != "property":
            return frozenset()
        found = {word for text, word in self._heads.items() if token.canonical.endswith(text)}
        alike = self.said_alike
        return frozenset(found | alike if found & alike else found)

    @cached_property
    def said_alike(self) -> frozenset[str]:
        """Heads that are put for one another, and say no more than a property whose values are codes: 状态, 情况."""
        return frozenset(self.tables["said_alike"])

    @cached_property
    def bare(self) -> frozenset[str]:
        """Properties that mean nothing without the form's topic."""
        return frozenset(self.tables["bare"])

    @cached_property
    def plain_links(self) -> tuple[str, ...]:
        """Links that a label need not name."""
        return tuple(self.tables["plain_links"])

    @cached_property
    def generic(self) -> frozenset[str]:
        """Labels that say nothing two departments could share."""
        return frozenset(self.tables["generic"])

    @cached_property
    def generic_endings(self) -> tuple[str, ...]:
        """Endings of such labels."""
        return tuple(self.tables["generic_endings"])


_PERSON = re.compile(r"(?<=..)(人员|者)$")


def person_word(text: str) -> str:
    """One ending for whoever does something: 审核者, 审核人员 and 审核人."""
    return _PERSON.sub("人", text)


_TABLE_OF = {"property": "properties", "role": "roles", "head": "heads", "word": "synonyms"}


def _lines(lines: list[list[str]]) -> Iterator[tuple[str, str]]:
    for line in reversed(lines):  # a word in two lines belongs to the first
        for text in line:
            yield text, line[0]


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon."""
    return Lexicon(document("lexicon.json"))


@cache
def document(name: str) -> Any:
    """The parsed JSON file *name* of this package."""
    return json.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))
