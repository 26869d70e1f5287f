"""What hinders somebody at a page: what axe finds serious, and what is wider than its place."""

from tests.pages import ROOT

AXE = ROOT / "src" / "webapp" / "node_modules" / "axe-core" / "axe.min.js"

WIDE = """() => [
  ...(document.documentElement.scrollWidth > innerWidth ? ["the page"] : []),
  ...[...document.querySelectorAll(".panel:not(.scroll), .top-line, .bottom a, .line, .side, .ant-collapse, .part, .ant-btn")]
    .filter(each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline")
    .map(each => `${each.className}: ${each.textContent.slice(0, 40)}`)]"""


#: What spins for ever is not waited for.
STILL = """() => Promise.all(document.getAnimations()
  .filter(each => each.effect.getComputedTiming().endTime !== Infinity)
  .map(each => each.finished.catch(() => null))).then(() => true)"""


def still(page):
    """Wait until nothing moves or changes its colour any more."""
    page.evaluate(STILL)


def hindrances(page, *, scanned=True):
    """All of them, each with its place, once colours have become what they will be; without axe, or not *scanned*, only those of width."""
    still(page)
    return [*page.evaluate(WIDE), *(serious(page) if scanned else ())]


def serious(page):
    """What axe finds serious or critical, by rule and place."""
    if not AXE.exists():
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8") + "; true")
    result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['target']} {node.get('failureSummary', '')[:160]}"
        for each in result["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]
