"""Every file says who took it out, and when."""

import io
import json
import re
import zipfile
from urllib.parse import quote, unquote

import docx
import duckdb
import pytest
from litestar.testing import TestClient
from nanoarrow import c_array_stream, ipc
from openpyxl import load_workbook

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted, id_number, opened
from yibiao import publishing
from yibiao.errors import NotAllowed
from yibiao.flows.carrying import unit_workbook
from yibiao.flows.slicing import export, originals, sql_export
from yibiao.flows.slicing.slices import Wish
from yibiao.model.actor import Came, Scopes
from yibiao.model.original import SentFile
from yibiao.web.app import create_app

READER = ADMINISTRATOR.model_copy(update={"came": Came(purpose="核对")})
SAID = "user:test 于 2026-01-01 17:00:00 导出，用途：核对，请勿转发。"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        house.form = admitted(house, "civil-affairs", ELDERLY, scope="true")
        opened(house, "p1", "示例一", id_number("1950-06-15", 1))
        yield house


def test_a_csv_says_it_in_its_last_row(house):
    """Behind a mark that no value begins with."""
    text = export.export(house, house.form, READER, Wish(), "csv").content().decode()

    assert text.splitlines()[-1].strip('"').startswith(f"# {SAID}")


def test_a_token_for_slices_alone_takes_them_out(house):
    """It need reach nothing else; and one for something else takes out nothing."""
    only = READER.model_copy(update={"scopes": Scopes(acts=frozenset({"slice.read"}))})
    other = READER.model_copy(update={"scopes": Scopes(acts=frozenset({"registry.read"}))})
    text = export.export(house, house.form, only, Wish(), "csv").content().decode()

    assert SAID in text
    with pytest.raises(NotAllowed):
        export.export(house, house.form, other, Wish(), "csv")


def metadata_of(format_, content, path):
    """What a file for programs says beside its rows."""
    if format_ == "arrow":
        with ipc.InputStream.from_readable(content) as stream:
            return dict(c_array_stream(stream).get_schema().metadata.items())
    path.write_bytes(content)
    found = duckdb.connect().execute("FROM parquet_kv_metadata(?)", [str(path)]).fetchall()
    return {key: value for _, key, value in found}


@pytest.mark.parametrize("format_", ["parquet", "arrow"])
def test_files_for_programs_say_it_in_their_metadata(house, tmp_path, format_):
    """Of a slice, and of an answer to a department's own SQL."""
    asked = 'SELECT "姓名" FROM "80岁以上老人花名册"'
    for made in (
        export.export(house, house.form, READER, Wish(), format_),
        sql_export.ask_as(house, "civil-affairs", asked, READER, format_),
    ):
        said = metadata_of(format_, made.content(), tmp_path / "file")[b"yibiao:watermark"]
        assert said.decode().startswith(SAID)


def test_json_says_it_in_a_member_and_ndjson_in_its_name(house):
    """Every line of NDJSON is a row: one more would be read as somebody."""
    document = json.loads(export.export(house, house.form, READER, Wish(), "json").content())
    assert document["watermark"].startswith(SAID)
    lines = export.export(house, house.form, READER, Wish(), "ndjson")
    assert lines.name == "80岁以上老人花名册（user-test 于 2026-01-01 17-00-00 导出）"
    assert [json.loads(each)["姓名"] for each in lines.content().splitlines()] == ["示例一"]


@pytest.mark.parametrize("format_", ["json", "ndjson", "csv", "xlsx", "parquet", "arrow"])
def test_every_answer_says_it_in_a_header(house, format_):
    """Whatever the format."""
    with TestClient(create_app(house, "secret")) as client:
        headers = {"Authorization": "Bearer secret", "Yibiao-Purpose": quote("核对")}
        answer = client.get(f"/api/v1/slices/{house.form}?format={format_}", headers=headers)

    said = unquote(answer.headers["yibiao-watermark"])
    assert said.startswith(SAID.replace("user:test", "user:administrator"))


def test_a_workbook_says_it_on_a_sheet_or_among_its_properties(house):
    """On a sheet of its own where the workbook is ours; a unit's under each page."""
    content = export.export(house, house.form, READER, Wish(), "xlsx").content()
    assert load_workbook(io.BytesIO(content))["导出说明"]["A1"].value.startswith(SAID)
    handed = originals.originals(house, house.form, READER)
    filled = load_workbook(io.BytesIO(b"".join(handed.pieces)))
    assert filled.properties.description.startswith(SAID)
    unit = load_workbook(io.BytesIO(unit_workbook.workbook(house, UNIT, READER).content))
    assert unit.properties.description.startswith(SAID)
    assert unit.worksheets[1].oddFooter.left.text.startswith(SAID)


def test_documents_say_it_among_their_properties():
    """Whether the file had any before or not; what is in it stays as it was, and what is no office file stays as it is."""
    document = docx.Document()
    document.add_paragraph("甲")
    buffer = io.BytesIO()
    document.save(buffer)
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(buffer.getvalue())) as read, zipfile.ZipFile(bare, "w") as made:
        for each in read.infolist():
            part = read.read(each)
            if each.filename == "[Content_Types].xml":
                part = part.replace(
                    b'<Override PartName="/docProps/core.xml"', b'<Override PartName="/gone.xml"'
                )
            if each.filename == "_rels/.rels":
                part = re.sub(rb"<Relationship [^>]*core.xml[^>]*/>", b"", part)
            if each.filename != "docProps/core.xml":
                made.writestr(each, part)
    for content in (buffer.getvalue(), bare.getvalue()):
        marked = publishing.watermarked(SentFile("a.docx", content), SAID).content
        with zipfile.ZipFile(io.BytesIO(marked)) as read:
            assert SAID in read.read("docProps/core.xml").decode()
            before = zipfile.ZipFile(io.BytesIO(content))
            assert before.read("word/document.xml") == read.read("word/document.xml")
    document = docx.Document(io.BytesIO(marked))
    assert document.core_properties.comments == SAID
    for content in (b"text", b"PK\x03\x04broken"):
        assert publishing.watermarked(SentFile("a.txt", content), SAID).content == content
