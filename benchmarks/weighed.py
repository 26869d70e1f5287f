"""How much memory a service, its helpers and whatever works beside it hold, several times a second."""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, Self

#: Seconds between two looks.
PAUSE = 0.2

#: What a helper of the service does, by the module whose `serve` it runs.
HELPERS = {
    "yibiao.flows.apart": "reads forms",
    "yibiao.flows.carrying.returning": "reads the workbook",
    "yibiao.flows.carrying.looking": "looks at entries",
}
_SERVES = re.compile(r"from ([\w.]+) import")


class Weight(NamedTuple):
    """
    Bytes of memory.

    Attributes:
        rss: All that a process has, be it also others'.
        pss: The same, of what several share only its part: what processes have together is their sum.
        own: Of that, what no file holds.
    """

    rss: int = 0
    pss: int = 0
    own: int = 0

    def and_(self, other: "Weight") -> "Weight":
        """Both together."""
        return Weight(*map(sum, zip(self, other, strict=True)))


class Look(NamedTuple):
    """What every process held at one moment, by what it is for, and what was under way."""

    at: float
    held: dict[str, Weight]
    doing: tuple[str, ...]

    @property
    def together(self) -> Weight:
        """What all of them held."""
        whole = Weight()
        for each in self.held.values():
            whole = whole.and_(each)
        return whole


class Watch:
    """
    Looks again and again at some processes and everything that they started, as long as it is open.

    Args:
        roots: Says which, by what they are for; they may come and go.
        doing: Says what is under way.
    """

    def __init__(
        self, roots: Callable[[], dict[str, int]], doing: Callable[[], Iterable[str]]
    ) -> None:
        self._roots, self._doing = roots, doing
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.looks: list[Look] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        begun = time.perf_counter()
        while not self._ended.wait(PAUSE):
            held: dict[str, Weight] = {}
            for name, pid in named(self._roots()):
                if (found := weight(pid)).rss:
                    held[name] = held.get(name, Weight()).and_(found)
            at = time.perf_counter() - begun
            self.looks.append(Look(at, held, tuple(sorted(set(self._doing())))))


def named(roots: dict[str, int]) -> list[tuple[str, int]]:
    """The processes and their helpers, each with what it is for."""
    parents = dict(_processes())
    found = [(name, pid) for name, pid in roots.items() if pid in parents]
    known = {pid for _, pid in found}
    helpers = [pid for pid in parents if pid not in known and _descends(pid, known, parents)]
    return [*found, *((_helper(pid), pid) for pid in helpers)]


def weight(pid: int) -> Weight:
    """What a process holds; nothing where it is gone, or the system does not tell."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        told = {name: int(rest.split()[0]) * 1024 for name, _, rest in (each.partition(":") for each in lines)}  # fmt: skip
        if told:
            return Weight(told["Rss"], told["Pss"], told["Pss_Anon"])
    return Weight()


def _descends(pid: int, known: set[int], parents: dict[int, int]) -> bool:
    while pid := parents.get(pid, 0):
        if pid in known:
            return True
    return False


def _processes() -> Iterable[tuple[int, int]]:
    """Every process and its parent."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            pid, _, rest = status.read_text().partition(" (")
            yield int(pid), int(rest.rpartition(")")[2].split()[1])


def _helper(pid: int) -> str:
    with contextlib.suppress(OSError):
        said = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        if found := _SERVES.search(said):
            return HELPERS.get(found[1], found[1])
    return "another helper"
