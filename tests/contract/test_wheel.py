"""The wheel holds everything that runs, nothing else, and runs from wherever it is unpacked."""

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.pages import built

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not importlib.util.find_spec("hatchling"), reason="hatchling is not installed"
    ),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout, with its pages."""
    built()
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (made,) = folder.glob("*.whl")
    return zipfile.ZipFile(made)


@pytest.fixture(scope="module")
def unpacked(wheel, tmp_path_factory):
    """Runs Python on the wheel's own files, far from any checkout."""
    folder = tmp_path_factory.mktemp("site")
    wheel.extractall(folder)

    def run(*arguments, cwd):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        ).stdout

    where = run("-c", "import yibiao; print(yibiao.__file__)", cwd=folder)
    assert where.strip() == str(folder / "yibiao" / "__init__.py")
    return run


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


def test_it_runs_the_demo(unpacked, tmp_path):
    """From the forms it ships to a verified journal."""
    told = unpacked(
        *("-m", "yibiao", "demo", "--households", "60", "--residents", "180"), cwd=tmp_path
    )

    assert told
    assert "✓" in unpacked("-m", "yibiao", "verify", "--data", "demo-data", cwd=tmp_path)
