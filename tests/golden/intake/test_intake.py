"""A file in each dialect and the forms it gives; `pytest --bless` rewrites them, to be reviewed as a diff."""

import json
from pathlib import Path

import pytest

from yibiao import intake

CASES = sorted(path for path in Path(__file__).parent.iterdir() if list(path.glob("source.*")))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_file_gives_its_forms(case, bless):
    """The source gives these forms and these findings, to the letter."""
    [source] = case.glob("source.*")
    actual = [
        {
            "form": each.form.schema_document(),
            "findings": [{"code": f.code, "where": f.where} for f in each.findings],
        }
        for each in intake.read(source.read_bytes(), source.name, department="civil-affairs")
    ]
    golden = case / "form.json"
    if bless:
        golden.write_text(json.dumps(actual, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    expected = json.loads(golden.read_text(encoding="utf-8"))

    assert expected == actual
