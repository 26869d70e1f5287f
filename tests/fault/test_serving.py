"""The service among rude neighbours: who holds its database, floods it, hangs up, or opens its directory as well."""

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from tests.fault import faulted
from tests.fault.faulted import require_all_stand, statement
from tests.houses import ADMINISTRATOR, ELDERLY, NOW, UNIT
from tests.served import TOKEN, Server
from tests.waiting import until
from yibiao.cli import app
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.slicing import query

BATCH = fill.MOST_AT_ONCE
#: Entries in a batch, and how many may wait where no more shall.
FEW, WAITING = 50, 200


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    path = tmp_path_factory.mktemp("prepared") / "data"
    faulted.prepare(path)
    return path


@pytest.fixture
def data(prepared, tmp_path):
    """A copy of a house, to be harmed."""
    return Path(shutil.copytree(prepared, tmp_path / "data"))


@pytest.fixture
def server(data):
    server = Server(data)
    yield server
    server.kill()


class Shared(Server):
    """One service for all who neither harm nor stop it, each with entries of their own; *stood* are those that were taken."""

    def __init__(self, data):
        super().__init__(data)
        self.data, self.stood = data, []


@pytest.fixture(scope="module")
def shared(prepared, tmp_path_factory):
    """Once all are done, whatever was taken stands."""
    server = Shared(Path(shutil.copytree(prepared, tmp_path_factory.mktemp("shared") / "data")))
    yield server
    server.stop()
    require_all_stand(server.data, server.stood)


@contextlib.contextmanager
def held(data):
    """While somebody else writes to the database."""
    holder = sqlite3.connect(data / "journal.sqlite", isolation_level=None, timeout=30)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def batch(first):
    """A few entries that stand together or not at all."""
    entries = [statement(number).document() for number in range(first, first + FEW)]
    return json.dumps({"entries": entries, "all_or_nothing": True}).encode()


def test_a_database_that_somebody_holds_for_a_while(shared):
    """Requests wait for it, and then stand."""
    with shared.client() as client, ThreadPoolExecutor(4) as clients:
        with held(shared.data):
            answers = [
                clients.submit(client.post, "/entries", json=statement(number).document())
                for number in range(4)
            ]
            assert not any(each.done() for each in answers)
            assert client.get("/records/person:1").status_code == 200
        assert [each.result().status_code for each in answers] == [201] * 4
    shared.stood += [f"entry-{number}" for number in range(4)]


def test_a_database_that_somebody_holds_for_too_long(data):
    """503, when to come again, and nothing kept; afterwards the same entry stands."""
    server = Server(data, f"sqlite:///{data}/journal.sqlite?timeout=0.2")
    try:
        with server.client() as client:
            with held(data):
                refused = client.post("/entries", json=statement(1).document())
            again = client.post("/entries", json=statement(1).document())
    finally:
        server.stop()

    assert refused.status_code == 503
    assert refused.json()["type"] == "urn:yibiao:problem:journal-busy"
    assert int(refused.headers["Retry-After"]) > 0
    assert again.status_code == 201
    require_all_stand(data, ["entry-1"])


def test_more_than_it_can_take(data):
    """Whoever comes while the queue is full is told when to come again; what was taken stands, what was not can be sent again."""
    few = (
        f"from yibiao.store import Journal; Journal.__init__.__kwdefaults__['waiting'] = {WAITING}"
    )
    server = Server(data, f"sqlite:///{data}/journal.sqlite?timeout=300", changed=few)
    with server.client() as client, ThreadPoolExecutor(10) as clients:
        with held(data):
            sent = {
                clients.submit(client.post, "/entries/batch", content=batch(n * FEW)): n
                for n in range(7)
            }
            until(lambda: any(each.done() for each in sent))
            early = [each.result() for each in sent if each.done()]
            assert {each.status_code for each in early} == {429}
            single = client.post("/entries", json=statement(0, id="single").document())
            health = client.get(f"{server.address}/health")
        answers = {number: each.result() for each, number in sent.items()}
        assert single.status_code in (201, 429)
        assert health.status_code == 200
        refused = {number for number, each in answers.items() if each.status_code == 429}
        assert all(int(answers[each].headers["Retry-After"]) > 0 for each in refused)
        taken = answers.keys() - refused
        assert {answers[each].status_code for each in taken} == {200}
        assert taken
        assert refused
        for number in refused:
            again = client.post("/entries/batch", content=batch(number * FEW))
            assert again.json()["filed"] == FEW
    server.stop()

    require_all_stand(data, [f"entry-{number}" for number in range(7 * FEW)])


def test_the_same_request_five_times(shared):
    """One after another or all at once, alone or in a batch: one stands, all get the same receipt."""
    one, several = statement(101).document(), [statement(n).document() for n in range(102, 140)]
    body = {"entries": several}
    with shared.client() as client, ThreadPoolExecutor(5) as clients:
        at_once = list(clients.map(lambda _: client.post("/entries", json=one), range(5)))
        batches = list(clients.map(lambda _: client.post("/entries/batch", json=body), range(5)))
        later = [client.post("/entries", json=one) for _ in range(5)]
        other = client.post("/entries", json={**one, "values": {"person.name": "别人"}})

    assert sorted(each.status_code for each in at_once) == [200] * 4 + [201]
    assert {each.status_code for each in later} == {200}
    receipts = {(each.json()["position"], each.json()["link"]) for each in (*at_once, *later)}
    assert len(receipts) == 1
    positions = {tuple(each["position"] for each in answer.json()["results"]) for answer in batches}
    assert len(positions) == 1
    assert other.status_code == 409
    shared.stood += [f"entry-{number}" for number in range(101, 140)]


def test_a_batch_takes_what_it_can_or_nothing(shared):
    """As the caller asks; with a result for each entry, in order."""
    good, bad = statement(201).document(), {**statement(202).document(), "subject": "person:unknown"}  # fmt: skip
    body = {"entries": [good, bad, statement(203).document()]}
    with shared.client() as client:
        nothing = client.post("/entries/batch", json={**body, "all_or_nothing": True})
        head = client.get(f"{shared.address}/health").json()["position"]
        some = client.post("/entries/batch", json=body).json()
        again = client.post("/entries/batch", json=body).json()
        too_many = client.post("/entries/batch", json={"entries": [good] * (BATCH + 1)})

    assert nothing.status_code == 404
    assert some["filed"] == 2
    assert [each.get("position") for each in some["results"]] == [head + 1, None, head + 2]
    assert some["results"][1]["status"] == 404
    assert [each.get("again") for each in again["results"]] == [True, None, True]
    assert too_many.status_code == 413


def upload(server, path, content_type, sent, told):
    """Somebody who says that *told* bytes come, sends *sent*, and hangs up."""
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        head = (
            f"POST /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {told}\r\n\r\n"
        )
        client.sendall(head.encode() + sent)


def open_files(server):
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


@pytest.mark.skipif(sys.platform != "linux", reason="open files are counted under /proc")
def test_clients_that_vanish_while_sending(shared):
    """Nothing of theirs is kept, nothing of theirs stays open, and everybody else is served."""
    form = (
        b'--x\r\nContent-Disposition: form-data; name="department"\r\n\r\ncivil-affairs\r\n--x\r\n'
        b'Content-Disposition: form-data; name="file"; filename="form.json"\r\n\r\n'
    ) + json.dumps(ELDERLY).encode()
    book = (
        b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nperson\r\n--x\r\n'
        b'Content-Disposition: form-data; name="file"; filename="f.csv"\r\n\r\n'
    ) + "姓名,身份证号\n".encode() * 20
    entry = json.dumps(statement(301).document()).encode()
    kept = shared.data / "files"
    with shared.client() as client:
        client.post("/entries", json=statement(300).document())
        before, files = open_files(shared), sorted(kept.rglob("*"))
        head = client.get(f"{shared.address}/health").json()["position"]
        sent = {"/forms": form, f"/units/{UNIT}/imports": book, f"/units/{UNIT}/registers": book}
        for size in range(0, len(form), 40):
            for path, whole in sent.items():
                upload(shared, path, "multipart/form-data; boundary=x", whole[:size], 3_000_000)
            upload(shared, "/entries", "application/json", entry[: size % len(entry)], len(entry))
        until(lambda: open_files(shared) <= before)
        assert client.get(f"{shared.address}/health").json()["position"] == head
        assert client.post("/entries", json=statement(302).document()).status_code == 201

    assert sorted(kept.rglob("*")) == files
    shared.stood += ["entry-300", "entry-302"]


def test_a_service_that_is_told_to_end_closes_in_order(data):
    """As a system does that stops a service: what had begun is answered, and journal and picture are left as after Ctrl-C."""
    server = Server(data)
    with server.client() as client:
        client.post("/entries", json=statement(1).document()).raise_for_status()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait()
    assert not [each.name for each in data.iterdir() if each.name.endswith(("-wal", ".wal"))]


def test_a_second_service_on_the_directory_is_refused(shared):
    """Whoever starts it is told who has it; the first serves on."""
    second = subprocess.run(
        [sys.executable, "-m", "yibiao", "serve", "--data", str(shared.data), "--port", "1"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "500"},
    )

    assert second.returncode == 1
    assert str(shared.process.pid) in second.stderr
    assert "Traceback" not in second.stderr
    with shared.client() as client:
        assert client.post("/entries", json=statement(400).document()).status_code == 201
    shared.stood.append("entry-400")


def test_a_backup_beside_the_service(shared, tmp_path):
    """From a terminal and over HTTP, while it serves; both bring everything back."""

    def told(*words):
        run = CliRunner().invoke(app, [*map(str, words)])
        assert run.exit_code == 0, run.output

    with shared.client() as client:
        client.post("/entries", json=statement(401).document())
        told("backup", tmp_path / "one.zip", "--data", shared.data)
        (tmp_path / "other.zip").write_bytes(client.get("/backup").content)

    for name in ("one", "other"):
        told("restore", tmp_path / f"{name}.zip", "--data", tmp_path / name)
        require_all_stand(tmp_path / name, ["entry-401"])
    shared.stood.append("entry-401")


@pytest.mark.parametrize("spoil", ["deleted", "zeroed", "cut off", "another's"])
def test_a_picture_that_is_spoilt_while_serving(data, server, tmp_path, spoil):
    """Whatever becomes of it, no answer is wrong, entries are taken, and after a restart it is whole."""
    picture = data / "picture.duckdb"
    with server.client() as client:
        form = client.get("/forms").json()[0]["id"]
        client.post("/entries", json=statement(1).document())
        before = client.get(f"/slices/{form}").json()["rows"]
        if spoil == "deleted":
            picture.unlink()
        elif spoil == "zeroed":
            with picture.open("r+b") as file:
                file.write(b"\0" * picture.stat().st_size)
        elif spoil == "cut off":
            os.truncate(picture, 5_000)
        else:
            (tmp_path / "other").write_bytes(os.urandom(100_000))
            (tmp_path / "other").replace(picture)
        assert client.post("/entries", json=statement(2).document()).status_code == 201
        after = client.get(f"/slices/{form}")
        assert after.status_code == 200
        assert [row for row in before if row not in after.json()["rows"]] == []
    server.kill()

    require_all_stand(data, ["entry-1", "entry-2"])


def test_the_clock_is_set_back(data):
    """Entries keep their order; the day is that of the clock, and nothing refuses for having been later before."""
    clock = [NOW]
    with House(data, now=lambda: clock[0]) as house:
        form = next(iter(house.registry.registrations))
        for number, days in enumerate((0, 400, -300, 1, -700)):
            clock[0] = NOW + timedelta(days=days)
            fill.file(house, statement(number), ADMINISTRATOR)
            assert house.today == clock[0].date()
            rows = query.slice_of(house, form, ADMINISTRATOR).rows
            assert rows.as_of == house.journal.head
        events = list(house.journal.events())
        assert [each.position for each in events] == list(range(1, len(events) + 1))
        filed = [each.at for each in events][-5:]
        assert sorted(filed) != filed
        again = [fill.file(house, statement(number), ADMINISTRATOR).again for number in range(5)]
        assert all(again)

    require_all_stand(data, [f"entry-{number}" for number in range(5)])


#: The clock of a service: as many days off as a file says.
SET_BACK = (
    "import os; from datetime import UTC, datetime, timedelta; from pathlib import Path;"
    " from yibiao.flows.house import House;"
    " House.__init__.__kwdefaults__['now'] = lambda:"
    " datetime.now(UTC) + timedelta(days=int(Path(os.environ['DAYS']).read_text()))"
)


def test_the_clock_of_a_service_is_set_back(data, tmp_path):
    """Whoever is signed in, files, asks or hands in gets what the day allows, or is told why not; nothing of it is lost."""
    days = tmp_path / "days"
    days.write_text("0")
    server = Server(data, changed=SET_BACK, DAYS=str(days))
    first = {"id": "round", "period": "monthly", "opens": "2026-01-01", "due": "2099-12-31"}
    statuses, taken = set(), set()
    with server.client() as client, httpx.Client(base_url=f"{server.address}/api/v1") as browser:
        form = client.get("/forms").json()[0]["id"]
        client.post("/rounds", json=first).raise_for_status()
        account = client.post("/accounts", json={"id": "user:li", "name": "李示例"}).json()
        said = {"login": "li", "password": account["first_password"]}
        browser.post("/session", json=said).raise_for_status()
        for number, off in enumerate((0, 400, -5_000, 1, -700, 0)):
            days.write_text(str(off))
            entry = statement(number, round="round").document()
            stood = client.post("/entries", json=statement(number + 100).document())
            assert stood.status_code == 201
            asked = [
                client.post("/entries", json=entry),
                client.get(f"/slices/{form}"),
                client.get(f"/units/{UNIT}/table?kind=person"),
                client.get(f"/units/{UNIT}/reminders"),
                client.get("/rounds/round/progress"),
                client.post(f"/units/{UNIT}/rounds/round/submission", json={"remark": "示例"}),
                client.get("/deeds"),
                browser.get("/session"),
            ]
            statuses |= {each.status_code for each in asked}
            taken |= {entry["id"]} if asked[0].status_code == 201 else set()
            as_of = int(asked[1].json()["as_of"])
            assert as_of >= stood.json()["position"]
    server.stop()

    assert max(statuses) < 500
    assert "entry-0" in taken
    require_all_stand(data, [*(f"entry-{number + 100}" for number in range(6)), *taken])
