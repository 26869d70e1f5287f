"""The lock file pins what the service needs."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


def test_everything_needed_is_pinned_with_hashes():
    """Every dependency that the project names has one version, which satisfies it, and hashes; no address of a registry."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {
        _plain(name): (version, hashes.count("--hash=sha256:"))
        for name, version, hashes in re.findall(
            r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)[^\n]*\\\n((?:    --hash=[^\n]*\n?)+)",
            text,
            re.MULTILINE,
        )
    }
    needed = [*project["dependencies"], *project["optional-dependencies"]["postgresql"]]

    for each in map(Requirement, needed):
        version, hashes = pinned[_plain(each.name)]
        assert each.specifier.contains(version), each
        assert hashes > 0, each
    assert "://" not in text


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()
