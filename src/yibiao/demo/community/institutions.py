"""A settlement → the shops, companies and bodies in it, the things people have, and what happens."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, Final

from yibiao.demo.community.chance import Lot, chance
from yibiao.demo.community.identities import credit_code
from yibiao.demo.community.settlement import COMMUNITY, Person, Settlement
from yibiao.demo.community.subject import Subject
from yibiao.model.kinds import SubjectKind

Facts = dict[str, Any]

_TRADES: Final = (
    ("便利店", "批发和零售业"),
    ("饭馆", "住宿和餐饮业"),
    ("理发店", "居民服务业"),
    ("药店", "批发和零售业"),
    ("五金店", "批发和零售业"),
    ("修理铺", "居民服务业"),
    ("商贸公司", "批发和零售业"),
    ("科技公司", "信息服务业"),
)

#: Bodies that a community has one of, with how many of the grids have one.
_BODIES: Final = (
    ("综治中心", {"organisation.governance_type": "综治中心", "organisation.level": "村、社区"}, 1),
    ("志愿服务队", {"organisation.team_type": "志愿者队伍"}, 4),
    ("应急抢险队", {"organisation.team_type": "应急抢险队伍"}, 1),
    (
        "老年人协会",
        {
            "organisation.social_organisation_type": "社会团体",
            "organisation.social_organisation_status": "正常",
        },
        2,
    ),
    (
        "养老服务中心",
        {
            "organisation.social_organisation_type": "民办非企业单位",
            "organisation.social_organisation_status": "正常",
        },
        1,
    ),
    (
        "境外组织代表处",
        {"organisation.foreign_ngo_category": "示例类别", "organisation.place_of_origin": "示例国"},
        1,
    ),
)


def organisations(settlement: Settlement) -> Iterator[Subject]:
    """About seven for every hundred households, and the community's own bodies."""
    grown = [each for each in settlement.persons if 24 <= each.age < 62 and not each.foreign]
    grown = grown or settlement.persons
    number = 0
    for _ in range(max(round(len(settlement.homes) * 0.068), 1)):
        number += 1
        grid = settlement.grids[number % len(settlement.grids)]
        yield Subject(
            f"organisation:{number:04d}",
            SubjectKind.ORGANISATION,
            grid,
            _firm(number, grown, settlement),
        )
    for name, facts, count in _BODIES:
        for grid in settlement.grids[:count]:
            number += 1
            yield Subject(
                f"organisation:{number:04d}",
                SubjectKind.ORGANISATION,
                grid,
                {**_body(number, f"示例{name}", settlement), **facts},
            )


def things(settlement: Settlement) -> Iterator[Subject]:
    """What the community keeps and looks after."""
    for grid in settlement.grids:
        for number, name in enumerate(("路灯", "消火栓", "井盖", "健身器材"), 1):
            yield Subject(
                f"thing:p{grid[-3:]}-{number}",
                SubjectKind.THING,
                grid,
                _part(f"SLBJ{grid[-3:]}{number}", name, settlement),
            )
        for number, (name, kind, unit) in enumerate(
            (
                ("棉被", "生活救助类", "床"),
                ("灭火器", "消防类", "具"),
                ("沙袋", "防汛抗旱类", "个"),
            ),
            1,
        ):
            yield Subject(
                f"thing:s{grid[-3:]}-{number}",
                SubjectKind.THING,
                grid,
                _supplies(f"SLWZ{grid[-3:]}{number}", name, kind, unit, settlement),
            )


def events(settlement: Settlement) -> Iterator[Subject]:
    """Visits, quarrels and duties, a few for every hundred households."""
    count = max(len(settlement.homes) // 16, 3)
    for number in range(count):
        lot = Lot(settlement.seed, "event", number)
        grid = settlement.grids[number % len(settlement.grids)]
        kind, facts = _HAPPENINGS[number % len(_HAPPENINGS)](settlement, lot)
        yield Subject(
            f"event:{number + 1:05d}",
            SubjectKind.EVENT,
            grid,
            {
                "event.title": f"示例{kind}{number + 1}",
                "event.number": f"SLSJ{number + 1:05d}",
                "event.type": kind,
                "event.jurisdiction": COMMUNITY,
                "event.grid_code": grid,
                "event.place": f"示例路{lot.between(1, 20)}号",
                "event.detail": f"示例{kind}情况",
                "event.record_date": settlement.today.isoformat(),
                "event.reporter": lot.of(settlement.helpers).id,
                "event.handler": lot.of(settlement.helpers).id,
                "event.grid_contact": lot.of(settlement.helpers).id,
                **facts,
            },
        )


def _firm(number: int, grown: list[Person], settlement: Settlement) -> Facts:
    lot = Lot(settlement.seed, "firm", number)
    trade, industry = lot.of(_TRADES)
    trader = not trade.endswith("公司")
    boss = lot.of(grown)
    capital = 0 if trader else lot.between(1, 20) * 100_000
    address = f"示例路{lot.between(1, 20)}号商铺{number}"
    return {
        **_body(number, f"示例{boss.name[:1]}记{trade}{number}", settlement),
        "organisation.uscc": credit_code(chance(settlement.seed, "uscc", number), trader=trader),
        "organisation.company_form": "个体工商户" if trader else "有限责任公司",
        "organisation.enterprise_type": "个体工商户" if trader else "内资企业",
        "organisation.industry": industry,
        "organisation.business_scope": f"示例{trade}经营",
        "organisation.registered_address": address,
        "organisation.operating_address": address,
        "organisation.registered_capital": capital,
        "organisation.employee_count": lot.between(1, 4) if trader else lot.between(3, 60),
        "organisation.premises_source": lot.of(("租赁", "租赁", "自有产权")),
        "organisation.premises_area": lot.between(20, 400),
        "organisation.can_form_party_branch": not trader and lot.hits(150),
        "organisation.has_party_organisation": False,
        "organisation.has_union": False,
        "organisation.legal_representative": boss.id,
        "organisation.person_in_charge": boss.id,
        "organisation.contact": boss.id,
    }


def _body(number: int, name: str, settlement: Settlement) -> Facts:
    lot = Lot(settlement.seed, "body", number)
    in_charge = lot.of(settlement.helpers).id
    return {
        "organisation.name": name,
        "organisation.phone": f"0999-9990{number:04d}",
        "organisation.operating_address": f"示例路{lot.between(1, 20)}号",
        "organisation.registered_address": f"示例路{lot.between(1, 20)}号",
        "organisation.jurisdiction": COMMUNITY,
        "organisation.founded": f"{lot.between(1998, 2024)}-{lot.between(1, 12):02d}-01",
        "organisation.hidden_danger_kind": "消防隐患" if lot.hits(60) else "无",
        "organisation.is_hazardous_chemicals": False,
        "organisation.attention_level": "低",
        "organisation.has_security_facilities": lot.hits(600),
        "organisation.record_date": settlement.today.isoformat(),
        "organisation.legal_representative": in_charge,
        "organisation.person_in_charge": in_charge,
        "organisation.contact": lot.of(settlement.helpers).id,
        "organisation.grid_contact": lot.of(settlement.helpers).id,
    }


def _part(code: str, name: str, settlement: Settlement) -> Facts:
    lot = Lot(settlement.seed, "part", code)
    return {
        "thing.name": name,
        "thing.number": code,
        "thing.category": "部件",
        "thing.jurisdiction": COMMUNITY,
        "thing.location": f"示例路{lot.between(1, 20)}号旁",
        "thing.part_state": "破损" if lot.hits(80) else "完好",
        "thing.grid_contact": lot.of(settlement.helpers).id,
        "thing.owner": None,
    }


def _supplies(code: str, name: str, kind: str, unit: str, settlement: Settlement) -> Facts:
    lot = Lot(settlement.seed, "supplies", code)
    return {
        "thing.name": name,
        "thing.number": code,
        "thing.category": "应急物资",
        "thing.jurisdiction": COMMUNITY,
        "thing.location": "示例社区仓库",
        "thing.supplies_type": kind,
        "thing.supplies_state": "完好",
        "thing.quantity": lot.between(5, 80),
        "thing.unit_of_quantity": unit,
        "thing.expiry": f"{settlement.today.year + lot.between(1, 5)}-12-31",
        "thing.custodian": lot.of(settlement.helpers).id,
        "thing.owner": None,
    }


def _moment(settlement: Settlement, lot: Lot) -> datetime:
    day = settlement.today - timedelta(days=lot.between(1, 80))
    return datetime.combine(day, time(lot.between(8, 17), lot.below(60)))


def _spell(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _visit(settlement: Settlement, lot: Lot) -> tuple[str, Facts]:
    start, home = _moment(settlement, lot), lot.of(settlement.homes)
    return "走访", {
        "event.time": _spell(start),
        "event.visit_time": _spell(start),
        "event.start_time": _spell(start),
        "event.end_time": _spell(start + timedelta(minutes=lot.between(10, 90))),
        "event.visit_method": lot.of(("走访", "走访", "电话")),
        "event.visit_address": home.address,
        "event.visit_households": 1,
        "event.visit_situation": "示例走访情况",
        "event.subject_person": home.head.id,
        "event.party": home.head.id,
    }


def _dispute(settlement: Settlement, lot: Lot) -> tuple[str, Facts]:
    start, home = _moment(settlement, lot), lot.of(settlement.homes)
    return "纠纷", {
        "event.time": _spell(start),
        "event.start_time": _spell(start),
        "event.discovered": start.date().isoformat(),
        "event.deadline": (start + timedelta(days=30)).date().isoformat(),
        "event.dispute_type": lot.of(("邻里纠纷", "物业纠纷", "婚姻家庭纠纷")),
        "event.source": lot.of(("网格巡查", "群众反映", "热线")),
        "event.scale": "个体性事件",
        "event.severity": "一般",
        "event.is_major": False,
        "event.persons_involved": lot.between(2, 5),
        "event.handling_state": lot.of(("已处理", "已处理", "处理中")),
        "event.handling_method": "上门处理",
        "event.handled_at": _spell(start + timedelta(days=2)),
        "event.party": home.head.id,
        "event.claimant": home.head.id,
    }


def _report(settlement: Settlement, lot: Lot) -> tuple[str, Facts]:
    start = _moment(settlement, lot)
    return "隐患", {
        "event.time": _spell(start),
        "event.start_time": _spell(start),
        "event.discovered": start.date().isoformat(),
        "event.source": "网格巡查",
        "event.severity": "一般",
        "event.hazard_name": lot.of(("楼道堆物", "电线老化", "井盖松动")),
        "event.handling_state": lot.of(("已处理", "未处理")),
    }


def _service(settlement: Settlement, lot: Lot) -> tuple[str, Facts]:
    start = _moment(settlement, lot)
    return "服务", {
        "event.time": _spell(start),
        "event.start_time": _spell(start),
        "event.service_tags": "助老",
        "event.service_content": "示例上门服务",
        "event.service_duration": lot.between(1, 8) / 2,
        "event.service_recipient": "示例服务对象",
        "event.service_count": lot.between(1, 12),
        "event.organisation": "organisation:0001",
    }


def _activity(settlement: Settlement, lot: Lot) -> tuple[str, Facts]:
    start = _moment(settlement, lot)
    return "活动", {
        "event.time": _spell(start),
        "event.start_time": _spell(start),
        "event.end_time": _spell(start + timedelta(hours=2)),
        "event.activity_audience": "示例社区居民",
        "event.activity_organiser_count": lot.between(2, 6),
        "event.activity_public_count": lot.between(10, 80),
        "event.activity_party_member_count": lot.between(3, 20),
        "event.activity_result": "示例活动情况",
        "event.leader": lot.of(settlement.helpers).id,
    }


def _message(settlement: Settlement, lot: Lot) -> tuple[str, Facts]:
    start, home = _moment(settlement, lot), lot.of(settlement.homes)
    return "意见", {
        "event.time": _spell(start),
        "event.message_time": _spell(start),
        "event.handling_state": lot.of(("已处理", "处理中")),
        "event.handling_method": "电话回访",
        "event.claimant": home.head.id,
        "event.party": home.head.id,
    }


_HAPPENINGS: Final = (_visit, _dispute, _report, _visit, _service, _activity, _message)
