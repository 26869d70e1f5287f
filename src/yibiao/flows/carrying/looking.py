"""What the process beside an import does: it looks at entries by themselves. It imports little, so that it is there soon."""

import marshal
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from yibiao import filling
from yibiao.flows import pipes
from yibiao.model.kinds import SubjectKind
from yibiao.model.merged import MergedTable
from yibiao.model.record import Entry
from yibiao.store import canonical

Tables = Mapping[SubjectKind, MergedTable]


def serve() -> None:
    """Say that it is there, then look at what comes in until nothing more does; what the process does."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tables: Tables = {}
    today = date.min
    with suppress(EOFError, OSError):
        pipes.send(answers, "ready")
        while True:
            what = pipes.receive(requests)
            if isinstance(what, bytes):
                found = [
                    _found(each, tables, today)
                    for each in marshal.loads(what)  # noqa: S302 – from ourselves  # nosec B302
                ]
                pipes.send(answers, marshal.dumps(found))
            else:
                tables, today = what


def _found(document: dict[str, Any], tables: Tables, today: date) -> tuple[str, list[int]] | None:
    """The text of the body and the keys of a subject it opens; nothing where there is anything to be said, or in a round."""
    entry = Entry.of(**{**document, "kind": SubjectKind(document["kind"])})
    if entry.round is not None or filling.alone(entry, tables[entry.kind], today=today):
        return None
    keys = filling.keys(entry.kind, entry.unit, entry.values) if entry.act == "open" else ()
    return canonical({"entry": document}), list(keys)
