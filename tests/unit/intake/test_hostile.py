"""Files that mean harm, at small sizes: each is read, or refused for its own reason."""

import random

import pytest

from tests.hostile import CASES, READ
from tests.hostile.cases import whole_files
from tests.hostile.parts import HEADER, register, row_of, workbook
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


def test_cases_have_names_of_their_own():
    """The benchmark builds a case by its name."""
    assert len(CASES) == len({each.name for each in CASES})


def test_nothing_that_was_not_read_is_left_unsaid():
    """Rows further down, texts too long, lists too long or worked out: each is named where it stands."""
    rows = "".join(row_of(n, ["某某", "男", "x", "y"] * 30) for n in range(1, 260))
    long = row_of(0, ["姓名", "性别", "联系电话", "住址"]) + row_of(1, ["字" * 5_001, "", "", ""])
    rules = "<dataValidations>{}</dataValidations>".format(
        "".join(
            f'<dataValidation type="list" sqref="{cells}"><formula1>{formula}</formula1></dataValidation>'
            for cells, formula in (("A2:A9", "INDIRECT($B2)"), ("B2:B9", "lists!$A$1:$A$9000"))
        )
    )
    listed = "".join(row_of(n, [f"答案{n}"]) for n in range(9_000))
    told = {}
    for content in (
        register(rows),
        workbook(long),
        workbook(row_of(0, HEADER), after=rules, sheets=("Sheet1", "lists"), tables={1: listed}),
    ):
        told |= {e.code: e.where for each in read(content, "a.xlsx") for e in each.findings}
    read_csv = read("姓名,性别,住址\n".encode() + "某,男,x\n".encode() * 300, "a.csv")

    assert told["rows-not-read"] == "Sheet1!A201"
    assert told["text-too-long"] == "Sheet1!A2"
    assert (told["list-not-read"], told["list-too-long"]) == ("Sheet1!A2", "Sheet1!B2")
    assert ("rows-not-read", "row 201") in [(e.code, e.where) for e in read_csv[0].findings]


def test_a_list_far_down_on_another_sheet_is_read():
    """Also one whose end its own words say."""
    formula = "OFFSET(lists!$A$2,0,0,COUNTA(lists!$A:$A)-1,1)"
    rules = "<dataValidations>{}</dataValidations>".format(
        "".join(
            f'<dataValidation type="list" sqref="{cells}"><formula1>{each}</formula1></dataValidation>'
            for cells, each in (("A2:A9", "lists!$A$500:$A$503"), ("B2:B9", formula))
        )
    )
    listed = "".join(row_of(n, [f"答案{n}", "说明" * 40]) for n in range(503))
    content = workbook(
        row_of(0, HEADER), after=rules, sheets=("Sheet1", "lists"), tables={1: listed}
    )
    reading = read(content, "a.xlsx")[0]
    first, second, *_ = reading.form.fields

    assert ["答案499", "答案500", "答案501", "答案502"] == [each.title for each in first.options]
    assert (502, "答案1") == (len(second.options), second.options[0].title)
