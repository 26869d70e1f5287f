"""What became of a row's entries → what the report of the import says of the row."""

from collections.abc import Iterator, Sequence
from typing import Any

from yibiao.errors import Finding, Problem
from yibiao.flows.carrying import carried_doubles
from yibiao.flows.carrying.carried import Carried, Sheet
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.record import Receipt


def told(
    house: House, sheet: Sheet, carried: Carried, outcomes: Sequence[fill.Outcome]
) -> dict[str, Any]:
    """What the report says of a row."""
    said: dict[str, Any] = {"row": carried.row}
    problems = [each for each in outcomes if isinstance(each, Problem)]
    contested = [id_ for each in outcomes if isinstance(each, Receipt) for id_ in each.contested]
    findings = [each.document() for each in carried.findings]
    for each in problems:
        findings += list(_said(house, sheet, carried.row, each))
    if carried.findings or problems:
        why = any(each.code == "remark-wanted" for each in problems)
        said["outcome"] = "asks-why" if why else "blocked"
    elif contested or carried.contested:
        said["outcome"] = "conflict"
        findings += [
            Finding("workbook-cell-contested", sheet.where(id_, carried.row)).document()
            for id_ in contested
        ]
    else:
        said["outcome"] = "accepted" if carried.entries or carried.told else "unchanged"
    if said["outcome"] != "unchanged" and carried.subject:
        said["subject"] = carried.subject
    entries = [*carried.told, *(each.entry for each in outcomes if isinstance(each, Receipt))]
    return {
        **said,
        **({"entries": entries} if entries else {}),
        **({"findings": findings} if findings else {}),
    }


def _said(house: House, sheet: Sheet, row: int, problem: Problem) -> Iterator[dict[str, Any]]:
    """What speaks against an entry, at the cells that it is about."""
    resembling = carried_doubles.told(house, problem, sheet.rows, sheet.where("", row))
    if resembling is not None:
        yield resembling.document()
    elif not problem.findings:
        yield {
            "code": problem.code,
            "level": "error",
            "where": sheet.where("", row),
            "says": {each: problem.detail(each) for each in ("zh", "en")},
            "remedy": {each: problem.remedy(each) for each in ("zh", "en")},
        }
    for each in problem.findings:
        element = each.where.removeprefix("#/values/").partition("/")[0]
        yield Finding(each.code, sheet.where(element, row), each.facts).document()
