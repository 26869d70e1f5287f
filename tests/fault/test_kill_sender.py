"""The service killed with -9 while it delivers webhooks: every change arrives, in order, whatever is sent twice."""

import random
import threading

import pytest

from tests.fault.faulted import KILLS
from tests.flows.test_webhooks import Receiver
from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted, id_number
from tests.served import Server
from yibiao.flows.house import House
from yibiao.flows.slicing import query

PEOPLE = 40


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(-(-KILLS // 12)))
def test_killing_the_sender_loses_nothing(tmp_path, seed, monkeypatch):
    """The receiver refuses now and then, and vanishes; it has the slice in the end, taking in each id once."""
    monkeypatch.setenv("YIBIAO_WEBHOOK_NETWORKS", "127.0.0.0/8")
    chance = random.Random(seed)
    with a_house(tmp_path / "data") as house:
        form = admitted(house, "civil-affairs", ELDERLY, scope="true")
    with Receiver() as receiver:
        receiver.answers = [chance.choice((200, 200, "vanish")) for _ in range(3)]
        server = Server(tmp_path / "data")
        killing = [server]
        with server.client() as client:
            made = client.post(
                "/webhooks", json={"id": "w", "form": form, "url": receiver.url, "rows": True}
            )
            assert 201 == made.status_code, made.text
        for kill in range(2):
            with killing[-1].client() as client:
                for number in range(kill * 10, kill * 10 + chance.randrange(1, 10)):
                    sent = client.post("/entries", json=entry(number))
                    assert 201 == sent.status_code, sent.text
            threading.Event().wait(chance.uniform(0, 1))  # the moment is part of the case
            killing[-1].kill()
            killing.append(Server(tmp_path / "data"))
        with killing[-1].client() as client:
            assert 201 == client.post("/entries", json=entry(PEOPLE)).status_code
            client.post("/webhooks/w/enabling")
            for _ in range(600):
                if f"p{PEOPLE}" in receiver.rows():
                    break
                threading.Event().wait(0.1)
        killing[-1].stop()
        with House(tmp_path / "data") as house:
            rows = query.slice_of(house, form, ADMINISTRATOR).rows
        held = {
            subject: (unit, list(row))
            for (unit, subject), row in zip(rows.keys, rows.rows, strict=True)
        }
        assert held == receiver.rows()


def entry(number):
    values = {"person.name": f"示例{number}", "person.id_number": id_number("1940-05-06", number)}
    return {
        "id": f"e{number}",
        "unit": UNIT,
        "subject": f"p{number}",
        "kind": "person",
        "act": "open",
        "values": values,
        "remark": "如实填写",
    }
