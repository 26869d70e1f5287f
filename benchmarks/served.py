"""`yibiao serve` in a process of its own, and clients that cost little."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from benchmarks.houses import compact

TOKEN = "bench-token"

#: Seconds in which a service that has settled uses no more than this share of a processor.
SETTLED = 0.5
QUIET = 0.1


class Server:
    """`yibiao serve` in a process of its own."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "yibiao",
                "serve",
                "--data",
                str(data),
                "--port",
                str(self.port),
            ],
            env={**os.environ, "YIBIAO_TOKEN": TOKEN},
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        for _ in range(1_200):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            assert self.process.poll() is None, "the server did not start"
            time.sleep(0.05)
        raise AssertionError("the server did not answer")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ask(self, path: str, document: dict | None = None) -> bytes:
        """The body of the answer to one request, over a connection of its own."""
        (((_, status, body),), _, _) = asked(self.port, [request(path, document)], 1)
        assert status in (200, 201), body
        return body

    def _processes(self) -> list[Path]:
        """Itself and its helpers; none where the system does not tell."""
        found = []
        for status in Path("/proc").glob("[0-9]*/status"):
            with contextlib.suppress(OSError):
                told = _told(status)
                if str(self.process.pid) in (told["Pid"].strip(), told["PPid"].strip()):
                    found.append(status.parent)
        return found

    @property
    def most_memory(self) -> int:
        """Bytes of memory that it held at its fullest, its helpers included; nothing where the system does not tell."""
        peaks = 0
        for each in self._processes():
            with contextlib.suppress(OSError):
                peaks += int(_told(each / "status").get("VmHWM", "0 kB").split()[0]) * 1024
        return peaks

    @property
    def worked(self) -> float:
        """Seconds of a processor that it has used so far; nothing where the system does not tell."""
        return _worked(Path(f"/proc/{self.process.pid}"))

    def settle(self) -> None:
        """Wait until it and its helpers have loaded whatever they load beside the first answers."""
        before = -1.0
        while (now := sum(map(_worked, self._processes()))) - before > SETTLED * QUIET:
            before = now
            time.sleep(SETTLED)

    def stop(self) -> None:
        """Let it finish and leave."""
        self.process.terminate()
        self.process.wait()


def _told(status: Path) -> dict[str, str]:
    return dict(line.split(":", 1) for line in status.read_text().splitlines())


def _worked(process: Path) -> float:
    with contextlib.suppress(OSError):
        told = (process / "stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def request(path: str, document: dict | None = None) -> bytes:
    """A request ready to be sent; without a document it only asks."""
    body = b"" if document is None else compact(document)
    head = (
        f"{'GET' if document is None else 'POST'} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def asked(
    port: int, requests: list[bytes], clients: int
) -> tuple[list[tuple[float, int, bytes]], float, float]:
    """What so many clients are answered who share *requests*, each in its turn; the seconds it took them, and their own."""
    gate = threading.Barrier(clients + 1)
    with ThreadPoolExecutor(clients) as pool:
        shares = [pool.submit(client, port, requests[n::clients], gate) for n in range(clients)]
        gate.wait()
        begun, worked = time.perf_counter(), time.process_time()
        answers = [answer for share in shares for answer in share.result()]
        return answers, time.perf_counter() - begun, time.process_time() - worked


def client(
    port: int, requests: list[bytes], gate: threading.Barrier
) -> list[tuple[float, int, bytes]]:
    """Send one request after the other over one connection; how long each took, and the answers."""
    answers = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        gate.wait()
        for each in requests:
            since = time.perf_counter()
            connection.sendall(each)
            status, body = _answer(connection)
            answers.append((time.perf_counter() - since, status, body))
    return answers


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    head, parts, length = received[:end].lower(), [received[end + 4 :]], len(received) - end - 4
    wanted = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    while length < wanted:
        parts.append(_more(connection))
        length += len(parts[-1])
    return int(head.split(b" ", 2)[1]), b"".join(parts)


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65_536)
    assert received, "the server hung up"
    return received
