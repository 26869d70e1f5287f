"""The rows of an XLSForm, as pyxform gives them → questions, notes, and what is stated of answers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from yibiao.errors import Finding
from yibiao.intake.definitions.xlsform_rules import Binds, Condition
from yibiao.intake.definitions.xpath import Answer
from yibiao.intake.printed import PrintedRule, Question
from yibiao.model.kinds import ValueKind

_KINDS: dict[str, ValueKind] = {
    "text": ValueKind.TEXT,
    "barcode": ValueKind.TEXT,
    "geopoint": ValueKind.TEXT,
    "geotrace": ValueKind.TEXT,
    "geoshape": ValueKind.TEXT,
    "integer": ValueKind.INTEGER,
    "range": ValueKind.NUMBER,
    "decimal": ValueKind.NUMBER,
    "date": ValueKind.DATE,
    "time": ValueKind.TIME,
    "datetime": ValueKind.DATETIME,
    "photo": ValueKind.FILE,
    "image": ValueKind.FILE,
    "audio": ValueKind.FILE,
    "video": ValueKind.FILE,
    "file": ValueKind.FILE,
    "acknowledge": ValueKind.BOOLEAN,
    "trigger": ValueKind.BOOLEAN,
}
_APPEARANCES: dict[str, ValueKind] = {
    "signature": ValueKind.SIGNATURE,
    "year": ValueKind.YEAR,
    "month-year": ValueKind.YEAR_MONTH,
}
#: What the device answers or a formula gives; nobody is asked.
_UNASKED = frozenset(
    {
        "calculate",
        "hidden",
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "email",
        "phonenumber",
        "audit",
        "simserial",
        "subscriberid",
        "start-geopoint",
        "background-audio",
        "background-geopoint",
        "xml-external",
        "csv-external",
        "entity",
    }
)
_CHINESE = re.compile(r"中文|汉语|普通话|chinese|\bzh\b|zh-|zh_", re.IGNORECASE)
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
#: What pyxform writes for `or_other`, whatever the form's language.
_ADDED = {"Other": "其他", "Specify other.": "其他，请说明"}
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|\*\*|__(?=\S)")


@dataclass
class Reader:
    """Walks what pyxform made of the survey sheet."""

    language: str | None
    rows: dict[str, list[int]]
    sheet: str
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    binds: Binds = field(default_factory=Binds)
    unasked: list[str] = field(default_factory=list)
    languages: dict[str, None] = field(default_factory=dict)
    last: str = ""
    chinese: bool = False

    def questions(
        self,
        children: list[Mapping[str, Any]],
        section: tuple[str, ...],
        conditions: tuple[Condition, ...] = (),
        block: str | None = None,
    ) -> Iterator[Question]:
        """What the rows ask, in their order; the *conditions* are those of the groups around, the *block* their repeat."""
        for each in children:
            type_, name = str(each.get("type", "")), str(each.get("name", ""))
            label = self._words(each.get("label"))
            cell = self._cell(name)
            bind = each.get("bind") or {}
            if type_ == "repeat":
                yield self._block(each, label or name, cell, section, conditions)
            elif "children" in each:
                if name != "meta":
                    heading = (*section, *([label] if label else []))
                    yield from self.questions(
                        each["children"], heading, (*conditions, *_condition(bind, cell)), block
                    )
            elif type_ == "note":
                self.notes.extend([label] if label else [])
            elif type_ in _UNASKED or (bind.get("calculate") and not label):
                self.unasked.append(name)
                calculated = str(bind.get("calculate") or "")
                self.binds.names.setdefault(name, Answer(calculation=calculated))
            else:
                question = self._question(each, type_, label or name, cell, section)
                self.binds.add(name, Answer(cell, question.kind, block), bind, conditions)
                yield question

    def rules(self) -> Iterator[PrintedRule]:
        """What the rows state of answers, once they are all read."""
        return self.binds.rules(self.findings)

    def all_findings(self) -> Iterator[Finding]:
        """Everything doubtful, and what is told of the form as a whole."""
        yield from self.findings
        if self.unasked:
            yield Finding("columns-not-asked", self.sheet, {"columns": "、".join(self.unasked)})
        if len(self.languages) > 1:
            yield Finding("several-languages", self.sheet, {"languages": "、".join(self.languages)})

    def _block(
        self,
        row: Mapping[str, Any],
        label: str,
        cell: str,
        section: tuple[str, ...],
        conditions: tuple[Condition, ...],
    ) -> Question:
        """A repeat: what one of its rows asks."""
        name = str(row.get("name", ""))
        inner = tuple(self.questions(row.get("children", []), (), (), name))
        first = next((each.cell for question in inner for each in question.leaves()), cell)
        self.binds.add(name, Answer(cell, ValueKind.ROWS), row.get("bind") or {}, conditions)
        self.binds.names[name] = Answer(first, ValueKind.ROWS)
        return Question(label, cell, ValueKind.ROWS, section, name=name, questions=inner)

    def _question(
        self, row: Mapping[str, Any], type_: str, label: str, cell: str, section: tuple[str, ...]
    ) -> Question:
        bind = row.get("bind") or {}
        return Question(
            label=label,
            cell=cell,
            kind=self._kind(row, type_, cell),
            section=section,
            options=tuple(self._options(row, cell)),
            required=str(bind.get("required", "")).lower() in ("yes", "true", "true()", "1"),
            hint=self._hint(row, bind),
            name=str(row.get("name")),
            code_list=str(row["list_name"]) if row.get("list_name") else None,
        )

    def _hint(self, row: Mapping[str, Any], bind: Mapping[str, Any]) -> str | None:
        """What it says beside the question: the hint, guidance, and what it complains of wrong answers."""
        said = (row.get("hint"), row.get("guidance_hint"), bind.get("jr:constraintMsg"))
        return (
            "；".join(dict.fromkeys(words for each in said if (words := self._words(each)))) or None
        )

    def _options(self, row: Mapping[str, Any], cell: str) -> Iterator[tuple[str, str]]:
        """What may be chosen; of a filter, or a list in another file, a finding tells."""
        itemset = str(row.get("itemset") or "")
        if row.get("choice_filter"):
            facts = {"printed": str(row["choice_filter"])[:300]}
            self.findings.append(Finding("choices-filtered", cell, facts))
        if re.search(r"\.(csv|xml|geojson)$", itemset) or "search(" in str(row.get("control", {})):
            self.findings.append(
                Finding("choices-elsewhere", cell, {"file": itemset or "search()"})
            )
        for each in row.get("choices") or ():
            value = str(each.get("name", ""))
            yield value, self._words(each.get("label")) or value

    def _kind(self, row: Mapping[str, Any], type_: str, cell: str) -> ValueKind | None:
        words = str(row.get("control", {}).get("appearance", "")).split()
        appearance = next((kind for word, kind in _APPEARANCES.items() if word in words), None)
        if appearance:
            return appearance
        if type_.startswith(("select all", "rank", "select_multiple")):
            return ValueKind.CODES
        if type_.startswith("select"):
            return ValueKind.CODE
        if type_.lower() not in _KINDS:
            self.findings.append(Finding("unknown-type", cell, {"type": type_[:40]}))
        return _KINDS.get(type_.lower())

    def _words(self, said: Any) -> str | None:
        """Chinese where it is said in several languages, then the form's own, then the first; without markup."""
        if isinstance(said, Mapping):
            self.languages.update(dict.fromkeys(str(key) for key, words in said.items() if words))
            chinese = next((each for each in said if _CHINESE.search(each) and said[each]), None)
            said = (
                said.get(chinese)
                or said.get(self.language)
                or next(filter(None, said.values()), None)
            )
        words = " ".join(_MARKUP.sub("", str(said)).split()) if said else ""
        self.chinese = self.chinese or bool(_IDEOGRAPH.search(words))
        return (_ADDED.get(words, words) if self.chinese else words) or None

    def _cell(self, name: str) -> str:
        rows = self.rows.get(name)
        if rows:
            self.last = f"{self.sheet} row {rows.pop(0)}"
            return self.last
        return f"{self.last} other" if name.endswith("_other") else self.sheet


def _condition(bind: Mapping[str, Any], cell: str) -> Iterator[Condition]:
    printed = str(bind.get("relevant") or "").strip()
    if printed:
        yield Condition(printed, cell)
