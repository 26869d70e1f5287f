"""The built pages: old enough for the oldest browser, light enough for a telephone, and nothing of anybody else's."""

import gzip
import json
import re
import shutil
import subprocess

import pytest
from litestar.testing import TestClient

from tests.houses import a_house
from tests.pages import ROOT, built, hatch_build
from yibiao.web.app import create_app

pytestmark = pytest.mark.slow

#: ECMAScript 2022, and no more, is what Chrome 109 reads.
YOUNGEST = "2022"
#: Bytes, compressed, that a worker loads before the first page is there.
ENTRY = 350_000
#: What draws forms, which is loaded once somebody is opened.
FORM = "SectionForm"


@pytest.fixture(scope="module")
def app():
    return built()


@pytest.fixture
def client(tmp_path):
    with a_house(tmp_path / "data") as house, TestClient(create_app(house, "token")) as client:
        yield client


def test_chrome_109_reads_every_script(app):
    """By a parser that knows the language of its time and nothing newer."""
    parser = ROOT / "src" / "webapp" / "node_modules" / "acorn" / "bin" / "acorn"
    if shutil.which("node") is None or not parser.exists():
        pytest.skip("there is no node, or its packages are not here")
    scripts = [*app.glob("*.js"), *app.glob("assets/*.js")]
    read = subprocess.run(
        ["node", parser, f"--ecma{YOUNGEST}", "--module", "--silent", *scripts],
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(scripts) > 2
    assert (0, "") == (read.returncode, read.stderr)


def kept(app):
    """What a worker's device keeps for where there is no network, as the service worker lists it."""
    return set(re.findall(r'url:"(assets/[^"]+)"', (app / "sw.js").read_text("utf-8")))


def imports(app, script):
    """What a script cannot do without."""
    found = re.findall(r"""(?:from|import)\s*["']\./([^"']+)""", (app / script).read_text("utf-8"))
    return {f"assets/{each}" for each in found}


def closure(app, scripts):
    """All that is loaded with some scripts."""
    found, ahead = set(), set(scripts)
    while ahead:
        found |= ahead
        ahead = {each for one in ahead for each in imports(app, one)} - found
    return found


def test_the_workers_entry_is_light(app):
    """Without the form, which is loaded when somebody is opened, and without the office."""
    begins = re.search(r'src="\./(assets/index-[^"]+)"', (app / "index.html").read_text("utf-8"))[1]
    first = next(each for each in kept(app) if each.startswith("assets/pages-"))
    entry = closure(app, [begins, first])
    sizes = {each: len(gzip.compress((app / each).read_bytes(), 9)) for each in entry}

    assert [] == [each for each in entry if FORM in each]
    assert [FORM in each for each in kept(app)].count(True) == 1
    assert sum(sizes.values()) <= ENTRY, sizes


def test_workers_need_nothing_of_the_offices(app):
    """Whatever their device keeps imports only what it keeps; charts and what edits SQL are not among it."""
    own = kept(app)
    needed = {each for one in own if one.endswith(".js") for each in imports(app, one)}
    left_out = {each.name.partition("-")[0] for each in app.glob("assets/*.js")} - {
        each.removeprefix("assets/").partition("-")[0] for each in own
    }

    assert needed <= own
    assert {"Chart", "Editor", "ForUnit", "Slices", "office"} <= left_out


def test_styles_are_of_chrome_109_too(app):
    """No nesting, no mixing of colours, no layers by name."""
    styles = "".join(each.read_text("utf-8") for each in app.glob("assets/*.css"))

    assert styles
    assert None is re.search(r"color-mix\(|&\s*[:.>{]|@starting-style|oklch\(", styles)


def test_the_page_has_no_script_of_its_own_and_its_styles_are_known(app, client):
    """Each answer has a nonce of its own; the policy takes scripts from the service alone, and nothing from elsewhere."""
    del app
    first, second = client.get("/"), client.get("/")
    policy = first.headers["content-security-policy"]
    nonce = re.search(r"style-src 'self' 'nonce-([^']+)'", policy).group(1)

    assert f'content="{nonce}"' in first.text
    assert nonce not in second.text
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert None is re.search(r"<script(?![^>]*\bsrc=)", first.text)
    assert [] == re.findall(r'(?:src|href)="(?!\./)', first.text)


def test_parts_are_served_as_what_they_are_and_nothing_else_is(app, client):
    """By their names, for ever; what is not a part is not found, wherever it lies."""
    for each in app.glob("assets/*"):
        answer = client.get(f"/assets/{each.name}")
        assert each.read_bytes() == answer.content
        assert "immutable" in answer.headers["cache-control"]
    for other in ("..%2fbuilt-from", "built-from", "%2e%2e/built-from"):
        assert 404 == client.get(f"/assets/{other}").status_code
    assert "no-cache" == client.get("/sw.js").headers["cache-control"]
    assert "一表" in json.loads(client.get("/manifest.webmanifest").text)["name"]


def test_a_service_without_pages_says_so_and_serves(client, monkeypatch):
    """What is missing, and what to do about it, in both languages."""
    monkeypatch.setattr("yibiao.web.pages._files", dict)
    page = client.get("/")

    assert 200 == page.status_code
    assert "页面没有构建" in page.text
    assert "The pages were not built" in page.text
    assert 200 == client.get("/health").status_code


def test_a_build_without_node_says_what_to_do(monkeypatch):
    """Unless pages are there already, or are not wanted."""
    hook = hatch_build()
    monkeypatch.setattr(hook, "_current", lambda: False)
    monkeypatch.setattr(hook, "_node", lambda: False)
    monkeypatch.setattr(hook, "_from_pypi", lambda: False)
    with pytest.raises(hook.Unbuilt, match="YIBIAO_PAGES=without"):
        hook.build()


def test_a_step_that_takes_too_long_is_ended(monkeypatch):
    """It says which, and where to look."""
    hook = hatch_build()
    if not hook._node():
        pytest.skip("there is no node")
    with pytest.raises(hook.Unbuilt, match="took more than 0 s"):
        hook._run(["node", "-e", "setInterval(() => {}, 1000)"], 0)
