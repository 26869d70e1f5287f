"""What is held comes back in the department's own file: a register of all, a card about one."""

import io
import zipfile

import docx
import pytest
from litestar.testing import TestClient

from tests.flows.test_originals import sent
from tests.houses import ADMINISTRATOR, UNIT, a_house, id_number
from tests.unit.intake.files import delimited, word, workbook
from tests.unit.publishing.originals import values
from yibiao.errors import NotFound
from yibiao.flows.filling import fill
from yibiao.flows.registering import govern, register
from yibiao.flows.slicing import originals
from yibiao.flows.slicing.slices import Wish
from yibiao.matching import Choice
from yibiao.model.original import SentFile
from yibiao.model.record import Entry
from yibiao.web.app import create_app

NUMBERS = [id_number("1940-05-06", 12), id_number("1980-06-07", 13)]
CARD = [
    ["困难群众登记表", None, None, None],
    ["姓名", "", "身份证号", ""],
    ["性别", "□男  □女", "出生日期", "    年  月  日"],
    ["联系电话", "", "备注", ""],
]


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        yield house


def circulating(house, content, name):
    """The id of the form in that file, in force, doubtful questions decided as proposed."""
    (submission,) = sent(house, content, name, scope="true", subject="person")
    choices = {
        each.field: Choice(new=True, decided_by=ADMINISTRATOR.id)
        for each in submission.undecided
    }  # fmt: skip
    if choices:
        register.decide(house, submission.form.id, choices, ADMINISTRATOR)
    govern.admit(house, submission.form.id, ADMINISTRATOR)
    return submission.form.id


def filled(house, form, *, unit=None, subjects=None):
    """What is handed out, whole."""
    handed = originals.originals(house, form, ADMINISTRATOR, Wish(unit), subjects=subjects)
    return SentFile(handed.name, b"".join(handed.pieces))


def two_people(house):
    for n, number in enumerate(NUMBERS):
        held = {"person.name": f"示例{n}", "person.id_number": number}
        entry = Entry(
            id=f"e{n}", unit=UNIT, subject=f"person:{n}", kind="person", act="open", values=held
        )
        fill.file(house, entry, ADMINISTRATOR)


REGISTER = workbook(
    花名册=[["困难群众花名册", "", ""], ["序号", "姓名", "身份证号", "性别"], [1, "", "", ""]]
)


def test_a_register_has_a_row_for_each(house):
    """In the department's workbook, whether they were held before the form came or after."""
    form = circulating(house, REGISTER, "花名册.xlsx")
    two_people(house)

    file = filled(house, form)
    assert file.name == "花名册.xlsx"
    assert values(file.content, "花名册")[2:] == [
        [1, "示例0", NUMBERS[0], "女性"],
        [2, "示例1", NUMBERS[1], "男性"],
    ]


def test_a_card_is_about_one_subject(house):
    """Boxes and dates as the document prints them."""
    form = circulating(house, word(CARD), "登记表.docx")
    two_people(house)

    file = filled(house, form, subjects=["person:1"])
    table = docx.Document(io.BytesIO(file.content)).tables[0]
    assert [each.text for each in table.rows[1].cells] == ["姓名", "示例1", "身份证号", NUMBERS[1]]
    assert "☑" in table.rows[2].cells[1].text
    assert table.rows[2].cells[3].text == "1980年6月7日"
    with pytest.raises(NotFound):
        filled(house, form, subjects=["person:9"])


def test_a_card_about_nobody_is_blank(house):
    """No archive with nothing in it."""
    form = circulating(house, word(CARD), "登记表.docx")

    file = filled(house, form)
    assert file.name == "登记表.docx"
    table = docx.Document(io.BytesIO(file.content)).tables[0]
    assert [each.text for each in table.rows[1].cells] == ["姓名", "", "身份证号", ""]


def test_cards_about_several_come_in_an_archive(house):
    """One document each, called by the name and the end of the number that stand in it."""
    form = circulating(house, word(CARD), "登记表.docx")
    two_people(house)

    file = filled(house, form, unit=UNIT)
    assert file.name == "困难群众登记表.zip"
    assert zipfile.ZipFile(io.BytesIO(file.content)).namelist() == [
        f"示例0-{NUMBERS[0][-4:]}.docx",
        f"示例1-{NUMBERS[1][-4:]}.docx",
    ]


def test_a_form_without_a_layout_is_filled_in_anew(house):
    """As a workbook under its title."""
    form = circulating(house, delimited(["姓名", "身份证号"]), "花名册.csv")
    two_people(house)

    file = filled(house, form)
    assert values(file.content, "花名册")[2:4] == [
        [1, "示例0", NUMBERS[0]],
        [2, "示例1", NUMBERS[1]],
    ]


def test_over_http(house):
    """`GET /slices/{form}?format=filled`."""
    form = circulating(house, REGISTER, "花名册.xlsx")
    two_people(house)
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        answer = client.get(
            f"/api/v1/slices/{form}", params={"format": "filled", "subject": "person:1"}
        )

    assert [row[1] for row in values(answer.content, "花名册")[2:]] == ["示例1"]


def test_what_cannot_be_asked_together_is_refused_over_http(house):
    """One subject's answer is never everybody's."""
    form = circulating(house, REGISTER, "花名册.xlsx")
    two_people(house)
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        answer = client.get(f"/api/v1/slices/{form}", params={"subject": "person:1"})

        assert answer.status_code == 400


def test_nothing_empty_is_handed_out_as_filled(house, monkeypatch):
    """A file that cannot be written in after all would say that nothing is held."""
    form = circulating(house, REGISTER, "花名册.xlsx")
    two_people(house)
    monkeypatch.setattr("yibiao.publishing.filled", lambda *_: None)

    with pytest.raises(NotFound):
        filled(house, form)
