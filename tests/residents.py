"""Forty invented residents with odd answers, in a house with one form that asks them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.houses import ADMINISTRATOR, UNIT, a_house, admitted, nobody_resembles
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.record import Entry

ASKED = {
    "title": "居民登记表",
    "fields": [
        {"label": "姓名", "type": "text"},
        {"label": "身份证号", "type": "text"},
        {"label": "性别", "type": "choice", "options": ["男", "女"]},
        {"label": "月收入（元）", "type": "money"},
        {"label": "来本地居住日期", "type": "date"},
        {"label": "掌握的技能", "type": "multi-choice", "options": ["驾驶", "电工", "烹饪"]},
    ],
}
PEOPLE = 40
ODD = ["=1+1", 'a,b"c', "<x> & 'y'", "两行\n文字", "张三", None, "-5", "@a"]


@contextmanager
def residents(path: Path) -> Iterator[House]:
    """The house; `form` is the id of the form."""
    with nobody_resembles(), a_house(path) as house:
        form = admitted(house, "civil-affairs", ASKED, scope="true")
        house.form = form
        bindings = house.registry.registrations[form].bindings
        name, _, sex, income, arrived, skills = (bindings[f"f{n}"].element for n in range(1, 7))
        assert sex == "person.sex"
        for number in range(PEOPLE):
            values = {
                name: ODD[number % len(ODD)],
                sex: [None, "1", "2"][number % 3],
                income: None if number % 5 == 0 else number * 1000.37,
                arrived: None if number % 4 == 0 else f"2020-0{1 + number % 9}-1{number % 9}",
            }
            if skills:
                crosswalk = {own: code for code, own in bindings["f6"].crosswalk.items()}
                values[skills] = [crosswalk.get("驾驶", "驾驶"), crosswalk.get("电工", "电工")][
                    : number % 3
                ] or None
            entry = Entry(
                id=f"e{number}", unit=UNIT if number % 2 else UNIT + "001", subject=f"s{number:03}", kind="person",
                act="open", values=values, remark="如实填写",
            )  # fmt: skip
            fill.file(house, entry, ADMINISTRATOR)
        yield house
