"""What the page finds in a real browser is what the server finds: what is malformed, and what rules have it otherwise."""

from importlib import resources

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.little import an_entry
from tests.little import values as person_values
from tests.properties.test_filling import TABLE
from tests.properties.test_rules import DAY, a_table, beside, given_values, rules
from tests.trees import TODAY, oracle, trees
from yibiao.filling import check
from yibiao.model.kinds import EXAMPLES, ValueKind, value_schema

pytestmark = pytest.mark.slow

LOOKED_AT = """([cases, today]) => import(window.rules).then(({ findings }) => cases.map(
    ({ schema, stated, held, before, linked }) => findings(schema, stated, {
        held, before, subject: "s", today, linked: (_, element) => linked[element],
    }).map(({ code, level, where }) => [code, level, where])))"""
CHECKED = """([cases, today]) => import(window.rules).then(({ check }) => cases.map(
    ({ schema, stated }) => check(schema, stated, { subject: "s", today }).map(
        ({ code, level, where, says }) => [code, level, where, says.zh, says.en])))"""
EVALUATED = """([cases, today]) => import(window.rules).then(({ value }) => cases.map(
    ([tree, { stated, held, linked, it, before }]) => value(tree, {
        stated, held, it, previous: before, subject: "s", today, linked: (_, each) => linked[each],
    })))"""


@pytest.fixture(scope="module")
def page(chromium):
    """An empty page that has the rules at hand."""
    script = resources.files("yibiao.web").joinpath("rules.js").read_text(encoding="utf-8")
    page = chromium.new_page()
    page.evaluate(
        "(script) => { window.rules = URL.createObjectURL(new Blob([script], { type: 'text/javascript' })); }",
        script,
    )
    yield page
    page.close()


def generated(strategy, count):
    """So many examples of *strategy*, always the same."""
    found = []

    @given(strategy)
    @settings(
        max_examples=count, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def collect(example):
        found.append(example)

    collect()
    return found


def test_a_tree_comes_to_the_same_in_the_page(page):
    """By the oracle, on hundreds of trees of every operation."""
    cases = generated(st.tuples(trees(), given_values()), 600)
    assert len(cases) > 300

    found = page.evaluate(EVALUATED, [[[tree, each] for tree, each in cases], TODAY])

    for (tree, each), answer in zip(cases, found, strict=True):
        expected = oracle(tree, each)
        assert (type(expected) is bool, expected) == (type(answer) is bool, answer), tree


def test_findings_are_the_same_in_the_page(page):
    """Codes, levels and places, of rules on own values, on held ones, over links, each and before."""
    cases = generated(st.tuples(rules, given_values()), 300)
    asked, expected = [], []
    for several, values in cases:
        table = a_table(*several)
        entry = an_entry(values["stated"])
        before = dict.fromkeys(values["stated"], values["before"])
        asked.append(
            {"schema": table.json_schema, "stated": values["stated"], "held": values["held"],
             "before": before, "linked": values["linked"]}
        )  # fmt: skip
        found = check(entry, table, today=DAY, beside=beside(values))
        expected.append(sorted([each.code, each.level, each.where] for each in found))
    assert sum(map(bool, expected)) > 50

    found = page.evaluate(LOOKED_AT, [asked, TODAY])

    assert expected == [sorted(each) for each in found]


def test_what_is_malformed_is_the_same_in_the_page(page):
    """Code, place and sentences, in both languages; rules that rest on it are left aside in both."""
    cases = generated(person_values(), 300)
    expected = [said(check(an_entry(each), TABLE, today=DAY)) for each in cases]
    assert 150 < sum(map(bool, expected))

    found = page.evaluate(
        CHECKED, [[{"schema": TABLE.json_schema, "stated": each} for each in cases], TODAY]
    )

    assert expected == [sorted(each) for each in found]


#: What somebody might write for a value of any kind.
WRITTEN = [
    "", "x", "12", "1.5", 12, 12.5, -1, 1e20, True, None, [], ["1", "1"], ["1", 1], [{}], ["x"], {}, "2026-02-29",
    "2026-02-28", "2026-02-28\n", "２０２６-02-28", "2026-13", "2026-12", "0000", "24:00", "23:59:59", "2026-02-28T08:30",
    "999999199001010016", "999999199001010017", "99999919901301001X", "99999919900101001x", "91350100M000100Y43",
    "91350100M000100Y44", "91350100I000100Y43", "+86 139-0000-0000", "1390", "13900000000", "350100", "3", "1234567890123456",
]  # fmt: skip


def test_what_may_be_written_is_the_same_in_the_page_for_every_kind(page):
    """Each kind of value with everything somebody might write there, its own example among it, which is well-formed."""
    cases, expected = [], []
    for kind in ValueKind:
        table = of_kind(kind)
        for written in [*WRITTEN, *([EXAMPLES[kind]] if kind in EXAMPLES else [])]:
            cases.append({"schema": table.json_schema, "stated": {"person.a": written}})
            expected.append(said(check(an_entry({"person.a": written}), table, today=DAY)))
        assert kind not in EXAMPLES or [] == expected[-1]

    found = page.evaluate(CHECKED, [cases, TODAY])

    for case, ours, theirs in zip(cases, expected, found, strict=True):
        assert ours == sorted(theirs), case


def of_kind(kind):
    """A table of one element of *kind*, with the schema that every table gives it."""
    table = a_table()
    column = value_schema(kind) | {"title": "甲", "x-title-en": "A", "x-kind": kind.value}
    column["type"] = [column["type"], "null"]
    if kind in EXAMPLES:
        column["examples"] = [EXAMPLES[kind]]
    published = {
        "x-malformed": TABLE.json_schema["x-malformed"],
        "properties": {"person.a": column},
    }
    return table.model_copy(update={"json_schema": table.json_schema | published})


def said(findings):
    return sorted(
        [each.code, each.level, each.where, each.says("zh"), each.says("en")] for each in findings
    )
