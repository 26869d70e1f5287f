"""What the process beside an import does: it looks at entries by themselves. It imports little, so that it is there soon."""

import marshal
import os
import queue
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import IO, Any

from yibiao import filling
from yibiao.flows import pipes
from yibiao.model.kinds import SubjectKind
from yibiao.model.merged import MergedTable
from yibiao.model.record import Entry
from yibiao.store import canonical

Tables = Mapping[SubjectKind, MergedTable]
#: As `filling.keyed_by` tells.
KeyedBy = tuple[tuple[str, Any], ...]
#: An entry, and what keys of its subject are made of, once or twice.
Asked = tuple[dict[str, Any], list[KeyedBy]]
#: The text of the body that the entry makes, and the keys of each of those.
Found = tuple[str, list[list[int]]]


def serve() -> None:
    """Say that it is there, then look at what comes in until nothing more does; what the process does."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tables: Tables = {}
    today = date.min
    # Whoever sends more while this is busy, and only then listens, is not to wait for it.
    come: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive_on, args=(requests, come), daemon=True).start()
    with suppress(OSError):
        pipes.send(answers, "ready")
        while (what := come.get()) is not None:
            if isinstance(what, bytes):
                found = [
                    _found(document, told, tables, today)
                    for document, told in marshal.loads(what)  # noqa: S302 – from ourselves  # nosec B302
                ]
                pipes.send(answers, marshal.dumps(found))
            else:
                tables, today = what


def _receive_on(requests: IO[bytes], come: "queue.SimpleQueue[Any]") -> None:
    """Take in all that comes; nothing, once nothing more does."""
    with suppress(EOFError, OSError):
        while True:
            come.put(pipes.receive(requests))
    come.put(None)


def _found(
    document: dict[str, Any], told: list[KeyedBy], tables: Tables, today: date
) -> Found | None:
    """What is found of an entry; nothing where there is anything to be said of it, or in a round."""
    entry = Entry.of(**{**document, "kind": SubjectKind(document["kind"])})
    table = tables[entry.kind]
    if (
        entry.round is not None
        or filling.alone(entry, table, today=today)
        or filling.beside_held(entry, table, filling.Beside(), today=today)
    ):
        return None
    keys = [list(filling.keys(entry.kind, entry.unit, dict(values))) for values in told]
    return canonical({"entry": document}), keys
