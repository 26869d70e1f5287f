"""The wheel holds everything that runs, nothing else, and runs from wherever it is unpacked."""

import json
from pathlib import Path

import pytest

from tests.wheels import needs_hatchling

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.slow, needs_hatchling]


def shipped(folder, under):
    """The files below *folder* by their names in the wheel, without what running left behind."""
    return {
        f"{under}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_it_holds_the_package_and_the_schemas_and_nothing_else(wheel):
    """Byte for byte: modules, the pages, migrations, lexicon, the demo's forms, schemas, the licence."""
    expected = shipped(ROOT / "src" / "yibiao", "yibiao")
    expected |= shipped(ROOT / "schemas", "yibiao/schemas")
    within = {name: wheel.read(name) for name in wheel.namelist() if name.startswith("yibiao/")}
    beside = {name.partition("/")[2] for name in set(wheel.namelist()) - within.keys()}

    assert sorted(expected) == sorted(within)
    assert [name for name in expected if expected[name] != within[name]] == []
    assert {
        "yibiao/web/app/index.html",
        "yibiao/store/migrations/versions/r0001_journal.py",
        "yibiao/demo/forms/manifest.json",
        "yibiao/schemas/problems.json",
        "yibiao/py.typed",
    } <= within.keys()
    assert beside == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}


def test_it_reads_a_form(unpacked):
    """`yibiao read` needs nothing of the checkout but the file."""
    form = next((ROOT / "docs" / "example").glob("80*.csv"))
    told = unpacked("-m", "yibiao", "read", str(form), "--json", cwd=form.parent)

    assert "身份证号码" in json.dumps(json.loads(told), ensure_ascii=False)
