"""Processes of our own beside this one, and what is sent to them and back."""

import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable
from typing import IO, Any


def started(serve: Callable[[], None]) -> subprocess.Popen[bytes]:
    """A process that runs *serve*, a function of a module, imports what this one can, and listens and answers by pipes."""
    command = f"from {serve.__module__} import {serve.__name__} as serve; serve()"
    return subprocess.Popen(  # noqa: S603 – ourselves
        [sys.executable, "-P", "-c", command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def send(pipe: IO[bytes], what: Any) -> None:
    """Write *what*, whole."""
    packed = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    pipe.write(struct.pack("<Q", len(packed)) + packed)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """
    The next thing that was sent.

    Raises:
        EOFError: Nothing more was, or whoever wrote it died meanwhile.
    """
    size = pipe.read(8)
    packed = pipe.read(struct.unpack("<Q", size)[0]) if len(size) == 8 else b""  # noqa: PLR2004
    if not packed or len(packed) < struct.unpack("<Q", size)[0]:
        raise EOFError
    return pickle.loads(packed)  # noqa: S301 – from ourselves  # nosec B301
