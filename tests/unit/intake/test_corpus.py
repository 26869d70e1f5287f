"""Real forms and files, where they are at hand: all are read, or refused with a reason."""

import json
import os
from pathlib import Path

import pytest

from tests.unit.intake.files import read
from yibiao.errors import Problem

CORPUS = Path(os.environ.get("YIBIAO_CORPUS") or Path(__file__).parents[4] / "shared" / "corpus")
FORMS = sorted((CORPUS / "forms").glob("*.json"))
FILES = sorted(
    path
    for path in (CORPUS / "files").glob("*")
    if path.suffix in (".xls", ".xlsx", ".doc", ".docx")
)

pytestmark = pytest.mark.skipif(
    not FORMS, reason="the corpus of real forms is not here (YIBIAO_CORPUS)"
)


def test_every_list_of_fields_is_read():
    """Each real form gives a form; no field of one is lost in silence."""
    lost = []
    for path in FORMS:
        [reading] = read(path.read_bytes(), path.name)
        named = {each.cell for each in reading.form.fields} | {
            each.where for each in reading.findings
        }
        fields = json.loads(path.read_bytes())["fields"]
        lost += [
            (path.name, position)
            for position, each in enumerate(fields)
            if each.get("type") != "section" and f"#/fields/{position}" not in named
        ]

    assert lost == []


def test_every_file_is_read_or_refused():
    """Each real template is read, or refused with a problem."""
    for path in FILES:
        try:
            assert read(path.read_bytes(), path.name)
        except Problem as problem:
            assert problem.findings  # noqa: PT017
