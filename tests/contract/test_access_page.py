"""`docs/access.md` is what the policy says today."""

import re
import runpy
from pathlib import Path

from yibiao.access import ACTS, MATRIX

ROOT = Path(__file__).parents[2]


def test_the_page_is_current():
    """Run `python docs/access.py` after a change to the policy."""
    written = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")

    assert runpy.run_path(str(ROOT / "docs" / "access.py"))["document"]() == written


def test_every_act_is_somebodys():
    """Of a role that is no administrator, or it would want an administrator each time; but for these."""
    others = {act for role, acts in MATRIX.items() for act in acts if role != "administrator"}

    assert set(ACTS) - others == {
        "access.view-as",
        "journal.backup",
        "journal.rebuild",
        "journal.restore",
    }


def test_the_pages_offer_an_act_to_whoever_may_do_it():
    """To every role that the policy lets do it, and to no other: nobody is shown a button that is refused them."""
    written = (ROOT / "src/webapp/src/session/kinds.ts").read_text(encoding="utf-8")
    offered = {
        act: set(re.findall(r'"(\w+)"', roles))
        for act, roles in re.findall(r'"(\w+\.[\w-]+)": \[(.*?)\]', written)
    }

    assert {"round.submit", "round.return"} <= offered.keys()
    assert offered == {
        act: {role for role, acts in MATRIX.items() if act in acts} for act in offered
    }
