"""What no parser should see is refused before one does; every refusal says what to do."""

import io
import struct
import zipfile

import pytest

from tests.unit.intake.files import delimited, read, workbook
from yibiao import intake
from yibiao.errors import NotAForm, TooLarge, Unreadable

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
HEADER = "".join(f'<c r="{p}1" t="inlineStr"><is><t>{t}</t></is></c>' for p, t in (("A", "姓名"), ("B", "性别")))  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def sheet_of(xml):
    """A small workbook with its sheet replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(Sheet1=[["姓名", "性别"]]))) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:  # fmt: skip
        for each in old.infolist():
            content = xml if each.filename == "xl/worksheets/sheet1.xml" else old.read(each)
            new.writestr(each.filename, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "filename", "problem", "code"),
    [
        (b"", "a.csv", NotAForm, "empty-file"),
        (b'{"a": 1}', "a.json", NotAForm, "json-without-fields"),
        (b'{"text": "\\u901a\\u77e5", "paragraphs": ["..."]}', "a.json", NotAForm, "json-without-fields"),
        (b'{"fields": [{"label": "}"}]}', "a.json", NotAForm, "nothing-asked"),
        (b"[" * 100_000, "a.json", Unreadable, "unknown-format"),
        (b"\x00\x01\x02" * 99, "a.bin", Unreadable, "unknown-format"),
        (b"<?xml version='1.0'?><svg><g/></svg>", "a.xls", Unreadable, "markup"),
        (b"%PDF-1.7 ...", "a.pdf", Unreadable, "pdf-not-read"),
        (archive(word__document_xml="<w/>"), "a.docx", Unreadable, "document-not-read"),
        (OLE + "WordDocument".encode("utf-16-le"), "a.doc", Unreadable, "document-not-read"),
        (b"PK\x03\x04 and nothing else", "a.docx", Unreadable, "document-not-read"),
        (b"PK\x03\x04 and nothing else", "a.xlsx", Unreadable, "broken-workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", Unreadable, "encrypted-document"),
        (OLE + "Workbook".encode("utf-16-le"), "a.xls", Unreadable, "broken-workbook"),
        ("# 通知\n\n请各村，于月底前，报送材料".encode(), "a.md", Unreadable, "unknown-format"),
        (b"PK\x03\x04 and then nothing", "a.xlsx", Unreadable, "broken-workbook"),
        (workbook(Sheet1=[["姓名", "性别"]])[:-200], "a.xlsx", Unreadable, "broken-workbook"),
        (archive(xl__workbook_xml="<workbook"), "a.xlsx", Unreadable, "broken-workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a.png", Unreadable, "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "a.pdf", Unreadable, "picture"),
        (b"\0\0\0\x18ftypheic" + bytes(99), "a.heic", Unreadable, "picture"),
        (b"RIFF\0\0\0\0WEBP" + bytes(99), "a.webp", Unreadable, "picture"),
        (b"II*\0" + bytes(99), "a.tif", Unreadable, "picture"),
        (b"CAJ\0" + bytes(99), "a.caj", Unreadable, "other-format"),
        (archive(OFD_xml="<OFD/>"), "a.ofd", Unreadable, "other-format"),
        (archive(ppt__presentation_xml="<p/>"), "a.pptx", Unreadable, "other-format"),
        (archive(**{"登记表.docx": "x"}), "a.zip", Unreadable, "archive"),
        (b"Rar!\x1a\x07" + bytes(99), "a.rar", Unreadable, "archive"),
        (archive(readme="hello"), "a.zip", Unreadable, "unknown-format"),
        (workbook(Sheet1=[]), "a.xlsx", NotAForm, "nothing-asked"),
        (workbook(Sheet1=[["1", "2"], ["3", "4"]]), "a.xlsx", NotAForm, "header-of-values"),
    ],
)  # fmt: skip
def test_refused(content, filename, problem, code):
    """Each file that is no form, or cannot be read, has its own reason and remedy in both languages."""
    with pytest.raises(problem) as refusal:
        read(content, filename)
    [finding] = refusal.value.findings

    assert code == finding.code
    assert all("{" not in refusal.value.detail(each) for each in ("zh", "en"))
    assert all(finding.remedy(each) for each in ("zh", "en"))


def test_a_large_upload_is_refused_unread(monkeypatch):
    """More bytes than the limit are refused before anything looks at them."""
    monkeypatch.setattr("yibiao.intake.reading.LARGEST", 100)
    monkeypatch.setattr("yibiao.intake.reading._dialect", lambda _: pytest.fail("somebody looked"))

    with pytest.raises(TooLarge):
        read(bytes(101), "a.xlsx")


def test_the_limit_is_fifty_megabytes():
    """A template is small; 200 MB are not one."""
    assert intake.LARGEST == 50 * 1024 * 1024


def test_an_archive_that_bursts_is_refused(monkeypatch):
    """An archive that unpacks to more than the limit is refused by its directory alone."""
    monkeypatch.setattr("yibiao.intake.containers.archive.MOST_UNPACKED", 1_000_000)

    with pytest.raises(TooLarge) as refusal:
        read(archive(xl__workbook_xml=bytes(1_000_001)), "a.xlsx")
    assert [each.code for each in refusal.value.findings] == ["zip-bomb"]


def test_an_archive_that_lies_about_its_sizes_is_refused():
    """A directory that promises less than a member unpacks to is not believed."""
    content = bytearray(archive(xl__workbook_xml=bytes(500_000)))
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, directory + 24, 10)

    with pytest.raises(TooLarge) as refusal:
        read(bytes(content), "a.xlsx")
    assert [each.code for each in refusal.value.findings] == ["zip-bomb"]


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c s='>' r='XFD1048576'><v>1</v></c></row>",
        '<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>',
    ],
)
def test_one_cell_far_out_is_not_read_and_said_so(cell):
    """However its place is written, what stands a million rows down takes no memory, and is named."""
    xml = f"{SHEET}<row r='1'>{HEADER}</row>{cell}</sheetData></worksheet>"
    [reading] = read(sheet_of(xml), "a.xlsx")

    assert ["姓名", "性别"] == [each.label for each in reading.form.fields]
    assert ("rows-not-read", "Sheet1!A1048576") in [(e.code, e.where) for e in reading.findings]


@pytest.mark.parametrize("place", ["A4294967296", "XFE1", "A0", "5", "A-1"])
def test_a_place_that_no_sheet_has_is_refused(place):
    """A cell beyond the last row or column is no cell."""
    xml = f"{SHEET}<row r='1'>{HEADER}</row><row r='2'><c r='{place}'><v>1</v></c></row></sheetData></worksheet>"

    with pytest.raises(Unreadable) as refusal:
        read(sheet_of(xml), "a.xlsx")
    assert [each.code for each in refusal.value.findings] == ["broken-workbook"]


def test_entities_are_refused():
    """XML that declares entities is not read: they may stand for more than they show."""
    xml = f'<!DOCTYPE x [<!ENTITY a "aaaa">]>{SHEET}</sheetData></worksheet>'

    with pytest.raises(Unreadable) as refusal:
        read(sheet_of(xml), "a.xlsx")
    assert [each.code for each in refusal.value.findings] == ["broken-workbook"]


def test_more_columns_than_anybody_fills_are_refused():
    """A header of ten thousand columns is no form."""
    with pytest.raises(TooLarge):
        read(delimited([f"字段{number}" for number in range(10_000)]), "a.csv")
