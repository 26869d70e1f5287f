"""
A population out of nothing, and a second register of part of it with the slips that registers have: who is who is known.

Deterministic by its seed. Names follow how common they are in China, families share a home, a surname and often a phone,
and twins are born. It uses nothing of Yibiao's, so that it favours neither whoever is judged by it nor the peer.
"""

import random
from datetime import date, timedelta

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅红建国志文斌波辉鹏飞宇浩轩子涵梓欣怡佳琪俊晨雨婷雪慧莉颖琳燕萍云凤珍春秋生福贵德成林海山东永庆光荣忠义仁和安康宁泽瑞嘉诗语思悦可欣然"
#: Characters that are typed for each other, because they sound alike.
HOMOPHONES = (
    "晓小筱", "丽莉利", "芳方", "静婧靖", "敏民", "伟卫玮", "英瑛莹", "华花桦", "玉钰育", "兰岚", "建健", "国果", "志智致", "文雯",
    "斌彬宾", "波博", "辉晖", "飞菲", "宇雨语", "浩昊皓", "子梓紫", "欣新鑫心", "佳嘉家", "琪奇淇", "俊军君", "晨辰臣", "婷廷", "雪学",
    "慧惠会", "颖影", "琳林霖", "燕艳雁", "萍平", "云芸", "凤风", "珍真", "德得", "成诚程", "海亥", "永勇咏", "庆青清", "荣蓉容", "义艺谊",
    "张章", "陈程", "于余", "付傅", "肖萧", "丁订", "江姜", "石时", "徐许", "吴武", "黄皇",
)  # fmt: skip
ROADS = (
    "示范路",
    "幸福街",
    "建设路",
    "人民路",
    "和平巷",
    "光明街",
    "解放路",
    "新村",
    "团结路",
    "文化巷",
)
SOUNDING = {each: group for group in HOMOPHONES for each in group}
LIGHT, HEAVY = 1.0, 2.0


def register(seed: int, persons: int) -> list[dict]:
    """One record a person: `person` says who, the rest is what a register has of them."""
    chance = random.Random(seed)
    found: list[dict] = []
    while len(found) < persons:
        found.extend(_family(chance, len(found)))
    return found[:persons]


def second(seed: int, first: list[dict], share: float = 0.4, slips: float = LIGHT) -> list[dict]:
    """Another register: *share* of the persons of *first* again, as somebody else wrote them down, and as many others."""
    chance = random.Random(seed + 1)
    again = [
        _again(each, chance, slips) for each in chance.sample(first, round(len(first) * share))
    ]
    others = register(seed + 2, len(again))
    for each in others:
        each["person"] += 10_000_000
    found = again + others
    chance.shuffle(found)
    return found


def _family(chance: random.Random, number: int) -> list[dict]:
    surname = _surname(chance)
    address = _address(chance)
    phone = _phone(chance)
    parents = date(1935, 1, 1) + timedelta(days=chance.randrange(55 * 365))
    members = []
    for place in range(chance.choice((1, 1, 2, 2, 3, 3, 4, 5))):
        wife = place == 1
        born = (
            parents + timedelta(days=chance.randrange(-1500, 1500))
            if place < 2
            else parents + timedelta(days=chance.randrange(8000, 14000))
        )
        twin = place > 2 and chance.random() < 0.02
        members.append({
            "person": number + place,
            "name": (_surname(chance) if wife else surname) + _given(chance),
            "born": members[-1]["born"] if twin else born.isoformat(),
            "sex": "2" if wife else chance.choice("12"),
            "phone": phone if chance.random() < 0.4 else _phone(chance) if chance.random() < 0.8 else "",
            "address": address,
            "household": f"h{number}",
        })  # fmt: skip
    return members


def _again(person: dict, chance: random.Random, slips: float) -> dict:
    """The same person in another register: each trait missing, slipped or changed by a chance of its own."""

    def hits(rate: float) -> bool:
        return chance.random() < rate * slips

    written = {
        **person,
        "name": _slipped_name(person["name"], chance, hits),
        "born": _slipped_date(person["born"], chance, hits),
        "phone": _slipped_phone(person["phone"], chance, hits),
        "address": _slipped_address(person["address"], chance, hits),
    }
    if hits(0.35):
        written["household"] = "" if chance.random() < 0.85 else "moved"
    if hits(0.01):
        written["sex"] = "1" if person["sex"] == "2" else "2"
    return written


def _slipped_name(name: str, chance: random.Random, hits) -> str:
    if hits(0.07):
        return _sounding(name, chance)
    if hits(0.04):
        at = chance.randrange(1, len(name))
        return name[:at] + chance.choice(GIVEN) + name[at + 1 :]
    return _surname(chance) + _given(chance) if hits(0.02) else name


def _slipped_phone(phone: str, chance: random.Random, hits) -> str:
    if not phone or hits(0.2):
        return ""
    if hits(0.2):
        return _phone(chance)
    if hits(0.04):
        at = chance.randrange(3, 11)
        return phone[:at] + chance.choice("0123456789") + phone[at + 1 :]
    return phone


def _slipped_address(address: str, chance: random.Random, hits) -> str:
    if hits(0.15):
        return ""
    if hits(0.12):
        return _address(chance)
    return _otherwise(address, chance) if hits(0.4) else address


def _slipped_date(born: str, chance: random.Random, hits) -> str:
    day = date.fromisoformat(born)
    if hits(0.06):
        return ""
    if hits(0.02) and day.day <= 12:
        return date(day.year, day.day, day.month).isoformat()
    if hits(0.03):
        return (day + timedelta(days=chance.choice((-365, 365, -366, 366)))).isoformat()
    if hits(0.03):
        return (day - timedelta(days=chance.randrange(19, 51))).isoformat()
    if hits(0.03):
        return date(day.year, day.month, chance.randrange(1, 29)).isoformat()
    return f"{day.year}-01-01" if hits(0.01) else born


def _sounding(name: str, chance: random.Random) -> str:
    places = [at for at, each in enumerate(name) if each in SOUNDING]
    if not places:
        return name
    at = chance.choice(places)
    return name[:at] + chance.choice(SOUNDING[name[at]]) + name[at + 1 :]


def _otherwise(address: str, chance: random.Random) -> str:
    """The same door as somebody else writes it."""
    written = address
    if chance.random() < 0.5:
        written = written.replace("号", "号楼")
    if chance.random() < 0.5:
        written += "室"
    if chance.random() < 0.5:
        written = "示范市示范区" + written
    if chance.random() < 0.2:
        written = written.replace("1号", "一号", 1) if "1号" in written else written
    return written.replace("单元", "-") if chance.random() < 0.2 else written


def _surname(chance: random.Random) -> str:
    return SURNAMES[min(int(chance.expovariate(1 / 18)), len(SURNAMES) - 1)]


def _given(chance: random.Random) -> str:
    return "".join(chance.choice(GIVEN) for _ in range(1 if chance.random() < 0.2 else 2))


def _address(chance: random.Random) -> str:
    return f"{chance.choice(ROADS)}{chance.randrange(1, 90)}号{chance.randrange(1, 5)}单元{chance.randrange(1, 18)}0{chance.randrange(1, 5)}"


def _phone(chance: random.Random) -> str:
    return chance.choice(("13", "15", "18")) + "".join(
        chance.choice("0123456789") for _ in range(9)
    )
