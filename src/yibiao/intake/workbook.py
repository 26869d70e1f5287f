"""A workbook: every visible sheet that asks something is a form."""

from dataclasses import replace

from yibiao.errors import Finding, NotAForm, Problem, Unreadable
from yibiao.intake.layout.page import form_of_sheet
from yibiao.intake.noted import with_comments
from yibiao.intake.printed import MOST_QUESTIONS, PrintedForm, refusal, too_many_questions
from yibiao.intake.rules.limits import with_limits
from yibiao.intake.rules.numbered import row_of_numbers, with_numbers, without
from yibiao.intake.rules.stated import with_rules
from yibiao.intake.sheets.sheet import Sheet
from yibiao.intake.upload import Upload

_UNNAMED = ("sheet", "工作表")


def recognises(upload: Upload) -> bool:
    """An .xlsx or .xls file, whatever its name."""
    return upload.workbook is not None


def read(upload: Upload) -> list[PrintedForm]:
    """
    A form for each visible sheet that has something on it.

    Raises:
        NotAForm: No sheet asks anything.
        Unreadable: What they ask is not laid out as a table.
    """
    written = [each for each in upload.workbook.sheets if not each.empty] if upload.workbook else []
    passed_over = [Finding("hidden-sheet", each.name) for each in written if each.hidden]
    forms: list[PrintedForm] = []
    problems: list[Problem] = []
    for sheet in written:
        if not sheet.hidden:
            try:
                form = _form(sheet, upload, alone=len(written) == 1)
                forms.append(replace(form, part=sheet.name))
            except (NotAForm, Unreadable) as problem:
                problems.append(problem)
                passed_over.append(Finding("sheet-not-read", sheet.name))
    if forms:
        if (
            sum(1 for form in forms for each in form.questions for _ in each.leaves())
            > MOST_QUESTIONS
        ):
            raise too_many_questions()
        return [replace(forms[0], findings=(*forms[0].findings, *passed_over)), *forms[1:]]
    raise problems[0] if problems else refusal(NotAForm, Finding("nothing-asked"), upload.filename)


def _form(sheet: Sheet, upload: Upload, *, alone: bool) -> PrintedForm:
    """The sheet's form; one that others take their answers from, or a long single column beside others, has codes."""
    column = len(sheet.rows) > _LIST_OF_CODES and max(map(len, sheet.rows)) == 1
    if not alone and (column or (sheet.listed and not sheet.choices)):
        raise refusal(NotAForm, Finding("nothing-asked"), upload.filename)
    numbers = row_of_numbers(sheet)
    read = sheet if numbers is None else without(sheet, numbers)
    form = form_of_sheet(read, upload.filename, _name(sheet, upload))
    if numbers is not None:
        form = with_numbers(form, sheet, numbers)
    form = with_rules(with_limits(_remarked(form, sheet), sheet), sheet)
    doubts = list(sheet.doubts)
    if sheet.passed is not None:
        doubts.append(Finding("rows-not-read", sheet.place(sheet.passed, 0)))
    return replace(form, findings=(*form.findings, *doubts)) if doubts else form


def _remarked(form: PrintedForm, sheet: Sheet) -> PrintedForm:
    """The form, its questions told what is remarked on their cells."""
    if not sheet.comments:
        return form
    places = {sheet.place(*cell): text for cell, text in sheet.comments.items()}
    return replace(form, questions=with_comments(form.questions, places))


_LIST_OF_CODES = 20


def _name(sheet: Sheet, upload: Upload) -> str:
    """The sheet's name, unless nobody gave it one."""
    return upload.stem if sheet.name.lower().startswith(_UNNAMED) else sheet.name
