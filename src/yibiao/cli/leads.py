"""Which department leads an element."""

from typing import Annotated

import typer

from yibiao.cli.console import out
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, Data, open_house
from yibiao.flows import leading


def add_to(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(help="数据元的牵头部门 Which department leads an element")(lead)


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
