"""The service killed with -9 while eight clients file entries: nothing acknowledged is lost, nothing stands twice."""

import concurrent.futures
import random
import subprocess
import threading
from pathlib import Path

import httpx
import pytest

from tests.fault.faulted import KILLS
from tests.houses import ADMINISTRATOR, DISABLED, ELDERLY, UNIT, a_house, admitted, id_number
from tests.served import Server
from yibiao.flows import keep
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.record import Entry

CLIENTS = 8
ENTRIES = 160


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    """A data directory with two forms in force and the subjects opened."""
    path = tmp_path_factory.mktemp("prepared") / "data"
    with a_house(path) as house:
        admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        admitted(house, "disabled-federation", DISABLED, scope="true")
        opened = [
            Entry(id=f"open-{n}", unit=UNIT, subject=f"person:{n}", kind="person", act="open")
            for n in range(ENTRIES)
        ]
        fill.file_all(house, opened, ADMINISTRATOR, all_or_nothing=True)
    return path


def entry(number: int) -> dict:
    values = {
        "person.name": f"示例{number}",
        "person.id_number": id_number("1940-05-06", number % 1000),
        "person.phone": f"1990000{number:04d}",
    }
    return {
        "id": f"entry-{number}",
        "unit": UNIT,
        "subject": f"person:{number}",
        "kind": "person",
        "values": values,
    }


@pytest.mark.slow
@pytest.mark.parametrize("run", range(-(-KILLS // 4)))
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(prepared, tmp_path, run):
    """What was acknowledged before the kill stands once; the rest, sent again, stands once; all verifies."""
    data = tmp_path / "data"
    subprocess.run(["cp", "-r", str(prepared), str(data)], check=True)
    last_ack = random.Random(run).randrange(1, ENTRIES)
    server = Server(data)
    acknowledged = _file_until_killed(server, last_ack)

    with House(data) as house:
        assert list(keep.verify(house, ADMINISTRATOR)) == []
        entries = [
            event.id
            for event in house.journal.events(kinds=("entry.filed",))
            if event.id.startswith("entry-")
        ]
        assert len(entries) == len(set(entries))
        assert acknowledged <= set(entries)
        again = fill.file_all(
            house, [Entry.model_validate(entry(n)) for n in range(ENTRIES)], ADMINISTRATOR
        )
        assert sum(receipt.again for receipt in again) == len(entries)
        filed = [
            event.id
            for event in house.journal.events(kinds=("entry.filed",))
            if event.id.startswith("entry-")
        ]
        assert sorted(filed) == sorted(f"entry-{n}" for n in range(ENTRIES))
        assert list(keep.verify(house, ADMINISTRATOR)) == []


def _file_until_killed(server: Server, last_ack: int) -> set[str]:
    acknowledged: set[str] = set()
    counting = threading.Lock()

    def file_share(client_number: int) -> None:
        with server.client() as client:
            for number in range(client_number, ENTRIES, CLIENTS):
                try:
                    answer = client.post("/entries", json=entry(number))
                except httpx.TransportError:
                    return
                assert answer.status_code == 201, answer.text
                with counting:
                    acknowledged.add(answer.json()["entry"])
                    if len(acknowledged) == last_ack:
                        server.kill()

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        for share in [clients.submit(file_share, number) for number in range(CLIENTS)]:
            share.result()
    return acknowledged
