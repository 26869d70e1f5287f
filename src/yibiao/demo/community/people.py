"""Persons and where they live → what is true of them: who they are, whose they are, what they live on and need."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from yibiao.demo.community.chance import Lot
from yibiao.demo.community.families import FEMALE, MALE
from yibiao.demo.community.identities import phone
from yibiao.demo.community.settlement import Person, Settlement
from yibiao.demo.community.subject import Subject
from yibiao.model.kinds import SubjectKind

Facts = dict[str, Any]

_SEXES: Final = {MALE: "男性", FEMALE: "女性"}

#: From what age on one is retired, goes to school, has a telephone.
RETIRES: Final = 60
STARTS_SCHOOL: Final = 6
LEAVES_SCHOOL: Final = 22
HAS_PHONE: Final = 12

_OCCUPATIONS: Final = (
    ("教师", "专业技术人员", "专业技术人员"),
    ("会计", "专业技术人员", "专业技术人员"),
    ("文员", "办事人员和有关人员", "职员"),
    ("店员", "社会生产服务和生活服务人员", "职员"),
    ("厨师", "社会生产服务和生活服务人员", "工人"),
    ("快递员", "社会生产服务和生活服务人员", "工人"),
    ("电工", "生产制造及有关人员", "工人"),
    ("装配工", "生产制造及有关人员", "工人"),
    ("个体经营", "社会生产服务和生活服务人员", "个体经营者"),
)

_EDUCATION_OF_GROWN: Final = (
    (35, ("初中毕业", "普通高中毕业", "大学专科毕业", "大学专科毕业", "大学本科毕业", "大学本科毕业", "硕士研究生毕业")),
    (60, ("小学毕业", "初中毕业", "初中毕业", "普通高中毕业", "中等专科毕业", "大学专科毕业", "大学本科毕业")),
    (200, ("小学毕业", "小学毕业", "初中毕业", "初中毕业", "普通高中毕业", "其他")),
)  # fmt: skip

#: By age below which: how the school record, the statistics and the school's own words put it.
_SCHOOLS: Final = (
    (3, None, None, None, None),
    (6, "学前教育", "其他", "示例幼儿园", "大班"),
    (12, "小学", "其他", "示例小学", "年级"),
    (15, "初中", "小学毕业", "示例中学", "初"),
    (18, "普通高中", "初中毕业", "示例高级中学", "高"),
    (LEAVES_SCHOOL, "本科", "普通高中毕业", "示例大学", "大"),
)


def persons(settlement: Settlement) -> Iterator[Subject]:
    """A subject for every resident."""
    for person in settlement.persons:
        yield Subject(person.id, SubjectKind.PERSON, person.home.grid, _facts(person, settlement))


def _facts(person: Person, settlement: Settlement) -> Facts:
    lot = Lot(settlement.seed, "life", person.id)
    return {
        **_identity(person, settlement, lot),
        **_residence(person, settlement, lot),
        **_work(person, settlement, lot),
        **_schooling(person, lot),
        **_health(person, settlement, lot),
        **_old_age(person, settlement, lot),
        **_support(person, settlement, lot),
        **_childhood(person, lot),
        **_party(person, settlement, lot),
        **_service(person, settlement, lot),
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
    if person.age >= RETIRES:
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
    return lot.of(("务工", "务工", "经商")) if 18 <= person.age < RETIRES else "随迁"


def _to_owner(person: Person) -> str:
    return "本人" if person is person.home.head else person.member.kin


def _at_school(person: Person) -> bool:
    return 3 <= person.age < LEAVES_SCHOOL


def _work(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    facts: Facts = dict.fromkeys(
        ("person.occupation", "person.occupation_category", "person.workplace", "person.position")
    )
    if person.age < 16 or (_at_school(person) and not person.migrant):
        kind, standing, income = "在学", "学生", 0
    elif person.age >= RETIRES:
        kind, standing, income = "离退休", "退（离）休人员", lot.between(900, 6200)
    elif person.certificate and lot.hits(600):
        kind, standing, income = "无就业意愿或无就业能力", "无业人员", lot.between(0, 600)
    elif lot.hits(55):
        kind, standing, income = "失业", "无业人员", lot.between(0, 1400)
    else:
        occupation, category, standing = lot.of(_OCCUPATIONS)
        kind = lot.of(("就业", "就业", "就业", "就业", "灵活就业", "自主创业"))
        income = lot.between(2600, 9800)
        facts |= {
            "person.occupation": occupation,
            "person.occupation_category": category,
            "person.professional_title": "中级"
            if category == "专业技术人员" and lot.hits(350)
            else None,
            "person.position_level": "示例级" if person in settlement.helpers[:8] else None,
            "person.work_injury_care_amount": 1800 if lot.hits(2) else None,
            "person.workplace": f"示例{lot.of(('甲', '乙', '丙', '丁'))}厂",
            "person.position": "员工",
        }
    working = kind in ("就业", "灵活就业", "自主创业")
    insured = "职工基本养老保险" if kind in ("就业", "离退休") else "城乡居民基本养老保险"
    return facts | {
        "person.employment_kind": kind if person.age >= 16 or _at_school(person) else None,
        "person.employment_standing": standing if person.age >= 3 else None,
        "person.has_labour_contract": working and kind == "就业" if working else None,
        "person.seeks_work": kind == "失业" if 16 <= person.age < RETIRES else None,
        "person.is_difficult_to_employ": kind == "失业" and person.age >= 50,
        "person.monthly_income": income,
        "person.annual_income": income * 12,
        "person.has_stable_income": working or kind == "离退休",
        "person.has_pension_insurance": person.age >= 16,
        "person.pension_insurance_type": insured if person.age >= 16 else None,
        "person.has_medical_insurance": True,
        "person.medical_insurance_type": (
            "职工基本医疗保险" if kind in ("就业", "离退休") else "城乡居民基本医疗保险"
        ),
        "person.receives_retirement_pension": kind == "离退休",
        "person.retirement_pension": income if kind == "离退休" else None,
        "person.income_sources": _income_sources(person, working=working, retired=kind == "离退休"),
        "person.labour_skill": "普通劳动力" if 16 <= person.age < RETIRES else "无劳动力",
        "person.work_months": lot.between(3, 12) if working else None,
    }


def _income_sources(person: Person, *, working: bool, retired: bool) -> list[str]:
    found = ["工资"] if working else ["退休金"] if retired else []
    if person.home.support in ("low", "extreme"):
        found.append("社会救济")
    if not found:
        found.append("父母" if person.age < 25 else "亲友")
    return found


def _schooling(person: Person, lot: Lot) -> Facts:
    facts: Facts = dict.fromkeys(
        (
            "person.school",
            "person.grade",
            "person.class",
            "person.student_no",
            "person.boards_at_school",
        )
    )
    for below, status, education, school, grade in _SCHOOLS:
        if person.age < below:
            if school is not None:
                facts |= {
                    "person.school": school,
                    "person.grade": f"{grade}{person.age % 3 + 1}",
                    "person.class": f"{lot.between(1, 6)}班",
                    "person.student_no": f"X{person.number}" if person.number else None,
                    "person.boards_at_school": person.age >= 15 and lot.hits(400),
                }
            return facts | {
                "person.study_status": status or "非在校生",
                "person.education": education,
                "person.is_literate": person.age >= STARTS_SCHOOL,
            }
    choices = next(several for below, several in _EDUCATION_OF_GROWN if person.age < below)
    education = lot.of(choices)
    return facts | {
        "person.study_status": "非在校生",
        "person.education": education,
        "person.is_literate": education != "其他",
    }


def _health(person: Person, settlement: Settlement, lot: Lot) -> Facts:
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


def _old_age(person: Person, settlement: Settlement, lot: Lot) -> Facts:
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


def _support(person: Person, settlement: Settlement, lot: Lot) -> Facts:
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
        "person.is_student_in_need": support == "low" and _at_school(person),
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


def _childhood(person: Person, lot: Lot) -> Facts:
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


def _guardian(person: Person, settlement: Settlement) -> Person | None:
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


def _party(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    if not person.party:
        return {}
    joined = date(person.member.birth.year + lot.between(20, max(21, min(person.age, 40))), 7, 1)
    joined = min(joined, date(settlement.today.year - 1, 7, 1))
    retired = person.age >= RETIRES
    return {
        "person.party_branch": f"示例社区第{lot.between(1, 6)}党支部",
        "person.party_member_no": f"SLDY{person.id[-6:]}",
        "person.party_stage": "正式党员",
        "person.party_tags": ["离退休党员" if retired else "在职党员"],
        "person.party_joined": joined.isoformat(),
        "person.party_confirmed": joined.replace(year=joined.year + 1).isoformat(),
        "person.is_employed_party_member": not retired,
        "person.is_retired_party_member": retired,
        "person.is_directly_managed_party_member": retired,
        "person.is_party_member_in_need": person.home.support == "low" or lot.hits(15),
        "person.is_volunteer_party_member": lot.hits(300),
        "person.party_dues": lot.between(2, 60),
    }


def _service(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    tags = [tag for tag, holds in (("复转军人", person.veteran), ("志愿者", lot.hits(60))) if holds]
    facts: Facts = {
        "person.is_veteran": person.veteran,
        "person.is_volunteer": "志愿者" in tags,
        "person.person_tags": tags,
    }
    if not person.veteran:
        return facts
    enlisted = date(person.member.birth.year + lot.between(18, 20), 9, 1)
    discharged = min(enlisted.replace(year=enlisted.year + lot.between(2, 8)), settlement.today)
    return facts | {
        "person.veteran_category": lot.of(
            ("农村籍退役士兵", "参战退役人员", "在乡复员军人", "残疾军人")
        ),
        "person.enlisted": enlisted.isoformat(),
        "person.discharged": discharged.isoformat(),
        "person.military_unit": "示例部队",
        "person.discharge_certificate_no": f"SLTY{person.id[-6:]}",
        "person.service_years": discharged.year - enlisted.year,
        "person.has_other_special_care": False,
    }


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
        "person.guardian": id_of(_guardian(person, settlement)),
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
