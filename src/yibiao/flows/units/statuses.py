"""Statuses: every open subject of a kind in some units, and where it stands with what is asked of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from yibiao import filling, governance, slicing
from yibiao.errors import Invalid, TooLarge
from yibiao.filling import Elements, Held, Limits, Verdict, Wanted
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.subject.stages import records_at
from yibiao.flows.units.reaching import Asking, about, askings
from yibiao.model.challenge import Challenge
from yibiao.model.expression import Expression
from yibiao.model.expression.tree import Junction, Missing, Node, Reference
from yibiao.model.form import Form, Period
from yibiao.model.kinds import SubjectKind
from yibiao.model.moment import Moment
from yibiao.model.place import Round, morning_in_china
from yibiao.model.record import Record
from yibiao.model.unit_table import STATUSES, Status
from yibiao.store import Batches, marks

#: Records of the past that are put together for one answer.
MOST_THEN: Final = 20_000

Begin = Callable[[Period | None], int | None]


@dataclass(frozen=True)
class Group:
    """All subjects that the same forms ask for the same reasons: what is asked of them, and by whom."""

    askings: tuple[Asking, ...]
    wanted: Wanted

    @cached_property
    def forms(self) -> Mapping[str, tuple[Form, ...]]:
        """By element, who asks it."""
        found: dict[str, dict[str, Form]] = defaultdict(dict)
        for each in self.askings:
            found[each.element][each.form.id] = each.form
        return {element: tuple(forms.values()) for element, forms in found.items()}


class Standing(NamedTuple):
    """
    Where one subject stands.

    Attributes:
        asked: Of this very subject.
        follows: What forms would ask but for its following from something else.
        leads: Whom the link leads to that was asked for.
        challenges: What is doubted of it, and waits for an answer.
    """

    unit: str
    subject: str
    group: Group
    verdict: Verdict
    asked: Elements
    follows: Elements
    leads: str | None
    challenges: tuple[Challenge, ...] = ()

    @property
    def status(self) -> Status:
        """The most urgent of all; that its row is doubted as a whole among them."""
        return STATUSES[self.urgency]

    @property
    def urgency(self) -> int:
        """The place of its status, the most urgent first."""
        cells = STATUSES.index(self.verdict.status)
        doubted = any(not each.behind for each in self.challenges)
        return min(cells, STATUSES.index("challenged")) if doubted else cells

    @property
    def confirmable(self) -> bool:
        """Whether somebody may say that it holds as it is: some of it is old or new, and nobody says or doubts otherwise."""
        verdict = self.verdict
        todo = verdict.stale | verdict.loaded | verdict.due
        return bool(todo) and not verdict.contested and not self.challenges


@dataclass(frozen=True)
class Statuses:
    """
    Of a kind of subject.

    Attributes:
        elements: Everything that is asked of anybody; the first is the lowest bit of every set.
        rows: By subject.
        position: Of the journal.
        when: As of when that is.
        records: Of the past, by subject: as they stood then.
    """

    kind: SubjectKind
    elements: tuple[str, ...]
    rows: tuple[Standing, ...]
    position: int
    when: Moment
    records: Mapping[str, Record] | None = None

    def named(self, elements: Elements) -> tuple[str, ...]:
        """The ids in a set."""
        return tuple(id_ for place, id_ in enumerate(self.elements) if elements >> place & 1)

    def subjects(self) -> dict[Status, int]:
        """How many rows are in each status."""
        counted = Counter(each.status for each in self.rows)
        return {status: counted[status] for status in STATUSES}

    def cells(self) -> dict[str, int]:
        """How many cells are asked, and how many are in each status."""
        counted = dict.fromkeys(("asked", *Verdict._fields), 0)
        for each in self.rows:
            counted["asked"] += each.asked.bit_count()
            if any(each.verdict):
                for name, elements in zip(Verdict._fields, each.verdict, strict=True):
                    counted[name] += elements.bit_count()
        return counted


def statuses_of(
    house: House,
    units: Sequence[str],
    kind: SubjectKind,
    *,
    subjects: Sequence[str] | None = None,
    link: str | None = None,
    when: Moment | None = None,
) -> Statuses:
    """
    Every open subject of *kind* in *units*, or of those among *subjects*.

    Args:
        house: Where.
        units: In which.
        kind: Of what kind.
        subjects: Only these.
        link: Say also whom this link leads to.
        when: Now unless another is given: as it stood then, by what was asked then; whatever was doubted is doubted no more.

    Raises:
        TooLarge: There were more than `MOST_THEN` of them in the past that is asked for.
    """
    only = subjects is not None
    parameters = {"units": units, **({"subjects": subjects} if only else {})}
    when = when or Moment(house.today)
    planned = partial(_plan, house, kind, link, when, subjects=only)
    if when.as_of is not None:
        return _statuses_then(house, kind, parameters, planned(), when, when.as_of)
    plan = house.planned(f"statuses {kind} {only} {link}", planned)
    groups = _Groups(plan, _Beginnings(house, when))

    def judged(answer: Batches) -> tuple[list[Standing], int]:
        rows: list[Standing] = []  # one takes less room than the row that it comes of
        for some in answer:
            doubts = house.registry.challenges.open_about(row[1] for row in some)
            rows += [_standing(row, groups, doubts.get(row[1], ())) for row in some]
        return rows, answer.position

    rows, position = house.picture.taken(plan.sql, judged, parameters)
    rows.sort(key=attrgetter("subject"))
    return Statuses(kind, plan.elements, tuple(rows), position, when)


def _statuses_then(
    house: House,
    kind: SubjectKind,
    parameters: Mapping[str, Any],
    plan: "_Plan",
    when: Moment,
    position: int,
) -> Statuses:
    """The same of the past: of each record as it stood, what the picture only has of those of today."""
    rows = house.picture.taken(plan.sql, _few, parameters, as_of=position)
    if len(rows) > MOST_THEN:
        counted = house.picture.query(
            f"SELECT count(*) FROM ({plan.sql})", parameters, as_of=position
        )
        raise TooLarge(limit=MOST_THEN, size=counted.rows[0][0])
    rows.sort(key=itemgetter(1))
    records = records_at(house.journal, [row[1] for row in rows], position)
    groups = _Groups(plan, _Beginnings(house, when))
    standings = tuple(
        _standing((*row[:2], *stood, *row[2 + len(stood) :]), groups, ())
        for row in rows
        if (record := records.get(row[1])) is not None and (stood := marks(record).values())
    )
    return Statuses(kind, plan.elements, standings, position, when, records)


def _few(answer: Batches) -> list[tuple[Any, ...]]:
    """The rows of an answer; of more than `MOST_THEN` no more than shows it."""
    rows: list[tuple[Any, ...]] = []
    for some in answer:
        rows += some
        if len(rows) > MOST_THEN:
            break
    return rows


@dataclass(frozen=True)
class _Plan:
    """
    How statuses are asked for as long as no form changes.

    Attributes:
        scoped: What each form asks of whomever it is about itself.
        linked: What is asked of whoever is in each set that is reached over links.
    """

    elements: tuple[str, ...]
    scoped: tuple[tuple[Asking, ...], ...]
    linked: tuple[tuple[Asking, ...], ...]
    sql: str

    @cached_property
    def bit_of(self) -> dict[str, Elements]:
        return {id_: 1 << place for place, id_ in enumerate(self.elements)}


def _plan(
    house: House, kind: SubjectKind, link: str | None, when: Moment, *, subjects: bool
) -> _Plan:
    registry, today, as_of = house.registry, when.today, when.as_of
    catalogue = registry.catalogue
    sets = about(askings(asked_on(house, when), catalogue), kind, catalogue)
    scoped = [tuple(each) for (_, _, via), each in sets.items() if not via]
    linked = [tuple(each) for (_, _, via), each in sets.items() if via]
    elements = tuple(dict.fromkeys(each.element for many in sets.values() for each in many))
    query = slicing.statuses(
        kind,
        elements,
        [each[0].form for each in scoped],
        [(each[0].form, each[0].via) for each in linked],
        catalogue,
        today=today,
        as_of=as_of,
        conditions=conditions_of(house, kind),
        subjects=subjects,
        link=link if link and registry.holds([link]) else None,
    )
    return _Plan(
        elements, tuple(scoped), tuple(linked), slicing.rendered(query, "duckdb", copy=False)
    )


def conditions_of(
    house: House, kind: SubjectKind, round_: str | None = None
) -> dict[str, list[Node]]:
    """
    By element, the conditions under which every form that asks it asks it: of those that are asked today, or of a round.

    They stand in the merged table's rules as `person.workplace is null or person.age >= 60`; one that cannot be put to
    the picture hides nothing.
    """
    catalogue, found = house.registry.catalogue, defaultdict(list)
    for each in house.table(kind, round_).json_schema.get("x-rules", ()):
        if each["kind"] == "asked-when":
            try:
                root = Expression.parse(each["expression"]).bind(catalogue).about(kind).root
            except Invalid:
                continue
            match root:
                case Junction("or", (Missing(Reference((), element)), *conditions)):
                    found[element].append(
                        conditions[0] if len(conditions) == 1 else Junction("or", tuple(conditions))
                    )
    return found


def _standing(
    row: tuple,  # type: ignore[type-arg]
    groups: "_Groups",
    doubts: tuple[Challenge, ...],
) -> Standing:
    unit, subject, confirmed, since, contested, loaded, tags, leads, *bits = row
    scopes, there, follows, hidden = groups.parted(bits)
    bit_of = groups.plan.bit_of
    held = Held(
        there=there,
        follows=follows,
        hidden=hidden,
        contested=sum(bit_of.get(each, 0) for each in contested or ()),
        challenged=_doubted(subject, doubts, bit_of) if doubts else 0,
        loaded=sum(bit_of.get(each, 0) for each in loaded or ()),
        confirmed=confirmed,
        since={bit_of[id_]: at for id_, at in since.items() if id_ in bit_of} if since else {},
    )
    group = groups[scopes, tuple(tags or ())]
    verdict = filling.judge(group.wanted, held)
    asked = group.wanted.asked & ~hidden
    return Standing(unit, subject, group, verdict, asked & ~follows, asked & follows, leads, doubts)


def _doubted(subject: str, doubts: Iterable[Challenge], bit_of: Mapping[str, Elements]) -> Elements:
    found = 0
    for each in doubts:
        for element in each.elements(subject):
            found |= bit_of.get(element, 0)
    return found


def _joined(numbers: Sequence[int]) -> Elements:
    if len(numbers) == 1:
        return numbers[0]
    return sum(each << place * slicing.BITS for place, each in enumerate(numbers))


class _Groups(dict[tuple[int, tuple[int, ...]], Group]):
    """By the forms in whose scope a subject is, and the sets that it is in."""

    def __init__(self, plan: _Plan, begin: "_Beginnings") -> None:
        super().__init__()
        self.plan = plan
        self._begin = begin
        self._scopes = slicing.numbers(len(plan.scoped))
        self._elements = slicing.numbers(len(plan.elements))

    def parted(self, bits: Sequence[int]) -> tuple[int, Elements, Elements, Elements]:
        """A row's bits: the forms it is in scope of, and the elements that are there, that follow, that are hidden."""
        begin, step = self._scopes, self._elements
        there, follows, hidden = (
            _joined(bits[begin + place * step : begin + (place + 1) * step]) for place in range(3)
        )
        return _joined(bits[:begin]), there, follows, hidden

    def __missing__(self, why: tuple[int, tuple[int, ...]]) -> Group:
        scopes, tags = why
        plan = self.plan
        asked = (
            *(each for at, many in enumerate(plan.scoped) if scopes >> at & 1 for each in many),
            *(each for tag in tags for each in plan.linked[tag]),
        )
        periods: dict[str, set[Period | None]] = defaultdict(set)
        for each in asked:
            periods[each.element].add(each.form.period)
        wanted = Wanted(
            asked=sum(plan.bit_of[each] for each in periods),
            stale=self._limits(periods, self._begin.of_period),
            due=self._limits(periods, self._begin.of_round),
        )
        self[why] = Group(asked, wanted)
        return self[why]

    def _limits(self, periods: Mapping[str, Iterable[Period | None]], begin: Begin) -> Limits:
        found: dict[int, Elements] = defaultdict(int)
        for element, several in periods.items():
            positions = [at for each in several if (at := begin(each)) is not None]
            if positions:
                found[max(positions)] |= self.plan.bit_of[element]
        return tuple(found.items())


@dataclass
class _Beginnings:
    """Where in the journal periods and rounds begin, each looked up once."""

    house: House
    when: Moment
    _known: dict[Period | None, int | None] = field(default_factory=dict)

    def of_period(self, period: Period | None) -> int | None:
        """The last position before the day from which on nothing is too old for a form of that period."""
        if period not in self._known:
            day = governance.oldest(period, self.when.today)
            self._known[period] = None if day is None else _before(self.house, day)
        return self._known[period]

    def of_round(self, period: Period | None) -> int | None:
        """Where the newest open round was opened that asks a form of that period anew."""
        positions = [
            at for round_, at in self._rounds if governance.brings_up_to_date(round_, period)
        ]
        return max(positions, default=None)

    @cached_property
    def _rounds(self) -> list[tuple[Period, int]]:
        taking = self.house.registry.rounds.taking(self.when.today, self.when.as_of)
        return [(each.period, began(self.house, each)) for each in taking]


def began(house: House, round_: Round) -> int:
    """The last position of the journal that a round does not look at: of its opening, or the last before its first day."""
    return max(house.registry.rounds.opened[round_.id], _before(house, round_.opens))


def _before(house: House, day: date) -> int:
    """The last position of the journal before a day in China."""
    with house.journal.reading() as reading:
        return reading.before(morning_in_china(day))


def asked_on(house: House, when: Moment) -> list[Registration]:
    """The forms that are asked, or were then: those in force, and those of rounds that are open."""
    return house.registry.asked_on(when.today, when.as_of)


def statuses_by_kind(house: House, unit: str) -> Iterator[Statuses]:
    """Of every kind of subject of a unit and all below it."""
    units = house.registry.subtree(unit)
    return (statuses_of(house, units, kind) for kind in SubjectKind)


def member_link(house: House) -> str | None:
    """The link that leads from a member to the household."""
    for each in house.registry.catalogue.elements.values():
        if (
            each.subject is SubjectKind.HOUSEHOLD
            and each.target is SubjectKind.PERSON
            and each.inverse_of
        ):
            return each.inverse_of
    return None
