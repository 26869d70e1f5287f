"""Processes forked from one that has read the program: to read it takes longer than most of what they are asked."""

import atexit
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

from yibiao.flows import pipes

#: Only Linux tells of a process that is somebody else's child when it has ended.
FORKS = hasattr(os, "pidfd_open")

#: What `started` is taken instead of.
UNFORKED = pipes.started

#: Whoever asks sends so much at most: what is to be run, the arguments, and the environment.
LARGEST = 1 << 17

# Reads the program once, then forks for whoever asks, with their input and output. It ends when its own input does.
FORKING = f"""
import json, os, select, signal, socket, sys
import uvicorn, yibiao.cli, yibiao.web.app, yibiao.flows.apart, yibiao.flows.carrying.beside
from tests import forking
forking.PLACE = sys.argv[1]
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
listening.bind(forking.PLACE)
listening.listen(64)
print("ready", flush=True)
while 0 not in select.select([listening, 0], [], [])[0]:
    asking, _ = listening.accept()
    asked, files, *_ = socket.recv_fds(asking, {LARGEST}, 2)
    if child := os.fork():
        asking.send(str(child).encode())
        asking.close()
        for each in files:
            os.close(each)
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    asking.close()
    listening.close()
    for place, each in enumerate(files):
        os.dup2(each, place)
        os.close(each)
    code, arguments, environment, folder = json.loads(asked)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[:] = arguments
    forking.take_over()
    exec(code)
    break
"""

#: Where the process that forks listens; in one that it forked it is known from the beginning.
PLACE: str | None = None


@cache
def _place() -> str:
    """As `PLACE`; of a process that nobody forked, once there is one that forks, which ends with this."""
    if PLACE:
        return PLACE
    folder = Path(tempfile.mkdtemp(prefix="yibiao-forks-"))
    place = str(folder / "asked")
    process = subprocess.Popen(
        [sys.executable, "-c", FORKING, place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(process.communicate)
    return place


class Forked:
    """A process that runs *code*; in what is asked of it here, a `subprocess.Popen`."""

    stdin: IO[bytes] | None = None
    stdout: IO[bytes] | None = None
    returncode: int | None = None

    def __init__(self, code: str, arguments: list[str], environment: dict[str, str], files: tuple[int, int]) -> None:  # fmt: skip
        asked = json.dumps([code, arguments, environment, os.getcwd()]).encode()  # noqa: PTH109
        assert len(asked) <= LARGEST
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asking:
            asking.connect(_place())
            socket.send_fds(asking, [asked], files)
            self.pid = int(asking.recv(32))
        self._file = os.pidfd_open(self.pid)

    def poll(self) -> int | None:
        """Something, once it has ended."""
        if select.select([self._file], [], [], 0)[0]:
            self.returncode = 0
        return self.returncode

    def wait(self) -> None:
        """Until it has ended."""
        select.select([self._file], [], [])
        self.returncode = 0

    def send_signal(self, number: int) -> None:
        """If it has not ended."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._file, number)

    def kill(self) -> None:
        """Without a word."""
        self.send_signal(signal.SIGKILL)

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            os.close(self._file)


def in_silence(code: str, arguments: list[str], environment: dict[str, str]) -> Forked:
    """A process that runs *code*, hears nothing and says nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    try:
        return Forked(code, arguments, environment, (nothing, nothing))
    finally:
        os.close(nothing)


def started(serve: Callable[[], None]) -> Forked:
    """As `yibiao.flows.pipes.started`."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    code = f"from {serve.__module__} import {serve.__name__} as serve; serve()"
    process = Forked(code, ["-c"], dict(os.environ), (theirs_in, theirs_out))
    os.close(theirs_in)
    os.close(theirs_out)
    process.stdin, process.stdout = os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb")
    return process


def take_over() -> None:
    """Have this process fork whatever helps it."""
    pipes.started = started  # type: ignore[assignment]
