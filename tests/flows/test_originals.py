"""The file that a department sent is kept with its form, and given back as it came."""

import pytest
from litestar.testing import TestClient

from tests.houses import ADMINISTRATOR, SAID, a_house
from tests.unit.intake.files import delimited, workbook
from yibiao.errors import NotFound
from yibiao.flows import keep
from yibiao.flows.registering import register
from yibiao.flows.registry import Registry
from yibiao.flows.slicing import hand_out
from yibiao.web.app import create_app

REGISTER = [["残疾人花名册"], ["姓名", "身份证号", "联系电话"]]


def sent(house, content, name, **said):
    readings = register.read(
        house, content, name, "civil-affairs", ADMINISTRATOR, **{**SAID, **said}
    )
    return register.submit_all(house, readings, ADMINISTRATOR)


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        yield house


def test_a_form_that_is_in_its_file_twice_is_registered_once(house):
    readings = register.read(
        house, delimited(["姓名", "身份证号"]), "表.csv", "civil-affairs", ADMINISTRATOR, **SAID
    )

    made = register.submit_all(house, [*readings, *readings], ADMINISTRATOR)

    assert [each.form.id for each in readings] == [each.form.id for each in made]


def test_a_form_keeps_the_file_it_came_in(house):
    """Name, bytes and sheet, however many forms the file holds; the bytes are kept once."""
    content = workbook(一季度=REGISTER, 二季度=[["低保花名册"], ["姓名", "住址", "低保金额"]])
    first, second = sent(house, content, "两张表.xlsx")

    originals = [hand_out.original(house, each.form.id, ADMINISTRATOR) for each in (first, second)]
    assert [(content, "两张表.xlsx", "一季度"), (content, "两张表.xlsx", "二季度")] == [
        (each.content, each.name, each.part) for each in originals
    ]
    registered = house.registry.registrations.values()
    assert len({each.file.digest for each in registered}) == 1
    assert keep.verify(house, ADMINISTRATOR) == ()


def test_a_preview_keeps_no_file(house, tmp_path):
    """Nothing is left of what was only looked at."""
    readings = register.read(
        house, delimited(["姓名", "住址"]), "a.csv", "civil-affairs", ADMINISTRATOR
    )
    register.submit_all(house, readings, ADMINISTRATOR, commit=False)

    assert [each for each in (tmp_path / "data").rglob("*") if "files" in each.parts] == []


def test_verification_misses_files_and_finds_altered_ones(house, tmp_path):
    """An event's file that is gone or is another now is named by the event's position; an orphan is nobody's."""
    house.blobs.keep(b"orphan")
    (submission,) = sent(house, delimited(["姓名", "住址"]), "a.csv")
    original = house.registry.registration(submission.form.id).file
    path = tmp_path / "data" / "files" / original.digest[:2] / original.digest
    at = f"#/events/{house.registry.registration(submission.form.id).submitted}"
    assert keep.verify(house, ADMINISTRATOR) == ()

    path.write_bytes(b"other")
    (altered,) = keep.verify(house, ADMINISTRATOR)
    assert ("file-altered", at) == (altered.code, altered.where)
    with pytest.raises(NotFound):
        hand_out.original(house, submission.form.id, ADMINISTRATOR)

    path.unlink()
    (missing,) = keep.verify(house, ADMINISTRATOR)
    assert ("file-missing", at) == (missing.code, missing.where)


def test_journals_without_files_are_read(house):
    """A form that was submitted before files were kept is registered, and has no original."""
    (submission,) = sent(house, delimited(["姓名", "住址"]), "a.csv")
    older = Registry()
    for event in house.journal.events():
        body = {name: value for name, value in event.body.items() if name != "file"}
        older.apply(event.model_copy(update={"body": body}))

    assert older.registration(submission.form.id).file is None


def test_the_original_comes_back_over_http(house):
    """Byte for byte, to be saved under its name and never shown."""
    page = "姓名,住址,<script>alert(1)</script>\n".encode()
    (submission,) = sent(house, page, "名单\\花名册.csv")
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        answer = client.get(f"/api/v1/forms/{submission.form.id}/file")
        (summary,) = client.get("/api/v1/forms").json()

    assert page == answer.content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith(
        "attachment; filename*=UTF-8''%E8%8A%B1"
    )
    assert summary["file"]["bytes"] == len(page)
