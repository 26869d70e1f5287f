"""
Reading in a process of its own: a file that ends its reader, or would take all there is, takes nobody else along.

`read` forks, for a terminal that has nothing else open. Whoever has a house open has threads and must not fork: `Readers`
keeps processes of one thread at hand, warm, and those fork for each file. Where there is no fork (Windows), the process at hand reads itself, and is
replaced when it dies.
"""

import importlib
import os
import queue
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from types import TracebackType
from typing import Any, Final, Self

from pydantic import ValidationError

from yibiao import intake
from yibiao.errors import Finding, Unreadable
from yibiao.flows import pipes
from yibiao.intake.printed import refusal
from yibiao.model.malformed import malformed

#: Seconds of a processor, and of the clock, that one file may take.
SECONDS: Final = 8
PATIENCE: Final = 60
#: Bytes beyond what the process has before it begins.
MEMORY: Final = 320 << 20

#: Seconds that a process may take to start and to load what reads.
_START: Final = 120
_FORKS: Final = hasattr(os, "fork")


def read(content: bytes, filename: str, **said: Any) -> list[intake.Reading]:
    """
    What `intake.read` answers, from a process of its own.

    Raises:
        Unreadable: It would take too long or too much memory, or ends whoever reads it.
        Problem: What intake says of the file.
    """
    answer, modules = _attempt(content, filename, said)
    _warm(modules)
    return _answered(answer, filename)


class Readers:
    """
    Processes that wait for files to read; closed, they end.

    Args:
        count: How many files are read at once; further ones wait.
    """

    def __init__(self, count: int = 2) -> None:
        self._idle: queue.SimpleQueue[_Reader | None] = queue.SimpleQueue()
        for _ in range(count):
            self._idle.put(None)

    def __enter__(self) -> Self:
        self._idle.put(self._idle.get() or _Reader())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(queue.Empty):
            while True:
                if reader := self._idle.get_nowait():
                    reader.end()

    def read(self, content: bytes, filename: str, **said: Any) -> list[intake.Reading]:
        """As `read` above, without waiting for a process to start."""
        reader = self._idle.get()
        try:
            if reader is not None and not reader.alive:
                reader.end()
                reader = None
            reader = reader or _Reader()
            answer = reader.answer(content, filename, said)
        finally:
            self._idle.put(reader)
        return _answered(answer, filename)


class _Reader:
    """A process that was started to read, and the pipes to it."""

    def __init__(self) -> None:
        self._process = pipes.started(serve)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def answer(self, content: bytes, filename: str, said: dict[str, Any]) -> tuple[str, Any]:
        """What it makes of a file; where it says nothing, how it ended."""
        assert self._process.stdin and self._process.stdout  # noqa: S101, PT018 – pipes were asked for
        watch = threading.Timer(_START if _FORKS else PATIENCE + _START, self._process.kill)
        watch.start()
        try:
            pipes.send(self._process.stdin, (content, filename, said))
            answer: tuple[str, Any] = pipes.receive(self._process.stdout)
        except (OSError, EOFError):
            self._process.wait()
            return "ended", self._process.returncode
        finally:
            watch.cancel()
        return answer

    def end(self) -> None:
        """Let it go: it ends when nobody writes to it any more."""
        for each in (self._process.stdin, self._process.stdout):
            if each:
                with suppress(OSError):
                    each.close()
        self._process.wait()


def serve() -> None:
    """Read files from standard input until it ends; what a process of `Readers` does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(EOFError, OSError):
        while True:
            answer, modules = _attempt(*pipes.receive(requests))
            pipes.send(answers, answer)
            _warm(modules)


def _warm(modules: list[str]) -> None:
    """Load what the last file needed, so that the next finds it."""
    for each in modules:
        with suppress(ImportError):
            importlib.import_module(each)


# ------------------------------------------------------------------------------------------- the attempt


def _attempt(
    content: bytes, filename: str, said: dict[str, Any]
) -> tuple[tuple[str, Any], list[str]]:
    """What a forked process makes of the file, and which modules it had to load."""
    if not _FORKS:
        return _made(content, filename, said), []
    ours, theirs = Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        _end(theirs, content, filename, said)
    theirs.close()
    answer: tuple[tuple[str, Any], list[str]] | None = None
    try:
        if ours.poll(PATIENCE):
            answer = ours.recv()
        else:
            os.kill(child, signal.SIGKILL)
    except EOFError:
        pass
    finally:
        ours.close()
        _, status = os.waitpid(child, 0)
    return answer or (("ended", os.waitstatus_to_exitcode(status)), [])


def _end(answers: Connection, content: bytes, filename: str, said: dict[str, Any]) -> None:
    """Read, answer and end, whatever happens: nothing of the process that forked may go on here."""
    try:
        _limit()
        before = set(sys.modules)
        answer = _made(content, filename, said)
        answers.send((answer, sorted(set(sys.modules) - before)))
    finally:
        os._exit(0)


def _made(content: bytes, filename: str, said: dict[str, Any]) -> tuple[str, Any]:
    try:
        return "read", intake.read(content, filename, **said)
    except MemoryError:
        return "full", None
    except ValidationError as error:
        return "raised", malformed(error)
    except Exception as error:  # noqa: BLE001 – it is raised again where somebody waits for it
        return "raised", error


def _limit() -> None:
    """Bound what this process may take; a picture of its memory, with people's words in it, is never kept."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    with suppress(OSError, ValueError):
        # Linux counts memory that is written to; other systems leave it at the clock.
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            data = int(statm.read().split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (data + MEMORY, data + MEMORY))


def _answered(answer: tuple[str, Any], filename: str) -> list[intake.Reading]:
    match answer:
        case "read", readings:
            return readings  # type: ignore[no-any-return]
        case "raised", error:
            raise error
        case "full", _:
            code = "reading-too-large"
        case _, status if status in _TOO_LONG:
            code = "reading-too-long"
        case _:
            code = "reading-ended"
    raise refusal(Unreadable, Finding(code), filename)


_TOO_LONG: Final = tuple(
    -getattr(signal, each) for each in ("SIGXCPU", "SIGKILL") if hasattr(signal, each)
)
