"""A real server: whoever leaves has the work for them stopped, and many who ask at once are all answered."""

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import duckdb
import httpx
import pytest
import uvicorn

from tests.residents import PEOPLE, residents
from yibiao.flows.slicing import export
from yibiao.store import Left, secluded
from yibiao.web.app import create_app

ENDLESS = "SELECT count(*) FROM range(10000000) a, range(10000000) b"
LONG = 60
DEPARTMENTS = 32


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with residents(tmp_path_factory.mktemp("crowd") / "data") as house:
        yield house


@pytest.fixture(scope="module")
def port(house):
    """Where the service answers, on a thread of this process."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        server = uvicorn.Server(
            uvicorn.Config(create_app(house, "token"), log_level="error", ws="none")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


def asks(port, path, **parameters):
    return httpx.get(
        f"http://127.0.0.1:{port}{path}",
        params=parameters,
        headers={"Authorization": "Bearer token"},
        timeout=LONG,
    )


def test_who_leaves_has_the_query_stopped(house, port, monkeypatch):
    """It ends with an interruption, while others are answered as ever."""
    begun, ended, came_to = threading.Event(), threading.Event(), []

    def endless(house, *_):
        begun.set()
        try:
            house.picture.query(ENDLESS)
        except BaseException as error:
            came_to.append(type(error))
            raise
        finally:
            ended.set()

    with monkeypatch.context() as patched:
        patched.setattr(export, "answered", endless)
        with socket.create_connection(("127.0.0.1", port)) as caller:
            request = f"GET /api/v1/slices/{house.form} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer token\r\n\r\n"
            caller.sendall(request.encode())
            assert begun.wait(LONG)
            assert not ended.is_set()
        assert ended.wait(LONG)

    assert came_to[0] in (duckdb.InterruptException, Left)
    assert 200 == asks(port, f"/api/v1/slices/{house.form}").status_code


def test_who_leaves_has_their_own_sql_stopped(house, port, monkeypatch):
    """The process that answers it is ended, long before its time is up."""
    really, begun, ended, came_to = (
        secluded.subprocess.Popen,
        threading.Event(),
        threading.Event(),
        [],
    )

    def started(*given, **said):
        begun.set()
        return really(*given, **said)

    def asked(sql, files):
        try:
            return unbounded(sql, files, seconds=10 * LONG)
        except BaseException as error:
            came_to.append(type(error))
            raise
        finally:
            ended.set()

    unbounded = secluded.ask
    crossed = ", ".join(f"居民登记表 a{number}" for number in range(12))
    body = json.dumps(
        {
            "department": "civil-affairs",
            "sql": f"SELECT count(*) FROM {crossed} WHERE a1.姓名 > a2.姓名",
        }
    ).encode()
    head = f"POST /api/v1/slices:query HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer token\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with monkeypatch.context() as patched:
        patched.setattr(secluded.subprocess, "Popen", started)
        patched.setattr(secluded, "ask", asked)
        with socket.create_connection(("127.0.0.1", port)) as caller:
            caller.sendall(head.encode() + body)
            assert begun.wait(LONG)
        assert ended.wait(LONG)

    assert [Left] == came_to


def test_many_who_ask_at_once_are_all_answered(house, port):
    """In whichever format, filtered or grouped or by OData; none is refused and none gets another's answer."""
    path = f"/api/v1/slices/{house.form}"
    wishes = [
        (path, {"format": "json"}),
        (path, {"format": "csv"}),
        (path, {"format": "parquet"}),
        (path, {"format": "xlsx"}),
        (path, {"format": "arrow"}),
        (path, {"group": "f3", "measure": "count"}),
        (path, {"filter": "f4 > 9000", "sort": "-f4", "limit": 5}),
        ("/odata/civil-affairs/居民登记表", {"$top": 3}),
    ]

    def one(number):
        where, wish = wishes[number % len(wishes)]
        answer = asks(port, where, **wish)
        return number % len(wishes), answer

    with ThreadPoolExecutor(DEPARTMENTS) as crowd:
        found = list(crowd.map(one, range(2 * DEPARTMENTS)))

    assert {200} == {answer.status_code for _, answer in found}
    for which, answer in found:
        if which == 0:
            assert PEOPLE == answer.json()["completeness"]["rows"]
        if which == 5:
            assert PEOPLE == sum(row[1] for row in answer.json()["rows"])
        if which == 6:
            assert 5 == len(answer.json()["rows"])
        if which == 7:
            assert 3 == len(answer.json()["value"])
