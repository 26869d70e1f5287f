"""A list of fields in JSON: `{"title", "department", "fields": [{"label", "type", "options", …}]}`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from yibiao.errors import Finding
from yibiao.intake.printed import MOST_QUESTIONS, PrintedForm, Question, too_many_questions
from yibiao.intake.upload import Upload
from yibiao.model.kinds import ValueKind

_WORDS_FOR: dict[ValueKind, str] = {
    ValueKind.TEXT: "textarea string str varchar char longtext memo input email postcode url",
    ValueKind.NUMBER: "decimal float double numeric real figure",
    ValueKind.INTEGER: "int bigint smallint tinyint count",
    ValueKind.MONEY: "amount currency",
    ValueKind.DATETIME: "timestamp",
    ValueKind.YEAR_MONTH: "month",
    ValueKind.BOOLEAN: "bool switch yesno",
    ValueKind.CODE: "choice select radio enum dict tree cascader single-choice select-one"
    " select-one-external select-one-from-file",
    ValueKind.CODES: "multi-choice multi-select checkbox multiple select-multiple select-multiple-from-file",
    ValueKind.SIGNATURE: "approval seal",
    ValueKind.FILE: "image photo attachment upload",
    ValueKind.PHONE: "mobile tel telephone",
    ValueKind.ID_NUMBER: "idcard id-card",
    ValueKind.USCC: "org-code",
    ValueKind.DIVISION: "region",
    ValueKind.ROWS: "table repeat subform grid block",
}
KIND_OF: dict[str, ValueKind] = {
    **{kind.value: kind for kind in ValueKind},
    **{word: kind for kind, words in _WORDS_FOR.items() for word in words.split()},
    **dict.fromkeys(["long-text", "barcode", "geopoint", "geotrace", "geoshape"], ValueKind.TEXT),
}
_SAID = (
    "subject",
    "series",
    "layout",
    "period",
    "mandate",
    "scope",
    "first_round",
    "expires",
    "reckoned",
    "source",
    "notes",
)
_SHAPES = {"form": "card", "roster": "register"}


def recognises(upload: Upload) -> bool:
    """A JSON object with a list of `fields`, a list of such, or the bare list of fields."""
    return any(_listed(each) for each in _forms(upload.document))


def read(upload: Upload) -> list[PrintedForm]:
    """Every form in the document."""
    forms = _forms(upload.document)
    return [
        _form(each, upload.stem, f"#/{number}" if len(forms) > 1 else "#")
        for number, each in enumerate(forms)
        if _listed(each)
    ]


def _forms(document: Any) -> list[Any]:
    if isinstance(document, list) and document and all(_is_field(each) for each in document):
        return [{"fields": document}]
    return document if isinstance(document, list) else [document]


def _listed(form: Any) -> bool:
    fields = form.get("fields") if isinstance(form, Mapping) else None
    return isinstance(fields, list) and any(_is_field(each) for each in fields)


def _is_field(entry: Any) -> bool:
    return isinstance(entry, Mapping) and "label" in entry


def _form(form: Mapping[str, Any], name: str, pointer: str) -> PrintedForm:
    findings: list[Finding] = []
    says = {member: form[member] for member in _SAID if form.get(member) not in (None, "", [])}
    if form.get("form_shape") in _SHAPES:
        says.setdefault("layout", _SHAPES[form["form_shape"]])
    return PrintedForm(
        questions=tuple(_questions(form["fields"], f"{pointer}/fields", findings)),
        name=name,
        title=_text(form.get("title")),
        says=says,
        findings=tuple(findings),
    )


def _questions(entries: list[Any], pointer: str, findings: list[Finding]) -> Iterator[Question]:
    """The questions of a list; an entry of type `section` is the heading of those after it."""
    if len(entries) > MOST_QUESTIONS:
        raise too_many_questions()
    heading: tuple[str, ...] = ()
    for position, entry in enumerate(entries):
        cell = f"{pointer}/{position}"
        if not isinstance(entry, Mapping):
            findings.append(Finding("field-without-label", cell))
        elif entry.get("type") == "section":
            heading = (_text(entry.get("label")) or "",)
        else:
            yield _question(entry, cell, heading, findings)


def _question(
    entry: Mapping[str, Any], cell: str, heading: tuple[str, ...], findings: list[Finding]
) -> Question:
    inner = entry.get("fields")
    kind = _kind(entry, cell, findings)
    blocks = isinstance(inner, list) and bool(inner)
    return Question(
        label=_text(entry.get("label")) or "",
        cell=cell,
        kind=ValueKind.ROWS if blocks else kind,
        section=_section(entry.get("section")) or heading,
        options=tuple(entry["options"]) if isinstance(entry.get("options"), list) else (),
        required=entry.get("required") in (True, 1, "true", "yes", "是", "必填"),
        hint=_text(entry.get("hint")),
        name=_text(entry.get("code") or entry.get("name")),
        unit_of_measure=_text(entry.get("unit_of_measure") or entry.get("unit")),
        code_list=_text(entry.get("code_table") or entry.get("code_list")),
        max_length=_length(entry.get("maxLength") or entry.get("max_length")),
        measure=_text(entry.get("measure")),
        element=_text(entry.get("element")),
        questions=tuple(_questions(inner, f"{cell}/fields", findings)) if blocks and inner else (),
    )


def _section(section: Any) -> tuple[str, ...]:
    headings = section if isinstance(section, list) else [section]
    return tuple(text for each in headings if (text := _text(each)))


def _kind(entry: Mapping[str, Any], cell: str, findings: list[Finding]) -> ValueKind | None:
    word = (_text(entry.get("type")) or "").lower().replace("_", "-").replace(" ", "-")
    if word and word not in KIND_OF:
        findings.append(Finding("unknown-type", cell, {"type": word[:40]}))
    kind = KIND_OF.get(word)
    return (
        _of_column(_text(entry.get("db_type"))) or kind if kind in (None, ValueKind.TEXT) else kind
    )


def _of_column(db_type: str | None) -> ValueKind | None:
    """What the type of a database column adds: a column of characters says nothing."""
    word = re.match(r"[a-z]+", (db_type or "").lower())
    kind = KIND_OF.get(word[0]) if word else None
    return kind if kind not in (ValueKind.TEXT, ValueKind.CODE) else None


def _length(length: Any) -> int | None:
    return (
        length if isinstance(length, int) and not isinstance(length, bool) and length > 0 else None
    )


def _text(value: Any) -> str | None:
    return str(value).strip() or None if isinstance(value, (str, int, float)) else None
