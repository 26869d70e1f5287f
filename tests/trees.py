"""Hypothesis strategies for trees of `x-rules` and values, and an evaluator that shares no code with the real ones."""

import math
import re
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from tests.little import id_number

ELEMENTS = ("person.a", "person.b", "person.c", "person.d")
TODAY = "2026-03-01"

BINARY = ("=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "about", "contains", "starts_with")
UNARY = (
    "not", "is-null", "negative", "abs", "length", "year", "day", "round", "age_of_birth_date",
    "sex_of_id_number", "birth_date_of_id_number", "division_of_id_number", "division_of_uscc",
    "id_number_of_disability_certificate", "disability_type_of_certificate",
    "disability_grade_of_certificate",
)  # fmt: skip
SEVERAL = ("and", "or", "coalesce", "greatest", "least")

NUMBER = id_number("99999919900229001")  # no day of the calendar
GOOD = id_number("99999919900101001")
TEXTS = (
    "", "1", "2", "a", "ab", "甲", "甲乙", "𠀀", "\uffff", "2026-02-28", "2026-02-29", "2000-02-29",
    "1990-01-01T08:30", "2026-03-02", "0000-01-01", GOOD, NUMBER, GOOD + "44", GOOD + "71B1",
    "91350100M000100Y43", "91350100M000100Y44",
)  # fmt: skip


def scalars():
    return st.one_of(
        st.integers(-3, 12),
        st.sampled_from([0.1, 0.2, 0.3, 0.30000000000000004, 2.5, -2.5, 33.3, 1e16, 1e-7, 1e300]),
        st.sampled_from(TEXTS),
        st.booleans(),
        st.none(),
    )


def values():
    """What an element may be held as; of any kind, so that much does not go together."""
    several = st.lists(st.sampled_from(["1", "a", "甲"]), max_size=2)
    return st.booleans().flatmap(
        lambda plain: st.integers(-3, 12) if plain else st.one_of(scalars(), several)
    )


def trees():
    """Trees of every operation, over own elements, one of another subject, and names."""
    leaves = st.one_of(
        scalars().map(lambda each: {"value": each}),
        st.sampled_from(ELEMENTS).map(lambda each: {"element": each}),
        st.just({"element": "person.a", "via": ["person.link"]}),
        st.sampled_from(["it", "before", "subject", "today"]).map(lambda each: {"name": each}),
    )

    def wider(inner):
        def of(operations, least, most):
            return st.builds(
                lambda op, several: {"op": op, "of": several},
                st.sampled_from(operations),
                st.lists(inner, min_size=least, max_size=most),
            )

        return st.one_of(
            of(BINARY, 2, 2),
            of(UNARY, 1, 1),
            of(SEVERAL, 1, 3),
            of(("in",), 2, 4),
            of(("between", "if"), 3, 3),
            st.builds(
                lambda one, digits: {"op": "round", "of": [one, {"value": digits}]},
                inner,
                st.integers(-1, 4),
            ),
        )

    return st.recursive(leaves, wider, max_leaves=12)


def conditions():
    """Trees that are often broken: comparisons of what may be held, alone or with another condition."""
    own = st.sampled_from(ELEMENTS).map(lambda each: {"element": each})
    named = st.sampled_from(["it", "before"]).map(lambda each: {"name": each})
    number = st.integers(-2, 9).map(lambda each: {"value": each})
    far = st.just({"element": "person.a", "via": ["person.link"]})
    comparison = st.builds(
        lambda op, left, right: {"op": op, "of": [left, right]},
        st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "about"]),
        st.one_of(own, own, named),
        st.one_of(own, named, number, far),
    )
    joined = st.builds(
        lambda op, several: {"op": op, "of": several},
        st.sampled_from(["and", "or"]),
        st.lists(st.one_of(comparison, trees()), min_size=1, max_size=3),
    )
    return st.one_of(comparison, comparison, joined)


def oracle(tree, given):  # noqa: PLR0911  one case a kind of tree
    """What *tree* comes to, said again by fractions and case by case; *given* has stated, held, linked, it, before."""
    if "value" in tree:
        return tree["value"]
    if "element" in tree:
        if "via" in tree:
            return given["linked"].get(tree["element"])
        own = given["stated"] if tree["element"] in given["stated"] else given["held"]
        return own.get(tree["element"])
    if "name" in tree:
        return {"today": TODAY, "subject": "s"}.get(tree["name"], given.get(tree["name"]))
    op, operands = tree["op"], [oracle(each, given) for each in tree["of"]]
    if op == "is-null":
        return operands[0] is None
    if op in ("and", "or"):
        return logic(op, operands)
    if op == "coalesce":
        return ([each for each in operands if each is not None] or [None])[0]
    if op == "if":
        return {True: operands[1], False: operands[2]}.get(
            operands[0] if truth(operands[0]) else None
        )
    return None if any(each is None for each in operands) else KNOWN[op](*operands)


def truth(value):
    return type(value) is bool


def number(value):
    return type(value) in (int, float)


def text(value):
    return type(value) is str


def logic(op, operands):
    """The greatest or the least of false < unknown < true."""
    ranks = [{True: 2, False: 0}[each] if truth(each) else 1 for each in operands]
    return {2: True, 1: None, 0: False}[max(ranks) if op == "or" else min(ranks)]


def tolerant(one, other):
    """-1, 0, 1; a billionth of the larger is nothing."""
    one, other = Fraction(float(one)), Fraction(float(other))
    slack = Fraction(1, 10**9) * max(1, abs(one), abs(other))
    return 0 if abs(one - other) <= slack else (1 if one > other else -1)


def compared(one, other):
    if text(one) and text(other):
        left, right = [*map(ord, one)], [*map(ord, other)]
        return (left > right) - (left < right)
    return tolerant(one, other) if number(one) and number(other) else None


def equal(one, other):
    if truth(one) and truth(other):
        return one == other
    found = compared(one, other)
    return None if found is None else found == 0


def inequality(*allowed):
    def holds(one, other):
        found = compared(one, other)
        return None if found is None else found in allowed

    return holds


def arithmetic(calculate):
    """In doubles, as both engines have them; what is no finite number is nothing."""

    def result(one, other):
        if not (number(one) and number(other)):
            return None
        try:
            found = calculate(float(one), float(other))
        except ZeroDivisionError:
            return None
        return found if math.isfinite(found) else None

    return result


def about(stated, figure):
    """Written out with as few decimals as it has, how far is the figure from it in units of the last?"""
    if not (number(stated) and number(figure)):
        return None
    decimals = next((n for n in range(7) if rounds(stated, n)), None)
    if decimals is None:
        return tolerant(stated, figure) == 0
    away = abs(Fraction(float(stated)) - Fraction(float(figure))) * 10**decimals
    return away <= Fraction(1, 2) + Fraction(1, 10**6) or tolerant(stated, figure) == 0


def rounds(value, decimals):
    grown = Fraction(float(value)) * 10**decimals
    return abs(grown - round(grown)) <= Fraction(1, 10**6)


def half_up(value, digits=0):
    if not number(value) or not number(digits) or digits not in range(16):
        return None
    power = 10.0**digits
    whole = int(abs(float(value)) * power + 0.5) if abs(float(value)) * power < 1e300 else None
    if whole is None:
        return abs(value) and value  # so large that nothing is behind the point
    return whole / power if value >= 0 else -(whole / power)


def a_day(value):
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return date(*map(int, value.split("-")))
    except ValueError:
        return None


def of_id(cut):
    def found(value):
        if not (text(value) and re.fullmatch("[0-9]{17}[0-9X]", value)):
            return None
        born = a_day(f"{value[6:10]}-{value[10:12]}-{value[12:14]}")
        return cut(value) if born and id_number(value[:17]) == value else None

    return found


def of_certificate(cut):
    def found(value):
        if not text(value) or not re.fullmatch(".{18}[1-7][1-4](B[0-9]{1,2})?", value):
            return None
        return of_id(lambda _: cut(value))(value[:18])

    return found


def of_uscc(value):
    """The one good code among the texts."""
    return value[2:8] if value == "91350100M000100Y43" else None


def age(value):
    born = a_day(value) if text(value) else None
    today = a_day(TODAY)
    if born is None or born > today:
        return None
    years = 0
    while (born.year + years + 1, born.month, born.day) <= (today.year, today.month, today.day):
        years += 1
    return years


def among(value, *choices):
    return logic("or", [equal(value, each) for each in choices])


def between(value, low, high):
    found = [compared(low, value), compared(value, high)]
    return None if None in found else max(found) <= 0


def extreme(best):
    def found(*several):
        if not (all(map(text, several)) or all(map(number, several))):
            return None
        chosen = several[0]
        for each in several:
            chosen = each if compared(each, chosen) == best else chosen
        return chosen

    return found


KNOWN = {
    "=": equal,
    "<>": lambda one, other: (None if (found := equal(one, other)) is None else not found),
    "<": inequality(-1), "<=": inequality(-1, 0), ">": inequality(1), ">=": inequality(0, 1),
    "+": arithmetic(lambda one, other: one + other),
    "-": arithmetic(lambda one, other: one - other),
    "*": arithmetic(lambda one, other: one * other),
    "/": arithmetic(lambda one, other: one / other),
    "about": about,
    "not": lambda one: not one if truth(one) else None,
    "negative": lambda one: 0 - one if number(one) else None,
    "abs": lambda one: max(one, -one) if number(one) else None,
    "round": half_up,
    "length": lambda one: len([*one]) if text(one) else None,
    "year": lambda one: day.year if text(one) and (day := a_day(one[:10])) else None,
    "day": lambda one: one[:10] if text(one) else None,
    "contains": lambda one, other: other in one if type(one) is list and text(other) else None,
    "starts_with": lambda one, other: (
        one[: len(other)] == other if text(one) and text(other) else None
    ),
    "in": among, "between": between, "greatest": extreme(1), "least": extreme(-1),
    "age_of_birth_date": age,
    "sex_of_id_number": of_id(lambda value: "21"[int(value[16]) % 2]),
    "birth_date_of_id_number": of_id(lambda v: f"{v[6:10]}-{v[10:12]}-{v[12:14]}"),
    "division_of_id_number": of_id(lambda value: value[:6]),
    "id_number_of_disability_certificate": of_certificate(lambda value: value[:18]),
    "disability_type_of_certificate": of_certificate(lambda value: value[18]),
    "disability_grade_of_certificate": of_certificate(lambda value: value[19]),
    "division_of_uscc": of_uscc,
}  # fmt: skip
