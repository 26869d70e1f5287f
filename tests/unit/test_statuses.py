"""Where each element stands, by what is asked, held, and since when."""

from hypothesis import given
from hypothesis import strategies as st

from yibiao.filling import Held, Verdict, Wanted, judge

NAMES = ("a", "b", "c", "d")
sets = st.sets(st.sampled_from(NAMES))
positions = st.integers(1, 6)


def bits(names):
    return sum(1 << NAMES.index(each) for each in names)


@given(
    asked=sets, there=sets, follows=sets, contested=sets, challenged=sets, loaded=sets, hidden=sets, confirmed=positions,
    since=st.dictionaries(st.sampled_from(NAMES), positions),
    begun=st.dictionaries(st.sampled_from(NAMES), positions), rounds=st.dictionaries(st.sampled_from(NAMES), positions),
)  # fmt: skip
def test_each_element_is_judged_by_itself(
    asked, there, follows, contested, challenged, loaded, hidden, confirmed, since, begun, rounds
):
    """As if there were no other: asked, neither following nor hidden, and said or confirmed after the beginning or not."""
    verdict = judge(
        Wanted(bits(asked), limits(begun), limits(rounds)),
        Held(
            bits(there), bits(follows), bits(hidden), bits(contested), bits(challenged), bits(loaded), confirmed,
            {bits({name}): at for name, at in since.items()},
        ),
    )  # fmt: skip
    expected = {status: set() for status in Verdict._fields}
    for name in asked - follows - hidden:
        fresh = max(confirmed, since.get(name, 0))
        if name in contested:
            expected["contested"].add(name)
        if name in challenged:
            expected["challenged"].add(name)
        if name not in there:
            expected["missing"].add(name)
            continue
        if name in loaded:
            expected["loaded"].add(name)
        if name in begun and not fresh > begun[name]:
            expected["stale"].add(name)
        if name in rounds and not fresh > rounds[name]:
            expected["due"].add(name)

    assert verdict == Verdict(**{status: bits(names) for status, names in expected.items()})
    assert verdict.status == next((each for each in expected if expected[each]), "current")


def limits(beginnings):
    """The same by position."""
    return tuple(
        (at, bits(name for name, begun in beginnings.items() if begun == at))
        for at in sorted(set(beginnings.values()))
    )
