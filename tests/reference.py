"""
Every slice, from the entries alone, in plain Python: what the service must answer, worked out another way.

Nothing here is shared with what it judges: forms, bindings, elements and code lists are read as JSON documents, and
the expressions have a parser of their own. It is slow, and meant to be read beside the docstrings of the model.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

Document = Mapping[str, Any]


def document(noun: Any) -> Document:
    """A noun as JSON; a document stays as it is."""
    return noun if isinstance(noun, Mapping) else noun.document()


# what is held


@dataclass
class Held:
    """What is held about one subject once all entries are read."""

    kind: str
    unit: str
    closed: bool = False
    values: dict[str, Any] = field(default_factory=dict)


def folded(entries: Iterable[tuple[int, Any]], as_of: int | None = None) -> dict[str, Held]:
    """The last statement wins; nothing that an entry omits is lost; entries after *as_of* are not read."""
    held: dict[str, Held] = {}
    for position, noun in entries:
        entry = document(noun)
        if as_of is not None and position > as_of:
            break
        subject = held.setdefault(entry["subject"], Held(entry["kind"], entry["unit"]))
        act = entry.get("act", "state")
        if act in ("open", "move"):
            subject.unit = entry["unit"]
        subject.closed = act == "close"
        subject.values.update(entry.get("values", {}))
    return held


def numbered(entries: Iterable[Any], start: int = 1) -> Iterator[tuple[int, Any]]:
    """Entries with the positions they have in a journal that holds nothing else."""
    return enumerate(entries, start)


# what follows from what


def id_number_is_sound(number: str) -> bool:
    """18 characters, a day of the calendar, and a check digit by ISO 7064 MOD 11-2."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    try:
        datetime.strptime(number[6:14], "%Y%m%d")  # noqa: DTZ007
    except ValueError:
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False))
    return "10X98765432"[total % 11] == number[17]


def credit_code_is_sound(code: str) -> bool:
    """18 characters without I, O, S, V and Z, and a check character by MOD 31."""
    characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    shape = rf"[{characters}]{{2}}[0-9]{{6}}[{characters}]{{10}}"
    if not re.fullmatch(shape, code):
        return False
    weights = [pow(3, place, 31) for place in range(17)]
    total = sum(
        weight * characters.index(each) for weight, each in zip(weights, code, strict=False)
    )
    return characters[(31 - total % 31) % 31] == code[17]


def _certificate(number: str) -> re.Match[str] | None:
    found = re.fullmatch(r"([0-9]{17}[0-9X])([1-7])([1-4])(B[0-9]{1,2})?", number)
    return found if found and id_number_is_sound(found[1]) else None


def age_on(birth: str, today: date) -> int | None:
    """How many birthdays have passed; that of 29 February passes on 1 March in other years."""
    try:
        born = date.fromisoformat(birth)
    except ValueError:
        return None
    if born > today:
        return None
    years = today.year - born.year
    return years if today.strftime("%m%d") >= born.strftime("%m%d") else years - 1


def _follows(rule: str, value: Any, today: date) -> Any:  # noqa: PLR0911
    if value is None:
        return None
    if rule == "count-of-links":
        return len(value) or None
    if rule in ("age-of-birth-date", "age-group-of-birth-date"):
        return age_on(value, today)
    if rule == "division-of-uscc":
        return value[2:8] if credit_code_is_sound(value) else None
    if "certificate" in rule:
        found = _certificate(value)
        group = {"id-number": 1, "disability-type": 2, "disability-grade": 3}
        return found[group[rule.partition("-of-")[0]]] if found else None
    if not id_number_is_sound(value):
        return None
    if rule == "sex-of-id-number":
        return "2" if value[16] in "02468" else "1"
    if rule == "birth-date-of-id-number":
        return "-".join((value[6:10], value[10:12], value[12:14]))
    if rule == "division-of-id-number":
        return value[:6]
    raise AssertionError(rule)


# the world as the entries have left it


class World:
    """What is held about everybody, and what follows from it on a day."""

    def __init__(
        self, held: Mapping[str, Held], elements: Mapping[str, Document], today: date
    ) -> None:
        self.held = held
        self.elements = elements
        self.today = today
        self._known: dict[tuple[str, str], Any] = {}

    @cached_property
    def leading(self) -> Mapping[tuple[str, str], list[str]]:
        """By link and target: the open subjects that it leads from, in order."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        links = [id_ for id_, each in self.elements.items() if each["kind"] == "link"]
        several = [id_ for id_, each in self.elements.items() if each["kind"] == "links"]
        for subject, each in sorted(self.held.items()):
            if each.closed:
                continue
            for link in links:
                if each.values.get(link) is not None:
                    found[link, each.values[link]].append(subject)
            for link in several:
                for target in each.values.get(link) or ():
                    found[link, target].append(subject)
        return found

    def value(self, subject: str, element: str) -> Any:
        """What follows from what was filed, or else what was filed."""
        key = (subject, element)
        if key not in self._known:
            self._known[key] = self._value(subject, element, frozenset())
        return self._known[key]

    def _value(self, subject: str, element: str, through: frozenset[str]) -> Any:
        about = self.elements[element]
        if about.get("inverse_of"):
            return list(self.leading.get((about["inverse_of"], subject), ()))
        filed = self.held[subject].values.get(element)
        if element in through:
            return filed
        for derivation in about.get("derivations", ()):
            source = derivation["sources"][0]
            if derivation["rule"] == "count-of-links":
                value: Any = self.leading.get((source, subject), ())
            else:
                value = self._value(subject, source, through | {element})
            found = _follows(derivation["rule"], value, self.today)
            if derivation["rule"] == "age-group-of-birth-date" and found is not None:
                found = derivation.get("from_age", 0) <= found <= derivation.get("to_age", found)
            if found is not None:
                return found
        return filed

    def reach(self, subject: str | None, via: Iterable[str]) -> str | None:
        """Who stands at the end of the links."""
        for link in via:
            if subject is None or subject not in self.held:
                return None
            subject = self.value(subject, link)
        return subject if subject in self.held else None


# how a value is put


#: Sizes of units of measure, by the names that conversions use, and what they measure.
SIZES: Mapping[str, tuple[str, Fraction]] = {
    "yuan": ("money", Fraction(1)),
    "hundred-yuan": ("money", Fraction(100)),
    "thousand-yuan": ("money", Fraction(1000)),
    "ten-thousand-yuan": ("money", Fraction(10000)),
    "million-yuan": ("money", Fraction(10**6)),
    "hundred-million-yuan": ("money", Fraction(10**8)),
    "square-metre": ("area", Fraction(1)),
    "mu": ("area", Fraction(2000, 3)),
    "ten-thousand-square-metre": ("area", Fraction(10**4)),
    "hectare": ("area", Fraction(10**4)),
    "square-kilometre": ("area", Fraction(10**6)),
    "metre": ("length", Fraction(1)),
    "millimetre": ("length", Fraction(1, 1000)),
    "centimetre": ("length", Fraction(1, 100)),
    "kilometre": ("length", Fraction(1000)),
    "kilogram": ("mass", Fraction(1)),
    "gram": ("mass", Fraction(1, 1000)),
    "jin": ("mass", Fraction(1, 2)),
    "tonne": ("mass", Fraction(1000)),
    "people": ("people", Fraction(1)),
    "ten-thousand-people": ("people", Fraction(10**4)),
    "households": ("households", Fraction(1)),
    "ten-thousand-households": ("households", Fraction(10**4)),
}


def converted(name: str, value: Any, labels: Mapping[str, str]) -> Any:
    """*value* as the conversion *name* puts it; `labels` are those of the element's codes."""
    if value is None:
        return None
    if name in _PUT:
        return _PUT[name](value, labels)
    to, _, from_ = name.partition("-of-")
    (held, size), (asked, other) = SIZES[from_], SIZES[to]
    assert held == asked, name
    return float(round(Fraction(str(value)) * size / other, 6))


def _written(number: Any) -> str:
    """At most six decimals, a half away from nought, and no noughts that say nothing."""
    exact = Fraction(str(number))
    millionths = math.floor(abs(exact) * 10**6 + Fraction(1, 2))
    whole, rest = divmod(millionths, 10**6)
    text = f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
    return f"-{text}" if exact < 0 and millionths else text


def _whole(number: Any) -> int:
    exact = Fraction(str(number))
    nearest = math.floor(abs(exact) + Fraction(1, 2))
    return -nearest if exact < 0 else nearest


def _masked(text: str) -> str:
    if len(text) >= 11:
        return text[:3] + "*" * (len(text) - 7) + text[-4:]
    if len(text) >= 3:
        return text[0] + "*" * (len(text) - 2) + text[-1]
    return {0: "", 1: text, 2: text[:1] + "*"}[len(text)]


def _number_in(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[-+]?[0-9]{1,15}(\.[0-9]{1,9})?", text) else None


def _integer_in(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[-+]?[0-9]{1,15}", text) else None


def _day_in(text: str) -> str | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _each_label(value: Any, labels: Mapping[str, str]) -> list[str]:
    return [labels.get(each, each) for each in ([value] if isinstance(value, str) else value)]


_PUT: Mapping[str, Callable[[Any, Mapping[str, str]], Any]] = {
    "label-of-code": lambda value, labels: labels.get(value, value),
    "labels-of-codes": lambda value, labels: "、".join(_each_label(value, labels)),
    "label-list-of-codes": _each_label,
    "date-of-datetime": lambda value, _: value[:10],
    "year-month-of-date": lambda value, _: value[:7],
    "year-of-date": lambda value, _: value[:4],
    "time-of-datetime": lambda value, _: value[11:16],
    "date-of-text": lambda value, _: _day_in(value),
    "number-of-text": lambda value, _: _number_in(value),
    "integer-of-text": lambda value, _: _integer_in(value),
    "text-of-number": lambda value, _: _written(value),
    "text-of-boolean": lambda value, _: "是" if value else "否",
    "integer-of-number": lambda value, _: _whole(value),
    "mask-middle": lambda value, _: _masked(value),
    "last-four": lambda value, _: value[-4:],
    "last-six": lambda value, _: value[-6:],
}


# expressions


_TOKENS = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'(?:[^']|'')*')|(?P<name>[A-Za-z_]\w*(?:\.\w+)*)"
    r"|(?P<sign><>|!=|<=|>=|[-+*/=<>(),]))",
    re.ASCII,
)

Tree = tuple[Any, ...]


class Reader:
    """Reads an expression by descending: what binds loosest first."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        place, text = 0, text.strip()
        while place < len(text):
            found = _TOKENS.match(text, place)
            assert found, text[place:]
            self.tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            place = found.end()
        self.place = 0

    def all(self) -> Tree:
        tree = self.either()
        assert self.place == len(self.tokens), self.tokens[self.place :]
        return tree

    def here(self, *words: str) -> bool:
        """Whether these words stand here."""
        ahead = self.tokens[self.place : self.place + len(words)]
        return [word.lower() for kind, word in ahead if kind != "text"] == list(words)

    def skip(self, *words: str) -> bool:
        """Go past these words, if they stand here."""
        found = self.here(*words)
        if found:
            self.place += len(words)
        return found

    def need(self, *words: str) -> None:
        assert self.skip(*words), (words, self.tokens[self.place :])

    def either(self) -> Tree:
        tree = self.both()
        while self.skip("or"):
            tree = ("or", tree, self.both())
        return tree

    def both(self) -> Tree:
        tree = self.negated()
        while self.skip("and"):
            tree = ("and", tree, self.negated())
        return tree

    def negated(self) -> Tree:
        return ("not", self.negated()) if self.skip("not") else self.compared()

    def compared(self) -> Tree:
        left = self.sum()
        while True:
            if self.skip("is", "not", "null"):
                left = ("not", ("missing", left))
            elif self.skip("is", "null"):
                left = ("missing", left)
            elif self.here("not", "in") or self.here("not", "between"):
                self.need("not")
                left = ("not", self.placed(left))
            elif self.here("in") or self.here("between"):
                left = self.placed(left)
            elif self.place < len(self.tokens) and self.tokens[self.place][1] in _COMPARING:
                sign = self.tokens[self.place][1]
                self.place += 1
                left = ("compare", sign, left, self.sum())
            else:
                return left

    def placed(self, left: Tree) -> Tree:
        if self.skip("between"):
            low = self.sum()
            self.need("and")
            return ("and", ("compare", ">=", left, low), ("compare", "<=", left, self.sum()))
        self.need("in")
        self.need("(")
        return ("in", left, self.several())

    def several(self) -> list[Tree]:
        found = [self.either()]
        while self.skip(","):
            found.append(self.either())
        self.need(")")
        return found

    def sum(self) -> Tree:
        tree = self.product()
        while self.here("+") or self.here("-"):
            sign = self.tokens[self.place][1]
            self.place += 1
            tree = ("calculate", sign, tree, self.product())
        return tree

    def product(self) -> Tree:
        tree = self.single()
        while self.here("*") or self.here("/"):
            sign = self.tokens[self.place][1]
            self.place += 1
            tree = ("calculate", sign, tree, self.single())
        return tree

    def single(self) -> Tree:  # noqa: PLR0911
        if self.skip("-"):
            return ("calculate", "-", ("is", Fraction(0)), self.single())
        if self.skip("("):
            tree = self.either()
            self.need(")")
            return tree
        kind, word = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return ("is", Fraction(word))
        if kind == "text":
            return ("is", word[1:-1].replace("''", "'"))
        assert kind == "name", word
        if self.skip("("):
            return self.call(word.lower())
        if word.lower() in ("true", "false"):
            return ("is", word.lower() == "true")
        return ("name", word)

    def call(self, function: str) -> Tree:
        if function not in ("count", "sum", "avg", "min", "max"):
            return ("call", function, self.several())
        distinct, of = False, None
        if self.skip("*"):
            self.need(")")
        else:
            distinct = self.skip("distinct")
            (of,) = self.several()
        where = None
        if self.skip("filter", "(", "where"):
            where = self.either()
            self.need(")")
        return ("figure", function, distinct, of, where)


_COMPARING: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


@dataclass(frozen=True)
class Reckoning:
    """What an expression gives: for one subject, or as a figure over several."""

    world: World
    period: tuple[date, date] | None = None

    def of(self, tree: Tree, subject: str | None, several: Sequence[str] = ()) -> Any:
        """Unknown (`None`) unless everything needed is known; `and` and `or` need only what decides them."""
        head, *parts = tree
        return getattr(self, f"_{head}")(
            parts, lambda part: self.of(part, subject, several), subject, several
        )

    def _is(self, parts: list[Any], *_: Any) -> Any:
        return parts[0]

    def _name(self, parts: list[Any], _: Any, subject: str | None, __: Any) -> Any:
        (word,) = parts
        if word == "today":
            return self.world.today.isoformat()
        if word in ("period_start", "period_end"):
            return None if self.period is None else self.period[word == "period_end"].isoformat()
        assert subject is not None, word
        return self.named(word, subject)

    def named(self, word: str, subject: str) -> Any:
        """The value that a dotted name has for *subject*."""
        kind, *steps = word.split(".")
        at: str | None = subject
        for step in steps[:-1]:
            link = f"{kind}.{step}"
            at = self.world.reach(at, [link])
            kind = self.world.elements[link]["target"]
        if at is None:
            return None
        element = f"{kind}.{steps[-1]}"
        value = self.world.value(at, element)
        if value is not None and self.world.elements[element]["kind"] == "datetime":
            return value[:10]
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return Fraction(str(value))
        return value

    def _and(self, parts: list[Any], value: Any, *_: Any) -> Any:
        both = [value(each) for each in parts]
        return False if False in both else None if None in both else True

    def _or(self, parts: list[Any], value: Any, *_: Any) -> Any:
        both = [value(each) for each in parts]
        return True if True in both else None if None in both else False

    def _not(self, parts: list[Any], value: Any, *_: Any) -> Any:
        found = value(parts[0])
        return None if found is None else not found

    def _missing(self, parts: list[Any], value: Any, *_: Any) -> Any:
        return value(parts[0]) is None

    def _compare(self, parts: list[Any], value: Any, *_: Any) -> Any:
        sign, left, right = parts
        left, right = value(left), value(right)
        return None if left is None or right is None else _COMPARING[sign](left, right)

    def _in(self, parts: list[Any], value: Any, *_: Any) -> Any:
        found = value(parts[0])
        return None if found is None else found in [value(each) for each in parts[1]]

    def _calculate(self, parts: list[Any], value: Any, *_: Any) -> Any:
        sign, left, right = parts
        left, right = value(left), value(right)
        if left is None or right is None or (sign == "/" and right == 0):
            return None
        return {"+": left + right, "-": left - right, "*": left * right}.get(
            sign, left / right if sign == "/" else None
        )

    def _call(self, parts: list[Any], value: Any, *_: Any) -> Any:
        function, arguments = parts
        given = [value(each) for each in arguments]
        if function == "coalesce":
            return next((each for each in given if each is not None), None)
        if None in given:
            return None
        if function == "contains":
            return given[1] in given[0]
        assert function == "starts_with", function
        return given[0].startswith(given[1])

    def _figure(self, parts: list[Any], _: Any, __: Any, several: Sequence[str]) -> Any:
        function, distinct, of, where = parts
        kept = [each for each in several if where is None or self.of(where, each) is True]
        if of is None or (of[0] == "name" and "." not in of[1]):
            return len(kept)
        values = [value for each in kept if (value := self.of(of, each)) is not None]
        if function == "count":
            return len(set(values)) if distinct else len(values)
        if not values:
            return None
        if function == "avg":
            return sum(values) / len(values)
        return {"sum": sum, "min": min, "max": max}[function](values)


# slices


@dataclass(frozen=True)
class Reference:
    """
    The answers to forms, worked out from entries.

    Args:
        entries: With their positions, in the order of the journal.
        elements: Of the catalogue, by id; documents or nouns.
        code_lists: As well.
        today: The day that ages are reckoned on.
        as_of: Entries after this position are not read.
    """

    entries: Sequence[tuple[int, Any]]
    elements: Mapping[str, Any]
    code_lists: Mapping[str, Any]
    today: date
    as_of: int | None = None

    @cached_property
    def world(self) -> World:
        """What is held."""
        documents = {id_: document(each) for id_, each in self.elements.items()}
        return World(folded(self.entries, self.as_of), documents, self.today)

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """By code list: the Chinese label of each code."""
        return {
            id_: {code["code"]: code["label"]["zh"] for code in document(each)["codes"]}
            for id_, each in self.code_lists.items()
        }

    def slice(
        self,
        form: Any,
        bindings: Iterable[Any],
        *,
        units: Sequence[str] | None = None,
        period: tuple[date, date] | None = None,
        digits: int | None = None,
    ) -> list[list[Any]]:
        """
        The rows of *form*, one value for each of its columns, ordered by unit and then by subject.

        Args:
            form: As JSON, or the noun.
            bindings: Its bindings.
            units: Only these; all when not given.
            period: First and last day of the period that is reported on.
            digits: Length of the codes of the units that figures are given for, with all that is below them.
        """
        asked, bound = document(form), {each["field"]: each for each in map(document, bindings)}
        if asked.get("layout") == "summary":
            return self._figures(asked, bound, units, period, digits)
        return [
            [self._answer(each, bound, subject) for each in asked["fields"]]
            for subject in self._subjects(asked, units, period)
        ]

    def _subjects(
        self,
        form: Document,
        units: Sequence[str] | None,
        period: tuple[date, date] | None,
    ) -> list[str]:
        held, reckoning = self.world.held, Reckoning(self.world, period)
        scope = Reader(form.get("scope") or "true").all()
        found = [
            id_
            for id_, each in held.items()
            if each.kind == form["subject"]
            and not each.closed
            and (units is None or each.unit in units)
            and reckoning.of(scope, id_) is True
        ]
        return sorted(found, key=lambda id_: (held[id_].unit, id_))

    def _answer(self, field_: Document, bound: Mapping[str, Document], subject: str) -> Any:
        binding = bound.get(field_["id"])
        if binding is None or binding.get("element") is None:
            return None
        element = self.world.elements[binding["element"]]
        at = self.world.reach(subject, binding.get("via", ()))
        value = None if at is None else self.world.value(at, element["id"])
        if field_.get("fields"):
            if element["kind"] in ("link", "links"):
                return self._block(field_, bound, value)
            return None if value is None else [_picked(field_, row) for row in value]
        return self._put(value, element, field_, binding)

    def _block(self, field_: Document, bound: Mapping[str, Document], value: Any) -> list[Any]:
        """A row for everybody that the link leads to, by their ids; nobody is an empty list."""
        members = [value] if isinstance(value, str) else sorted(value or ())
        return [
            {
                name: self._answer(each, bound, member)
                for name, each in _named(field_["fields"]).items()
            }
            for member in members
            if member in self.world.held
        ]

    def _put(self, value: Any, element: Document, field_: Document, binding: Document) -> Any:
        """The value as the field wants it: in its own codes, converted, or as it is."""
        if value is None:
            return None
        as_list = field_.get("kind") in ("codes", "links") and not isinstance(value, list)
        how = binding.get("how", "exact")
        if how == "crosswalk":
            crossed = _crossed(value, binding.get("crosswalk", {}))
            return [crossed] if as_list and crossed is not None else crossed
        if as_list:
            value = [value]
        if how == "conversion":
            labels = self.labels.get(element.get("code_list", ""), {})
            return converted(binding["conversion"], value, labels)
        return value

    def _figures(
        self,
        form: Document,
        bound: Mapping[str, Document],
        units: Sequence[str] | None,
        period: tuple[date, date] | None,
        digits: int | None,
    ) -> list[list[Any]]:
        """A row for each unit, of the subjects it counts; without *units*, of those where any figure has subjects."""
        kinds = {field_: self._kind(binding, form) for field_, binding in bound.items()}
        open_ = {id_: each for id_, each in self.world.held.items() if not each.closed}
        found = {each.unit[:digits] for each in open_.values() if each.kind in kinds.values()}
        rows = []
        for unit in sorted(found if units is None else {each[:digits] for each in units}):
            here = {
                kind: sorted(
                    id_
                    for id_, each in open_.items()
                    if each.kind == kind
                    and each.unit[:digits] == unit
                    and (units is None or each.unit in units)
                )
                for kind in set(kinds.values())
            }
            rows.append(
                [
                    self._figure(each, bound[each["id"]], here[kinds[each["id"]]], form, period)
                    if each["id"] in bound
                    else None
                    for each in _leaves(form["fields"])
                ]
            )
        return rows

    def _kind(self, binding: Document, form: Document) -> str:
        """The kind of subject that a figure counts."""
        if binding.get("measure") is None:
            return str(form["subject"])
        return str(binding.get("of") or _spoken_of(binding["measure"]) or form["subject"])

    def _figure(
        self,
        field_: Document,
        binding: Document,
        subjects: list[str],
        form: Document,
        period: tuple[date, date] | None,
    ) -> Any:
        reckoning = Reckoning(self.world, period)
        scope = form.get("scope") or "true"
        if _spoken_of(scope) in (None, self._kind(binding, form)):
            condition = Reader(scope).all()
            subjects = [each for each in subjects if reckoning.of(condition, each) is True]
        if binding.get("measure") is None:
            answers = [self._answer(field_, {field_["id"]: binding}, each) for each in subjects]
            return next((each for each in answers if each is not None), None)
        return reckoning.of(Reader(binding["measure"]).all(), None, subjects)


def _leaves(fields: Iterable[Document]) -> Iterator[Document]:
    for each in fields:
        if each.get("fields"):
            yield from _leaves(each["fields"])
        else:
            yield each


def _picked(field_: Document, row: Document) -> Document:
    """What a row of a block about no subject holds under the names of the form's fields."""
    return {name: row.get(name) for name in _named(field_["fields"])}


def _named(fields: Sequence[Document]) -> dict[str, Document]:
    """The questions of a block by their labels; the second of one label is numbered, and so on."""
    names: dict[str, Document] = {}
    for each in fields:
        same = sum(other["label"] == each["label"] for other in names.values())
        names[f"{each['label']} {same + 1}" if same else each["label"]] = each
    return names


def _spoken_of(text: str) -> str | None:
    """The kind of subject that an expression speaks of; `None` when it names none."""
    skipped = {
        "and",
        "or",
        "not",
        "in",
        "is",
        "null",
        "between",
        "filter",
        "where",
        "distinct",
        "true",
        "false",
    }
    reader = Reader(text)
    for place, (kind, word) in enumerate(reader.tokens):
        calls = reader.tokens[place + 1 : place + 2] == [("sign", "(")]
        clock = word in ("today", "period_start", "period_end")
        if kind == "name" and not clock and not calls and word.lower() not in skipped:
            return word.partition(".")[0]
    return None


def _crossed(value: Any, crosswalk: Mapping[str, str]) -> Any:
    """The form's own codes; one that the form has no option for is left out."""
    if isinstance(value, list):
        return [crosswalk[each] for each in value if each in crosswalk]
    return crosswalk.get(str(value).lower() if isinstance(value, bool) else value)


# comparing


def plain(value: Any) -> Any:  # noqa: PLR0911
    """A value so that two that say the same are the same: days as text, every number as a float of six decimals."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, Decimal, Fraction)):
        return round(float(value), 6)
    if isinstance(value, Mapping):
        return {each: plain(inner) for each, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def differences(
    expected: Sequence[Sequence[Any]], actual: Sequence[Sequence[Any]]
) -> list[tuple[int, int, Any, Any]]:
    """Row, column, and both values, wherever two answers differ; row counts that differ are the only difference."""
    if len(expected) != len(actual):
        return [(-1, -1, len(expected), len(actual))]
    return [
        (row, column, plain(one), plain(other))
        for row, (left, right) in enumerate(zip(expected, actual, strict=True))
        for column, (one, other) in enumerate(zip(left, right, strict=True))
        if plain(one) != plain(other)
    ]
