"""Matches and people's choices → bindings, and what the catalogue gains by them."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from yibiao.errors import Finding, Invalid
from yibiao.matching.age_groups import age_groups, ages_asked
from yibiao.matching.continued import Worded
from yibiao.matching.crosswalk import (
    YES_AND_NO,
    Crosswalk,
    adjusted,
    crosswalk,
    extended,
    in_words,
    is_in_words,
    yes_no,
)
from yibiao.matching.index import index_of
from yibiao.matching.lexicon import lexicon
from yibiao.matching.meaning import Meaning, Surroundings, surroundings
from yibiao.matching.minting import mint, mint_link
from yibiao.matching.namesakes import named_like
from yibiao.matching.neighbours import meanings
from yibiao.matching.paths import minted_link
from yibiao.matching.proposing import propose_rows
from yibiao.model import conversion
from yibiao.model.binding import Binding, Match
from yibiao.model.catalogue import Catalogue, Wording
from yibiao.model.codes import CodeList
from yibiao.model.element import Element
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind, ValueKind


@dataclass(frozen=True)
class Choice:
    """
    A person's decision on one field: that element over those links, or `new`, a meaning of its own.

    Attributes:
        crosswalk: The element's code, or what it is called → the form's option, or `None` where it has none for it;
            codes that are not named are answered as a person decided for such options before, or else as rules have it.
    """

    element: str | None = None
    via: tuple[str, ...] = ()
    new: bool = False
    decided_by: str = "rule:auto"
    crosswalk: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Resolution:
    """What a form's fields are bound to; elements, code lists and wordings that the catalogue gains; what is left to decide."""

    bindings: tuple[Binding, ...] = ()
    elements: tuple[Element, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    wordings: tuple[Wording, ...] = ()
    undecided: tuple[Match, ...] = ()


def resolve(
    form: Form,
    matches: Iterable[Match],
    catalogue: Catalogue,
    choices: Mapping[str, Choice] | None = None,
) -> Resolution:
    """
    What *form* is bound to: choices first, then rules.

    An `auto` match binds by rule; `new` mints an element; `ask` without a choice stays undecided and unbound.
    What stands in a block whose element is no subject needs no binding of its own.

    Raises:
        Invalid: An element that a person chose cannot answer its field.
    """
    desk = _Desk(form, catalogue, dict(choices or {}))
    proposed = {each.field: each for each in matches}
    for asked in form.asked:
        if match := proposed.get(asked.id):
            desk.decide(match)
        for inner in desk.inside(asked, proposed):
            desk.decide(inner)
    if desk.findings:
        raise Invalid(*desk.findings, count=len(desk.findings))
    return desk.resolution()


def bind(form: Form, choices: Mapping[str, Choice], catalogue: Catalogue) -> Resolution:
    """
    What the fields of *choices* are bound to, and nothing else of *form*.

    Raises:
        Invalid: A chosen element cannot answer its field.
    """
    desk = _Desk(form, catalogue, dict(choices))
    for id_, choice in choices.items():
        element = catalogue.elements[choice.element or ""]
        desk.bind(form.by_id[id_], element, choice)
    if desk.findings:
        raise Invalid(*desk.findings, count=len(desk.findings))
    return desk.resolution()


@dataclass
class _Desk:
    """Decisions of one form as they are taken, and what they add."""

    form: Form
    catalogue: Catalogue
    choices: dict[str, Choice]
    bindings: list[Binding] = field(default_factory=list)
    elements: dict[str, Element] = field(default_factory=dict)
    code_lists: dict[str, CodeList] = field(default_factory=dict)
    wordings: list[Wording] = field(default_factory=list)
    undecided: list[Match] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def _worded(self) -> Worded:
        return Worded(self.form)

    def decide(self, match: Match) -> None:
        asked = self.form.by_id[match.field]
        choice = self.choices.get(match.field) or self._choice_of_rule(match)
        if choice is None:
            self.undecided.append(match)
        elif choice.new or choice.element is None:
            self._bind_new(asked, choice.decided_by)
        else:
            self.bind(asked, self._element(choice.element), choice)

    def inside(self, block: Field, proposed: Mapping[str, Match]) -> Iterable[Match]:
        """Matches of what the rows of *block* ask, if it was bound to subjects of their own."""
        bound = next((each for each in self.bindings if each.field == block.id), None)
        if not block.fields or bound is None or bound.element is None:
            return ()
        target = self._element(bound.element).target
        if target is None:
            return ()
        fields = [each.id for each in block.fields]
        if all(id_ in proposed for id_ in fields):
            return [proposed[id_] for id_ in fields]
        return propose_rows(self.form, block, target, self.catalogue)

    def resolution(self) -> Resolution:
        return Resolution(
            bindings=tuple(self.bindings),
            elements=tuple(self.elements.values()),
            code_lists=tuple(self.code_lists.values()),
            wordings=tuple(self.wordings),
            undecided=tuple(self.undecided),
        )

    def _choice_of_rule(self, match: Match) -> Choice | None:
        """What the band says; what a person has given to another field is not given again."""
        if match.band == "new":
            return Choice(new=True, decided_by="rule:new")
        best = match.candidates[0]
        if match.band == "ask" or (best.via, best.element) in self._given(match.field):
            return None
        return Choice(element=best.element, via=best.via, decided_by="rule:auto")

    def _given(self, field_: str) -> set[tuple[tuple[str, ...], str | None]]:
        block = field_.rpartition(".")[0]
        return {
            (each.via, each.element)
            for id_, each in self.choices.items()
            if id_ != field_ and id_.rpartition(".")[0] == block
        }

    def _element(self, id_: str) -> Element:
        return self.elements.get(id_) or self.catalogue.elements[id_]

    def _bind_new(self, asked: Field, decided_by: str) -> None:
        subject = self._subject_of_block(asked) or self.form.subject
        worded = self._worded[asked.id]
        namesake = named_like(worded, self.form, subject, self.catalogue)
        if namesake in {(each.element or "").partition(".")[2] for each in self.bindings}:
            namesake = None  # another field of the form asks that
        # Whoever says that it has a meaning of its own does not mean that it follows from another.
        element, codes = self._aged(asked) if decided_by.startswith("rule:") else None, None
        if element is None or element.id in self._taken():
            element, codes = mint(worded, subject, self.form, self._taken(), namesake)
        self.elements[element.id] = element
        if codes:
            self.code_lists[codes.id] = codes
        self.bind(asked, element, Choice(decided_by=decided_by))

    def _subject_of_block(self, asked: Field) -> SubjectKind | None:
        block, _, inner = asked.id.rpartition(".")
        if not inner or block not in self.form.by_id:
            return None
        bound = next((each for each in self.bindings if each.field == block), None)
        return self._element(bound.element).target if bound and bound.element else None

    def _taken(self) -> Container[str]:
        return _Taken((self.catalogue.elements, self.elements, self.catalogue.code_lists))

    def bind(self, asked: Field, element: Element, choice: Choice) -> None:
        via, decided_by = choice.via, choice.decided_by
        walk = self._crosswalk(asked, element)
        if said := {**self._decided_before(asked, element, walk), **choice.crosswalk}:
            walk = self._decided_crosswalk(asked, element, walk, said)
        try:
            conversion_ = None if walk else conversion.find(element, asked)
        except LookupError:
            self._refuse("element-cannot-answer", asked, element=element.id)
            return
        if not self._mint_links(via, asked):
            return
        binding = Binding(
            form=self.form.id,
            field=asked.id,
            element=element.id,
            via=via,
            how="crosswalk" if walk else "conversion" if conversion_ else "exact",
            crosswalk=walk.mapping if walk else {},
            unmapped=walk.unmapped if walk else (),
            unasked=walk.unasked if walk else (),
            conversion=conversion_,
            decided_by=decided_by,
        )
        self.bindings.append(binding)
        self.wordings.append(
            Wording(
                element=element.id,
                via=via,
                field=self._worded[asked.id],
                subject=self._subject_of_block(asked) or self.form.subject,
                title=self.form.title,
                decided_by=decided_by,
                form=self.form.id,
                answers=binding.answers(asked),
            )
        )

    def _refuse(self, code: str, asked: Field, **facts: str) -> None:
        facts["label"] = asked.label
        self.findings.append(Finding(code, where=f"#/properties/{asked.id}", facts=dict(facts)))

    def _mint_links(self, via: tuple[str, ...], asked: Field) -> bool:
        """Mints the links of *via* that a role of the form asks for; whether all of them are there."""
        for id_ in via:
            if id_ in self.catalogue.elements or id_ in self.elements:
                continue
            role = self._roles().get(id_)
            if role is None:
                self._refuse("link-unknown", asked, link=id_)
                return False
            self.elements[id_] = mint_link(id_, role, self.form)
        return True

    def _roles(self) -> dict[str, str]:
        """The link that each role of the form would be minted as → the role."""
        asked = [*self._meant()]
        somebody = lexicon().concerned
        return {minted_link(subject, somebody): somebody for subject, _ in asked} | {
            minted_link(subject, way.role): way.role
            for subject, found in asked
            for _, each in found
            for way in (each, *each.alternatives)
            if way.role
        }

    def _meant(self) -> Iterator[tuple[SubjectKind, list[tuple[Field, Meaning]]]]:
        """What is asked of the form's subject, and of those of each block; read among its neighbours."""
        yield self.form.subject, self._own
        for block in self.form.asked:
            subject = self._subject_of_block(block.fields[0]) if block.fields else None
            if subject:
                inside = meanings(block.fields, Surroundings(subject))
                yield subject, [*zip(block.fields, inside, strict=True)]

    @cached_property
    def _own(self) -> list[tuple[Field, Meaning]]:
        """What is asked of the form's own subject."""
        around = surroundings(self.form.subject, self.form.title)
        return [*zip(self.form.asked, meanings(self.form.asked, around), strict=True)]

    def _aged(self, asked: Field) -> Element | None:
        """The element of the age group that *asked* wants of whom it is about."""
        if ages_asked(asked) is None:
            return None
        for subject, found in self._meant():
            if any(each.id == asked.id for each, _ in found):
                aged = age_groups(found, subject, self.catalogue.elements)
                return next(
                    each for (one, _), each in zip(found, aged, strict=True) if one.id == asked.id
                )
        return None

    def _crosswalk(self, asked: Field, element: Element) -> Crosswalk | None:
        """How the options of *asked* answer the element's codes; a minted list grows by what it lacks."""
        if not asked.options:
            return None
        if element.kind is ValueKind.BOOLEAN:
            return yes_no(asked.options)
        codes = self._codes(element)
        if codes is None:
            return in_words(asked.options) if is_in_words(element, asked) else None
        walk = crosswalk(codes, asked.options)
        if element.minted and walk.unasked:
            codes = extended(codes, asked.options, walk)
            self.code_lists[codes.id] = codes
            walk = crosswalk(codes, asked.options)
        return walk

    def _decided_before(
        self, asked: Field, element: Element, walk: Crosswalk | None
    ) -> dict[str, str | None]:
        """What a person decided of the codes of *element* when such options were offered last."""
        said = index_of(self.catalogue).answers.to(asked.options).get(element.id, {})
        known = self._called(asked, element, walk) if said else {}
        names = {*known, *known.values()}
        return {name: option for name, option in said.items() if name in names}

    def _called(self, asked: Field, element: Element, walk: Crosswalk | None) -> Mapping[str, str]:
        """The codes that options of *asked* may answer → what they are called."""
        if element.kind is ValueKind.BOOLEAN:
            return YES_AND_NO
        if walk and is_in_words(element, asked):
            return {each: each for each in walk.mapping}
        codes = self._codes(element)
        return {each.code: each.label.zh for each in codes.codes} if codes else {}

    def _decided_crosswalk(
        self, asked: Field, element: Element, walk: Crosswalk | None, said: Mapping[str, str | None]
    ) -> Crosswalk | None:
        """*walk*, but for the codes that a person *said* otherwise of."""
        known = self._called(asked, element, walk)
        called = {label: code for code, label in known.items()}
        options = {None, *(each.value for each in asked.options)}
        told: dict[str, str | None] = {}
        for name, option in said.items():
            code = name if name in known else called.get(name, name)
            if walk is None or option not in options or (code not in known and option is not None):
                self._refuse("crosswalk-misfit", asked, named=name, option=option or "")
                return walk
            told[code] = option
        return adjusted(walk, told, known, asked.options) if walk else None

    def _codes(self, element: Element) -> CodeList | None:
        if element.code_list is None:
            return None
        return (
            self.code_lists.get(element.code_list) or self.catalogue.code_lists[element.code_list]
        )


@dataclass(frozen=True)
class _Taken:
    """The ids in any of several collections, however large."""

    among: tuple[Collection[str], ...]

    def __contains__(self, id_: object) -> bool:
        return any(id_ in each for each in self.among)
