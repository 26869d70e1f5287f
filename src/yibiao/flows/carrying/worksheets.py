"""The merged tables → the columns of a unit's worksheets: what is asked, in sections, with what may be chosen."""

import re
from collections.abc import Iterable
from typing import Any, Final

from yibiao.flows.house import House
from yibiao.model.element import Element
from yibiao.model.kinds import SubjectKind, ValueKind
from yibiao.model.merged import Column
from yibiao.model.worksheet import NOT_IN_CELLS, SheetColumn, Worksheet

#: The heading of what several forms ask.
_SHARED: Final = "基本信息 Basics"
_YES_OR_NO: Final = ((True, "是"), (False, "否"))
#: What notes say beside what is defined.
_SEVERAL: Final = "可多选，用“、”隔开 · as many as apply, with 、 between them"
_LED_TO: Final = (
    "写对方的姓名或名称（本单元内须唯一）；重名时写〔编号〕。\n"
    "Write the other's name; where several in this unit are called so, write 〔id〕."
)
_ASKED_BY: Final = "采集这一项的表单 · Asked by"
#: Codes short enough to stand before their label.
_CODE: Final = re.compile(r"-?\d{1,3}|[A-Za-z]")


def worksheets(house: House) -> list[Worksheet]:
    """A worksheet for each kind of subject of which anything is asked that a cell can hold."""
    found = []
    for kind in SubjectKind:
        columns = [each for each in house.table(kind).columns if _has_cell(house, each)]
        if any(each.asked_by for each in columns):
            made = [_column(house, each) for each in columns]
            found.append(Worksheet(kind, tuple(_in_sections(made, kind))))
    return found


def _has_cell(house: House, column: Column) -> bool:
    element = house.registry.catalogue.elements[column.element]
    return element.kind not in NOT_IN_CELLS and not element.inverse_of


def _in_sections(columns: Iterable[SheetColumn], kind: SubjectKind) -> list[SheetColumn]:
    """What names a subject first, what several forms ask next, then form by form; as the catalogue has them."""
    sections: dict[str, list[SheetColumn]] = {_SHARED: []}
    for each in columns:
        sections.setdefault(each.section, []).append(each)
    sections[_SHARED].sort(key=lambda each: each.element.id != f"{kind}.name")
    return [each for section in sections.values() for each in section]


def _column(house: House, column: Column) -> SheetColumn:
    element = house.registry.catalogue.elements[column.element]
    forms = {
        asking.form: house.registry.registrations[asking.form].form for asking in column.asked_by
    }
    required = any(
        forms[asking.form].by_id[asking.field].required and not asking.via
        for asking in column.asked_by
    )
    naming = element.id == f"{element.subject}.name"
    alone = len(forms) == 1 and not naming
    unit = f"（{element.unit_of_measure}）" if element.unit_of_measure else ""
    return SheetColumn(
        element,
        label=f"{element.name.zh}{unit}{'*' if required else ''}",
        section=next(iter(forms.values())).title if alone else _SHARED,
        note=_note(house, element, forms),
        choices=choices_of(house, element),
    )


def _note(house: House, element: Element, forms: dict[str, Any]) -> str:
    """What it means, how it is written, and which departments ask it."""
    defined = element.definition
    lines = list(dict.fromkeys((defined.zh, defined.en))) if defined else []
    if element.kind is ValueKind.CODES:
        choices = "、".join(text for _, text in choices_of(house, element))
        lines.append(f"{_SEVERAL}：{choices}")
    if element.kind in (ValueKind.LINK, ValueKind.LINKS):
        lines.append(_LED_TO)
    departments = house.registry.departments
    lines += [f"{_ASKED_BY}："] if forms else []
    lines += [
        f"{departments[form.department].name.zh}《{form.title}》"
        if form.department in departments
        else f"《{form.title}》"
        for form in forms.values()
    ]
    return "\n".join(each for each in lines if each)


def choices_of(house: House, element: Element) -> tuple[tuple[Any, str], ...]:
    """Its values as they are shown: with their codes before them where these are short."""
    if element.kind is ValueKind.BOOLEAN:
        return _YES_OR_NO
    codes = house.registry.catalogue.codes_of(element)
    if codes is None:
        return ()
    short = all(_CODE.fullmatch(each.code) for each in codes.codes)
    labels = [each.label.zh for each in codes.codes]
    plain = not short and len(set(labels)) == len(labels)
    return tuple(
        (each.code, each.label.zh if plain else f"{each.code} {each.label.zh}")
        for each in codes.codes
    )
