"""Challenges: a department doubts a cell or a row of its slice; the unit answers; the department hears the answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from yibiao import access
from yibiao.errors import Decided, EntryIdReused, NotFound
from yibiao.flows.challenging import answering
from yibiao.flows.filling import turns
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.units.reaching import block_path
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding
from yibiao.model.challenge import Behind, Challenge, Doubted, State
from yibiao.model.derivation import sources
from yibiao.model.event import Draft, EventKind
from yibiao.model.expression import Expression
from yibiao.model.expression.tree import Reference, walk
from yibiao.model.where import ANYWHERE, OfDepartment
from yibiao.store import Writing

#: As many as are listed at once.
MOST_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Page:
    """Challenges, oldest first; `after` is where the next page begins, if there is one."""

    challenges: tuple[Challenge, ...]
    after: int | None = None


def challenge(house: House, doubted: Doubted, actor: Actor) -> Challenge:
    """
    Doubt a cell or a row of a form's slice, as *actor* sees it. Sent again, nothing is doubted twice.

    Raises:
        NotFound: There is no such form, or its slice shows the actor no such row or cell.
        NotAdmitted: The form was never let into circulation.
        Invalid: No reason is given.
        Decided: The same is doubted already, and waits for an answer.
        EntryIdReused: That id was used for another challenge.
    """
    registration = house.registry.registration(doubted.form)
    access.require(actor, "challenge.raise", registration.place, house.today)
    turns.require_reason(doubted.why)
    registration.require_answers()
    house.refresh()
    if doubted.id in house.registry.challenges:
        return _again(house.registry.challenges[doubted.id], doubted)
    unit = _unit_of(house, registration, doubted, actor)
    behind = [each.document() for each in _behind(house, registration, doubted)]
    department = registration.form.department
    body = {"challenge": {**doubted.document(), "department": department, "unit": unit, "behind": behind}}  # fmt: skip

    def raising(writing: Writing) -> Iterable[Draft]:
        id_ = answering.raising_of(doubted.id)
        if writing.event_of(id_) is None:
            _require_new(house, doubted)
            yield house.draft("challenge.raised", actor, body, id_=id_, unit=unit)

    with house.deciding:
        house.decide(raising)
    return _again(house.registry.challenges[doubted.id], doubted)


def confirm(house: House, id_: str, why: str, actor: Actor) -> Challenge:
    """
    Answer that it holds as it is, for a reason. Said again, it is harmless.

    Whoever corrects it files an entry that names the challenge instead.

    Raises:
        NotFound: There is no such challenge.
        Invalid: No reason is given.
        Decided: It was answered otherwise, or withdrawn.
    """
    access.require(actor, "challenge.answer", ANYWHERE, house.today)
    known = _known(house, id_)
    access.require(actor, "challenge.answer", house.at(known.unit), house.today)
    turns.require_reason(why)
    body = {"challenge": id_, "outcome": "confirmed", "why": why}
    return _ended(house, known, "challenge.answered", body, actor)


def withdraw(house: House, id_: str, why: str, actor: Actor) -> Challenge:
    """
    Doubt it no more, for a reason. Said again, it is harmless.

    Raises:
        NotFound: There is no such challenge.
        Invalid: No reason is given.
        Decided: It was answered.
    """
    access.require(actor, "challenge.raise", ANYWHERE, house.today)
    known = _known(house, id_)
    access.require(actor, "challenge.raise", OfDepartment(known.department), house.today)
    turns.require_reason(why)
    return _ended(house, known, "challenge.withdrawn", {"challenge": id_, "why": why}, actor)


def challenges(
    house: House,
    actor: Actor,
    *,
    department: str | None = None,
    unit: str | None = None,
    form: str | None = None,
    subject: str | None = None,
    state: State | None = None,
    after: int = 0,
    limit: int = MOST_AT_ONCE,
) -> Page:
    """
    The challenges that *actor* may know of: of the own department, and of the own units.

    Args:
        house: Where.
        actor: Who asks.
        department: Only of this department.
        unit: Only of this unit and all below it.
        form: Only of this form.
        subject: Only about this subject, whether its row is doubted or it stands behind another's.
        state: Only those that stand so.
        after: Only those that were raised after this position.
        limit: So many at most.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "challenge.read", ANYWHERE, house.today)
    house.refresh()
    units = None if unit is None else set(house.registry.subtree(unit))
    found: list[Challenge] = []
    for each in house.registry.challenges:
        fits = (
            each.position > after
            and department in (None, each.department)
            and form in (None, each.form)
            and state in (None, each.state)
            and (units is None or each.unit in units)
            and (subject is None or each.about(subject))
        )
        if fits and (seen := _seen(house, each, actor)) is not None:
            if len(found) == limit:
                return Page(tuple(found), found[-1].position)
            found.append(seen)
    return Page(tuple(found))


def challenge_of(house: House, id_: str, actor: Actor) -> Challenge:
    """
    One challenge.

    Raises:
        NotFound: There is none of that id that the actor may know of.
    """
    access.require(actor, "challenge.read", ANYWHERE, house.today)
    found = _seen(house, _known(house, id_), actor)
    if found is None:
        raise NotFound(what_zh="核实", what_en="challenge", id=id_)
    return found


def _known(house: House, id_: str) -> Challenge:
    house.refresh()
    return house.registry.challenges[id_]


def _again(known: Challenge, doubted: Doubted) -> Challenge:
    if Doubted(**{name: getattr(known, name) for name in Doubted.model_fields}) != doubted:
        raise EntryIdReused(entry=doubted.id)
    return known


def _require_new(house: House, doubted: Doubted) -> None:
    for each in house.registry.challenges.about(doubted.subject):
        same = (each.form, each.subject, each.field) == (
            doubted.form,
            doubted.subject,
            doubted.field,
        )
        if same and each.state == "open":
            raise Decided(what_zh="对此格的核实", what_en="challenge of that cell", state="open")


def _ended(
    house: House, known: Challenge, kind: EventKind, body: dict[str, str], actor: Actor
) -> Challenge:
    of = answering.answer_of if kind == "challenge.answered" else answering.withdrawal_of
    id_ = of(known.id)

    def ending(writing: Writing) -> Iterable[Draft]:
        stands = writing.event_of(id_)
        if stands is not None and (stands.actor, stands.body) == (actor.id, body):
            return
        answering.require_open(writing, known.id)
        yield house.draft(kind, actor, body, id_=id_, unit=known.unit)

    with house.deciding:
        house.decide(ending)
    return house.registry.challenges[known.id]


def _seen(house: House, known: Challenge, actor: Actor) -> Challenge | None:
    """A challenge as *actor* may know of it: a department hears of nobody that its own row does not name."""
    if access.may(actor, "challenge.read", house.at(known.unit), house.today):
        return known
    if not access.may(actor, "challenge.read", OfDepartment(known.department), house.today):
        return None
    behind = [
        each if each.subject == known.subject else each.model_copy(update={"subject": None})
        for each in known.behind
    ]
    return known.model_copy(update={"behind": tuple(behind)})


def _unit_of(house: House, registration: Registration, doubted: Doubted, actor: Actor) -> str:
    """The unit of a row that the slice shows."""
    sight = house.sight(actor, registration)
    field = doubted.field
    hidden = NotFound(what_zh="切片中的列", what_en="column of the slice", id=str(field))
    if field is not None and field not in registration.form.by_id:
        raise hidden
    units = [doubted.subject] if registration.form.layout == "summary" else None
    query = house.slice_of(registration, sight, units=units).expression
    own = exp.EQ(this=exp.column("#subject", quoted=True), expression=exp.Literal.string(doubted.subject))  # fmt: skip
    rows = exp.select(exp.column("#unit", quoted=True)).from_(query.subquery("slice")).where(own)
    found = house.picture.query(rows).rows
    if not found:
        raise NotFound(what_zh="切片中的行", what_en="row of the slice", id=doubted.subject)
    unit = str(found[0][0])
    if field is not None and sight.mask(field, unit) == "none":
        raise hidden
    return unit


def _behind(house: House, registration: Registration, doubted: Doubted) -> Iterator[Behind]:
    """The cells that the doubted one shows, and those that it follows from."""
    if doubted.field is None:
        return
    catalogue = house.registry.catalogue
    own = [id_ for id_ in registration.bindings if id_ == doubted.field or id_.startswith(f"{doubted.field}.")]  # fmt: skip
    found: dict[Behind, None] = {}
    for id_ in own:
        binding = registration.bindings[id_]
        elements = _elements(binding, house)
        known = [each for one in elements for each in (one, *sources(one, catalogue))]
        if registration.form.layout == "summary" or binding.measure:
            found.update(dict.fromkeys(Behind(element=each) for each in known))
            continue
        via = (*block_path(binding, registration.bindings), *binding.via)
        subjects = _reached(house, doubted.subject, via)
        for each in known:
            found.update(dict.fromkeys(_stored(house, subjects, each)))
    yield from found


def _elements(binding: Binding, house: House) -> list[str]:
    """The element that a field means, or those that its figure is worked out over."""
    if binding.measure is None:
        return [binding.element] if binding.element else []
    root = Expression.parse(binding.measure).bind(house.registry.catalogue).root
    return list(dict.fromkeys(each.element for each in walk(root) if isinstance(each, Reference)))


def _stored(house: House, subjects: Iterable[str], element: str) -> Iterator[Behind]:
    """Where an element of subjects is stated; a link that is read backwards, by whoever it leads to."""
    forward = house.registry.catalogue.elements[element].inverse_of
    for subject in subjects:
        if forward is None:
            yield Behind(subject=subject, element=element)
            continue
        for each in _reached(house, subject, [element]):
            yield Behind(subject=each, element=forward)


def _reached(house: House, subject: str, via: Iterable[str]) -> list[str]:
    """Whom links lead to; whoever they lead to no further, to whomever they came."""
    found = [subject]
    for link in via:
        known = house.registry.catalogue.elements[link]
        if known.inverse_of:
            kind = house.registry.catalogue.elements[known.inverse_of].subject.value
            column = exp.to_identifier(known.inverse_of, quoted=True).sql(dialect="duckdb")
            sql = f'SELECT "#subject" FROM "{kind}" WHERE {column} IN (SELECT unnest($ids::VARCHAR[]))'
            further = [each for (each,) in house.picture.query(sql, {"ids": found}).rows]
        else:
            with house.journal.reading() as reading:
                values = [each.values.get(link) for each in reading.records_of(found)]
            several = [each if isinstance(each, list) else [each] for each in values if each]
            further = [each for some in several for each in some]
        if not further:
            break
        found = sorted(further)
    return found
