"""The same flows from a terminal: `yibiao --help`."""

import gc
import sys
from importlib.metadata import version
from typing import Annotated

import typer
from pydantic import ValidationError

from yibiao.cli import (
    accesses,
    challenges,
    check,
    conflicts,
    files,
    grants,
    history,
    hold,
    house,
    imports,
    keep,
    leads,
    measures,
    originals,
    own_sql,
    rounds,
    sentinels,
    subjects,
    unit_lists,
    units,
    user,
)
from yibiao.cli.console import refused
from yibiao.cli.sections import Sections
from yibiao.errors import Problem
from yibiao.model.malformed import malformed

#: So many new objects before Python looks for cycles among them. Entries are thousands of small values without any.
BEFORE_COLLECTING = 50_000

app = typer.Typer(
    name="yibiao",
    cls=Sections,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
files.add_to(app)
house.add_to(app)
imports.add_to(app)
check.add_to(app)
hold.add_to(app)
measures.add_to(app)
originals.add_to(app)
own_sql.add_to(app)
keep.add_to(app)
leads.add_to(app)
grants.add_to(app)
accesses.add_to(app)
conflicts.add_to(app)
challenges.add_to(app)
sentinels.add_to(app)
history.add_to(app)
subjects.add_to(app)
units.add_to(app)
unit_lists.add_to(app)
rounds.add_to(app)
user.add_to(app)


def _version(wanted: bool) -> None:
    """Say which version this is, and be done."""
    if wanted:
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
    except Problem as problem:
        sys.exit(refused(problem))
    except ValidationError as error:
        sys.exit(refused(malformed(error)))
