"""What a form states about its own answers."""

import json

import pytest

from yibiao import intake
from yibiao.errors import Invalid
from yibiao.intake.normalise import form_of
from yibiao.intake.printed import At, PrintedForm, PrintedRule, Question
from yibiao.model.form import Field, Form, Rule
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.rule import doubts, doubts_of, fields_of

PLAIN = Form(
    department="civil-affairs",
    series="relief",
    title="救助表",
    subject=SubjectKind.HOUSEHOLD,
    fields=(
        Field(id="f1", label="收入", kind=ValueKind.MONEY),
        Field(id="f2", label="成员", fields=(Field(id="f2.1", label="收入"),), kind=ValueKind.ROWS),
    ),
)


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("f1 + f2.1 * 2", ("f1", "f2.1")),
        ("sum(f2.1)", ("f2.1",)),
        ("f1 = 'f2.1'", ("f1",)),
        ("if(f1 > 0, round(f1 / 2, 1), least(f1, f2.1))", ("f1", "f2.1")),
        ("contains(f1, '1') and f2.1 is null", ("f1", "f2.1")),
        ("age_of_birth_date(birth_date_of_id_number(f1)) >= 60", ("f1",)),
    ],
)
def test_an_expression_names_fields(expression, named):
    """Ids with dots are names, not numbers; texts are texts."""
    assert fields_of(expression) == named


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "f1 +",
        "now()",
        "round()",
        "abs(f1, f1)",
        "f1; f1",
        '"f1"',
        "(select 1)",
        "cast(f1 as int)",
    ],
)
def test_what_is_no_expression_is_doubted(expression):
    """Nothing but the small grammar is taken."""
    rule = Rule(kind="holds", field="f1", expression=expression)

    assert {each.code for each in doubts(rule, {"f1"}, "")} == {"expression-invalid"}


def test_a_form_without_rules_keeps_its_id():
    """Its canonical JSON has no word of rules, so it is the form it was before there were any."""
    ruled = PLAIN.model_copy(
        update={"rules": (Rule(kind="holds", field="f1", expression="f1 > 0"),)}
    )

    assert "rules" not in PLAIN.document()
    assert ruled.id != PLAIN.id


def test_a_document_whose_rules_speak_of_nothing_is_refused():
    """A rule over a field that the form has not is named with its place."""
    rule = Rule(kind="equals", field="f1", expression="sum(f2.7)")
    form = PLAIN.model_copy(update={"rules": (rule,)})

    with pytest.raises(Invalid) as refusal:
        intake.read(json.dumps(form.schema_document()).encode(), "f.json", department="any")
    assert [(each.code, each.where) for each in refusal.value.findings] == [
        ("rule-of-unknown-field", "#/x-rules/0")
    ]
    assert [each.facts for each in doubts_of(form)] == [{"field": "f2.7"}]


def test_printed_rules_find_their_fields_by_cells():
    """Cells of labels and of blanks become ids; a rule about a cell that asks nothing is named in a finding."""
    questions = (
        Question("收入", "S!A1", blank="S!B1", kind=ValueKind.MONEY),
        Question("成员", "S!A2", questions=(Question("收入", "S!A3", kind=ValueKind.MONEY),)),
    )
    rules = (
        PrintedRule("equals", "S!B1", ("sum(", At("S!A3"), ")"), "=SUM(A4:A9)", "S!B1"),
        PrintedRule("equals", "S!B1", (At("S!Z9"), " * 2"), "=Z9*2", "S!B1"),
    )

    form, findings = form_of(
        PrintedForm(questions, "表", rules=rules), {"department": "any", "subject": "household"}
    )

    assert [(each.field, each.expression) for each in form.rules] == [("f1", "sum(f2.1)")]
    assert [(each.code, each.facts) for each in findings] == [
        ("rule-not-understood", {"printed": "=Z9*2"})
    ]
