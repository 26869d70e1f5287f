"""Laws of paper: the same card says the same in Word and in a PDF, upright or on its side."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.intake.files import form_of, word
from tests.unit.intake.pdfs import Paper

SYLLABLES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
LABELS = st.lists(st.text(SYLLABLES, min_size=2, max_size=4), min_size=4, max_size=12, unique=True)


@st.composite
def cards(draw):
    """Rows of a card of four columns: a label and its blank twice, or once across."""
    labels = draw(LABELS)
    rows = []
    while labels:
        if len(labels) > 1 and draw(st.booleans()):
            rows.append([labels.pop(0), "", labels.pop(0), ""])
        else:
            rows.append([labels.pop(0), "", None, None])
    return rows


def said(form):
    return form.title, form.layout, [(each.section, each.label) for each in form.fields]


@settings(max_examples=15)
@given(cards(), st.sampled_from([None, "text", "page"]))
def test_a_card_says_the_same_in_word_and_pdf(rows, turned):
    """What a form asks does not depend on what it is printed with."""
    paper = Paper(turned=turned).line("人员登记表").table(rows)

    assert said(form_of(word("人员登记表", rows), "a.docx")) == said(form_of(paper.done(), "a.pdf"))


@settings(max_examples=10)
@given(cards(), st.data())
def test_a_card_that_a_page_breaks_says_the_same(rows, data):
    """A table that goes on overleaf is one table."""
    at = data.draw(st.integers(1, len(rows)))
    whole = Paper().line("人员登记表").table(rows)
    parted = Paper().line("人员登记表").table(rows[:at])
    if rows[at:]:
        parted.page().table(rows[at:])

    assert said(form_of(whole.done(), "a.pdf")) == said(form_of(parted.done(), "a.pdf"))
