from datetime import date

import pytest

from tests.little import TODAY, a_form
from yibiao import errors
from yibiao.governance import check

COMPLETE = {
    "mandate": "依据",
    "period": "monthly",
    "scope": "true",
    "first_round": date(2026, 3, 8),
    "expires": date(2026, 12, 31),
}


def refusal(undecided=0, **changes):
    form, _ = a_form(["person.name"], **{**COMPLETE, **changes})
    with pytest.raises(errors.Unadmittable) as found:
        check(form, today=TODAY, undecided=undecided)
    return found.value


def test_a_complete_form_passes():
    form, _ = a_form(["person.name"], **COMPLETE)

    check(form, today=TODAY, undecided=0)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"mandate": None}, errors.WithoutMandate),
        ({"mandate": "  "}, errors.WithoutMandate),
        ({"expires": None}, errors.WithoutExpiry),
        ({"period": None}, errors.WithoutPeriod),
        ({"scope": None}, errors.WithoutScope),
        ({"first_round": None}, errors.TooShortNotice),
        ({"first_round": date(2026, 3, 7)}, errors.TooShortNotice),
        ({"expires": date(2026, 3, 7)}, errors.Expired),
        ({"undecided": 1}, errors.Undecided),
    ],
)
def test_each_reason_is_its_own_problem(changes, problem):
    found = refusal(**changes)

    assert problem is type(found)
    assert "{" not in found.detail("zh") + found.detail("en") + found.remedy("zh")


def test_a_form_that_has_expired_already_is_refused():
    """Its first round lies in the past as well, and both are said."""
    found = refusal(first_round=date(2026, 2, 1), expires=date(2026, 2, 28))

    assert {"form-expired", "form-too-short-notice"} == {each.code for each in found.findings}


def test_several_reasons_are_said_at_once():
    found = refusal(mandate=None, period=None, scope=None, expires=None, undecided=3)

    assert errors.Unadmittable is type(found)
    assert {
        "form-without-mandate": "#/x-mandate",
        "form-without-expiry": "#/x-expires",
        "form-without-period": "#/x-period",
        "form-without-scope": "#/x-scope",
        "form-undecided": "#/properties",
    } == {each.code: each.where for each in found.findings}
    assert 5 == found.facts["count"]


def test_every_reason_has_a_finding_of_its_code():
    """However many reasons there are, a caller reads the same codes."""
    reasons = errors.Unadmittable.__subclasses__()

    assert all(errors.Finding(each.code).level == "error" for each in reasons)


def test_seven_days_notice_are_enough():
    form, _ = a_form(["person.name"], **{**COMPLETE, "first_round": date(2026, 3, 8)})

    check(form, today=TODAY, undecided=0)
