"""Persons and where they live → what is true of them: who they are, whose they are, what they live on and need."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from yibiao.demo.community import livelihoods, needs
from yibiao.demo.community.chance import Lot
from yibiao.demo.community.families import FEMALE, MALE
from yibiao.demo.community.identities import phone
from yibiao.demo.community.settlement import Person, Settlement
from yibiao.demo.community.subject import Subject
from yibiao.model.kinds import SubjectKind

Facts = dict[str, Any]

_SEXES: Final = {MALE: "男性", FEMALE: "女性"}

#: From what age on one has a telephone.
HAS_PHONE: Final = 12


def persons(settlement: Settlement) -> Iterator[Subject]:
    """A subject for every resident."""
    for person in settlement.persons:
        yield Subject(person.id, SubjectKind.PERSON, person.home.grid, _facts(person, settlement))


def _facts(person: Person, settlement: Settlement) -> Facts:
    lot = Lot(settlement.seed, "life", person.id)
    return {
        **_identity(person, settlement, lot),
        **_residence(person, settlement, lot),
        **livelihoods.work(person, settlement, lot),
        **livelihoods.schooling(person, lot),
        **needs.health(person, settlement, lot),
        **needs.old_age(person, settlement, lot),
        **needs.support(person, settlement, lot),
        **needs.childhood(person, lot),
        **livelihoods.party(person, settlement, lot),
        **livelihoods.service(person, settlement, lot),
        **_links(person, settlement),
    }


def _identity(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    number = int(person.id.partition(":")[2])
    document = "居民身份证" if person.number else "普通护照" if person.foreign else None
    return {
        "person.name": person.name,
        "person.id_type": document,
        "person.id_number": person.number,
        "person.other_document_no": f"SL{number:07d}" if person.foreign else None,
        "person.sex": _SEXES[person.member.sex],
        "person.birth_date": person.member.birth.isoformat(),
        "person.nationality": "示例国" if person.foreign else "中国",
        "person.ethnicity": None if person.foreign else _ethnicity(lot),
        "person.native_place": None if person.foreign else "示例省示例市",
        "person.marital_status": _marital_status(person, lot),
        "person.political_status": _political_status(person, lot),
        "person.religion": "无",
        "person.phone": phone(number) if person.age >= HAS_PHONE else None,
        "person.is_deceased": False,
        "person.record_date": settlement.today.isoformat(),
    }


def _ethnicity(lot: Lot) -> str:
    return "汉族" if not lot.hits(60) else lot.of(("回族", "满族", "土家族", "壮族", "苗族"))


def _marital_status(person: Person, lot: Lot) -> str:
    if person.member.spouse is not None:
        return "再婚" if lot.hits(50) else "初婚"
    if person.age < 24:
        return "未婚"
    if person.age >= livelihoods.RETIRES:
        return lot.of(("丧偶", "丧偶", "丧偶", "离婚", "未婚"))
    return "离婚" if person.home.family.way == "lone-parent" and lot.hits(700) else "未婚"


def _political_status(person: Person, lot: Lot) -> str | None:
    if person.foreign:
        return None
    if person.party:
        return "中国共产党预备党员" if lot.hits(30) else "中国共产党党员"
    return "中国共产主义青年团团员" if 14 <= person.age <= 28 and lot.hits(450) else "群众"


def _residence(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    home = person.home
    elsewhere = f"示例省样本市样本县样本路{lot.between(1, 99)}号"
    registered = elsewhere if person.migrant else home.address
    arrived = settlement.today - timedelta(days=lot.between(90, 1800))
    return {
        "person.current_address": home.address,
        "person.registered_address": None if person.foreign else registered,
        "person.current_township": "示例街道",
        "person.current_village": "示例社区",
        "person.current_county": "示例区",
        "person.current_division": settlement.grids[0][:12],
        "person.registered_township": "样本镇" if person.migrant else "示例街道",
        "person.registered_village": "样本村" if person.migrant else "示例社区",
        "person.jurisdiction": settlement.grids[0][:12],
        "person.grid_code": home.grid,
        "person.estate": "示例小区",
        "person.postcode": "999999",
        "person.hukou_type": None
        if person.foreign
        else ("农业户口" if person.migrant else "居民户口"),
        "person.residence_status": "人在户不在" if person.migrant else "人户一致",
        "person.relation_to_head": person.member.kin,
        "person.is_head": person is home.head,
        "person.is_migrant": person.migrant,
        "person.inflow_reason": _inflow_reason(person, lot) if person.migrant else None,
        "person.left_registration_date": arrived.isoformat() if person.migrant else None,
        "person.left_registration_reason": "务工经商" if person.migrant else None,
        "person.arrived_in_city_date": arrived.isoformat() if person.migrant else None,
        "person.arrived_here_date": arrived.isoformat() if person.migrant else None,
        "person.residence_kind": "租赁房屋" if home.landlord else "自购房屋",
        "person.housing_situation": "租赁住房" if home.landlord else "自有住房",
        "person.relation_to_owner": "租户" if home.landlord else _to_owner(person),
        "person.is_local_villager": not person.migrant,
    }


def _inflow_reason(person: Person, lot: Lot) -> str:
    return lot.of(("务工", "务工", "经商")) if 18 <= person.age < livelihoods.RETIRES else "随迁"


def _to_owner(person: Person) -> str:
    return "本人" if person is person.home.head else person.member.kin


def _links(person: Person, settlement: Settlement) -> Facts:
    def id_of(other: Person | None) -> str | None:
        return None if other is None else other.id

    member = person.member
    children = [
        each.id
        for each in person.home.persons
        if member in (each.member.father, each.member.mother)
    ]
    nearest = next((each for each in person.home.persons if each is not person), None)
    return {
        "person.household": person.home.id,
        "person.dwelling": person.home.dwelling,
        "person.spouse": id_of(settlement.person(member.spouse)),
        "person.father": id_of(settlement.person(member.father)),
        "person.mother": id_of(settlement.person(member.mother)),
        "person.guardian": id_of(needs.guardian(person, settlement)),
        "person.children": children or None,
        "person.emergency_contact": id_of(nearest),
        "person.main_family_member": id_of(nearest),
        "person.main_family_member_relation": _relation(person, nearest),
    }


def _relation(person: Person, nearest: Person | None) -> str | None:
    """What the nearest of the household is to *person*, where the register lets it be said."""
    if nearest is None:
        return None
    if person.home.family.way == "sharing":
        return "非亲属"
    if nearest.member is person.member.spouse:
        return "配偶"
    if nearest.member is person.member.father:
        return "父亲"
    return "母亲" if nearest.member is person.member.mother else "其他亲属"
