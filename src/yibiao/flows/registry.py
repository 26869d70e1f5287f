"""The registry: departments, units, forms, bindings, elements and rounds, folded from their events."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar

from yibiao import governance, matching
from yibiao.errors import NotAdmitted, NotFound
from yibiao.flows.carrying.imported import Imports
from yibiao.flows.challenging.challenged import Challenges
from yibiao.flows.granting.granted import Grants
from yibiao.flows.granting.holders import Accounts
from yibiao.flows.reporting.reported import Reports
from yibiao.flows.slicing.sealed import Sealed
from yibiao.model.binding import Binding, Match
from yibiao.model.catalogue import Catalogue, Wording, starter
from yibiao.model.change import Change
from yibiao.model.codes import CodeList
from yibiao.model.element import Element
from yibiao.model.event import EVENT_KINDS, Event
from yibiao.model.form import Form
from yibiao.model.original import Original
from yibiao.model.passage import Passage, Status
from yibiao.model.place import Department, Round, Unit
from yibiao.model.where import OfForm

#: Every event that changes the registry: all but what is filed about subjects.
REGISTRY_KINDS = tuple(kind for kind in EVENT_KINDS if kind != "entry.filed")

#: Where a form stands that is in circulation, or was.
CIRCULATED: Final[tuple[Status, ...]] = ("admitted", "superseded", "retired")

Thing = TypeVar("Thing")


@dataclass
class Registration:
    """A form in the registry: what was proposed and decided for each field, and where the form stands."""

    form: Form
    submitted: int
    matches: dict[str, Match] = field(default_factory=dict)
    bindings: dict[str, Binding] = field(default_factory=dict)
    status: Status = "submitted"
    #: What figures were bound to before somebody gave them a measure; they go back to it.
    asked: dict[str, Binding] = field(default_factory=dict)
    #: The file it came in; an earlier version of this program did not keep it.
    file: Original | None = None
    #: The steps that it has taken, oldest first.
    passages: tuple[Passage, ...] = ()

    @property
    def place(self) -> OfForm:
        """The form as the policy is asked about it."""
        return OfForm(self.form.id, self.form.department)

    @property
    def answers(self) -> bool:
        """Whether its slice is given out: it is in circulation, or was."""
        return self.status in CIRCULATED

    def require_answers(self) -> None:
        """
        Let pass what is given out.

        Raises:
            NotAdmitted: The form was never let into circulation.
        """
        if not self.answers:
            raise NotAdmitted(form=self.form.id, state=self.status)

    def current(self, today: date) -> bool:
        """Whether it has not expired on that day."""
        return self.form.expires is None or today <= self.form.expires

    def stood(self, position: int) -> Status:
        """Where it stood as of a position of the journal."""
        steps = [each.to for each in self.passages if each.position <= position]
        return steps[-1] if steps else "submitted"

    @cached_property
    def worded(self) -> matching.Worded:
        """Its fields, each said in full."""
        return matching.Worded(self.form)

    @property
    def undecided(self) -> list[Match]:
        """The proposals that wait for a person."""
        return [match for id_, match in self.matches.items() if id_ not in self.bindings]


class Registry:
    """
    Folds events in order; `position` is the last one it has seen.

    One thread folds while others read: what they walk through is a copy, or is replaced and never changed.
    """

    def __init__(self) -> None:
        self.position = 0
        self.departments: dict[str, Department] = {}
        self.units: dict[str, Unit] = {}
        self._children: defaultdict[str | None, list[str]] = defaultdict(list)
        self._codes: list[str] | None = []
        self.registrations: dict[str, Registration] = {}
        self.rounds = governance.Rounds(
            lambda day: [(each.form, each.bindings.values()) for each in self.in_force(day)],
            lambda: self.catalogue,
        )
        self.imports = Imports()
        self.grants = Grants()
        self.accounts = Accounts()
        self.sealed = Sealed()
        self.challenges = Challenges()
        self.reports = Reports()
        self._elements: dict[str, Element] = dict(starter().elements)
        #: Who asks what, over all forms.
        self.asked = governance.Asked(self._elements)
        self._editions: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        #: Merges and splits that were not put back, by the id of their event.
        self.changes: dict[str, Change] = {}
        self._registered_elements: set[str] = set()
        self._registered_code_lists: set[str] = set()
        self._catalogue = starter()
        self._pending: tuple[list[Element], list[CodeList], list[Wording]] = ([], [], [])
        # Nothing may become pending between adding what is and forgetting it.
        self._adding = threading.RLock()
        self._change_of = self._changes()

    # what it knows

    @property
    def catalogue(self) -> Catalogue:
        """The shipped elements and code lists, and those registered since, with every wording."""
        if any(self._pending):
            with self._adding:
                self._catalogue = self._catalogue.adding(*self._pending)
                self._pending = ([], [], [])
        return self._catalogue

    def registration(self, form: str) -> Registration:
        """The form of id *form*.

        Raises:
            NotFound: There is none.
        """
        return _found(self.registrations, form, "表单", "form")

    def unit(self, code: str) -> Unit:
        """The unit of division code *code*.

        Raises:
            NotFound: There is none.
        """
        return _found(self.units, code, "基层单元", "unit")

    def department(self, id_: str) -> Department:
        """The department of that id.

        Raises:
            NotFound: There is none.
        """
        return _found(self.departments, id_, "部门", "department")

    def round(self, id_: str) -> Round:
        """The round of that id.

        Raises:
            NotFound: There is none.
        """
        return _found(self.rounds, id_, "轮次", "round")

    def element(self, id_: str) -> Element:
        """The element of that id.

        Raises:
            NotFound: There is none.
        """
        return _found(self.catalogue.elements, id_, "数据元", "element")

    def in_force(self, today: date) -> list[Registration]:
        """The forms that are asked on that day, in the order they were submitted."""
        return [
            each
            for each in list(self.registrations.values())
            if each.status == "admitted" and each.current(today)
        ]

    def asked_on(self, day: date, position: int | None = None) -> list[Registration]:
        """
        The forms that make up the one table on a day, or did as of a position of the journal, in the order they were submitted.

        They are those in force, and those of rounds that take entries: whatever is retired meanwhile, nothing is taken from
        the table that a round still counts.
        """
        rounds = self.rounds.taking(day, position)
        counted = {form for each in rounds for form in self.rounds.asks(each.id).forms}
        return [
            each
            for each in list(self.registrations.values())
            if (stood := each.status if position is None else each.stood(position)) in CIRCULATED
            and (each.form.id in counted or (stood == "admitted" and each.current(day)))
        ]

    def asked_in(self, round_: str) -> list[Registration]:
        """The forms that a round asks: in force when it opened, or admitted since."""
        return [self.registrations[id_] for id_ in self.rounds.asks(round_).forms]

    def editions(self, form: Form) -> list[Registration]:
        """All editions of the form's series, in the order they were submitted."""
        ids = tuple(self._editions.get((form.department, form.series), ()))
        return [self.registrations[id_] for id_ in ids]

    def predecessor(self, form: Form) -> Registration | None:
        """The newest other edition of the form's series that was neither refused nor withdrawn."""
        others = [
            each
            for each in self.editions(form)
            if each.form.id != form.id and each.status not in ("refused", "withdrawn")
        ]
        return others[-1] if others else None

    def subtree(self, code: str) -> list[str]:
        """The codes of the unit and all below it.

        Raises:
            NotFound: There is no such unit.
        """
        found = [self.unit(code).code]
        for each in found:
            found.extend(list(self._children.get(each, ())))
        return found

    def below(self, code: str | None) -> list[Unit]:
        """The units right below one, by their codes; those below none."""
        return [self.units[each] for each in sorted(self._children.get(code, ()))]

    def within(self, code: str | None) -> list[str] | None:
        """As `subtree`; `None`, which is every unit, where none is named."""
        return None if code is None else self.subtree(code)

    def above(self, code: str) -> list[str]:
        """The codes of the units above one, the nearest first."""
        found: list[str] = []
        known = self.units.get(code)
        while known is not None and known.parent is not None:
            found.append(known.parent)
            known = self.units.get(known.parent)
        return found

    @property
    def codes(self) -> Sequence[str]:
        """The codes of all units, in order."""
        if (found := self._codes) is None:
            with self._adding:  # none is added in between and forgotten
                found = self._codes = sorted(self.units)
        return found

    def communities(self) -> list[str]:
        """The villages and communities: a form is sent once for each, whatever grids it has."""
        return [each.code for each in list(self.units.values()) if each.community]

    def holds(self, elements: Iterable[str]) -> bool:
        """Whether all of *elements* are registered, so that something may be held about them."""
        return self._registered_elements.issuperset(elements)

    def unregistered(self, elements: Iterable[str]) -> tuple[list[Element], list[CodeList]]:
        """
        The elements among *elements*, and all they rest on, that no event has registered yet, with their code lists.

        An element rests on what it is derived from and on the link it reads backwards.
        """
        wanted: list[str] = []
        queue = list(dict.fromkeys(elements))
        for id_ in queue:
            if id_ in self._registered_elements or id_ in wanted:
                continue
            wanted.append(id_)
            element = self.catalogue.elements[id_]
            queue.extend(source for each in element.derivations for source in each.sources)
            queue.extend([element.inverse_of] if element.inverse_of else [])
        found = [self.catalogue.elements[id_] for id_ in wanted]
        lists = dict.fromkeys(each.code_list for each in found if each.code_list)
        return found, [
            self.catalogue.code_lists[id_]
            for id_ in lists
            if id_ not in self._registered_code_lists
        ]

    # what happens to it

    def apply(self, event: Event) -> None:
        """Take in one event; those about subjects change nothing here."""
        change = self._change_of.get(event.kind)
        with self._adding:
            if change is not None and not event.redacted:
                change(event.body, event)
            self.position = event.position

    def _changes(self) -> dict[str, Callable[[dict[str, Any], Event], None]]:
        return {
            "department.registered": self._department_registered,
            "unit.registered": self._unit_registered,
            "code-list.registered": self._code_list_registered,
            "element.registered": self._element_registered,
            "element.merged": self._changed,
            "element.split": self._changed,
            "element.restored": lambda body, _: self._restored(body["change"]),
            "form.submitted": self._form_submitted,
            "form.admitted": self._admitted,
            "form.refused": lambda body, event: self._stand(body, "refused", event),
            "form.retired": lambda body, event: self._stand(
                body, "superseded" if body.get("by") else "retired", event
            ),
            "form.withdrawn": lambda body, event: self._stand(body, "withdrawn", event),
            "match.refused": self._match_refused,
            "binding.decided": self._binding_decided,
            **self.rounds.changes,
            **self.grants.changes,
            **self.sealed.changes,
            **self.challenges.changes,
            **self.reports.changes,
            "import.recorded": self.imports.recorded,
            "import.finished": self.imports.finished,
            "import.undone": self.imports.undone,
            **self.accounts.changes,
        }

    def _department_registered(self, body: dict[str, Any], _: Event) -> None:
        department = Department.model_validate(body["department"])
        self.departments[department.id] = department

    def _unit_registered(self, body: dict[str, Any], _: Event) -> None:
        unit = Unit.model_validate(body["unit"])
        known = self.units.get(unit.code)
        if known is None:
            self._codes = None
        elif known.parent != unit.parent:
            beside = self._children[known.parent]
            self._children[known.parent] = [each for each in beside if each != unit.code]
        if known is None or known.parent != unit.parent:
            self._children[unit.parent].append(unit.code)
        self.units[unit.code] = unit

    def _code_list_registered(self, body: dict[str, Any], _: Event) -> None:
        code_list = CodeList.model_validate(body["code_list"])
        self._registered_code_lists.add(code_list.id)
        self._pending[1].append(code_list)

    def _element_registered(self, body: dict[str, Any], _: Event) -> None:
        element = Element.model_validate(body["element"])
        self._registered_elements.add(element.id)
        # One that is known just so stays the very same, so that what was indexed of it still holds.
        if element != self._elements.get(element.id):
            self._elements[element.id] = element
            self._pending[0].append(element)
            self.rounds.described(element)

    def _changed(self, body: dict[str, Any], event: Event) -> None:
        self.changes = {**self.changes, event.id: Change.model_validate(body["change"])}

    def _restored(self, change: str) -> None:
        self.changes = {id_: each for id_, each in self.changes.items() if id_ != change}

    def _form_submitted(self, body: dict[str, Any], event: Event) -> None:
        form = Form.recorded(body["form"])
        matches = [Match.model_validate(each) for each in body.get("matches", ())]
        file = body.get("file")
        before = self.registrations.get(form.id)
        if before is None:
            self._editions[form.department, form.series].append(form.id)
            self.asked.submit(form)
        else:  # it was withdrawn, and begins anew
            self.asked.stand(form.id, "submitted")
            for id_ in before.bindings:
                self.asked.unbind(form.id, id_)
        self.registrations[form.id] = Registration(
            form,
            event.position,
            {each.field: each for each in matches},
            file=Original.model_validate(file) if file else None,
            passages=before.passages if before else (),
        )
        self._pass(form.id, "submitted", event)

    def _binding_decided(self, body: dict[str, Any], _: Event) -> None:
        binding = Binding.model_validate(body["binding"])
        registration = self.registrations[binding.form]
        before = registration.bindings.get(binding.field)
        if before is not None and before.measure is None and binding.measure is not None:
            registration.asked = {**registration.asked, binding.field: before}
        registration.bindings = {**registration.bindings, binding.field: binding}
        self.asked.bind(binding)
        self.rounds.bound(binding)
        if binding.element:
            self._worded(
                registration, binding.field, binding.via, binding.element, binding.decided_by,
                answers=binding.answers(registration.form.by_id[binding.field]),
            )  # fmt: skip
        best = self._best(registration, binding.field)
        if (
            best
            and binding.measure
            is None  # how a figure is worked out says nothing of what its words mean
            and not binding.decided_by.startswith("rule:")
            and best != (binding.via, binding.element)
        ):
            # Whoever decides otherwise says that the machine's best is not meant.
            self._worded(registration, binding.field, *best, binding.decided_by, refused=True)

    def _match_refused(self, body: dict[str, Any], event: Event) -> None:
        registration = self.registrations[body["form"]]
        field_, via, element = body["field"], tuple(body["via"]), body["element"]
        self._worded(registration, field_, via, element, event.actor, refused=True)
        bound = registration.bindings.get(field_)
        if bound is not None and (bound.via, bound.element) == (via, element):
            registration.bindings = {
                id_: each for id_, each in registration.bindings.items() if id_ != field_
            }
            self.asked.unbind(registration.form.id, field_)

    def _best(self, registration: Registration, field_: str) -> tuple[tuple[str, ...], str] | None:
        match = registration.matches.get(field_)
        if match is None or not match.candidates or match.band == "new":
            return None
        return match.candidates[0].via, match.candidates[0].element

    def _worded(
        self,
        registration: Registration,
        field_: str,
        via: tuple[str, ...],
        element: str,
        decided_by: str,
        *,
        refused: bool = False,
        answers: Mapping[str, str | None] | None = None,
    ) -> None:
        form, asked = registration.form, registration.worded[field_]
        self._pending[2].append(
            Wording(
                element, via, asked, form.subject, form.title, decided_by, form.id,
                refused=refused, answers=answers,
            )
        )  # fmt: skip

    def _admitted(self, body: dict[str, Any], event: Event) -> None:
        self._stand(body, "admitted", event)
        registration = self.registrations[body["form"]]
        self.rounds.admitted(registration.form, registration.bindings.values())

    def _stand(self, body: dict[str, Any], status: Status, event: Event) -> None:
        form = body["form"]
        self.registrations[form].status = status
        self.asked.stand(form, status)
        why = body.get("reasons") or ([body["why"]] if body.get("why") else [])
        self._pass(form, status, event, why=tuple(why), by=body.get("by"))

    def _pass(self, form: str, to: Status, event: Event, **said: Any) -> None:
        passage = Passage(to=to, at=event.at, position=event.position, actor=event.actor, **said)
        registration = self.registrations[form]
        registration.passages = (*registration.passages, passage)


def _found(things: Mapping[str, Thing], id_: str, zh: str, en: str) -> Thing:
    if id_ not in things:
        raise NotFound(what_zh=zh, what_en=en, id=id_)
    return things[id_]
