"""What an element is beside its meaning: which department leads it, and how sensitive it is."""

from typing import Annotated, cast

import typer

from yibiao.cli.console import out
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, Data, open_house
from yibiao.errors import BadRequest, Finding
from yibiao.flows.registering import leading
from yibiao.model.element import SENSITIVITIES, Sensitivity


def lead(
    element: Annotated[str, typer.Argument(help="数据元 element")],
    department: Annotated[
        str, typer.Argument(help="部门，空为无 department; an empty text for none")
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """Say which department answers for an element; it may load its register without confirmation."""
    with open_house(data) as house:
        found = leading.lead(house, element, department or None, TERMINAL)
    out.print(f"✓ {found.name.zh} {found.id}: {found.lead or '–'}", markup=False)


def sensitivity(
    element: Annotated[str, typer.Argument(help="数据元 element")],
    sensitivity: Annotated[
        str, typer.Argument(help="open, personal; health, disability, religion, finance …")
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """Say how sensitive an element is: what is neither open nor personal wants a grant of its own."""
    if sensitivity not in SENSITIVITIES:
        listed = ", ".join(SENSITIVITIES)
        raise BadRequest(
            Finding("value-not-listed", "sensitivity", {"listed": listed}), reason="sensitivity"
        )
    with open_house(data) as house:
        found = leading.cover(house, element, cast("Sensitivity", sensitivity), TERMINAL)
    out.print(f"✓ {found.name.zh} {found.id}: {found.sensitivity}", markup=False)
