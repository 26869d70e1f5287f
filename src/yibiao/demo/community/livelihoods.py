"""Persons → what they live on and have learnt, and whom they serve or have served."""

from datetime import date
from typing import Any, Final

from yibiao.demo.community.chance import Lot
from yibiao.demo.community.settlement import Person, Settlement

Facts = dict[str, Any]

#: From what age on one is retired, goes to school, is done with it.
RETIRES: Final = 60
STARTS_SCHOOL: Final = 6
LEAVES_SCHOOL: Final = 22

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

#: From which age to below which: how the school record, the statistics and the school put it, grade by grade.
_SCHOOLS: Final = (
    (3, 6, "学前教育", "其他", "示例幼儿园", ("小班", "中班", "大班")),
    (6, 12, "小学", "其他", "示例小学", ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级")),
    (12, 15, "初中", "小学毕业", "示例中学", ("初一", "初二", "初三")),
    (15, 18, "普通高中", "初中毕业", "示例高级中学", ("高一", "高二", "高三")),
    (18, LEAVES_SCHOOL, "本科", "普通高中毕业", "示例大学", ("大一", "大二", "大三", "大四")),
)  # fmt: skip


def at_school(person: Person) -> bool:
    """Whether they are of an age to go to school."""
    return 3 <= person.age < LEAVES_SCHOOL


def work(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    """What they do, earn and are insured for."""
    facts: Facts = dict.fromkeys(
        ("person.occupation", "person.occupation_category", "person.workplace", "person.position")
    )
    if person.age < 16 or (at_school(person) and not person.migrant):
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
        "person.employment_kind": kind if person.age >= 16 or at_school(person) else None,
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


def schooling(person: Person, lot: Lot) -> Facts:
    """Where they go to school and in which grade, and what they have learnt."""
    now = next((each for each in _SCHOOLS if each[0] <= person.age < each[1]), None)
    if now is not None:
        return _pupil(person, now, lot)
    facts: Facts = dict.fromkeys(
        ("person.school", "person.grade", "person.class", "person.student_no")
    )
    facts["person.study_status"] = "非在校生"
    if person.age < LEAVES_SCHOOL:
        return facts | {"person.education": None, "person.is_literate": False}
    education = lot.of(
        next(several for below, several in _EDUCATION_OF_GROWN if person.age < below)
    )
    return facts | {"person.education": education, "person.is_literate": education != "其他"}


def _pupil(person: Person, now: tuple[int, int, str, str, str, tuple[str, ...]], lot: Lot) -> Facts:
    first, _, status, education, school, grades = now
    return {
        "person.school": school,
        "person.grade": grades[person.age - first],
        "person.class": f"{lot.between(1, 6)}班",
        "person.student_no": f"X{person.number}" if person.number else None,
        "person.boards_at_school": person.age >= 15 and lot.hits(400),
        "person.study_status": status,
        "person.education": education,
        "person.is_literate": person.age >= STARTS_SCHOOL,
    }


def party(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    """Since when they are in the Party, and where; of others nothing."""
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


def service(person: Person, settlement: Settlement, lot: Lot) -> Facts:
    """Whether they have served, volunteer, and what that makes them."""
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
