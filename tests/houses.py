"""Houses to test in: a data directory with departments, units and two small forms in force."""

import atexit
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from yibiao.flows.filling import fill, resemblances
from yibiao.flows.house import House
from yibiao.flows.registering import govern, register
from yibiao.matching import Choice
from yibiao.model.actor import Actor
from yibiao.model.event import Draft
from yibiao.model.form import Field, Form
from yibiao.model.place import Department, Unit
from yibiao.model.record import Entry
from yibiao.model.text import Text

ADMINISTRATOR = Actor.administrator("user:test")
NOBODY = Actor(id="user:nobody")
UNIT = "999999001001"
NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)

ELDERLY = {
    "title": "80岁以上老人花名册",
    "fields": [
        {"label": "姓名", "type": "text", "required": True},
        {"label": "身份证号", "type": "text", "required": True},
        {"label": "性别", "type": "choice", "options": ["男", "女"]},
        {"label": "年龄", "type": "integer"},
        {"label": "联系电话", "type": "text"},
    ],
}
DISABLED = {
    "title": "残疾人登记表",
    "fields": [
        {"label": "姓名", "type": "text"},
        {"label": "公民身份号码", "type": "text"},
        {"label": "性别", "type": "choice", "options": ["1 男性", "2 女性"]},
        {"label": "残疾证号", "type": "text"},
        {
            "label": "残疾类别",
            "type": "choice",
            "options": ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"],
        },
        {"label": "手机号码", "type": "text"},
    ],
}
DISABLED_COUNTED = {
    "title": "残疾人统计表",
    "layout": "summary",
    "fields": [
        {"label": "合计", "type": "figure", "measure": "count(*) filter (where person.name is not null)"},
        {"label": "残疾人", "type": "figure", "measure": "count(*) filter (where person.disability_type is not null)"},
    ],
}  # fmt: skip
SAID = {
    "period": "monthly",
    "mandate": "示例依据〔2025〕1号",
    "first_round": "2026-01-15",
    "expires": "2099-12-31",
}


def a_house(path: Path, journal: str | None = None) -> House:
    """A house on New Year's Day 2026 with two departments and one community, and nothing else."""
    if journal is None and not path.exists():
        # Furnished once in each process: to copy it is quicker.
        shutil.copytree(_furnished_once(), path)
        return House(path, now=lambda: NOW)
    house = House(path, journal=journal, now=lambda: NOW)
    _furnish(house)
    return house


@cache
def _furnished_once() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="yibiao-house-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with House(folder / "data", now=lambda: NOW) as house:
        _furnish(house)
    return folder / "data"


def _furnish(house: House) -> None:
    for id_, name in (("civil-affairs", "民政局"), ("disabled-federation", "残联")):
        register.department(house, Department(id=id_, name=Text(zh=name, en=id_)), ADMINISTRATOR)
    register.units(
        house,
        [Unit(code=UNIT, name="示例社区"), Unit(code=UNIT + "001", name="第一网格", parent=UNIT)],
        ADMINISTRATOR,
    )


def submitted(house: House, department: str, asked: dict, **said) -> register.Submission:
    """*asked* submitted by *department*; every doubtful field takes its best candidate."""
    reading = register.read(
        house,
        json.dumps(asked, ensure_ascii=False).encode(),
        "form.json",
        department,
        ADMINISTRATOR,
        **{"subject": "person", **said},
    )[0]
    submission = register.submit(
        house, reading.form, ADMINISTRATOR, findings=reading.findings, file=reading.file
    )
    best = {
        match.field: Choice(
            element=match.candidates[0].element,
            via=match.candidates[0].via,
            decided_by=ADMINISTRATOR.id,
        )
        for match in submission.undecided
    }
    if best:
        register.decide(house, submission.form.id, best, ADMINISTRATOR)
    return submission


def admitted(house: House, department: str, asked: dict, **said) -> str:
    """The id of *asked*, submitted and admitted."""

    def admitted_() -> str:
        form = submitted(house, department, asked, **{**SAID, **said}).form
        govern.admit(house, form.id, ADMINISTRATOR)
        return form.id

    return _as_before(house, [department, asked, said], admitted_)


@dataclass(frozen=True)
class _Done:
    """What somebody did in a house: the answer, what it wrote to the journal, and the files that it kept."""

    answer: str
    drafts: tuple[Draft, ...]
    files: tuple[bytes, ...]


_DONE: dict[bytes, _Done] = {}


def _as_before(house: House, what: object, act: Callable[[], str]) -> str:
    """
    What *act* answers, having done *what* it does.

    Where it was done in this process already to a journal that said the very same, on the same day and with nobody to
    ask, its events are written again: to match a form takes a hundred times as long.
    """
    if house.advisors:
        return act()
    stood = [(each.kind, each.actor, each.unit, each.body) for each in house.journal.events()]
    asked = repr((house.today, stood, what)).encode()
    done = _DONE.get(key := hashlib.sha256(asked).digest())
    if done is not None:
        for each in done.files:
            house.blobs.keep(each)
        house.record(each.model_copy(update={"at": house.now()}) for each in done.drafts)
        return done.answer
    head = house.journal.head
    answer = act()
    drafts = tuple(
        Draft(**{name: getattr(each, name) for name in Draft.model_fields})
        for each in house.journal.events(after=head)
    )
    kept = tuple(house.blobs.content(each) or b"" for each in house.blobs.digests())
    _DONE[key] = _Done(answer, drafts, kept)
    return answer


def families(house: House) -> None:
    """Have a form ask people over links: for where their household lives, and for their guardian's telephone."""
    asked = {
        "f1": ("household.address", "person.household"),
        "f2": ("person.phone", "person.guardian"),
    }
    form = Form(
        department="civil-affairs", series="families", title="家庭", subject="person", scope="true",
        fields=[Field(id=each, label=each) for each in asked], **SAID,
    )  # fmt: skip
    choices = {each: Choice(element=element, via=(via,)) for each, (element, via) in asked.items()}

    def admitted_() -> str:
        register.submit(house, form, ADMINISTRATOR, choices=choices)
        govern.admit(house, form.id, ADMINISTRATOR)
        return form.id

    _as_before(house, "families", admitted_)


def opened(house: House, subject: str, name: str, number: str, unit: str = UNIT) -> None:
    """A person of *unit*, of whom no more is stated than name and identity number."""
    values = {"person.name": name, "person.id_number": number}
    entry = Entry(id=f"open {subject}", unit=unit, subject=subject, kind="person", act="open", values=values)  # fmt: skip
    fill.file(house, entry, ADMINISTRATOR)


def id_number(birth: str, sequence: int) -> str:
    """A made-up identity number of region 999999 with the check digit of GB 11643."""
    body = f"999999{birth.replace('-', '')}{sequence:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


@contextmanager
def nobody_resembles() -> Iterator[None]:
    """As long as it lasts nobody is asked about doubles, for laws about subjects that all look alike."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resemblances, "require_new", lambda *_: None)
        yield
