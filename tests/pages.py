"""The pages as they are served: built if they are not, a browser that watches them, and somebody signed in."""

import importlib.util
import shutil
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "src" / "yibiao" / "web" / "app"

#: The same engine without windows takes a fifth less of the processor.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)


@cache
def hatch_build():
    """The build hook, which is a script beside the packages."""
    told = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(told)
    sys.modules[told.name] = module
    told.loader.exec_module(module)
    return module


def built():
    """The folder of the built pages; where they cannot be built the test is skipped, with the reason."""
    hook = hatch_build()
    try:
        hook.build()
    except hook.Unbuilt as why:
        pytest.skip(str(why))
    return BUILT
