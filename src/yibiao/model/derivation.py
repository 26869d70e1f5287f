"""Values of a subject → the values that follow from them, so that nobody is asked twice.

Each rule is a plain function; a source that is missing, shortened or wrong gives `None`, never an error, and then the
element is asked as any other. The slices have the same rules in SQL, and a property holds the two together.
"""

import re
from collections.abc import Callable, Mapping, Sized
from datetime import date
from typing import Any, Final

from yibiao.model.catalogue import Catalogue
from yibiao.model.element import Derivation, Element, Rule
from yibiao.model.kinds import is_date, is_id_number, is_uscc

#: What is held of a subject and a day → the value of one element.
Following = Callable[[Mapping[str, Any], date], Any]

#: A disability certificate's number: identity number, type 1-7, grade 1-4, and `B` with a count when it was reissued.
CERTIFICATE_PATTERN: Final = r"[0-9]{17}[0-9X][1-7][1-4](B[0-9]{1,2})?"


def derive(element: Element, value_of: Callable[[str], Any], today: date) -> Any:
    """
    What *element* must be by the first of its derivations that gives anything; `None` when none does.

    Args:
        element: One with derivations, or without (then it is `None`).
        value_of: The value of a source, by element id; for `count-of-links` the subjects whose link leads here.
        today: The day for which an age is wanted.
    """
    for derivation in element.derivations:
        source = value_of(derivation.sources[0])
        value = None if source is None else _by_rule(derivation, source, today)
        if value is not None:
            return value
    return None


def effective(
    element: str,
    filed: Mapping[str, Any],
    catalogue: Catalogue,
    today: date,
    leading_here: Mapping[str, Sized] | None = None,
) -> Any:
    """
    The value of *element*: derived from what was filed, over several steps where need be, or else as it was filed.

    Args:
        element: Its id.
        filed: What was filed about the subject, by element id.
        catalogue: Knows the derivations.
        today: The day for which an age is wanted.
        leading_here: By link, the subjects whose link leads to this one.
    """
    held = {**filed, **leading_here} if leading_here else filed
    return following(element, catalogue)(held, today)


def following(element: str, catalogue: Catalogue) -> Following:
    """As `effective` of one element, made ready once for all who ask it of the same catalogue."""
    known: Following | None = catalogue.followed.get(element)
    if known is None:
        known = _following(element, catalogue, ())
        if element in catalogue.elements:  # so that there are no more of them than elements
            catalogue.followed[element] = known
    return known


def sources(element: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Every element that *element* may follow from, over however many steps, nearest first; without itself."""
    found: dict[str, None] = {}
    waiting = [element]
    while waiting:
        known = catalogue.elements.get(waiting.pop(0))
        for derivation in known.derivations if known else ():
            fresh = [each for each in derivation.sources if each not in found and each != element]
            found.update(dict.fromkeys(fresh))
            waiting.extend(fresh)
    return tuple(found)


def sex_of_id_number(number: str) -> str | None:
    """Its 17th digit: odd for men (1), even for women (2) (GB 11643-1999, codes of GB/T 2261.1)."""
    if not is_id_number(number):
        return None
    return "1" if int(number[16]) % 2 else "2"


def birth_date_of_id_number(number: str) -> str | None:
    """Its 7th to 14th digit (GB 11643-1999)."""
    if not is_id_number(number):
        return None
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def division_of_id_number(number: str) -> str | None:
    """Its first six digits: the county of the first registration, as GB/T 2260 numbered it then (GB 11643-1999)."""
    return number[:6] if is_id_number(number) else None


def id_number_of_disability_certificate(number: str) -> str | None:
    """The identity number that the number of a disability certificate begins with (中国残联, 残疾人证管理办法)."""
    return number[:18] if _is_certificate(number) else None


def disability_type_of_certificate(number: str) -> str | None:
    """Its 19th character: type of disability 1-7 (GB/T 26341)."""
    return number[18] if _is_certificate(number) else None


def disability_grade_of_certificate(number: str) -> str | None:
    """Its 20th character: grade of disability 1-4 (GB/T 26341)."""
    return number[19] if _is_certificate(number) else None


def age_of_birth_date(birth: str, today: date) -> int | None:
    """Full years on *today*; born on 29 February one is a year older on 1 March."""
    if not is_date(birth) or birth > today.isoformat():
        return None
    born = date.fromisoformat(birth)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def age_group_of_birth_date(
    birth: str, today: date, from_age: int | None, to_age: int | None
) -> bool | None:
    """Whether the full years on *today* are *from_age* to *to_age*, both included; `None` is open."""
    age = age_of_birth_date(birth, today)
    if age is None:
        return None
    return (from_age is None or age >= from_age) and (to_age is None or age <= to_age)


def division_of_uscc(code: str) -> str | None:
    """Its 3rd to 8th character: the division of the registering authority (GB 32100-2015)."""
    return code[2:8] if is_uscc(code) else None


def count_of_links(subjects: Sized) -> int | None:
    """How many lead here; with nobody known to lead here there is nothing to count from."""
    return len(subjects) or None


_OF_ONE: Final[dict[Rule, Callable[[Any], Any]]] = {
    "sex-of-id-number": sex_of_id_number,
    "birth-date-of-id-number": birth_date_of_id_number,
    "division-of-id-number": division_of_id_number,
    "id-number-of-disability-certificate": id_number_of_disability_certificate,
    "disability-type-of-certificate": disability_type_of_certificate,
    "disability-grade-of-certificate": disability_grade_of_certificate,
    "division-of-uscc": division_of_uscc,
    "count-of-links": count_of_links,
}


def _by_rule(derivation: Derivation, value: Any, today: date) -> Any:
    if derivation.rule == "age-of-birth-date":
        return age_of_birth_date(value, today)
    if derivation.rule == "age-group-of-birth-date":
        return age_group_of_birth_date(value, today, derivation.from_age, derivation.to_age)
    return _OF_ONE[derivation.rule](value)


def _following(element: str, catalogue: Catalogue, below: tuple[str, ...]) -> Following:
    """As `following`; an element on the way to which we are (`below`) counts only as it was filed."""
    known = catalogue.elements.get(element)
    if known is None or not (known.derivations or known.former):
        return lambda held, _: held.get(element)
    if not known.derivations or element in below:
        return lambda held, _: filed(known, held)
    leading = _leading(element, catalogue)
    of_sources = {
        each: _following(each, catalogue, (*below, element))
        for each in {derivation.sources[0] for derivation in known.derivations}
    }

    def value(held: Mapping[str, Any], today: date) -> Any:
        derived = None
        if not leading.isdisjoint(held):
            derived = derive(known, lambda source: of_sources[source](held, today), today)
        return filed(known, held) if derived is None else derived

    return value


def _leading(element: str, catalogue: Catalogue) -> frozenset[str]:
    """Whatever *element* may follow from, over however many steps, and what that was before."""
    known = catalogue.elements
    found = [each for each in sources(element, catalogue) if each in known]
    before = [former.element for each in found for former in known[each].former]
    return frozenset((*sources(element, catalogue), *before))


def filed(element: Element, held: Mapping[str, Any]) -> Any:
    """What is held of *element*, or of the first of its former elements of which anything is held."""
    value = held.get(element.id)
    for former in element.former if value is None else ():
        value = held.get(former.element)
        if value is not None:
            return former.codes.get(value) if former.codes else value
    return value


def _is_certificate(number: str) -> bool:
    return bool(re.fullmatch(CERTIFICATE_PATTERN, number)) and is_id_number(number[:18])
