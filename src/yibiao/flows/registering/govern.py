"""Govern: forms are admitted, refused, withdrawn, retired."""

from collections.abc import Iterable
from typing import Any

from yibiao import access, governance, merging
from yibiao.access import Act
from yibiao.errors import Decided, Unadmittable
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.model.actor import Actor
from yibiao.model.event import EventKind


def admit(house: House, form: str, actor: Actor) -> Registration:
    """
    Let a form into circulation; an earlier edition in force steps aside, its slice keeps answering.

    Raises:
        NotFound: There is no such form.
        Decided: It stands otherwise already.
        Unadmittable: Without mandate, expiry, period, scope or seven days' notice, expired, fields undecided, or some
            question would not be answered exactly once and without loss.
    """
    registration = house.registry.registration(form)
    access.require(actor, "form.admit", registration.place, house.today)
    with house.deciding:
        _require_status(registration, "submitted")
        undecided = len(registration.undecided)
        governance.check(registration.form, today=house.today, undecided=undecided)
        _require_lossless(house, registration)
        aside = [
            {"form": each.form.id, "why": "superseded", "by": form}
            for each in _editions_in_force(house, registration)
        ]
        house.record(
            [
                house.draft("form.admitted", actor, {"form": form}),
                *(house.draft("form.retired", actor, each) for each in aside),
            ]
        )
    return house.registry.registration(form)


def refuse(house: House, form: str, reasons: Iterable[str], actor: Actor) -> Registration:
    """
    Keep a form out of circulation, and say why.

    Raises:
        NotFound: There is no such form.
        Decided: It stands otherwise already.
    """
    body = {"form": form, "reasons": list(reasons)}
    return _turned(house, "form.admit", "submitted", "form.refused", body, actor)


def withdraw(house: House, form: str, why: str, actor: Actor) -> Registration:
    """
    Take a form back that nobody has decided on yet; it may be submitted again, as it is or put right.

    Raises:
        NotFound: There is no such form.
        Decided: It was decided on.
    """
    body = {"form": form, "why": why}
    return _turned(house, "form.submit", "submitted", "form.withdrawn", body, actor)


def retire(house: House, form: str, why: str, actor: Actor) -> Registration:
    """
    Take a form out of circulation; its slice keeps answering.

    Raises:
        NotFound: There is no such form.
        Decided: It is not in circulation.
    """
    body = {"form": form, "why": why}
    return _turned(house, "form.retire", "admitted", "form.retired", body, actor)


def _turned(
    house: House, act: Act, status: str, kind: EventKind, body: dict[str, Any], actor: Actor
) -> Registration:
    """The form that *body* names, taken on from where it must stand."""
    registration = house.registry.registration(body["form"])
    access.require(actor, act, registration.place, house.today)
    with house.deciding:
        _require_status(registration, status)
        house.record([house.draft(kind, actor, body)])
    return house.registry.registration(body["form"])


def _require_lossless(house: House, registration: Registration) -> None:
    form, bindings = registration.form, registration.bindings.values()
    findings = merging.prove([form], bindings, house.registry.catalogue)
    if findings:
        raise Unadmittable(*findings, form=form.title, count=len(findings))


def _editions_in_force(house: House, registration: Registration) -> list[Registration]:
    return [
        each
        for each in house.registry.editions(registration.form)
        if each.status == "admitted" and each.current(house.today)
    ]


def _require_status(registration: Registration, status: str) -> None:
    if registration.status != status:
        raise Decided(what_zh="这张表单", what_en="form", state=registration.status)
