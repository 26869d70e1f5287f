"""Laws of intake."""

import csv
import html
import io
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.strategies import WORDS, forms
from yibiao import intake
from yibiao.errors import NotAForm, Problem
from yibiao.intake.words import labels


@settings(max_examples=80)
@given(forms())
def test_reading_what_we_wrote_gives_what_we_wrote(form):
    """A normalised form is read back as it was, digest and all."""
    written = json.dumps(form.schema_document(), ensure_ascii=False).encode()
    [reading] = intake.read(written, "form.json", department=form.department)

    assert form == reading.form
    assert form.digest == reading.form.digest
    assert reading.findings == ()


@settings(max_examples=300)
@given(st.text(max_size=20) | WORDS)
@example("1、2、姓名")
@example("＊姓 名 ： *")
@example("1.1.1")
def test_cleaning_twice_is_cleaning_once(printed):
    """A clean label stays as it is."""
    assert labels.clean(printed) == labels.clean(labels.clean(printed))


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_the_same_bytes_give_the_same_form(words):
    """Nothing but the bytes decides."""
    content = _delimited([words])

    assert _outcome(content) == _outcome(content)


@settings(max_examples=100)
@given(st.lists(WORDS, min_size=2, max_size=8), st.booleans())
def test_no_header_cell_is_dropped_in_silence(words, samples):
    """Every header cell becomes a field or is named in a finding; one alone above samples is the title."""
    content = _delimited([words, *([["某"] * len(words)] if samples else [])])
    try:
        [reading] = intake.read(content, "form.csv", department="civil-affairs")
    except Problem:
        return
    named = {each.cell for each in reading.form.fields} | {each.where for each in reading.findings}
    told = [" ".join(each.split()) for each in (reading.form.title, *reading.form.notes)]
    headed = [
        position
        for position, each in enumerate(words, start=1)
        if each.strip() and not (samples and " ".join(each.split()) in told)
    ]

    assert [
        each for each in headed if f"row 1, column {each}" not in ", ".join(map(str, named))
    ] == []


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(["", " -- ", "COMMENT "]))
def test_no_column_is_dropped_in_silence(words, said):
    """Every column of a table is a field or named in a finding, whatever is said of it and wherever."""
    commented = [
        f" comment {_quoted(word)}" if said == "COMMENT " else said + " ".join(word.split())
        for word in words
    ]
    columns = [f"c{number} varchar(20)" for number in range(len(words))]
    ends = [",", *([","] * (len(words) - 2)), ""][-len(words) :]
    remarked = said == " -- "
    lines = [
        f"{column}{end}{each}" if remarked else f"{column}{each if said else ''}{end}"
        for column, end, each in zip(columns, ends, commented, strict=True)
    ]
    content = ("create table t (\n" + "\n".join(lines) + "\n);").encode()
    try:
        [reading] = intake.read(content, "form.sql", department="civil-affairs")
    except NotAForm:
        return
    named = {each.name for each in reading.form.fields} | {
        name
        for each in reading.findings
        for name in [each.where.rpartition(".")[2], *each.facts.get("columns", "").split("、")]
    }

    assert {f"c{number}" for number in range(len(words))} <= named


@settings(max_examples=60)
@given(
    st.lists(WORDS, min_size=2, max_size=8),
    st.sampled_from(
        [
            "<label for=c{n}>{word}</label><input id=c{n} name=c{n}>",
            "<tr><td>{word}</td><td><input name=c{n}></td></tr>",
            "<p>{word}：<select name=c{n}><option value=1>甲</option></select></p>",
            "<div><div>{word}</div><div><textarea name=c{n}></textarea></div></div>",
        ]
    ),
)
def test_no_control_is_dropped_in_silence(words, written):
    """Every control of a page is a field or named in a finding, whatever asks for it and wherever."""
    controls = "".join(
        written.format(n=number, word=html.escape(word)) for number, word in enumerate(words)
    )
    table = f"<table>{controls}</table>" if written.startswith("<tr>") else controls
    [reading] = intake.read(
        f"<html><form>{table}</form></html>".encode(), "a.html", department="civil-affairs"
    )
    named = {each.name for each in reading.form.leaves()} | {
        each.where.rpartition(" ")[2] for each in reading.findings
    }

    assert {f"c{number}" for number in range(len(words))} <= named


def _quoted(word):
    return "'" + word.replace("'", "''") + "'"


@settings(max_examples=60)
@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail))
def test_whatever_comes_is_read_or_refused(content):
    """Any bytes give forms or a problem, never anything else."""
    for name in ("form.csv", "form.xlsx", "form.sql", "form.html", "form"):
        outcome = _outcome(content, name)

        assert outcome


def _delimited(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _outcome(content, name="form.csv"):
    try:
        return [
            (each.form.digest, each.findings)
            for each in intake.read(content, name, department="civil-affairs")
        ]
    except Problem as problem:
        return (problem.code, problem.detail("zh"), problem.findings)
