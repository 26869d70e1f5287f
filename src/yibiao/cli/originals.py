"""A form filled in about many subjects, from a terminal."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from yibiao import slicing
from yibiao.cli.console import err, saved_in_pieces
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, Data, open_house
from yibiao.cli.measures import span
from yibiao.flows.slicing.originals import originals as handed_out
from yibiao.flows.slicing.slices import Wish

_Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def originals(
    form: str,
    subject: Annotated[
        list[str] | None, typer.Option(help="只要这些对象的 only about these")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="单元及其下级 a unit and all below")] = None,
    where: Annotated[
        str | None, typer.Option("--filter", help="条件 condition over the columns: f3 >= 60")
    ] = None,
    search: Annotated[
        str | None, typer.Option(help="含有这些字 rows that have these words")
    ] = None,
    together: Annotated[
        bool, typer.Option("--together", help="合成一个文件，一人一页 one file, a page for each")
    ] = False,
    as_of: Annotated[str | None, typer.Option(help="当时 as things stood then")] = None,
    round_: Annotated[str | None, typer.Option("--round", help="某轮次 as a round has it")] = None,
    period_start: _Day = None,
    period_end: _Day = None,
    to: Annotated[
        Path | None, typer.Option(help="写到文件或目录 file or folder to write", show_default=False)
    ] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """FORM about each subject in its department's own file: an archive, or one file; written under its title unless --to says where."""
    with open_house(data) as house:
        wish = Wish(
            unit,
            as_of,
            round_,
            span(period_start, period_end),
            wanted=slicing.Wanted(where=where, search=search),
        )
        handed = handed_out(
            house, form, TERMINAL, wish, subjects=subject or None, together=together
        )
        err.print(f"✓ {saved_in_pieces(handed.name, handed.pieces, to)}", markup=False)
