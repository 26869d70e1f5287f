"""Rich text and web archives, whatever they are called: paragraphs, tables with merged cells, characters in every manner of writing them."""

import base64

import pytest

from tests.unit.intake.files import form_of, read
from yibiao.errors import NotAForm, Problem, Unreadable

HEAD = "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0 SimSun;}}{\\info{\\title 旧名}}"


def escaped(text):
    """The text as programs write it: bytes of GBK."""
    return "".join(
        each if ord(each) < 128 else "".join(f"\\'{byte:02x}" for byte in each.encode("gbk"))
        for each in text
    )


def numbered(text):
    """The text as others write it: numbers of characters, each with a question mark for old readers."""
    return "".join(
        each if ord(each) < 128 else f"\\u{ord(each) - (65536 if ord(each) > 32767 else 0)}?"
        for each in text
    )


def row(*cells, merged=None):
    """Cells of one width; *merged* are what is said of each."""
    marks = merged or [""] * len(cells)
    ends = "".join(f"{mark}\\cellx{2000 * (n + 1)}" for n, mark in enumerate(marks))
    return (
        f"\\trowd\\trleft0{ends}\\pard\\intbl "
        + "".join(f"{each}\\cell " for each in cells)
        + "\\row\n"
    )


def document(*parts):
    return (HEAD + "".join(parts) + "\\pard\\par}").encode("ascii", "ignore")


@pytest.mark.parametrize("written", [escaped, numbered])
def test_a_card(written):
    """Cells in rows, some merged, under a title."""
    content = document(
        "\\pard\\qc ", written("低保对象登记表"), "\\par\n",
        row(*map(written, ["姓名", "", "性别", "□男 □女"])),
        row(*map(written, ["住址", "", "", ""]), merged=["", "\\clmgf", "\\clmrg", "\\clmrg"]),
    )  # fmt: skip
    form = form_of(content, "a.doc")

    assert form.title == "低保对象登记表"
    assert [each.label for each in form.fields] == ["姓名", "性别", "住址"]
    assert [each.title for each in form.fields[1].options] == ["男", "女"]


def test_lines_with_room_to_write():
    """Underlined blanks are room; what is hidden is not read; heads of pages and notes are no questions."""
    content = document(
        "{\\header \\pard ", escaped("某某县民政局"), "\\par}\\pard ", escaped("外出务工证明"), "\\par ",
        escaped("姓名："), "{\\ul      }\\par ", escaped("住址："), "{\\ul      }{\\v ", escaped("内部："), "____}\\par ",
        escaped("电话："), "{\\ul\\tab}{\\footnote ", escaped("填手机"), "}\\par ",
    )  # fmt: skip
    form = form_of(content, "a.rtf")

    assert [each.label for each in form.fields] == ["姓名", "住址", "电话"]
    assert form.title == "外出务工证明"


def test_boxes_to_tick():
    """Old form fields are boxes."""
    box = "{\\field{\\*\\fldinst { FORMCHECKBOX }}{\\fldrslt }}"
    content = document(
        "\\pard ", escaped("登记表"), "\\par ", escaped("性别："), box, escaped("男  "), box, escaped("女"), "\\par ",
        escaped("姓名：____"), "\\par ", escaped("住址：____"), "\\par ",
    )  # fmt: skip
    form = form_of(content, "a.doc")

    assert [each.title for each in form.fields[0].options] == ["男", "女"]


@pytest.mark.parametrize(
    "content", [b"{\\rtf1", b"{\\rtf1 }", b"{" * 5000 + b"\\rtf1", b"{\\rtf1" + b"{" * 50_000]
)
def test_nothing_in_it(content):
    """Whatever is broken, the answer is a problem."""
    with pytest.raises(Problem):
        read(content, "a.rtf")


def test_a_letter_is_no_form():
    """Sentences ask nothing."""
    with pytest.raises(NotAForm):
        read(document("\\pard ", escaped("请各村于月底前报送。"), "\\par "), "a.rtf")


@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
def test_a_web_archive(charset):
    """Word saves pages with their pictures as one letter; the page in it is read."""
    rows = "<tr><td>姓名</td><td></td><td>性别</td><td></td></tr><tr><td>住址</td><td></td><td>电话</td><td></td></tr>"
    page = f"<html><body><p>低保对象登记表</p><table>{rows}</table></body></html>".encode(charset)
    letter = (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="X"\n\n--X\n'
        + f'Content-Type: text/html; charset="{charset}"\nContent-Transfer-Encoding: base64\n\n'.encode()
        + base64.encodebytes(page)
        + b"\n--X\nContent-Type: image/png\n\nabc\n--X--\n"
    )

    assert [e.label for e in form_of(letter, "a.doc").fields] == ["姓名", "性别", "住址", "电话"]


def test_a_letter_without_a_page():
    """Other letters are no forms."""
    with pytest.raises(Unreadable):
        read(
            b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="X"\n\n--X--\n', "a.mht"
        )
