"""A browser in front of the pages of a small community, that notes whatever a page complains of."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.community import PASSWORD, a_community
from tests.browser.hindering import hindrances
from tests.effort import effort
from tests.pages import BROWSER, built
from tests.served import Server
from tests.waiting import until

#: Where pictures of the pages go; none are taken if it does not say.
PICTURES = os.environ.get("YIBIAO_PICTURES")

#: The list of what may be chosen that is open.
OPEN = ".ant-select-dropdown:not(.ant-select-dropdown-hidden)"

#: Windows that pages are looked at in: a telephone's, and a desk's.
WIDTHS = {390: 844, 1440: 900}

#: Where axe looks at pages that are visited in both languages: at each of them in each language, and in each window once.
SCANNED = {"zh": (390,), "en": (1440,)}

#: Whether the page itself is kept, so that it starts without a network.
KEPT_PAGE = """Promise.race([
  navigator.serviceWorker.ready.then(() => true), new Promise(resolve => setTimeout(resolve, 20_000, false))])"""

#: True, when what was there at first and what came of it has been drawn.
DRAWN = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))"


@pytest.fixture(scope="module")
def populated():
    """Fills a data directory with the house that the service is over; for a module that wants another one."""
    return a_community


@pytest.fixture(scope="module")
def settled(chromium, populated, tmp_path_factory):
    """The data directory as every test of a module finds it; skipped where no browser could look at its pages."""
    del chromium
    built()
    path = tmp_path_factory.mktemp("community") / "data"
    with populated(path):
        pass
    path.mkdir(exist_ok=True)  # where nobody was to fill it
    return path


@pytest.fixture
def community(settled, tmp_path):
    """The service over a community of one's own, with its pages: whom one test moves away, another fills in."""
    path = tmp_path / "data"
    shutil.copytree(settled, path)
    server = Server(path)
    yield server
    server.kill()


@pytest.fixture(scope="package")
def chromium():
    """One browser for all of them, and no longer: while it runs no other event loop can."""
    if BROWSER is None:
        pytest.skip("there is no Chromium or Chrome on the path")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """Somebody at a page."""

    def __init__(self, page, address, forgiven):
        self.page, self.address = page, address
        self._forgiven = forgiven
        self.asked = set()
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)

    def _asked(self, request):
        self.asked.add(request)

    def _answered(self, request):
        self.asked.discard(request)

    def at(self, *way):
        """Go to a page by its address, and wait until it is there."""
        self.page.evaluate("hash => { location.hash = hash }", "#/" + "/".join(way))
        self.there()

    def settled(self):
        """Wait until everything is answered that was asked for, and drawn; what the answers ask for, too."""
        # Nothing is on its way before it is drawn, and nothing was asked for by what was drawn. What the browser tells is
        # heard only while it is asked something itself: whoever looks first at what was asked for looks for ever.
        until(
            lambda: (
                self.page.evaluate(DRAWN)
                and not self.asked
                and self.page.evaluate(DRAWN)
                and not self.asked
            )
        )

    def there(self):
        """Wait until the page has its heading and waits for nothing."""
        self.page.wait_for_selector("main h1")
        self.page.wait_for_selector(".center", state="detached")

    @contextmanager
    def offline(self):
        """Without a network meanwhile; that the browser complains of it is to be expected."""
        self._forgiven.append("ERR_INTERNET_DISCONNECTED")
        self.page.context.set_offline(True)
        yield
        self.page.context.set_offline(False)

    def kept(self):
        """Have the device keep the page itself and all of the unit, as it does for where there is no network."""
        self.at("sync")
        assert self.page.evaluate(KEPT_PAGE)
        self.page.click("button:has-text('下载本单元备离线用'), button:has-text('重新下载')")
        self.page.wait_for_selector("text=个对象，")

    def choose(self, field, option):
        """Choose in a list, by its label or as it was found on the page."""
        named = isinstance(field, str)
        (self.page.get_by_label(field, exact=False).first if named else field).click()
        self.pick(option)

    def pick(self, option):
        """Choose in the list that is open."""
        listed = self.page.locator(f"{OPEN} .ant-select-item-option:has-text('{option}')").first
        # Whoever drives the browser scrolls where a list still moves; it may then turn over between pressing and letting go.
        listed.hover()
        listed.dispatch_event("click")

    def hindrances(self):
        """What hinders somebody here."""
        return hindrances(self.page)

    def hindrances_by_width(self, picture=None, scanned=WIDTHS):
        """
        What hinders somebody here on a telephone and at a desk, where the page stays; with a picture of each, if it has a name.

        What is too wide is seen in every window; axe looks at those that are to be *scanned*, or at all where there is time.
        """
        found = {}
        for width, height in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate(DRAWN)
            if picture:
                self.picture(picture)
            found[width] = hindrances(self.page, scanned=effort(width in scanned, True))
        return {width: each for width, each in found.items() if each}

    def picture(self, name):
        """For docs/pages.md."""
        if PICTURES:
            width = self.page.viewport_size["width"]
            self.page.wait_for_timeout(600)
            self.page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png")


@pytest.fixture
def visit(chromium, community):
    """Opens the pages, signed in as somebody; what a page complains of, or asks of others, fails the test."""
    complaints, forgiven, contexts = [], [], []

    def open_page(login="worker", width=1280, language=None):
        height = 844 if width < 500 else 900
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            accept_downloads=True,
            # What moves may be elsewhere by the time it is pressed.
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        here = Visit(page, community.address, forgiven)
        page.set_default_timeout(60_000)
        page.on(
            "console",
            lambda said: said.type in ("error", "warning") and complaints.append(said.text),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(elsewhere(request.url)))
        if language:
            page.add_init_script(f"localStorage.setItem('yibiao.language', '{language}')")
        page.goto(f"{community.address}/")
        page.wait_for_selector("#login")
        if login:
            page.fill("#login", login)
            page.fill("#password", PASSWORD)
            page.press("#password", "Enter")
            here.there()
        return here

    def elsewhere(url):
        return [] if url.startswith((f"{community.address}/", "data:", "blob:")) else [url]

    def refused(*statuses):
        """Browsers say of every refusal that they could not load it: of these they may have."""
        forgiven.extend(f"status of {each} " for each in statuses)

    open_page.refused = refused
    yield open_page
    for context in contexts:
        context.close()
    assert [] == [each for each in complaints if not any(one in each for one in forgiven)]


@pytest.fixture
def records(community):
    """What is held, by the API."""
    with community.client() as client:
        yield lambda subject: client.get(f"/records/{subject}").raise_for_status().json()
