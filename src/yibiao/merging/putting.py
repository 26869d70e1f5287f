"""One rule of a form and what its fields mean → the condition on elements that it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from yibiao.merging.deriving import effective
from yibiao.model import rule
from yibiao.model.binding import Binding
from yibiao.model.catalogue import Catalogue
from yibiao.model.conversion import SCALES
from yibiao.model.expression.tree import (
    Aggregate,
    Call,
    Comparison,
    Literal,
    Membership,
    Name,
    Node,
    walk,
)
from yibiao.model.expression.written import Tree, applied, element, written
from yibiao.model.form import Form, Rule
from yibiao.model.kinds import SubjectKind, ValueKind

#: Links, in order, and the element at their end.
Path = tuple[tuple[str, ...], str]

_AS_THEY_ARE: Final = frozenset({None, "date-of-datetime"})


@dataclass(frozen=True)
class Meanings:
    """What the fields of a form mean: their paths from the form's own subject, and how each is bound."""

    form: Form
    paths: Mapping[str, Path]
    bindings: Mapping[str, Binding]
    catalogue: Catalogue

    def path(self, id_: str) -> Path:
        """The path of a field that means an element.

        Raises:
            LookupError: `unbound`.
        """
        binding = self.bindings.get(id_)
        if binding is None or binding.element is None or id_ not in self.paths:
            raise LookupError("unbound")
        return self.paths[id_]

    def put(self, stated: Rule) -> tuple[SubjectKind, Tree, Tree]:
        """
        The kind of subject that a rule is about, the condition as it reads, and as it is evaluated.

        It is about whoever all its fields are reached over: a rule of a person's form on the household's figures is
        the household's.

        Raises:
            LookupError: Why no condition can be made of it: `rows`, `unbound`, `put`, `subjects`.
            Invalid: It is no expression.
        """
        root = rule.tree_of(stated.expression)
        if any(isinstance(each, Aggregate) for each in walk(root)):
            raise LookupError("rows")
        named = [stated.field, *rule.fields_of(stated.expression)]
        common = _common([self.path(each)[0] for each in named])
        self._require_single([self.path(each)[0][len(common) :] for each in named])
        kind = self.catalogue.reached(self.form.subject, common)
        as_filed = _Condition(self, len(common), derived=False).of(stated, root)
        return kind, as_filed, _Condition(self, len(common), derived=True).of(stated, root)

    def _require_single(self, vias: list[tuple[str, ...]]) -> None:
        """A link read backwards, or one to several, may begin the way to a subject, not go on from there."""
        links = self.catalogue.elements
        for link in (links[each] for via in vias for each in via):
            if link.inverse_of or link.kind is not ValueKind.LINK:
                raise LookupError("subjects")


def _common(vias: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The links that all begin with."""
    common: list[str] = []
    for steps in zip(*vias, strict=False):
        if len(set(steps)) > 1:
            break
        common.append(steps[0])
    return tuple(common)


@dataclass(frozen=True)
class _Condition:
    """A rule's expression over elements, from the subject that lies `skip` links from the form's own."""

    meanings: Meanings
    skip: int
    derived: bool

    def of(self, stated: Rule, root: Node) -> Tree:
        condition = written(root, self._named)
        if stated.kind == "holds":
            return condition
        if stated.kind == "equals":
            return applied("=", written(Name((stated.field,)), self._named), condition)
        via, end = self.meanings.path(stated.field)
        if self.meanings.catalogue.elements[end].inverse_of:
            raise LookupError("subjects")
        return applied("or", applied("is-null", element(end, via[self.skip :])), condition)

    def _named(self, node: Node) -> Tree | None:
        """What fields are put as, and comparisons with options as comparisons with the codes that they stand for."""
        match node:
            case Name():
                return self._converted(str(node))
            case Comparison("=" | "<>", Name() as name, Literal(given)) | Comparison(
                "=" | "<>", Literal(given), Name() as name
            ) if self._translated(str(name)):
                same = self._among(str(name), [given])
                return same if node.operator == "=" else applied("not", same)
            case Membership(Name() as name, choices) if self._translated(str(name)):
                return self._among(str(name), [each.value for each in choices])
            case Call("contains", (Name() as name, Literal(given))) if self._translated(str(name)):
                codes = self._codes(str(name), [given])
                value = self._value(str(name))
                found = [applied("contains", value, {"value": code}) for code in codes]
                return found[0] if len(found) == 1 else applied("or", *found)
        return None

    def _value(self, id_: str) -> Tree:
        via, end = self.meanings.path(id_)
        own = via[self.skip :]
        return effective(end, own, self.meanings.catalogue) if self.derived else element(end, own)

    def _converted(self, id_: str) -> Tree:
        """The value as the field is answered."""
        value = self._value(id_)
        binding = self.meanings.bindings[id_]
        if binding.how == "exact" or binding.conversion in (_AS_THEY_ARE - {None}):
            return value
        if binding.conversion == "integer-of-number":
            return applied("round", value)
        scale = SCALES.get(binding.conversion or "")
        if binding.how != "conversion" or scale is None:
            raise LookupError("put")
        factor = scale.numerator if scale.denominator == 1 else float(scale)
        return applied("*", value, {"value": factor})

    def _translated(self, id_: str) -> bool:
        """Whether the field's own options stand for the element's codes."""
        self.meanings.path(id_)
        return self.meanings.bindings[id_].how == "crosswalk"

    def _among(self, id_: str, given: list[Any]) -> Tree:
        codes = self._codes(id_, given)
        return applied("in", self._value(id_), *({"value": each} for each in codes))

    def _codes(self, id_: str, given: list[Any]) -> list[Any]:
        """The element's codes that are answered by one of the options *given*."""
        binding = self.meanings.bindings[id_]
        options = frozenset(map(str, given))
        codes = sorted(code for code, option in binding.crosswalk.items() if option in options)
        if not codes:
            raise LookupError("put")
        yes_no = self.meanings.catalogue.elements[binding.element or ""].kind is ValueKind.BOOLEAN
        return [each == "true" for each in codes] if yes_no else list(codes)
