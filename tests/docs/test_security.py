"""The checklist of `docs/security.md` names tests that are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs/security.md").read_text("utf-8"))


@pytest.mark.parametrize(("file", "test"), sorted(set(NAMED)), ids=str)
def test_a_line_is_held_by_a_test(file, test):
    """A requirement that is said to be held has something that fails when it is not."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))

    assert test in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


def test_there_are_lines():
    """The pattern above finds them."""
    assert len(NAMED) > 30
