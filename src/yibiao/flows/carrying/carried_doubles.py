"""A row of a workbook that would open somebody who may be there already → who that is, and a person's word that it is another."""

from collections.abc import Mapping
from typing import Final

from yibiao.errors import Finding, Problem, SubjectIdentified, SubjectResembles
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.actor import Actor
from yibiao.model.record import Entry
from yibiao.model.worksheet import ANOTHER

_RESEMBLING: Final = (SubjectIdentified, SubjectResembles)


def settled(house: House, entry: Entry, outcome: fill.Outcome, actor: Actor) -> fill.Outcome:
    """
    What becomes of an entry that was refused because of whom it resembles, where its remark says that it is another.

    Only so many are named at a time, so that more than one round may be wanted.
    """
    while (other := once_more(entry, outcome)) is not None:
        entry = other
        (outcome,) = fill.file_all(house, [entry], actor)
    return outcome


def once_more(entry: Entry, outcome: fill.Outcome) -> Entry | None:
    """The entry with those named whom its remark says it is not; nothing where it was not refused for any that it has not named."""
    if not isinstance(outcome, _RESEMBLING) or not (entry.remark or "").startswith(ANOTHER):
        return None
    others: set[str] = set(entry.unlike or ())
    named = {each["subject"] for each in outcome.facts["candidates"]}
    if named <= others:
        return None
    return entry.model_copy(update={"unlike": tuple(sorted(others | named))})


def told(house: House, problem: Problem, rows: Mapping[str, int], where: str) -> Finding | None:
    """
    Whom a row resembles, by the row that they have in the same sheet, or by their unit; nothing of another refusal.

    Names would do better, were reports not kept when a person's are erased.
    """
    if not isinstance(problem, _RESEMBLING):
        return None
    others = problem.facts["candidates"]
    numbers = sorted(rows[each["subject"]] for each in others if each["subject"] in rows)
    elsewhere = [each for each in others if each["subject"] not in rows]
    units = sorted({house.registry.units[each["unit"]].name for each in elsewhere})
    facts = {
        "why_zh": problem.title("zh"),
        "why_en": problem.title("en"),
        # Of those whom the worker may not read it is only said that there are some.
        "others_zh": "、".join([*(f"第 {each} 行" for each in numbers), *units]) or "其他单元",
        "others_en": ", ".join([*(f"row {each}" for each in numbers), *units]) or "another unit",
        "another": ANOTHER,
        "candidates": [each["subject"] for each in others],
    }
    return Finding("workbook-row-resembles", where, facts)
