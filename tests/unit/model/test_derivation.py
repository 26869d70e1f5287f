"""What follows from numbers and dates, and that nothing follows from wrong ones."""

from datetime import date

import pytest

from tests.unit.slicing.village import CATALOGUE, TODAY, an_element, an_id_number
from yibiao.model import derivation
from yibiao.model.kinds import is_id_number, is_uscc

MAN = an_id_number("19500615", "001")
WOMAN = an_id_number("20000229", "002")


def effective(element, filed, **more):
    return derivation.effective(element, filed, CATALOGUE, TODAY, **more)


def test_an_identity_number_says_sex_birth_and_first_division():
    """GB 11643: odd is male; the birth date and the county of first registration stand in it."""
    filed = {"person.id_number": MAN}

    assert effective("person.sex", filed) == "1"
    assert effective("person.sex", {"person.id_number": WOMAN}) == "2"
    assert effective("person.birth_date", filed) == "1950-06-15"
    assert effective("person.registered_division", filed) == "999999"
    assert effective("person.age", filed) == 75


def test_a_certificate_says_who_and_how_disabled():
    """The number of a disability certificate is the identity number, the type and the grade."""
    filed = {"person.disability_certificate": f"{MAN}43B1"}

    assert effective("person.id_number", filed) == MAN
    assert effective("person.disability_type", filed) == "4"
    assert effective("person.disability_grade", filed) == "3"
    assert effective("person.age", filed) == 75


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        MAN[:-1],
        MAN[:-1] + "?",
        MAN.replace("1950", "1951"),
        an_id_number("19500230"),
        "１" + MAN[1:],
        MAN[:15],
    ],
)
def test_from_a_wrong_number_nothing_follows(wrong):
    """It is no error, either: what was filed stands."""
    filed = {"person.id_number": wrong, "person.sex": "2"}

    assert effective("person.birth_date", filed) is None
    assert effective("person.registered_division", filed) is None
    assert effective("person.sex", filed) == "2"


@pytest.mark.parametrize("wrong", [f"{MAN}83", f"{MAN}45", MAN, f"{MAN}43C", f"{MAN[:-1]}?43"])
def test_from_a_wrong_certificate_nothing_follows(wrong):
    """Type, grade and identity number have all to be right."""
    filed = {"person.disability_certificate": wrong}

    assert effective("person.id_number", filed) is None
    assert effective("person.disability_type", filed) is None
    assert effective("person.disability_grade", filed) is None


def test_what_follows_goes_before_what_was_filed():
    """A filed value that disagrees does not stand against the number."""
    assert effective("person.sex", {"person.id_number": MAN, "person.sex": "2"}) == "1"


@pytest.mark.parametrize(
    ("birth", "today", "age"),
    [
        ("2000-02-29", date(2001, 2, 28), 0),
        ("2000-02-29", date(2001, 3, 1), 1),
        ("2000-01-02", date(2020, 1, 1), 19),
        ("2000-01-01", date(2020, 1, 1), 20),
        ("2020-01-02", date(2020, 1, 1), None),
        ("2020-13-01", date(2020, 1, 1), None),
    ],
)
def test_an_age_is_in_full_years(birth, today, age):
    """Of one not yet born there is none."""
    assert age == derivation.age_of_birth_date(birth, today)


def test_a_credit_code_says_the_registering_division():
    """GB 32100: third to eighth character; rural organisations begin with a letter."""
    assert derivation.division_of_uscc("91110000600037341L") == "110000"
    assert derivation.division_of_uscc("91110000600037341M") is None
    assert derivation.division_of_uscc("9111 0000600037341L") is None


def test_letters_may_begin_a_credit_code():
    """A village's economic cooperative has N2."""
    assert is_uscc("N2330106MF0000000" + check_character("N2330106MF0000000"))


def check_character(body):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return alphabet[-sum(alphabet.index(each) * 3**place for place, each in enumerate(body)) % 31]


def test_other_digits_than_ascii_make_no_identity_number():
    """Full-width digits are digits to Python, not to the standard."""
    assert not is_id_number("".join(chr(ord(each) + 0xFEE0) for each in MAN))


def test_members_are_counted_where_somebody_is_known():
    """With nobody known to lead here, the filed number stands."""
    filed = {"household.member_count": 4}

    assert effective("household.member_count", filed) == 4
    assert effective("household.member_count", filed, leading_here={"person.household": []}) == 4
    assert (
        effective("household.member_count", filed, leading_here={"person.household": ["a", "b"]})
        == 2
    )


def test_elements_that_follow_from_each_other_end():
    """On the way round in a circle an element counts as it was filed."""
    circle = CATALOGUE.adding(
        [
            an_element(
                "person.birth_date",
                "date",
                derivations=[("birth-date-of-id-number", "person.id_number")],
            ),
            an_element(
                "person.id_number",
                "id-number",
                derivations=[("id-number-of-disability-certificate", "person.birth_date")],
            ),
        ]
    )

    assert (
        derivation.effective("person.birth_date", {"person.id_number": MAN}, circle, TODAY)
        == "1950-06-15"
    )
    assert derivation.sources("person.birth_date", circle) == ("person.id_number",)


def test_what_follows_is_made_ready_once_for_a_catalogue():
    """And anew for the next, in which it may follow otherwise."""
    other = CATALOGUE.adding([an_element("person.sex", "code")])

    known = derivation.following("person.sex", CATALOGUE)

    assert derivation.following("person.sex", CATALOGUE) is known
    held = {"person.id_number": MAN, "person.sex": "2"}
    assert ("1", "2") == (
        known(held, TODAY),
        derivation.following("person.sex", other)(held, TODAY),
    )
    derivation.following("person.unheard_of", CATALOGUE)
    assert "person.unheard_of" not in CATALOGUE.followed


def test_sources_are_found_over_several_steps():
    """Nearest first; an element that follows from nothing, or is not known, has none."""
    expected = ("person.birth_date", "person.id_number", "person.disability_certificate")

    assert expected == derivation.sources("person.age", CATALOGUE)
    assert derivation.sources("person.name", CATALOGUE) == ()
    assert derivation.sources("person.unheard_of", CATALOGUE) == ()
