"""A small invented community to fill in: four households, a round that is open, and somebody for each kind of work."""

import atexit
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from tests.houses import ADMINISTRATOR, SAID, UNIT, a_house, admitted, id_number, submitted
from yibiao import credentials
from yibiao.flows.filling import fill
from yibiao.flows.granting import accounts, grants
from yibiao.flows.house import House
from yibiao.flows.units import rounds
from yibiao.model.account import Account
from yibiao.model.actor import Grant
from yibiao.model.place import Round
from yibiao.model.record import Entry
from yibiao.store import Password

GRID = UNIT + "001"
PASSWORD = "a password of the tests"

POPULATION = {
    "title": "人口信息采集表",
    "fields": [
        {"label": "姓名", "type": "text", "required": True},
        {"label": "公民身份号码", "type": "text", "required": True},
        {"label": "民族", "type": "choice", "options": ["汉族", "回族", "藏族", "其他"]},
        {"label": "婚姻状况", "type": "choice", "options": ["未婚", "已婚", "离婚", "丧偶"]},
        {"label": "联系电话", "type": "text"},
        {"label": "户籍地址", "type": "text"},
        {"label": "现住址", "type": "text"},
        {"label": "户主姓名", "type": "text"},
        {"label": "与户主关系", "type": "text"},
    ],
}
ELDERLY = {
    "title": "80岁以上老人花名册",
    "fields": [
        {"label": "姓名", "type": "text"},
        {"label": "身份证号", "type": "text"},
        {"label": "年龄", "type": "integer"},
        {"label": "联系电话", "type": "text"},
        {"label": "是否独居", "type": "choice", "options": ["是", "否"]},
        {"label": "赡养人姓名", "type": "text"},
    ],
}
DISABLED = {
    "title": "残疾人登记表",
    "fields": [
        {"label": "姓名", "type": "text"},
        {"label": "公民身份号码", "type": "text"},
        {"label": "残疾类别", "type": "choice", "options": ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"]},
        {"label": "残疾等级", "type": "choice", "options": ["一级", "二级", "三级", "四级"]},
        {"label": "监护人电话", "type": "text"},
    ],
}  # fmt: skip

HOMES = {
    "title": "家庭基本情况表",
    "fields": [
        {"label": "家庭住址", "type": "text"},
        {"label": "家庭年收入", "type": "number"},
        {"label": "家庭主要困难", "type": "text"},
    ],
}

#: Waits for the office, and is largely the first under another name.
ALLOWANCE = {
    "title": "高龄补贴发放名册",
    "fields": [*ELDERLY["fields"][:5], {"label": "补贴金额", "type": "number"}],
}

#: Households, each with who lives in it: name and birth date.
PEOPLE = {
    "示范路1号101室": [("王桂芳", "1940-03-12"), ("李建国", "1965-08-20"), ("李小雨", "1994-11-02")],
    "示范路1号102室": [("张德厚", "1943-11-05"), ("周玉兰", "1945-06-30")],
    "示范路2号201室": [("陈志强", "1972-01-15"), ("吴敏", "1975-04-09"), ("陈晨", "2001-09-18"), ("陈阳", "2008-12-24")],
    "示范路2号202室": [("赵秀英", "1938-02-02"), ("孙立", "1968-07-07"), ("钱红", "1970-10-10")],
}  # fmt: skip

#: Logins, what they are called, and what they were given.
STAFF = {
    "worker": ("网格员小林", {"role": "worker", "unit": UNIT}),
    "head": ("社区主任老郑", {"role": "head", "unit": UNIT}),
    "registrar": ("民政局小方", {"role": "registrar", "department": "civil-affairs"}),
    "analyst": ("民政局小秦", {"role": "analyst", "department": "civil-affairs"}),
    "reviewer": ("民政局老方", {"role": "reviewer", "department": "civil-affairs"}),
    "office": ("减负办老何", {"role": "office"}),
    "administrator": ("管理员老周", {"role": "administrator"}),
}


def a_community(path):
    """The house, left open: four forms in force since New Year's Day, one that waits, and everybody registered then."""
    shutil.copytree(_settled_once(), path)
    return House(path)


@cache
def _settled_once():
    """The house, made once in each process: to copy it is quicker."""
    folder = Path(tempfile.mkdtemp(prefix="yibiao-community-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with _settled(folder / "data"):
        return folder / "data"


def _settled(path):
    house = a_house(path)
    admitted(house, "civil-affairs", ELDERLY, scope="person.age >= 80")
    admitted(house, "civil-affairs", POPULATION, scope="true", period="quarterly")
    admitted(house, "disabled-federation", DISABLED, scope="person.disability_type is not null")
    admitted(house, "civil-affairs", HOMES, subject="household", scope="true", period="yearly")
    fill.file_all(house, list(_registered()), ADMINISTRATOR, all_or_nothing=True)
    house.now = lambda: datetime.now(UTC)
    today = house.today
    rounds.open_round(
        house,
        Round(id=f"{today.year}-测试轮", period="quarterly", opens=today, due=today.replace(month=12, day=31)),
        ADMINISTRATOR,
    )  # fmt: skip
    said = {"first_round": (today + timedelta(days=30)).isoformat(), "scope": "person.age >= 80"}
    submitted(house, "disabled-federation", ALLOWANCE, **{**SAID, **said})
    for login, (name, given) in STAFF.items():
        account(house, login, name, given)
    return house


def _registered():
    number = 0
    for at, (address, people) in enumerate(PEOPLE.items(), 1):
        household = f"household:{at}"
        yield Entry(
            id=f"open {household}",
            unit=GRID,
            subject=household,
            kind="household",
            act="open",
            values={"household.address": address},
        )
        for name, born in people:
            number += 1
            values = {
                "person.name": name,
                "person.id_number": id_number(born, number),
                "person.household": household,
                "person.current_address": address,
                "person.phone": f"010-5555{number:04d}",
            }
            if number in (1, 5):
                values["person.disability_type"] = "4"
            yield Entry(
                id=f"open {number}", unit=GRID, subject=f"person:{number}", kind="person", act="open", values=values,
                remark="外来户已核对",
            )  # fmt: skip


def account(house, login, name, given):
    """Somebody who signs in with `PASSWORD`, and what they were given."""
    opened = Account(id=f"user:{login}", name=name)
    accounts.open_(house, opened, ADMINISTRATOR)
    grant = Grant(id=f"of {login}", actor=opened.id, **given)
    grants.give(house, grant, ADMINISTRATOR)
    hashed = credentials.hashed(PASSWORD, b"salt of 16 bytes")
    house.keyring.set_password(opened.id, Password(hashed, house.now(), None))
