"""
A workbook that came back, read in a process of its own, part by part.

The reader is quick and written in another language: a damaged file can end its process, and a large one fills memory.
Neither is to be ours. Parts wait in the pipe until they are wanted, so that no more than a few are held at once.
"""

import marshal
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any, Final

from yibiao.errors import Finding, Problem, Unreadable
from yibiao.flows import pipes
from yibiao.intake import returned
from yibiao.intake.printed import refusal
from yibiao.model.worksheet import Worksheet

#: Seconds of a processor that one workbook may take, and bytes.
_SECONDS: Final = 300
_MEMORY: Final = 1 << 30
#: Seconds that its first part may take.
_PATIENCE: Final = 300


@contextmanager
def parts(
    content: bytes, filename: str, worksheets: Sequence[Worksheet], *, raw: bool = False
) -> Iterator[Iterator[returned.Part]]:
    """
    The parts of a workbook, as `intake.returned.read` gives them.

    Raises:
        Unreadable: It is no workbook, none of ours, takes too much, or ends whoever reads it.
    """
    process = pipes.started(serve)
    assert process.stdin and process.stdout  # noqa: S101, PT018 – pipes were asked for
    try:
        with suppress(
            OSError
        ):  # whoever died while it was told is found out when it is listened to
            pipes.send(process.stdin, (content, filename, tuple(worksheets), raw))
            process.stdin.close()
        yield _received(process, process.stdout, filename)
    finally:
        process.kill()
        process.stdout.close()
        with suppress(OSError):
            process.stdin.close()
        process.wait()


def _received(
    process: subprocess.Popen[bytes], answers: IO[bytes], filename: str
) -> Iterator[returned.Part]:
    watch = threading.Timer(_PATIENCE, process.kill)
    watch.start()
    try:
        while True:
            try:
                kind, what = pipes.receive(answers)
            except EOFError:
                raise refusal(Unreadable, Finding("reading-ended"), filename) from None
            watch.cancel()
            if kind == "rows":
                yield [returned.ReturnedRow(*each) for each in marshal.loads(what)]  # noqa: S302 – from ourselves  # nosec B302
                continue
            if kind == "end":
                return
            if kind == "raised":
                raise what
            yield what
    finally:
        watch.cancel()


def serve() -> None:
    """Read the one workbook that comes in, and say what is in it; what the process does."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with suppress(EOFError, OSError):
        content, filename, worksheets, raw = pipes.receive(requests)
        _limit()
        found = returned.read(content, filename, worksheets, raw=raw)
        del content  # whoever reads has a copy, and rows are taken for minutes
        try:
            for part in found:
                pipes.send(answers, _packed(part))
            pipes.send(answers, ("end", None))
        except MemoryError:
            pipes.send(
                answers, ("raised", refusal(Unreadable, Finding("reading-too-large"), filename))
            )
        except Problem as problem:
            pipes.send(answers, ("raised", problem))


def _packed(part: returned.Part) -> tuple[str, Any]:
    """Rows are packed in a quarter of the time that anything else takes."""
    if isinstance(part, list) and isinstance(part[0], returned.ReturnedRow):
        return "rows", marshal.dumps([tuple(each) for each in part], 2)
    return "part", part


def _limit() -> None:
    """Bound what this process may take, where the system can; a picture of its memory is never kept."""
    try:
        import resource
    except ImportError:  # pragma: no cover – Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 1))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
