"""The rules of `yibiao.model.derivation`, in SQL: a source's column → what follows from it, or nothing."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from sqlglot import exp

from yibiao.model.derivation import CERTIFICATE_PATTERN
from yibiao.model.element import Rule
from yibiao.slicing.terms import call, cast, number, text, try_cast, when

#: GB 11643 (ISO 7064 MOD 11-2): weight of each of the 17 digits, and the check character of each remainder.
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_ID_PATTERN: Final = "[0-9]{17}[0-9X]"

#: GB 32100: weight of each of the 17 characters, each worth its place in the alphabet; modulo 31.
_USCC_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_PATTERN: Final = f"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}"


def derived(rule: Rule, source: exp.Expr, today: date) -> exp.Expr:
    """What follows from *source* by *rule*; as in `yibiao.model.derivation`, a property holds the two together."""
    if rule == "age-of-birth-date":
        return _age(source, today)
    return _RULES[rule](source)


def _sex(number_: exp.Expr) -> exp.Expr:
    odd = within_text(number_, 17, 1).isin(*(text(each) for each in "13579"))
    return when([(_is_id_number(number_), when([(odd, text("1"))], text("2")))])


def _birth_date(number_: exp.Expr) -> exp.Expr:
    return when([(_is_id_number(number_), _birth(number_))])


def _division(number_: exp.Expr) -> exp.Expr:
    return when([(_is_id_number(number_), within_text(number_, 1, 6))])


def _of_certificate(start: int, length: int) -> Callable[[exp.Expr], exp.Expr]:
    def part(certificate: exp.Expr) -> exp.Expr:
        fits = call("regexp_full_match", certificate.copy(), text(CERTIFICATE_PATTERN))
        is_one = exp.and_(fits, _has_check_digit(certificate), _has_birth_date(certificate))
        return when([(is_one, within_text(certificate, start, length))])

    return part


def _age(birth: exp.Expr, today: date) -> exp.Expr:
    day = exp.paren(call("month", birth.copy()) * number(100)) + call("day", birth.copy())
    before_birthday = when(
        [(exp.GT(this=day, expression=number(today.month * 100 + today.day)), number(1))], number(0)
    )
    years = exp.paren(number(today.year) - call("year", birth.copy())) - before_birthday
    born = exp.LTE(this=birth.copy(), expression=cast(text(today.isoformat()), "DATE"))
    return when([(born, cast(exp.paren(years), "BIGINT"))])


def _division_of_uscc(code: exp.Expr) -> exp.Expr:
    total = _sum(
        exp.paren(call("strpos", text(_USCC_ALPHABET), within_text(code, place, 1)) - number(1))
        * number(weight)
        for place, weight in enumerate(_USCC_WEIGHTS, 1)
    )
    worth = exp.paren(
        exp.Mod(this=exp.paren(number(31 * 31) * number(31) - total), expression=number(31))
    )
    expected = call("substring", text(_USCC_ALPHABET), worth + number(1), number(1))
    fits = call("regexp_full_match", code.copy(), text(_USCC_PATTERN))
    return when([(exp.and_(fits, expected.eq(within_text(code, 18, 1))), within_text(code, 3, 6))])


def within_text(value: exp.Expr, start: int, length: int) -> exp.Expr:
    """Characters of a text, counted from 1."""
    return call("substring", value.copy(), number(start), number(length))


def _is_id_number(value: exp.Expr) -> exp.Expr:
    fits = call("regexp_full_match", value.copy(), text(_ID_PATTERN))
    return exp.and_(fits, _has_check_digit(value), _has_birth_date(value))


def _has_check_digit(value: exp.Expr) -> exp.Expr:
    digits = try_cast(call("left", value.copy(), number(17)), "BIGINT")
    total = _sum(
        exp.paren(
            exp.Mod(
                this=exp.paren(
                    exp.IntDiv(this=digits.copy(), expression=number(10 ** (17 - place)))
                ),
                expression=number(10),
            )
        )
        * number(weight)
        for place, weight in enumerate(_ID_WEIGHTS, 1)
    )
    remainder = exp.paren(exp.Mod(this=exp.paren(total), expression=number(11)))
    expected = call("substring", text(_ID_CHECKS), remainder + number(1), number(1))
    return expected.eq(within_text(value, 18, 1))


def _has_birth_date(value: exp.Expr) -> exp.Expr:
    # No year nought: Python's calendar has none, though DuckDB's does.
    some_year = within_text(value, 7, 4).neq(text("0000"))
    return exp.and_(some_year, _birth(value).is_(exp.Null()).not_())


def _birth(value: exp.Expr) -> exp.Expr:
    parts = [within_text(value, start, length) for start, length in ((7, 4), (11, 2), (13, 2))]
    year, month, day = parts
    written = exp.DPipe(
        this=exp.DPipe(this=year, expression=text("-")),
        expression=exp.DPipe(this=exp.DPipe(this=month, expression=text("-")), expression=day),
    )
    return try_cast(exp.paren(written), "DATE")


def _sum(terms: Iterable[exp.Expr]) -> exp.Expr:
    total: exp.Expr = number(0)
    for each in terms:
        total = exp.Add(this=total, expression=each)
    return exp.paren(total)


_RULES: Final[dict[Rule, Callable[[exp.Expr], exp.Expr]]] = {
    "sex-of-id-number": _sex,
    "birth-date-of-id-number": _birth_date,
    "division-of-id-number": _division,
    "id-number-of-disability-certificate": _of_certificate(1, 18),
    "disability-type-of-certificate": _of_certificate(19, 1),
    "disability-grade-of-certificate": _of_certificate(20, 1),
    "division-of-uscc": _division_of_uscc,
    "count-of-links": lambda count: call("nullif", count.copy(), number(0)),
}
