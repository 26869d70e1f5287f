"""
Hold: a register in anybody's own layout → what it says, loaded into the records of those it is about.

It is read and matched as a form is, though it is none: its columns are bound for this load alone, and the next file of
the same layout takes over what was decided. Nobody's statement is overruled: values are loaded, shown as such until
somebody confirms them, and contested where they say otherwise. Loading a file again changes nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from yibiao import access, intake, matching
from yibiao.errors import Finding, Invalid, NotAForm
from yibiao.flows.carrying import bring
from yibiao.flows.filling import fill
from yibiao.flows.holding import held_entries
from yibiao.flows.holding.held_columns import NOTHING, HeldColumn, columns_of, layout_of
from yibiao.flows.holding.held_lead import Lead
from yibiao.flows.holding.held_looks import Looks
from yibiao.flows.holding.held_row import PlannedRow
from yibiao.flows.holding.held_subjects import Subjects
from yibiao.flows.holding.held_values import Sayings
from yibiao.flows.house import House
from yibiao.intake.printed import refusal
from yibiao.model.actor import Actor
from yibiao.model.form import Form
from yibiao.model.kinds import SubjectKind
from yibiao.model.original import SentFile
from yibiao.model.where import OfDepartment

#: What intake says of parts of a file that it made no form of.
_PARTS_NOT_READ: Final = frozenset(
    {"hidden-sheet", "part-not-read", "sheet-not-read", "sheet-too-wide"}
)

#: What the tables of are laid out on paper.
_DOCUMENTS: Final = frozenset({".doc", ".docx", ".wps", ".rtf", ".pdf"})


def hold(
    house: House,
    unit: str,
    file: SentFile,
    actor: Actor,
    *,
    kind: SubjectKind | None = None,
    columns: Mapping[str, str] | None = None,
    subjects: Mapping[str, str] | None = None,
    department: str | None = None,
    as_lead: bool = False,
    commit: bool = True,
) -> dict[str, Any]:
    """
    Load the registers in *file* into the records of *unit*; what became of each column and row. A preview keeps nothing.

    A row goes to whoever has its identity number; one that resembles somebody waits for a person; others are opened.

    A person decides in *columns*, by label or cell, which element a column means, or `NOTHING`; in *subjects*, by place,
    whom a row is about, or `NEW`.

    In the name of a *department*, only what its own forms ask is loaded, or what it leads. *as_lead*, what it says of
    elements that it leads counts as confirmed, as far as no person said otherwise.

    Raises:
        NotFound: There is no such unit or department.
        NotAllowed: None of the actor's grants reaches so far.
        NotAForm: It holds no rows under headers.
        Invalid: Columns are doubtful still, a preview says which; or what was decided is about nothing that is there.
        Problem: What intake says of the file.
    """
    access.require(actor, "import.bring", house.of(unit, department), house.today)
    house.registry.unit(unit)
    if department is not None:
        access.require(actor, "register.lead", OfDepartment(department), house.today)
        house.registry.department(department)
    said = {} if kind is None else {"subject": kind}
    readings = house.read(file.content, file.name, department="register", rows=True, **said)
    held = [each for each in readings if each.rows]
    if not held:
        document = file.suffix in _DOCUMENTS
        code = "register-in-document" if document else "register-without-rows"
        raise refusal(NotAForm, Finding(code), file.name)
    _require_known(house, held, columns or {}, subjects or {})
    proposed = [matching.propose(each.form, house.registry.catalogue) for each in held]
    asked = [_asked(house, each.form, department) for each in held]
    meant = [
        columns_of(house, each.form, matches, columns or {}, some)
        for each, matches, some in zip(held, proposed, asked, strict=True)
    ]
    doubtful = [
        Finding("column-undecided", each.cell, {"label": each.label})
        for some in meant
        for each in some
        if each.doubtful
    ]
    if commit and doubtful:
        raise Invalid(*doubtful, count=len(doubtful))
    imported = (
        bring.begin(house, "register", file, actor, unit=unit, department=department, lead=as_lead)
        if commit
        else None
    )
    brought = imported.imported.id if imported else ""
    lead = Lead(house, department or "" if as_lead else "", imported.position if imported else None)
    about = Subjects(unit, brought or _preview_id(file), subjects or {}, lead)
    run = _Run(house, about, bring.filing(imported.imported, actor) if imported else None)
    sheets = [run.sheet(each, some) for each, some in zip(held, meant, strict=True)]
    if not house.reads(actor, unit):  # whoever reads the records learns nothing of them by it
        house.noted(actor, "register", unit, run.counts.total())
    report = {
        "unit": unit, "file": file.name, "import": brought, "counts": dict(sorted(run.counts.items())),
        "findings": [each.document() for each in _left_out(readings)], "sheets": sheets,
    }  # fmt: skip
    if commit:
        bring.finish(house, brought, report["counts"], report, actor)  # type: ignore[arg-type]
    else:
        looks = Looks(house, actor, unit, department)
        for at, sheet in enumerate(sheets):
            waiting = [each["place"] for each in sheet["rows"] if each["outcome"] == "undecided"]
            sheet["asked"] = sorted(asked[at])
            sheet.update(looks.of(held[at], proposed[at], meant[at], waiting))
    return report if house.reads(actor, unit) else bring.nameless(report)


def _asked(house: House, form: Form, department: str | None) -> set[str]:
    """The elements that some form in force asks; of a department's register, those that it asks itself, or leads."""
    columns = house.table(form.subject).columns
    if department is None:
        return {each.element for each in columns}
    elements = house.registry.catalogue.elements
    own = {
        id_
        for id_, each in house.registry.registrations.items()
        if each.form.department == department
    }
    return {
        each.element
        for each in columns
        if elements[each.element].lead == department
        or any(asking.form in own for asking in each.asked_by)
    }


def _require_known(
    house: House,
    held: Sequence[intake.Reading],
    columns: Mapping[str, str],
    subjects: Mapping[str, str],
) -> None:
    """
    Let decisions pass that are about columns and rows that are there: a slip of the pen would leave them as they were.

    Raises:
        Invalid: With each that is not.
    """
    fields = [field for each in held for field in each.form.fields]
    names = {name for each in fields for name in (each.cell or each.id, each.label)}
    places = {
        row.place
        for each in (held if subjects else ())
        for some in (each.rows.batches() if each.rows else ())
        for row in some
    }
    elements = house.registry.catalogue.elements
    findings = [
        *(Finding("column-unknown", each, {"column": each}) for each in columns.keys() - names),
        *(Finding("row-unknown", each, {"place": each}) for each in subjects.keys() - places),
        *(
            Finding("unknown-element", column, {"element": element})
            for column, element in columns.items()
            if element != NOTHING and element not in elements
        ),
    ]
    if findings:
        findings.sort(key=lambda each: each.where)
        raise Invalid(*findings, count=len(findings))


def _left_out(readings: Sequence[intake.Reading]) -> Iterator[Finding]:
    """What of the file was not loaded, so that nothing is lost silently."""
    for each in readings:
        yield from (one for one in each.findings if one.code in _PARTS_NOT_READ)
        yield from each.unread
        if not each.rows:
            part = each.file.part if each.file else None
            yield Finding("register-part-without-rows", part or each.form.title)


def _preview_id(file: SentFile) -> str:
    return f"preview-{file.original.digest[:32]}"


class _Run:
    """One load: rows to subjects, values to entries; filed by an actor, or else nothing is kept."""

    def __init__(self, house: House, subjects: Subjects, actor: Actor | None) -> None:
        self._house, self._subjects, self._actor = house, subjects, actor
        self.counts: Counter[str] = Counter()

    def sheet(self, reading: intake.Reading, columns: Sequence[HeldColumn]) -> dict[str, Any]:
        """Load the rows of one register; what became of it."""
        kind = reading.form.subject
        sayings = Sayings(self._house, self._subjects.unit, reading, columns)
        done: list[dict[str, Any]] = []
        for some in reading.rows.batches() if reading.rows else ():
            with self._house.journal.reading() as journal:
                base, _ = journal.newest()
                planned = list(self._subjects.planned(journal, kind, some, sayings))
            if self._actor is not None:
                planned = self._filed(kind, planned, base, self._actor)
            self.counts.update(each.outcome for each in planned)
            done += [each.document() for each in planned]
        return {
            "part": reading.file.part if reading.file else None,
            "kind": kind.value,
            "layout": layout_of(reading.form),
            "columns": [each.document() for each in columns],
            "rows": done,
        }

    def _filed(
        self, kind: SubjectKind, planned: Sequence[PlannedRow], base: int, actor: Actor
    ) -> list[PlannedRow]:
        about = self._subjects
        flat = [
            (at, entry)
            for at, each in enumerate(planned)
            for entry in held_entries.entries(each, kind, about.unit, about.import_, base)
        ]
        outcomes = fill.file_all(self._house, [entry for _, entry in flat], actor)
        by_row: dict[int, list[fill.Outcome]] = {}
        for (at, _), outcome in zip(flat, outcomes, strict=True):
            by_row.setdefault(at, []).append(outcome)
        return [held_entries.answered(each, by_row.get(at, ())) for at, each in enumerate(planned)]
