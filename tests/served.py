"""`yibiao serve` in a process of its own, which where it can be is forked from one that has read the program once."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from litestar.testing import TestClient

from tests import forking
from yibiao.flows.house import House
from yibiao.web.app import create_app

TOKEN = "test-token"


@contextmanager
def asking(house: House, secret: str = "secret") -> Iterator[TestClient]:
    """A client of the service over an open *house*, in this process, signed in."""
    with TestClient(create_app(house, secret)) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        yield client


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
        program = f"{changed}\nfrom yibiao.cli import main; main()"
        self.process: subprocess.Popen[bytes] | forking.Forked
        if forking.FORKS:
            self.process = forking.in_silence(program, ["yibiao", *typed], environment)
        else:
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
