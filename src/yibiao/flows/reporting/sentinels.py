"""Sentinel reports: a unit says what it was asked elsewhere, hears what of it is held already; the office says what it did."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from yibiao import access, publishing
from yibiao.errors import Decided, EntryIdReused, Finding, Invalid, NotAllowed, NotFound, Problem
from yibiao.flows.filling import turns
from yibiao.flows.house import House
from yibiao.flows.registering import register
from yibiao.flows.slicing import templates
from yibiao.model.actor import Actor
from yibiao.model.event import Draft
from yibiao.model.form import Form
from yibiao.model.original import SentFile
from yibiao.model.sentinel import (
    Demanded,
    Outcome,
    Question,
    Recognised,
    ReportState,
    SentinelReport,
)
from yibiao.model.where import ANYWHERE
from yibiao.store import Writing

#: As many as are listed at once.
MOST_AT_ONCE: Final = 500
#: In whose name a form is read that nobody registers.
_NOBODY: Final = "elsewhere"
#: From here on a problem is the service's, and passes.
_OURS: Final = 500
#: So many forms that ask the same are named.
_NAMED: Final = 3


@dataclass(frozen=True)
class Page:
    """Reports, newest first; `before` is where the next page begins, if there is one."""

    reports: tuple[SentinelReport, ...]
    before: int | None = None


def report(
    house: House, demanded: Demanded, actor: Actor, file: SentFile | None = None
) -> SentinelReport:
    """
    Say that a unit was asked something elsewhere; the report says what of it is held already.

    A file that nobody can read is kept all the same. Sent again, nothing is reported twice.

    Raises:
        NotFound: There is no such unit or department.
        Invalid: Neither a file nor a note says what was asked.
        EntryIdReused: That id was used for another report.
    """
    access.require(actor, "sentinel.report", house.at(demanded.unit), house.today)
    house.registry.unit(demanded.unit)
    if demanded.department is not None:
        house.registry.department(demanded.department)
    if file is None and not (demanded.note or "").strip():
        raise Invalid(Finding("demand-missing", "#/note"), count=1)
    house.refresh()
    if demanded.id in house.registry.reports:
        return _again(house.registry.reports[demanded.id], demanded, file)
    told: dict[str, object] = {}
    if file is not None:
        house.blobs.keep(file.content)
        told = {"file": file.original.document(), **_recognised(house, file, actor)}
    body = {"report": {**demanded.document(), **told}}

    def reporting(writing: Writing) -> Iterable[Draft]:
        id_ = f"sentinel.reported:{demanded.id}"
        if writing.event_of(id_) is None:
            yield house.draft("sentinel.reported", actor, body, id_=id_, unit=demanded.unit)

    with house.deciding:
        house.decide(reporting)
    return _again(house.registry.reports[demanded.id], demanded, file)


def reports(
    house: House,
    actor: Actor,
    *,
    unit: str | None = None,
    department: str | None = None,
    state: ReportState | None = None,
    before: int | None = None,
    limit: int = MOST_AT_ONCE,
) -> Page:
    """
    The reports that *actor* may read: of the own units; the office's, of all that it answers for.

    Raises:
        NotFound: There is no such unit.
    """
    access.require(actor, "sentinel.read", ANYWHERE, house.today)
    house.refresh()
    units = None if unit is None else set(house.registry.subtree(unit))
    found: list[SentinelReport] = []
    for each in reversed(list(house.registry.reports)):
        fits = (
            (before is None or each.position < before)
            and department in (None, each.department)
            and state in (None, each.state)
            and (units is None or each.unit in units)
        )
        if fits and access.may(actor, "sentinel.read", house.at(each.unit), house.today):
            if len(found) == limit:
                return Page(tuple(found), found[-1].position)
            found.append(each)
    return Page(tuple(found))


def report_of(house: House, id_: str, actor: Actor) -> SentinelReport:
    """
    One report.

    Raises:
        NotFound: There is none of that id.
    """
    access.require(actor, "sentinel.read", ANYWHERE, house.today)
    known = _known(house, id_)
    access.require(actor, "sentinel.read", house.at(known.unit), house.today)
    return known


def file_of(house: House, id_: str, actor: Actor) -> SentFile:
    """
    The file of a report; that it was taken out is recorded.

    What is asked in a chat comes filled in as often as not: whoever may not read the unit's records gets it emptied.

    Raises:
        NotFound: There is no such report, or it came without a file.
        NotAllowed: It cannot be emptied, and the actor may not read the unit's records.
    """
    known = report_of(house, id_, actor)
    original = known.file
    content = None if original is None else house.blobs.content(original.digest)
    if original is None or content is None:
        raise NotFound(what_zh="哨点报告的附件", what_en="file of that sentinel report", id=id_)
    sent = SentFile(original.name, content)
    file: SentFile | None = sent
    if not house.reads(actor, known.unit):
        file = _emptied(house, sent)
    if file is None:
        raise NotAllowed(act="record.read", place=house.at(known.unit).name)
    house.noted(actor, "import-file", id_, 1, exported=True)
    return file


def _emptied(house: House, file: SentFile) -> SentFile | None:
    """The file without anything that was written in it, or its one form laid out anew; `None` where it is neither."""
    try:
        forms = [each.form for each in house.read(file.content, file.name, department=_NOBODY)]
    except Problem:
        return None
    blanks = [(form, templates.blanks(file, form)) for form in forms]
    if all(some for _, some in blanks):
        return publishing.blank(file, blanks)
    return publishing.laid_out(forms[0]) if len(forms) == 1 else None


def answer(
    house: House, id_: str, outcome: Outcome, why: str, actor: Actor, *, form: str | None = None
) -> SentinelReport:
    """
    Say what was done about a report, and why. Said again, it is harmless.

    Raises:
        NotFound: There is no such report or form.
        Invalid: No reason is given.
        Decided: It was answered otherwise.
    """
    access.require(actor, "sentinel.answer", ANYWHERE, house.today)
    known = _known(house, id_)
    access.require(actor, "sentinel.answer", house.at(known.unit), house.today)
    turns.require_reason(why)
    if form is not None:
        house.registry.registration(form)
    body = {"report": id_, "outcome": outcome, "why": why, **({"form": form} if form else {})}

    def answering(writing: Writing) -> Iterable[Draft]:
        event = f"sentinel.answered:{id_}"
        stands = writing.event_of(event)
        if stands is None:
            yield house.draft("sentinel.answered", actor, body, id_=event, unit=known.unit)
        elif (stands.actor, stands.body) != (actor.id, body):
            state = stands.body["outcome"]
            raise Decided(what_zh="这份哨点报告", what_en="sentinel report", state=state)

    with house.deciding:
        house.decide(answering)
    return house.registry.reports[id_]


def _known(house: House, id_: str) -> SentinelReport:
    house.refresh()
    return house.registry.reports[id_]


def _again(known: SentinelReport, demanded: Demanded, file: SentFile | None) -> SentinelReport:
    same = Demanded(**{name: getattr(known, name) for name in Demanded.model_fields}) == demanded
    digests = (known.file and known.file.digest, file and file.original.digest)
    if not same or digests[0] != digests[1]:
        raise EntryIdReused(entry=demanded.id)
    return known


def _recognised(house: House, file: SentFile, actor: Actor) -> dict[str, object]:
    """What the file asks, or why nobody can say."""
    try:
        readings = house.read(file.content, file.name, department=_NOBODY)
        found = [_of_form(house, each.form, actor) for each in readings]
    except Problem as problem:
        if problem.status >= _OURS:  # it will be read when it is sent again
            raise
        return {"unread": problem.code}
    return {"recognised": [each.document() for each in found]}


def _of_form(house: House, form: Form, actor: Actor) -> Recognised:
    considered = register.recognised(house, form, actor)
    sorts = considered.review.sorts
    means = {each.field: each.element for each in considered.bindings}
    asking = [(each.title, set(each.elements)) for each in considered.review.overlaps]

    def questions() -> Iterator[Question]:
        for field in form.leaves():
            element = means.get(field.id)
            sort = sorts.get(field.id, "undecided")
            titles = [title for title, elements in asking if element in elements]
            known = element if sort in ("held", "derivable") else None
            yield Question(
                label=field.label, sort=sort, element=known, forms=tuple(titles[:_NAMED])
            )

    return Recognised(title=form.title, questions=tuple(questions()))
