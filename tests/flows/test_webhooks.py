"""Departments' systems are told of changes: signed, in order, until it is taken, and nowhere that is nobody's business."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, ELDERLY, NOW, UNIT, a_house, admitted, id_number
from tests.waiting import until
from yibiao.errors import Decided, Invalid, NotAllowed, NotFound
from yibiao.flows.filling import fill
from yibiao.flows.following import delivering, webhooks
from yibiao.flows.following.delivering import ASKING, FIRST, PATIENCE, Deliverer
from yibiao.flows.house import House
from yibiao.flows.outside import Outside
from yibiao.flows.slicing import query
from yibiao.model.actor import Actor, Grant
from yibiao.model.record import Entry
from yibiao.model.webhook import Following, Webhook
from yibiao.web.app import create_app
from yibiao.web.sending import Sender


class Receiver(ThreadingHTTPServer):
    """A department's system: it answers as `answers` says, 200 when that is empty, and keeps what it took."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Taking)
        self.answers, self.seen, self.taken = [], [], []
        self.url = f"http://127.0.0.1:{self.server_port}/hook?x=1"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def rows(self):
        """What somebody has who takes in every message that was taken, in order, once each."""
        found, ids = {}, set()
        for headers, body in self.taken:
            if headers["webhook-id"] in ids:
                continue
            ids.add(headers["webhook-id"])
            for each in json.loads(body)["data"].get("changes", ()):
                found.pop(each["subject"], None)
                if each["change"] != "left":
                    found[each["subject"]] = (each["unit"], each["row"])
        return found


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        message = {name.lower(): value for name, value in self.headers.items()}, body
        self.server.seen.append((self.path, message))
        answer = self.server.answers.pop(0) if self.server.answers else 200
        if callable(answer):  # waits, and says what to answer then
            answer = answer(self)
        if answer == "vanish":
            with suppress(OSError):  # who asked may have gone before
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        if answer == 200:
            self.server.taken.append(message)
        self.send_response(answer)
        if answer in (301, 307):
            self.send_header("Location", self.server.url + "&elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver
        receiver.shutdown()


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        house.now = Clock()
        house.outside = Outside.of("127.0.0.0/8")
        house.form = admitted(house, "civil-affairs", ELDERLY, scope="true")
        yield house


def stated(house, number, act="open", **values):
    values = {
        "person.name": f"示例{number}",
        "person.id_number": id_number("1940-05-06", number),
        **values,
    }
    entry = Entry(id=f"{act}-{number}-{house.journal.head}", unit=UNIT, subject=f"p{number}", kind="person", act=act, values=values)  # fmt: skip
    return fill.file(house, entry, ADMINISTRATOR)


def registered(house, receiver, actor=ADMINISTRATOR, **members):
    given = {"id": "w1", "form": house.form, "url": receiver.url, "rows": True, **members}
    return webhooks.register(house, Following(**given), actor)


def put(house, id_):
    """One that is to hear everything, of whom nobody asks whether it may be reached."""
    webhook = Webhook(id=id_, form=house.form, department="civil-affairs", url=f"https://{id_}.example", by=ADMINISTRATOR.id, own=True, since="0")  # fmt: skip
    assert house.webhooks.add(webhook, "whsec_")


@pytest.fixture
def deliver(house):
    """One look at all webhooks after the other, until nothing is taken any more."""
    deliverer = Deliverer(house, Sender(house.outside))
    deliverer.close()

    def run():
        while any(deliverer.deliver(each) for each in house.webhooks.all()):
            pass
        return house.webhooks.all()[0]

    return run


def now_held(house):
    rows = query.slice_of(house, house.form, ADMINISTRATOR).rows
    return {
        subject: (unit, list(row))
        for (unit, subject), row in zip(rows.keys, rows.rows, strict=True)
    }


def test_a_message_is_signed_over_its_id_its_time_and_its_bytes(house, receiver, deliver):
    _, secret = registered(house, receiver)
    stated(house, 1)
    deliver()
    ((path, (headers, body)),) = receiver.seen
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    document = json.loads(body)

    assert [f"v1,{expected}", "/hook?x=1"] == [headers["webhook-signature"], path]
    assert str(int(NOW.timestamp())) == headers["webhook-timestamp"]
    assert ["slice.changed", {"added": 1, "changed": 0, "left": 0}] == [
        document["type"], document["data"]["counts"]
    ]  # fmt: skip
    assert now_held(house) == receiver.rows()


def test_without_rows_only_numbers_are_told(house, receiver, deliver):
    registered(house, receiver, rows=False)
    stated(house, 1)
    deliver()
    ((_, (_, body)),) = receiver.seen

    assert "示例" not in body.decode()
    assert not {"changes", "columns"} & json.loads(body)["data"].keys()


def test_what_fails_is_sent_again_the_same_later_each_time_and_nothing_overtakes_it(
    house, receiver, deliver
):
    registered(house, receiver)
    receiver.answers = [500, "vanish", 301, 404, 200]
    stated(house, 1)
    for failed in range(4):
        standing = deliver()
        assert ["failing", failed + 1] == [standing.state, standing.failures]
        assert timedelta(seconds=FIRST * 2**failed) == standing.again - house.now()
        deliver()  # it is not time
        stated(house, 2 + failed)
        house.now.now = standing.again
    standing = deliver()
    messages = [message for _, message in receiver.seen]

    assert ["active", 0, None] == [standing.state, standing.failures, standing.again]
    assert {(messages[0][0]["webhook-id"], messages[0][1])} == {
        (h["webhook-id"], b) for h, b in messages[:5]
    }
    assert messages[0][0]["webhook-signature"] != messages[4][0]["webhook-signature"]
    assert [1, 4] == [sum(json.loads(b)["data"]["counts"].values()) for _, b in receiver.taken]
    assert now_held(house) == receiver.rows()
    assert all("elsewhere" not in path for path, _ in receiver.seen)


def test_long_failure_disables_and_says_so_and_enabling_goes_on(house, receiver, deliver):
    registered(house, receiver)
    stated(house, 1)
    receiver.answers = [500, 500]
    house.now.now = deliver().again
    house.now.now += PATIENCE + timedelta(days=1)
    standing = deliver()
    stated(house, 2)
    deliver()
    (told,) = webhooks.webhooks(house, ADMINISTRATOR)
    event = next(house.journal.events(kinds=("webhook.disabled",)))
    webhooks.enable(house, "w1", ADMINISTRATOR)
    deliver()

    assert ["disabled", "failing", 500] == [standing.state, standing.why, standing.status]
    assert [standing, {"webhook": "w1", "why": "failing"}] == [told, event.body]
    assert now_held(house) == receiver.rows()


def test_an_address_that_is_gone_is_given_up_at_once(house, receiver, deliver):
    registered(house, receiver)
    receiver.answers = [410]
    stated(house, 1)

    assert ["disabled", "gone"] == [(standing := deliver()).state, standing.why]


def test_what_its_owner_may_not_read_any_more_is_not_sent(house, receiver, deliver):
    """Grants are looked at when something is sent; whoever has none left gets nothing."""
    registered(house, receiver)
    (known,) = house.webhooks.all()
    house.webhooks.put(known.model_copy(update={"own": False, "by": "user:nobody"}), None)
    stated(house, 1)

    assert ["disabled", "refused"] == [(standing := deliver()).state, standing.why]
    assert [] == receiver.seen


def test_only_those_of_the_department_register_and_know(house, receiver):
    grant = Grant(id="o", actor="user:o", role="reviewer", department="disabled-federation")
    other = Actor(id="user:o", grants=(grant,))
    forged = grant.model_copy(update={"department": "civil-affairs"})
    with pytest.raises(NotAllowed):
        registered(house, receiver, actor=other)
    with pytest.raises(NotAllowed):  # with grants that are not in the journal
        registered(house, receiver, actor=Actor(id="user:o", grants=(forged,)))
    registered(house, receiver)
    with pytest.raises(Decided):
        registered(house, receiver)
    with pytest.raises(NotFound):
        webhooks.remove(house, "w1", other)

    assert [(), 1] == [
        webhooks.webhooks(house, other),
        len(webhooks.webhooks(house, ADMINISTRATOR)),
    ]
    webhooks.remove(house, "w1", ADMINISTRATOR)
    assert () == webhooks.webhooks(house, ADMINISTRATOR)


def test_no_secret_is_told_again_or_written_into_the_journal(house, receiver, deliver, capfd):
    webhook, secret = registered(house, receiver)
    stated(house, 1)
    receiver.answers = [500]
    deliver()
    said = json.dumps([each.body for each in house.journal.events()])
    with TestClient(create_app(house, "token")) as client:
        client.headers["Authorization"] = "Bearer token"
        listed = client.get("/api/v1/webhooks").text
        made = client.post(
            "/api/v1/webhooks", json={"id": "w2", "form": house.form, "url": receiver.url}
        ).json()
        removed = client.delete("/api/v1/webhooks/w2").status_code
        bad = client.post(
            "/api/v1/webhooks", json={"id": "w3", "form": house.form, "url": "http://10.0.0.1/"}
        )
    out = "".join(capfd.readouterr())

    assert not any(secret in each for each in (said, listed, out))
    assert webhook.url not in said
    assert made["secret"].startswith("whsec_")
    assert [204, 422] == [removed, bad.status_code]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https://user:secret@example.org/",
        "https://127.0.0.1/", "https://localhost.:99999/", "https://[::1]/", "https://10.1.2.3/", "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data", "https://100.100.100.200/", "https://168.63.129.16/",
        "https://[fe80::1]/", "https://[fd00:ec2::254]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a9fe:a9fe]/", "https://[2002:7f00:1::]/", "https://0.0.0.0/", "https://224.0.0.1/",
        "https://255.255.255.255/", "https://exam\nple.org/", "https://例子.中国/",
    ],
)  # fmt: skip
def test_nothing_is_sent_to_what_is_nobodys_business(house, receiver, url):
    """Unless it is configured: this machine, private and shared networks, clouds' own addresses, whatever carries one."""
    house.outside = Outside()
    with pytest.raises(Invalid) as refusal:
        registered(house, receiver, url=url)

    assert ["webhook-address"] == [each.code for each in refusal.value.findings]
    assert Sender(house.outside)(url, {}, b"") is None


def test_a_name_that_leads_inside_leads_nowhere(receiver, monkeypatch):
    """It is looked up once, and what was looked at is connected to; one bad address among good ones is enough."""
    led = []

    def looked_up(host, port, **_):
        led.append(host)
        addresses = (
            ("127.0.0.1",) if host == "inside.example" else ("93.184.215.14", "169.254.169.254")
        )
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    def never(*_, **__):
        raise AssertionError("nothing is connected to")

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", never)
    sender = Sender(Outside())

    assert [None, None] == [
        sender(f"https://{host}.example/", {}, b"") for host in ("inside", "mixed")
    ]
    assert ["inside.example", "mixed.example"] == led


def test_the_address_that_was_looked_at_is_connected_to(monkeypatch):
    connected = []

    def looked_up(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))]

    def connect(address, **_):
        connected.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", connect)

    assert Sender(Outside())("https://outside.example/", {}, b"") is None
    assert [("93.184.215.14", 443)] == connected


def test_what_is_configured_is_reached_and_no_more():
    outside = Outside.of("10.20.0.0/16, 127.0.0.1")

    reached = {each: outside.reaches(ip_address(each), tls=True) for each in ("10.20.3.4", "10.21.0.1", "127.0.0.1", "127.0.0.2", "::ffff:10.20.0.1", "93.184.215.14")}  # fmt: skip
    assert [True, False, True, False, True, True] == list(reached.values())
    assert not outside.reaches(ip_address("93.184.215.14"), tls=False)
    with pytest.raises(ValueError, match="nonsense"):
        Outside.of("nonsense")


def test_it_goes_on_in_the_background_and_after_a_restart(house, receiver, tmp_path):
    """From where it stood; what was on its way is sent again, the same."""
    registered(house, receiver)
    receiver.answers = [500]
    stated(house, 1)
    house.attend(Deliverer(house, Sender(house.outside)))
    until(lambda: receiver.seen)
    house.close()
    with House(tmp_path / "data", now=lambda: NOW + timedelta(minutes=1)) as again:
        again.outside = house.outside
        again.form = house.form
        again.attend(Deliverer(again, Sender(again.outside)))
        until(lambda: receiver.taken)
        assert receiver.seen[0][1][1] == receiver.taken[0][1]
        stated(again, 2)
        until(lambda: len(receiver.taken) > 1)
        assert now_held(again) == receiver.rows()


def test_whoever_does_not_answer_keeps_nobody_else_waiting(house, receiver, monkeypatch):
    """All that failed before hang, as many as may, and one that never did; another hears all the same, in order."""
    monkeypatch.setattr(delivering, "LANES", 3)
    let_go = threading.Event()
    with Receiver() as hanging:
        hanging.answers = [lambda _: let_go.wait(60) and 500] * 4
        for number in range(4):
            webhook, _ = registered(house, hanging, id=f"hangs-{number}", rows=False)
            failing = {"state": "failing", "failures": 1, "failing_since": NOW, "again": NOW}
            house.webhooks.put(webhook.model_copy(update=failing if number else {}), None)
        registered(house, receiver, id="well")
        house.attend(Deliverer(house, Sender(house.outside)))
        stated(house, 1)
        until(lambda: len(hanging.seen) == 4 and receiver.taken)
        for number in range(2, 5):
            stated(house, number)
            until(lambda: now_held(house) == receiver.rows())
        let_go.set()
        until(lambda: all(each.failures for each in house.webhooks.all() if each.id != "well"))
        hanging.shutdown()
    told = [json.loads(body)["data"] for _, body in receiver.taken]

    assert [each["next"] for each in told[:-1]] == [each["since"] for each in told[1:]]
    assert 4 == len(hanging.seen)  # one at a time to each


def test_few_ask_the_journal_at_once(house, monkeypatch):
    """However many are to hear: the journal has connections for those who ask it, and others ask it too."""
    begun, inside, most, sent, go = [], [], [], [], threading.Event()
    hold = house.webhooks.hold

    def held_up(*asked):
        inside.append(asked)
        most.append(len(inside))
        go.wait(60)
        inside.remove(asked)
        return hold(*asked)

    class Noticed(Deliverer):
        def deliver(self, webhook):
            begun.append(webhook.id)
            return super().deliver(webhook)

    monkeypatch.setattr(house.webhooks, "hold", held_up)
    for number in range(12):
        put(house, f"w{number}")
    stated(house, 1)
    house.attend(Noticed(house, lambda *_: sent.append(1) or 200))
    until(lambda: len(set(begun)) == 12)
    go.set()
    until(lambda: len(sent) == 12)

    assert ASKING >= max(most)


def test_whoever_has_much_to_hear_lets_others_have_their_turn(house, monkeypatch):
    """Of two that share a thread neither is done before the other has begun."""
    for name, value in {"LANES": 1, "TURN": 2, "ROWS": 1}.items():
        monkeypatch.setattr(delivering, name, value)
    put(house, "one")
    put(house, "other")
    for number in range(6):
        stated(house, number)
    sent = []
    house.attend(Deliverer(house, lambda url, *_: sent.append(url[8:].split(".")[0]) or 200))
    until(lambda: len(sent) == 12)
    first, last = {each: sent.index(each) for each in sent}, dict(map(reversed, enumerate(sent)))

    assert max(first.values()) < min(last.values())
    assert [6, 6] == [sent.count(each) for each in ("one", "other")]


def test_whoever_answers_without_end_is_left(house, receiver):
    """Every byte is as it should be, and none is late: only how long it takes altogether ends it."""
    begun, left = threading.Event(), threading.Event()

    def drips(taking):
        begun.set()
        with suppress(OSError):
            for _ in range(10_000_000):
                taking.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return 200
        left.set()
        return "vanish"

    receiver.answers = [drips]

    def sent():
        """Whether it arrived: on a busy machine the time may be up before anything has."""
        assert Sender(house.outside, longest=0.2)(receiver.url, {}, b"{}") is None
        return begun.is_set()

    assert until(sent)
    assert until(left.is_set)


def test_what_a_killed_process_held_is_free_again(house, receiver, tmp_path):
    """The journal in a data directory is one process's: whoever opens it next waits for nobody."""
    registered(house, receiver)
    held = house.webhooks.hold("w1", "killed", NOW, NOW + timedelta(days=1))
    assert held is not None
    assert house.webhooks.hold("w1", "other", NOW, NOW) is None
    house.close()

    with House(tmp_path / "data", now=lambda: NOW) as again:
        assert again.webhooks.hold("w1", "other", NOW, NOW) is not None
