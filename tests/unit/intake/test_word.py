"""What Word, WPS and programs write into documents beside plain words."""

import io
import zipfile

import pytest

from tests.unit.intake.files import form_of, read, word
from tests.unit.intake.test_documents import rewritten
from yibiao.errors import Unreadable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
W2003 = "http://schemas.microsoft.com/office/word/2003/wordml"


def in_place_of(words, xml, *blocks):
    """The document with a run that says *words* replaced."""
    return rewritten(
        word(*blocks),
        lambda part: part.replace(f"<w:r><w:t>{words}</w:t></w:r>".encode(), xml.encode()),
    )


def with_part(content, name, xml):
    """The document with one more part, or another in its place."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, xml)
    return buffer.getvalue()


def labels(form):
    return [each.label for each in form.fields]


LINES = ("外出务工证明", "姓名：HERE", "住址：____", "电话：____")


@pytest.mark.parametrize(
    ("kind", "name"),
    [("document.macroEnabled.main+xml", "a.docm"), ("template.main+xml", "a.dotx")],
)
def test_documents_with_macros_and_templates(kind, name):
    """What a file calls itself does not matter; macros are not run."""
    content = word("登记表", [["姓名", "", "性别", ""], ["住址", "", "电话", ""]])
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        types = old.read("[Content_Types].xml").replace(b"document.main+xml", kind.encode())

    assert len(form_of(with_part(content, "[Content_Types].xml", types), name).fields) == 4


def test_strict_documents():
    """The strict standard has names of its own for the same things."""
    content = rewritten(
        word("登记表", [["姓名", "", "性别", ""], ["住址", "", "电话", ""]]),
        lambda xml: xml.replace(W.encode(), STRICT.encode()),
    )

    assert labels(form_of(content, "a.docx")) == ["姓名", "性别", "住址", "电话"]


def of_2003(*rows):
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{each}</w:t></w:r></w:p></w:tc>" for each in row)
        + "</w:tr>"
        for row in rows
    )  # fmt: skip
    return (
        f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="{W2003}" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:body><wx:sect><w:p><w:r><w:t>登记表</w:t></w:r></w:p>'
        f"<w:tbl>{cells}</w:tbl></wx:sect></w:body></w:wordDocument>"
    ).encode()


def test_documents_of_2003_that_are_one_file_of_xml():
    """Programs that fill templates write them, and call them .doc."""
    form = form_of(of_2003(["姓名", "", "性别", ""], ["住址", "", "电话", ""]), "a.doc")

    assert labels(form) == ["姓名", "性别", "住址", "电话"]
    with pytest.raises(Unreadable):
        read(of_2003(["姓名"])[:-20], "a.doc")


def flat(content):
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        part = old.read("word/document.xml").split(b"?>", 1)[1].decode()
    return (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{part}</pkg:xmlData></pkg:part></pkg:package>'
    ).encode()


def test_documents_that_are_flat():
    """All parts in one file."""
    form = form_of(
        flat(word("登记表", [["姓名", "", "性别", ""], ["住址", "", "电话", ""]])), "a.xml"
    )

    assert labels(form) == ["姓名", "性别", "住址", "电话"]


@pytest.mark.parametrize(
    ("xml", "options"),
    [
        ("<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:listEntry w:val='城镇'/><w:listEntry w:val='农村'/></w:ddList></w:ffData></w:fldChar></w:r>", ["城镇", "农村"]),
        ("<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox/></w:ffData></w:fldChar></w:r><w:r><w:t>男 </w:t></w:r><w:r><w:sym w:font='Wingdings' w:char='F0A8'/><w:t>女</w:t></w:r>", ["男", "女"]),
        ("<w:r><w:sym w:font='Wingdings 2' w:char='00A3'/><w:t>男 </w:t></w:r><w:r><w:sym w:font='Wingdings 2' w:char='0052'/><w:t>女</w:t></w:r>", ["男", "女"]),
        ("<w:r><w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr><w:t>o</w:t></w:r><w:r><w:t>男 </w:t></w:r><w:r><w:t>☐女</w:t></w:r>", ["男", "女"]),
        ("<w:r><w:t>□男 </w:t></w:r><w:del><w:r><w:t>□其他 </w:t></w:r></w:del><w:ins><w:r><w:t>□女</w:t></w:r></w:ins>", ["男", "女"]),
        ("<w:r><w:t>□男 </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>□其他 </w:t></w:r><w:r><w:t>□女</w:t></w:r>", ["男", "女"]),
    ],
)  # fmt: skip
def test_answers_to_choose_from(xml, options):
    """Old fields, fonts of pictures; what was struck out or hidden is not read."""
    content = in_place_of(
        "HERE", xml, "登记表", [["姓名", "", "类别", "HERE"], ["住址", "", "", ""]]
    )
    found = next(each for each in form_of(content, "a.docx").fields if each.label == "类别")

    assert [each.title for each in found.options] == options


@pytest.mark.parametrize(
    "xml",
    [
        "<w:r><w:rPr><w:u w:val='single'/></w:rPr><w:t xml:space='preserve'>      </w:t></w:r>",
        "<w:r><w:rPr><w:u w:val='single'/></w:rPr><w:tab/></w:r>",
        "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:textInput/></w:ffData></w:fldChar></w:r>",
        "<w:sdt><w:sdtPr><w:date/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处输入日期。</w:t></w:r></w:sdtContent></w:sdt>",
    ],
)
def test_room_to_write(xml):
    """Underlined room, fields and controls that show what to type are blanks."""
    form = form_of(
        in_place_of("姓名：HERE", f"<w:r><w:t>姓名：</w:t></w:r>{xml}", *LINES), "a.docx"
    )

    assert labels(form) == ["姓名", "住址", "电话"]


def test_a_tab_that_draws_a_line():
    """Stops with a leader are room to write."""
    content = rewritten(
        word("外出务工证明", "姓名TAB", "住址TAB", "电话TAB"),
        lambda xml: xml.replace(b"TAB</w:t></w:r>", b"</w:t><w:tab/></w:r>").replace(
            b"<w:p><w:r>",
            b"<w:p><w:pPr><w:tabs><w:tab w:val='left' w:leader='underscore' w:pos='4000'/></w:tabs></w:pPr><w:r>",
        ),
    )

    assert labels(form_of(content, "a.docx")) == ["姓名", "住址", "电话"]


def test_a_control_that_stands_alone_asks_by_its_name():
    """Its title is the label."""
    control = (
        "<w:sdt><w:sdtPr><w:alias w:val='{}'/><w:showingPlcHdr/></w:sdtPr>"
        "<w:sdtContent><w:r><w:t>单击此处输入文字。</w:t></w:r></w:sdtContent></w:sdt>"
    )
    content = in_place_of("A", control.format("姓名"), "证明", "A", "B", "电话：____", "住址：____")
    content = rewritten(
        content,
        lambda xml: xml.replace(b"<w:r><w:t>B</w:t></w:r>", control.format("民族").encode()),
    )

    assert labels(form_of(content, "a.docx")) == ["姓名", "民族", "电话", "住址"]


def test_boxes_of_text_are_read_once():
    """What floats over the page is read where it is anchored; the older rendering of it is not read again."""
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r><w:t>编号：____</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>编号：____</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    content = in_place_of(
        "HERE", box, "登记表", "HERE", [["姓名", "", "性别", ""], ["住址", "", "电话", ""]]
    )

    assert labels(form_of(content, "a.docx")) == ["编号", "姓名", "性别", "住址", "电话"]


def test_footnotes_remark_and_feet_ask():
    """A footnote is a note of the form; blanks at the foot of the page are questions."""
    content = word("登记表", [["姓名", "", "性别", ""], ["住址", "", "电话", ""]])
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>住址填到门牌号。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    foot = f'<w:ftr xmlns:w="{W}"><w:p><w:r><w:t>填表人：____</w:t></w:r></w:p><w:p><w:r><w:t>第 1 页</w:t></w:r></w:p></w:ftr>'
    content = with_part(with_part(content, "word/footnotes.xml", note), "word/footer1.xml", foot)
    form = form_of(content, "a.docx")

    assert labels(form)[-1] == "填表人"
    assert form.notes == ("注：住址填到门牌号。",)


def test_automatic_numbers_are_counted():
    """Numbers that Word makes are part of the text: they part one question from the next."""
    content = word(
        "登记表", "请如实填写", "按时上报", [["姓名", "", "性别", ""], ["住址", "", "电话", ""]]
    )
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%1）"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    place = (
        b"<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>"
    )
    content = rewritten(
        with_part(content, "word/numbering.xml", numbering),
        lambda xml: xml.replace("<w:p><w:r><w:t>请".encode(), place + "请".encode()).replace(
            "<w:p><w:r><w:t>按".encode(), place + "按".encode()
        ),
    )
    from yibiao.intake.word import body as word_body
    from yibiao.intake.word import package as word_package

    parts = word_body.parts_of(word_package.of_archive(content, "a.docx"))

    assert ["登记表", "（一）请如实填写", "（二）按时上报"] == [each.text for each in parts[:3]]


def test_cells_merged_as_older_programs_do():
    """A cell may say that it goes on with the one beside it, instead of how wide it is."""
    content = rewritten(
        word("登记表", [["姓名", "甲", "乙", "丙"], ["住址", "", "电话", ""]]),
        lambda xml: xml.replace(
            "</w:tcPr><w:p><w:r><w:t>丙".encode(), b"<w:hMerge/></w:tcPr><w:p><w:r><w:t>"
        ).replace("</w:tcPr><w:p><w:r><w:t>乙".encode(), b"<w:hMerge w:val='continue'/></w:tcPr><w:p><w:r><w:t>")
        .replace("<w:t>甲".encode(), b"<w:t>"),
    )  # fmt: skip
    form = form_of(content, "a.docx")

    assert labels(form) == ["姓名", "住址", "电话"]
