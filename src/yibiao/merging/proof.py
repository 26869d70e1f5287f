"""
Forms and bindings → what keeps them from being answered exactly once; nothing, when the merge is lossless.

Shares no code with the merge that it judges.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from yibiao.errors import Finding, Invalid
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.conversion import NAMES, find
from yibiao.model.element import Element
from yibiao.model.expression import Expression
from yibiao.model.form import Field, Form
from yibiao.model.kinds import SubjectKind, ValueKind

#: What the crosswalk of a yes/no element maps.
YES_AND_NO = {"true": "是", "false": "否"}


def prove(
    forms: Iterable[Form], bindings: Iterable[Binding], catalogue: Catalogue
) -> tuple[Finding, ...]:
    """
    Why some field of *forms* would not be answered exactly once and without loss; empty when all are.

    Every question has one binding, its element exists and is reached, its values fit as bound, each code is mapped or
    named as unmapped, each option reached or named as unasked, no two questions of one block ask the same of the same
    subject, and nothing is bound that is not asked. Bindings of other forms are passed over.
    """
    by_form: dict[str, list[Binding]] = defaultdict(list)
    for binding in bindings:
        by_form[binding.form].append(binding)
    return tuple(
        finding
        for form in forms
        for finding in _Proof(form, by_form[form.id], catalogue).findings()
    )


@dataclass
class _Proof:
    """One form on the stand; `asked` are the fields met on the way."""

    form: Form
    bindings: list[Binding]
    catalogue: Catalogue
    asked: set[str] = field(default_factory=set)

    def findings(self) -> Iterator[Finding]:
        decided: dict[str, list[Binding]] = defaultdict(list)
        for binding in self.bindings:
            decided[binding.field].append(binding)
        yield from self._block(self.form.asked, self.form.subject, decided)
        for id_ in decided:
            if id_ not in self.asked:
                yield Finding(
                    "binding-unasked", self._place(id_), {"form": self.form.title, "id": id_}
                )

    def _block(
        self, fields: Iterable[Field], subject: SubjectKind, decided: Mapping[str, list[Binding]]
    ) -> Iterator[Finding]:
        """Whatever is wrong with *fields*, which all ask about one subject of kind *subject*."""
        askers: dict[tuple[tuple[str, ...], str], list[Field]] = defaultdict(list)
        for each in fields:
            self.asked.add(each.id)
            choices = decided.get(each.id, [])
            if len(choices) != 1:
                code = "field-bound-twice" if choices else "field-unbound"
                yield self._finding(code, each, count=len(choices))
                # Without a block's binding nobody can say of whom it asks.
                self.asked.update(inner.id for inner in each.leaves())
                continue
            (binding,) = choices
            yield from self._question(each, binding, subject)
            if binding.element is not None:
                askers[binding.via, binding.element].append(each)
            inside = self._inside(each, binding)
            if inside is not None:
                yield from self._block(each.fields, inside, decided)
        for (_, element), several in askers.items():
            if len(several) > 1:
                labels = ", ".join(each.label for each in several)
                yield self._finding(
                    "element-asked-twice", several[1], element=element, fields=labels,
                    count=len(several),
                )  # fmt: skip

    def _inside(self, block: Field, binding: Binding) -> SubjectKind | None:
        """Of what kind of subject the rows of *block* speak; `None` where they speak of none, or it is no block."""
        element = self.catalogue.elements.get(binding.element or "")
        return element.target if block.fields and element else None

    def _question(self, asked: Field, binding: Binding, subject: SubjectKind) -> Iterator[Finding]:
        if binding.how == "measure":
            yield from self._measure(asked, binding)
            return
        element = self.catalogue.elements.get(binding.element or "")
        if element is None:
            yield self._finding("binding-element-unknown", asked, element=binding.element)
            return
        if self._end(subject, binding.via) is not element.subject:
            via = " → ".join(binding.via)
            yield self._finding("binding-path-broken", asked, via=via, element=element.id)
        if binding.how == "crosswalk":
            yield from self._crosswalk(asked, binding, element, binding.crosswalk)
        elif asked.options and self._codes(element):
            same = {code: code for code in self._codes(element)}
            own = {each.value for each in asked.options}
            mapped = {code: code for code in same if code in own}
            yield from self._crosswalk(asked, binding, element, mapped)
        elif not _fits(asked, binding, element):
            yield self._finding("binding-unfit", asked, element=element.id)

    def _measure(self, asked: Field, binding: Binding) -> Iterator[Finding]:
        if not binding.measure or not binding.of:
            yield self._finding("measure-missing", asked)
            return
        try:
            Expression.parse(binding.measure).bind(self.catalogue)
        except Invalid as refusal:
            for each in refusal.findings:
                yield Finding(each.code, self._place(asked.id), each.facts)

    def _end(self, subject: SubjectKind | None, via: Iterable[str]) -> SubjectKind | None:
        """The kind of subject that the links lead to from one of kind *subject*; `None` when they lead nowhere."""
        for step in via:
            link = self.catalogue.elements.get(step)
            if link is None or link.subject is not subject:
                return None
            subject = link.target
        return subject

    def _codes(self, element: Element) -> Mapping[str, str]:
        if element.kind is ValueKind.BOOLEAN:
            return YES_AND_NO
        code_list = self.catalogue.code_lists.get(element.code_list or "")
        return {each.code: each.label.zh for each in code_list.codes} if code_list else {}

    def _crosswalk(
        self, asked: Field, binding: Binding, element: Element, crosswalk: Mapping[str, str]
    ) -> Iterator[Finding]:
        codes = self._codes(element)
        if element.kind is ValueKind.TEXT and asked.kind is ValueKind.CODE:
            codes = {
                each: each for each in crosswalk
            }  # held in words, answered where they are an option's
        if not codes or (asked.kind is ValueKind.CODE and element.kind is ValueKind.CODES):
            yield self._finding("binding-unfit", asked, element=element.id)
            return
        missing = _left_out(codes, crosswalk, binding.unmapped)
        if missing:
            yield self._finding("crosswalk-incomplete", asked, codes=missing)
        strange = _unknown(codes, crosswalk, binding.unmapped)
        if strange:
            yield self._finding("crosswalk-unknown-code", asked, codes=strange)
        options = {each.value: each.title for each in asked.options}
        if not options:
            return
        unprinted = _unknown(options, crosswalk.values(), binding.unasked)
        if unprinted:
            yield self._finding("crosswalk-unknown-option", asked, options=unprinted)
        silent = _left_out(options, crosswalk.values(), binding.unasked)
        if silent:
            yield self._finding("option-unreachable", asked, options=silent)

    def _finding(self, code: str, asked: Field, **facts: object) -> Finding:
        named = {"form": self.form.title, "field": asked.label}
        return Finding(code, self._place(asked.id), {**named, **facts})

    def _place(self, field_id: str) -> str:
        return f"{self.form.id}#/properties/{field_id}"


def _left_out(known: Mapping[str, str], mapped: Iterable[str], named: Iterable[str]) -> str:
    """Codes that are neither mapped nor named, be it by code or by label."""
    told = {*mapped, *named}
    return ", ".join(code for code, label in known.items() if not {code, label} & told)


def _unknown(known: Mapping[str, str], mapped: Iterable[str], named: Iterable[str]) -> str:
    """What is mapped or named and is no code; a name may also be a label."""
    names = {*known, *known.values()}
    strange = [each for each in mapped if each not in known]
    return ", ".join([*strange, *(each for each in named if each not in names)])


#: Conversions that shorten on purpose, so that a person must have wanted them.
_WANTED = frozenset({"mask-middle", "last-four", "last-six"})


def _fits(asked: Field, binding: Binding, element: Element) -> bool:
    """Whether the element's values answer the field as they are bound: just so, or by the conversion that is named."""
    try:
        needed = find(element, asked)
    except LookupError:
        return False
    if binding.how == "conversion":
        return binding.conversion in NAMES and binding.conversion in {needed, *_WANTED}
    return needed is None
