"""Units as runs: whoever is in a run is meant, and nobody else."""

from hypothesis import given
from hypothesis import strategies as st

from yibiao.model.units import Units, runs

CODES = st.lists(st.text("0123", min_size=2, max_size=5), unique=True, max_size=30)


@given(CODES, st.data())
def test_a_run_holds_what_is_meant_and_nothing_else(known, data):
    """However codes are chosen, those among them that there are not; it takes as few runs as it can."""
    known = sorted(known)
    chosen = data.draw(st.sets(st.sampled_from(known)) if known else st.just(set()))
    others = set(data.draw(CODES)) - set(known)
    units = Units.among(chosen | others, known)

    assert {code for code in known if any(a <= code <= b for a, b in units.runs)} == chosen
    assert list(units) == sorted(chosen | others)
    meant = "".join("x" if code in chosen else " " for code in known)
    assert others or len(units.runs) == len(meant.split())


def test_a_unit_that_is_not_there_is_a_run_of_its_own():
    """What is asked of a sealed slice may be of a unit that is known no more."""
    assert Units.among(["15", "25"], ["10", "20", "30"]).runs == (("15", "15"), ("25", "25"))


def test_of_codes_alone_nothing_is_known():
    """How they lie among others must be said."""
    assert list(runs(["12", "11"])) == [("12", "12"), ("11", "11")]
