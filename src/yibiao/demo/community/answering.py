"""Any question about anybody in the community → what they would answer."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from yibiao.demo.community.chance import Lot
from yibiao.demo.community.identities import REGION, phone
from yibiao.demo.community.subject import Population, Subject
from yibiao.model.codes import CodeList
from yibiao.model.element import Element
from yibiao.model.form import Field, row_names
from yibiao.model.kinds import SubjectKind, ValueKind

#: Of whom some questions are asked at all: the fact that must hold, and what the questions' ids begin with.
_ONLY_OF: Final[tuple[tuple[str, str], ...]] = (
    ("person.disability_certificate_no", r"person\.(disability|severe_disability|intellectual|visual|assistive)"),
    ("person.elderly_category", r"person\.(elderly|senior|is_empty_nest|is_without_family|lives_with)"),
    ("person.elderly_allowance", r"person\.elderly_allowance"),
    ("person.party_stage", r"person\.(party|is_\w*party)"),
    ("person.veteran_category", r"person\.(veteran|enlisted|discharge|service|special_care|military)"),
    ("person.child_in_difficulty_category", r"person\.child_"),
    ("person.school", r"person\.(school$|grade|class|student|boards|had_preschool)"),
    ("person.inflow_reason", r"person\.(residence_permit|moved_|family_moved|expected_leave|previous)"),
    ("person.other_document_no", r"person\.(foreign|purpose_of_visit|last_entry)"),
    ("person.occupation", r"person\.(work|local_work|occupation|position|team_position|business_income)"),
    ("person.poverty_person_no", r"person\.poverty"),
    ("person.receives_retirement_pension", r"person\.retirement"),
    ("person.seeks_work", r"person\.(employment_certificate|unemployment|employment_difficulty)"),
    ("person.spouse", r"person\.marriage_registration"),
    ("household.minimum_living_class", r"household\.(minimum_living|supported|monthly_support)"),
    ("household.extremely_poor_count", r"household\.extremely_poor"),
    ("household.poverty_number", r"household\.(poverty|monitored|first_identified|risk)"),
    ("household.cause_of_hardship", r"household\.(other_cause|help|needs|major_expend)"),
    ("dwelling.rental_use", r"dwelling\.(rent|let|lease|sublessor|tenant|pledges|security_pledge|birth_pledge)"),
)  # fmt: skip

#: What is asked of nobody here: nobody has died or been isolated when the workers first go round.
_OF_NOBODY: Final = re.compile(
    r"person\.(death|at_funeral|funeral|relation_to_deceased|agent|birth_certificate|former_name"
    r"|disability_type|disability_grade)|household\.isolation"
    r"|dwelling\.change_"
)

_FROM: Final = date(2012, 1, 1)
_FORTNIGHT: Final = 14


def answer(
    community: Population,
    subject: Subject,
    element: Element,
    codes: CodeList | None = None,
    asked: Iterable[Field] = (),
) -> Any:
    """
    What is true of *subject*, or something likely where nothing is known; `None` where there is nothing to say.

    Args:
        community: Whose seed decides what is likely, always the same for the same question.
        subject: Of whom it is asked.
        element: What is asked.
        codes: The element's code list.
        asked: For a repeating block about no subject, what its rows ask.
    """
    if element.id in subject.facts:
        return subject.facts[element.id]
    if element.inverse_of or not _is_asked_of(subject, element):
        return None
    return _Likely(community, subject, Lot(community.seed, subject.id, element.id)).value(
        element, codes, tuple(asked)
    )


def _is_asked_of(subject: Subject, element: Element) -> bool:
    required = _required(element.id)
    return required is not None and all(subject.facts.get(fact) for fact in required)


@cache
def _required(element: str) -> tuple[str, ...] | None:
    """The facts without which *element* is not asked; `None` where it is asked of nobody."""
    if _OF_NOBODY.match(element):
        return None
    return tuple(
        fact for fact, pattern in _ONLY_OF if re.match(pattern, element) and fact != element
    )


class _Likely:
    """Answers one question about one subject."""

    def __init__(self, community: Population, subject: Subject, lot: Lot) -> None:
        self.community = community
        self.subject = subject
        self.lot = lot

    def value(self, element: Element, codes: CodeList | None, asked: Sequence[Field]) -> Any:
        if codes is not None and element.kind in (ValueKind.CODE, ValueKind.CODES):
            return self._choice(element.kind, [each.code for each in codes.codes])
        if element.kind in (ValueKind.LINK, ValueKind.LINKS):
            return self._link(element)
        if element.kind is ValueKind.ROWS:
            return [
                {row_names(asked)[each.id]: self._field(each) for each in asked}
                for _ in range(self.lot.between(1, 2))
            ]
        return self._plain(element.kind, element.name.zh, element.unit_of_measure)

    def _field(self, field: Field) -> Any:
        """What one row of a block holds under one question."""
        if field.options:
            return self._choice(field.kind, [each.value for each in field.options])
        return self._plain(field.kind, field.label, field.unit_of_measure)

    def _choice(self, kind: ValueKind, codes: Sequence[str]) -> Any:
        if kind is not ValueKind.CODES:
            return self.lot.of(codes)
        return sorted({self.lot.of(codes) for _ in range(self.lot.between(1, 2))})

    def _link(self, element: Element) -> Any:
        if element.target is None:
            return None
        found = self._nearby(element.target)
        if not found:
            return None
        return found if element.kind is ValueKind.LINK else [found]

    def _nearby(self, kind: SubjectKind) -> str | None:
        """Somebody of the same household, or else anybody; never the subject itself."""
        home = self.subject.facts.get("person.household")
        if kind is SubjectKind.PERSON and home is not None:
            others = [each for each in self.community.members(home) if each != self.subject.id]
            return self.lot.of(others) if others else None
        several = self.community.of_kind(kind)
        found = self.lot.of(several) if several else None
        return None if found == self.subject.id else found

    def _plain(self, kind: ValueKind, name: str, unit: str | None) -> Any:
        question = _Question(name, unit or "", self.lot, self.community)
        return _MAKERS.get(kind, _text)(question)


@dataclass(frozen=True)
class _Question:
    """What is asked, by its name and unit of measure, and what the answer is drawn from."""

    name: str
    unit: str
    lot: Lot
    community: Population

    def about(self, words: str) -> bool:
        """Whether its name has one of the *words* in it."""
        return re.search(words, self.name) is not None


def _text(question: _Question) -> str:
    if question.about(r"号码?$|编号|证号|账号|编码|代码"):
        return f"SL{question.lot.below(10**8):08d}"
    if question.about(r"姓名|人$|名单|成员"):
        return f"示例{question.lot.of('甲乙丙丁戊己庚辛壬癸')}"
    if question.about(r"电话|联系方式"):
        return _phone(question)
    return f"示例{question.name[:12]}"


def _whole(question: _Question) -> int:
    if "岁" in question.unit or question.about("龄"):
        return question.lot.between(20, 80)
    return question.lot.between(0, 400 if question.unit in ("户", "亩") else 6)


def _number(question: _Question) -> float:
    if question.about("身高"):
        return question.lot.between(150, 185)
    if question.about("经度"):
        return round(150 + question.lot.below(10_000) / 1e6, 6)
    if question.about("纬度"):
        return round(20 + question.lot.below(10_000) / 1e6, 6)
    return question.lot.between(2, 198) / 2


def _money(question: _Question) -> float:
    if "万元" in question.unit:
        return question.lot.between(5, 800) / 10
    if question.about("年|资本|资金|资产"):
        return question.lot.between(60, 900) * 100
    return question.lot.between(80, 5000) + question.lot.of((0, 0, 0.5))


def _area(question: _Question) -> float:
    if "亩" in question.unit:
        return question.lot.between(2, 90) / 10
    return question.lot.between(300, 1500) / 10


def _day(question: _Question) -> str:
    today = question.community.today
    if question.about("到期|有效期|截止|终止|届满|预计|时限"):
        return (today + timedelta(days=question.lot.between(30, 1800))).isoformat()
    if question.about("结束|停发|退出"):
        return (today - timedelta(days=question.lot.between(0, _FORTNIGHT))).isoformat()
    return (_FROM + timedelta(days=question.lot.below((today - _FROM).days))).isoformat()


def _clock(question: _Question) -> str:
    return f"{question.lot.between(8, 17):02d}:{question.lot.below(12) * 5:02d}"


def _phone(question: _Question) -> str:
    return phone(question.lot.below(10_000))


def _somebodys(kind: SubjectKind, element: str) -> Callable[[_Question], Any]:
    """A number that somebody here has: one more that nobody has would have to be told from a real one."""

    def number(question: _Question) -> Any:
        several, subjects = question.community.of_kind(kind), question.community.subjects
        drawn = (subjects[question.lot.of(several)].facts.get(element) for _ in range(20))
        return next((each for each in drawn if each is not None), None)

    return number


#: How a value of each kind is made up; what is not listed is a short text.
_MAKERS: Final[dict[ValueKind, Callable[[_Question], Any]]] = {
    ValueKind.INTEGER: _whole,
    ValueKind.NUMBER: _number,
    ValueKind.MONEY: _money,
    ValueKind.AREA: _area,
    ValueKind.PERCENT: lambda question: question.lot.between(0, 200) / 2,
    ValueKind.DATE: _day,
    ValueKind.YEAR_MONTH: lambda question: _day(question)[:7],
    ValueKind.YEAR: lambda question: _day(question)[:4],
    ValueKind.TIME: _clock,
    ValueKind.DATETIME: lambda question: f"{_day(question)}T{_clock(question)}",
    ValueKind.BOOLEAN: lambda question: question.lot.hits(300),
    ValueKind.ID_NUMBER: _somebodys(SubjectKind.PERSON, "person.id_number"),
    ValueKind.USCC: _somebodys(SubjectKind.ORGANISATION, "organisation.uscc"),
    ValueKind.PHONE: _phone,
    ValueKind.ADDRESS: lambda question: f"示例路{question.lot.between(1, 20)}号",
    ValueKind.DIVISION: lambda question: (
        REGION if question.about("县|区") else question.community.unit
    ),
    ValueKind.CODE: lambda question: f"示例{question.lot.between(1, 3)}",
    ValueKind.CODES: lambda question: [f"示例{question.lot.between(1, 3)}"],
    ValueKind.FILE: lambda _: "示例附件.pdf",
    ValueKind.SIGNATURE: lambda _: "示例签名",
}
