"""A slice as somebody asks for it, in the words of the picture's engine: put together once, however often it is asked for."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from yibiao import slicing
from yibiao.model.table import Header

#: Characters that are kept: of some hundred slices with all their units, or of ten thousand ordinary ones.
_MOST: Final = 32_000_000


@dataclass(frozen=True)
class Worded:
    """
    What is executed.

    Attributes:
        sql: Its text. The answer has the technical columns, one for each header, and the keys; of a page that is asked in
            two, no keys and the rows in no order, and `slicing.named_rows` is left open.
        bare: The same rows in no order, to be counted; empty where nobody counts them apart.
        headers: What is handed out.
        technical: How many columns stand before these.
        keys: What a page is ordered by: it stands behind them, or, of a page that is asked in two, in *source*.
        source: Of a page that is asked in two, what it is found in, whichever page it is.
    """

    sql: str
    bare: str
    headers: tuple[Header, ...]
    technical: int
    keys: tuple[slicing.Key, ...]
    source: str = ""

    @classmethod
    def of(cls, narrowed: slicing.Narrowed, *, counted: bool, whole: bool) -> "Worded":
        """What is narrowed, as text; to be *counted*, by what is there if it is the *whole* slice."""
        bare = ""
        if counted:
            bare = slicing.pruned(slicing.bare(narrowed, whole=whole)).sql(dialect="duckdb")
        sql = slicing.pruned(narrowed.expression).sql(dialect="duckdb", identify=True)
        return cls(sql, bare, narrowed.headers, narrowed.technical, narrowed.keys)

    @classmethod
    def in_two(cls, sought: slicing.Sought) -> "Worded":
        """A page, as text."""
        sql, source = (
            slicing.pruned(each).sql(dialect="duckdb", identify=True)
            for each in (sought.rows, sought.source)
        )
        return cls(sql, "", sought.headers, len(slicing.TECHNICAL), sought.keys, source)

    @property
    def size(self) -> int:
        """How many characters it takes."""
        return len(self.sql) + len(self.bare) + len(self.source)


class Wordings:
    """
    What was worded last; what was asked for longest ago makes room.

    Whoever asks says everything that the words depend on, what an actor sees among it: nobody is given another's. Once
    anything has changed that all of them depend on, none of them is given any more.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._size = 0
        self._version: object = None
        self._kept: OrderedDict[Hashable, Worded] = OrderedDict()
        self._turn = threading.Lock()

    def worded(self, version: object, what: Hashable, word: Callable[[], Worded]) -> Worded:
        """What *word* gives for *what*, unless it is known as of that *version*."""
        with self._turn:
            if version == self._version and (known := self._kept.get(what)):
                self._kept.move_to_end(what)
                return known
        found = word()
        with self._turn:
            if version != self._version:
                self._kept.clear()
                self._version, self._size = version, 0
            self._size += found.size - (self._kept[what].size if what in self._kept else 0)
            self._kept[what] = found
            while self._size > self._most and len(self._kept) > 1:
                self._size -= self._kept.popitem(last=False)[1].size
        return found
