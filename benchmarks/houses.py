"""Houses to measure in: one community, one form of twenty questions in force, and answers to it that pass every check."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.flows.registering import govern, register
from yibiao.matching import Choice
from yibiao.model.actor import Actor
from yibiao.model.form import Field, Form
from yibiao.model.place import Department, Unit
from yibiao.model.record import Entry
from yibiao.model.text import Text
from yibiao.store import Tidying

OFFICE = Actor.administrator("user:bench")
UNIT = "999999001001"
NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)
TODAY = NOW.date()

#: What is asked, and an answer from chance.
QUESTIONS = {
    "person.name": lambda chance: f"示例{chance.randrange(10**6)}",
    "person.id_number": lambda chance: id_number(a_day(chance, 1930, 2020), chance.randrange(1000)),
    "person.phone": lambda chance: f"199{chance.randrange(10**8):08d}",
    "person.ethnicity": lambda chance: chance.choice(("01", "02", "03")),
    "person.nationality": lambda _: "中国",
    "person.marital_status": lambda chance: chance.choice(("10", "20", "30")),
    "person.political_status": lambda chance: chance.choice(("01", "03", "13")),
    "person.education": lambda chance: chance.choice(("21", "31", "61", "70")),
    "person.registered_address": lambda chance: f"示范路{chance.randrange(200)}号",
    "person.current_address": lambda chance: (
        f"示范路{chance.randrange(200)}号{chance.randrange(9)}单元"
    ),
    "person.workplace": lambda chance: f"示例公司{chance.randrange(1000)}",
    "person.occupation": lambda chance: chance.choice(("教师", "司机", "农民")),
    "person.monthly_income": lambda chance: chance.randrange(0, 20_000) / 2,
    "person.annual_income": lambda chance: chance.randrange(0, 200_000) / 2,
    "person.has_pension_insurance": lambda chance: chance.random() < 0.8,
    "person.has_medical_insurance": lambda chance: chance.random() < 0.9,
    "person.living_area": lambda chance: chance.randrange(20, 200) / 2,
    "person.children_count": lambda chance: chance.randrange(4),
    "person.is_living_alone": lambda chance: chance.random() < 0.1,
    "person.arrived_here_date": lambda chance: a_day(chance, 1990, 2025).isoformat(),
}


def a_house(folder: Path) -> House:
    """A house with the community, and the form in force."""
    house = House(folder, now=lambda: NOW)
    register.department(
        house, Department(id="civil-affairs", name=Text(zh="民政局", en="civil")), OFFICE
    )
    register.units(house, [Unit(code=UNIT, name="示范社区")], OFFICE)
    ask(house)
    return house


def ask(house: House) -> None:
    """Have the questions be asked by a form of the department `civil-affairs`, in force."""
    elements = house.registry.catalogue.elements
    form = Form(
        department="civil-affairs",
        series="residents",
        title="居民登记表",
        subject="person",
        period="monthly",
        mandate="示例依据〔2025〕1号",
        scope="true",
        first_round=date(2026, 2, 1),
        expires=date(2099, 1, 1),
        fields=tuple(
            Field(id=f"f{number}", label=elements[id_].name.zh, kind=elements[id_].kind)
            for number, id_ in enumerate(QUESTIONS, 1)
        ),
    )
    choices = {f"f{n}": Choice(element=id_) for n, id_ in enumerate(QUESTIONS, 1)}
    submission = register.submit(house, form, OFFICE, choices=choices)
    assert set(QUESTIONS) == {each.element for each in submission.bindings}
    govern.admit(house, form.id, OFFICE)


def opened(house: House, people: int) -> None:
    """Open so many subjects, `person:0` and on, of whom nothing is stated yet."""
    entries = [
        Entry(id=f"open-{n}", unit=UNIT, subject=f"person:{n}", kind="person", act="open")
        for n in range(people)
    ]
    for start in range(0, people, 5_000):
        fill.file_all(house, entries[start : start + 5_000], OFFICE, all_or_nothing=True)


def put_in_order(house: House) -> None:
    """Have the rows of a picture lie as a service has them after its first minutes."""
    tidying = Tidying(house.picture)
    while tidying.step():
        pass


def entry(number: int) -> dict:
    """What is stated of `person:number`, as JSON."""
    chance = random.Random(number)
    values = {id_: answer(chance) for id_, answer in QUESTIONS.items()}
    return {
        "id": f"entry-{number}",
        "unit": UNIT,
        "subject": f"person:{number}",
        "kind": "person",
        "values": values,
    }


def compact(document: object) -> bytes:
    """*document* as JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def a_day(chance: random.Random, first: int, last: int) -> date:
    """A day from the year *first* to the year *last*."""
    return date(first, 1, 1) + timedelta(days=chance.randrange((last - first + 1) * 365))


def id_number(birth: date, sequence: int) -> str:
    """A made-up identity number of region 999999, with the check digit of GB 11643."""
    body = f"999999{birth:%Y%m%d}{sequence:03d}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]
