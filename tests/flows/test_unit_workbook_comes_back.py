"""A unit's workbook goes out prefilled and comes back: exactly what was changed is stated, and every row is accounted for."""

import contextlib
import json
import re
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.houses import ADMINISTRATOR, UNIT, admitted, families, id_number
from tests.workbooks import (
    AGE,
    BORN,
    FIRST,
    NAME,
    NUMBER,
    PHONE,
    REMARK,
    SEX,
    TYPE,
    a_unit,
    codes,
    edited,
    everything,
    handed_out,
    held,
    opened,
    person,
    row_of,
    saved,
    taken,
)
from yibiao.errors import Invalid, Problem, Unreadable
from yibiao.flows.carrying import annotate, carry, undo
from yibiao.flows.challenging import challenges
from yibiao.flows.filling import fill
from yibiao.flows.registering import register
from yibiao.model.actor import Actor, Grant
from yibiao.model.challenge import Doubted
from yibiao.model.original import SentFile
from yibiao.model.place import Unit
from yibiao.model.record import Entry

NEW = FIRST + 3


@pytest.fixture
def house(tmp_path):
    with a_unit(tmp_path / "data") as house:
        yield house


def stated(house, id_, subject, **values):
    values = {f"person.{name}": value for name, value in values.items()}
    entry = Entry(id=id_, unit=UNIT, subject=subject, kind="person", values=values)
    return fill.file(house, entry, ADMINISTRATOR)


def test_a_workbook_that_nobody_touched_states_nothing(house):
    """Also when another program has saved it."""
    before = house.journal.head
    _, rows = taken(house, saved(opened(handed_out(house))))

    assert {"unchanged"} == {row["outcome"] for row in rows.values()}
    assert {f"p{n}": (False, person(n)) for n in range(3)} == everything(house)
    assert [] == list(house.journal.events(after=before, kinds=["entry.filed"]))


EDITS = {
    "person.phone": st.sampled_from(
        ["010-12345678", "13900000000", "０１０－１２３４", 13900000000]
    ),
    "person.disability_type": st.sampled_from(["2 听力残疾", "听力残疾", "2", 2, "２ 听力残疾 "]),
    "person.name": st.sampled_from(["改名", " 改名 "]),
}
MEANT = {
    "０１０－１２３４": "010-1234", 13900000000: "13900000000", " 改名 ": "改名",
    "2 听力残疾": "2", "听力残疾": "2", 2: "2", "２ 听力残疾 ": "2",
}  # fmt: skip
AT = {"person.phone": PHONE, "person.disability_type": TYPE, "person.name": NAME}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """One house for many round trips: each is undone before the next."""
    with a_unit(tmp_path_factory.mktemp("unit") / "data") as house:
        yield house


@settings(max_examples=effort(3, 6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.dictionaries(
        st.tuples(st.sampled_from(["p0", "p1", "p2"]), st.sampled_from(sorted(AT))),
        st.integers(0, 4),
        max_size=5,
    ),
    data=st.data(),
)
def test_exactly_the_edits_are_stated(out, edits, data):
    """Whatever is written however it is written; undoing the import gives back what was held."""
    file = handed_out(out)
    before = everything(out)
    wanted = {subject: dict(values) for subject, (_, values) in before.items()}
    cells = {}
    for subject, element in edits:
        raw = data.draw(EDITS[element])
        wanted[subject][element] = MEANT.get(raw, raw)
        cells[f"{AT[element]}{row_of(file, subject)}"] = raw

    brought, rows = taken(out, edited(file, cells))

    assert wanted == {subject: values for subject, (_, values) in everything(out).items()}
    changed = sum(wanted[subject] != before[subject][1] for subject in before)
    assert changed == sum(row["outcome"] == "accepted" for row in rows.values())
    undo.undo(out, brought.imported.id, "试", ADMINISTRATOR)
    left = {
        subject: {id_: value for id_, value in values.items() if value is not None}
        for subject, (_, values) in everything(out).items()
    }
    assert left == {
        subject: {id_: value for id_, value in values.items() if value is not None}
        for subject, (_, values) in before.items()
    }


def test_importing_twice_is_harmless(house):
    """The same report, and not one more event."""
    file = edited(handed_out(house), {f"{PHONE}{FIRST}": "010-12345", f"{NAME}{NEW}": "新来"})
    first = taken(house, file)
    head = house.journal.head

    assert first == taken(house, file)
    assert head == house.journal.head


def test_a_corrected_file_states_only_the_difference(house):
    """What an earlier copy said is not said again; a row that was blocked is taken once it is right."""
    out = handed_out(house)
    one = edited(out, {f"{PHONE}{FIRST}": "010-12345", f"{PHONE}{FIRST + 1}": "呃"})
    _, rows = taken(house, one)
    assert [("value-malformed", f"人!{PHONE}{FIRST + 1}")] == codes(rows[FIRST + 1])
    head = house.journal.head

    _, rows = taken(house, edited(one, {f"{PHONE}{FIRST + 1}": "010-54321"}))

    assert ("unchanged", "accepted") == (rows[FIRST]["outcome"], rows[FIRST + 1]["outcome"])
    filed = list(house.journal.events(after=head, kinds=["entry.filed"]))
    assert 1 == len(filed)


def test_what_somebody_else_stated_meanwhile_is_a_conflict(house):
    """Both values are kept; other cells of the same row are not contested, nor what both say alike."""
    out = handed_out(house)
    row = row_of(out, "p0")
    stated(house, "x", "p0", phone="010-99999", disability_type="2")

    cells = {f"{PHONE}{row}": "010-11111", f"{TYPE}{row}": "2 听力残疾", f"{NAME}{row}": "改名"}
    _, rows = taken(house, edited(out, cells))

    assert "conflict" == rows[row]["outcome"]
    assert [("workbook-cell-contested", f"人!{PHONE}{row}")] == codes(rows[row])
    cells = house.journal.record("p0").cells
    assert ["010-99999"] == [each.value for each in cells["person.phone"].contested]
    assert not cells["person.name"].contested
    assert not cells["person.disability_type"].contested


def test_what_was_not_touched_says_nothing_about_what_is_held_since(house):
    """A workbook that is weeks old does not put old values back."""
    out = handed_out(house)
    stated(house, "x", "p0", phone="010-99999", name="改了")

    _, rows = taken(house, out)

    assert {"unchanged"} == {each["outcome"] for each in rows.values()}
    assert "010-99999" == held(house, "p0")["person.phone"]


def test_an_empty_cell_says_nothing_and_a_word_clears(house):
    out = handed_out(house)
    row, other = row_of(out, "p0"), row_of(out, "p2")

    taken(house, edited(out, {f"{PHONE}{row}": None, f"{PHONE}{other}": "清空"}))

    assert person(0) == held(house, "p0")
    assert held(house, "p2")["person.phone"] is None


def test_new_subjects_are_opened_once_whatever_row_they_stand_in(house):
    """In a row meant for them or in one that was added; later copies of the file know them again."""
    out = handed_out(house)
    number = id_number("1950-01-01", 50)
    cells = {
        f"{NAME}{NEW}": "新来", f"{NUMBER}{NEW}": number,
        f"{NAME}{NEW + 400}": "后来", f"{NUMBER}{NEW + 400}": id_number("1951-01-01", 51), f"{REMARK}{NEW + 400}": "外地迁来",
    }  # fmt: skip
    file = edited(out, cells)

    _, rows = taken(house, file)
    _, again = taken(house, edited(file, {f"{PHONE}{NEW + 400}": "010-12345"}))

    assert "accepted" == rows[NEW]["outcome"] == rows[NEW + 400]["outcome"]
    assert rows[NEW + 400]["subject"] == again[NEW + 400]["subject"]
    assert 5 == sum(1 for _ in house.journal.records())
    assert "010-12345" == held(house, rows[NEW + 400]["subject"])["person.phone"]
    (first, *_) = house.journal.events(subject=rows[NEW + 400]["subject"])
    assert ("外地迁来", f"人!{NEW + 400}") == (
        first.body["entry"]["remark"],
        first.body["entry"]["source"]["place"],
    )


def test_a_sheet_has_empty_rows_as_wide_as_itself(house):
    """Also where another kind of subject has a sheet that is wider."""
    labels = ["单位名称", *(f"自编项目{n}" for n in range(12))]
    shop = {"title": "商铺登记表", "fields": [{"label": each, "type": "text"} for each in labels]}
    admitted(house, "civil-affairs", shop, subject="organisation", scope="true")
    sheet = opened(handed_out(house))["人"]

    assert sheet.cell(1, 1).value is not None
    assert sheet.cell(NEW, 1).value is not None
    assert {None} == {sheet.cell(NEW, column).value for column in range(2, 40)}


def test_sorted_moved_and_renamed_sheets_are_understood(house):
    """Rows are known by their ids and columns by theirs, wherever they stand and whatever the sheet is called."""
    out = handed_out(house)
    book = opened(out)
    sheet = book["人"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head, people = rows[:4], rows[4:7]
    order = [0, 6, 3, 2, 8, 1, 5, 4, 7, 9, 10]
    turned = openpyxl.Workbook()
    copy = turned.active
    copy.title = "我的表"
    for row in [*head, *reversed(people)]:
        copy.append([row[at] for at in order])
    place = next(
        f"{chr(ord('A') + order.index(6))}{each.row}"
        for each in copy["A"]
        if str(each.value).startswith("p1~")
    )
    copy[place] = "010-12345"

    _, taken_rows = taken(house, saved(turned))

    assert person(1) | {"person.phone": "010-12345"} == held(house, "p1")
    assert ["accepted", "unchanged", "unchanged"] == sorted(
        each["outcome"] for each in taken_rows.values()
    )


def test_labels_do_where_the_hidden_row_is_gone(house):
    """The hidden sheet then says what the sheet is known by."""
    out = handed_out(house)
    row = row_of(out, "p1")
    book = opened(out)
    book["人"][f"{PHONE}{row}"] = "010-12345"
    for merged in list(book["人"].merged_cells.ranges):
        book["人"].unmerge_cells(str(merged))
    book["人"].delete_rows(1)

    taken(house, saved(book))

    assert person(1) | {"person.phone": "010-12345"} == held(house, "p1")


def test_rows_sorted_without_their_ids_are_nobodys(house):
    """Two people whose visible cells changed places: nothing of it is taken."""
    out = handed_out(house)
    book = opened(out)
    sheet = book["人"]
    for column in range(2, 12):
        one, other = sheet.cell(FIRST, column), sheet.cell(FIRST + 1, column)
        one.value, other.value = other.value, one.value

    _, rows = taken(house, saved(book))

    assert ["workbook-row-of-another"] == [code for code, _ in codes(rows[FIRST])]
    assert {f"p{n}": (False, person(n)) for n in range(3)} == everything(house)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({f"A{FIRST}": "p7"}, "workbook-id-garbled"),
        ({f"A{FIRST}": "p1~000000"}, "workbook-id-garbled"),
        ({f"{NUMBER}{FIRST}": 9.99999194005e17}, "workbook-digits-lost"),
        ({f"{NUMBER}{FIRST}": "999999194005010000"}, "id-number-check-digit"),
        ({f"{TYPE}{FIRST}": "无此类"}, "code-not-in-list"),
        ({f"{BORN}{NEW}": "去年", f"{NAME}{NEW}": "某"}, "value-malformed"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_its_cell(house, cells, code):
    """Nothing of it is kept, and nothing that stood in it is in the report."""
    (place, *_) = cells
    cells = {f"{PHONE}{FIRST}": "010-12345"} | cells
    before = everything(house)
    _, rows = taken(house, edited(handed_out(house), cells))
    row = rows[int(place[1:])]

    assert ("blocked", [(code, f"人!{place}")]) == (row["outcome"], codes(row))
    if int(place[1:]) == FIRST:
        assert before == everything(house)


def test_two_rows_of_one_id_are_both_left(house):
    """Whoever copied a row to add somebody has said nothing about the one that was there."""
    out = handed_out(house)
    book = opened(out)
    sheet = book["人"]
    for column in range(1, 12):
        sheet.cell(NEW, column).value = sheet.cell(FIRST, column).value
    sheet[f"{PHONE}{NEW}"] = "010-12345"

    _, rows = taken(house, saved(book))

    assert ["workbook-row-twice"] == [code for code, _ in codes(rows[NEW])]
    assert "unchanged" == rows[FIRST]["outcome"]


def test_cells_that_only_follow_from_others_are_not_stated(house):
    """Sex and age are shown because the identity number says them, and so is whatever stands there later."""
    taken(house, edited(handed_out(house), {f"{AGE}{FIRST}": 99, f"{SEX}{FIRST}": "2 女性"}))

    assert {f"p{n}": (False, person(n)) for n in range(3)} == everything(house)


def test_days_are_read_however_they_are_written(house):
    """As a date, a number of days, or text of any custom."""
    ways = [date(1950, 2, 1), 18295, "1950-2-1", "1950年2月1日", "1950/02/01", "1950.2.1", "１９５０-02-01", "19500201"]  # fmt: skip
    cells = {f"{BORN}{NEW + n}": way for n, way in enumerate(ways)}
    cells |= {f"{NAME}{NEW + n}": f"新{n}" for n, _ in enumerate(ways)}

    _, rows = taken(house, edited(handed_out(house), cells))

    assert ["1950-02-01"] * len(ways) == [
        held(house, rows[NEW + n]["subject"])["person.birth_date"] for n, _ in enumerate(ways)
    ]


def test_a_workbook_for_another_unit_or_house_is_refused(house, tmp_path):
    out = handed_out(house)
    register.units(house, [Unit(code="999999002001", name="别处")], ADMINISTRATOR)
    with pytest.raises(Invalid) as refused:
        carry.carry(house, "999999002001", out, ADMINISTRATOR)
    assert ["workbook-of-another-unit"] == [each.code for each in refused.value.findings]
    with a_unit(tmp_path / "other") as other, pytest.raises(Invalid) as refused:
        carry.carry(other, UNIT, out, ADMINISTRATOR)
    assert ["workbook-of-another-journal"] == [each.code for each in refused.value.findings]
    assert not list(house.registry.imports)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nothing", b"%PDF-1.7", b"a,b\n1,2\n"])
def test_what_is_no_workbook_of_ours_is_refused_and_leaves_nothing(house, content):
    head = house.journal.head
    with pytest.raises(Unreadable):
        carry.carry(house, UNIT, SentFile("x.xlsx", content), ADMINISTRATOR)
    assert head == house.journal.head


def test_damaged_workbooks_never_end_the_service(house):
    """Any one byte changed or the end cut off: it is imported, or refused with a reason."""
    content = handed_out(house).content
    damaged = [content[: len(content) // 2]] + [
        content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]
        for at in range(50, len(content), len(content) // 3)
    ]
    for each in damaged:
        with contextlib.suppress(Problem):
            carry.carry(house, UNIT, SentFile("x.xlsx", each), ADMINISTRATOR)
    assert {f"p{n}": (False, person(n)) for n in range(3)} == everything(house)


def test_the_annotated_workbook_can_be_corrected_and_imported_again(house):
    """Its cells say what the worker's said, its notes what is wrong; its ids are those of the file."""
    out = handed_out(house)
    cells = {
        f"{PHONE}{FIRST}": "010-12345", f"{PHONE}{FIRST + 1}": "呃", f"{REMARK}{FIRST + 1}": "问过了", f"{NAME}{NEW}": "新来",
    }  # fmt: skip
    brought, _ = taken(house, edited(out, cells))

    back = annotate.annotated(house, brought.imported.id, ADMINISTRATOR)

    sheet = opened(back)["人"]
    assert ["已收 taken", "未收 not taken", "未变 unchanged", "已收 taken"] == [
        sheet[f"B{FIRST + n}"].value for n in range(4)
    ]
    assert "呃" == sheet[f"{PHONE}{FIRST + 1}"].value
    assert f"{ADMINISTRATOR.id} 于" in sheet.oddFooter.left.text
    assert "联系电话" in sheet[f"{PHONE}{FIRST + 1}"].comment.text
    sheets = opened(out)["人"]
    assert [each.value for each in sheets["A"]][:8] == [each.value for each in sheet["A"]][:8]
    corrected = edited(back, {f"{PHONE}{FIRST + 1}": "010-54321"})
    _, rows = taken(house, corrected)
    assert ["unchanged", "accepted", "unchanged", "unchanged"] == [
        rows[FIRST + n]["outcome"] for n in range(4)
    ]
    assert "010-54321" == opened(corrected)["人"][f"{PHONE}{FIRST + 1}"].value


#: Chinese, and English behind it.
BOTH = re.compile(r"[^A-Za-z]*[一-鿿].*[A-Za-z]{2}", re.DOTALL)


def said(book):
    """What is ours to say of rows and columns – states, notes, what checks warn of – and where it stands."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment:
                    yield f"note {sheet.title}!{cell.coordinate}", cell.comment.text
                if sheet["B1"].value == "yibiao:status" and cell.column == 2 and cell.row >= FIRST:
                    yield f"{sheet.title}!{cell.coordinate}", cell.value or ""
        for each in sheet.data_validations.dataValidation:
            for text in (each.promptTitle, each.prompt, each.errorTitle, each.error):
                yield f"check {sheet.title}!{each.sqref}", text or ""
            assert len(each.errorTitle) <= 32
            assert len(each.error) <= 255


def test_everything_a_workbook_says_is_in_chinese_and_english(house):
    """As it goes out and as it comes back, whatever there is to say of a row: Chinese first."""
    families(house)
    tags = {"title": "标签", "fields": [{"label": "人口属性", "type": "text", "element": "person.person_tags"}]}  # fmt: skip
    elderly = next(iter(house.registry.registrations))
    admitted(house, "civil-affairs", tags, scope="true")
    grant = Grant(id="a", actor="user:analyst", role="analyst", department="civil-affairs")
    doubted = Doubted(id="c", form=elderly, subject="p2", field="f5", why="电话打不通")
    challenges.challenge(house, doubted, Actor(id="user:analyst", grants=(grant,)))
    file = handed_out(house)
    column = {each.value: each.column_letter for each in opened(file)["人"][1]}
    row = {n: row_of(file, f"p{n}") for n in range(3)}
    phone, sex = column["person.phone"], column["person.sex"]
    stated(house, "x", "p0", phone="010-99999")
    cells = {
        f"{phone}{row[0]}": "010-11111", f"{phone}{row[1]}": "呃", f"{column['person.name']}{NEW}": "新来",
        f"{column['person.name']}{NEW + 1}": "又来", f"{sex}{NEW + 1}": "2 女性",
        f"{column['person.id_number']}{NEW + 1}": id_number("1950-01-01", 1),
    }  # fmt: skip
    brought, rows = taken(house, edited(file, cells))
    back = annotate.annotated(house, brought.imported.id, ADMINISTRATOR)

    assert {"accepted", "unchanged", "conflict", "blocked", "asks-why"} == {
        each["outcome"] for each in rows.values()
    }
    for each in (file, back):
        told = [(where, text) for where, text in said(opened(each)) if text]
        assert any("〔id〕" in text for _, text in told)
        assert any("as many as apply" in text for _, text in told)
        assert [] == [(where, text) for where, text in told if not BOTH.match(text)]
    assert "示例社区 · 人 · 导入结果 Result of the import" == opened(back)["人"]["B2"].value
    assert any("doubts this" in text for _, text in said(opened(file)))
    assert any("contested" in text for _, text in said(opened(handed_out(house))))


def test_a_new_row_says_whom_it_resembles_and_a_remark_settles_it(house):
    """By the row or unit of the other, without a name; whoever says that it is another is not asked again."""
    out = handed_out(house)
    cells = {f"{NAME}{NEW}": "示例0", f"{NUMBER}{NEW}": id_number("1940-05-01", 10)}

    _, asked = taken(house, edited(out, cells))
    settled = edited(out, {**cells, f"{REMARK}{NEW}": "不是同一人，号码有误，已报派出所"})
    _, rows = taken(house, settled)
    _, again = taken(house, settled)

    (finding,) = asked[NEW]["findings"]
    assert ("blocked", "workbook-row-resembles") == (asked[NEW]["outcome"], finding["code"])
    assert f"第 {row_of(out, 'p0')} 行" in finding["says"]["zh"]
    assert "示例0" not in json.dumps(finding, ensure_ascii=False)
    assert "accepted" == rows[NEW]["outcome"] == again[NEW]["outcome"]
    assert ("p0",) == house.journal.record(rows[NEW]["subject"]).unlike
    assert 4 == sum(1 for _ in house.journal.records())
