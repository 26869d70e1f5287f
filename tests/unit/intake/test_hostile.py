"""Files that mean harm, at small sizes: each is read, or refused for its own reason."""

import random

import pytest

from tests.hostile import CASES, READ
from tests.hostile.cases import whole_files
from tests.unit.intake.files import read
from yibiao.errors import Problem


def answer(content, filename):
    """`READ`, or the code of the finding that refuses the file."""
    try:
        return READ if read(content, filename) else None
    except Problem as problem:
        finding = next(each for each in problem.findings if each.level == "error")
        assert all(finding.says(each) and finding.remedy(each) for each in ("zh", "en"))
        return finding.code


@pytest.mark.parametrize("case", CASES, ids=[each.name for each in CASES])
def test_every_hostile_file_gets_its_answer(case):
    """The same cases at their full size are measured in benchmarks/quality/hostile.py."""
    assert answer(case.build(case.small), case.filename) in case.answers


@pytest.mark.parametrize(("name", "content"), whole_files())
def test_a_file_cut_off_anywhere_is_read_or_refused(name, content):
    """Every length of a short file, and a hundred of a longer one."""
    step = max(1, len(content) // 100)
    for length in range(0, len(content), step):
        answer(content[:length], name)


@pytest.mark.parametrize(("name", "content"), whole_files())
def test_a_file_with_one_bit_flipped_is_read_or_refused(name, content):
    """A hundred places of each kind of file."""
    chance = random.Random(1)
    for _ in range(100):
        spoilt = bytearray(content)
        spoilt[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        answer(bytes(spoilt), name)


def test_formulas_in_labels_never_become_fields_as_they_are():
    """What a spreadsheet would run is left out of the form and named."""
    [case] = [each for each in CASES if each.name == "formula injection"]
    [reading] = read(case.build(1), case.filename)

    assert not [each.label for each in reading.form.fields if each.label[0] in "=+-@"]
    assert [each.code for each in reading.findings].count("formula-text-in-header") == 4
