"""A form and a day → into circulation, or the reasons why not."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from yibiao.errors import (
    Expired,
    Finding,
    TooShortNotice,
    Unadmittable,
    Undecided,
    WithoutExpiry,
    WithoutMandate,
    WithoutPeriod,
    WithoutScope,
)
from yibiao.model.form import Form

#: A first round opens at least so many days after admission (督检考报备: 至少提前一周).
NOTICE: Final = 7


def check(form: Form, *, today: date, undecided: int) -> None:
    """
    Let *form* pass if it may go into circulation *today*.

    Args:
        form: As its department submitted it.
        today: The day of admission.
        undecided: How many of its fields still wait for a person.

    Raises:
        WithoutMandate: And so on, one class for each reason, when there is one.
        Unadmittable: There are several; each is a finding whose code is that of its class.
    """
    reasons = tuple(_reasons(form, today, undecided))
    if len(reasons) == 1:
        raise reasons[0]
    if reasons:
        findings = (Finding(each.code, _WHERE[type(each)], each.facts) for each in reasons)
        raise Unadmittable(*findings, form=form.title, count=len(reasons))


def _reasons(form: Form, today: date, undecided: int) -> Iterator[Unadmittable]:
    if not _said(form.mandate):
        yield WithoutMandate(form=form.title)
    if form.period is None:
        yield WithoutPeriod(form=form.title)
    if not _said(form.scope):
        yield WithoutScope(form=form.title)
    yield from _on_time(form, today)
    if undecided:
        yield Undecided(form=form.title, count=undecided)


def _on_time(form: Form, today: date) -> Iterator[Unadmittable]:
    """A form whose first round is not named gives no notice at all; one that ends before it begins has expired."""
    earliest = today + timedelta(days=NOTICE)
    if form.expires is None:
        yield WithoutExpiry(form=form.title)
    elif form.expires < max(today, form.first_round or today):
        yield Expired(form=form.title, expires=form.expires.isoformat())
    if form.first_round is None or form.first_round < earliest:
        first_round = form.first_round.isoformat() if form.first_round else "—"
        yield TooShortNotice(
            form=form.title, first_round=first_round, days=NOTICE, earliest=earliest.isoformat()
        )


def _said(text: str | None) -> bool:
    return bool(text and text.strip())


_WHERE: Final[dict[type[Unadmittable], str]] = {
    WithoutMandate: "#/x-mandate",
    WithoutExpiry: "#/x-expires",
    WithoutPeriod: "#/x-period",
    WithoutScope: "#/x-scope",
    TooShortNotice: "#/x-first-round",
    Expired: "#/x-expires",
    Undecided: "#/properties",
}
