"""A form about many subjects in its department's own file: an archive, one document, one workbook; nothing cut off."""

import io
import zipfile

import docx
import openpyxl
import pytest
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Cm
from litestar.testing import TestClient
from openpyxl.styles import Alignment, Border, Side

from tests.flows.test_filled_forms import CARD, REGISTER, circulating
from tests.flows.test_originals import sent
from tests.houses import ADMINISTRATOR, UNIT, a_house, id_number
from tests.unit.intake.files import layout, word, workbook
from tests.unit.publishing.originals import values
from yibiao import publishing, slicing
from yibiao.errors import Invalid, NotFound, TooLarge
from yibiao.flows.filling import fill
from yibiao.flows.registering import govern
from yibiao.flows.slicing import measures, originals, query
from yibiao.flows.slicing.slices import Wish
from yibiao.model.record import Entry
from yibiao.publishing import one_workbook
from yibiao.web.app import create_app

GRID = UNIT + "001"
LONG = "常年患病，需要定期上门探访。" * 12


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        yield house


def people(house, count, **values):
    """So many people, every other one in a grid."""
    for n in range(count):
        held = {"person.name": f"示例{n}", "person.id_number": id_number("1940-05-06", n + 10)}
        entry = Entry(
            id=f"e{n}", unit=GRID if n % 2 else UNIT, subject=f"person:{n}", kind="person",
            act="open", values=held | values,
        )  # fmt: skip
        fill.file(house, entry, ADMINISTRATOR)


def handed(house, form, **asked):
    """The name of what is handed out, and all of it."""
    how = {name: asked.pop(name) for name in ("subjects", "together") if name in asked}
    found = originals.originals(house, form, ADMINISTRATOR, Wish(**asked), **how)
    return found.name, io.BytesIO(b"".join(found.pieces))


def a_card():
    """A workbook's card with narrow, merged blanks."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "登记卡"
    line = Border(*[Side(style="thin")] * 4)
    rows = [("困难群众登记卡", "", "", ""), ("姓名", "", "身份证号", ""), ("联系电话", "", "性别", ""), ("备注", "", "", "")]  # fmt: skip
    for row, labels in enumerate(rows, start=1):
        for column, label in enumerate(labels, start=1):
            cell = sheet.cell(row, column, label or None)
            cell.border = line if row > 1 else Border()
        sheet.row_dimensions[row].height = 20
    sheet.column_dimensions["D"].width = 22
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("B4:D4")
    sheet["A4"].alignment = Alignment(wrap_text=True)
    sheet.print_area = "A1:D4"
    sheet.sheet_view.tabSelected = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_batch_is_of_a_unit_of_whom_a_condition_finds_or_of_a_list(house):
    """Files are called by the names printed in them, and numbered where two are called the same."""
    form = circulating(house, word(CARD), "登记表.docx")
    people(house, 4)
    field = {e.label: e.id for e in house.registry.registration(form).form.fields}["姓名"]

    def names(**asked):
        return zipfile.ZipFile(handed(house, form, **asked)[1]).namelist()

    assert 4 == len(names())
    assert ["示例1", "示例3"] == [each.partition("-")[0] for each in names(unit=GRID)]
    found = names(
        wanted=slicing.Wanted(where=f"{field} in ('示例0', '示例2')", order=(f"-{field}",))
    )
    assert ["示例2", "示例0"] == [each.partition("-")[0] for each in found]
    assert ["示例0", "示例3"] == [each.partition("-")[0] for each in names(subjects=["person:3", "person:0"])]  # fmt: skip
    with pytest.raises(NotFound):
        handed(house, form, subjects=["person:8", "person:9"])
    with pytest.raises(Invalid):
        handed(house, form, wanted=slicing.Wanted(where="f99 = '1'"))


def test_one_document_has_a_section_for_each(house):
    """On a page of its own, drawings and marks told apart, with everything that one file would have."""
    form = circulating(house, word(CARD), "登记表.docx")
    people(house, 3)

    name, content = handed(house, form, together=True)
    document = docx.Document(content)
    assert "困难群众登记表.docx" == name
    assert ["示例0", "示例2", "示例1"] == [each.cell(1, 1).text for each in document.tables]
    assert 3 == len(document.sections)
    assert {"NEW_PAGE"} == {each.start_type.name for each in document.sections}
    archive = handed(house, form)[1]
    alone = [docx.Document(io.BytesIO(zipfile.ZipFile(archive).read(each))) for each in zipfile.ZipFile(archive).namelist()]  # fmt: skip
    assert [[c.text for r in each.tables[0].rows for c in r.cells] for each in alone] == [
        [c.text for r in each.rows for c in r.cells] for each in document.tables
    ]


def test_numbers_of_lists_begin_anew_with_each_that_is_in_one_document():
    """Those of paragraphs that say so themselves, and those of a style; two lists of one shape go on from each other."""
    document = docx.Document()
    for n in range(3):
        document.add_paragraph(f"条件{n}", style="List Number")
    numbering = document.part.numbering_part.element
    other = numbering.add_num(6)
    for n in (other.numId, other.numId, numbering.add_num(6).numId):
        document.add_paragraph("材料")._p.get_or_add_pPr().get_or_add_numPr()._add_numId().val = n
    buffer = io.BytesIO()
    document.save(buffer)
    assert [1, 2, 3] * 2 == counted(document)

    joined = b"".join(publishing.one_document(iter([buffer.getvalue()] * 3)))

    assert [1, 2, 3] * 6 == counted(docx.Document(io.BytesIO(joined)))


def counted(document):
    """The numbers before paragraphs as Word counts them: by shape, and from where a list begins that comes first there."""
    known = {each.numId: each for each in document.part.numbering_part.element.num_lst}
    counts: dict[int, int] = {}
    seen = set()
    numbers = []
    for each in document.paragraphs:
        told = [s.numPr.numId.val for s in (each._p.pPr, each.style.element.pPr) if s is not None and s.numPr is not None]  # fmt: skip
        if not told:
            continue
        shape = known[told[0]].abstractNumId.val
        begins = [o.startOverride.val for o in known[told[0]].lvlOverride_lst if o.ilvl == 0]
        new = told[0] not in seen and begins
        counts[shape] = begins[0] if new else counts.get(shape, 0) + 1
        seen.add(told[0])
        numbers.append(counts[shape])
    return numbers


def test_one_workbook_has_a_sheet_for_each(house):
    """Called by name, printed as the first one is, chosen one at a time: who writes in one writes in no other."""
    form = circulating(house, a_card(), "登记卡.xlsx")
    people(house, 3)

    name, content = handed(house, form, together=True)
    book = openpyxl.load_workbook(content)
    assert "困难群众登记卡.xlsx" == name
    assert ["示例0", "示例2", "示例1"] == [each["B2"].value for each in book]
    assert ["示例0", "示例2", "示例1"] == [each.partition("-")[0] for each in book.sheetnames]
    assert [True, None, None] == [each.sheet_view.tabSelected for each in book]
    assert {"$A$1:$D$4"} == {each.print_area.rpartition("!")[2] for each in book}
    assert [f"'{each}'" for each in book.sheetnames] == [
        each.print_area.rpartition("!")[0] for each in book
    ]


def test_a_text_that_does_not_fit_is_broken_into_lines_and_its_row_grows(house):
    """In every sheet of a workbook; what fits keeps its height and its style."""
    form = circulating(house, a_card(), "登记卡.xlsx")
    remark = next(
        binding.element
        for binding in house.registry.registration(form).bindings.values()
        if binding.field == "f5"
    )
    people(house, 2, **{remark: LONG})

    book = openpyxl.load_workbook(handed(house, form, together=True)[1])
    for each in book:
        assert LONG == each["B4"].value
        assert each["B4"].alignment.wrap_text
        assert "thin" == each["B4"].border.left.style
        assert each.row_dimensions[4].height > 60
        assert (20, None) == (each.row_dimensions[2].height, each["B2"].alignment.wrap_text)


def test_a_row_of_a_document_that_is_exactly_so_high_may_grow(house):
    """It would hide the end of a long answer."""
    content = io.BytesIO(word(CARD))
    document = docx.Document(content)
    for row in document.tables[0].rows:
        row.height, row.height_rule = Cm(0.7), WD_ROW_HEIGHT_RULE.EXACTLY
    content = io.BytesIO()
    document.save(content)
    form = circulating(house, content.getvalue(), "登记表.docx")
    people(house, 1)

    table = docx.Document(handed(house, form)[1]).tables[0]
    rules = [each.height_rule for each in table.rows]
    assert WD_ROW_HEIGHT_RULE.AT_LEAST == rules[1]
    assert WD_ROW_HEIGHT_RULE.EXACTLY == rules[0]


def test_a_register_is_one_file_however_it_is_asked_for(house):
    """With a row for each; together changes nothing."""
    form = circulating(house, REGISTER, "花名册.xlsx")
    people(house, 3)

    _, content = handed(house, form, together=True, unit=GRID)
    assert ["示例1"] == [row[1] for row in values(content.getvalue(), "花名册")[2:]]


def test_a_summary_says_which_unit_fills_it_in(house):
    """Each unit's figures in a file of its own where rows are named; the community's name stands where it is asked."""
    circulating(house, REGISTER, "花名册.xlsx")
    content = workbook(
        表=[
            ["老年人口统计表", None, None],
            ["填报单位：", None, None],
            ["年龄段", "男", "女"],
            ["60-79岁", None, None],
            ["80岁以上", None, None],
        ]
    )
    (submission,) = sent(house, content, "统计表.xlsx", scope="true")
    form = submission.form.id
    figures = {
        each.field.id: each.suggestion.measure
        for each in measures.figures(house, form, ADMINISTRATOR)[0]
    }
    measures.fix(house, form, figures, ADMINISTRATOR)
    govern.admit(house, form, ADMINISTRATOR)
    people(house, 2)

    name, content = handed(house, form)
    rows = values(content.getvalue(), "表")
    assert "老年人口统计表-示例社区.xlsx" == name
    assert "示例社区" in str(rows[1])
    assert [["60-79岁", 0, 0], ["80岁以上", 1, 1]] == rows[3:5]


def test_a_card_of_figures_comes_back_filled_in(house):
    """Each figure beside its label, worked out."""
    circulating(house, REGISTER, "花名册.xlsx")
    content = layout(
        ["社区老年人口统计表", None, None, None],
        ["总人数", "", "其中：男", ""],
        ["80岁以上人数", "", "女", ""],
    )
    (submission,) = sent(house, content, "统计卡.xlsx", scope="true")
    form = submission.form.id
    proposed, _ = measures.figures(house, form, ADMINISTRATOR)
    measures.fix(house, form, {each.field.id: each.suggestion.measure for each in proposed}, ADMINISTRATOR)  # fmt: skip
    govern.admit(house, form, ADMINISTRATOR)
    people(house, 2)

    _, filled = handed(house, form, unit=GRID)
    ((total, men, old, women),) = query.slice_of(house, form, ADMINISTRATOR, unit=GRID).rows.rows
    assert [
        ["总人数", total, "其中：男", men],
        ["80岁以上人数", old, "女", women],
    ] == values(filled.getvalue(), "Sheet1")[1:3]
    assert (1, 1) == (total, men + women)


def test_more_sheets_than_anybody_finds_their_way_in_are_refused(house, monkeypatch):
    """An archive takes any number."""
    form = circulating(house, a_card(), "登记卡.xlsx")
    people(house, 3)
    monkeypatch.setattr(publishing, "MOST_SHEETS", 2)

    with pytest.raises(TooLarge):
        handed(house, form, together=True)
    assert 3 == len(zipfile.ZipFile(handed(house, form)[1]).namelist())


def test_files_of_an_archive_keep_apart():
    """Names that no file may have, and names that come again, are told apart."""
    known = set()

    assert ["甲-乙.docx", "甲-乙-2.docx", "-.docx"] == [
        publishing.bundle.fresh(each, known, ".docx") for each in ("甲/乙", "甲:乙", "...")
    ]


def test_a_sheet_with_tables_is_not_copied():
    """Their names are a workbook's, not a sheet's."""
    book = openpyxl.Workbook()
    book.active.append(["姓名", "电话"])
    book.active.append(["示例", "1"])
    book.active.add_table(openpyxl.worksheet.table.Table(displayName="表", ref="A1:B2"))
    buffer = io.BytesIO()
    book.save(buffer)

    with pytest.raises(ValueError, match="tables"):
        list(one_workbook("Sheet", iter([("甲", buffer.getvalue())])))


def test_batches_over_http(house):
    """Whom they are about stands in the body; the answer is a file under the form's title."""
    form = circulating(house, word(CARD), "登记表.docx")
    people(house, 3)
    with TestClient(create_app(house, "secret")) as client:
        client.headers["Authorization"] = "Bearer secret"
        at = f"/api/v1/slices/{form}/originals"
        answer = client.post(at, json={"subjects": ["person:0", "person:2"]})
        assert 2 == len(zipfile.ZipFile(io.BytesIO(answer.content)).namelist())
        answer = client.post(at, json={"together": True})
        assert 3 == len(docx.Document(io.BytesIO(answer.content)).tables)
        assert ".docx" in answer.headers["content-disposition"]
        assert 404 == client.post(at, json={"subjects": ["person:9"]}).status_code
