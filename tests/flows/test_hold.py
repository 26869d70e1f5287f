"""A register that somebody holds is loaded into the records of those it is about."""

import io

import docx
import pytest
import xlsxwriter
from typer.testing import CliRunner

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted
from yibiao import intake
from yibiao.cli import app
from yibiao.errors import Invalid, NotAForm, NotAllowed, NotFound
from yibiao.flows import keep
from yibiao.flows.carrying import bring, undo
from yibiao.flows.filling import confirm, fill
from yibiao.flows.holding import held_columns, hold
from yibiao.flows.registering import leading
from yibiao.flows.subject import history
from yibiao.flows.units import unit_table
from yibiao.intake import held as held_rows
from yibiao.model.actor import Actor, Grant
from yibiao.model.kinds import SubjectKind
from yibiao.model.original import SentFile
from yibiao.model.record import Entry

NUMBERS = "999999194003120021", "999999194311050010", "999999198006070013"
HEADS = ["序号", "姓名", "性别", "身份证号", "联系电话"]
ROWS = [
    [1, "王桂芳", "女", "999999194003120021", 13900000001],
    [2, "张德厚", "男", NUMBERS[1], "139 0000 0002"],
    [3, "李建国", "男性", NUMBERS[2].lower(), ""],
    ["合计", 3, "", "", ""],
]


@pytest.fixture
def house(tmp_path):
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
        yield house


def register(rows=ROWS, heads=HEADS, title="示例社区老人台账"):
    """A workbook with a title, headers and rows."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet("人口")
        sheet.merge_range(0, 0, 0, len(heads) - 1, title)
        for number, row in enumerate([heads, *rows], start=1):
            sheet.write_row(number, 0, row)
    return SentFile("台账.xlsx", written.getvalue())


def held(house, subject):
    return {id_: cell.value for id_, cell in house.journal.record(subject).cells.items()}


def loaded(house, file=None, **more):
    return hold.hold(house, UNIT, file or register(), ADMINISTRATOR, kind="person", **more)


def places(report, outcome):
    return [row["place"] for row in report["sheets"][0]["rows"] if row["outcome"] == outcome]


def test_rows_go_to_whoever_has_their_number_and_others_are_opened(house):
    """Values of those who are there are loaded and nobody's statement is overruled; totals are about nobody."""
    stated = Entry(
        id="e1", unit=UNIT, subject="p1", kind="person", act="open",
        values={"person.name": "王桂芳", "person.id_number": NUMBERS[0], "person.phone": "010-55550001"},
    )  # fmt: skip
    fill.file(house, stated, ADMINISTRATOR)

    report = loaded(house)

    assert {"conflict": 1, "opened": 2} == report["counts"]
    assert "010-55550001" == held(house, "p1")["person.phone"]
    cell = house.journal.record("p1").cells["person.phone"]
    assert ["13900000001"] == [each.value for each in cell.contested]
    opened = report["sheets"][0]["rows"][1]["subject"]
    assert "张德厚" == held(house, opened)["person.name"]
    assert () == keep.verify(house, ADMINISTRATOR)


def test_whoever_is_opened_is_only_loaded_until_a_worker_confirms(house):
    """Every value that is asked of them, also what they are recognised by; a department is told which are confirmed."""
    report = loaded(house, register(ROWS[:2]))
    subjects = [row["subject"] for row in report["sheets"][0]["rows"]]
    asked = {"person.name", "person.id_number", "person.phone"}
    told = history.timeline(house, subjects[0], ADMINISTRATOR)
    (opening,) = told.steps

    assert [asked] * 2 == [set(row.loaded) for row in unit_rows(house).rows]
    assert ("open", "人口!3", set(opening.values)) == (
        opening.by.act, opening.by.source.place, set(opening.loaded),
    )  # fmt: skip
    assert {opening.by.source.id: "台账.xlsx"} == told.names.files
    everybody = {
        "request": "r1",
        "base": house.journal.head,
        "kind": "person",
        "status": ["loaded"],
    }
    confirm.confirm(house, UNIT, confirm.Confirmation.model_validate(everybody), ADMINISTRATOR)

    assert [((), "current")] * 2 == [(row.loaded, row.status) for row in unit_rows(house).rows]
    assert not any(cell.loaded for cell in house.journal.record(subjects[0]).cells.values())
    assert () == keep.verify(house, ADMINISTRATOR)


def unit_rows(house):
    return unit_table.table(house, UNIT, SubjectKind.PERSON, ADMINISTRATOR)


def test_loading_twice_is_loading_once(house):
    """The same file brings nothing more; another copy of the same rows finds everybody."""
    loaded(house)
    head = house.journal.head
    records = {each.subject: each for each in house.journal.records()}

    loaded(house)
    assert records == {each.subject: each for each in house.journal.records()}
    again = loaded(house, register(title="另一份"))

    assert {"unchanged": 3} == again["counts"]
    assert records == {each.subject: each for each in house.journal.records()}
    assert head <= house.journal.head


def test_a_preview_keeps_nothing_and_says_what_would_become(house):
    """What each column means, and of each row whom it is about."""
    head = house.journal.head

    report = loaded(house, commit=False)

    assert head == house.journal.head
    assert {"opened": 3} == report["counts"]
    columns = {each["label"]: each.get("element") for each in report["sheets"][0]["columns"]}
    assert "person.id_number" == columns["身份证号"]


def test_what_was_decided_of_a_column_is_remembered_for_its_layout(house):
    """The next file with the same columns needs no decision."""
    heads = [*HEADS[:4], "情况"]
    rows = [[*row[:4], "x"] for row in ROWS[:3]]
    loaded(house, register(rows, heads), columns={"情况": held_columns.NOTHING})

    report = loaded(house, register(rows[:1], heads, title="下一份"), commit=False)

    columns = {each["label"]: each for each in report["sheets"][0]["columns"]}
    assert not any(each.get("doubtful") for each in columns.values())


def test_a_row_that_resembles_somebody_waits_for_a_person(house):
    """It goes to whom the person says, or to somebody new."""
    stated = Entry(
        id="e1", unit=UNIT, subject="p1", kind="person", act="open",
        values={"person.name": "张晓丽", "person.phone": "13900000007"},
    )  # fmt: skip
    fill.file(house, stated, ADMINISTRATOR)
    rows = [[1, "张小丽", "女", "", "13900000007"], [2, "赵一", "男", NUMBERS[1], ""]]

    waiting = loaded(house, register(rows))
    assert ["人口!3"] == places(waiting, "undecided")
    decided = loaded(house, register(rows), subjects={"人口!3": "p1"})

    assert [] == places(decided, "undecided")
    assert "2" == held(house, "p1")["person.sex"]


def test_what_is_malformed_blocks_its_row_alone(house):
    """A number that a spreadsheet has cut off is found out; the others are loaded."""
    rows = [[1, "王桂芳", "女", 999999194003120021, ""], *ROWS[1:3]]

    report = loaded(house, register(rows))

    assert ["人口!3"] == places(report, "blocked")
    assert {"blocked": 1, "opened": 2} == report["counts"]


def test_a_list_in_text_is_read_as_well_and_its_report_is_kept(house):
    """Delimited text has rows as workbooks have; what became of them can be asked again."""
    text = "姓名,性别,身份证号\n王桂芳,女,999999194003120021\n"

    report = loaded(house, SentFile("台账.csv", text.encode()))

    assert {"opened": 1} == report["counts"]
    assert report["counts"] == bring.reported(house, report["import"], ADMINISTRATOR)["counts"]


def test_a_form_without_rows_is_no_register(house):
    """There is nothing to load."""
    with pytest.raises(NotAForm) as refusal:
        loaded(house, SentFile("表.csv", "姓名,性别,身份证号\n".encode()))

    (finding,) = refusal.value.findings
    assert refusal.value.detail("zh") == f"表.csv：{finding.says('zh')}"


def test_a_table_in_a_document_is_refused_with_what_to_do(house):
    """Whoever has it in Word is told to copy it into a spreadsheet."""
    written = io.BytesIO()
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for row, texts in zip(
        table.rows, (["姓名", "性别", "身份证号"], ["王桂芳", "女", NUMBERS[0]]), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(written)

    with pytest.raises(NotAForm) as refusal:
        loaded(house, SentFile("台账.docx", written.getvalue()))

    assert ["register-in-document"] == [each.code for each in refusal.value.findings]


def read_here(house, monkeypatch):
    """Files are read in this process, where bounds can be lowered."""
    monkeypatch.setattr(house, "read", intake.read)


@pytest.mark.parametrize(("bound", "most"), [("MOST_ROWS", 2), ("MOST_CELLS", 8)])
def test_rows_beyond_the_bound_are_named(house, monkeypatch, bound, most):
    """How many they are and where they begin; the rows before are loaded."""
    read_here(house, monkeypatch)
    monkeypatch.setattr(held_rows, bound, most)
    rows = [[n, f"示例{n}", "女", "", f"1390000000{n}"] for n in range(1, 6)]

    for commit in (False, True):
        report = loaded(house, register(rows), commit=commit)

        (finding,) = report["findings"]
        assert ("register-rows-left-out", "人口!5") == (finding["code"], finding["where"])
        assert {"read": 2, "count": 3} == finding["facts"]
        assert {"opened": 2} == report["counts"]
    assert report == bring.reported(house, report["import"], ADMINISTRATOR)


def test_sheets_of_which_nothing_is_loaded_are_named(house):
    """Those that are no list, and those without headers."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet("人口")
        for number, row in enumerate([HEADS, *ROWS[:2]]):
            sheet.write_row(number, 0, row)
        book.add_worksheet("说明").write(0, 0, "本表由社区填写，请于月底前上报。")
        sheet = book.add_worksheet("其他")
        for number, row in enumerate(ROWS[:3]):
            sheet.write_row(number, 0, row)

    report = loaded(house, SentFile("台账.xlsx", written.getvalue()), commit=False)

    assert {"opened": 2} == report["counts"]
    assert {"说明", "其他"} <= {each["where"] for each in report["findings"]}


def test_rows_come_in_order_however_many_batches_they_fill(house, monkeypatch):
    """Each row once, and whoever the register has twice is opened once."""
    read_here(house, monkeypatch)
    monkeypatch.setattr(held_rows, "TOGETHER", 3)
    rows = [[n, f"示例{n}", "", NUMBERS[0] if n in (1, 3, 8) else "", ""] for n in range(1, 9)]

    report = loaded(house, register(rows))

    assert [f"人口!{n}" for n in range(3, 11)] == [
        row["place"] for row in report["sheets"][0]["rows"]
    ]
    subjects = {
        row["subject"]
        for row in report["sheets"][0]["rows"]
        if row["place"] in ("人口!3", "人口!5")
    }
    assert 1 == len(subjects)
    assert 6 == report["counts"]["opened"]


def test_a_malformed_value_is_named_by_its_cell_and_the_others_are_loaded(house):
    """In a preview as when it is loaded; an answer that no list has is malformed too."""
    rows = [[1, "王桂芳", "女的？", NUMBERS[0], "139 0000 0002"], ROWS[1]]

    for commit in (False, True):
        report = loaded(house, register(rows), commit=commit)

        row, other = report["sheets"][0]["rows"]
        assert ["opened", "opened"] == [row["outcome"], other["outcome"]]
        assert ["人口!C3"] == [each["where"] for each in row["errors"]]
        assert "errors" not in other
    assert "王桂芳" == held(house, row["subject"])["person.name"]
    assert "person.sex" not in held(house, row["subject"])


def test_figures_in_another_unit_of_measure_are_converted(tmp_path):
    """As bindings of forms are; a share of something whole is malformed."""
    income = {
        "title": "收入",
        "fields": [
            {"label": "姓名", "type": "text"},
            {"label": "个人年收入（元）", "type": "number"},
        ],
    }
    with a_house(tmp_path / "data") as house:
        form = admitted(house, "civil-affairs", income, scope="true")
        element = next(
            each.element
            for each in house.registry.registrations[form].bindings.values()
            if each.element and "income" in each.element
        )
        heads = ["姓名", "身份证号", "个人年收入（万元）"]
        rows = [
            ["王桂芳", NUMBERS[0], 2.5],
            ["张德厚", NUMBERS[1], "3万元"],
            ["李建国", NUMBERS[2], "三"],
        ]

        report = loaded(house, register(rows, heads), columns={"人口!C2": element})

        column = report["sheets"][0]["columns"][2]
        assert element == column["element"]
        assert "yuan-of-ten-thousand-yuan" == column["conversion"]
        done = report["sheets"][0]["rows"]
        assert [25_000, 30_000, None] == [held(house, row["subject"]).get(element) for row in done]
        assert ["人口!C5"] == [each["where"] for each in done[2]["errors"]]


@pytest.fixture
def led(house):
    """A house where civil affairs answers for telephone numbers."""
    leading.lead(house, "person.phone", "civil-affairs", ADMINISTRATOR)
    return house


def test_who_leads_an_element_is_remembered(led):
    """By whoever opens the journal next; saying it again changes nothing, and nobody leads who is not there."""
    head = led.journal.head
    leading.lead(led, "person.phone", "civil-affairs", ADMINISTRATOR)
    with pytest.raises(NotFound):
        leading.lead(led, "person.phone", "nobody", ADMINISTRATOR)
    with pytest.raises(NotFound):
        leading.lead(led, "person.nothing", "civil-affairs", ADMINISTRATOR)
    assert head == led.journal.head

    leading.lead(led, "person.phone", None, ADMINISTRATOR)

    assert led.registry.catalogue.elements["person.phone"].lead is None


def test_what_the_lead_department_says_needs_no_confirming(led):
    """Of the elements that it leads, of those who are there and of new ones; the rest waits to be confirmed."""
    loaded(led, register([[1, "王桂芳", "", NUMBERS[0], ""]]))
    file = register()
    report = loaded(led, file, department="civil-affairs", as_lead=True)

    assert {"loaded": 1, "opened": 2} == report["counts"]
    first, second, _ = (
        led.journal.record(row["subject"]).cells for row in report["sheets"][0]["rows"]
    )
    assert first["person.sex"].loaded
    assert not first["person.phone"].loaded
    assert not second["person.phone"].loaded
    assert second["person.id_number"].loaded
    records = {each.subject: each for each in led.journal.records()}
    loaded(led, file, department="civil-affairs", as_lead=True)
    assert records == {each.subject: each for each in led.journal.records()}


def test_the_lead_department_overrules_nobody_but_itself(led):
    """What a person stated stands and is contested; its own older register makes way."""
    stated = Entry(
        id="e1", unit=UNIT, subject="p1", kind="person", act="open",
        values={"person.name": "王桂芳", "person.id_number": NUMBERS[0], "person.phone": "010-55550001"},
    )  # fmt: skip
    fill.file(led, stated, ADMINISTRATOR)

    file = register()
    report = loaded(led, file, department="civil-affairs", as_lead=True)
    rows = [[*row[:4], "13900000009"] for row in ROWS[:2]]
    later = loaded(led, register(rows, title="下一年"), department="civil-affairs", as_lead=True)

    assert {"conflict": 1, "opened": 2} == report["counts"]
    assert {"conflict": 1, "loaded": 1} == later["counts"]
    cell = led.journal.record("p1").cells["person.phone"]
    assert "010-55550001" == cell.value
    assert ["13900000009"] == [each.value for each in cell.contested]
    subject = report["sheets"][0]["rows"][1]["subject"]
    other = led.journal.record(subject).cells["person.phone"]
    assert ("13900000009", (), False) == (other.value, other.contested, other.loaded)
    loaded(
        led, file, department="civil-affairs", as_lead=True
    )  # an older register says nothing new
    assert "010-55550001" == held(led, "p1")["person.phone"]
    assert "13900000009" == held(led, subject)["person.phone"]


def test_what_was_loaded_in_the_name_of_the_lead_department_is_undone(led):
    """What it had settled goes as what it had loaded does."""
    stated = Entry(
        id="e1", unit=UNIT, subject="p1", kind="person", act="open",
        values={"person.name": "王桂芳", "person.id_number": NUMBERS[0]},
    )  # fmt: skip
    fill.file(led, stated, ADMINISTRATOR)
    file = register(ROWS[:1])
    report = loaded(led, file, department="civil-affairs", as_lead=True)
    assert "13900000001" == held(led, "p1")["person.phone"]

    undo.undo(led, report["import"], "错了", ADMINISTRATOR)

    assert held(led, "p1").get("person.phone") is None


def test_what_a_register_said_before_the_one_that_is_undone_is_only_loaded_again(house):
    """Nobody had confirmed it, whether it had opened somebody or came in later."""
    first = loaded(house, register(ROWS[:1]))
    other = [[1, "王桂芬", "女", NUMBERS[0], 13900000009]]
    later = loaded(house, register(other, title="另一份"))
    (subject,) = [row["subject"] for row in first["sheets"][0]["rows"]]
    assert {"loaded": 1} == later["counts"]

    (undone,) = undo.undo(house, later["import"], "错了", ADMINISTRATOR)

    cells = house.journal.record(subject).cells
    assert ("restored", {"person.name", "person.phone"}) == (
        undone.what, {*undone.elements} & {"person.name", "person.phone"},
    )  # fmt: skip
    assert ("王桂芳", True) == (cells["person.name"].value, cells["person.name"].loaded)
    assert ("13900000001", True) == (cells["person.phone"].value, cells["person.phone"].loaded)


def test_only_whoever_may_loads_in_the_name_of_a_department_that_is_there(house):
    """A worker brings registers of the unit; in the name of a department only who holds a grant there as well."""
    worker = Grant(id="w", actor="user:clerk", role="worker", unit=UNIT)
    lead = Grant(id="r", actor="user:clerk", role="registrar", department="civil-affairs")
    clerk = Actor(id="user:clerk", grants=(worker,))
    head = house.journal.head

    with pytest.raises(NotAllowed):
        hold.hold(house, UNIT, register(), clerk, department="civil-affairs", as_lead=True)
    with pytest.raises(NotFound):
        loaded(house, department="nobody")
    assert head == house.journal.head
    both = Actor(id="user:clerk", grants=(worker, lead))
    assert hold.hold(
        house, UNIT, register(), both, department="civil-affairs", as_lead=True, commit=False
    )


def test_the_terminal_names_what_was_left_out(tmp_path):
    """Cells that are malformed and parts without rows; what it stopped at is in the exit code."""
    with a_house(tmp_path / "data") as house:
        admitted(house, "civil-affairs", ELDERLY, scope="true")
    file = tmp_path / "台账.xlsx"
    rows = [[1, "王桂芳", "女的？", NUMBERS[0], "139 0000 0002"], ROWS[1]]
    file.write_bytes(register(rows).content)
    words = "hold", str(file), "--unit", UNIT, "--kind", "person", "--data", str(tmp_path / "data")

    told = CliRunner().invoke(app, [*words, "--as-lead", "civil-affairs"])

    assert 1 == told.exit_code
    assert "人口!C3" in told.stdout
    assert "opened: 2" in told.stdout


def test_a_preview_says_conflict_where_loading_will(house):
    """Also when it is loaded again, until somebody has decided; then there is nothing new."""
    stated = Entry(
        id="e1", unit=UNIT, subject="p1", kind="person", act="open",
        values={"person.name": "王桂芳", "person.id_number": NUMBERS[0], "person.phone": "010-55550001"},
    )  # fmt: skip
    fill.file(house, stated, ADMINISTRATOR)
    file = register(ROWS[:1])

    assert {"conflict": 1} == loaded(house, file, commit=False)["counts"]
    assert {"conflict": 1} == loaded(house, file)["counts"]
    assert {"conflict": 1} == loaded(house, file)["counts"]
    decided = {"id": "e2", "act": "state", "values": {"person.phone": "010-55550001"}}
    fill.file(house, stated.model_copy(update=decided), ADMINISTRATOR)

    assert {"unchanged": 1} == loaded(house, file)["counts"]
    assert () == house.journal.record("p1").cells["person.phone"].contested


def test_what_was_decided_of_what_is_not_there_is_refused(house):
    """All of it at once, and nothing is loaded: a slip of the pen must not leave a column as it was."""
    head = house.journal.head

    with pytest.raises(Invalid) as refused:
        loaded(
            house,
            columns={"名": "person.name", "联系电话": "person.telephone"},
            subjects={"人口!99": "new"},
        )

    assert ["row-unknown", "column-unknown", "unknown-element"] == [
        each.code for each in refused.value.findings
    ]
    assert head == house.journal.head
