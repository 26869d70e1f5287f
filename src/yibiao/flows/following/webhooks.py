"""Webhooks: registered for a slice, looked at, enabled again, removed."""

import base64
import secrets
from datetime import timedelta
from typing import Any, Final

from yibiao import access
from yibiao.errors import Decided, NotAllowed, NotFound
from yibiao.flows.following import changes
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.event import EventKind
from yibiao.model.webhook import WELL, Following, Webhook
from yibiao.model.where import ANYWHERE, OfDepartment

#: Bytes of a secret, as Standard Webhooks want them.
_BYTES: Final = 32

#: Of one form.
_MOST: Final = 20


def register(house: House, following: Following, actor: Actor) -> tuple[Webhook, str]:
    """
    A webhook that hears of changes in a form's slice, and its secret, which is told this once.

    Raises:
        NotFound: There is no such form or unit.
        NotAdmitted: The form was never let into circulation.
        NotAllowed: Its slice is not the actor's to read, or they came with less than all of their own grants.
        Invalid: Nothing may be sent to that address.
        Decided: There is one of that id, or there are too many.
        BadRequest, SliceRedefined: There is no beginning at `since`.
    """
    registration = house.registry.registration(following.form)
    access.require(actor, "webhook.change", registration.place, house.today)
    registration.require_answers()
    house.outside.target(following.url)
    own = house.registry.accounts.open(actor.id) is None and access.sees_all(actor, "slice.read", house.today)  # fmt: skip
    if not own and actor.grants != house.registry.grants.of(actor.id):
        raise NotAllowed(act="webhook.change", place=following.form)
    found = changes.changes(
        house, following.form, actor, since=following.since, unit=following.unit, limit=1
    )
    webhook = Webhook(
        **following.model_dump(exclude={"since"}),
        department=registration.form.department,
        by=actor.id,
        own=own,
        scopes=actor.scopes,
        since=found.next if following.since is None else following.since,
    )
    if sum(each.form == webhook.form for each in house.webhooks.all()) >= _MOST:
        raise Decided(what_zh="该表单的推送", what_en="webhooks of the form", state=str(_MOST))
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    if not house.webhooks.add(webhook, secret):
        raise Decided(what_zh="该推送", what_en="webhook", state="registered")
    target = house.outside.target(webhook.url)
    body = {"form": webhook.form, "department": webhook.department, "host": target.host, "rows": webhook.rows}  # fmt: skip
    _record(house, "webhook.registered", webhook, actor, **body)
    return webhook, secret


def webhooks(house: House, actor: Actor, *, department: str | None = None) -> tuple[Webhook, ...]:
    """Those that the actor may know of, and how each fares."""
    access.require(actor, "webhook.read", ANYWHERE, house.today)
    return tuple(
        each
        for each in house.webhooks.all()
        if department in (None, each.department)
        and access.may(actor, "webhook.read", OfDepartment(each.department), house.today)
    )


def enable(house: House, id_: str, actor: Actor) -> Webhook:
    """
    Have one try again that was given up, or that fails; from where it stood.

    Raises:
        NotFound: There is none of that id.
    """
    webhook = _own(house, id_, actor)
    holder, now = secrets.token_hex(8), house.now()
    held = house.webhooks.hold(id_, holder, now, now + timedelta(minutes=1))
    if held is None:
        raise Decided(what_zh="该推送", what_en="webhook", state="delivering")
    enabled = held[0].model_copy(update=WELL)  # where it stands by now, not when it was looked up
    house.webhooks.put(enabled, held[1])
    house.webhooks.release(id_, holder)
    _record(house, "webhook.enabled", webhook, actor)
    return enabled


def remove(house: House, id_: str, actor: Actor) -> None:
    """
    Forget one, and its secret.

    Raises:
        NotFound: There is none of that id.
    """
    webhook = _own(house, id_, actor)
    house.webhooks.remove(id_)
    _record(house, "webhook.removed", webhook, actor)


def _own(house: House, id_: str, actor: Actor) -> Webhook:
    access.require(actor, "webhook.change", ANYWHERE, house.today)
    found = house.webhooks.get(id_)
    may = found and access.may(actor, "webhook.change", OfDepartment(found.department), house.today)
    if found is None or not may:
        raise NotFound(what_zh="推送", what_en="webhook", id=id_)
    return found


def _record(house: House, kind: EventKind, webhook: Webhook, actor: Actor, **body: Any) -> None:
    house.record([house.draft(kind, actor, {"webhook": webhook.id, **body})])
