"""Answers → JSON documents and Arrow streams, a batch of rows at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, BinaryIO, Protocol

from pydantic_core import to_json

from yibiao.publishing.watermark import WATERMARK


class Arrow(Protocol):
    """What hands its rows over by Arrow's C interface."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A stream of batches."""


def json_document(
    target: BinaryIO,
    before: Mapping[str, Any],
    rows: Iterable[Sequence[Any]],
    behind: Callable[[], Iterable[tuple[str, bytes]]],
) -> None:
    """
    Write one JSON object: some members, then `rows`, then members that are known once all rows are.

    Args:
        target: The file.
        before: The first members.
        rows: Rows, some at a time.
        behind: Asked once the rows are written: the last members, their values as JSON.
    """
    target.write(to_json(before)[:-1])
    target.write(b',"rows":[' if before else b'"rows":[')
    begun = False
    for some in rows:
        text = to_json(some, inf_nan_mode="null")[1:-1]
        if text:
            target.write(b"," + text if begun else text)
            begun = True
    target.write(b"]")
    target.writelines(b"," + to_json(name) + b":" + value for name, value in behind())
    target.write(b"}")


def arrow_stream(target: BinaryIO, source: Arrow, says: str = "") -> None:
    """Write rows as a stream of Arrow's IPC format; what it *says* stands in the metadata of its schema."""
    from nanoarrow import c_array_stream, ipc
    from nanoarrow.c_array_stream import CArrayStream

    from yibiao.publishing.cleared import cleared

    rows = c_array_stream(source)
    schema = rows.get_schema()
    if says:
        schema = schema.modify(metadata={WATERMARK.encode(): says.encode()})
    with ipc.StreamWriter.from_writable(target) as writer:
        writer.write_stream(CArrayStream.from_c_arrays([], schema, validate=False))
        for batch in rows:
            writer.write_array(cleared(batch))
