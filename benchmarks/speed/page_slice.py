"""
A slice of a million rows in a browser: how long until the rows of a place are there, and how much was loaded for them.

    python benchmarks/speed/page_slice.py [--people 1000000] [--small] [--times 3] [--cache DIR] [--keep]

The city of `speed/slicing.py`, in a copy, served as it always is; the register of fifteen columns is opened in a browser,
dragged along, turned with the wheel, narrowed, put in order and searched. Each time what stands in sight is held against SQL by
hand over the same tables, from the identity numbers themselves, before its time counts; whatever came from the service is counted.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import duckdb
from rich.console import Console
from rich.table import Table

sys.path.append(str(Path(__file__).resolve().parents[2]))

from benchmarks import city, questions
from benchmarks.houses import TODAY
from benchmarks.measured import keep
from tests.pages import BROWSER, built
from tests.served import TOKEN, Server

from yibiao.model.place import day_in_china
from yibiao.store import opening

#: What is typed into the page, and what that means by hand.
OLDEST, FOUND = 80, "示范路17号3单元"
NAMED = "按“姓名”排序"
SIFTED = f"age >= {OLDEST}"
SEARCHED = " OR ".join(
    f"contains({each}, '{FOUND}')" for each in ("address", "household_address", "workplace", "name")
)
#: What the register's columns are called by hand.
COLUMNS = (
    "unit", "subject", "name", "sex", "born", "age", "number", "ethnicity", "marital", "education", "phone", "address",
    "household_address", "minimum", "workplace", "income", "disability",
)  # fmt: skip
AS_IT_COMES, BY_NAME = "unit, subject", "name NULLS LAST, unit, subject"

#: Where somebody drags to, of the whole.
SHARES = (0.25, 0.5, 0.75, 1.0, 0.0)

#: Rows that are asked for at once; places that a bar which is dragged comes by, where a slow machine may be seen to stay.
_WINDOW, _STEPS = 200, 12

#: The rows in sight, once all of them are there: their numbers, and the texts of the columns drawn, by their numbers.
IN_SIGHT = """
ready => new Promise((done, fail) => {
  const until = performance.now() + 120000;
  const look = () => {
    const grid = document.querySelector('.slice-grid'), box = grid && grid.getBoundingClientRect();
    const rows = grid ? [...grid.querySelectorAll('.slice-row')].filter(row => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > box.top + 46 && top < box.bottom;
    }) : [];
    const sorted = Boolean(grid && grid.querySelector('.slice-heading[aria-sort=ascending]'));
    const there = rows.length && sorted === ready.sorted && !rows.some(row => row.getAttribute('aria-busy')) && !document.querySelector('main .center');
    const total = grid ? Number(grid.getAttribute('aria-rowcount')) - 1 : -1;
    const first = there ? Number(rows[0].getAttribute('aria-rowindex')) - 2 : -1;
    if (there && total === ready.total && first >= ready.from && first <= ready.to) {
      done({ total, rows: rows.map(row => [Number(row.getAttribute('aria-rowindex')) - 2,
        [...row.querySelectorAll('[role=gridcell]')].map(cell => [Number(cell.getAttribute('aria-colindex')) - 2, cell.textContent])]) });
    } else if (performance.now() > until) fail(new Error(`not there: ${first} of ${total}`));
    else requestAnimationFrame(look);
  };
  look();
})"""


def main() -> None:
    chosen = city.arguments("A slice of a million rows in a browser.", 3).parse_args()
    rows = measured(chosen.people, chosen.times, chosen.cache)
    show(chosen.people, rows)
    if chosen.keep:
        keep("page_slice", {"people": chosen.people, "runs": rows})


def measured(people: int, times: int, cache: Path) -> list[dict]:
    """What each thing that somebody does there took, and what it loaded; at its longest of so many *times*."""
    built()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with city.a_city(cache, people) as house:
            labels = questions.labels(house)
        (drawn,) = cache.glob(f"city-{people}-{opening.VERSION}-*")
        name = shutil.copytree(drawn, place / drawn.name).name
        with city.a_city(place, people) as house:
            questions.admitted(house)
        by_hand = ByHand(place / name / "picture.duckdb", labels)
        server = Server(place / name)
        try:
            return _summed([each for _ in range(times) for each in _in_browser(server, by_hand)])
        finally:
            server.stop()


class ByHand:
    """Everybody's rows, worked out from the tables by SQL, in every order that is asked for."""

    def __init__(self, picture: Path, labels: dict[str, dict[str, str]]) -> None:
        self._engine = duckdb.connect()
        self._engine.execute(f"ATTACH '{picture}' AS picture (READ_ONLY); USE picture")
        today = day_in_china(datetime.now(UTC))
        people = questions.PLAIN.replace(str(TODAY), str(today))
        sql = questions.everybody(labels, "unit, subject, ").format(people=people)
        self._engine.execute(
            f"CREATE TABLE memory.main.people AS FROM ({sql}) AS people({', '.join(COLUMNS)})"
        )
        self._engine.execute("USE memory; DETACH picture")

    def count(self, where: str) -> int:
        """How many there are."""
        ((found,),) = self._engine.execute(f"SELECT count(*) FROM people WHERE {where}").fetchall()
        return found

    def rows(self, where: str, order: str, first: int, many: int) -> list[tuple]:
        """Some of them, as a slice has them."""
        return self._engine.execute(
            f"SELECT * EXCLUDE (unit, subject) FROM people WHERE {where} ORDER BY {order} LIMIT {many} OFFSET {first}"
        ).fetchall()


def _in_browser(server: Server, by_hand: ByHand) -> Iterator[dict]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=BROWSER,
            args=["--no-sandbox"],
            ignore_default_args=["--hide-scrollbars"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(f"{server.address}/#token={TOKEN}")
        page.wait_for_selector("main h1")
        page.evaluate("location.hash = '#/office/slices'")
        page.wait_for_selector(".slice-name:text-is('residents')")
        yield from _Reader(page, by_hand).everything()
        browser.close()


class _Reader:
    """Somebody who looks at the slice, and at whom we look."""

    def __init__(self, page, by_hand: ByHand) -> None:
        self.page, self.by_hand = page, by_hand
        self.where, self.order, self.total = "true", AS_IT_COMES, by_hand.count("true")
        self._answers: list = []
        self._waiting: set = set()
        page.on("request", lambda each: each.url.endswith("/rows") and self._waiting.add(each))
        page.on("requestfailed", self._went)
        page.on("requestfinished", self._came)

    def everything(self) -> Iterator[dict]:
        """One thing after the other."""
        page = self.page
        yield self.did("open", lambda: page.click(".slice-name:text-is('residents')"))
        for share in SHARES:
            yield self.did(f"drag to {share:.0%}", lambda share=share: self.drag(share), share)
        yield self.did("Control+End", lambda: self.press("Control+End"), 1.0)
        yield self.did("wheel up", lambda: self.wheel(-2_000))
        yield self.did("Control+Home", lambda: self.press("Control+Home"), 0.0)
        yield self.did("wheel down", lambda: self.wheel(3_000))
        with self.narrowed(SIFTED):
            yield self.did("filter by age", self.filter)
            yield self.did("filter, drag to 50%", lambda: self.drag(0.5), 0.5)
        yield self.did(
            "no filter", lambda: page.click(".slice-filtered button:has-text('清除全部条件')")
        )
        self.order = BY_NAME
        yield self.did("sort by name", lambda: page.click(f"button[aria-label='{NAMED}']"), 0.0)
        for share in (0.25, 0.75):
            yield self.did(
                f"sorted, drag to {share:.0%}", lambda share=share: self.drag(share), share
            )
        with self.narrowed(SEARCHED):
            yield self.did("search, sorted", lambda: self.search(FOUND), 0.0)

    def did(self, name: str, act: Callable[[], None], share: float | None = None) -> dict:
        """
        What an act took until its rows were there, and what came for it.

        Raises:
            AssertionError: Other rows are there, or more came than are looked at.
        """
        self._answers.clear()
        begun = time.perf_counter()
        act()
        near = self.total * 0.08 + 40
        place = (
            (0, self.total)
            if share is None
            else (share * self.total - near, share * self.total + near)
        )
        ready = {
            "total": self.total,
            "from": place[0],
            "to": place[1],
            "sorted": self.order == BY_NAME,
        }
        seen = self.page.evaluate(IN_SIGHT, ready)
        took = time.perf_counter() - begun
        self.hold(seen)
        while self._waiting:
            self.page.wait_for_timeout(20)
        came = [each.response().body() for each in self._answers]
        rows = sum(len(json.loads(each)["rows"]) for each in came)
        # Two windows, and one that is gone on to, and whatever was stayed at on the way.
        assert rows <= _WINDOW * (3 + 2 * _STEPS * ("drag" in name)), (name, rows)
        return {"run": name, "ms": 1e3 * took, "rows": rows, "kb": sum(map(len, came)) / 1e3}

    def _went(self, request) -> None:
        self._waiting.discard(request)

    def _came(self, request) -> None:
        if request in self._waiting:
            self._waiting.discard(request)
            self._answers.append(request)

    def hold(self, seen: dict) -> None:
        """
        Hold what is in sight against SQL.

        Raises:
            AssertionError: A cell says something else.
        """
        numbers = [number for number, _ in seen["rows"]]
        expected = self.by_hand.rows(self.where, self.order, numbers[0], len(numbers))
        assert numbers == list(range(numbers[0], numbers[0] + len(expected))), numbers
        for (number, cells), row in zip(seen["rows"], expected, strict=True):
            for at, text in cells:
                assert text == _text(row[at]), (number, at, text, row[at])

    @contextmanager
    def narrowed(self, where: str) -> Iterator[None]:
        """While there are fewer rows."""
        before = self.where, self.total
        self.where, self.total = where, self.by_hand.count(where)
        yield
        self.where, self.total = before

    def drag(self, share: float) -> None:
        """The bar at the side, with the mouse, by way of all that lies between."""
        bar, track = self.page.evaluate("""() => {
          const grid = document.querySelector('.slice-grid'), box = grid.getBoundingClientRect();
          const wide = grid.offsetWidth - grid.clientWidth - 2, long = grid.clientHeight - 2 * wide;
          const thumb = Math.max(wide, long * grid.clientHeight / grid.scrollHeight);
          const [top, room] = [box.top + 1 + wide + thumb / 2, long - thumb];
          const at = top + room * grid.scrollTop / (grid.scrollHeight - grid.clientHeight);
          return [[box.right - 1 - wide / 2, at], [top, room]];
        }""")
        self.page.mouse.move(*bar)
        self.page.mouse.down()
        past = 60 * (share == 1.0) - 60 * (share == 0.0)
        self.page.mouse.move(bar[0], track[0] + track[1] * share + past, steps=_STEPS)
        self.page.mouse.up()

    def press(self, key: str) -> None:
        """A key, in the grid."""
        self.page.focus(".slice-grid")
        self.page.keyboard.press(key)

    def wheel(self, pixels: int) -> None:
        """The wheel, over the grid."""
        self.page.hover(".slice-grid .slice-row >> nth=8")
        self.page.mouse.wheel(0, pixels)

    def filter(self) -> None:
        """Everybody of so many years."""
        self.page.click("button[aria-label='筛选“年龄”']")
        self.page.fill(".slice-filtering .ant-input-number-input >> nth=0", str(OLDEST))
        self.page.click(".slice-filtering button[type=submit]")

    def search(self, words: str) -> None:
        """Whoever has those in any column."""
        self.page.fill(".slice-search input", words)
        self.page.press(".slice-search input", "Enter")


def _text(value: object) -> str:
    """A value as the page writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value)


def _summed(runs: list[dict]) -> list[dict]:
    """Of each thing that was done: the median and the longest time, and the most that was loaded."""
    found: dict[str, list[dict]] = {}
    for each in runs:
        found.setdefault(each["run"], []).append(each)
    return [
        {
            "run": name,
            "p50_ms": round(median(each["ms"] for each in some)),
            "most_ms": round(max(each["ms"] for each in some)),
            "rows": max(each["rows"] for each in some),
            "kb": round(max(each["kb"] for each in some), 1),
        }
        for name, some in found.items()
    ]


def show(people: int, rows: list[dict]) -> None:
    """The figures, for people."""
    table = Table(title=f"a slice of {people:,} people in a browser")
    for each in ("what is done", "rows shown after, ms", "at most, ms", "rows loaded", "kB loaded"):
        table.add_column(each, justify="left" if each == "what is done" else "right")
    for row in rows:
        figures = (f"{row[each]:,}" for each in ("p50_ms", "most_ms", "rows", "kb"))
        table.add_row(row["run"], *figures)
    table.add_row("everything", "", "", f"{sum(row['rows'] for row in rows):,}", f"{sum(row['kb'] for row in rows):,.0f}")  # fmt: skip
    Console().print(table)


if __name__ == "__main__":
    main()
