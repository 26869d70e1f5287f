"""The checks that a table publishes under `x-rules`, made ready once and looked at where an entry touches them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple, Self

from yibiao.errors import Finding
from yibiao.filling.evaluating import Evaluated, Values, evaluated
from yibiao.model.merged import MergedTable
from yibiao.model.record import Cell, Entry, Record

#: So many sets of elements that are stated together; there are few, unless somebody tries.
MOST_TOLD: Final = 1_000

#: Links, in order, and the element at their end.
Path = tuple[tuple[str, ...], str]


@dataclass(frozen=True)
class Beside:
    """
    What an entry is looked at beside.

    Attributes:
        record: What is held about its subject.
        linked: The value of an element of another subject, reached over links; nothing where that is not known.
        before: What was held of an element when the round in progress opened, or is held if there is none.
    """

    record: Record | None = None
    linked: Callable[[tuple[str, ...], str], Any] = lambda *_: None
    before: Callable[[str], Any] = lambda _: None


@dataclass(frozen=True)
class Rule:
    """
    A check, ready to be evaluated.

    Attributes:
        reads: The subject's own elements that it reads.
        links: The links that it reads over.
        beyond: Those links, and what is read at their ends.
        past: It compares with what was held before.
    """

    code: str
    blocks: bool
    elements: tuple[str, ...]
    each: bool
    facts: Mapping[str, Any]
    kept: Evaluated
    reads: frozenset[str]
    links: frozenset[tuple[str, ...]]
    beyond: frozenset[str]
    past: bool

    def alone(self, stated: frozenset[str]) -> bool:
        """Whether the values of the elements *stated* decide it, whatever else is held."""
        return not self.links and not self.past and self.reads <= stated

    def rests_on(self, elements: Collection[str]) -> bool:
        """Whether one of the subject's own *elements* plays a part in it, or leads to what does."""
        return any(each in elements for each in self.reads) or any(
            path[0] in elements for path in self.links
        )

    def blocking(self, values: Values) -> bool:
        """Whether it blocks where it is broken: beside what was held before either may be wrong."""
        return self.blocks and not (
            self.links or self.past or any(map(values.remembered, self.reads))
        )


class Touched(NamedTuple):
    """
    Rules that are looked at when some elements are stated.

    Attributes:
        alone: What is stated decides them.
        beside: They are looked at beside what is held.
        links: The links over which those look at others.
        leading: One of those begins with what is stated.
        held: The elements that tell those something if they are held of the subject.
    """

    alone: tuple[Rule, ...]
    beside: tuple[Rule, ...]
    links: frozenset[tuple[str, ...]]
    leading: bool
    held: frozenset[str]

    @classmethod
    def of(cls, rules: Sequence[Rule], stated: frozenset[str]) -> Self:
        """Those of *rules*, all of which the elements *stated* touch."""
        beside = tuple(each for each in rules if not each.alone(stated))
        links = frozenset(path for each in beside for path in each.links)
        begin = frozenset(path[0] for path in links)
        read = frozenset(id_ for each in beside for id_ in each.reads)
        compared = frozenset(id_ for each in beside if each.past for id_ in each.elements)
        return cls(
            alone=tuple(each for each in rules if each.alone(stated)),
            beside=beside,
            links=links,
            leading=not begin.isdisjoint(stated),
            held=((read | begin) - stated) | compared,
        )


@dataclass(frozen=True)
class Rules:
    """The rules of one table, and by element those that its statement touches."""

    rules: tuple[Rule, ...]
    touched_by: Mapping[str, tuple[int, ...]]
    names: Mapping[str, Mapping[str, str]]
    #: What was told before: entries state the same elements again and again. All rules, and those that block.
    _told: dict[frozenset[str], tuple[Touched, Touched]] = field(default_factory=dict)

    def touched(self, stated: Mapping[str, Any], *, asking: bool = True) -> Touched:
        """The rules that are looked at when these values are stated, in the order of the table; all, or those that block."""
        elements = frozenset(stated)
        known = self._told.get(elements)
        if known is None:
            found = {number for each in elements for number in self.touched_by.get(each, ())}
            rules = [_of_stated(self.rules[number], elements) for number in sorted(found)]
            blocking = [each for each in rules if each.blocks]
            known = Touched.of(rules, elements), Touched.of(blocking, elements)
            if len(self._told) < MOST_TOLD:
                self._told[elements] = known
        return known[0 if asking else 1]


def _of_stated(rule: Rule, stated: frozenset[str]) -> Rule:
    """*rule* with those of its elements that are stated."""
    return replace(rule, elements=tuple(each for each in rule.elements if each in stated))


def findings(
    rules: Rules,
    entry: Entry,
    stated: Mapping[str, Any],
    today: date,
    *,
    beside: Beside | None,
    asking: bool = True,
    broken: Collection[str] = (),
) -> Iterator[Finding]:
    """
    What of an entry is not as the rules have it.

    Args:
        rules: Of its table.
        entry: Says whom it is about.
        stated: Those of its values that are well-formed.
        today: The day by which it is judged.
        beside: Decides those rules for which what is stated is not enough; without it they are left for later, and
            with it those are that need it not.
        broken: Elements of which it states what is malformed: what rests on them is not known, whatever was held before.
        asking: Also what only asks why, for which nobody looks where a remark says it.
    """
    touched = rules.touched(stated, asking=asking)
    looked_at = touched.alone if beside is None else touched.beside
    if not looked_at:
        return
    cells: Mapping[str, Cell] = beside.record.cells if beside and beside.record else {}
    values = Values(stated, cells, today.isoformat(), entry.subject)
    if beside is not None:
        values.linked = beside.linked
    for rule in looked_at:
        if broken and rule.rests_on(broken):
            continue
        if rule.each:
            yield from _broken(rule, rules, values, beside.before if beside else None)
            continue
        values.it = values.before = None
        if rule.kept(values) is False:
            yield _finding(rule, rule.elements[0], dict(rule.facts), values)


def links_read(rules: Rules, stated: Mapping[str, Any]) -> frozenset[tuple[str, ...]]:
    """The links over which other subjects are looked at when these values are stated."""
    return rules.touched(stated).links


def rests_on_held(rules: Rules, stated: Mapping[str, Any], held: Collection[str]) -> bool:
    """Whether anything could be found beside what is held, of these elements, that is not found where nothing is."""
    touched = rules.touched(stated)
    return touched.leading or not touched.held.isdisjoint(held)


def elements_read(rules: Rules) -> frozenset[str]:
    """Every element that rules read, of the subject itself or of others, with the links on the way there."""
    return frozenset(id_ for each in rules.rules for id_ in (*each.reads, *each.beyond))


def elements_compared(rules: Rules) -> frozenset[str]:
    """The elements of which rules compare what is stated with what was held before."""
    return frozenset(id_ for each in rules.rules if each.past for id_ in each.elements)


def paths_read(rules: Rules) -> frozenset[tuple[str, ...]]:
    """The links over which rules look at other subjects, whatever is stated."""
    return frozenset(path for each in rules.rules for path in each.links)


@lru_cache(maxsize=64)
def rules_of(table: MergedTable) -> Rules:
    """The rules that *table* publishes."""
    rules = tuple(map(_rule, table.json_schema.get("x-rules", ())))
    touched_by: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for element in rule.elements:
            touched_by.setdefault(element, []).append(number)
    names = {
        id_: {"name_zh": each["title"], "name_en": each["x-title-en"]}
        for id_, each in table.json_schema["properties"].items()
    }
    return Rules(rules, {id_: tuple(each) for id_, each in touched_by.items()}, names)


def _rule(document: Mapping[str, Any]) -> Rule:
    parts = list(_parts(document["tree"]))
    return Rule(
        code=document["code"],
        blocks=document["level"] == "error",
        elements=tuple(document["elements"]),
        each=document["each"],
        facts=document["facts"],
        kept=evaluated(document["tree"]),
        reads=frozenset(
            each["element"] for each in parts if "element" in each and not each.get("via")
        ),
        links=frozenset(tuple(each["via"]) for each in parts if each.get("via")),
        beyond=frozenset(
            id_ for each in parts if each.get("via") for id_ in (*each["via"], each["element"])
        ),
        past=any(each.get("name") == "before" for each in parts),
    )


def _parts(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield tree
    for each in tree.get("of", ()):
        yield from _parts(each)


def _broken(
    rule: Rule, rules: Rules, values: Values, before: Callable[[str], Any] | None
) -> Iterator[Finding]:
    """A finding at each value that breaks *rule*, which is of each; what is not known to be broken is kept."""
    for element in rule.elements:
        it = values.stated.get(element)
        if it is None:
            continue
        values.it = it
        values.before = before(element) if before and rule.past else None
        if rule.kept(values) is False:
            yield _finding(rule, element, _named(rule.facts, rules.names[element]), values)


def _named(facts: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """*facts* with the names of the element in them."""
    filled = {fact: str(text) for fact, text in facts.items()}
    for name, word in names.items():
        filled = {fact: text.replace(f"{{{name}}}", word) for fact, text in filled.items()}
    return {**names, **filled}


def _finding(rule: Rule, element: str, facts: dict[str, Any], values: Values) -> Finding:
    code = "rule-unusual" if rule.blocks and not rule.blocking(values) else rule.code
    return Finding(code, f"#/values/{element}", facts)
