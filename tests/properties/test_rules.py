"""Rules of a table: evaluated as an oracle does that shares no code, and looked at however values are ordered."""

from dataclasses import replace
from datetime import date

import jsonschema_rs
from hypothesis import event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from stdnum.cn import ric, uscc

from tests.effort import effort
from tests.little import an_entry, id_number
from tests.trees import ELEMENTS, TODAY, conditions, oracle, trees, values
from yibiao.filling import Beside, alone, beside_held, check, rests_on_held
from yibiao.filling.evaluating import Values, evaluated
from yibiao.model import rule
from yibiao.model.expression.tree import Name
from yibiao.model.expression.written import element, parts, text_of, written
from yibiao.model.kinds import SubjectKind, is_id_number, is_uscc
from yibiao.model.merged import MergedTable
from yibiao.model.record import Cell, Record

DAY = date.fromisoformat(TODAY)


@st.composite
def given_values(draw):
    some = st.dictionaries(st.sampled_from(ELEMENTS), values(), min_size=1)
    return {
        "stated": draw(some), "held": draw(some), "linked": {"person.a": draw(values())},
        "it": draw(values()), "before": draw(values()),
    }  # fmt: skip


def real(tree, values_):
    cells = {id_: Cell(value=each, position=1) for id_, each in values_["held"].items()}
    return evaluated(tree)(
        Values(
            values_["stated"], cells, TODAY, "s",
            lambda _, element: values_["linked"].get(element), values_["it"], values_["before"],
        )
    )  # fmt: skip


@given(trees(), given_values())
@settings(max_examples=effort(150, 400))
def test_a_tree_comes_to_what_the_oracle_says(tree, values_):
    expected, found = oracle(tree, values_), real(tree, values_)

    assert (type(expected) is bool, expected is None) == (type(found) is bool, found is None)
    assert expected == found


def a_rule(tree, number=0, *, level="asks-why", each=False):
    return {
        "id": f"r{number}", "kind": "holds", "level": level,
        "code": "rule-broken" if level == "error" else "rule-unusual", "elements": [*ELEMENTS],
        "each": each, "expression": "…", "tree": tree, "says": {"zh": "不对", "en": "wrong"},
        "facts": {"rule_zh": "不对", "rule_en": "wrong"}, "stated_by": [],
    }  # fmt: skip


def a_table(*rules):
    properties = {each: {"title": each, "x-title-en": each, "x-kind": "text"} for each in ELEMENTS}
    schema = {"type": "object", "properties": properties, "x-rules": [*rules]}
    return MergedTable(kind=SubjectKind.PERSON, columns=(), json_schema=schema)


def beside(values_):
    cells = {id_: Cell(value=each, position=1) for id_, each in values_["held"].items()}
    record = Record(subject="s", kind="person", unit="u", position=1, confirmed=1, cells=cells)
    return Beside(
        record, lambda _, element: values_["linked"].get(element), lambda _: values_["before"]
    )


rules = st.builds(
    lambda several: [a_rule(tree, n, level=level, each=each)
                     for n, (tree, level, each) in enumerate(several)],
    st.lists(st.tuples(conditions(), st.sampled_from(["error", "asks-why"]), st.booleans()), min_size=1, max_size=4),
)  # fmt: skip


@given(rules, given_values())
@settings(max_examples=100)
def test_a_rule_known_to_be_kept_or_not_known_to_be_broken_gives_no_finding(several, values_):
    """Said once more rule by rule; nothing is found at what was not stated."""
    entry = an_entry(values_["stated"])
    found = check(entry, a_table(*several), today=DAY, beside=beside(values_))

    expected = []
    for each in several:
        touched = [id_ for id_ in ELEMENTS if id_ in entry.values]
        if not each["each"]:
            touched = touched[:1]
        for id_ in touched:
            it = entry.values[id_] if each["each"] else None
            its = {**values_, "it": it, "before": values_["before"] if each["each"] else None}
            if (it is not None or not each["each"]) and oracle(each["tree"], its) is False:
                expected.append(f"#/values/{id_}")
    assert sorted(expected) == sorted(each.where for each in found)


@given(rules, given_values(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_values_does_not_matter(several, values_, random):
    shuffled = [*values_["stated"].items()]
    random.shuffle(shuffled)
    table, held = a_table(*several), beside(values_)

    assert check(an_entry(values_["stated"]), table, today=DAY, beside=held) == check(
        an_entry(dict(shuffled)), table, today=DAY, beside=held
    )


@given(rules, given_values())
@settings(max_examples=60)
def test_what_is_found_alone_and_beside_is_everything(several, values_):
    entry, table, held = an_entry(values_["stated"]), a_table(*several), beside(values_)
    by_itself = alone(entry, table, today=DAY)
    later = beside_held(entry, table, held, today=DAY)

    assert (*by_itself, *later) == check(entry, table, today=DAY, beside=held)
    assert by_itself == alone(entry, table, today=DAY)


@given(rules, given_values())
@settings(max_examples=60)
def test_what_blocks_does_whether_or_not_it_is_asked_why(several, values_):
    """A remark answers what asks why: what is looked at nevertheless comes to the same."""
    entry, table, held = an_entry(values_["stated"]), a_table(*several), beside(values_)
    for found in (
        lambda asking: alone(entry, table, today=DAY, asking=asking),
        lambda asking: beside_held(entry, table, held, today=DAY, asking=asking),
    ):
        everything, blocking = found(True), found(False)
        assert all(each in everything for each in blocking)
        assert [each for each in everything if each.level == "error"] == [
            each for each in blocking if each.level == "error"
        ]


LINK = "person.link"
LINKED = {"element": "person.a", "via": [LINK]}


@given(
    rules, given_values(), st.sets(st.sampled_from([*ELEMENTS, LINK]), max_size=2) | st.just({LINK}), st.booleans(),
    st.sampled_from([None, {"name": "before"}, LINKED]),
)  # fmt: skip
@settings(max_examples=effort(200, 1_000))
def test_what_does_not_rest_on_what_is_held_is_found_without_it(
    several, values_, kept, leads, compared
):
    """So that whoever looked beside nothing need not look again; a difference is never missed."""
    if compared is not None:
        several = [*several, a_rule({"op": "=", "of": [{"name": "it"}, compared]}, 9, each=True)]
    values_ = {**values_, "held": {id_: values_["held"].get(id_, 1) for id_ in sorted(kept)}}
    values_["stated"] |= {LINK: "person:2"} if leads else {}
    entry, table, held = an_entry(values_["stated"]), a_table(*several), beside(values_)
    led = {**values_["held"], **values_["stated"]}
    held = replace(
        held,
        linked=lambda via, element: values_["linked"].get(element) if via[0] in led else None,
        before=lambda id_: values_["before"] if id_ in kept else None,
    )
    rests = rests_on_held(entry, table, held.record)
    event("rests" if rests else "rests not")

    if not rests:
        assert beside_held(entry, table, Beside(), today=DAY) == beside_held(
            entry, table, held, today=DAY
        )


@given(
    st.dates(date(1890, 1, 1), DAY).map("{:%Y%m%d}".format)
    | st.text("0123456789", min_size=8, max_size=8),
    st.text("0123456789", min_size=3, max_size=3),
    st.sampled_from("0123456789X") | st.none(),
)
@settings(max_examples=200)
def test_a_citizen_number_is_what_python_stdnum_takes(born, sequence, last):
    """In a region that it knows: it looks regions up, and we do not, since numbers outlive them."""
    number = id_number(f"110101{born}{sequence}")
    number = number if last is None else number[:-1] + last

    assert ric.is_valid(number) is is_id_number(number)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.booleans())
@settings(max_examples=200)
def test_a_credit_code_is_what_python_stdnum_takes(body, right):
    code = f"{body[:2]}350100{body[8:]}"
    last = uscc.calc_check_digit(code)
    code += last if right else "0"

    if code[0].isdigit():  # python-stdnum knows no N2, the rural collectives'
        assert uscc.is_valid(code) <= is_uscc(code)
    assert (code[-1] == last) is is_uscc(code)


PRINTED = (
    "f1 + f2 * 3 = f3", "f1 between 1 and f2", "f1 in ('a', 'b''c')", "not f1 is null or f2 <> -1",
    "if(f1 = '1', f2, f3) >= greatest(f2, 0.5)", "contains(f1, '2') and (f2 or f3)",
    "(f1 - (f2 - f3)) / 2 <= round(f1, 2)", "age_of_birth_date(f1) >= 18 and f2 <= today",
)  # fmt: skip


def tree_of(text):
    """With elements for fields."""
    names = {"f1": "person.a", "f2": "person.b", "f3": "person.c"}
    return written(
        rule.tree_of(text),
        lambda node: element(names.get(str(node), str(node))) if isinstance(node, Name) else None,
    )


def test_what_is_written_out_reads_as_the_same_tree():
    for text in PRINTED:
        tree = tree_of(text)

        assert tree == tree_of(text_of(tree))
        assert {"person.a"} <= {each.get("element") for each in parts(tree)}


@given(rules, given_values())
@settings(max_examples=100)
def test_nothing_blocks_in_which_something_held_before_plays_a_part(several, values_):
    """Said again of each rule by what its tree reads."""
    entry = an_entry(values_["stated"])
    known = {id_ for id_, each in values_["held"].items() if each is not None}
    by_rule = {
        each["id"]: check(entry, a_table(each), today=DAY, beside=beside(values_))
        for each in several
    }

    for each in several:
        read = [*parts(each["tree"])]
        other = any("via" in part or part.get("name") == "before" for part in read)
        held = {part.get("element") for part in read} & (known - entry.values.keys())
        blocks = each["level"] == "error" and not other and not held
        assert all((found.level == "error") is blocks for found in by_rule[each["id"]])


class Keyword:
    """`x-rules` as a keyword of JSON Schema: what an entry of nothing but its values is refused for, by the oracle."""

    def __init__(self, _, rules_, __):
        self.rules = rules_

    def broken(self, stated):
        its = {"stated": stated, "held": {}, "linked": {}, "it": None, "before": None}
        return any(
            each["level"] == "error"
            and not each["each"]
            and not any(
                "via" in part or part.get("name") == "before" for part in parts(each["tree"])
            )
            and any(element in stated for element in each["elements"])
            and oracle(each["tree"], its) is False
            for each in self.rules
        )

    def validate(self, stated):
        if self.broken(stated):
            raise ValueError("a rule is broken")


def explained(_, rules_, stated, __):
    if Keyword(None, rules_, None).broken(stated):
        yield ValidationError("a rule is broken")


whole = rules.map(lambda several: [{**each, "each": False} for each in several])


@given(whole, given_values())
@settings(max_examples=60)
def test_both_validators_agree_on_the_rules_that_block(several, values_):
    """With `x-rules` as a keyword of theirs, each takes exactly what is checked without an error."""
    table, stated = a_table(*several), values_["stated"]
    quick = jsonschema_rs.validator_for(table.json_schema, keywords={"x-rules": Keyword})
    explaining = extend(Draft202012Validator, {"x-rules": explained})(table.json_schema)
    found = check(an_entry(stated), table, today=DAY)
    takes = not any(each.level == "error" for each in found)

    assert (takes, takes) == (quick.is_valid(stated), explaining.is_valid(stated))
