"""What was asked of a slice → a file of any of the formats, a batch of rows at a time."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, BinaryIO, Final, Literal

from pydantic_core import to_json

from yibiao import publishing, slicing
from yibiao.flows.house import House
from yibiao.flows.slicing import completeness, pages
from yibiao.flows.slicing.slices import Asked, Wish
from yibiao.model.form import Form
from yibiao.model.original import SentFile
from yibiao.model.table import Header
from yibiao.store import Batches

Format = Literal["json", "ndjson", "csv", "xlsx", "parquet", "arrow"]

#: How the columns of each are put out.
SHAPES: Final[Mapping[Format, slicing.Shape]] = {
    "json": "plain", "ndjson": "plain", "csv": "text", "xlsx": "typed", "parquet": "typed", "arrow": "typed",
}  # fmt: skip
#: Bytes that are kept in memory; what is longer goes to the disk.
_SMALL: Final = 4 << 20
_PIECE: Final = 256 << 10

#: By what rows are put in order.
_UNIT: Final = slicing.TECHNICAL[0]


@dataclass(frozen=True)
class Exported:
    """
    An answer in a file; nobody else waits while it is read. It is gone once it is closed.

    Attributes:
        title: Of the form.
        as_of: The journal position that it speaks of.
        completeness: How many rows, cells, answered cells, and units that have filed.
        watermark: Who is given it, when, what for.
        head: The bytes before those of the file.
        tail: The bytes behind them.
    """

    title: str
    format: Format
    as_of: int
    completeness: Mapping[str, Any]
    watermark: str
    file: BinaryIO
    head: bytes = b""
    tail: bytes = b""
    size: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", len(self.head) + self.file.seek(0, 2) + len(self.tail))
        self.file.seek(0)

    @property
    def name(self) -> str:
        """What the file is to be called, without its ending; it says what no row of it can."""
        if self.format == "ndjson":
            return publishing.named_so(self.title, self.watermark)
        return self.title

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, some at a time; the file is closed then."""
        with self.file:
            if self.head:
                yield self.head
            while piece := self.file.read(_PIECE):
                yield piece
            if self.tail:
                yield self.tail

    def content(self) -> bytes:
        """All of its bytes."""
        return b"".join(self.pieces())


@dataclass(frozen=True)
class Requested:
    """What is asked, and in which format."""

    asked: Asked
    format: Format


def written(
    house: House,
    requested: Requested,
    watermark: str,
    own: tuple[Form, SentFile, publishing.Place] | None = None,
) -> Exported:
    """
    What is requested, in a file that says whom it is given.

    The *watermark* is its last row or on a sheet of its own where people read it, in its metadata where programs do; where
    these know of none, whoever hands the file out says it beside it.

    If rows are to come in their department's *own* workbook: the form, that, and where they go in it.

    Raises:
        PictureBehind: The picture lacks too much to wait for.
        NoRoom: The disk is full.
        Left: Whoever asked has left.
    """
    asked = requested.asked

    def whole(found: Batches) -> Exported:
        return _written(house, requested, watermark, own, found)

    return house.picture.taken(asked.worded.sql, whole, as_of=asked.near)


def in_stretches(form: Form, wish: Wish, format_: Format) -> bool:
    """Whether rows can be written some units after the others: the engine would put all in order at once, and hold them."""
    now = wish.as_of is None and wish.round_ is None
    every = replace(wish.wanted, where=None, search=None).everything
    return format_ in ("csv", "parquet") and now and every and form.layout != "summary"


def _written(
    house: House,
    requested: Requested,
    watermark: str,
    own: tuple[Form, SentFile, publishing.Place] | None,
    found: Batches,
) -> Exported:
    asked, format_ = requested.asked, requested.format
    title, headers = asked.form.title, asked.worded.headers
    as_of = asked.position(found.position)
    if format_ == "json":
        with closing(_Told(house, asked)) as told:
            file = _json(asked, as_of, watermark, told.batches(pages.rows(found, asked)), told)
            return Exported(title, format_, as_of, told.completeness, watermark, file)
    counted = _counted(house, asked, found)
    if format_ == "csv":
        head = publishing.csv_head(headers).encode()
        tail = publishing.csv_tail(watermark).encode()
        file = _in_order(found, asked, "csv")
        return Exported(title, format_, as_of, counted, watermark, file, head, tail)
    if format_ == "ndjson":
        file = found.written("json")
    elif format_ == "parquet":
        file = _in_order(found, asked, "parquet", {publishing.WATERMARK: watermark})
    elif format_ == "arrow":
        file = spooled(lambda target: publishing.arrow_stream(target, found, watermark))
    else:
        rows = counted["rows"]
        file = spooled(
            lambda target: publishing.spread(
                target, headers, found, rows, title=title, own=own, watermark=watermark
            )
        )
    return Exported(title, format_, as_of, counted, watermark, file)


def _in_order(
    found: Batches,
    asked: Asked,
    format_: Literal["csv", "parquet"],
    says: Mapping[str, str] | None = None,
) -> BinaryIO:
    """Written by the engine: some units after the others, where their rows can be told apart."""
    if not asked.worded.technical:
        return found.written(format_, says)
    table = asked.form.subject.value
    counts = f'SELECT "{_UNIT}", count(*) FROM "{table}" GROUP BY ALL ORDER BY ALL'
    return found.spread(_UNIT, counts, slicing.TECHNICAL, format_, says)


def spooled(write: Callable[[BinaryIO], object]) -> BinaryIO:
    """A file of what *write* writes, in memory as long as it is small; whoever reads it closes it."""
    file = tempfile.SpooledTemporaryFile(max_size=_SMALL)  # noqa: SIM115  whoever reads it closes it
    try:
        write(file)  # type: ignore[arg-type]
    except BaseException:
        file.close()
        raise
    return file  # type: ignore[return-value]


def _counted(house: House, asked: Asked, found: Batches) -> dict[str, Any]:
    rows, held = found.counts(asked.worded.bare)
    return _completeness(house, asked, rows, held - rows * asked.worded.technical)


def _completeness(house: House, asked: Asked, rows: int, answered: int) -> dict[str, Any]:
    cells = rows, len(asked.worded.headers), answered
    return completeness.told(
        house, asked.form.id, cells, asked.units, asked.when.as_of, asked.round_
    )


def _json(
    asked: Asked,
    as_of: int,
    watermark: str,
    rows: Iterable[list[tuple[Any, ...]]],
    told: "_Told",
) -> BinaryIO:
    before = {
        "form": asked.form.id,
        "title": asked.form.title,
        "as_of": as_of,
        "watermark": watermark,
        **({} if asked.final is None else {"final": asked.final}),
        "columns": [_column(each) for each in asked.worded.headers],
    }

    def behind() -> Iterator[tuple[str, bytes]]:
        if asked.worded.technical:
            yield "subjects", told.subjects()
        yield "completeness", to_json(told.completeness)
        if told.next is not None:
            yield "next", to_json(told.next)

    return spooled(lambda target: publishing.json_document(target, before, rows, behind))


def _column(header: Header) -> dict[str, Any]:
    return {
        "id": header.id,
        "label": header.label,
        "section": list(header.section),
        **({} if header.mask == "full" else {"mask": header.mask}),
    }


class _Told:
    """What is found out while rows are told: whose they are, how many are answered, where the next page begins."""

    def __init__(self, house: House, asked: Asked) -> None:
        self._house, self._asked = house, asked
        self._subjects = tempfile.SpooledTemporaryFile(max_size=_SMALL)  # noqa: SIM115  closed in `close`
        self._rows = self._answered = 0
        self.next: str | None = None

    def batches(self, found: Iterable[list[tuple[Any, ...]]]) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of the page, their own columns alone."""
        worded, limit = self._asked.worded, self._asked.wanted.limit
        technical, width = worded.technical, len(worded.headers)
        last: tuple[Any, ...] = ()
        for batch in found:
            room = len(batch) if limit is None else limit - self._rows
            if len(batch) > room:
                self.next = slicing.after(batch[room - 1] if room else last, worded.keys)
            some = batch[:room]
            if not some:
                continue
            last = some[-1]
            self._rows += len(some)
            if technical:
                self._subjects.write(b"," + to_json([row[1] for row in some])[1:-1])
            cut = [row[technical : technical + width] for row in some]
            self._answered += sum(value is not None for row in cut for value in row)
            yield cut

    def subjects(self) -> bytes:
        """The subjects that the rows are about, as JSON."""
        self._subjects.seek(0)
        return b"[" + self._subjects.read()[1:] + b"]"

    def close(self) -> None:
        """Forget them."""
        self._subjects.close()

    @cached_property
    def completeness(self) -> dict[str, Any]:
        """How many rows, cells, answered cells, and units that have filed; to be asked once all rows are told."""
        return _completeness(self._house, self._asked, self._rows, self._answered)
