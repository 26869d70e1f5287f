"""
What a form says about its own answers: a figure that is the sum of others, a limit, a question asked of some only.

An expression is written as those over elements are (`yibiao.model.expression`), with ids of fields for names: `f3 + f4`,
`f5 <= 100 and f6 is not null`, `f7 = '1'`, and `contains(f8, '2')` where several may be chosen. Within a repeating block
`f9.2` is the answer in the same row; from outside, `sum(f9.2)`, `avg`, `min`, `max` and `count` are over all its rows.
Beside what expressions over elements have there are the `FUNCTIONS`. What is missing is unknown, and dividing by nought
gives nothing: a rule that is not known to be broken is kept.
"""

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import Final

from yibiao.errors import Finding, Invalid
from yibiao.model.expression.parsing import read
from yibiao.model.expression.tree import Name, Node, walk
from yibiao.model.form import Form, Rule

#: What rules may use beside the words of expressions, and with how many values at least and at most.
FUNCTIONS: Final[dict[str, tuple[int, int]]] = {
    "abs": (1, 1),
    "age_of_birth_date": (1, 1),
    "birth_date_of_id_number": (1, 1),
    "disability_grade_of_certificate": (1, 1),
    "disability_type_of_certificate": (1, 1),
    "division_of_id_number": (1, 1),
    "division_of_uscc": (1, 1),
    "greatest": (1, 99),
    "id_number_of_disability_certificate": (1, 1),
    "if": (3, 3),
    "least": (1, 99),
    "length": (1, 1),
    "matches": (2, 2),
    "round": (1, 2),
    "sex_of_id_number": (1, 1),
    "year": (1, 1),
}

_INNER: Final = re.compile(r"\bf\d+(?:\.\d+)+\b")


@lru_cache(maxsize=4096)
def tree_of(expression: str) -> Node:
    """
    The tree of a rule's expression, names being ids of fields.

    Raises:
        Invalid: It is none (`expression-invalid`).
    """
    parts = expression.split("'")
    if any('"' in each for each in parts[::2]):
        raise Invalid(Finding("expression-invalid", "", {"what": '"', "position": 0}), count=1)
    parts[::2] = (_INNER.sub(r'"\g<0>"', each) for each in parts[::2])
    return read("'".join(parts), FUNCTIONS)


def fields_of(expression: str) -> tuple[str, ...]:
    """
    Ids of the fields that a rule's expression names, each once, as they are first written.

    Raises:
        Invalid: It is no expression.
    """
    return tuple(
        dict.fromkeys(str(each) for each in walk(tree_of(expression)) if isinstance(each, Name))
    )


def doubts(rule: Rule, known: Container[str], where: str) -> Iterator[Finding]:
    """What is wrong with the rule of a form whose fields are *known*, by id; it stands at *where*."""
    try:
        named = fields_of(rule.expression)
    except Invalid as refusal:
        yield from (Finding(each.code, where, each.facts) for each in refusal.findings)
        return
    for each in (rule.field, *named):
        if each not in known:
            yield Finding("rule-of-unknown-field", where, {"field": each})


def doubts_of(form: Form) -> Iterator[Finding]:
    """What is wrong with its rules, by where they stand in its schema document."""
    for number, each in enumerate(form.rules):
        yield from doubts(each, form.by_id, f"#/x-rules/{number}")
