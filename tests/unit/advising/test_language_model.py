"""A language model in the office's network: what it is told, and every way in which it fails to answer."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.builders import a_form
from yibiao.advising import LanguageModel
from yibiao.model.advice import Doubt
from yibiao.model.catalogue import starter

STARTER = starter()
FORM = a_form(
    "a", "| 性别 |\n| code |\n| 1 男, 2 女 |\n| 基本信息 |", title="示例登记表", notes=("勿外传",)
)
FIELD = FORM.fields[0].model_copy(update={"hint": "示例：张三"})
DOUBTS = (
    Doubt(field=FIELD, element=STARTER.elements["person.sex"]),
    Doubt(
        field=FIELD,
        element=STARTER.elements["person.name"],
        via=("person.guardian",),
        roles=("监护人",),
    ),
)


@contextmanager
def a_service(answer, status=200, *, location=None):
    """A local endpoint that says *answer*; its address, and the requests that came."""
    came, over = [], threading.Event()

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((self.path, self.headers.get("Authorization"), json.loads(body)))
            if answer is None:
                over.wait()
                return
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", came
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def written(text):
    """As a chat completion wraps what a model writes."""
    return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


PAIRS = '{"pairs": [{"pair": 2, "same": 0.1}, {"pair": 1, "same": 0.9}]}'


@pytest.mark.parametrize(
    "text", [PAIRS, f"```json\n{PAIRS}\n```", f"<think>{{1}} 像</think>\n{PAIRS}"]
)
def test_it_judges_each_pair(text):
    """Numbers come back to their pairs, however the model dresses its answer."""
    with a_service(written(text)) as (address, _):
        said = LanguageModel(address, "m").advise(FORM, DOUBTS)

    assert [0.9, 0.1] == [each.score for each in said]
    assert "90%" in said[0].because.en


def test_one_request_tells_what_is_printed_and_no_more():
    """Labels, sections, options, title and names go out; hints, notes and everything else stay."""
    with a_service(written(PAIRS)) as (address, came):
        LanguageModel(address, "m", "k").advise(FORM, DOUBTS)

    ((path, key, body),) = came
    told = json.loads(body["messages"][1]["content"])
    assert ("/v1/chat/completions", "Bearer k", "m") == (path, key, body["model"])
    assert {"title", "pairs"} == set(told)
    assert {"pair", "label", "section", "options", "element", "synonyms"} == set(told["pairs"][0])
    assert ["男", "女"] == told["pairs"][0]["options"]
    assert "监护人 姓名" == told["pairs"][1]["element"]
    assert "张三" not in str(body)
    assert "勿外传" not in str(body)


def test_what_it_leaves_out_is_absent():
    """A pair that the model says nothing of has no advice."""
    with a_service(written('{"pairs": [{"pair": 1, "same": 1}]}')) as (address, _):
        said = LanguageModel(address, "m").advise(FORM, DOUBTS)

    assert [1.0, None] == [each and each.score for each in said]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b"[]",
        b"[" * 100_000,
        b'{"choices": []}',
        written("对"),
        written("{}"),
        written('{"pairs": []}'),
        written('{"pairs": [{"pair": 3, "same": 1}]}'),
        written('{"pairs": [{"pair": 1, "same": 7}]}'),
        written('{"pairs": [{"pair": 1, "same": NaN}]}'),
        written('{"pairs": [{"pair": 1, "same": true}]}'),
        written('{"pairs": [{"pair": [], "same": 1}]}'),
        b" " * (2 << 20),
    ],
    ids=lambda answer: repr(answer[:60]),
)
def test_nonsense_is_no_advice(answer):
    """Whatever else comes back is said, and is no advice."""
    with a_service(answer) as (address, _):
        found = LanguageModel(address, "m").advise(FORM, DOUBTS)

    assert ("advisor-silent", "回答不合要求") == (found.code, found.facts["reason_zh"])


def test_it_is_not_waited_for():
    """Who does not answer in time is silent."""
    with a_service(None) as (address, _):
        found = LanguageModel(address, "m", patience=0.05).advise(FORM, DOUBTS)

    assert "没有按时回答" == found.facts["reason_zh"]


def test_a_refusal_is_said():
    """An error of the service is a finding with its number."""
    with a_service(b"no", 401) as (address, _):
        found = LanguageModel(address, "m").advise(FORM, DOUBTS)

    assert "HTTP 401" in found.says("en")


def test_nobody_else_is_asked():
    """A redirection is not followed."""
    with (
        a_service(written(PAIRS)) as (other, came),
        a_service(b"", 302, location=f"{other}/chat/completions") as (address, _),
    ):
        found = LanguageModel(address, "m").advise(FORM, DOUBTS)

    assert "HTTP 302" in found.says("en")
    assert not came


@pytest.mark.parametrize("elsewhere", ["file:///etc/hostname", "nowhere", "http://", "http://[x/"])
def test_addresses_that_are_none(elsewhere):
    """Only an address of the web is asked."""
    found = LanguageModel(elsewhere, "m").advise(FORM, DOUBTS)

    assert "连接不上" == found.facts["reason_zh"]


def test_a_refused_connection_is_said():
    """A service that is not there is a finding."""
    with a_service(b"") as (address, _):
        pass

    found = LanguageModel(address, "m").advise(FORM, DOUBTS)

    assert "连接不上" == found.facts["reason_zh"]
    assert "cannot be reached" in found.says("en")
