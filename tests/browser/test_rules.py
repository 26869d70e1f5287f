"""The rules in a real browser: what the page finds is what the server finds."""

from importlib import resources

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.little import an_entry
from tests.properties.test_rules import DAY, a_table, beside, given_values, rules
from tests.trees import TODAY, oracle, trees
from yibiao.filling import check

pytestmark = pytest.mark.slow

LOOKED_AT = """([cases, today]) => import(window.rules).then(({ findings }) => cases.map(
    ({ schema, stated, held, before, linked }) => findings(schema, stated, {
        held, before, subject: "s", today, linked: (_, element) => linked[element],
    }).map(({ code, level, where }) => [code, level, where])))"""
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
