"""PDFs with a text layer: ruled tables, lines, fields to type into; and what cannot be read of them."""

import contextlib
import io
import zlib

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from tests.unit.intake.files import form_of, read
from tests.unit.intake.pdfs import Paper
from yibiao.errors import NotAForm, Problem, TooLarge, Unreadable
from yibiao.intake.pdf.text import TextLine, unwrapped

CARD = [
    ["姓名", "", "性别", "□男 □女"],
    ["身份证号码", "", None, None],
    ["家庭成员", "姓名", "与本人关系", "联系电话"],
    ["^", "", "", ""],
    ["^", "", "", ""],
    ["备注", "", None, None],
]


def labels(form):
    return [each.label for each in form.fields]


def test_a_card_is_read_as_in_word():
    """Ruled cells, merged ones among them, are the grid; the line above is the title."""
    form = form_of(Paper().line("困难群众登记表").table(CARD).done(), "a.pdf")

    assert form.title == "困难群众登记表"
    assert form.layout == "card"
    assert labels(form) == ["姓名", "性别", "身份证号码", "家庭成员", "备注"]
    assert [each.title for each in form.fields[1].options] == ["男", "女"]
    assert [each.label for each in form.fields[3].fields] == ["姓名", "与本人关系", "联系电话"]


def test_a_register_goes_on_over_pages():
    """The table of the next page is the same one; its header is not read again, nor are headings and numbers of pages."""
    header = ["序号", "姓名", "身份证号", "家庭住址"]
    paper = Paper().line("某某县民政局").line("低保对象花名册").line("填报单位：        填报人：")
    paper.table([header, *([str(n), "", "", ""] for n in range(1, 20))])
    paper.page().line("某某县民政局").table(
        [header, *([str(n), "", "", ""] for n in range(20, 30))]
    )
    form = form_of(paper.done(), "a.pdf")

    assert form.title == "低保对象花名册"
    assert form.layout == "register"
    assert labels(form) == ["填报单位", "填报人", "姓名", "身份证号", "家庭住址"]


def test_a_card_goes_on_with_other_columns():
    """A table that a page breaks is one, though its columns differ there and its row is not closed above."""
    paper = (
        Paper()
        .line("入户调查登记表")
        .table(
            [
                ["姓名", "", "性别", ""],
                ["履历", None, None, None],
                ["起止时间", "单位", "职务", "证明人"],
            ]
        )
    )
    for x in (60, 180, 300, 420, 540):
        paper.page() if x == 60 else None
        paper.canvas.line(x, 800, x, 728)
    for y in (776, 752, 728):
        paper.canvas.line(60, y, 540, y)
    paper.canvas.line(60, 728, 60, 704)
    paper.canvas.line(540, 728, 540, 704)
    paper.canvas.line(180, 728, 180, 704)
    paper.canvas.line(60, 704, 540, 704)
    paper.canvas.drawString(62, 711, "备注")
    form = form_of(paper.done(), "a.pdf")

    assert labels(form) == ["姓名", "性别", "履历", "备注"]
    assert [each.label for each in form.fields[2].fields] == ["起止时间", "单位", "职务", "证明人"]


def test_a_table_without_outer_sides():
    """Statistical tables are printed open at the left and the right; the outer columns are read."""
    rows = [["姓名", "性别", "联系电话", "住址"], ["", "", "", ""], ["", "", "", ""]]
    form = form_of(Paper().line("志愿者登记表").table(rows, open_sides=True).done(), "a.pdf")

    assert ["姓名", "性别", "联系电话", "住址"] == labels(form)


def test_strokes_without_words_are_blanks():
    """A line drawn after a label is room to write; one under words is not."""
    paper = Paper().line("外出务工证明")
    paper.blank("姓名：").blank("联系电话：", x=300).down()
    paper.blank("现住址：", length=300).down().blank("申请人：").down()
    form = form_of(paper.done(), "a.pdf")

    assert form.title == "外出务工证明"
    assert labels(form) == ["姓名", "联系电话", "现住址", "申请人"]


@pytest.mark.parametrize("turned", ["text", "page"])
def test_a_page_on_its_side_is_turned(turned):
    """Landscape tables on portrait paper read as those upright do."""
    rows = [["姓名", "性别", "联系电话", "住址"], ["", "", "", ""], ["", "", "", ""]]
    form = form_of(Paper(turned=turned).line("志愿者登记表").table(rows).done(), "a.pdf")

    assert form.title == "志愿者登记表"
    assert labels(form) == ["姓名", "性别", "联系电话", "住址"]


def test_boxes_drawn_as_squares_are_ticked():
    """A small empty square is a box like □."""
    paper = Paper().line("入户调查登记表")
    for x, text in ((60, "性别："), (110, "男"), (150, "女")):
        paper.canvas.drawString(x, paper.y, text)
        paper.canvas.rect(x - 12, paper.y, 9, 9) if x > 60 else None
    paper.down()
    form = form_of(paper.line("姓名：____").line("住址：____").line("电话：____").done(), "a.pdf")

    assert [each.title for each in form.fields[0].options] == ["男", "女"]


def test_fields_that_say_what_they_ask():
    """Tooltips are labels; choices, lengths and what is required come from the field."""
    paper = Paper().line("居民信息登记表")
    fields = paper.canvas.acroForm
    fields.textfield(name="t1", tooltip="姓名", x=60, y=700, fieldFlags="required", maxlen=20)
    fields.choice(name="t2", tooltip="户口性质", options=["A", "B"], value="A", x=60, y=660)
    fields.checkbox(name="t3", tooltip="是否低保", x=60, y=620, fieldFlags="")
    form = form_of(paper.done(), "a.pdf")

    assert form.title == "居民信息登记表"
    assert [(e.label, e.required, e.max_length) for e in form.fields] == [
        ("姓名", True, 20),
        ("户口性质", False, None),
        ("是否低保", False, None),
    ]
    assert [each.title for each in form.fields[1].options] == ["A", "B"]
    assert form.fields[2].kind == "boolean"


def test_fields_without_names_are_blanks_of_the_page():
    """Where fields are called Text1, the words beside them say what they ask."""
    paper = (
        Paper()
        .line("居民信息登记表")
        .line("姓名：")
        .line("性别：")
        .line("联系电话：")
        .line("住址：")
    )
    for number in range(4):
        paper.canvas.acroForm.textfield(name=f"Text{number}", x=130, y=750 - 24 * number, height=14)
    form = form_of(paper.done(), "a.pdf")

    assert labels(form) == ["姓名", "性别", "联系电话", "住址"]


def test_a_regulation_is_no_form():
    """Articles ask nothing, whatever they are printed on."""
    paper = Paper().line("管理办法")
    for number in "一二三四五六":
        paper.line(f"第{number}条 为了规范管理，根据有关规定，结合本县实际，制定本办法。")

    with pytest.raises(NotAForm):
        read(paper.done(), "a.pdf")


def scan():
    paper = Paper()
    picture = io.BytesIO()
    from PIL import Image

    Image.new("L", (200, 280), 255).save(picture, "PNG")
    paper.canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    return paper.done()


def locked(password):
    paper = Paper(encrypt=StandardEncryption(password, ownerPassword="owner"))
    paper.canvas.setFont("Helvetica", 11)
    return paper.line("Register form").table(
        [["Name", "", "Age", ""], ["Address", "", "Phone", ""]]
    )


def manual():
    paper = Paper()
    for _ in range(45):
        paper.line("登记表").table(CARD).page()
    return paper.done()


@pytest.mark.parametrize(
    ("content", "problem", "code"),
    [
        (scan, Unreadable, "scanned-pdf"),
        (lambda: locked("secret").done(), Unreadable, "encrypted-document"),
        (manual, NotAForm, "too-many-pages"),
        (lambda: b"%PDF-1.7 ...", Unreadable, "pdf-not-read"),
    ],
)
def test_refused(content, problem, code):
    """What cannot be read says why, and what to ask for instead."""
    with pytest.raises(problem) as refusal:
        read(content(), "a.pdf")
    [finding] = refusal.value.findings

    assert code == finding.code
    assert all(finding.remedy(each) for each in ("zh", "en"))


def test_a_file_that_may_only_not_be_changed_is_read():
    """A password against changes keeps nobody from reading."""
    assert ["Name", "Age", "Address", "Phone"] == labels(form_of(locked("").done(), "a.pdf"))


@pytest.mark.parametrize("size", [9 << 20, 200 << 20])
def test_a_stream_that_bursts_is_refused(size):
    """No page of a form unpacks to megabytes of drawing."""
    packed = zlib.compressobj()
    body = b"".join(packed.compress(b"0 0 m " * 65536) for _ in range(size // (6 * 65536) + 1))
    body += packed.flush()
    head = f"%PDF-1.4\n1 0 obj <</Length {len(body)} /Filter /FlateDecode>>\nstream\n".encode()

    with pytest.raises(TooLarge):
        read(head + body + b"\nendstream\nendobj\n", "a.pdf")


def test_a_page_that_draws_itself_for_ever_is_refused():
    """Figures in figures in figures are not followed for ever."""
    paper = Paper()
    for level in range(6):
        paper.canvas.beginForm(f"level{level}")
        for _ in range(20):
            paper.canvas.doForm(f"level{level - 1}") if level else paper.canvas.rect(1, 1, 2, 2)
        paper.canvas.endForm()
    paper.canvas.doForm("level5")

    with pytest.raises(TooLarge):
        read(paper.done(), "a.pdf")


def test_pages_that_draw_more_than_any_form_are_refused():
    """The pages of a file share what may be drawn."""
    paper = Paper()
    for _ in range(13):
        for line in range(34):
            paper.canvas.drawString(10, 800 - 20 * line, "." * 125)
        paper.page()

    with pytest.raises(TooLarge):
        read(paper.done(), "a.pdf")


@pytest.mark.parametrize("cut", range(0, 3000, 300))
def test_a_damaged_file_is_a_problem(cut):
    """Whatever is missing of it, the answer is a problem or a form."""
    content = Paper().line("登记表").table(CARD).done()
    with contextlib.suppress(Problem):
        assert read(content[:cut] + content[cut + 200 :], "a.pdf")


def test_a_label_that_its_cell_is_too_narrow_for():
    """A word that goes on in the next line of a cell is one word; what stands in a line of its own is not joined."""
    lines = [TextLine("包村客户经", 2, 57, 0, 11), TextLine("理：", 2, 24, 12, 23)]
    signed = [TextLine("负责人：", 2, 46, 0, 11), TextLine("年  月  日", 2, 60, 12, 23)]

    assert unwrapped(lines, 70) == "包村客户经理："
    assert unwrapped(signed, 200) == "负责人：\n年  月  日"
