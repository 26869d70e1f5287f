"""`yibiao serve` in a process of its own, which where it can be is forked from one that has read the program once."""

import atexit
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import httpx
from litestar.testing import TestClient

from yibiao.flows.house import House
from yibiao.web.app import create_app

TOKEN = "test-token"

#: Only Linux tells of a process that is somebody else's child when it has ended.
FORKS = hasattr(os, "pidfd_open")

# Reads the program once, then forks for every line that it is sent, with what somebody would have typed, the environment,
# and what is done to the program beforehand.
FORKING = """
import json, os, signal, sys
import uvicorn, yibiao.cli, yibiao.web.app
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    if not (child := os.fork()):
        break
    print(child, flush=True)
else:
    sys.exit()
signal.signal(signal.SIGCHLD, signal.SIG_DFL)
nothing = os.open(os.devnull, os.O_RDWR)
os.dup2(nothing, 0)
os.dup2(nothing, 1)
typed, environment, folder, changed = json.loads(line)
os.chdir(folder)
os.environ.clear()
os.environ.update(environment)
sys.argv[:] = ["yibiao", *typed]
exec(changed)
yibiao.cli.main()
"""


@contextmanager
def asking(house: House, secret: str = "secret") -> Iterator[TestClient]:
    """A client of the service over an open *house*, in this process, signed in."""
    with TestClient(create_app(house, secret)) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        yield client


@cache
def _forking() -> "subprocess.Popen[str]":
    """The process that forks; it ends with this one."""
    process = subprocess.Popen(
        [sys.executable, "-c", FORKING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    atexit.register(process.communicate)
    return process


class Forked:
    """The program, forked from a process that has read it; in what is asked of it here, a `subprocess.Popen`."""

    def __init__(self, typed: list[str], environment: dict[str, str], changed: str) -> None:
        forking = _forking()
        assert forking.stdin
        assert forking.stdout
        forking.stdin.write(json.dumps([typed, environment, os.getcwd(), changed]) + "\n")  # noqa: PTH109
        forking.stdin.flush()
        self.pid = int(forking.stdout.readline())
        self._file = os.pidfd_open(self.pid)

    def poll(self) -> int | None:
        """Something, once it has ended."""
        return 0 if select.select([self._file], [], [], 0)[0] else None

    def wait(self) -> None:
        """Until it has ended."""
        select.select([self._file], [], [])

    def send_signal(self, number: int) -> None:
        """If it has not ended."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._file, number)

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            os.close(self._file)


class Server:
    """
    The service over the data directory *data*, its journal there or at an address, on a port that nobody else has; there when it answers.

    *changed* is what is done to the program beforehand, in Python.
    """

    def __init__(
        self, data: Path, journal: str = "", *, changed: str = "", **environment: str
    ) -> None:
        self.port = _free_port()
        typed = ["serve", "--data", str(data), "--port", str(self.port)]
        environment = {**os.environ, "YIBIAO_TOKEN": TOKEN, "YIBIAO_JOURNAL": journal, **environment}  # fmt: skip
        self.process: subprocess.Popen[bytes] | Forked
        if FORKS:
            self.process = Forked(typed, environment, changed)
        else:
            program = f"{changed}\nfrom yibiao.cli import main; main()"
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, *typed],
                env=environment,
                stderr=subprocess.DEVNULL,
            )
        self._wait_until_it_answers()

    @property
    def address(self) -> str:
        """Of the page."""
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> httpx.Client:
        """Somebody signed in."""
        return httpx.Client(
            base_url=f"{self.address}/api/v1",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=60,
        )

    def kill(self) -> None:
        """Without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As somebody does who presses Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()

    def _wait_until_it_answers(self) -> None:
        for _ in range(2_400):
            # A bare connection, because whoever asks so often must cost nothing.
            asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                asking.request("GET", "/health")
                asking.getresponse()
            except (OSError, http.client.HTTPException):
                assert self.process.poll() is None, "the server did not start"
                threading.Event().wait(0.05)
            else:
                return
            finally:
                asking.close()
        self.kill()
        raise AssertionError("the server did not answer")


def _free_port() -> int:
    """
    One that no other test's server gets either.

    The system gives its own free ports to anybody's next connection, perhaps before the server is up; so these lie
    below, and every process begins to look elsewhere, far from those that were started with it.
    """
    first = os.getpid() * 101 % 12_000
    for port in (*range(20_000 + first, 32_000), *range(20_000, 20_000 + first)):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
