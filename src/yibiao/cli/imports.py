"""Commands that bring entries: a unit's workbook handed out and taken back, entries from JSON lines, imports listed and undone."""

import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from yibiao.cli.console import err, out, require_folder, saved, show_json, table
from yibiao.cli.house import DEFAULT_DATA, TERMINAL, AsJson, Data, open_house
from yibiao.errors import Finding, Invalid, Problem
from yibiao.flows.carrying import annotate, bring, carry, listing, undo, unit_workbook
from yibiao.flows.filling import fill
from yibiao.flows.house import House
from yibiao.model.malformed import malformed
from yibiao.model.original import SentFile
from yibiao.model.record import Entry

#: What a workbook's file is called by; entries from JSON lines are never.
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".csv")

_NAMES = {
    "accepted": "已收",
    "unchanged": "未变",
    "conflict": "冲突",
    "blocked": "未收",
    "asks-why": "请说明原因",
}


def workbook(
    unit: str,
    output: Annotated[Path | None, typer.Option(help="文件名 file to write")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Write the unit's one table as a workbook, to be filled in and imported again."""
    with open_house(data) as house:
        file = unit_workbook.workbook(house, unit, TERMINAL)
    out.print(f"✓ {saved(file, output)}", markup=False)


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="填报表，或每行一条填报 a workbook, or an entry a line",
        ),
    ],
    unit: Annotated[str | None, typer.Option(help="填报表的单元 unit of the workbook")] = None,
    annotated: Annotated[
        Path | None, typer.Option(help="带批注的填报表写到 write the annotated workbook to")
    ] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Import a unit's workbook, or file entries from JSON lines with a result per line on stdout. Safe to run again."""
    if unit is None and file.suffix.lower() in _WORKBOOKS:
        raise typer.BadParameter(
            "单元填报表请加 --unit；已有台账用 yibiao hold "
            "name the unit of a workbook with --unit; registers are for yibiao hold"
        )
    if annotated is not None:
        require_folder(annotated)
    with open_house(data) as house:
        if unit is not None:
            raise typer.Exit(_taken(house, file, unit, annotated, as_json=as_json))
        raise typer.Exit(_filed(house, file))


def _filed(house: House, file: Path) -> int:
    """File the entries of the lines; the exit status."""
    counts = {"filed": 0, "refused": 0}
    with file.open("rb") as lines:
        for outcome in _outcomes(house, lines):
            counts["refused" if isinstance(outcome, Problem) else "filed"] += 1
            typer.echo(json.dumps(outcome.document(), ensure_ascii=False))
    err.print(f"{counts['filed']} 已收 filed, {counts['refused']} 未收 refused")
    return 1 if counts["refused"] else 0


def _outcomes(house: House, lines: Iterable[bytes]) -> Iterator[fill.Outcome]:
    """A receipt or a problem for each line that is not blank, in order; a line that is no entry holds no other up."""
    written = (each for each in enumerate(lines, 1) if each[1].strip())
    while batch := [_read(*each) for each in itertools.islice(written, fill.MOST_AT_ONCE)]:
        entries = [each for each in batch if isinstance(each, Entry)]
        filed = iter(fill.file_all(house, entries, TERMINAL))
        yield from (each if isinstance(each, Problem) else next(filed) for each in batch)


def _read(number: int, line: bytes) -> Entry | Problem:
    """The entry on a line, or what is wrong with the line, and never what stands there."""
    try:
        return Entry.model_validate_json(line)
    except ValidationError as error:
        wrong = malformed(error).findings
        findings = [Finding(each.code, f"{number}{each.where}", each.facts) for each in wrong]
        return Invalid(*findings, count=len(findings))


def _taken(house: House, file: Path, unit: str, annotated: Path | None, *, as_json: bool) -> int:
    """Import a unit's workbook and say what became of its rows; the exit status."""
    sent = SentFile(file.name, file.read_bytes())
    with err.status("导入中 importing …"):
        brought = carry.carry(house, unit, sent, TERMINAL)
    report = bring.reported(house, brought.imported.id, TERMINAL)
    if annotated is not None:
        written = annotate.annotated(house, brought.imported.id, TERMINAL)
        annotated.write_bytes(written.content)
    if as_json:
        show_json(report)
    else:
        _show(brought.imported.id, report)
    stopped = brought.counts.get("blocked", 0) + brought.counts.get("asks-why", 0)
    return 1 if stopped else 0


def _show(import_: str, report: dict[str, object]) -> None:
    shown = table(f"导入 Import {import_}", "结果 outcome", "行 rows")
    counts = report["counts"]
    assert isinstance(counts, dict)  # noqa: S101 – our own report
    for outcome, count in counts.items():
        shown.add_row(f"{_NAMES[outcome]} {outcome}", str(count))
    out.print(shown)
    sheets = report["sheets"]
    assert isinstance(sheets, list)  # noqa: S101 – our own report
    for sheet in sheets:
        for row in sheet["rows"]:
            for each in row.get("findings", ()):
                err.print(
                    f"! {each['where']}  {each['says']['zh']} {each['says']['en']}", markup=False
                )


def undo_(
    import_: Annotated[str, typer.Argument(metavar="IMPORT")],
    why: Annotated[str, typer.Option(help="原因 why")],
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """State again what was held before the import, wherever nobody has stated anything since."""
    with open_house(data) as house:
        results = undo.undo(house, import_, why, TERMINAL)
    if as_json:
        show_json([each.document() for each in results])
        return
    for what, zh in (("restored", "已恢复"), ("closed", "已注销"), ("left", "未动")):
        out.print(f"{zh} {what}: {sum(each.what == what for each in results)}")


def imports(
    unit: str,
    before: Annotated[int | None, typer.Option(help="此位置之前 before this position")] = None,
    as_json: AsJson = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """What was imported for UNIT and below, the newest first: by whom, what became of its rows, whether it was undone."""
    with open_house(data) as house:
        found = listing.imports(house, unit, TERMINAL, before=before)
    if as_json:
        show_json({"imports": [each.document() for each in found.imports], "before": found.before})
        return
    shown = table("", "导入 import", "何时 when", "谁 who", "文件 file", "行 rows", "撤销 undone")
    for each in found.imports:
        rows = " ".join(f"{_NAMES.get(name, name)} {n}" for name, n in each.counts.items())
        when = each.at.isoformat(timespec="minutes")
        undone = each.undone.actor if each.undone else ""
        shown.add_row(each.id, when, each.actor, each.file.name, rows, undone)
    out.print(shown)
    if found.before is not None:
        out.print(f"… --before {found.before}", markup=False)
