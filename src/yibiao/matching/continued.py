"""
Questions in Latin script that go on from another, or that only their section tells apart → the same, said in full.

"If no, why?" asks the reason of what was asked before it; a text that is asked right after a choice of the same is what was none of
the choices, and so is "the name of this village" after a choice that offers another; what is asked again under another heading is asked of that.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from yibiao.matching.label import folded, read
from yibiao.matching.latin import points_back, says_nothing
from yibiao.model.form import Field, Form
from yibiao.model.kinds import ValueKind

_CHOICES: Final = frozenset({ValueKind.CODE, ValueKind.CODES})
_WRITTEN: Final = frozenset({ValueKind.TEXT, None})


class Worded:
    """The fields of a form, each said in full; those of one block are told together, once."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._told: dict[str, dict[str, Field]] = {}

    def __getitem__(self, id_: str) -> Field:
        asked = self._form.by_id[id_]
        if not read(asked.label).text.isascii():
            return asked
        return self._among(id_.rpartition(".")[0]).get(id_, asked)

    def _among(self, block: str) -> dict[str, Field]:
        if block not in self._told:
            known = self._form.by_id
            fields = known[block].fields if block in known else self._form.asked
            self._told[block] = {each.id: each for each in continued(fields)}
        return self._told[block]


def continued(fields: Sequence[Field]) -> Iterator[Field]:
    """*fields*, those that do not say themselves of what they ask as if they did."""
    first: dict[str, tuple[str, ...]] = {}
    before: Field | None = None
    for each in fields:
        text = read(each.label).text
        if not text.isascii():
            yield each
            before = each
        elif says_nothing(each.label):
            yield _going_on(each, before) if before else each
        else:
            if each.section and first.setdefault(text, each.section) != each.section:
                yield _called(each, f"{each.label} ({_heading(each)})")
            elif before and _is_of_none(each, before):
                yield _called(each, f"Other {folded(each.label)}")
            else:
                yield each
            before = each


def _going_on(asked: Field, before: Field) -> Field:
    """What *asked* wants of what was asked *before*: its reason, how many of it, or else what is none of the choices."""
    heads = [each.text for each in read(asked.label).tokens if each.part == "head"]
    return _called(asked, f"{heads[-1] if heads else 'Other'} – {folded(before.label)}")


def _heading(asked: Field) -> str:
    return asked.section[-1].replace("_", " ")


def _is_of_none(asked: Field, before: Field) -> bool:
    """Whether *asked* wants in words what was to be chosen *before*: Village, and then the name of the village."""
    if before.kind not in _CHOICES or asked.kind not in _WRITTEN:
        return False
    return _told(asked) == _told(before) != set() or (
        points_back(asked.label) and any(_is_another(each.title) for each in before.options)
    )


def _is_another(option: str) -> bool:
    return any(each.canonical.startswith("otherness:") for each in read(option).tokens)


def _told(asked: Field) -> set[str]:
    tokens = read(asked.label).tokens
    if any(each.part == "yes-no" for each in tokens):
        return set()
    return {each.canonical for each in tokens if each.part != "head"}


def _called(asked: Field, label: str) -> Field:
    return asked.model_copy(update={"label": label})
