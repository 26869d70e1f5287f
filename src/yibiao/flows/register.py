"""Register: a department's file → a form, what its fields mean, and what it would cost; then a person's decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yibiao import access, governance, intake, matching, slicing
from yibiao.errors import Decided, Finding, Invalid, NotFound
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding, Match
from yibiao.model.catalogue import Catalogue
from yibiao.model.event import Draft
from yibiao.model.expression import Expression
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind
from yibiao.model.place import Department, Unit
from yibiao.model.review import Review


@dataclass(frozen=True)
class Submission:
    """What a department is told of its form, before or after it is submitted."""

    form: Form
    findings: tuple[Finding, ...]
    matches: tuple[Match, ...]
    bindings: tuple[Binding, ...]
    undecided: tuple[Match, ...]
    inherited: tuple[str, ...]
    review: Review
    position: int | None = None
    catalogue: Catalogue = field(default_factory=Catalogue, repr=False)

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
            **({"position": self.position} if self.position else {}),
        }


def department(house: House, department: Department, actor: Actor) -> int:
    """Register a department, or its new name; the journal's position."""
    access.require(actor, "department.register", department.id)
    return house.record(
        [house.draft("department.registered", actor, {"department": department.document()})]
    )


def units(house: House, units: Iterable[Unit], actor: Actor) -> int:
    """
    Register units, parents first; the journal's position.

    Raises:
        NotFound: A parent is not known.
    """
    units = list(units)
    known = {*house.registry.units, *(each.code for each in units)}
    for each in units:
        access.require(actor, "unit.register", each.code)
        if each.parent is not None and each.parent not in known:
            raise NotFound(what_zh="基层单元", what_en="unit", id=each.parent)
    return house.record(
        house.draft("unit.registered", actor, {"unit": each.document()}, unit=each.code)
        for each in units
    )


def read(
    house: House, content: bytes, filename: str, department: str, **said: Any
) -> list[intake.Reading]:
    """
    The forms in a department's file, with what was found on reading; nothing is kept.

    Raises:
        NotFound: The department is not registered.
        Unreadable, NotAForm, Invalid, TooLarge: What intake says of the file.
    """
    house.registry.department(department)
    return intake.read(content, filename, department=department, **said)


def submit(
    house: House,
    form: Form,
    actor: Actor,
    *,
    findings: tuple[Finding, ...] = (),
    choices: Mapping[str, matching.Choice] | None = None,
    commit: bool = True,
) -> Submission:
    """
    What the form's fields mean and what it would add; kept when *commit*, else a preview.

    Fields that an earlier edition asked in the same words keep its bindings; *choices* are what a person has
    decided already, by field. The doubtful rest waits for `decide`.

    Raises:
        Invalid: Its scope or a measure is no expression over known elements, or a chosen element cannot answer its field.
        Decided: This very edition is registered already.
        NotFound: The department is not registered, or there is no such field or element to choose.
    """
    access.require(actor, "form.submit", form.department)
    registry = house.registry
    registry.department(form.department)
    if form.id in registry.registrations and commit:
        raise Decided(
            what_zh="这一版表单",
            what_en="this edition",
            state=registry.registrations[form.id].status,
        )
    _check_expressions(form, registry.catalogue)
    previous = registry.predecessor(form)
    inherited = (
        matching.inherit(previous.form, form, previous.bindings.values()) if previous else {}
    )
    chosen = {**inherited, **(choices or {})}
    matches = _proposed(form, chosen, registry.catalogue)
    _check_known(form, choices or {}, matches, registry.catalogue)
    resolution = matching.resolve(form, matches, registry.catalogue, chosen)
    catalogue = registry.catalogue.adding(resolution.elements, resolution.code_lists)
    bindings = (*resolution.bindings, *_measured(form, catalogue))
    submission = Submission(
        form=form,
        findings=findings,
        matches=matches,
        bindings=bindings,
        undecided=resolution.undecided,
        inherited=tuple(inherited),
        review=_review(house, form, bindings, resolution.undecided, catalogue, previous),
        catalogue=catalogue,
    )
    if not commit:
        return submission
    body = {"form": form.schema_document(), "matches": [each.document() for each in matches]}
    house.record(
        [
            house.draft("form.submitted", actor, body),
            *_naming(house, actor, resolution),
            *_registering(house, actor, catalogue, bindings, form),
            *(
                house.draft("binding.decided", actor, {"binding": each.document()})
                for each in bindings
            ),
        ]
    )
    return submission


def review(house: House, form: str, actor: Actor) -> Review:
    """
    What the office sees before it decides: overlap with forms in force, and what the form would add, as things stand.

    Raises:
        NotFound: There is no such form.
    """
    registration = house.registry.registration(form)
    access.require(actor, "registry.read", registration.form.department)
    return _review(
        house,
        registration.form,
        registration.bindings.values(),
        registration.undecided,
        house.registry.catalogue,
        house.registry.predecessor(registration.form),
    )


def decide(
    house: House, form: str, choices: Mapping[str, matching.Choice], actor: Actor
) -> tuple[Binding, ...]:
    """
    Decide what fields of a form mean, or decide otherwise than before; the bindings made.

    When a block turns out to be about somebody, what its rows ask is decided with it.

    Raises:
        NotFound: There is no such form, field or element.
        Invalid: Another field of the form means that already, or a doubtful question of such a block is left open.
    """
    registration = house.registry.registration(form)
    access.require(actor, "binding.decide", registration.form.department)
    _check_choices(house, registration, choices)
    kept = {
        id_: matching.Choice(element=each.element, via=each.via, decided_by=each.decided_by)
        for id_, each in registration.bindings.items()
        if id_ not in choices and each.element
    }
    catalogue = house.registry.catalogue
    chosen = {**kept, **choices}
    known = tuple(registration.matches.values())
    matches = _with_rows(registration.form, known, chosen, catalogue)
    resolution = matching.resolve(registration.form, matches, catalogue, chosen)
    _require_rows_decided(registration, resolution)
    catalogue = catalogue.adding(resolution.elements, resolution.code_lists)
    decided = tuple(
        each
        for each in resolution.bindings
        if each.field in choices or each.field not in registration.bindings
    )
    house.record(
        [
            *_naming(house, actor, resolution),
            *_registering(house, actor, catalogue, decided, registration.form),
            *(
                house.draft("binding.decided", actor, {"binding": each.document()})
                for each in decided
            ),
        ]
    )
    return decided


def _check_expressions(form: Form, catalogue: Catalogue) -> None:
    findings: list[Finding] = []
    texts = [("#/x-scope", form.scope)] + [
        (f"#/properties/{each.id}", each.measure) for each in form.leaves()
    ]
    for where, text in texts:
        if text is None:
            continue
        try:
            Expression.parse(text).bind(catalogue)
        except Invalid as problem:
            findings.extend(Finding(each.code, where, each.facts) for each in problem.findings)
    if findings:
        raise Invalid(*findings, count=len(findings))


def _proposed(
    form: Form, chosen: Mapping[str, matching.Choice], catalogue: Catalogue
) -> tuple[Match, ...]:
    """
    What each field may mean; a figure says itself how it is computed.

    What a person chose for one field is not bound to another by rule: that one becomes doubtful.
    """
    proposed = tuple(
        each for each in matching.propose(form, catalogue) if form.by_id[each.field].measure is None
    )
    taken = {(_block(id_), each.via, each.element) for id_, each in chosen.items()}
    return tuple(
        each.model_copy(update={"band": "ask"})
        if each.band == "auto"
        and each.field not in chosen
        and (_block(each.field), each.candidates[0].via, each.candidates[0].element) in taken
        else each
        for each in _with_rows(form, proposed, chosen, catalogue)
    )


def _with_rows(
    form: Form,
    matches: tuple[Match, ...],
    chosen: Mapping[str, matching.Choice],
    catalogue: Catalogue,
) -> tuple[Match, ...]:
    """*matches*, and those of what the rows of a block ask once a person said that they are about somebody."""
    about = {
        id_: _target(choice, catalogue)
        for id_, choice in chosen.items()
        if id_ in form.by_id and form.by_id[id_].fields
    }
    asked = {_block(each.field) for each in matches}
    more = [
        each.model_copy(update={"form": form.id})
        for id_, target in about.items()
        if target is not None and id_ not in asked
        for each in matching.propose(_rows_of(form, id_, target), catalogue)
    ]
    of_nobody = {id_ for id_, target in about.items() if target is None}
    return (*(each for each in matches if _block(each.field) not in of_nobody), *more)


def _target(choice: matching.Choice, catalogue: Catalogue) -> SubjectKind | None:
    element = catalogue.elements.get(choice.element or "")
    return element.target if element else None


def _rows_of(form: Form, block: str, subject: SubjectKind) -> Form:
    """What the rows of *block* ask, as a form of its own."""
    return Form(
        department=form.department,
        series=form.series,
        title=form.by_id[block].label,
        subject=subject,
        fields=form.by_id[block].fields,
    )


def _block(field_: str) -> str:
    """The id of the block that a field stands in."""
    return field_.rpartition(".")[0]


def _require_rows_decided(registration: Registration, resolution: matching.Resolution) -> None:
    findings = [
        Finding(
            "field-unbound",
            f"#/properties/{each.field}",
            {"form": registration.form.title, "field": registration.form.by_id[each.field].label},
        )
        for each in resolution.undecided
        if each.field not in registration.matches
    ]
    if findings:
        raise Invalid(*findings, count=len(findings))


def _check_known(
    form: Form,
    choices: Mapping[str, matching.Choice],
    matches: Iterable[Match],
    catalogue: Catalogue,
) -> None:
    """Every choice is about a field, and names an element and links that are there or were proposed."""
    links = {link for each in matches for candidate in each.candidates for link in candidate.via}
    for field_, choice in choices.items():
        if field_ not in form.by_id:
            raise NotFound(what_zh="字段", what_en="field", id=field_)
        named = [choice.element] if choice.element else []
        for id_ in (*named, *(link for link in choice.via if link not in links)):
            if id_ not in catalogue.elements:
                raise NotFound(what_zh="数据元", what_en="element", id=id_)


def _check_choices(
    house: House, registration: Registration, choices: Mapping[str, matching.Choice]
) -> None:
    matches = registration.matches.values()
    _check_known(registration.form, choices, matches, house.registry.catalogue)
    taken = {
        (each.via, each.element): id_
        for id_, each in registration.bindings.items()
        if id_ not in choices and each.element and "." not in id_
    }
    findings = [
        Finding(
            "element-taken",
            f"#/properties/{field_}",
            {"element": choice.element, "field": taken[meaning]},
        )
        for field_, choice in choices.items()
        if (meaning := (choice.via, choice.element)) in taken and "." not in field_
    ]
    if findings:
        raise Invalid(*findings, count=len(findings))


def _measured(form: Form, catalogue: Catalogue) -> list[Binding]:
    """The figures of a summary form, each bound by the measure it states."""
    bindings = []
    for each in form.leaves():
        if each.measure is not None:
            of = Expression.parse(each.measure).bind(catalogue).subject(form.subject)
            bindings.append(
                Binding(
                    form=form.id,
                    field=each.id,
                    how="measure",
                    measure=each.measure,
                    of=of,
                    decided_by="rule:stated-measure",
                )
            )
    return bindings


def _naming(house: House, actor: Actor, resolution: matching.Resolution) -> list[Draft]:
    """Registering what this form has added to the catalogue or extended in it."""
    return [
        *(
            house.draft("code-list.registered", actor, {"code_list": each.document()})
            for each in resolution.code_lists
        ),
        *(
            house.draft("element.registered", actor, {"element": each.document()})
            for each in resolution.elements
        ),
    ]


def _registering(
    house: House, actor: Actor, catalogue: Catalogue, bindings: Iterable[Binding], form: Form
) -> list[Draft]:
    """Registering the shipped elements that are used for the first time, so that the journal needs no other book."""
    bindings = list(bindings)
    used = [each.element for each in bindings if each.element] + [
        link for each in bindings for link in each.via
    ]
    for text in (form.scope, *(each.measure for each in bindings)):
        if text is not None:
            for via, element in Expression.parse(text).bind(catalogue).paths:
                used.extend((*via, element))
    shipped = [id_ for id_ in used if id_ in house.registry.catalogue.elements]
    elements, code_lists = house.registry.unregistered(shipped)
    return [
        *(
            house.draft("code-list.registered", actor, {"code_list": each.document()})
            for each in code_lists
        ),
        *(
            house.draft("element.registered", actor, {"element": each.document()})
            for each in elements
        ),
    ]


def _review(
    house: House,
    form: Form,
    bindings: Iterable[Binding],
    undecided: Iterable[Match],
    catalogue: Catalogue,
    previous: Registration | None,
) -> Review:
    others = [
        (each.form, tuple(each.bindings.values()))
        for each in house.registry.in_force(house.today)
        if previous is None or each.form.id != previous.form.id
    ]
    return governance.review(
        form,
        tuple(bindings),
        catalogue,
        others,
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
