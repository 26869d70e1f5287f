"""Rows under names and types → an answer that can be written as a file or taken as Arrow."""

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from yibiao.store.batches import Batches
from yibiao.store.columns import literal, quoted

#: Types whose values are known again from how JSON has them; of all others there are texts.
_KNOWN: Final = re.compile(
    r"BOOLEAN|U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\s*\d+\)|DATE|TIME|TIMESTAMP|VARCHAR"
)


@contextmanager
def typed(
    columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]], position: int
) -> Iterator[Batches]:
    """
    The rows as an answer that speaks of *position*.

    Args:
        columns: Names, no two alike, with their types as the engine calls them.
        rows: Values as JSON has them.
        position: Of the journal.
    """
    inner = [f"c{at}" for at, _ in enumerate(columns)]
    types = [type_ if _KNOWN.fullmatch(type_) else "VARCHAR" for _, type_ in columns]
    structure = json.dumps([dict(zip(inner, types, strict=True))])
    said = json.dumps([dict(zip(inner, row, strict=True)) for row in rows], ensure_ascii=False)
    told = ", ".join(
        f"{name} AS {quoted(label)}" for name, (label, _) in zip(inner, columns, strict=True)
    )
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        duckdb.connect(":memory:") as connection,
    ):
        connection.execute(
            'CREATE TABLE "answer" AS SELECT unnest("rows", max_depth := 2) '
            f'FROM (SELECT json_transform($said, {literal(structure)}) AS "rows")',
            {"said": said},
        )
        yield Batches(connection, f'SELECT {told} FROM "answer"', position, Path(folder))
