"""Rules of forms and what their fields mean → checks on elements, and the rules of which none can be made."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from yibiao.errors import Finding, Invalid
from yibiao.merging.conditions import check
from yibiao.merging.putting import Meanings
from yibiao.model import rule
from yibiao.model.check import Check, Stated
from yibiao.model.expression.tree import Aggregate, Name, Node
from yibiao.model.expression.written import Tree, applied, text_of, written
from yibiao.model.form import Form, Rule
from yibiao.model.kinds import SubjectKind
from yibiao.model.merged import Asking, Column


@dataclass(frozen=True)
class Put:
    """One rule of one form, put over elements: as it reads, and as it is evaluated."""

    form: Form
    number: int
    as_filed: Tree
    tree: Tree

    @property
    def rule(self) -> Rule:
        """As the form states it."""
        return self.form.rules[self.number]

    @property
    def key(self) -> str:
        """What the same rule of another form has in common with it."""
        return json.dumps((self.rule.kind, self.tree), sort_keys=True)


@dataclass
class StatedRules:
    """
    What forms state, over elements.

    Attributes:
        rules: By the kind of subject they are about.
        left_out: A finding for each rule that cannot be put over the values of one subject, and why not; by the kind of
            subject that its form is about.
    """

    rules: dict[SubjectKind, list[Put]] = field(default_factory=lambda: defaultdict(list))
    left_out: dict[SubjectKind, list[Finding]] = field(default_factory=lambda: defaultdict(list))

    def take(self, meanings: Meanings) -> None:
        """Add what a form states."""
        form = meanings.form
        for number, each in enumerate(form.rules):
            try:
                kind, as_filed, tree = meanings.put(each)
            except LookupError as error:
                self.left_out[form.subject].append(_left_out(form, number, str(error.args[0])))
            except Invalid:
                self.left_out[form.subject].append(_left_out(form, number, "unread"))
            else:
                self.rules[kind].append(Put(form, number, as_filed, tree))

    def checks(self, kind: SubjectKind, columns: Iterable[Column]) -> Iterator[Check]:
        """The checks on the table of *kind*, the same rule of several forms once; what is not asked so is left out."""
        askings = {each.element: each.asked_by for each in columns}
        alike: dict[str, list[Put]] = defaultdict(list)
        for each in self.rules[kind]:
            alike[each.key].append(each)
        for key, several in sorted(alike.items()):
            several.sort(key=lambda each: (each.form.id, each.number))
            if _asked_elsewhere(several, askings):
                self.left_out[kind] += [
                    _left_out(each.form, each.number, "elsewhere") for each in several
                ]
            else:
                yield _check(key, several, askings)


_LEFT_OUT: Final = {
    "elsewhere": "rule-asked-elsewhere",
    "put": "rule-of-converted-field",
    "rows": "rule-over-rows",
    "subjects": "rule-over-subjects",
    "unbound": "rule-of-unbound-field",
}


def _left_out(form: Form, number: int, reason: str) -> Finding:
    facts = {"form": form.title, "rule": _printed(form, form.rules[number])}
    code = _LEFT_OUT.get(reason, "rule-not-checked")
    return Finding(code, f"{form.id}#/x-rules/{number}", facts)


def _asked_elsewhere(alike: list[Put], askings: Mapping[str, tuple[Asking, ...]]) -> bool:
    """Whether another question asks the same without the condition under which these do."""
    if alike[0].rule.kind != "asked-when":
        return False
    these = {(each.form.id, each.rule.field) for each in alike}
    asked = alike[0].as_filed["of"][0]["of"][0]
    return any((each.form, each.field) not in these for each in askings.get(asked["element"], ()))


def _check(key: str, alike: list[Put], columns: Iterable[str]) -> Check:
    first = alike[0]
    form, stated = first.form, first.rule
    facts = {
        "form": form.title,
        "field": form.by_id[stated.field].label,
        "rule": _printed(form, stated),
    }
    return check(
        f"stated.{hashlib.sha256(key.encode()).hexdigest()[:12]}",
        code="asked-otherwise" if stated.kind == "asked-when" else "stated-otherwise",
        facts=facts,
        kind=stated.kind,
        as_filed=first.as_filed,
        tree=first.tree,
        columns=columns,
        stated_by=tuple(
            Stated(form=each.form.id, rule=each.number, printed=each.rule.printed) for each in alike
        ),
    )


def _printed(form: Form, stated: Rule) -> str:
    """As the form prints it; or else its expression, with the labels of fields for their ids."""
    if stated.printed:
        return stated.printed
    try:
        text = text_of(written(rule.tree_of(stated.expression), lambda each: _label(form, each)))
    except (LookupError, Invalid):
        return stated.expression
    known = form.by_id.get(stated.field)
    return f"{known.label} = {text}" if stated.kind == "equals" and known else text


def _label(form: Form, node: Node) -> Tree | None:
    if isinstance(node, Name):
        known = form.by_id.get(str(node))
        return {"name": known.label if known else str(node)}
    if isinstance(node, Aggregate) and isinstance(node.operand, Name):
        return applied(node.function, _label(form, node.operand) or {})
    return None
