"""Fields of a form → what they mean, each in the light of those before it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from yibiao.matching.documents import called, told_in_full
from yibiao.matching.label import read
from yibiao.matching.lexicon import lexicon
from yibiao.matching.meaning import Meaning, Surroundings, meaning_of_field
from yibiao.matching.roles import role_key
from yibiao.model.form import Field
from yibiao.model.kinds import SubjectKind


def meanings(fields: Sequence[Field], around: Surroundings) -> list[Meaning]:
    """
    What *fields* mean, each in the light of those before it.

    「产权人姓名 性别 证件号」: what is asked of persons, right after a role was named, is asked of whoever has it.
    """
    alone = [meaning_of_field(each, around) for each in told_in_full(fields, around)]
    found: list[Meaning] = []
    role, chained = "", False
    section: tuple[str, ...] = ()
    for each, told in zip(fields, _told_apart(alone, fields, around), strict=True):
        meaning = _of_another_person(told, around, found)
        if each.section != section or _names_the_row(meaning):
            role, section, chained = "", each.section, False
        if role and (meaning.content == _RELATED or _is_to_the_row(each, role, around)):
            meaning = meaning_of_field(called(each, f"{role}{_RELATION_HEAD}"), around)
        if meaning.role:
            role, chained = meaning.role, meaning is told or not _two_abreast(found)
        elif role and _goes_on_about(meaning, around, found, chained=chained):
            meaning = replace(meaning, role=role)
        else:
            chained = bool(role) and (
                _is_relation(meaning) or (chained and role == lexicon().family)
            )
        found.append(meaning)
    return _with_relations(found, fields, around)


def _with_relations(
    found: Sequence[Meaning], fields: Sequence[Field], around: Surroundings
) -> list[Meaning]:
    """*found*; who is named after the row's own person is surely one of the family where title, heading or a relation say so."""
    second = second_person(around)
    told = list(found)
    run: list[int] = []
    related = False
    for at, each in enumerate(found):
        if each.role == second and set(each.content) == {"w:姓名"}:
            run = [at]
            couple = second == lexicon().word("spouse")
            headed = any(second in _words(heading) for heading in fields[at].section)
            related = couple or headed or _is_relation(found[at - 1])
        elif run and fields[at].section == fields[run[-1]].section:
            run.append(at)
            related = related or _is_relation(each)
        else:
            run = []
        if related:
            for one in run:
                told[one] = replace(told[one], related=told[one].role == second)
    return told


def _words(heading: str) -> set[str]:
    return {each.canonical for each in read(heading).tokens}


#: 关系 says of nobody whose.
_RELATED: Final = {"w:关系": 2.0}
_RELATION_HEAD: Final = "关系"


def _is_to_the_row(asked: Field, role: str, around: Surroundings) -> bool:
    """
    Whether *asked* wants how whoever has *role* is related to the row's own person: 与本人关系, 与申请人的关系.

    How an applicant is related to somebody says what it wants by itself.
    """
    if around.subject is not SubjectKind.PERSON or role in lexicon().applicants:
        return False
    whom = _RELATION.search(asked.label)
    own = lexicon().self_roles | set(lexicon().applicants)
    said = {whom[1], role_key(whom[1])} if whom and whom[0] == asked.label else set()
    return bool(said & own)


def _two_abreast(before: Sequence[Meaning]) -> bool:
    """「姓名 姓名 出生日期 …」: what follows two names side by side is asked of the first, until it is asked again."""
    return bool(before) and _names_the_row(before[-1])


def _told_apart(
    alone: Sequence[Meaning], fields: Sequence[Field], around: Surroundings
) -> Sequence[Meaning]:
    """An applicant is the row's own person, unless the form names that person otherwise: 与亡故人关系 says who that is."""
    if around.subject is not SubjectKind.PERSON:
        return alone
    related = {role_key(each[1]) for field_ in fields if (each := _RELATION.search(field_.label))}
    related -= {
        each.canonical for each in lexicon().tokens.values() if each.part == "role"
    } - lexicon().self_roles
    own = ({each.self_role for each in alone if each.self_role} | related) - lexicon().applicants
    if not own:
        return alone
    return [
        replace(each, role=each.self_role, self_role="")
        if each.self_role in lexicon().applicants
        else replace(each, role="", self_role=each.role)
        if each.role in related - lexicon().applicants
        else each
        for each in alone
    ]


#: Whom somebody else is related to.
_RELATION: Final = re.compile(r"与(\w{2,}?)的?关系$")


def _of_another_person(
    meaning: Meaning, around: Surroundings, before: Sequence[Meaning]
) -> Meaning:
    """A second name on a form about one person is that of somebody in the family."""
    if around.subject is not SubjectKind.PERSON or not _names_the_row(meaning):
        return meaning
    again = any(_names_the_row(each) for each in before)
    return replace(meaning, role=second_person(around)) if again else meaning


def second_person(around: Surroundings) -> str:
    """Whose a second name on a form about a person is."""
    return (
        lexicon().word("spouse")
        if around.title & lexicon().words("of_couples")
        else lexicon().family
    )


def _names_the_row(meaning: Meaning) -> bool:
    return not meaning.role and set(meaning.content) == {"w:姓名"}


def _is_relation(meaning: Meaning) -> bool:
    return any(each.endswith("关系") for each in meaning.content)


def _goes_on_about(
    meaning: Meaning, around: Surroundings, before: Sequence[Meaning], *, chained: bool
) -> bool:
    if len(meaning.content) != 1 or meaning.asks_whether:
        return False
    name = next(iter(meaning.content))[2:]
    if around.subject is SubjectKind.HOUSEHOLD:
        return False
    if around.subject is SubjectKind.PERSON:
        asked_before = any(not each.role and each.content == meaning.content for each in before)
        told_on = name in lexicon().told_on(around.subject)
        return (chained and told_on) or (asked_before and name in lexicon().person_heads)
    return name in lexicon().person_only or (chained and name in lexicon().told_on(around.subject))
