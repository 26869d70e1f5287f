"""A form goes back out with nothing filled in, through every door."""

import io

import openpyxl
import pytest
from litestar.testing import TestClient
from typer.testing import CliRunner

from tests.flows.test_originals import sent
from tests.houses import ADMINISTRATOR, a_house
from tests.unit.intake.files import delimited, workbook, xlsform
from tests.unit.publishing.originals import values
from yibiao.cli import app
from yibiao.flows.slicing import hand_out
from yibiao.web.app import create_app

EXAMPLE = ["示例甲", "999999198006070013", "13800000000"]
HEADER = ["姓名", "身份证号", "联系电话"]


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        yield house


def test_examples_of_every_form_of_the_file_are_taken_out(house):
    """One sheet is asked for; nobody's values go out with the others."""
    content = workbook(
        一季度=[["残疾人花名册", "", ""], HEADER, EXAMPLE],
        二季度=[["低保花名册", "", ""], HEADER, EXAMPLE],
    )
    first, _ = sent(house, content, "两张表.xlsx")

    file = hand_out.blank(house, first.form.id, ADMINISTRATOR)
    assert file.name == "两张表.xlsx"
    assert [values(file.content, name)[1:] for name in ("一季度", "二季度")] == [[HEADER]] * 2


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (delimited(["姓名", "联系电话", "住址"]), "花名册.csv"),
        (xlsform([["type", "name", "label"], ["text", "name", "姓名"], ["text", "住址", "住址"]]), "问卷.xlsx"),
    ],
)  # fmt: skip
def test_a_file_without_a_layout_is_laid_out(house, content, name):
    """As a workbook of its own, under the form's title."""
    (submission,) = sent(house, content, name, subject="person")

    file = hand_out.blank(house, submission.form.id, ADMINISTRATOR)
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert file.name == f"{submission.form.title}.xlsx"
    assert sheet["A1"].value == submission.form.title
    assert "姓名" in [each.value for each in sheet[2]]


def test_a_form_whose_file_is_gone_is_laid_out(house, tmp_path):
    """What the registry knows is enough."""
    (submission,) = sent(house, workbook(S=[HEADER]), "花名册.xlsx", title="花名册")
    for path in (tmp_path / "data" / "files").rglob("*"):
        if path.is_file():
            path.unlink()

    file = hand_out.blank(house, submission.form.id, ADMINISTRATOR)
    assert values(file.content, "花名册")[1] == ["序号", *HEADER]


def test_over_http(house):
    """`GET /forms/{id}/blank` answers with the workbook."""
    (submission,) = sent(house, workbook(S=[HEADER, EXAMPLE]), "花名册.xlsx")
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        answer = client.get(f"/api/v1/forms/{submission.form.id}/blank")

    assert values(answer.content, "S") == [HEADER]
    assert "spreadsheetml" in answer.headers["content-type"]
    assert "attachment" in answer.headers["content-disposition"]


def test_from_the_terminal(tmp_path):
    """`yibiao export --blank` and `--original` write a file where they are told, and none over another unasked."""
    with a_house(tmp_path / "data") as house:
        content = workbook(S=[HEADER, EXAMPLE])
        (submission,) = sent(house, content, "花名册.xlsx")
    (tmp_path / "out").mkdir()

    def export(*arguments):
        return CliRunner().invoke(
            app, ["export", submission.form.id, *arguments, "--data", str(tmp_path / "data")]
        )

    assert export("--blank", "--to", str(tmp_path / "out")).exit_code == 0
    assert values((tmp_path / "out" / "花名册.xlsx").read_bytes(), "S") == [HEADER]
    assert export("--original", "--to", str(tmp_path / "out")).exit_code != 0
    assert export("--original", "--to", str(tmp_path / "sent.xlsx")).exit_code == 0
    assert content == (tmp_path / "sent.xlsx").read_bytes()
