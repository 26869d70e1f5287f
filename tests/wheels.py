"""The wheel of this checkout, and Python that runs on what is in it."""

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.pages import built

ROOT = Path(__file__).parents[1]

needs_hatchling = pytest.mark.skipif(
    not importlib.util.find_spec("hatchling"), reason="hatchling is not installed"
)


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
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
