"""Forms: matched, decided, admitted, withdrawn, retired."""

from datetime import date
from typing import Any, Literal

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK

from yibiao.flows.house import House
from yibiao.flows.registering import editions, govern, register
from yibiao.flows.registry import Registration
from yibiao.flows.slicing import hand_out, query
from yibiao.model.actor import Actor
from yibiao.model.binding import Binding, Match
from yibiao.model.difference import Differences
from yibiao.model.form import Layout, Period
from yibiao.model.kinds import SubjectKind
from yibiao.model.original import Original
from yibiao.model.passage import Passage
from yibiao.model.review import Review
from yibiao.model.text import Noun
from yibiao.web.described import FILE_TYPES, answering
from yibiao.web.downloads import handed_out
from yibiao.web.problems import REFUSALS
from yibiao.web.submitting import Decision


class FormSummary(Noun):
    """A form in a list; `passages` are the steps that it has taken, with the reasons that were given."""

    id: str
    title: str
    department: str
    series: str
    subject: SubjectKind
    layout: Layout
    period: Period | None
    status: str
    fields: int
    undecided: int
    file: Original | None = None
    scope: str | None = None
    mandate: str | None = None
    first_round: date | None = None
    expires: date | None = None
    passages: tuple[Passage, ...] = ()


class Refusal(Noun):
    """That a field does not mean an element, reached over links."""

    field: str
    element: str
    via: tuple[str, ...] = ()


class AdmissionDecision(Noun):
    """Admit the form, or refuse it and say why."""

    decision: Literal["admit", "refuse"]
    reasons: tuple[str, ...] = ()


class Retirement(Noun):
    """Why a form is taken out of circulation, or back."""

    why: str


class FormRoutes(Controller):
    """`/forms`"""

    path = "/forms"
    tags = ("forms",)

    @get(responses=REFUSALS, sync_to_thread=False, summary="表单目录 Forms")
    def forms(
        self, house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[FormSummary]:
        """Every edition of every form, oldest first."""
        registrations = list(query.registry(house, actor).registrations.values())
        return [_summary(each) for each in registrations]

    @get("/{form_id:str}", responses=REFUSALS, sync_to_thread=False, summary="一张表单 One form")
    def form(
        self, form_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> dict[str, Any]:
        """The form as a JSON Schema of one answer."""
        return query.registry(house, actor).registration(form_id).form.schema_document()

    @get(
        "/{form_id:str}/file",
        responses=REFUSALS,
        sync_to_thread=True,
        media_type="application/octet-stream",
        operation_class=answering(*FILE_TYPES),
        summary="原件 The original file",
    )
    def file(
        self, form_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Response[bytes]:
        """The file in which the department sent the form, byte for byte."""
        return handed_out(hand_out.original(house, form_id, actor))

    @get(
        "/{form_id:str}/blank",
        responses=REFUSALS,
        sync_to_thread=True,
        media_type="application/octet-stream",
        operation_class=answering(*FILE_TYPES),
        summary="空白表 A blank form",
    )
    def blank(
        self, form_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Response[bytes]:
        """The form with nothing filled in: the department's own file, without examples, or a workbook laid out like it."""
        return handed_out(hand_out.blank(house, form_id, actor))

    @get(
        "/{form_id:str}/review",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="准入审查 Review for admission",
    )
    def review(
        self, form_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> Review:
        """Overlap with forms in force under other titles, and what the form would add in one unit and round."""
        return register.review(house, form_id, actor)

    @get(
        "/{form_id:str}/variants",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="隐性变异 Variants",
    )
    def variants(
        self, form_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[dict[str, Any]]:
        """The forms of which it may be the same demand under another name, each as a warning that says what is new."""
        return [each.document() for each in register.variants(house, form_id, actor)]

    @get(
        "/{form_id:str}/matches",
        responses=REFUSALS,
        sync_to_thread=False,
        summary="匹配建议 Matches",
    )
    def matches(
        self, form_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[Match]:
        """What the machine proposed for each field, with its evidence."""
        return list(query.registry(house, actor).registration(form_id).matches.values())

    @get(
        "/{form_id:str}/bindings", responses=REFUSALS, sync_to_thread=False, summary="对应 Bindings"
    )
    def bindings(
        self, form_id: FromPath[str], house: NamedDependency[House], actor: NamedDependency[Actor]
    ) -> list[Binding]:
        """What each field means, and who or which rule decided it."""
        return list(query.registry(house, actor).registration(form_id).bindings.values())

    @put(
        "/{form_id:str}/bindings",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="决定对应 Decide bindings",
    )
    def decide(
        self,
        form_id: FromPath[str],
        data: JSONBody[dict[str, Decision]],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> list[Binding]:
        """Decide what fields mean, by field id; a later decision replaces an earlier one."""
        choices = {id_: each.choice(actor) for id_, each in data.items()}
        return list(register.decide(house, form_id, choices, actor))

    @post(
        "/{form_id:str}/refusals",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="不是一回事 Not the same",
    )
    def refuse(
        self,
        form_id: FromPath[str],
        data: JSONBody[Refusal],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> FormSummary:
        """Say that a field does not mean an element: no form that words it the same is bound to it by rule again."""
        return _summary(
            register.refuse(house, form_id, data.field, data.element, actor, via=data.via)
        )

    @post(
        "/{form_id:str}/admission",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="准入 Admission",
    )
    def admission(
        self,
        form_id: FromPath[str],
        data: JSONBody[AdmissionDecision],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> FormSummary:
        """Let the form into circulation, or keep it out."""
        if data.decision == "admit":
            return _summary(govern.admit(house, form_id, actor))
        return _summary(govern.refuse(house, form_id, data.reasons, actor))

    @get(
        "/{form_id:str}/differences",
        responses=REFUSALS,
        sync_to_thread=True,
        summary="与上一版的差别 Differences",
    )
    def differences(
        self,
        form_id: FromPath[str],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
        since: FromQuery[str | None] = None,
    ) -> Differences:
        """What it asks otherwise than the edition `since`, or else than the one submitted before it."""
        return editions.differences(house, form_id, actor, since=since)

    @post(
        "/{form_id:str}/withdrawal",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="撤回 Withdrawal",
    )
    def withdraw(
        self,
        form_id: FromPath[str],
        data: JSONBody[Retirement],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> FormSummary:
        """Take a form back that nobody has decided on yet."""
        return _summary(govern.withdraw(house, form_id, data.why, actor))

    @post(
        "/{form_id:str}/retirement",
        responses=REFUSALS,
        sync_to_thread=True,
        status_code=HTTP_200_OK,
        summary="停用 Retirement",
    )
    def retire(
        self,
        form_id: FromPath[str],
        data: JSONBody[Retirement],
        house: NamedDependency[House],
        actor: NamedDependency[Actor],
    ) -> FormSummary:
        """Take the form out of circulation; its slice keeps answering."""
        return _summary(govern.retire(house, form_id, data.why, actor))


def _summary(registration: Registration) -> FormSummary:
    form = registration.form
    return FormSummary(
        id=form.id,
        title=form.title,
        department=form.department,
        series=form.series,
        subject=form.subject,
        layout=form.layout,
        period=form.period,
        status=registration.status,
        fields=sum(1 for _ in form.leaves()),
        undecided=len(registration.undecided),
        file=registration.file,
        scope=form.scope,
        mandate=form.mandate,
        first_round=form.first_round,
        expires=form.expires,
        passages=registration.passages,
    )
