"""Few elements are looked at, and the answer is that of looking at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_form
from tests.effort import effort
from tests.properties.test_matching import HEADS, PARTS, SUBJECTS, TITLES
from yibiao.matching import candidates, namesakes, propose, registered, resolve
from yibiao.model import catalogue
from yibiao.model.form import Option
from yibiao.model.kinds import ValueKind

OWN = ["北安", "成大", "东方", "高广", "海和", "目前", "首次", "本季度", "上年度"]
LABELS = st.builds(
    lambda own, parts, head, end: "".join((*own, *parts, head, end)),
    st.lists(st.sampled_from(OWN), max_size=1),
    st.lists(st.sampled_from(PARTS), max_size=1, unique=True),
    st.sampled_from([*HEADS, "性别", "民族", "备注", "是否低保"]),
    st.sampled_from(["", "", "日期", "（必填）", "类别", "备注"]),
)
FORMS = st.lists(st.tuples(st.lists(LABELS, min_size=1, max_size=8), SUBJECTS, TITLES), max_size=12)


def forms_of(drawn):
    for number, (labels, subject, title) in enumerate(drawn):
        form = a_form(f"f{number}", f"| {' | '.join(labels)} |", subject=subject, title=title)
        yield form.model_copy(update={"fields": tuple(as_kinds(form.fields))})


def as_kinds(fields):
    """Some are dates, some numbers, some offer choices; the same label always the same."""
    for each in fields:
        kind = KINDS[len(each.label) % len(KINDS)]
        options = [Option(value=one, title=one) for one in ("是", "否")] if kind == "code" else ()
        yield each.model_copy(update={"kind": ValueKind(kind), "options": tuple(options)})


KINDS = ("text", "date", "text", "integer", "code")


def every_entry(monkeypatch):
    for contest in (candidates._Contest, namesakes._Namesake):
        monkeypatch.setattr(contest, "closed", lambda *_: False)
        monkeypatch.setattr(contest, "settled", lambda *_: False)


@settings(max_examples=effort(8, 20))
@given(FORMS, st.tuples(st.lists(LABELS, min_size=1, max_size=8), SUBJECTS, TITLES))
def test_what_is_proposed_is_what_looking_at_every_entry_proposes(drawn, asked):
    """Candidates, scores, bands and what is minted: all the same."""
    known, _ = registered([(each.series, each) for each in forms_of(drawn)], catalogue.starter())
    (form,) = forms_of([asked])
    few = propose(form, known)
    minted = resolve(form, few, known)
    with pytest.MonkeyPatch.context() as patch:
        every_entry(patch)

        assert propose(form, known) == few
        assert resolve(form, few, known) == minted


def a_few():
    """The links that there are, and some of what else is known: an index of everything takes long to be made anew."""
    known = catalogue.starter()
    others = [each for each in known.elements.values() if not (each.target or each.derivations)]
    links = [each for each in known.elements.values() if each.target]
    return catalogue.Catalogue().adding([*links, *others[::6]], known.code_lists.values())


FEW = a_few()


@settings(max_examples=effort(10, 20))
@given(FORMS.filter(bool))
def test_an_index_that_grew_is_the_index_made_anew(drawn):
    """Taking in forms one after the other proposes what taking in all at once does."""
    *before, form = forms_of(drawn)
    known, _ = registered([(each.series, each) for each in before], FEW)
    grown = propose(form, known)
    anew = catalogue.Catalogue().adding(
        known.elements.values(), known.code_lists.values(), known.wordings
    )

    assert propose(form, anew) == grown
