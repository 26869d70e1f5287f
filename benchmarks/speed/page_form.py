"""The merged form in a browser: how soon it can be filled in, and what a key costs, with few fields and with many."""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.append(str(Path(__file__).resolve().parents[2]))

from tests.houses import ADMINISTRATOR, UNIT, a_house, admitted, id_number
from tests.pages import BROWSER, built
from tests.served import TOKEN, Server

from yibiao.flows.filling import fill
from yibiao.model.record import Entry

#: How much slower the browser is made than this machine.
SLOWER = 4
KEYS = 30
#: How often a form is opened, each time in a browser that has seen nothing yet; the median is told.
TIMES = 5
#: Milliseconds until the service had answered what the form asks.
ANSWERED = "performance.getEntriesByType('resource').find(each => /subjects.*form$/.test(each.name)).duration"
#: Fields of a form; more are spread over several.
A_FORM = 60


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fields", type=int, nargs="+", default=[60, 340])
    for fields in parser.parse_args().fields:
        print(json.dumps(measured(fields)))


def measured(fields):
    """Milliseconds from navigation to the first field that takes a key, and per key (median, worst of 30)."""
    built()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        with a_house(path) as house:
            for first in range(0, fields, A_FORM):
                labels = ["姓名", *(_label(n) for n in range(first, min(fields, first + A_FORM)))]
                form = {
                    "title": f"自编表{first}",
                    "fields": [{"label": each, "type": "text"} for each in labels],
                }
                admitted(house, "civil-affairs", form, scope="true")
            values = {"person.name": "示例一", "person.id_number": id_number("1970-01-01", 1)}
            asked = house.table(_person()).json_schema["properties"]
            values = {name: value for name, value in values.items() if name in asked}
            entry = Entry(
                id="e", unit=UNIT, subject="person:1", kind="person", act="open", values=values
            )
            fill.file(house, entry, ADMINISTRATOR)
        server = Server(path)
        try:
            return {"fields": len(asked), **_in_browser(server.address)}
        finally:
            server.stop()


def _label(number):
    """Words that mean nothing known and nothing alike, so that nothing is merged."""
    first, second = divmod(number * 37 % 400, 20)
    characters = "鹤杉棋萤琥鲸岚陶笛竹雁砚蕨锚橙鼎梭瓷栗鹿"
    return f"{characters[first]}{characters[second]}{characters[(first * 7 + second * 3) % 20]}数"


def _person():
    from yibiao.model.kinds import SubjectKind

    return SubjectKind.PERSON


def _in_browser(address):
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        opened = sorted((_opened(browser, address) for _ in range(TIMES)), key=lambda each: each[0])
        browser.close()
    ready, answered, took = opened[TIMES // 2]
    return {
        "ready_ms": round(ready),
        "of_it_service_ms": round(answered),
        "key_ms": round(took[KEYS // 2]),
        "worst_key_ms": round(took[-1]),
    }


def _opened(browser, address):
    """From the list to a form that has taken its first key, how long the service took of that, and what further keys take."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/#token={TOKEN}")
    page.wait_for_selector(".subject")
    page.wait_for_load_state("networkidle")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    begun = time.perf_counter()
    page.evaluate("location.hash = '#/subject/person%3A1'")
    field = page.wait_for_selector("[id='root_person.name']")
    field.focus()
    page.keyboard.type("x")
    ready = 1000 * (time.perf_counter() - begun)
    took = sorted(_key(page) for _ in range(KEYS))
    answered = page.evaluate(ANSWERED)
    context.close()
    return ready, answered, took


def _key(page):
    """One key, until what it changed is painted."""
    begun = time.perf_counter()
    page.keyboard.type("x")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    return 1000 * (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
