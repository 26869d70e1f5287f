"""Homes → what is true of buildings, dwellings and households."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from yibiao.demo.community.chance import Lot
from yibiao.demo.community.identities import phone
from yibiao.demo.community.livelihoods import RETIRES
from yibiao.demo.community.settlement import COMMUNITY, Home, Settlement, address_of, building_of
from yibiao.demo.community.subject import Subject
from yibiao.model.kinds import SubjectKind

Facts = dict[str, Any]

#: What stands in a grid besides its dwellings.
_OTHER_PLACES: Final = (
    ("应急避难场所", "示例避难场所", 300),
    ("意见箱", "示例意见箱", 0),
    ("便民服务点", "示例便民点", 20),
    ("重点场所", "示例网吧", 60),
)


def places(settlement: Settlement) -> Iterator[Subject]:
    """The estate, its buildings, and what else stands in each grid."""
    yield Subject("place:estate", SubjectKind.PLACE, COMMUNITY, _estate(settlement))
    for building in range(settlement.buildings):
        yield Subject(
            f"place:b{building + 1:04d}",
            SubjectKind.PLACE,
            settlement.grid_of(building),
            _building(building, settlement),
        )
    for grid in settlement.grids:
        for number, (category, name, capacity) in enumerate(_OTHER_PLACES, 1):
            lot = Lot(settlement.seed, "place", grid, number)
            yield Subject(
                f"place:{grid[-3:]}-{number}",
                SubjectKind.PLACE,
                grid,
                {
                    **_whereabouts(lot),
                    "place.name": f"{name}{grid[-1]}",
                    "place.number": f"SLCS{grid[-3:]}{number}",
                    "place.category": category,
                    "place.address": f"示例路{lot.between(1, 20)}号",
                    "place.jurisdiction": COMMUNITY,
                    "place.capacity": capacity,
                    "place.area": capacity * 2 + 10,
                    "place.description": f"示例{category}",
                    "place.is_listed": category == "重点场所" and lot.hits(300),
                    "place.person_in_charge": lot.of(settlement.helpers).id,
                    "place.contact": lot.of(settlement.helpers).id,
                },
            )


def dwellings(settlement: Settlement) -> Iterator[Subject]:
    """Every home's dwelling, and those where nobody lives."""
    for home in settlement.homes:
        yield Subject(home.dwelling, SubjectKind.DWELLING, home.grid, _dwelling(home, settlement))
    for number in range(settlement.vacant):
        door = len(settlement.homes) + number
        building = building_of(door)
        owner = Lot(settlement.seed, "owner", door).of(settlement.homes).head
        yield Subject(
            f"dwelling:{door + 1:05d}",
            SubjectKind.DWELLING,
            settlement.grid_of(building),
            {
                **_walls(door, settlement),
                "dwelling.use": "空置",
                "dwelling.is_let": False,
                "dwelling.resident_count": 0,
                "dwelling.owner": owner.id,
                "dwelling.tenant": None,
            },
        )


def households(settlement: Settlement) -> Iterator[Subject]:
    """Every household."""
    for home in settlement.homes:
        yield Subject(home.id, SubjectKind.HOUSEHOLD, home.grid, _household(home, settlement))


def _whereabouts(lot: Lot) -> Facts:
    """A spot in the middle of the sea, where no community is."""
    longitude = round(150 + lot.below(10_000) / 1e6, 6)
    latitude = round(20 + lot.below(10_000) / 1e6, 6)
    return {
        "place.longitude": longitude,
        "place.latitude": latitude,
        "place.map_location": f"{longitude},{latitude}",
    }


def _estate(settlement: Settlement) -> Facts:
    return {
        **_whereabouts(Lot(settlement.seed, "estate")),
        "place.name": "示例小区",
        "place.number": "SLXQ001",
        "place.category": "小区",
        "place.address": "示例路1号",
        "place.jurisdiction": COMMUNITY,
        "place.subdistrict": "示例街道",
        "place.estate_type": "住宅",
        "place.is_multi_estate": False,
        "place.building_count": settlement.buildings,
        "place.dwelling_count": len(settlement.homes) + settlement.vacant,
        "place.property_company": "示例物业公司",
        "place.person_in_charge": settlement.helpers[0].id,
    }


def _building(building: int, settlement: Settlement) -> Facts:
    lot = Lot(settlement.seed, "building", building)
    doors = range(len(settlement.homes) + settlement.vacant)
    return {
        **_whereabouts(lot),
        "place.name": f"{building + 1}栋",
        "place.number": f"SLLD{building + 1:03d}",
        "place.category": "楼栋",
        "place.address": f"示例路{building // 6 + 1}号{building + 1}栋",
        "place.jurisdiction": COMMUNITY,
        "place.subdistrict": "示例街道",
        "place.estate_name": "示例小区",
        "place.building_nature": "住宅",
        "place.building_kind": "住宅建筑",
        "place.storey_count": 6,
        "place.entrance_count": 4,
        "place.dwelling_count": sum(building_of(each) == building for each in doors),
        "place.has_elevator": lot.hits(400),
        "place.construction_end": f"{lot.between(1995, 2018)}-10-01",
        "place.property_company": "示例物业公司",
        "place.steward": lot.of(settlement.helpers).id,
    }


def _walls(door: int, settlement: Settlement) -> Facts:
    """What a dwelling is, whoever lives there."""
    lot = Lot(settlement.seed, "dwelling", door)
    area = lot.between(42, 140) + lot.below(10) / 10
    rooms = max(int(area // 25), 1)
    building = building_of(door)
    hazard = lot.of(("消防隐患", "燃气隐患", "房屋结构隐患")) if lot.hits(40) else None
    address = address_of(door)
    return {
        "dwelling.name": address.partition("号")[2],
        "dwelling.number": f"SLFW{door + 1:05d}",
        "dwelling.address": address,
        "dwelling.jurisdiction": COMMUNITY,
        "dwelling.estate_name": "示例小区",
        "dwelling.building_name": f"{building + 1}栋",
        "dwelling.building_number": f"SLLD{building + 1:03d}",
        "dwelling.entrance": address.partition("栋")[2].partition("单元")[0],
        "dwelling.floor": address.partition("单元")[2][0],
        "dwelling.room": address.partition("单元")[2],
        "dwelling.storeys_of_building": 6,
        "dwelling.floor_area": area,
        "dwelling.inner_floor_area": round(area * 0.85, 1),
        "dwelling.layout": f"{rooms}室1厅",
        "dwelling.room_count": rooms,
        "dwelling.built_year": str(lot.between(1995, 2018)),
        "dwelling.kind": lot.of(("商品房", "商品房", "商品房", "回迁房", "公共租赁房")),
        "dwelling.nature": "住宅",
        "dwelling.source": "购买",
        "dwelling.construction_kind": "民用建筑",
        "dwelling.building_kind": "住宅建筑",
        "dwelling.ownership_kind": "个人",
        "dwelling.structure": "钢混",
        "dwelling.certificate_no": f"示例房权证字第{door + 1:06d}号",
        "dwelling.has_hidden_danger": hazard is not None,
        "dwelling.hidden_danger_kind": hazard or "无",
        "dwelling.is_dangerous": False,
        "dwelling.police_station": "示例派出所",
        "dwelling.record_date": settlement.today.isoformat(),
        "dwelling.building": f"place:b{building + 1:04d}",
    }


def _dwelling(home: Home, settlement: Settlement) -> Facts:
    door = int(home.dwelling.partition(":")[2]) - 1
    facts = _walls(door, settlement) | {"dwelling.resident_count": len(home.persons)}
    if home.landlord is None:
        return facts | {
            "dwelling.use": "自住",
            "dwelling.is_let": False,
            "dwelling.owner": home.head.id,
            "dwelling.co_owner": home.head.member.spouse and home.persons[1].id,
            "dwelling.tenant": None,
            "dwelling.sublessor": None,
        }
    lot = Lot(settlement.seed, "lease", door)
    start = settlement.today - timedelta(days=lot.between(20, 700))
    return facts | {
        "dwelling.use": "出租",
        "dwelling.is_let": True,
        "dwelling.rental_use": "住房",
        "dwelling.letting_kind": lot.of(("整租", "整租", "单租")),
        "dwelling.letting_category": "个人租赁",
        "dwelling.lessor_kind": "个人",
        "dwelling.let_rooms": facts["dwelling.room_count"],
        "dwelling.let_area": facts["dwelling.floor_area"],
        "dwelling.rent": lot.between(8, 35) * 100,
        "dwelling.rent_payment": lot.of(("月租", "季租")),
        "dwelling.lease_start": start.isoformat(),
        "dwelling.lease_end": (start + timedelta(days=730)).isoformat(),
        "dwelling.has_lease_contract": lot.hits(850),
        "dwelling.is_lease_registered": lot.hits(700),
        "dwelling.lease_tax_paid": lot.hits(500),
        "dwelling.pledges": ["治安", "消防"],
        "dwelling.tenant_kind": "个人",
        "dwelling.tenant_relation_to_owner": "租户",
        "dwelling.owner": home.landlord.id,
        "dwelling.co_owner": None,
        "dwelling.tenant": home.head.id,
        "dwelling.sublessor": None,
    }


def _household(home: Home, settlement: Settlement) -> Facts:
    lot = Lot(settlement.seed, "household", home.id)
    number = int(home.id.partition(":")[2])
    working = [each for each in home.persons if 16 <= each.age < RETIRES]
    people = len(home.persons)
    poor = home.support in ("low", "extreme")
    per_head = lot.between(150, 580) if poor else lot.between(900, 5200)
    return {
        "household.number": f"SLH{number:06d}",
        "household.kind": "家庭户" if home.family.way != "sharing" else "集体户",
        "household.address": home.address,
        "household.registered_address": home.address,
        "household.phone": phone(int(home.head.id.partition(":")[2])),
        "household.member_count": people,
        "household.permanent_count": people,
        "household.labour_count": len(working),
        "household.elderly_count": sum(each.age >= RETIRES for each in home.persons),
        "household.census_dwelling_kind": "普通住宅",
        "household.housing_situation": "租赁住房" if home.landlord else "自有住房",
        "household.per_capita_monthly_income": per_head,
        "household.per_capita_annual_income": per_head * 12,
        "household.monthly_income": per_head * people,
        "household.annual_income": per_head * people * 12,
        "household.has_dangerous_housing": False,
        "household.has_safe_water": True,
        "household.county": "示例区",
        "household.township": "示例街道",
        "household.village": "示例社区",
        "household.jurisdiction": COMMUNITY,
        "household.record_date": settlement.today.isoformat(),
        **_welfare(home, settlement, lot),
        "household.head": home.head.id,
        "household.dwelling": home.dwelling,
    }


def _welfare(home: Home, settlement: Settlement, lot: Lot) -> Facts:
    support, people = home.support, len(home.persons)
    facts: Facts = {
        "household.is_minimum_living": support == "low",
        "household.is_extremely_poor": support == "extreme",
        "household.out_of_poverty": support == "lifted",
        "household.low_income_category": None,
    }
    number = home.id.partition(":")[2]
    since = f"{lot.between(2015, 2024)}-{lot.between(1, 12):02d}"
    hardship = "因残" if any(each.certificate for each in home.persons) else "缺劳动力"
    if support == "low":
        return facts | {
            "household.low_income_category": "城市低保",
            "household.minimum_living_class": lot.of(("A类", "B类", "C类")),
            "household.minimum_living_certificate_no": f"SLDB{number}",
            "household.minimum_living_certificate_date": f"{since}-01",
            "household.minimum_living_start": since,
            "household.supported_count": people,
            "household.monthly_support": people * lot.between(30, 70) * 10,
            "household.minimum_living_change": "无变化",
            "household.cause_of_hardship": hardship,
        }
    if support == "extreme":
        return facts | {
            "household.low_income_category": "特困供养",
            "household.extremely_poor_certificate_no": f"SLTK{number}",
            "household.extremely_poor_count": people,
            "household.cause_of_hardship": "年老",
        }
    if support == "lifted":
        return facts | {
            "household.poverty_number": f"SLTP{number}",
            "household.poverty_household_type": "一般脱贫户",
            "household.monitored_type": "脱贫不稳定户" if lot.hits(250) else None,
            "household.first_identified_date": "2018-06-30",
            "household.risk_eliminated": True,
            "household.cause_of_hardship": hardship,
        }
    if support == "edge":
        return facts | {
            "household.poverty_number": f"SLBY{number}",
            "household.monitored_type": "边缘易致贫户",
            "household.low_income_category": "防止返贫监测对象",
            "household.risk_identified_date": f"{since}-15",
            "household.risk_eliminated": False,
            "household.cause_of_hardship": hardship,
        }
    if support == "ended":
        return facts | {
            "household.minimum_living_exit_date": f"{settlement.today.year - 1}-12-01",
            "household.minimum_living_exit_type": "整户退出",
            "household.minimum_living_exit_reason": "示例：收入提高",
            "household.minimum_living_change": "停发",
        }
    return facts
