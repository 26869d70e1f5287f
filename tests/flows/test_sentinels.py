"""A unit reports what it is asked elsewhere; it hears what is held already; the office says what it did."""

import io
import json
from unittest.mock import Mock

import openpyxl
import pytest

from tests.houses import ADMINISTRATOR, ELDERLY, UNIT, a_house, admitted
from tests.served import asking
from yibiao.errors import (
    Decided,
    EntryIdReused,
    Invalid,
    NotAllowed,
    NotFound,
    PictureBehind,
)
from yibiao.flows import burdens
from yibiao.flows.reporting import sentinels
from yibiao.model.actor import Actor, Grant
from yibiao.model.original import SentFile
from yibiao.model.sentinel import Demanded


def somebody(role, **place):
    id_ = f"user:{role}"
    return Actor(id=id_, grants=(Grant(id=role, actor=id_, role=role, **place),))


WORKER = somebody("worker", unit=UNIT)
OFFICE = somebody("office")
REGISTRAR = somebody("registrar", department="civil-affairs")
ELSEWHERE = somebody("head", unit=UNIT + "001")


def workbook(*labels):
    book = openpyxl.Workbook()
    book.active.append(["老年人情况摸底表"])
    book.active.append(list(labels))
    book.active.append([None] * len(labels))
    content = io.BytesIO()
    book.save(content)
    return SentFile("摸底表.xlsx", content.getvalue())


ASKED = workbook("姓名", "身份证号", "性别", "联系电话", "是否会用智能手机")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(tmp_path_factory.mktemp("house") / "data") as house:
        house.form = admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
        yield house


def demanded(id_, **said):
    return Demanded(id=id_, unit=UNIT, **{"channel": "chat", "asker": "民政办", **said})


def test_the_report_says_what_is_held_already_and_who_asks_it(house):
    """Each question for itself, at once; and nothing of the form is registered."""
    before = len(house.registry.registrations)
    report = sentinels.report(house, demanded("held"), WORKER, ASKED)
    (form,) = report.recognised
    sorts = {each.label: each.sort for each in form.questions}

    assert "held" == sorts["姓名"] == sorts["身份证号"] == sorts["联系电话"]
    assert sorts["性别"] in ("held", "derivable")
    assert sorts["是否会用智能手机"] in ("new", "undecided")
    assert ("80岁以上老人花名册",) == form.questions[0].forms
    assert ("user:worker", "open", None) == (report.by, report.state, report.unread)
    assert before == len(house.registry.registrations)


def test_sent_again_it_is_the_same_report(house):
    """Another demand under the same id is refused."""
    first = sentinels.report(house, demanded("again", note="要老人数"), WORKER)

    assert first == sentinels.report(house, demanded("again", note="要老人数"), WORKER)
    with pytest.raises(EntryIdReused):
        sentinels.report(house, demanded("again", note="要别的"), WORKER)


def test_what_nobody_can_read_is_kept_with_the_reason(house):
    """Whoever reads the unit's records can still open it; the office cannot, for nobody can empty it."""
    file = SentFile("扫描.pdf", b"%PDF-1.4 nothing")
    report = sentinels.report(house, demanded("unread"), WORKER, file)

    assert report.unread
    assert () == report.recognised
    assert file.content == sentinels.file_of(house, "unread", WORKER).content
    with pytest.raises(NotAllowed):
        sentinels.file_of(house, "unread", OFFICE)


def test_the_office_gets_what_was_filled_in_without_it(house):
    """What goes round in a chat names people; who answers for the burden sees what is asked, and of nobody."""
    asked = openpyxl.load_workbook(io.BytesIO(ASKED.content))
    asked.active["A3"] = "赵某某"
    asked.active["E3"] = "是"
    content = io.BytesIO()
    asked.save(content)
    file = SentFile("摸底表.xlsx", content.getvalue())
    sentinels.report(house, demanded("filled"), WORKER, file)

    def cells(actor):
        sent = sentinels.file_of(house, "filled", actor)
        return {
            cell.value
            for row in openpyxl.load_workbook(io.BytesIO(sent.content)).active
            for cell in row
            if cell.value
        }

    assert {"赵某某", "是"} <= cells(WORKER)
    assert not {"赵某某", "是"} & cells(OFFICE)
    assert {"姓名", "是否会用智能手机"} <= cells(OFFICE)


def test_what_the_service_fails_at_is_no_fault_of_the_file(house, monkeypatch):
    """It is read when it is sent again."""
    behind = PictureBehind(behind=1, retry_after=1)
    monkeypatch.setattr(sentinels.register, "recognised", Mock(side_effect=behind))
    with pytest.raises(PictureBehind):
        sentinels.report(house, demanded("later"), WORKER, ASKED)
    monkeypatch.undo()

    assert sentinels.report(house, demanded("later"), WORKER, ASKED).recognised


def test_neither_a_file_nor_a_note_is_no_report(house):
    """Nobody could tell what was asked; places must be known."""
    with pytest.raises(Invalid, match="#/note"):
        sentinels.report(house, demanded("empty", note=" "), WORKER)
    with pytest.raises(NotFound):
        sentinels.report(house, demanded("where", department="nobody", note="x"), WORKER)


def test_the_office_answers_once_and_the_unit_sees_it(house):
    """With a reason; another answer afterwards is refused, the same one is harmless."""
    sentinels.report(house, demanded("answered", channel="phone", note="电话要残疾人数"), WORKER)
    with pytest.raises(Invalid):
        sentinels.answer(house, "answered", "told", " ", OFFICE)
    told = ("told", "已告知民政办从切片取数")
    sentinels.answer(house, "answered", *told, OFFICE, form=house.form)
    sentinels.answer(house, "answered", *told, OFFICE, form=house.form)
    seen = sentinels.report_of(house, "answered", WORKER)

    assert ("told", told[1], "user:office") == (seen.state, seen.end.why, seen.end.by)
    assert "answered" not in {
        each.id for each in sentinels.reports(house, OFFICE, state="open").reports
    }
    with pytest.raises(Decided):
        sentinels.answer(house, "answered", "dismissed", "不是表外要求", OFFICE)


def test_units_see_their_own_and_only_the_office_answers(house):
    """A department hears of reports from the office, not from here."""
    sentinels.report(house, demanded("seen", note="要数"), WORKER)

    assert () == sentinels.reports(house, ELSEWHERE).reports
    for refused in (
        lambda: sentinels.reports(house, REGISTRAR),
        lambda: sentinels.report_of(house, "seen", ELSEWHERE),
        lambda: sentinels.answer(house, "seen", "told", "x", WORKER),
        lambda: sentinels.report(house, demanded("x", note="x"), OFFICE),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_reports_come_newest_first_in_pages(house):
    """Every page goes on where the one before ended."""
    for number in range(3):
        sentinels.report(house, demanded(f"page-{number}", note="要数"), WORKER)
    first = sentinels.reports(house, OFFICE, unit=UNIT, limit=2)
    second = sentinels.reports(house, OFFICE, unit=UNIT, limit=2, before=first.before)

    assert ["page-2", "page-1", "page-0"] == [
        each.id for each in (*first.reports, *second.reports)
    ][:3]


def test_the_burden_of_the_table_is_what_it_was(house):
    """What is asked elsewhere is no form in force: it is listed, and not added up with cells that somebody counted."""
    before = burdens.burden(house, ADMINISTRATOR)
    sentinels.report(house, demanded("burden"), WORKER, ASKED)

    assert before == burdens.burden(house, ADMINISTRATOR)


def test_over_http_with_a_file_and_without(house):
    """The same, from a form with a file; the file comes back as an attachment."""
    with asking(house) as client:
        said = {"id": "http", "unit": UNIT, "channel": "chat"}
        files = {"file": (ASKED.name, ASKED.content)}
        report = client.post("/api/v1/sentinel-reports", data=said, files=files)
        spoken = {"id": "spoken", "unit": UNIT, "channel": "phone", "note": "要低保户数"}
        client.post(
            "/api/v1/sentinel-reports", files={name: (None, each) for name, each in spoken.items()}
        ).raise_for_status()
        listed = client.get("/api/v1/sentinel-reports", params={"state": "open"}).json()
        file = client.get("/api/v1/sentinel-reports/http/file")
        answer = client.post(
            "/api/v1/sentinel-reports/http/answer",
            content=json.dumps({"outcome": "registered", "why": "已登记", "form": house.form}),
            headers={"Content-Type": "application/json"},
        )

    assert 201 == report.status_code, report.text
    assert "姓名" == report.json()["recognised"][0]["questions"][0]["label"]
    assert ["spoken", "http"] == [each["id"] for each in listed["reports"]][:2]
    assert ASKED.content == file.content
    assert "registered" == answer.json()["state"]


@pytest.mark.parametrize("kind", ["text/plain", "text/plain; charset=none-such"])
def test_what_is_no_text_is_a_bad_request(house, kind):
    """In whichever encoding it is said to be."""
    part = f'--x\r\nContent-Disposition: form-data; name="asker"\r\nContent-Type: {kind}\r\n\r\n'
    with asking(house) as client:
        sent = client.post(
            "/api/v1/sentinel-reports",
            content=part.encode() + b"\xff\xfe\r\n--x--\r\n",
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )

    assert 400 == sent.status_code
    assert "body-unreadable" in sent.text
