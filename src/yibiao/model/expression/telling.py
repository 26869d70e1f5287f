"""A bound tree → the sentence that a person reads: `年龄 ≥ 60 且性别为女的人数`, in Chinese and English."""

from collections.abc import Iterable
from typing import Final

from yibiao.errors import Language
from yibiao.model.catalogue import Catalogue
from yibiao.model.expression.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Clock,
    Comparison,
    Junction,
    Literal,
    Membership,
    Missing,
    Negation,
    Node,
    Opposite,
    Range,
    Reference,
    Subjects,
)
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.text import Text

_SUBJECTS: Final = {
    SubjectKind.PERSON: Text(zh="人数", en="persons"),
    SubjectKind.HOUSEHOLD: Text(zh="户数", en="households"),
    SubjectKind.DWELLING: Text(zh="房屋数", en="dwellings"),
    SubjectKind.ORGANISATION: Text(zh="单位数", en="organisations"),
    SubjectKind.PLACE: Text(zh="场所数", en="places"),
    SubjectKind.THING: Text(zh="物品数", en="things"),
    SubjectKind.EVENT: Text(zh="事件数", en="events"),
    SubjectKind.UNIT: Text(zh="单元数", en="units"),
}
#: What stands around what is said, by what it is.
_WORDS: Final = {
    "sum": Text(zh="{}的合计", en="the sum of {}"),
    "avg": Text(zh="{}的平均", en="the mean of {}"),
    "min": Text(zh="{}的最小值", en="the least {}"),
    "max": Text(zh="{}的最大值", en="the greatest {}"),
    "count": Text(zh="有{}的对象数", en="the number that have {}"),
    "distinct": Text(zh="不同的{}个数", en="the number of different values of {}"),
    "counted": Text(zh="{1}的{0}", en="number of {0} where {1}"),
    "counted-all": Text(zh="全部{}", en="number of all {}"),
    "of-those": Text(zh="{1}的，{0}", en="{0}, where {1}"),
    "share": Text(zh="（{}）占（{}）的百分比", en="({}) in percent of ({})"),
    "brackets": Text(zh="（{}）", en="({})"),
    "of": Text(zh="的", en="’s "),
    "and": Text(zh="，且", en=" and "),
    "or": Text(zh=" 或 ", en=" or "),
    "comma": Text(zh="、", en=", "),
    "not": Text(zh="不是：{}", en="not: {}"),
    "known": Text(zh="{}已填", en="{} is known"),
    "missing": Text(zh="{}未填", en="{} is not known"),
    "=": Text(zh="{}为{}", en="{} is {}"),
    "<>": Text(zh="{}不为{}", en="{} is not {}"),
    "in": Text(zh="{}为{}之一", en="{} is one of {}"),
    "between": Text(zh="{}在 {} 至 {} 之间", en="{} is between {} and {}"),
    "contains": Text(zh="{}含{}", en="{} has {}"),
    "starts_with": Text(zh="{}以{}开头", en="{} starts with {}"),
    "coalesce": Text(zh="{}（未填的取{}）", en="{} (or {} where it is not known)"),
    "today": Text(zh="今天", en="today"),
    "period_start": Text(zh="本期首日", en="the first day of the period"),
    "period_end": Text(zh="本期末日", en="the last day of the period"),
    "true": Text(zh="是", en="yes"),
    "false": Text(zh="否", en="no"),
}
_SIGNS: Final = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "*": "×", "/": "÷", "+": "+", "-": "-"}
#: The same comparison with its sides changed.
_TURNED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "<>": "<>"}
_PERCENT: Final = 100


def told(node: Node, catalogue: Catalogue) -> Text:
    """What *node*, whose names are looked up, says in words."""
    return Text(zh=_Teller(catalogue, "zh").said(node), en=_Teller(catalogue, "en").said(node))


class _Teller:
    """Says a tree in one language."""

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        self._catalogue = catalogue
        self._language = language

    def said(self, node: Node) -> str:  # noqa: PLR0911  one case a kind of node
        match node:
            case Reference():
                return self._element(node)
            case Subjects(subject):
                return self._half(_SUBJECTS[subject])
            case Clock(name):
                return self._put(name)
            case Literal(value):
                return self._literal(value)
            case Aggregate():
                return self._figure(node)
            case Arithmetic("/", Arithmetic("*", Literal(value), part), whole) if value == _PERCENT:
                return self._put("share", self.said(part), self.said(whole))
            case Arithmetic(operator, left, right):
                return f"{self._operand(left)} {_SIGNS[operator]} {self._operand(right)}"
            case Opposite(operand):
                return f"-{self._operand(operand)}"
        return self._condition(node)

    def _condition(self, node: Node) -> str:  # noqa: PLR0911  one case a kind of node
        match node:
            case Call("coalesce", (Reference(kind=ValueKind.BOOLEAN) as first, Literal(False))):
                return self._clause(first, "and")
            case Junction(operator, operands):
                return self._put(operator).join(self._clause(each, operator) for each in operands)
            case Negation(Missing(operand)):
                return self._put("known", self.said(operand))
            case Missing(operand):
                return self._put("missing", self.said(operand))
            case Negation(operand):
                return self._put("not", self._clause(operand, "not"))
            case Comparison(operator, left, right):
                return self._compared(operator, left, right)
            case Membership(operand, choices):
                return self._put("in", self.said(operand), self._values(operand, choices))
            case Range(operand, low, high):
                return self._put("between", self.said(operand), self.said(low), self.said(high))
            case Call(function, (first, *others)):
                return self._put(function, self.said(first), self._values(first, others))
        raise LookupError(node)

    def _compared(self, operator: str, left: Node, right: Node) -> str:
        if isinstance(left, Literal) and isinstance(right, Reference):
            return self._compared(_TURNED[operator], right, left)
        if operator in ("=", "<>"):
            return self._put(operator, self.said(left), self._value(left, right))
        return f"{self.said(left)} {_SIGNS[operator]} {self._value(left, right)}"

    def _clause(self, node: Node, within: str) -> str:
        """In brackets where it would be read otherwise without; 是残疾人 where the element is called 是否残疾人."""
        said = self.said(node)
        if isinstance(node, Reference) and "是否" in said:
            return said.replace("是否", "是", 1)
        loose = isinstance(node, Junction) and node.operator != within
        return self._put("brackets", said) if loose else said

    def _operand(self, node: Node) -> str:
        said = self.said(node)
        return self._put("brackets", said) if isinstance(node, Arithmetic | Aggregate) else said

    def _figure(self, node: Aggregate) -> str:
        whom = None if node.where is None else self._where(node.where)
        if node.function == "count" and isinstance(node.operand, Subjects | None):
            subject = node.operand.subject if node.operand else SubjectKind.UNIT
            what = self._half(_SUBJECTS[subject])
            return self._put("counted", what, whom) if whom else self._put("counted-all", what)
        operand = self.said(node.operand) if node.operand is not None else ""
        figure = self._put("distinct" if node.distinct else node.function, operand)
        return self._put("of-those", figure, whom) if whom else figure

    def _where(self, node: Node) -> str:
        return self.said(node) if isinstance(node, Junction) else self._clause(node, "and")

    def _element(self, node: Reference) -> str:
        elements = self._catalogue.elements
        chinese = self._language == "zh"
        steps = [
            each.role[0] if chinese and each.role else self._half(each.name)
            for each in (elements[one] for one in (*node.via, node.element))
        ]
        return self._put("of").join(steps if chinese else map(_within, steps))

    def _values(self, of: Node, values: Iterable[Node]) -> str:
        return self._put("comma").join(self._value(of, each) for each in values)

    def _value(self, of: Node, value: Node) -> str:
        """What a code is called; the code itself where nobody knows it."""
        if isinstance(of, Reference) and isinstance(value, Literal):
            listed = self._catalogue.codes_of(self._catalogue.elements[of.element])
            for each in listed.codes if listed else ():
                if each.code == str(value.value):
                    return self._half(each.label)
        return self.said(value)

    def _literal(self, value: object) -> str:
        if isinstance(value, bool):
            return self._put("true" if value else "false")
        return f"“{value}”" if isinstance(value, str) and not value[:1].isdigit() else str(value)

    def _half(self, text: Text) -> str:
        return text.zh if self._language == "zh" else text.en or text.zh

    def _put(self, word: str, *said: str) -> str:
        return self._half(_WORDS[word]).format(*said)


def _within(name: str) -> str:
    """As it stands within an English sentence."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
