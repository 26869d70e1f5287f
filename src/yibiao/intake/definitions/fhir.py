"""FHIR Questionnaire, R4 and R5: items are questions, groups sections, groups that repeat blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from yibiao.errors import Finding
from yibiao.intake.definitions import fhir_rules
from yibiao.intake.definitions.fhir_elements import (
    control,
    extension,
    length,
    named,
    objects,
    text,
    texts,
)
from yibiao.intake.definitions.fhir_rules import Condition
from yibiao.intake.definitions.xpath import Answer
from yibiao.intake.printed import MOST_QUESTIONS, PrintedForm, Question, too_many_questions
from yibiao.intake.upload import Upload
from yibiao.model.kinds import ValueKind

_KINDS: Final[dict[str, ValueKind | None]] = {
    "boolean": ValueKind.BOOLEAN, "decimal": ValueKind.NUMBER, "integer": ValueKind.INTEGER, "date": ValueKind.DATE,
    "dateTime": ValueKind.DATETIME, "time": ValueKind.TIME, "string": None, "text": ValueKind.TEXT, "url": ValueKind.TEXT,
    "choice": ValueKind.CODE, "open-choice": ValueKind.CODE, "coding": ValueKind.CODE, "attachment": ValueKind.FILE,
    "reference": ValueKind.TEXT, "quantity": ValueKind.NUMBER, "question": None,
}  # fmt: skip
_SUBJECTS: Final = {
    "Patient": "person",
    "Person": "person",
    "Practitioner": "person",
    "Organization": "organisation",
    "Location": "place",
}
_TRANSLATION: Final = "http://hl7.org/fhir/StructureDefinition/translation"
_BESIDE: Final = ("help", "flyover", "prompt", "upper", "lower", "unit")


def recognises(upload: Upload) -> bool:
    """A questionnaire, or a bundle with one in it."""
    return any(True for _ in _questionnaires(upload.document))


def read(upload: Upload) -> list[PrintedForm]:
    """Every questionnaire of the document, each a card."""
    return [
        _Reader(each, pointer).form(upload.stem)
        for each, pointer in _questionnaires(upload.document)
    ]


def _questionnaires(document: Any) -> Iterator[tuple[Mapping[str, Any], str]]:
    if not isinstance(document, Mapping):
        return
    if document.get("resourceType") == "Questionnaire":
        yield document, "#"
    for number, entry in enumerate(
        objects(document, "entry") if document.get("resourceType") == "Bundle" else ()
    ):
        resource = entry.get("resource")
        if isinstance(resource, Mapping) and resource.get("resourceType") == "Questionnaire":
            yield resource, f"#/entry/{number}/resource"


@dataclass
class _Reader:
    """Walks the items of one questionnaire."""

    document: Mapping[str, Any]
    pointer: str
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    binds: fhir_rules.Binds = field(default_factory=fhir_rules.Binds)
    languages: dict[str, None] = field(default_factory=dict)
    unasked: list[str] = field(default_factory=list)
    left: int = MOST_QUESTIONS

    def form(self, name: str) -> PrintedForm:
        """The questionnaire as a form."""
        title = self._words(self.document, "title") or text(self.document.get("name"))
        notes = [self._words(self.document, each) for each in ("description", "purpose")]
        questions = tuple(self._items(self.document, self.pointer, ()))
        notes += self.notes
        subjects = [
            _SUBJECTS[each] for each in texts(self.document.get("subjectType")) if each in _SUBJECTS
        ]
        says: dict[str, Any] = {
            "layout": "card",
            "notes": tuple(filter(None, notes)),
            "subject": next(iter(subjects), None),
        }
        rules = tuple(self.binds.rules(self.findings))
        if len(self.languages) > 1:
            facts = {"languages": "、".join(self.languages)}
            self.findings.append(Finding("several-languages", self.pointer, facts))
        if self.unasked:
            facts = {"columns": "、".join(self.unasked)}
            self.findings.append(Finding("columns-not-asked", self.pointer, facts))
        return PrintedForm(
            questions=questions,
            name=name,
            title=title,
            says={member: value for member, value in says.items() if value},
            findings=tuple(self.findings),
            rules=rules,
        )

    def _items(
        self,
        parent: Mapping[str, Any],
        pointer: str,
        section: tuple[str, ...],
        conditions: tuple[Condition, ...] = (),
        block: str | None = None,
    ) -> Iterator[Question]:
        for number, item in enumerate(objects(parent, "item")):
            yield from self._item(item, f"{pointer}/item/{number}", section, conditions, block)

    def _item(
        self,
        item: Mapping[str, Any],
        pointer: str,
        section: tuple[str, ...],
        conditions: tuple[Condition, ...],
        block: str | None,
    ) -> Iterator[Question]:
        """What an item asks: a group its items, a question itself and what hangs on it."""
        self.left -= 1
        if self.left < 0:
            raise too_many_questions()
        words = self._words(item, "text") or ""
        conditions = (*conditions, *fhir_rules.conditions(item, pointer))
        if extension(item, "questionnaire-hidden").get("valueBoolean") is True:
            self.unasked.append(words or str(item.get("linkId")))
        elif item.get("type") == "display":
            if control(item) not in _BESIDE or not section:
                self.notes += [words] if words else []
        elif item.get("type") == "group" or (not item.get("type") and objects(item, "item")):
            if item.get("repeats") is True and block is None:
                yield self._block(item, pointer, words, section, conditions)
            else:
                heading = (*section, *([words] if words else []))
                yield from self._items(item, pointer, heading, conditions, block)
        else:
            yield self._answered(item, pointer, words, section, conditions, block)
            inner = [each for each in objects(item, "item") if each.get("type") != "display"]
            if inner:
                yield from self._items(item, pointer, (*section, words), conditions, block)

    def _block(
        self,
        item: Mapping[str, Any],
        pointer: str,
        words: str,
        section: tuple[str, ...],
        conditions: tuple[Condition, ...],
    ) -> Question:
        """A group that repeats: what one of its rows asks."""
        inner = tuple(self._items(item, pointer, (), (), pointer))
        self.binds.add(item, Answer(pointer, ValueKind.ROWS), conditions)
        label = words or str(item.get("linkId") or "")
        return Question(
            label, pointer, ValueKind.ROWS, section, name=text(item.get("linkId")), questions=inner
        )

    def _answered(
        self,
        item: Mapping[str, Any],
        pointer: str,
        words: str,
        section: tuple[str, ...],
        conditions: tuple[Condition, ...],
        block: str | None,
    ) -> Question:
        options = tuple(self._options(item, pointer))
        kind = self._kind(item, pointer)
        if options and kind in (None, ValueKind.TEXT):
            kind = ValueKind.CODE
        several = item.get("repeats") is True
        kind = ValueKind.CODES if several and kind is ValueKind.CODE else kind
        question = Question(
            label=words or text(item.get("linkId")) or "",
            cell=pointer,
            kind=kind,
            section=section,
            options=options,
            required=item.get("required") is True,
            hint=self._hint(item),
            name=text(item.get("linkId")),
            unit_of_measure=self._unit(item),
            code_list=named(item.get("answerValueSet")),
            max_length=length(item.get("maxLength")),
        )
        if several and kind is not ValueKind.CODES and block is None:
            rows = Question(
                question.label,
                f"{pointer}/repeats",
                ValueKind.ROWS,
                section,
                questions=(replace(question, section=()),),
            )
            self.binds.add(item, Answer(rows.cell, ValueKind.ROWS), conditions)
            return rows
        self.binds.add(item, Answer(pointer, kind, block), conditions)
        return question

    def _kind(self, item: Mapping[str, Any], pointer: str) -> ValueKind | None:
        type_ = str(item.get("type") or "")
        if type_ not in _KINDS:
            self.findings.append(Finding("unknown-type", pointer, {"type": type_[:40]}))
        if extension(item, "questionnaire-signatureRequired"):
            return ValueKind.SIGNATURE
        return _KINDS.get(type_)

    def _options(self, item: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, str]]:
        """What may be chosen: listed here, or in a value set that comes along."""
        for each in objects(item, "answerOption"):
            value = next((value for key, value in each.items() if key.startswith("value")), None)
            if isinstance(value, Mapping):
                yield self._coding(value)
            elif value is not None:
                yield str(value), str(value)
        reference = text(item.get("answerValueSet"))
        if reference:
            concepts = list(self._concepts(reference))
            if not concepts:
                self.findings.append(
                    Finding("choices-elsewhere", pointer, {"file": reference[:200]})
                )
            yield from concepts

    def _concepts(self, reference: str) -> Iterator[tuple[str, str]]:
        for each in objects(self.document, "contained"):
            if reference not in (f"#{each.get('id')}", each.get("url")):
                continue
            expansion = each.get("expansion")
            listed = objects(expansion, "contains") if isinstance(expansion, Mapping) else []
            compose = each.get("compose")
            for include in (
                objects(compose, "include") if isinstance(compose, Mapping) and not listed else ()
            ):
                listed += objects(include, "concept")
            listed = listed or objects(each, "concept")
            yield from map(self._coding, listed)

    def _coding(self, coding: Mapping[str, Any]) -> tuple[str, str]:
        words = self._words(coding, "display")
        code = text(coding.get("code")) or words or ""
        return code, words or code

    def _hint(self, item: Mapping[str, Any]) -> str | None:
        """Help that hangs on the question, and the format that it takes."""
        said = [
            self._words(each, "text")
            for each in objects(item, "item")
            if each.get("type") == "display" and control(each) != "unit"
        ]
        said.append(text(extension(item, "entryFormat").get("valueString")))
        return "；".join(dict.fromkeys(filter(None, said))) or None

    def _unit(self, item: Mapping[str, Any]) -> str | None:
        for name in ("questionnaire-unit", "questionnaire-unitOption"):
            coding = extension(item, name).get("valueCoding")
            if isinstance(coding, Mapping):
                return self._coding(coding)[1] or None
        units = (
            self._words(each, "text")
            for each in objects(item, "item")
            if each.get("type") == "display" and control(each) == "unit"
        )
        return next(units, None)

    def _words(self, of: Mapping[str, Any], member: str) -> str | None:
        """The words in Chinese where they are translated, or else as they stand."""
        words = text(of.get(member))
        beside = of.get(f"_{member}")
        translated: dict[str, str] = {}
        for each in objects(beside, "extension") if isinstance(beside, Mapping) else ():
            if each.get("url") == _TRANSLATION:
                parts = {
                    part.get("url"): next(
                        (str(v) for k, v in part.items() if k.startswith("value")), ""
                    )
                    for part in objects(each, "extension")
                }
                translated[parts.get("lang", "")] = parts.get("content", "")
        own = text(self.document.get("language")) or "?"
        if translated:
            self.languages.update(dict.fromkeys((own, *translated)))
        if own.startswith("zh"):
            return words
        return next(
            (said for lang, said in translated.items() if lang.startswith("zh") and said), words
        )
