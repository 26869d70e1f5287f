"""Originals: a form's answers about many subjects → its department's own file for each, or one file with a page for each."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final

from yibiao import access, publishing, slicing
from yibiao.errors import NotFound, TooLarge
from yibiao.flows.house import House
from yibiao.flows.registry import Registration
from yibiao.flows.slicing import slices
from yibiao.flows.slicing.slices import Asked, Wish
from yibiao.flows.slicing.templates import Template, template_of, written
from yibiao.flows.slicing.watermarks import watermark_of
from yibiao.model.actor import Actor
from yibiao.model.form import Form
from yibiao.model.kinds import ValueKind

#: Labels of what somebody or something is called by, on a page.
_NAMES: Final = ("姓名", "名称", "户主")
_TAIL: Final = 4


@dataclass(frozen=True)
class Handed:
    """A file that is handed out as it is made: its name, and its bytes, piece by piece."""

    name: str
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class _Batch:
    """Rows that lie in a file, a line each; they are gone once it is closed."""

    registration: Registration
    template: Template
    names: Mapping[str, str]
    file: BinaryIO
    count: int

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What each page is to be called, and its answers."""
        with self.file:
            for line in self.file:
                row = json.loads(line)
                unit, subject = row.pop("#unit"), row.pop("#subject")
                answers = with_unit(self.registration, row, self.names.get(unit, unit))
                yield (
                    _called(self.registration.form, answers, self.names.get(subject, subject)),
                    answers,
                )


def originals(
    house: House,
    form: str,
    actor: Actor,
    wish: Wish = Wish(),  # noqa: B008  frozen
    *,
    subjects: Sequence[str] | None = None,
    together: bool = False,
) -> Handed:
    """
    The form filled in about each subject in its department's own file, ready to be signed: an archive, or one file.

    Nothing held of anybody leaves it blank. However many there are, only a few rows and one filled file are in memory at
    once. A form that is a table is one file with a row for each.

    Args:
        house: The house.
        form: The form.
        actor: Who asks.
        wish: Of which unit, whom a condition or a search finds, in which order, as of when; all of them.
        subjects: Only about these.
        together: One document with a section, or one workbook with a sheet, for each, instead of an archive.

    Raises:
        NotFound: There is no such form, unit or round, the form says nothing of these subjects, or it has no layout to
            fill in.
        NotAdmitted, Invalid: As `slices.asked`.
        TooLarge: More sheets would be in one workbook than anybody finds their way in.
    """
    registration = house.registry.registration(form)
    access.require(actor, "slice.read", registration.place, house.today)
    if subjects is not None and len(subjects) == 1 and wish.unit is None:
        wish = replace(wish, unit=_unit_of(house, subjects[0]))
    wanted = slicing.Wanted(wish.wanted.where, wish.wanted.search, wish.wanted.order)
    asked = slices.asked(house, form, actor, replace(wish, wanted=wanted), about=subjects)
    template = template_of(house, registration)
    marked = publishing.watermarked(template.file, watermark_of(house, actor))
    template = replace(template, file=marked)
    batch = _spooled(house, registration, asked, template)
    if not batch.count and subjects is not None:
        batch.file.close()
        raise NotFound(what_zh="对象", what_en="subject", id="、".join(subjects))
    house.noted(actor, "slice", form, batch.count, exported=True)
    if not batch.count or not template.by_subject:
        return _one(template, [row for _, row in batch.rows()])
    return _joined(batch) if together and batch.count > 1 else _apart(batch)


def _unit_of(house: House, subject: str) -> str | None:
    """
    The subject's unit, so that the slice is read no further; none for a unit's figures, which are about units.

    Raises:
        NotFound: There is no such subject; the same is said of one that the actor does not see.
    """
    if subject in house.registry.units:
        return subject
    record = house.journal.record(subject)
    if record is None:
        raise NotFound(what_zh="对象", what_en="subject", id=subject)
    return record.unit


def _spooled(
    house: House,
    registration: Registration,
    asked: Asked,
    template: Template,
) -> _Batch:
    """The rows in a file of their own, so that nobody keeps the picture waiting while pages are made."""
    with house.picture.batches(asked.worded.sql, as_of=asked.near) as answer:
        file = answer.written("json")
    count = sum(1 for _ in file)
    file.seek(0)
    return _Batch(registration, template, asked.names, file, count)


def _apart(batch: _Batch) -> Handed:
    """An archive; of one subject, the file itself."""
    title = batch.registration.form.title
    if batch.count == 1:
        ((name, row),) = batch.rows()
        file = written(batch.template, [row])
        return Handed(publishing.titled(f"{title}-{name}", file.suffix), iter([file.content]))
    files = ((name, written(batch.template, [row])) for name, row in batch.rows())
    return Handed(publishing.titled(title, ".zip"), _begun(publishing.zipped(files)))


def _joined(batch: _Batch) -> Handed:
    """One document, or one workbook."""
    template, title = batch.template, batch.registration.form.title
    name = publishing.titled(title, template.file.suffix)
    if template.file.part is None:
        contents = (written(template, [row]).content for _, row in batch.rows())
        return Handed(name, _begun(publishing.one_document(contents)))
    if batch.count > publishing.MOST_SHEETS:
        batch.file.close()
        raise TooLarge(limit=str(publishing.MOST_SHEETS), size=str(batch.count))
    return Handed(name, _begun(publishing.one_workbook(template.file.part, _sheets(batch))))


def _sheets(batch: _Batch) -> Iterator[tuple[str, bytes]]:
    template = batch.template
    for name, row in batch.rows():
        content = written(template, [row]).content
        yield name, content
        styles = publishing.styled(template.file.content, content)
        template = replace(template, file=replace(template.file, content=styles))


def _one(template: Template, rows: Sequence[Mapping[str, Any]]) -> Handed:
    file = written(template, rows)
    return Handed(file.name, iter([file.content]))


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, the first of them made already: what cannot be made is refused before anything is sent."""
    try:
        first = next(pieces, b"")
    except (
        LookupError,
        ValueError,
    ) as error:  # its sheets have tables, say, which no two sheets share
        raise NotFound(
            what_zh="可以合在一起的版式", what_en="layout to put together", id="together"
        ) from error

    def following() -> Iterator[bytes]:
        yield first
        yield from pieces

    return following()


def with_unit(registration: Registration, row: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The answers, with what the unit is called where the form asks who fills it in and nobody has said it."""
    answers = dict(row)
    for each in registration.form.leaves():
        binding = registration.bindings.get(each.id)
        named = binding is not None and binding.element == _UNIT_NAME and not binding.via
        if (
            each.id in answers
            and answers[each.id] is None
            and (named or _FILLING.fullmatch(each.label))
        ):
            answers[each.id] = name
    return answers


_UNIT_NAME: Final = "unit.name"
#: Labels of whoever fills a form in.
_FILLING: Final = re.compile(r"(填报|填表|填写|上报|报送)(单位|社区|村居?|村（社区）|机构)(名称)?")


def _called(form: Form, answers: Mapping[str, Any], otherwise: str) -> str:
    """A page's name: what its subject is called on it, and the end of its number, where it has one."""
    name = next(_first(form, answers, lambda each: any(word in each for word in _NAMES)), None)
    number = next(
        (
            str(answers[each.id])[-_TAIL:]
            for each in form.fields
            if each.kind is ValueKind.ID_NUMBER and answers.get(each.id)
        ),
        None,
    )
    if name is None:
        return otherwise
    return f"{name}-{number}" if number else name


def _first(form: Form, answers: Mapping[str, Any], named: Callable[[str], bool]) -> Iterator[str]:
    for each in form.fields:
        value = answers.get(each.id)
        if named(each.label) and isinstance(value, str) and value.strip():
            yield value.strip()
