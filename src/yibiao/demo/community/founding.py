"""A seed and two numbers → a community of exactly so many households and residents."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final

from yibiao.demo.community import homes, institutions, people
from yibiao.demo.community.chance import chance
from yibiao.demo.community.community import Community
from yibiao.demo.community.families import families
from yibiao.demo.community.settlement import COMMUNITY, Settlement, settle
from yibiao.demo.community.subject import Subject
from yibiao.model.catalogue import Catalogue, starter
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.place import Unit

Coding = Callable[[Any], Any]

GRIDS: Final = 8

#: The day on which its workers first go round.
FOUNDED: Final = date(2026, 1, 15)


def found(
    seed: int, households: int = 2497, residents: int = 7491, *, today: date = FOUNDED
) -> Community:
    """
    The community that *seed* gives: the same on every machine, and nobody in it exists.

    A community of 2,497 households and 7,491 residents is a real one's size.

    Raises:
        ValueError: There are fewer residents than households.
    """
    settlement = settle(seed, families(seed, households, residents, today), GRIDS, today)
    units = (
        Unit(code=COMMUNITY, name="示例社区"),
        *(
            Unit(code=code, name=f"示例社区第{number}网格", parent=COMMUNITY)
            for number, code in enumerate(settlement.grids, 1)
        ),
    )
    coding = _coding(starter())
    subjects = [_coded(each, coding) for each in _subjects(settlement)]
    return Community(seed, today, units, {each.id: each for each in subjects})


def _subjects(settlement: Settlement) -> Iterator[Subject]:
    yield Subject(f"unit:{COMMUNITY}", SubjectKind.UNIT, COMMUNITY, _unit_facts(settlement))
    yield from homes.places(settlement)
    yield from homes.dwellings(settlement)
    yield from homes.households(settlement)
    yield from institutions.organisations(settlement)
    yield from people.persons(settlement)
    yield from institutions.things(settlement)
    yield from institutions.events(settlement)


def _unit_facts(settlement: Settlement) -> dict[str, Any]:
    poor = [each for each in settlement.homes if each.support == "low"]
    extremely_poor = [each for each in settlement.homes if each.support == "extreme"]
    lot = chance(settlement.seed, "unit")
    return {
        "unit.name": "示例社区",
        "unit.division": COMMUNITY,
        "unit.province": "示例省",
        "unit.city": "示例市",
        "unit.county": "示例区",
        "unit.township": "示例街道",
        "unit.attribute": "城市社区",
        "unit.household_count": len(settlement.homes),
        "unit.population": len(settlement.persons),
        "unit.party_member_count": sum(each.party for each in settlement.persons),
        "unit.disabled_count": sum(each.certificate is not None for each in settlement.persons),
        "unit.minimum_living_household_count": len(poor),
        "unit.minimum_living_person_count": sum(len(each.persons) for each in poor),
        "unit.extremely_poor_household_count": len(extremely_poor),
        "unit.extremely_poor_person_count": sum(len(each.persons) for each in extremely_poor),
        "unit.person_in_charge": lot.choice(settlement.helpers).id,
    }


#: What decides which forms ask about a subject: nobody may make it up, so where it is not said it is nothing.
DECISIVE: Final = frozenset(
    """
    person.aid_date person.left_behind_type person.child_in_difficulty_category person.professional_title
    person.disability_certificate_no person.work_injury_care_amount person.position_level person.student_no
    person.veteran_category person.id_number person.other_document_no
    household.low_income_category household.minimum_living_exit_date household.minimum_living_change
    household.monitored_type
    organisation.social_organisation_type organisation.foreign_ngo_category organisation.team_type
    organisation.enterprise_type organisation.governance_type organisation.uscc
    place.category place.storey_count place.estate_type place.capacity
    thing.supplies_type thing.part_state
    event.visit_time event.service_count event.activity_audience event.type event.discovered event.dispute_type
    event.activity_party_member_count event.message_time event.hazard_name
    """.split()  # noqa: SIM905  a list of thirty quoted words is no easier to read
)


def _coded(subject: Subject, coding: Mapping[str, Coding]) -> Subject:
    """Its facts with codes where they were written in words, without those that the catalogue has no element for."""
    facts = {
        id_: value if value is None else coding[id_](value)
        for id_, value in {**_undecided(subject.kind), **subject.facts}.items()
        if id_ in coding
    }
    return replace(subject, facts=facts)


@cache
def _undecided(kind: SubjectKind) -> dict[str, None]:
    return {id_: None for id_ in DECISIVE if id_.startswith(f"{kind}.")}


def _coding(catalogue: Catalogue) -> dict[str, Coding]:
    """By element: how what was written in words becomes its codes; anything else stays as it is."""
    by_label = {
        id_: {each.label.zh: each.code for each in codes.codes}
        for id_, codes in catalogue.code_lists.items()
    }
    return {
        id_: _coder(by_label[each.code_list], several=each.kind is ValueKind.CODES)
        if each.code_list
        else lambda value: value
        for id_, each in catalogue.elements.items()
    }


def _coder(by_label: dict[str, str], *, several: bool) -> Coding:
    if several:
        return lambda labels: [by_label[each] for each in labels]
    return by_label.__getitem__
