"""`schemas/problems.json` → `docs/problems.md`: run after a change to the catalogue."""  # noqa: INP001

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CATALOGUE = HERE.parent / "schemas" / "problems.json"

HEADER = """\
# Problems and findings · 问题与提示

A *problem* is one refusal that the caller can act on; it is answered as `application/problem+json`
with the type `urn:yibiao:problem:<code>`.
A *finding* is one thing wrong or doubtful, and where; findings come in lists, in `errors` of a problem
and as marks on a page.
Words in braces are facts of the case; they stand as members of their own. `{count:cell|cells}` is the first word where
the fact is one, and else the second.
A code once published is never used for anything else.

This page is made from [`schemas/problems.json`](../schemas/problems.json) by `python docs/problems.py`.
"""


def document() -> str:
    """The whole page."""
    catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    problems = "\n".join(map(_problem, catalogue["problems"]))
    findings = "\n".join(map(_finding, catalogue["findings"]))
    return f"{HEADER}\n## Problems · 问题\n\n{problems}\n## Findings · 提示\n\n{findings}"


def _problem(entry: dict[str, Any]) -> str:
    title = entry["title"]
    heading = f"### `{entry['code']}` · {entry['status']}\n\n**{title['zh']} · {title['en']}**\n"
    return f"{heading}\n{_said(entry['detail'])}\n{_said(entry['remedy'])}"


def _finding(entry: dict[str, Any]) -> str:
    level = f"{entry['level']}, asks why" if entry.get("asks_why") else entry["level"]
    heading = f"### `{entry['code']}` · {level}\n"
    return f"{heading}\n{_said(entry['says'])}\n{_said(entry['remedy'])}"


def _said(text: dict[str, str]) -> str:
    return f"{text['zh']}\n*{text['en']}*\n"


if __name__ == "__main__":
    (HERE / "problems.md").write_text(document(), encoding="utf-8")
