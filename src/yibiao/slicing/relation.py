"""What a slice reads of one kind of subject: its own elements, those reached over links, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlglot import exp

from yibiao.model.derivation import sources
from yibiao.model.element import Derivation, Element
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.slicing.ages import Born
from yibiao.slicing.derivations import derived, digits, proof, proven, yields
from yibiao.slicing.pictures import DERIVED, EFFECTIVE, Picture, is_open, said
from yibiao.slicing.terms import (
    SUBJECT,
    UNIT,
    all_of,
    call,
    chosen,
    column,
    equal,
    given,
    in_units,
    named,
    nested,
    nothing,
    paren,
    text,
    when,
)

Path = tuple[str, ...]

_STAGE: Final = "s"
_FROM: Final = "#from"


@dataclass
class Relation:
    """
    A query that grows with what is asked of it.

    At its bottom the tables are joined, each path of links once. Above it every step of derivation is a query of its
    own, so that a derived element is worked out once, only for the rows that are wanted, and may rest on another.

    Attributes:
        kind: What its rows are about.
        units: Only subjects of these units; `None` is all.
        closed: Whether closed subjects are in it.
        only: A condition on the subjects' own table (`"s"`): whoever it leaves out costs nothing.
        among: Whom its subjects are among (`"#subject"`): of the past, whoever is not costs nothing.
        record: What is read of each row beside elements, such as `#confirmed`.
    """

    kind: SubjectKind
    picture: Picture
    today: date
    units: Sequence[str] | None = None
    closed: bool = False
    only: exp.Expr | None = None
    among: exp.Select | None = None
    record: Sequence[str] = ()
    _filed: dict[str, tuple[Path, str]] = field(default_factory=dict)
    _kept: dict[str, tuple[Path, str]] = field(default_factory=dict)
    _paths: dict[Path, SubjectKind] = field(default_factory=dict)
    _counts: dict[str, tuple[Path, str]] = field(default_factory=dict)
    _stages: list[dict[str, exp.Expr]] = field(default_factory=list)
    _levels: dict[str, int] = field(default_factory=dict)
    _blocks: dict[str, tuple[Path, exp.Query]] = field(default_factory=dict)
    _keys: dict[Path, str] = field(default_factory=dict)
    _columns: dict[tuple[Path, str], str] = field(default_factory=dict)
    _pairs: tuple[str, exp.Query | None] | None = None

    def column(self, via: Path, element: str) -> exp.Column:
        """The column that holds an element: derived where it can be, else as filed."""
        # Hundreds of figures name the same few, each of which would be worked out again.
        known = self._columns.get((via, element))
        if known is None:
            known = self._columns[via, element] = self._effective(via, element, ())
        return column(known, _STAGE)

    def born(self, via: Path, element: str) -> Born | None:
        """Where the day of birth stands that an age follows from, where the picture has it in a column of its own."""
        derivations = self.picture.catalogue.elements[element].derivations
        now = self.picture.keeping and self.picture.as_of is None
        if not now or [each.rule for each in derivations] != ["age-of-birth-date"]:
            return None
        return Born(self.column(via, derivations[0].sources[0]), self.today)

    def derived_column(self, via: Path, element: str) -> exp.Expr:
        """What the element's derivations give, without what was filed."""
        known = self.picture.catalogue.elements[element]
        if not known.derivations:
            return nothing()
        if self.picture.keeps(element):
            return column(self._keep(via, element, DERIVED), _STAGE)
        name, level, value = self._derivation(via, known, ())
        return column(self._staged(f"{name} only", level, value), _STAGE)

    def in_a_row(self, element: str) -> exp.Expr:
        """What the element's derivations give, worked out at one go from the columns of a subject's own row."""
        known = self.picture.catalogue.elements[element]
        return self._inlined(self._derivation((), known, ())[2])

    def effective_in_a_row(self, element: str) -> exp.Expr:
        """As `in_a_row`, or else what was filed."""
        filed = self._inlined(column(self._file((), element), _STAGE))
        return call("coalesce", self.in_a_row(element), filed)

    def _inlined(self, value: exp.Expr) -> exp.Expr:
        """*value* with what the stages below it give in place of their columns."""

        def put(node: exp.Expr) -> exp.Expr:
            if not isinstance(node, exp.Column):
                return node
            for stage in self._stages:
                if node.name in stage:
                    return paren(self._inlined(stage[node.name]))
            held = self._held((), self._filed[node.name][1])
            return held.transform(
                lambda each: column(each.name) if isinstance(each, exp.Column) else each
            )

        return value.copy().transform(put)

    def key(self, via: Path) -> exp.Column:
        """The column that holds the id of the subject at the end of links."""
        self._reach(via)
        self._keys[via] = _flat(via, SUBJECT)
        return column(self._keys[via], _STAGE)

    def block(self, name: str, via: Path, rows: exp.Query) -> exp.Column:
        """The column that holds a list from *rows* (`"#from"`, `"#rows"`) of the subject at the end of links."""
        self._reach(via)
        self._blocks[name] = (via, rows)
        return column(f"#rows {name}", _STAGE)

    def led_to_by(self, link: str, starts: exp.Query | None) -> exp.Column:
        """
        Keep only subjects to which *link* leads, a row for each place it leads from; the column of that place.

        Args:
            link: Its id.
            starts: Only from these subjects; `None` is from anywhere.
        """
        self._pairs = (link, starts)
        return column(_FROM, _STAGE)

    def select(self) -> exp.Select:
        """Everything asked of it so far, a row for each subject."""
        query = self._bottom()
        for stage in self._stages:
            additions = [named(value.copy(), name) for name, value in stage.items()]
            query = chosen(exp.Star(), *additions).from_(nested(query, _STAGE), copy=False)
        return query

    # what is asked

    def _effective(self, via: Path, element: str, below: tuple[str, ...]) -> str:
        """The name of the column; an element on the way to which we are (`below`) counts only as filed."""
        known = self.picture.catalogue.elements[element]
        if not known.derivations or element in below:
            return self._file(via, element)
        if self.picture.keeps(element) and not self._barred(element, below):
            return self._keep(via, element, EFFECTIVE)
        filed = self._file(via, element)
        name, level, value = self._derivation(via, known, below)
        return self._staged(name, level, call("coalesce", value, column(filed, _STAGE)))

    def _derivation(
        self, via: Path, element: Element, below: tuple[str, ...]
    ) -> tuple[str, int, exp.Expr]:
        name = " without ".join([f"={_flat(via, element.id)}", *self._barred(element.id, below)])
        below = (*below, element.id)
        columns = [self._source(via, each, below) for each in element.derivations]
        values = [
            derived(each, column(source, _STAGE), self.today)
            for source, each in zip(columns, element.derivations, strict=True)
        ]
        level = max(self._levels.get(each, 0) for each in columns) + 1
        return name, level, values[0] if len(values) == 1 else call("coalesce", *values)

    def _barred(self, element: str, below: tuple[str, ...]) -> list[str]:
        """Those of *below* that the element would follow from."""
        return sorted(set(below) & set(sources(element, self.picture.catalogue)))

    def _keep(self, via: Path, element: str, what: str) -> str:
        """The column, at the bottom, that the picture keeps for an element: what follows, or what is to be read of it."""
        if self._reach(via) is not self.picture.catalogue.elements[element].subject:
            raise LookupError(via, element)
        name = _flat(via, what + element)
        self._kept[name] = (via, what + element)
        return name

    def _source(self, via: Path, derivation: Derivation, below: tuple[str, ...]) -> str:
        source = derivation.sources[0]
        if proof(derivation.rule):
            return self._sound(via, source, proof(derivation.rule), below)
        if derivation.rule != "count-of-links":
            return self._effective(via, source, below)
        self._reach(via)
        name = _flat(via, f"#{source}")
        self._counts[name] = (via, source)
        return name

    def _sound(self, via: Path, element: str, check: str, below: tuple[str, ...]) -> str:
        """The column of a source where it passes a proof, worked out once, however much follows from it."""
        known = self.picture.catalogue.elements[element]
        rules = [] if element in below else [each.rule for each in known.derivations]
        if rules and all(yields(each) == check for each in rules):
            filed = self._sound_column(self._file(via, element), check)
            name, level, value = self._derivation(via, known, below)
            level = max(level, self._levels[filed] + 1)
            value = call("coalesce", value, column(filed, _STAGE))
            return self._staged(f"{name} as {check}", level, value)
        return self._sound_column(self._effective(via, element, below), check)

    def _sound_column(self, source: str, check: str) -> str:
        level = self._levels.get(source, 0) + 1
        held = column(source, _STAGE)
        counted = column(self._staged(f"{source} digits", level, digits(held)), _STAGE)
        return self._staged(f"{source} as {check}", level + 1, proven(held, check, counted))

    def _staged(self, name: str, level: int, value: exp.Expr) -> str:
        self._levels[name] = level
        while len(self._stages) < level:
            self._stages.append({})
        self._stages[level - 1][name] = value
        return name

    def _file(self, via: Path, element: str) -> str:
        known = self.picture.catalogue.elements[element]
        if known.inverse_of or self._reach(via) is not known.subject:
            raise LookupError(via, element)
        name = _flat(via, element)
        self._filed[name] = (via, element)
        return name

    def _reach(self, via: Path) -> SubjectKind:
        if not via:
            return self.kind
        if via not in self._paths:
            link = self.picture.catalogue.elements[via[-1]]
            started = self._reach(via[:-1]) is link.subject
            if not started or link.kind is not ValueKind.LINK or link.target is None:
                raise LookupError(via)
            self._paths[via] = link.target
        return self._paths[via]

    # what it becomes

    def _bottom(self) -> exp.Select:
        query = chosen(*(column(name, _alias(())) for name in (UNIT, SUBJECT, *self.record)))
        query = query.from_(self._table((), self.kind), copy=False)
        for via, kind in self._paths.items():
            table = self._table(via, kind)
            on = self.picture.led(via[-1], _alias(via[:-1]), kind, _alias(via))
            query = query.join(table, on=on, join_type="left", copy=False)
        query = self._with_counts(self._with_blocks(query))
        for name, (via, element) in self._filed.items():
            query = query.select(named(self._held(via, element), name), copy=False)
        for name, (via, kept) in self._kept.items():
            query = query.select(named(column(kept, _alias(via)), name), copy=False)
        for via, name in self._keys.items():
            query = query.select(named(column(SUBJECT, _alias(via)), name), copy=False)
        return self._with_pairs(query).where(all_of(*self._conditions()), copy=False)

    def _table(self, via: Path, kind: SubjectKind) -> exp.Expr:
        """Those at the end of *via*, without many whom nobody asks about."""
        return self.picture.table(kind, _alias(via), self._needed(via), self._among(via))

    def _among(self, via: Path) -> exp.Select | None:
        """Whom those at the end of *via* are among."""
        if via:
            return self.picture.once_led_to(via[-1], self._among(via[:-1]))
        if self.among is not None or self.units is None:
            return self.among
        return self.picture.once_in(self.kind, in_units(said(), self.units))

    def _needed(self, via: Path) -> list[str]:
        """The elements read of the table at the end of *via*, links that lead on among them."""
        own = [element for path, element in self._filed.values() if path == via]
        filed = [each for element in own for each in (element, *self._former(element))]
        onward = [path[-1] for path in self._paths if path[:-1] == via]
        backward = [self._backward] if self._backward and not via else []
        return [*filed, *onward, *backward]

    def _held(self, via: Path, element: str) -> exp.Expr:
        """What is held of an element, or else of the first of its former elements of which anything is held."""
        own = column(element, _alias(via))
        former = [
            _in_codes(column(id_, _alias(via)), codes)
            for id_, codes in self._former(element).items()
        ]
        return call("coalesce", own, *former) if former else own

    def _former(self, element: str) -> dict[str, Mapping[str, str]]:
        """
        Elements that answer where none is held of its own, with how their codes read.

        A scope that names an element which was merged into another means what is now stated of the other.
        """
        known = self.picture.catalogue.elements[element]
        found: dict[str, Mapping[str, str]] = {each.element: each.codes for each in known.former}
        if known.merged_into:
            there = self.picture.catalogue.elements[known.merged_into]
            codes = next((each.codes for each in there.former if each.element == element), {})
            if len(set(codes.values())) == len(codes):
                found[there.id] = {theirs: ours for ours, theirs in codes.items()}
        return found

    @property
    def _backward(self) -> str | None:
        """The subjects' own link to the place they are led to from, where the link is that one read backwards."""
        if self._pairs is None:
            return None
        stored = self.picture.catalogue.elements[self._pairs[0]].inverse_of
        single = stored and self.picture.catalogue.elements[stored].kind is ValueKind.LINK
        return stored if single else None

    def _with_pairs(self, query: exp.Select) -> exp.Select:
        if self._pairs is None:
            return query
        link, starts = self._pairs
        if self._backward:
            from_ = column(self._backward, _alias(()))
            conditions = [given(from_.copy()), is_open(_alias(()))]
        else:
            pairs = self.picture.pairs(link)
            on = equal(column(SUBJECT, _alias(())), column("#to", "pairs"))
            query = query.join(pairs, on=on, join_type="inner", copy=False)
            from_ = column(_FROM, "pairs")
            conditions = []
        if starts is not None:
            conditions.append(exp.In(this=from_.copy(), query=exp.Subquery(this=starts)))
        return query.select(named(from_, _FROM), copy=False).where(all_of(*conditions), copy=False)

    def _with_blocks(self, query: exp.Select) -> exp.Select:
        for name, (via, rows) in self._blocks.items():
            alias = f"#rows {name}"
            query = _joined(query, nested(rows, alias), _FROM, alias, column(SUBJECT, _alias(via)))
            query = query.select(named(column("#rows", alias), alias), copy=False)
        return query

    def _with_counts(self, query: exp.Select) -> exp.Select:
        for name, (via, link) in self._counts.items():
            kind = self.picture.catalogue.elements[link].subject
            counted = (
                chosen(named(column(link, "s"), _FROM), named(call("count", exp.Star()), "#count"))
                .from_(self.picture.table(kind, "s", [link]), copy=False)
                .where(all_of(is_open("s"), given(column(link, "s"))), copy=False)
                .group_by(column(link, "s"), copy=False)
            )
            query = _joined(query, nested(counted, name), _FROM, name, column(SUBJECT, _alias(via)))
            query = query.select(named(column("#count", name), name), copy=False)
        return query

    def _conditions(self) -> list[exp.Expr]:
        conditions = [] if self.closed else [is_open(_alias(()))]
        if self.units is not None:
            conditions.append(in_units(column(UNIT, _alias(())), self.units))
        if self.only is not None:
            conditions.append(self.only.copy())
        return conditions


def _joined(query: exp.Select, table: exp.Expr, key: str, alias: str, to: exp.Expr) -> exp.Select:
    return query.join(table, on=equal(column(key, alias), to), join_type="left", copy=False)


def _in_codes(value: exp.Expr, codes: Mapping[str, str]) -> exp.Expr:
    if not codes:
        return value
    return when([(text(one), text(other)) for one, other in codes.items()], of=value)


def _alias(via: Path) -> str:
    return "/".join(via) or _STAGE


def _flat(via: Path, name: str) -> str:
    return "/".join((*via, name))
