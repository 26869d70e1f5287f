"""
A field in its form, or one way to name an element → what it asks: object class and role, property, qualifiers, representation.

The parts are those of ISO/IEC 11179-5.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from typing import Any, Final, Self

from yibiao.matching.label import Label, read, sound
from yibiao.matching.latin import latin
from yibiao.matching.lexicon import document, lexicon
from yibiao.matching.persons import PERSON_ENDING, role_key_of, role_of
from yibiao.matching.tokens import Token
from yibiao.model.element import Element
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind, ValueKind


@dataclass(frozen=True)
class Meaning:
    """
    What is asked.

    Attributes:
        text: The label, folded, without what stood in brackets; `verbatim` with it.
        content: What the property is made of → how much it says.
        head: The word that closes the label (编号, 时间), if it closes with one.
        role: The role of whomever it is asked about, as a key; empty for the row's own subject.
        self_role: The word by which it names the row's own person, if it does.
        qualifiers: Dimension → value (`registration` → `current`).
        asks_whether: It wants a yes or a no.
        class_: The class of things the row is one of (企业, 楼栋), if the form says.
        kind: What kind of value it takes; `None` where nobody said.
        options: The permitted answers, folded.
        section: Of a label in Latin script, what the headings over it are about.
        generic: It says nothing two departments could share.
        of_element: It is an element's name, not a form's field.
        bare: It says so little (发证日期, 类型) that the form's topic has to say the rest.
        topic: What the form's title is about.
        role_content: What the words of the role would add to `content`, were they mere words.
        alternatives: Where the label names it in two ways: each of them.
        alternative: It is one of two ways to name it.
        column: It is what the name of the field's column or variable says, not its label.
        related: How whoever has `role` is related to the row's own person is asked beside it.
        looks_up: It picks one out of a list that comes with the form, and gives what stands in a column of that.
    """

    text: str
    content: Mapping[str, float]
    verbatim: str = ""
    head: str | None = None
    role: str = ""
    self_role: str = ""
    qualifiers: Mapping[str, str] = field(default_factory=dict)
    asks_whether: bool = False
    class_: str | None = None
    kind: ValueKind | None = None
    options: frozenset[str] = frozenset()
    unit: str | None = None
    section: frozenset[str] = frozenset()
    generic: bool = False
    of_element: bool = False
    bare: bool = False
    topic: frozenset[str] = frozenset()
    role_content: Mapping[str, float] = field(default_factory=dict)
    alternatives: tuple["Meaning", ...] = ()
    alternative: bool = False
    column: bool = False
    related: bool = False
    looks_up: bool = False

    def but(self, **changes: Any) -> Self:
        """The same with *changes*, as `dataclasses.replace` gives it, whose loop would be a fifth of making an index."""
        made = object.__new__(type(self))
        said = self.__dict__
        made.__dict__.update({name: said[name] for name in _MEMBERS}, **changes)
        return made

    @cached_property
    def weight(self) -> float:
        """How much its content says in all."""
        return sum(self.content.values())

    @cached_property
    def sound(self) -> str:
        """How it is said: 附记 and 付记 are keys of one sound, and one of them is a slip."""
        return sound(self.text)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What of its content an index finds it by."""
        telling = tuple(each for each in self.content if each[0] not in "h1")
        return telling or tuple(self.content)

    @cached_property
    def telling(self) -> bool:
        """Whether any word of it is more than a head."""
        return any(each[0] != "h" for each in self.content)

    @cached_property
    def roleless(self) -> "Meaning":
        """The same of whoever it is asked about."""
        return self.but(role="") if self.role else self

    @cached_property
    def plain(self) -> "Meaning":
        """The same with the role's words read as part of the property."""
        if not self.role_content:
            return self
        return self.but(role="", content={**self.role_content, **self.content})


_MEMBERS: Final = tuple(each.name for each in fields(Meaning))


@dataclass(frozen=True)
class Surroundings:
    """What the form says about every field of it."""

    subject: SubjectKind
    title: frozenset[str] = frozenset()
    class_: str | None = None
    topic: frozenset[str] = frozenset()
    others: frozenset[SubjectKind] = frozenset()


@lru_cache(maxsize=4096)
def surroundings(subject: SubjectKind, title: str) -> Surroundings:
    """What *title* says: its words, and the class of things its rows are."""
    tokens = read(title).tokens
    words = lexicon().class_words
    classes = [words[each.text] for each in tokens if each.text in words]
    of_kind = [each for each in classes if lexicon().class_kinds[each] is subject]
    telling = [each for each in of_kind if each != lexicon().default_classes.get(subject)]
    class_ = next(reversed(telling or of_kind), None)
    if class_ is None and subject is SubjectKind.ORGANISATION:
        class_ = _class_of_its_own(tokens)
    others = frozenset(lexicon().class_kinds[each] for each in classes) - {subject}
    names = frozenset(each.canonical for each in tokens if each.canonical)
    return Surroundings(subject, names, class_, _topic(tokens), others)


_KIND_OF_ORGANISATION = re.compile(r"(组织|机构|队伍|协会|学会|联合会|中心)$")


def _class_of_its_own(tokens: Sequence[Token]) -> str | None:
    """The last word of a title that says what kind of organisation its rows are, though nobody knows the word."""
    unknown = (each.text for each in tokens if each.part == "unknown")
    return next(
        (each for each in reversed(list(unknown)) if _KIND_OF_ORGANISATION.search(each)), None
    )


def _topic(tokens: Iterable[Token]) -> frozenset[str]:
    """What a title, or an element's name, is about; nothing where it is in Latin script, mostly a code."""
    telling = ("word", "class", "role", "unknown", "property")
    content = _content(each for each in tokens if each.part in telling and not each.text.isascii())
    return frozenset(name for name in content if name[0] != "1")


def meaning_of_field(asked: Field, around: Surroundings) -> Meaning:
    """What *asked* means in a form with those *around*."""
    label = read(asked.label)
    meaning = _of_label(asked.label, around, with_roles=not asked.fields)
    if not (asked.fields or meaning.role or meaning.self_role) and (
        role := _role_of_section(asked.section, meaning, around)
    ):
        own = around.subject is SubjectKind.PERSON and role in lexicon().self_roles
        meaning = meaning.but(self_role=role) if own else meaning.but(role=role)
    told = meaning.but(
        kind=asked.kind,
        asks_whether=meaning.asks_whether and not _asks_which(asked, label),
        generic=meaning.generic or _is_mere_ink(asked, meaning),
        unit=asked.unit_of_measure or label.unit,
        options=frozenset(folded(each.title) for each in asked.options),
        section=_of_headings(asked.section) if label.text.isascii() else frozenset(),
        looks_up=_looks_up(asked),
        topic=around.topic,
    )
    ways = [_of_label(each, around, with_roles=not asked.fields) for each in label.alternatives]
    named = [_as_alternative(each, told) for each in ways]
    alternatives = (*named, *_of_column(asked, told, around))
    return told.but(alternatives=alternatives) if alternatives else told


def _asks_which(asked: Field, label: Label) -> bool:
    """Whether several may be chosen: "does the household own any of these" asks which, though it opens like a yes or a no."""
    return asked.kind is ValueKind.CODES and label.text.isascii()


#: How columns are called by who writes programs and tables: pov_name, household_id, district.
_COLUMN = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def _looks_up(asked: Field) -> bool:
    """
    Whether all that *asked* lets choose is the name of a column, as XLSForms have it that search an attached list.

    What was not found in the list may be offered beside it.
    """
    titles = [each.title for each in asked.options]
    told = [each for each in titles if not any(_is_of_others(token) for token in read(each).tokens)]
    return len(told) == 1 and len(titles) <= _AND_OTHERS and bool(_COLUMN.fullmatch(told[0]))


#: A column, and what stands for none of its rows.
_AND_OTHERS: Final = 2


def _is_of_others(token: Token) -> bool:
    return token.canonical.startswith("otherness:")


def _of_headings(section: Iterable[str]) -> frozenset[str]:
    """What headings and names of groups, `group_location`, tell of what is asked under them."""
    tokens = (token for each in section for token in read(each.replace("_", " ")).tokens)
    return frozenset(
        each.canonical
        for each in tokens
        if each.part in ("word", "unknown", "property", "role", "class", "qualifier")
        and each.canonical not in latin().of_groups
    )


#: Letters of a name that may be read: `xm` is 姓名 and 项目.
_TELLING_NAME: Final = 4


def _of_column(asked: Field, told: Meaning, around: Surroundings) -> Iterator[Meaning]:
    """What the name of the column says, `sfzh` or `date_of_birth`, where it says another thing than the label."""
    name = asked.name or ""
    label = read(name)
    spelled = not label.text.isascii()
    words = spelled and sum(each.isalpha() for each in name) >= _TELLING_NAME
    if asked.fields or not (words or len(label.tokens) > 1) or label.text == told.text:
        return
    way = _of_label(name, around)
    yield _as_alternative(way, told).but(alternative=False, column=True)


def _as_alternative(way: Meaning, told: Meaning) -> Meaning:
    return way.but(
        kind=told.kind,
        unit=told.unit,
        options=told.options,
        section=told.section,
        topic=told.topic,
        alternative=True,
    )


def meanings_of_element(element: Element) -> Iterator[Meaning]:
    """What *element* is called: its name and its synonyms."""
    around = Surroundings(element.subject)
    names = (element.name.zh, element.name.en)
    for name in (*names, *element.synonyms, *element.role):
        meaning = _of_label(name, around, with_roles=False)
        yield meaning.but(
            kind=element.kind,
            head=_WHETHER if _is_whether(element, meaning) else meaning.head,
            unit=element.unit_of_measure,
            of_element=True,
            bare=meaning.bare and name not in names,
            topic=_topic(read(element.name.zh).tokens),
        )


#: The head of what wants a yes or a no: of such a thing nobody asks the name or the date.
_WHETHER = "是否"


def _is_whether(element: Element, meaning: Meaning) -> bool:
    """Whether a name in Latin script, household head, stands for being it or not."""
    return element.kind is ValueKind.BOOLEAN and meaning.text.isascii()


@lru_cache(maxsize=65536)
def folded(option: str) -> str:
    """An option's words without what layout put around them."""
    return re.sub(r"^[\dA-Za-z]{1,3}[.、:：)）\s-]+", "", read(option).text)


def _of_label(text: str, around: Surroundings, *, with_roles: bool = True) -> Meaning:
    """What the label *text* says, but for the form's topic: the same on all forms whose titles have no other of its words."""
    said = around.title.intersection([each.canonical for each in read(text).tokens])
    return _of_words(text, Surroundings(around.subject, said, around.class_), with_roles)


@lru_cache(maxsize=65536)
def _of_words(text: str, around: Surroundings, with_roles: bool) -> Meaning:  # noqa: FBT001  hashed by place
    label = read(text)
    tokens = [each for each in label.tokens if each.part != "noise"] or list(label.tokens)
    role, rest = role_of(tokens, around.subject, around.class_) if with_roles else ("", tokens)
    own_person = bool(role) and _is_own_person(
        role, tokens[: len(tokens) - len(rest)] or tokens, around
    )
    own = {around.class_} if around.class_ else _classes_of(around.subject)
    rest = _moments(_without_representation(rest))
    content = [each for each in rest if not (each.part == "class" and each.canonical in own)]
    named = [each for each in rest if each.part == "class" and each.canonical in own]
    if not any(each.part not in ("yes-no", "qualifier") for each in content):
        content = rest
    belongs = label.text.startswith(lexicon().belonging)  # 所属辖区 is the same of any class
    return Meaning(
        text=label.text,
        verbatim=label.verbatim,
        content=_with_asides(_content(content), label, every=not with_roles),
        bare=all(
            each.part in ("head", "yes-no", "qualifier") or each.canonical in lexicon().bare
            for each in content
        ),
        head=next(filter(None, map(_head_of, rest[-1:])), None),
        role="" if own_person else role,
        self_role=role if own_person else "",
        qualifiers=_whose(rest)
        | _which_place(rest)
        | {
            dimension: value
            for each in rest
            if each.part == "qualifier"
            for dimension, _, value in [each.canonical.partition(":")]
            if (dimension, value) != ("bearer", around.subject.value)
        },
        asks_whether=any(each.part == "yes-no" for each in rest),
        class_=None if belongs else around.class_ or (named[-1].canonical if named else None),
        generic=_is_generic(label),
        role_content=_content(tokens[: len(tokens) - len(rest)] or tokens) if role else {},
    )


def _head_of(token: Token) -> str | None:
    """What *token*, which closes a label, says is asked, whatever of: a date, a sex; of whom nothing is asked, a name."""
    if token.part == "word" and token.text.isascii():
        known = latin()
        if token.canonical in known.persons:
            return "name"
        return token.canonical if token.canonical in known.properties else None
    return token.canonical if token.part == "head" else None


def _whose(tokens: Iterable[Token]) -> dict[str, str]:
    """The persons that words of Latin script speak of, as what qualifies all that is asked of them."""
    persons = latin().persons
    found = [each.canonical for each in tokens if each.part == "word" and each.canonical in persons]
    return {"whose": " ".join(sorted(found))} if found else {}


def _which_place(tokens: Sequence[Token]) -> dict[str, str]:
    """Which place is asked, the one of birth or the one of residence, where words of Latin script say no more."""
    names = [each.canonical for each in tokens if each.part == "word" and each.text.isascii()]
    others = [each for each in names if each not in latin().places]
    return {"place": others[0]} if len(others) == 1 < len(names) else {}


def _moments(tokens: list[Token]) -> list[Token]:
    """查封期限起 is when it starts: 查封起始时间."""
    if not any(each.canonical.startswith("boundary:") for each in tokens):
        return tokens
    moment = Token(lexicon().moment, "head", lexicon().moment)
    return [moment if each.canonical in lexicon().spans else each for each in tokens]


def _without_representation(tokens: list[Token]) -> list[Token]:
    """
    性别代码 and 性别名称 ask for the sex: code and name are but two writings of it.

    Nor does a head say more than a property that has one already: 户籍地详址, 证件号码编号, 健康状况情况, 户口性质情况.
    """
    while len(tokens) > 1 and _adds_nothing(tokens[-2], tokens[-1]):
        tokens = tokens[:-1]
    return tokens


def _adds_nothing(before: Token, last: Token) -> bool:
    words = lexicon()
    coded = before.canonical in words.coded or before.canonical in words.of_codes
    if coded and last.canonical in words.of_codes:
        return True
    if before.canonical in words.coded and last.canonical in words.said_alike:
        return True
    return last.part == "head" and last.canonical in words.heads_within(before)


def _with_asides(content: dict[str, float], label: Label, *, every: bool) -> dict[str, float]:
    """
    What stood in brackets says less, and in a form only in words that are known.

    An element that is told apart in brackets, 人员类别（党员）, is meant only by a label that says so too.
    """
    for token in (token for aside in label.asides for token in read(aside).tokens):
        if every or token.part in ("role", "class", "word"):
            content.setdefault(f"w:{token.canonical}", document("weights.json")["content"]["aside"])
    return content


def _classes_of(subject: SubjectKind) -> set[str]:
    return {each for each, kind in lexicon().class_kinds.items() if kind is subject}


def _is_mere_ink(asked: Field, meaning: Meaning) -> bool:
    return asked.kind is ValueKind.SIGNATURE and meaning.head not in lexicon().signing


def _is_generic(label: Label) -> bool:
    if label.tokens[-1:] and label.tokens[-1].canonical in lexicon().signing:
        return not _names_who_signs(label.tokens[:-1])
    return label.text in lexicon().generic or label.text.endswith(lexicon().generic_endings)


def _names_who_signs(tokens: Sequence[Token]) -> bool:
    """主治医师签名 says whose: it asks for a person, where a mere 签名 asks for ink."""
    told = [each for each in tokens if each.canonical]
    return (
        bool(told)
        and not _is_said_of_any_form(told)
        and (told[-1].part == "role" or bool(PERSON_ENDING.search(told[-1].text)))
    )


def _is_said_of_any_form(tokens: Sequence[Token]) -> bool:
    return "".join(each.text for each in tokens) in lexicon().generic


def _is_own_person(role: str, phrase: Sequence[Token], around: Surroundings) -> bool:
    """Whether a form about persons means the row's own person by that *role*."""
    return around.subject is SubjectKind.PERSON and (
        role in lexicon().self_roles or all(each.canonical in around.title for each in phrase)
    )


def _role_of_section(section: Iterable[str], meaning: Meaning, around: Surroundings) -> str:
    """A heading such as 监护人信息 gives its role to what stands under it."""
    if not any(each[2:] in lexicon().person_heads for each in meaning.content):
        return ""
    for heading in reversed(tuple(section)):
        tokens = [each for each in read(heading).tokens if each.part == "role"]
        if tokens:
            return role_key_of(tokens[-1:], around.class_)
    return ""


@lru_cache(maxsize=65536)
def _features(canonical: str, part: str) -> tuple[tuple[str, float], ...]:
    weights = document("weights.json")["content"]
    if part == "unknown":
        share = weights["character"]
        pairs = [canonical[at : at + 2] for at in range(len(canonical) - 1)]
        return (
            *((f"1:{each}", share) for each in canonical),
            *((f"2:{each}", share) for each in pairs),
        )
    if part == "head":
        usual = weights["latin_head" if canonical.isascii() else "head"]
        return ((f"h:{canonical}", weights["heads"].get(canonical, usual)),)
    return ((f"w:{canonical}", weights[part]),)


def _content(tokens: Iterable[Token]) -> dict[str, float]:
    content: dict[str, float] = {}
    for token in tokens:
        if token.part in ("yes-no", "noise"):
            continue
        for name, weight in _features(token.canonical, token.part):
            content[name] = content.get(name, 0.0) + weight
    return content
