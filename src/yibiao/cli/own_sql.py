"""A department's own SQL, from a terminal."""

from typing import Annotated

import typer

from yibiao.cli.console import out, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows.slicing import own_sql


def sql(
    department: str,
    question: str = typer.Argument(
        "", help="一条 SELECT；不写则列出可查的表 one SELECT; none lists the relations"
    ),
    as_of: Annotated[
        str | None,
        typer.Option(help="日志位置、某日终了或某时刻 a position, the end of a day, a moment"),
    ] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """The answer to one SELECT over the slices of DEPARTMENT; without one, what may be asked of."""
    with open_house(data) as house:
        if not question:
            relations = own_sql.relations(house, department, TERMINAL)
            found = {name: [each.name for each in some] for name, some in relations.items()}
            listed = table("可查的表 Relations", "表 relation", "列 columns")
            for name, columns in found.items():
                listed.add_row(name, "、".join(columns))
            show_json(found) if as_json else out.print(listed)
            return
        answer = own_sql.ask(house, department, question, TERMINAL, as_of=as_of)
    names = [name for name, _ in answer.columns]
    if as_json:
        show_json([dict(zip(names, row, strict=True)) for row in answer.rows])
        return
    shown = table(f"{len(answer.rows)} 行 rows, {answer.as_of}", *names)
    for row in answer.rows:
        shown.add_row(*("" if each is None else str(each) for each in row))
    out.print(shown)
