"""FHIR questionnaires."""

import json

from tests.unit.intake.files import form_of, read

EXTENSION = "http://hl7.org/fhir/StructureDefinition/"


def questionnaire(*items, **members):
    """A questionnaire of these items."""
    document = {"resourceType": "Questionnaire", "title": "问卷", "item": items, **members}
    return json.dumps(document, ensure_ascii=False).encode()


def item(text, type_="string", **members):
    """An item whose link id is its text."""
    return {"linkId": text, "text": text, "type": type_, **members}


def when(question, operator="=", **answer):
    """One condition of an item."""
    return {"question": question, "operator": operator, **answer}


def test_groups_and_questions():
    """Groups are sections, those that repeat blocks; displays are notes, help hangs on its question."""
    form = form_of(
        questionnaire(
            item("基本", "group", item=[item("姓名", required=True, maxLength=9)]),
            item("成员", "group", repeats=True, item=[item("姓名"), item("年龄", "integer")]),
            item("电话", item=[item("填手机", "display")]),
            item("别名", repeats=True),
            item("谢谢", "display"),
        ),
        "a.json",
    )
    name, members, phone, aliases = form.fields

    assert (form.title, form.layout, form.notes) == ("问卷", "card", ("谢谢",))
    assert (name.section, name.required, name.max_length, name.name, name.cell) == (
        ("基本",), True, 9, "姓名", "#/item/0/item/0",
    )  # fmt: skip
    assert (members.kind.value, [each.label for each in members.fields]) == (
        "rows",
        ["姓名", "年龄"],
    )
    assert (phone.hint, aliases.kind.value) == ("填手机", "rows")


def test_choices():
    """Listed at the question, or in a value set that comes along; one that does not is named."""
    options = [{"valueCoding": {"code": "1", "display": "男"}}, {"valueString": "女"}]
    contained = [{"id": "v", "expansion": {"contains": [{"code": "a", "display": "甲"}]}}]
    [reading] = read(
        questionnaire(
            item("性别", "choice", answerOption=options),
            item("类", "coding", answerValueSet="#v"),
            item("词", "string", repeats=True, answerOption=[{"valueString": "甲"}]),
            item("远", "choice", answerValueSet="http://example.org/ValueSet/far|1"),
            contained=contained,
        ),
        "a.json",
    )
    sex, kind, words, far = reading.form.fields

    assert [(each.value, each.title) for each in sex.options] == [("1", "男"), ("女", "女")]
    assert [each.title for each in kind.options] == ["甲"]
    assert (words.kind.value, far.kind.value, far.code_list) == ("codes", "code", "far")
    assert [(each.code, each.where) for each in reading.findings] == [
        ("choices-elsewhere", "#/item/3")
    ]


def test_rules():
    """What enables an item, its group's conditions with it; limits of values; FHIRPath is named."""
    calculated = {
        "url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression",
        "valueExpression": {"expression": "%a + 1"},
    }
    [reading] = read(
        questionnaire(
            item("甲", "integer", extension=[{"url": EXTENSION + "maxValue", "valueInteger": 9}]),
            item("乙", "choice", repeats=True, answerOption=[{"valueString": "x"}]),
            item("组", "group", enableWhen=[when("甲", ">", answerInteger=3)], item=[
                item("丙", "boolean", enableBehavior="any",
                     enableWhen=[when("乙", answerString="x"), when("甲", "exists", answerBoolean=False)]),
                item("丁", enableWhen=[when("丙", answerBoolean=True)], extension=[calculated]),
            ]),
            item("戊", enableWhen=[when("nothing", answerString="x")]),
        ),
        "a.json",
    )  # fmt: skip

    assert [(each.kind, each.field, each.expression) for each in reading.form.rules] == [
        ("holds", "f1", "f1 <= 9"),
        ("asked-when", "f3", "(f1 > 3) and (contains(f2, 'x') or f1 is null)"),
        ("asked-when", "f4", "(f1 > 3) and (f3 = true)"),
    ]
    assert [(each.code, each.facts["printed"]) for each in reading.findings] == [
        ("rule-not-understood", "%a + 1"), ("rule-not-understood", "nothing = x"),
    ]  # fmt: skip


def test_translations():
    """Chinese is kept where it is there, and the other languages are told of."""
    translation = {
        "url": EXTENSION + "translation",
        "extension": [
            {"url": "lang", "valueCode": "zh"},
            {"url": "content", "valueString": "姓名"},
        ],
    }
    [reading] = read(
        questionnaire(item("Name", _text={"extension": [translation]}), item("Age"), language="en"),
        "a.json",
    )

    assert [each.label for each in reading.form.fields] == ["姓名", "Age"]
    assert [each.code for each in reading.findings] == ["several-languages"]


def test_a_bundle():
    """Every questionnaire in a bundle is a form."""
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": json.loads(questionnaire(item(each)))} for each in ("甲", "乙")],
    }
    readings = read(json.dumps(bundle).encode(), "a.json")

    assert [each.form.fields[0].cell for each in readings] == [
        "#/entry/0/resource/item/0", "#/entry/1/resource/item/0",
    ]  # fmt: skip


def test_what_is_hidden_is_not_asked():
    """It is named in a finding."""
    hidden = {"url": EXTENSION + "questionnaire-hidden", "valueBoolean": True}
    [reading] = read(questionnaire(item("甲"), item("乙", extension=[hidden])), "a.json")

    assert [each.label for each in reading.form.fields] == ["甲"]
    assert [each.facts for each in reading.findings] == [{"columns": "乙"}]
