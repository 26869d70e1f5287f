"""
A field in its form, or one way to name an element → what it asks: object class and role, property, qualifiers, representation.

The parts are those of ISO/IEC 11179-5.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from yibiao.matching.label import Label, read
from yibiao.matching.lexicon import Token, document, lexicon
from yibiao.model.element import Element
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind, ValueKind

_PERSON_ENDING = re.compile(r"(人|人员|者|员|长|代表|医师|医生|护士|教师|老师|技师|干部)$")
_SEPARATOR = re.compile(r"[\s\-_/、,:：.]+")


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
        generic: It says nothing two departments could share.
        of_element: It is an element's name, not a form's field.
        bare: It says so little (发证日期, 类型) that the form's topic has to say the rest.
        topic: What the form's title is about.
        role_content: What the words of the role would add to `content`, were they mere words.
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

    @cached_property
    def weight(self) -> float:
        """How much its content says in all."""
        return sum(self.content.values())

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What of its content an index finds it by."""
        telling = tuple(each for each in self.content if each[0] not in "h1")
        return telling or tuple(self.content)

    @cached_property
    def plain(self) -> "Meaning":
        """The same with the role's words read as part of the property."""
        if not self.role_content:
            return self
        return replace(self, role="", content={**self.role_content, **self.content})


@dataclass(frozen=True)
class Surroundings:
    """What the form says about every field of it."""

    subject: SubjectKind
    title: frozenset[str] = frozenset()
    class_: str | None = None
    topic: frozenset[str] = frozenset()
    others: frozenset[SubjectKind] = frozenset()


def surroundings(subject: SubjectKind, title: str) -> Surroundings:
    """What *title* says: its words, and the class of things its rows are."""
    tokens = read(title).tokens
    classes = [each.canonical for each in tokens if each.part == "class"]
    of_kind = [each for each in classes if lexicon().class_kinds[each] is subject]
    telling = [each for each in of_kind if each != lexicon().default_classes.get(subject)]
    class_ = next(reversed(telling or of_kind), None)
    others = frozenset(lexicon().class_kinds[each] for each in classes) - {subject}
    names = frozenset(each.canonical for each in tokens if each.canonical)
    return Surroundings(subject, names, class_, _topic(tokens), others)


def _topic(tokens: Iterable[Token]) -> frozenset[str]:
    """What a title, or an element's name, is about; nothing where it is in Latin script, mostly a code."""
    telling = ("word", "class", "role", "unknown", "property")
    content = _content(each for each in tokens if each.part in telling and not each.text.isascii())
    return frozenset(name for name in content if name[0] != "1")


def meaning_of_field(asked: Field, around: Surroundings) -> Meaning:
    """What *asked* means in a form with those *around*."""
    label = read(asked.label)
    section = tuple(token for each in asked.section for token in read(each).tokens)
    meaning = _of_label(label, around, with_roles=not asked.fields)
    if not (asked.fields or meaning.role) and (
        role := _role_of_section(asked.section, meaning, around)
    ):
        meaning = replace(meaning, role=role)
    return replace(
        meaning,
        kind=asked.kind,
        generic=meaning.generic or asked.kind is ValueKind.SIGNATURE,
        unit=asked.unit_of_measure or label.unit,
        options=frozenset(folded(each.title) for each in asked.options),
        section=frozenset(each.canonical for each in section if each.canonical),
    )


def meanings_of_element(element: Element) -> Iterator[Meaning]:
    """What *element* is called: its name and its synonyms."""
    around = Surroundings(element.subject)
    names = (element.name.zh, element.name.en)
    for name in (*names, *element.synonyms, *element.role):
        meaning = _of_label(read(name), around, with_roles=False)
        yield replace(
            meaning,
            kind=element.kind,
            unit=element.unit_of_measure,
            of_element=True,
            bare=meaning.bare and name not in names,
            topic=_topic(read(element.name.zh).tokens),
        )


def folded(option: str) -> str:
    """An option's words without what layout put around them."""
    return re.sub(r"^[\dA-Za-z]{1,3}[.、:：)）\s-]+", "", read(option).text)


@lru_cache(maxsize=65536)
def _of_label(label: Label, around: Surroundings, *, with_roles: bool = True) -> Meaning:
    tokens = [each for each in label.tokens if each.part != "noise"] or list(label.tokens)
    role, rest = _role(tokens, around) if with_roles else ("", tokens)
    own_person = bool(role) and _is_own_person(
        role, tokens[: len(tokens) - len(rest)] or tokens, around
    )
    own = {around.class_} if around.class_ else _classes_of(around.subject)
    content = [each for each in rest if not (each.part == "class" and each.canonical in own)]
    named = [each for each in rest if each.part == "class" and each.canonical in own]
    if not any(each.part not in ("yes-no", "qualifier") for each in content):
        content = rest
    return Meaning(
        text=label.text,
        verbatim=label.verbatim,
        content=_with_asides(_content(content), label, every=not with_roles),
        bare=all(
            each.part in ("head", "yes-no", "qualifier") or each.canonical in lexicon().bare
            for each in content
        ),
        topic=around.topic,
        head=next((each.canonical for each in reversed(rest[-1:]) if each.part == "head"), None),
        role="" if own_person else role,
        self_role=role if own_person else "",
        qualifiers={
            dimension: value
            for each in rest
            if each.part == "qualifier"
            for dimension, _, value in [each.canonical.partition(":")]
            if (dimension, value) != ("bearer", around.subject.value)
        },
        asks_whether=any(each.part == "yes-no" for each in rest),
        class_=around.class_ or (named[-1].canonical if named else None),
        generic=_is_generic(label.text),
        role_content=_content(tokens[: len(tokens) - len(rest)] or tokens) if role else {},
    )


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


def _is_generic(text: str) -> bool:
    return text in lexicon().generic or text.endswith(lexicon().generic_endings)


def _role(tokens: Sequence[Token], around: Surroundings) -> tuple[str, list[Token]]:
    """The role that *tokens* speak of and what they ask about it: (负责人, 联系电话)."""
    if len(tokens) == 1 and tokens[0].part == "role":
        return _role_key(tokens, around), [_name_of_a_person()]
    if not tokens or tokens[0].part == "yes-no":
        return "", list(tokens)
    if len(tokens) == 1 and tokens[0].canonical == "名称" and around.subject is SubjectKind.PERSON:
        return "", [_name_of_a_person()]
    *phrase, last = tokens
    if last.part == "role" and all(
        each.part in ("class", "word", "unknown") or each.canonical == "工作单位" for each in phrase
    ):
        return _role_key(tokens, around), [_name_of_a_person()]
    for cut in range(1, len(tokens)):
        asked = tokens[cut:]
        if _speaks_of_a_person(tokens[:cut]) and _is_asked_of_persons(asked):
            named = asked[0].canonical == "名称"
            return _role_key(tokens[:cut], around), [_name_of_a_person()] if named else list(asked)
    return "", list(tokens)


def _name_of_a_person() -> Token:
    return Token("姓名", "property", "姓名")


def _speaks_of_a_person(phrase: Sequence[Token]) -> bool:
    return phrase[-1].part == "role" or (
        phrase[-1].part in ("unknown", "word", "class")
        and bool(_PERSON_ENDING.search(phrase[-1].text))
    )


def _is_asked_of_persons(asked: Sequence[Token]) -> bool:
    *qualified, last = asked
    if last.canonical == "名称":
        return not qualified
    known = last.part == "property" and last.canonical in lexicon().person_heads
    return known and len(qualified) <= 1


def _role_key(phrase: Sequence[Token], around: Surroundings) -> str:
    """The role's words in their usual writing, the form's own class left out."""
    words = [each for each in phrase if each.part not in ("noise", "qualifier")]
    told = [each for each in words if each.canonical != around.class_] or words
    return "".join(each.canonical for each in told)


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
            return _role_key(tokens[-1:], around)
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
        return ((f"h:{canonical}", weights["heads"].get(canonical, weights["head"])),)
    return ((f"w:{canonical}", weights[part]),)


def _content(tokens: Iterable[Token]) -> dict[str, float]:
    content: dict[str, float] = {}
    for token in tokens:
        if token.part in ("yes-no", "noise"):
            continue
        for name, weight in _features(token.canonical, token.part):
            content[name] = content.get(name, 0.0) + weight
    return content
