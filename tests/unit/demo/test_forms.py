"""The demo's forms are real, many, and say everything that admission asks."""

import json
import re
from collections import Counter
from datetime import date, timedelta

import pytest

from yibiao import intake
from yibiao.demo.forms import demo_forms
from yibiao.model.catalogue import starter
from yibiao.model.expression import Expression
from yibiao.model.kinds import SubjectKind

DEMO_STARTS = date(2026, 1, 1)
FORMS = demo_forms()
REAL = [each for each in FORMS if not each.modelled]
OURS = [each for each in FORMS if each.modelled and not each.edition_of]

_ID_OR_PHONE = re.compile(r"\d{15,18}|1[3-9]\d{9}")
_UNFIT_WORDS = (
    "吸毒",
    "艾滋",
    "邪教",
    "精神病",
    "精神障碍",
    "刑满",
    "刑释",
    "矫正",
    "上访",
    "犯罪",
)


@pytest.fixture(params=FORMS, ids=[each.stem for each in FORMS])
def form(request):
    return request.param


def test_there_are_enough_real_forms_of_enough_departments():
    """At least 40 real forms of at least 12 departments, and all four main kinds of subject among them."""
    assert len(REAL) >= 40
    assert len({each.department.id for each in REAL}) >= 12
    assert {
        SubjectKind.PERSON,
        SubjectKind.HOUSEHOLD,
        SubjectKind.DWELLING,
        SubjectKind.ORGANISATION,
    } <= {each.subject for each in REAL}


def test_three_ledgers_and_three_summaries_are_modelled():
    """What is ours is three monthly ledgers and three monthly summary forms."""
    assert Counter({("register", "monthly"): 3, ("summary", "monthly"): 3}) == Counter(
        (each.layout, each.period) for each in OURS
    )


def test_one_form_has_a_second_edition():
    """The second edition is of the same department and series, and stands after the first."""
    (later,) = (each for each in FORMS if each.edition_of)
    (earlier,) = (each for each in FORMS if each.filename == later.edition_of)

    assert (earlier.department, earlier.series) == (later.department, later.series)
    assert FORMS.index(earlier) < FORMS.index(later)
    assert earlier.content != later.content


def test_nothing_is_listed_twice():
    """File names are unique, and a series belongs to one form and its editions."""
    first = [each for each in FORMS if not each.edition_of]

    assert len(FORMS) == len({each.filename for each in FORMS})
    assert len(first) == len({(each.department.id, each.series) for each in first})


def test_it_names_its_source(form):
    """Where it was found, or that it is ours."""
    source = json.loads(form.content)["source"]

    assert form.modelled == source.startswith("modelled by Yibiao")
    assert re.match(r"(github:|https?://|modelled by Yibiao)", source)


def test_it_holds_nothing_that_must_not_be_shown(form):
    """No number of a person, and no question about offences, drugs, petitions or illness of the mind."""
    text = form.content.decode()

    assert _ID_OR_PHONE.findall(text) == []
    assert [word for word in _UNFIT_WORDS if word in text] == []


def test_it_holds_only_what_a_form_asks(form):
    """A field has a label, a type, options, section, hint, list, whether it is required, and nothing else."""
    allowed = {"label", "type", "options", "section", "hint", "required", "code_table", "fields"}
    if form.modelled:
        allowed |= {"measure", "element"}
    document = json.loads(form.content)
    fields = [*document["fields"]]
    fields += [inner for each in fields for inner in each.get("fields", ())]

    assert document.keys() == {"title", "department", "source", "fields"}
    assert [each for each in fields if not each.keys() <= allowed] == []


def test_it_could_be_admitted(form):
    """Mandate, scope and dates are there; the first round is at least seven days after the demo's first day."""
    assert form.mandate.endswith("（示例依据）")
    assert form.first_round >= DEMO_STARTS + timedelta(days=14)
    assert form.expires > form.first_round


def test_its_scope_is_a_condition_on_its_subject(form):
    """The scope speaks of known elements of the form's own kind of subject."""
    Expression.parse(form.scope).bind(starter()).about(form.subject)


def test_it_reads_as_one_form(form):
    """Intake takes it as it stands, and what the department says of it."""
    (reading,) = intake.read(
        form.content, form.filename, department=form.department.id, **form.said
    )

    assert (form.series, form.subject, form.scope) == (
        reading.form.series,
        reading.form.subject,
        reading.form.scope,
    )
    assert [each.code for each in reading.findings if each.level == "error"] == []


def test_its_figures_and_elements_are_known(form):
    """A summary form says how to compute every figure; an element that a field names is in the catalogue."""
    fields = json.loads(form.content)["fields"]

    if form.layout == "summary":
        assert len(fields) in range(6, 13)
        for each in fields:
            assert Expression.parse(each["measure"]).bind(starter()).aggregate
    for each in fields:
        if "element" in each:
            assert each["element"] in starter().elements
