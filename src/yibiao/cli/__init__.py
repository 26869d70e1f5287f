"""The same flows from a terminal: `yibiao --help`."""

import gc
import sys
from typing import Annotated

import typer

from yibiao.cli.sections import Sections

#: So many new objects before Python looks for cycles among them. Entries are thousands of small values without any.
BEFORE_COLLECTING = 50_000

app = typer.Typer(
    name="yibiao",
    cls=Sections,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    """Say which version this is, and be done."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"yibiao {version('yibiao')}")
        raise typer.Exit


@app.callback()
def _first(
    wanted: Annotated[
        bool,
        typer.Option(
            "--version", help="版本。Which version this is.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    """一表：表单登记、字段合并、一次填报、切片查询。One table per grassroots unit."""


def main() -> None:
    """Run a command; a refusal is a message and an exit status, never a trace."""
    gc.set_threshold(BEFORE_COLLECTING)
    try:
        app()
    except Exception as error:
        # What refusals are made with takes a while to load, and `--help` never needs it.
        from yibiao.cli.console import exit_status

        status = exit_status(error)
        if status is None:
            raise
        sys.exit(status)
