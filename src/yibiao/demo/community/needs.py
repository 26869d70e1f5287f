"""Persons → what ails them, who looks after them, and what they are entitled to."""

from datetime import date, timedelta
from typing import Any

from yibiao.demo.community.chance import Lot
from yibiao.demo.community.families import MALE
from yibiao.demo.community.livelihoods import RETIRES, at_school
from yibiao.demo.community.settlement import Person, Settlement

Facts = dict[str, Any]


def health(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    """How they are, and what their disability certificate says and entitles them to."""
    disabled = person.certificate is not None
    chronic = lot.hits(320 if person.age >= RETIRES else 40)
    weak = person.age >= 80 and lot.hits(300)
    grade = person.certificate[19] if person.certificate else None
    serious = lot.hits(12)
    issued = settlement.today - timedelta(days=lot.between(200, 3000))
    poor = person.home.support in ("low", "extreme")
    return {
        "person.health_status": (
            "残疾"
            if disabled
            else "有慢性病"
            if chronic
            else "一般或较弱"
            if weak
            else "健康或良好"
        ),
        "person.has_chronic_disease": chronic,
        "person.has_serious_illness": serious,
        "person.illness_name": "示例病种" if chronic or serious else None,
        "person.diagnosis": "示例诊断" if serious else None,
        "person.self_care_ability": "全护理" if grade == "1" else "半自理" if weak else "全自理",
        "person.mobility_difficulty": weak or grade in ("1", "2"),
        "person.needs_medical_care": serious,
        "person.is_disabled": disabled,
        "person.disability_certificate_no": person.certificate,
        "person.disability_type": None,  # follows from the certificate
        "person.disability_grade": None,
        "person.disability_certificate_date": issued.isoformat() if disabled else None,
        "person.disability_certificate_expiry": (
            (issued + timedelta(days=3652)).isoformat() if disabled else None
        ),
        "person.disability_living_subsidy": 100 if disabled and poor else None,
        "person.disability_care_subsidy": 120 if grade in ("1", "2") else None,
        "person.disability_subsidy_start": (
            f"{issued:%Y-%m}" if grade in ("1", "2") or (disabled and poor) else None
        ),
        "person.disability_subsidy_change": (
            "无变化" if grade in ("1", "2") or (disabled and poor) else None
        ),
    }


def old_age(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    """From sixty on: how they live, and from eighty on what they get for it."""
    if person.age < RETIRES:
        return {"person.is_living_alone": len(person.home.persons) == 1}
    alone = len(person.home.persons) == 1
    with_children = any(each.age < person.age - 18 for each in person.home.persons)
    without_family = person.home.support == "extreme"
    category = (
        "孤寡老人"
        if without_family
        else "独居老人"
        if alone
        else "普通老人"
        if with_children
        else "空巢老人"
    )
    return {
        "person.elderly_category": category,
        "person.is_empty_nest": not with_children,
        "person.is_living_alone": alone,
        "person.is_without_family": without_family,
        "person.lives_with_children": with_children,
        "person.children_count": 0 if without_family else lot.between(1, 3),
        "person.senior_card_no": f"SLYD{person.id[-6:]}",
        "person.elderly_care_needs": [lot.of(("助餐", "助洁", "助医", "助行"))],
        **(_elderly_allowance(person, settlement) if person.age >= 80 else {}),
    }


def _elderly_allowance(person: Person, settlement: Settlement) -> Facts:
    tier, amount = next(
        (tier, amount)
        for age, tier, amount in (
            (100, "100周岁及以上", 500),
            (90, "90-99周岁", 200),
            (80, "80-89周岁", 100),
        )
        if person.age >= age
    )
    birth = person.member.birth
    start = max(date(birth.year + 80, birth.month, 1), date(2016, 1, 1))
    return {
        "person.elderly_allowance": amount,
        "person.elderly_allowance_tier": tier,
        "person.elderly_allowance_start": f"{min(start, settlement.today):%Y-%m}",
        "person.elderly_allowance_change": "无变化",
    }


def support(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    """What help reaches them, and who brings it."""
    support = person.home.support
    care = (
        "残疾人员"
        if person.certificate
        else "独居老人"
        if person.age >= 70 and len(person.home.persons) == 1
        else None
    )
    aided = support in ("low", "extreme") and lot.hits(150)
    return {
        "person.is_minimum_living_recipient": support == "low",
        "person.is_extremely_poor_recipient": support == "extreme",
        "person.is_aid_recipient": aided,
        "person.aid_date": f"{settlement.today.year - 1}-11-{lot.between(1, 28):02d}"
        if aided
        else None,
        "person.aid_amount": lot.between(5, 40) * 100 if aided else None,
        "person.aid_kind": "临时救助" if aided else None,
        "person.is_protected_member": support in ("low", "extreme"),
        "person.is_care_person": care is not None,
        "person.care_category": care,
        "person.is_student_in_need": support == "low" and at_school(person),
        "person.is_worker_in_need": support == "low"
        and 22 <= person.age < RETIRES
        and lot.hits(200),
        "person.poverty_person_no": (f"SLTP{person.id[-6:]}" if support == "lifted" else None),
        "person.poverty_identified_date": "2018-06-30" if support == "lifted" else None,
        "person.helper": _helper(person, settlement, lot),
    }


def _helper(person: Person, settlement: Settlement, lot: Lot) -> str | None:
    needed = person.home.support is not None or person.certificate is not None or person.age >= 80
    helper = lot.of(settlement.helpers)
    return helper.id if needed and helper is not person else None


def childhood(person: Person, lot: Lot) -> Facts:
    """Whether they are left behind; of children, whether they are in difficulty."""
    facts: Facts = {"person.is_left_behind": False, "person.left_behind_type": None}
    way = person.home.family.way
    if way == "left-behind":
        child = person.age < 16
        facts = {
            "person.is_left_behind": True,
            "person.left_behind_type": "留守儿童" if child else "留守老人",
        }
    if person.age >= 18:
        return facts
    poor = person.home.support == "low"
    hard = poor or (person.certificate is not None) or (way == "left-behind" and lot.hits(150))
    category = (
        "自身残疾或重病的困境儿童"
        if person.certificate
        else "家庭贫困导致的困境儿童"
        if poor
        else "事实无人抚养儿童"
    )
    return facts | {
        "person.child_in_difficulty_category": category if hard else None,
        "person.child_subsidy": 1200 if hard else None,
        "person.child_subsidy_start": "2025-07" if hard else None,
        "person.guardian_relation": _guardian_relation(person),
    }


def guardian(person: Person, settlement: Settlement) -> Person | None:
    """A parent, or else the head of the household, of a child; the head, of somebody who cannot see to themselves."""
    if person.age < 18:
        return (
            settlement.person(person.member.father)
            or settlement.person(person.member.mother)
            or (None if person is person.home.head else person.home.head)
        )
    helpless = person.certificate is not None and person.certificate[18] in "56"
    return person.home.head if helpless and person is not person.home.head else None


def _guardian_relation(person: Person) -> str | None:
    if person.member.father is not None:
        return "父亲"
    if person.member.mother is not None:
        return "母亲"
    if person is person.home.head:
        return None
    if person.member.kin not in ("孙子", "孙女"):
        return "其他亲属"
    return "祖父" if person.home.head.member.sex == MALE else "祖母"
