"""The rules of `yibiao.model.derivation`, in SQL: a source's column → what follows from it, or nothing."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from sqlglot import exp

from yibiao.model.derivation import CERTIFICATE_PATTERN
from yibiao.model.element import Rule
from yibiao.slicing.terms import (
    all_of,
    call,
    cast,
    equal,
    given,
    joined,
    minus,
    number,
    paren,
    plus,
    remainder,
    text,
    times,
    try_cast,
    when,
    within,
)

#: GB 11643 (ISO 7064 MOD 11-2): weight of each of the 17 digits, and the check character of each remainder.
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_ID_PATTERN: Final = "[0-9]{17}[0-9X]"

#: GB 32100: weight of each of the 17 characters, each worth its place in the alphabet; modulo 31.
_USCC_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_PATTERN: Final = f"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}"


def proof(rule: Rule) -> str:
    """The name of the proof that a source of *rule* has to pass; empty where any value will do."""
    return _PROOFS.get(rule, "")


def proven(source: exp.Expr, name: str) -> exp.Expr:
    """*source* where it passes the proof of that name, else nothing."""
    return when([(_CHECKS[name](source), source.copy())])


def derived(rule: Rule, source: exp.Expr, today: date) -> exp.Expr:
    """
    What follows from *source*, proven, by *rule*.

    As in `yibiao.model.derivation`; a property holds the two together.
    """
    if rule == "age-of-birth-date":
        return _age(source, today)
    return _RULES[rule](source)


def _sex(identity: exp.Expr) -> exp.Expr:
    digit = _characters(identity, 17, 1)
    odd = within(digit, "13579")
    return when([(odd, text("1")), (given(identity.copy()), text("2"))])


def _birth(identity: exp.Expr) -> exp.Expr:
    year, month, day = (_characters(identity, *part) for part in ((7, 4), (11, 2), (13, 2)))
    return try_cast(joined(year, text("-"), month, text("-"), day), "DATE")


def _age(birth: exp.Expr, today: date) -> exp.Expr:
    day = plus(times(call("month", birth.copy()), number(100)), call("day", birth.copy()))
    birthday = number(today.month * 100 + today.day)
    to_come = when([(exp.GT(this=paren(day), expression=birthday), number(1))], number(0))
    years = minus(paren(minus(number(today.year), call("year", birth.copy()))), to_come)
    born = exp.LTE(this=birth.copy(), expression=cast(text(today.isoformat()), "DATE"))
    return when([(born, cast(years, "BIGINT"))])


def _part(start: int, length: int) -> Callable[[exp.Expr], exp.Expr]:
    return lambda value: _characters(value, start, length)


def _characters(value: exp.Expr, start: int, length: int) -> exp.Expr:
    """Characters of a text, counted from 1."""
    return call("substring", value.copy(), number(start), number(length))


def _is_id_number(value: exp.Expr) -> exp.Expr:
    return all_of(_fits(value, _ID_PATTERN), _has_check_digit(value), _has_birth_date(value))


def _is_certificate(value: exp.Expr) -> exp.Expr:
    """A certificate's number begins with an identity number, and these look at no more than its 18 characters."""
    return all_of(
        _fits(value, CERTIFICATE_PATTERN), _has_check_digit(value), _has_birth_date(value)
    )


def _is_uscc(value: exp.Expr) -> exp.Expr:
    total = _sum(
        times(
            paren(
                minus(call("strpos", text(_USCC_ALPHABET), _characters(value, place, 1)), number(1))
            ),
            number(weight),
        )
        for place, weight in enumerate(_USCC_WEIGHTS, 1)
    )
    # A multiple of 31 above any total, so that the remainder is never taken of a negative number.
    worth = remainder(minus(number(31**3), total), 31)
    expected = call("substring", text(_USCC_ALPHABET), plus(worth, number(1)), number(1))
    return all_of(_fits(value, _USCC_PATTERN), equal(expected, _characters(value, 18, 1)))


def _fits(value: exp.Expr, pattern: str) -> exp.Expr:
    return call("regexp_full_match", value.copy(), text(pattern))


def _has_check_digit(value: exp.Expr) -> exp.Expr:
    digits = try_cast(_characters(value, 1, 17), "BIGINT")
    total = _sum(
        times(
            remainder(exp.IntDiv(this=digits.copy(), expression=number(10 ** (17 - place))), 10),
            number(weight),
        )
        for place, weight in enumerate(_ID_WEIGHTS, 1)
    )
    place = plus(remainder(total, 11), number(1))
    expected = call("substring", text(_ID_CHECKS), place, number(1))
    return equal(expected, _characters(value, 18, 1))


def _has_birth_date(value: exp.Expr) -> exp.Expr:
    # No year nought: Python's calendar has none, though DuckDB's does.
    no_year = equal(_characters(value, 7, 4), text("0000"))
    return all_of(exp.Not(this=no_year), given(_birth(value)))


def _sum(terms: Iterable[exp.Expr]) -> exp.Expr:
    total: exp.Expr = number(0)
    for each in terms:
        total = plus(total, each)
    return paren(total)


_ID_NUMBER: Final = "id number"
_CERTIFICATE: Final = "certificate"
_USCC: Final = "uscc"

_CHECKS: Final[dict[str, Callable[[exp.Expr], exp.Expr]]] = {
    _ID_NUMBER: _is_id_number,
    _CERTIFICATE: _is_certificate,
    _USCC: _is_uscc,
}

_PROOFS: Final[dict[Rule, str]] = {
    "sex-of-id-number": _ID_NUMBER,
    "birth-date-of-id-number": _ID_NUMBER,
    "division-of-id-number": _ID_NUMBER,
    "id-number-of-disability-certificate": _CERTIFICATE,
    "disability-type-of-certificate": _CERTIFICATE,
    "disability-grade-of-certificate": _CERTIFICATE,
    "division-of-uscc": _USCC,
}

_RULES: Final[dict[Rule, Callable[[exp.Expr], exp.Expr]]] = {
    "sex-of-id-number": _sex,
    "birth-date-of-id-number": _birth,
    "division-of-id-number": _part(1, 6),
    "id-number-of-disability-certificate": _part(1, 18),
    "disability-type-of-certificate": _part(19, 1),
    "disability-grade-of-certificate": _part(20, 1),
    "division-of-uscc": _part(3, 6),
    "count-of-links": lambda count: call("nullif", count.copy(), number(0)),
}
