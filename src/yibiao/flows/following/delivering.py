"""Delivering: changes in slices → signed messages to whoever registered for them, in order, until they are taken."""

import base64
import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, Final

import structlog

from yibiao.errors import NotAllowed, NotFound, PictureBehind, Problem, SliceRedefined
from yibiao.flows.attendant import TROUBLED, Attendant
from yibiao.flows.following import changes
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.webhook import WELL, Pending, Webhook

_log = structlog.get_logger("yibiao.flows")

#: Sends bytes with headers to an address; the status of the answer, or nothing where there is none.
Send = Callable[[str, Mapping[str, str], bytes], int | None]

#: Seconds until the first attempt is repeated, doubled each time, and at most; given up when nothing was taken so long.
FIRST, LONGEST, PATIENCE = 5, 6 * 3600, timedelta(days=3)

#: Rows of which one message tells.
ROWS: Final = 200

#: Messages on their way at once, to those that take them and to those that did not; threads that wait.
LANES: Final = 32

#: Of those, so many at once ask the journal what to tell: others want to ask it too, over as many connections as it has.
ASKING: Final = 3

#: Messages to one webhook, after which it is the turn of the others that wait for a thread.
TURN: Final = 10

#: Nobody else takes up a message while it may still be on its way.
_HELD: Final = timedelta(minutes=2)

#: Seconds between two looks.
_PAUSE: Final = 0.5
_GONE: Final = 410
_DELIVERER: Final = Actor(id="rule:delivering")


class Deliverer(Attendant):
    """
    Delivers at least once, for each webhook one message after the other, and for all webhooks side by side.

    What is on its way is written down before it is sent, so that whoever goes on after a kill sends the same again.
    """

    def __init__(self, house: House, send: Send) -> None:
        super().__init__("deliverer")
        self._house, self._send = house, send
        self._holder = uuid.uuid4().hex
        # Webhooks with nothing to tell, and where the journal stood and on which day that was seen.
        self._idle: dict[str, tuple[Webhook, int, date]] = {}
        self._under_way: set[str] = set()
        # Those that do not take their messages wait for one another, and keep nobody waiting who does.
        self._lanes = {
            each: ThreadPoolExecutor(LANES, f"{each}-webhooks") for each in ("active", "failing")
        }
        # Noting what came of a message does not queue behind asking: nobody else may take it up meanwhile.
        self._asking, self._noting = threading.BoundedSemaphore(ASKING), threading.Lock()
        self.begin()

    def close(self) -> None:
        """Finish the messages at hand."""
        super().close()
        for each in self._lanes.values():
            each.shutdown(cancel_futures=True)

    def look(self) -> float:
        """Have whatever webhooks may have something to hear be delivered to."""
        seen, now = (self._house.journal.head, self._house.today), self._house.now()
        for each in self._house.webhooks.all():
            idle = self._idle.get(each.id) == (each, *seen)
            if _due(each, now) and not idle and each.id not in self._under_way:
                self._under_way.add(each.id)
                self._lanes[each.state].submit(self._deliver_on, each)
        return _PAUSE

    def _deliver_on(self, webhook: Webhook) -> None:
        """Deliver to one webhook until there is nothing more, or it is not taken; or until it is the others' turn."""
        more = False
        try:
            more = all(not self.ended and self.deliver(webhook) for _ in range(TURN))
        except Exception as error:  # noqa: BLE001  whatever it was, the next look may go better
            _log.warning("not delivering", webhook=webhook.id, reason=type(error).__qualname__)
            self.rest(TROUBLED)
        if more:  # and it takes its messages, whatever it did before
            with suppress(RuntimeError):  # the threads were ended meanwhile
                self._lanes["active"].submit(self._deliver_on, webhook)
        else:
            self._under_way.discard(webhook.id)

    def deliver(self, webhook: Webhook) -> bool:
        """Deliver the next message to a webhook, if it is time and there is one; whether it was taken."""
        with self._asking:
            held = self._held(webhook)
        if held is None:
            return False
        webhook, pending, secret = held
        try:
            body = pending.body.encode()
            headers = signed(pending.id, body, secret, self._house.now())
            status = self._send(webhook.url, headers, body)
            with self._noting:
                return self._noted(webhook, pending, status)
        finally:
            with self._noting:
                self._house.webhooks.release(webhook.id, self._holder)

    def _held(self, webhook: Webhook) -> tuple[Webhook, Pending, str] | None:
        """A webhook as it stands by now, what it is to hear, and its secret; held until released, if it is time and there is anything."""
        now, told = self._house.now(), None
        if not _due(webhook, now):
            return None
        held = self._house.webhooks.hold(webhook.id, self._holder, now, now + _HELD)
        if held is None:
            return None
        try:
            webhook, pending, secret = held
            if _due(webhook, now) and pending is None:
                webhook, pending = self._next(webhook)
                if pending is not None:
                    self._house.webhooks.put(webhook, pending)
            if _due(webhook, now) and pending is not None:
                told = webhook, pending, secret
            return told
        finally:
            if told is None:
                self._house.webhooks.release(webhook.id, self._holder)

    def _noted(self, webhook: Webhook, pending: Pending, status: int | None) -> bool:
        """Write down what came of a message; whether it was taken."""
        if status is not None and 200 <= status < 300:  # noqa: PLR2004  HTTP's
            done = {"since": pending.next, "status": status, **WELL}
            self._house.webhooks.put(webhook.model_copy(update=done), None)
            return True
        self._failed(webhook, pending, status)
        return False

    def _next(self, webhook: Webhook) -> tuple[Webhook, Pending | None]:
        """What to tell next; where there is nothing, how far nothing has changed."""
        house, actor = self._house, _actor(self._house, webhook)
        asked = {"unit": webhook.unit, "limit": ROWS}
        try:
            found = changes.changes(house, webhook.form, actor, since=webhook.since, **asked)  # type: ignore[arg-type]
        except SliceRedefined:
            found = changes.changes(house, webhook.form, actor, **asked)  # type: ignore[arg-type]
            return webhook, _pending(house, webhook, "slice.redefined", found)
        except PictureBehind:
            return webhook, None
        except (NotAllowed, NotFound):
            self._given_up(webhook, None, "refused", webhook.status)
            return webhook, None
        except Problem as problem:
            _log.warning("not delivering", webhook=webhook.id, reason=problem.code)
            return webhook, None
        if found.changes:
            return webhook, _pending(house, webhook, "slice.changed", found)
        if found.next != webhook.since:  # so that the way is not gone again
            house.webhooks.put(webhook.model_copy(update={"since": found.next}), None)
        elif not found.more:
            self._idle[webhook.id] = (webhook, found.as_of, house.today)
        return webhook, None

    def _failed(self, webhook: Webhook, pending: Pending, status: int | None) -> None:
        now = self._house.now()
        since = webhook.failing_since or now
        if status == _GONE or now - since > PATIENCE:
            self._given_up(webhook, pending, "gone" if status == _GONE else "failing", status)
            return
        pause = min(FIRST * 2 ** min(webhook.failures, 20), LONGEST)
        failing = {
            "state": "failing",
            "failures": webhook.failures + 1,
            "failing_since": since,
            "again": now + timedelta(seconds=pause),
            "status": status,
        }
        self._house.webhooks.put(webhook.model_copy(update=failing), pending)

    def _given_up(
        self, webhook: Webhook, pending: Pending | None, why: str, status: int | None
    ) -> None:
        disabled = {"state": "disabled", "why": why, "again": None, "status": status}
        self._house.webhooks.put(webhook.model_copy(update=disabled), pending)
        body = {"webhook": webhook.id, "why": why}
        self._house.record([self._house.draft("webhook.disabled", _DELIVERER, body)])
        _log.warning("webhook disabled", webhook=webhook.id, why=why)


def _due(webhook: Webhook, now: datetime) -> bool:
    return webhook.state != "disabled" and (webhook.again is None or webhook.again <= now)


def signed(id_: str, body: bytes, secret: str, now: datetime) -> dict[str, str]:
    """The headers of a message, signed as Standard Webhooks are: over its id, the time and its bytes."""
    moment = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = hmac.digest(key, f"{id_}.{moment}.".encode() + body, hashlib.sha256)
    return {
        "content-type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(said).decode(),
    }


def _actor(house: House, webhook: Webhook) -> Actor:
    """In whose name it hears, with what they may do today."""
    if webhook.own:
        return Actor.administrator(webhook.by)
    if house.registry.accounts.open(webhook.by) is None:
        return Actor(id=webhook.by, scopes=webhook.scopes)
    return house.actor(webhook.by, webhook.scopes)


def _pending(house: House, webhook: Webhook, type_: str, found: changes.Changes) -> Pending:
    counts = {"added": 0, "changed": 0, "left": 0}
    for each in found.changes:
        counts[each.change] += 1
    said: dict[str, Any] = {
        "webhook": webhook.id,
        "form": webhook.form,
        "department": webhook.department,
        "since": webhook.since,
        "next": found.next,
        "position": found.as_of,
        "counts": counts,
        "more": found.more,
    }
    if webhook.rows:
        said["columns"] = [{"id": each.id, "label": each.label} for each in found.headers]
        said["changes"] = [each.document() for each in found.changes]
    document = {"type": type_, "timestamp": house.now().isoformat(), "data": said}
    text = json.dumps(document, ensure_ascii=False, default=str, separators=(",", ":"))
    told = f"{webhook.id}\0{webhook.since}\0{found.next}\0{type_}"
    id_ = "msg_" + hashlib.sha256(told.encode()).hexdigest()[:32]
    return Pending(id=id_, body=text, next=found.next)
