"""Commands that read what is held: a subject's record, a form's slice, the burden."""

from pathlib import Path
from typing import Annotated

import typer

from yibiao.cli.console import err, saved, saved_in_pieces, show_json
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.flows import burdens
from yibiao.flows.slicing import export as exporting
from yibiao.flows.slicing import hand_out, originals, query
from yibiao.flows.slicing.slices import Wish
from yibiao.model.original import SentFile
from yibiao.model.table import titles


def record(subject: str, data: Data = DEFAULT_DATA) -> None:
    """Each value with the position of the entry that said it."""
    with open_house(data) as house:
        show_json(query.record(house, subject, TERMINAL).document())


def export(
    form: str,
    blank: Annotated[
        bool, typer.Option("--blank", help="空白表 the form, nothing filled in")
    ] = False,
    original: Annotated[
        bool, typer.Option("--original", help="部门报来的原件 the file as the department sent it")
    ] = False,
    filled: Annotated[
        bool, typer.Option("--filled", help="填好的表 the form, filled in from what is held")
    ] = False,
    subject: Annotated[
        str | None,
        typer.Option(help="只要这个对象的（填好的表）only about that subject, filled in"),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="写到文件或目录 file or folder to write", show_default=False)
    ] = None,
    unit: Annotated[str | None, typer.Option(help="单元及其下级 a unit and all below")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="日志位置、某日终了或某时刻 a position, the end of a day, a moment"),
    ] = None,
    round_: Annotated[
        str | None, typer.Option("--round", help="某轮次截止时的 as a round had it when it closed")
    ] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """
    A form's answer as CSV (or JSON), on stdout or in a file.

    With --blank the form itself, in its department's layout; with --filled or --subject the same filled in; with
    --original the file that the department sent. These are written into the folder here, under their own names, unless
    --to says where.
    """
    if filled or subject:
        subjects = [subject] if subject else None
        with open_house(data) as house:
            handed_out = originals.originals(
                house, form, TERMINAL, Wish(unit, as_of, round_), subjects=subjects
            )
            path = saved_in_pieces(handed_out.name, handed_out.pieces, to)
            err.print(f"✓ {path}", markup=False)
        return
    if blank or original:
        with open_house(data) as house:
            handed = hand_out.original if original else hand_out.blank
            err.print(f"✓ {saved(handed(house, form, TERMINAL), to)}", markup=False)
        return
    with open_house(data) as house:
        if as_json:
            found = query.slice_of(house, form, TERMINAL, unit=unit, as_of=as_of, round_=round_)
            labels = titles(found.printed.headers)
            show_json([dict(zip(labels, row, strict=True)) for row in found.printed.rows])
            return
        wish = Wish(unit, as_of, round_)
        made = exporting.export(house, form, TERMINAL, wish, "csv")
        if to is not None:
            err.print(f"✓ {saved(SentFile(f'{made.title}.csv', made.content()), to)}", markup=False)
            return
        for piece in made.pieces():
            typer.echo(piece, nl=False)


def burden(data: Data = DEFAULT_DATA) -> None:
    """Cells and hours before and after, with every input, as JSON."""
    with open_house(data) as house:
        show_json(burdens.burden(house, TERMINAL).document())
