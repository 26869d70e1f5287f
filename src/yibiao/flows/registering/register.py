"""Register: a department's file → a form, what its fields mean, and what it would cost; then a person's decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yibiao import access, governance, intake, matching, slicing
from yibiao.errors import Decided, Finding, NotFound
from yibiao.flows.house import House
from yibiao.flows.registering import editions
from yibiao.flows.registering.advice import Heard, hear
from yibiao.flows.registering.checks import (
    check_expressions,
    check_free,
    check_known,
    require_rows_decided,
    require_tree,
)
from yibiao.flows.registering.naming import bound
from yibiao.flows.registering.proposals import Choices, is_figure, measured, proposed, with_rows
from yibiao.flows.registry import Registration
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding, Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.difference import Differences
from yibiao.model.expression import Expression
from yibiao.model.form import Form
from yibiao.model.original import SentFile
from yibiao.model.place import Department, Unit
from yibiao.model.review import Review
from yibiao.model.where import ANYWHERE, Everywhere, OfDepartment


@dataclass(frozen=True)
class Submission:
    """What a department is told of its form, before or after it is submitted; what differs from the edition before it."""

    form: Form
    findings: tuple[Finding, ...]
    matches: tuple[Match, ...]
    bindings: tuple[Binding, ...]
    undecided: tuple[Match, ...]
    inherited: tuple[str, ...]
    review: Review
    differences: Differences | None = None

    def document(self) -> dict[str, Any]:
        """As a door shows it."""
        return {
            "form": self.form.schema_document(),
            "id": self.form.id,
            "findings": [each.document() for each in self.findings],
            "matches": [each.document() for each in self.matches],
            "bindings": [each.document() for each in self.bindings],
            "undecided": [each.field for each in self.undecided],
            "inherited": list(self.inherited),
            "review": self.review.document(),
            "warnings": [each.document() for each in self.review.warnings()],
            **({"differences": self.differences.document()} if self.differences else {}),
        }


def department(house: House, department: Department, actor: Actor) -> int:
    """Register a department, or its new name; the journal's position."""
    access.require(actor, "department.register", Everywhere(department.id), house.today)
    return house.record(
        [house.draft("department.registered", actor, {"department": department.document()})]
    )


def units(house: House, units: Iterable[Unit], actor: Actor) -> int:
    """
    Register units, parents first; the journal's position.

    Raises:
        NotFound: A parent is not known.
        Invalid: A unit would lie below itself.
    """
    units = list(units)
    for each in units:
        access.require(actor, "unit.register", Everywhere(each.code), house.today)
    with house.deciding:
        known = {**house.registry.units, **{each.code: each for each in units}}
        for each in units:
            if each.parent is not None and each.parent not in known:
                raise NotFound(what_zh="基层单元", what_en="unit", id=each.parent)
        require_tree(units, known)
        return house.record(
            house.draft("unit.registered", actor, {"unit": each.document()}) for each in units
        )


def read(
    house: House, content: bytes, filename: str, department: str, actor: Actor, **said: Any
) -> list[intake.Reading]:
    """
    The forms in a department's file, with what was found on reading; nothing is kept.

    Raises:
        NotFound: The department is not registered.
        Unreadable, NotAForm, Invalid, TooLarge: What intake says of the file.
    """
    access.require(actor, "form.submit", OfDepartment(department), house.today)
    house.registry.department(department)
    return house.read(content, filename, department=department, **said)


def submit(
    house: House,
    form: Form,
    actor: Actor,
    *,
    findings: tuple[Finding, ...] = (),
    choices: Choices | None = None,
    file: SentFile | None = None,
    heard: Heard | None = None,
    commit: bool = True,
) -> Submission:
    """
    What the form's fields mean and what it would add; kept when *commit*, else a preview.

    Fields that an earlier edition asked in the same words keep its bindings; *choices* are what a person has
    decided already, by field. The doubtful rest waits for `decide`. The *file* it came in is kept with it.
    Advisors are asked about doubtful ones, unless what was *heard* of them is given.

    Raises:
        Invalid: Its scope or a measure is no expression over known elements, or a chosen element cannot answer its field.
        Decided: This very edition is registered already.
        NotFound: The department is not registered, or there is no such field or element to choose.
    """
    access.require(actor, "form.submit", OfDepartment(form.department), house.today)
    house.registry.department(form.department)
    heard = heard or _heard(house, form, choices or {})
    with house.deciding:
        if commit:
            _require_new(house, form)
        submission, resolution = _considered(house, form, findings, choices or {}, heard)
        if commit:
            matches = [each.document() for each in submission.matches]
            body = {
                "form": form.schema_document(),
                "matches": matches,
                **_kept(house, file),
            }
            house.record(
                [
                    house.draft("form.submitted", actor, body),
                    *bound(house, actor, form, resolution, submission.bindings),
                ]
            )
    return submission


def recognised(house: House, form: Form, actor: Actor) -> Submission:
    """
    What the questions of a form mean that nobody registers, and which of them are held already; nothing is kept.

    Only rules are asked, no advisors.
    """
    access.require(actor, "sentinel.report", ANYWHERE, house.today)
    with house.deciding:
        submission, _ = _considered(house, form, (), {}, Heard())
    return submission


def submit_all(
    house: House,
    readings: Sequence[intake.Reading],
    actor: Actor,
    *,
    decided: Mapping[str, Choices] | None = None,
    commit: bool = True,
) -> list[Submission]:
    """
    All forms of a file, as `submit` has each, once if it is in it twice; when one is refused, none is kept.

    What a person has *decided* of their fields already is given by the forms' ids.

    Raises:
        Problem: What `submit` says of the first that is refused.
    """
    readings = [*{each.form.id: each for each in readings}.values()]
    decided = decided or {}
    for each in readings:
        access.require(actor, "form.submit", OfDepartment(each.form.department), house.today)
        if decided.get(each.form.id):
            access.require(actor, "binding.decide", OfDepartment(each.form.department), house.today)
    heard = [_heard(house, each.form, decided.get(each.form.id, {})) for each in readings]
    with house.deciding:
        if commit and len(readings) > 1:
            for each, said in zip(readings, heard, strict=True):
                _require_new(house, each.form)
                chosen = decided.get(each.form.id)
                submit(house, each.form, actor, choices=chosen, heard=said, commit=False)
        return [
            submit(
                house,
                each.form,
                actor,
                findings=each.findings,
                choices=decided.get(each.form.id),
                file=each.file,
                heard=said,
                commit=commit,
            )
            for each, said in zip(readings, heard, strict=True)
        ]


def _heard(house: House, form: Form, choices: Choices) -> Heard:
    """What advisors say; asked before anything is locked, as they may take their time."""
    if not house.advisors:
        return Heard()
    catalogue = house.registry.catalogue
    chosen = {**_inherited(house, form), **choices}
    matches = [each for each in proposed(form, chosen, catalogue) if each.field not in chosen]
    return hear(house.advisors, form, matches, catalogue)


def _inherited(house: House, form: Form) -> Choices:
    previous = house.registry.predecessor(form)
    return matching.inherit(previous.form, form, previous.bindings.values()) if previous else {}


def _kept(house: House, file: SentFile | None) -> dict[str, Any]:
    """What an event says of the *file*, whose bytes are on disk before any event names them."""
    if file is None:
        return {}
    house.blobs.keep(file.content)
    return {"file": file.original.document()}


def _require_new(house: House, form: Form) -> None:
    known = house.registry.registrations.get(form.id)
    if known is not None and known.status != "withdrawn":
        raise Decided(what_zh="这一版表单", what_en="edition", state=known.status)


def _considered(
    house: House, form: Form, findings: tuple[Finding, ...], choices: Choices, heard: Heard
) -> tuple[Submission, matching.Resolution]:
    catalogue = house.registry.catalogue
    check_expressions(form, catalogue)
    previous = house.registry.predecessor(form)
    inherited = _inherited(house, form)
    chosen = {**inherited, **choices}
    matches = proposed(form, chosen, catalogue, heard.advised)
    check_known(form, choices, matches, catalogue)
    check_free(inherited, choices)
    kept = _measures(previous, form, catalogue)
    asked = [each for each in matches if each.field not in kept or each.field in choices]
    resolution = matching.resolve(form, asked, catalogue, chosen)
    catalogue = catalogue.adding(resolution.elements, resolution.code_lists)
    figures = [each for id_, each in kept.items() if id_ not in choices]
    bindings = (*resolution.bindings, *measured(form, catalogue), *figures)
    submission = Submission(
        form=form,
        findings=(*findings, *heard.findings),
        matches=matches,
        bindings=bindings,
        undecided=resolution.undecided,
        inherited=(*inherited, *(each.field for each in figures if each.field not in inherited)),
        review=_review(house, form, bindings, resolution.undecided, catalogue, previous),
        differences=editions.compared(previous, form, bindings) if previous else None,
    )
    return submission, resolution


def _measures(
    previous: Registration | None, form: Form, catalogue: Catalogue
) -> Mapping[str, Binding]:
    """The measures that figures keep from the edition before, those that can still be worked out."""
    if previous is None:
        return {}
    found = matching.inherit_measures(previous.form, form, previous.bindings.values())
    return {id_: each for id_, each in found.items() if is_figure(each.measure or "", catalogue)}


def review(house: House, form: str, actor: Actor) -> Review:
    """
    What the office sees before it decides: overlap with forms in force, and what the form would add, as things stand.

    Raises:
        NotFound: There is no such form.
    """
    registration = house.registry.registration(form)
    access.require(actor, "registry.read", ANYWHERE, house.today)
    return _review(
        house,
        registration.form,
        registration.bindings.values(),
        registration.undecided,
        house.registry.catalogue,
        house.registry.predecessor(registration.form),
    )


def variants(house: House, form: str, actor: Actor) -> tuple[Finding, ...]:
    """
    The forms of which this may be the same demand under another name, with what is really new, as things stand.

    Raises:
        NotFound: There is no such form.
    """
    return review(house, form, actor).variants()


def decide(house: House, form: str, choices: Choices, actor: Actor) -> tuple[Binding, ...]:
    """
    Decide what fields of a form mean, or decide otherwise than before; the bindings made.

    When a block turns out to be about somebody, what its rows ask is decided with it.

    Raises:
        NotFound: There is no such form, field or element.
        Invalid: Another field of the form means that already, or a doubtful question of such a block is left open.
    """
    registration = house.registry.registration(form)
    access.require(actor, "binding.decide", registration.place, house.today)
    with house.deciding:
        resolution = _decided(house, registration, choices)
        bindings = tuple(
            each
            for each in resolution.bindings
            if each.field in choices or each.field not in registration.bindings
        )
        house.record(bound(house, actor, registration.form, resolution, bindings))
    return bindings


def refuse(
    house: House, form: str, field: str, element: str, actor: Actor, *, via: tuple[str, ...] = ()
) -> Registration:
    """
    Say that a field does not mean an element: it is open again if it was bound so, and no form that words it the same is.

    A later decision that it does mean the element takes it back.

    Raises:
        NotFound: There is no such form, field or element.
        Decided: The form is in circulation or was, and its fields stay decided; decide otherwise instead.
    """
    registration = house.registry.registration(form)
    access.require(actor, "binding.decide", registration.place, house.today)
    with house.deciding:
        choice = {field: matching.Choice(element=element, via=via)}
        catalogue = house.registry.catalogue
        check_known(registration.form, choice, registration.matches.values(), catalogue)
        if registration.status != "submitted":
            raise Decided(what_zh="这张表单", what_en="form", state=registration.status)
        body = {"form": form, "field": field, "element": element, "via": list(via)}
        house.record([house.draft("match.refused", actor, body)])
    return house.registry.registration(form)


def _decided(house: House, registration: Registration, choices: Choices) -> matching.Resolution:
    """What the form's fields mean with *choices*, all other decisions kept."""
    form, catalogue = registration.form, house.registry.catalogue
    check_known(form, choices, registration.matches.values(), catalogue)
    kept = {
        id_: matching.Choice(element=each.element, via=each.via, decided_by=each.decided_by)
        for id_, each in registration.bindings.items()
        if id_ not in choices and each.element
    }
    check_free(kept, choices)
    chosen = {**kept, **choices}
    matches = with_rows(form, tuple(registration.matches.values()), chosen, catalogue)
    resolution = matching.resolve(form, matches, catalogue, chosen)
    require_rows_decided(registration, resolution)
    return resolution


def _review(
    house: House,
    form: Form,
    bindings: Iterable[Binding],
    undecided: Iterable[Match],
    catalogue: Catalogue,
    previous: Registration | None,
) -> Review:
    return governance.review(
        form,
        tuple(bindings),
        catalogue,
        house.registry.asked,
        house.today,
        succeeds=previous.form.id if previous else None,
        undecided=len(tuple(undecided)),
        rows=_rows_in_scope(house, form),
    )


def _rows_in_scope(house: House, form: Form) -> int | None:
    """About how many subjects of one community the form asks, as far as the ledgers hold them already."""
    if form.layout == "summary":
        return 1
    paths = Expression.parse(form.scope or "true").bind(house.registry.catalogue).paths
    if not house.registry.holds({id_ for via, element in paths for id_ in (*via, element)}):
        return None
    query = slicing.reached(form, (), house.registry.catalogue, today=house.today)
    ((count,),) = house.picture.query(slicing.counting(query)).rows
    return -(-count // max(1, len(house.registry.communities()))) or None
