"""Commands on files alone: `read` and `match`."""

import itertools
import os
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from yibiao import intake, matching
from yibiao.cli.console import err, out, refused, show_findings, show_json, table
from yibiao.errors import Problem
from yibiao.flows import apart
from yibiao.flows.registering.advice import Hearing, advisors
from yibiao.model.catalogue import Catalogue, starter
from yibiao.model.form import Form

AsJson = Annotated[bool, typer.Option("--json", help="机器可读 for a machine")]


def read(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="模板文件 template files")
    ],
    department: Annotated[
        str, typer.Option(help="部门编号 id of the asking department")
    ] = "unknown",
    as_json: AsJson = False,
) -> None:
    """
    Forms on stdout, findings on stderr.

    Exit status 3 when a file is no form, 4 when it cannot be read; nothing is on stdout for it then.
    """
    status = 0
    forms: list[Form] = []
    for file in files:
        try:
            readings = apart.read(file.read_bytes(), file.name, department=department)
        except Problem as problem:
            status = max(status, refused(problem))
            continue
        found = [finding for reading in readings for finding in reading.findings]
        if found and len(files) > 1:
            err.print(file.name, style="bold", markup=False)
        show_findings(found)
        forms.extend(reading.form for reading in readings)
    if as_json and forms:
        documents = [each.schema_document() for each in forms]
        show_json(documents[0] if len(documents) == 1 else documents)
    elif forms:
        for form in forms:
            _show_form(form)
    raise typer.Exit(status)


def match(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="目录或文件 folders or files")],
    as_json: AsJson = False,
    embeddings: Annotated[
        Path | None,
        typer.Option(
            help="向量模型的文件夹 folder of an embedding model", envvar="YIBIAO_EMBEDDINGS"
        ),
    ] = None,
    order_seed: Annotated[
        int | None, typer.Option(help="打乱登记顺序的种子 seed to shuffle the order")
    ] = None,
) -> None:
    """Register the forms one by one, in memory, and show which fields mean the same element."""
    files = sorted(itertools.chain.from_iterable(_files(each) for each in paths))
    if order_seed is not None:
        random.Random(order_seed).shuffle(files)  # noqa: S311 — an order, not a secret
    forms: list[tuple[str, Form]] = []
    for file in files:
        try:
            readings = intake.read(
                file.read_bytes(), file.name, department="unknown", series=file.stem
            )
        except Problem as problem:
            err.print(
                f"{file.name}: {problem.title('zh')} {problem.title('en')}",
                style="yellow",
                markup=False,
            )
            continue
        forms.extend((file.stem, reading.form) for reading in readings)
    named = {"YIBIAO_EMBEDDINGS": str(embeddings)} if embeddings else {}
    hearing = Hearing(advisors({**os.environ, **named}))
    catalogue, rows = matching.registered(forms, starter(), hearing.advise)
    show_findings(hearing.findings)
    elements = list(_by_element(rows, catalogue))
    if as_json:
        show_json({"elements": elements})
        return
    shown = table(
        "共同的数据元 What is asked in common", "数据元 element", "字段 fields", "例 labels"
    )
    for element in sorted(elements, key=lambda each: -len(each["fields"])):
        labels = dict.fromkeys(each["label"] for each in element["fields"])
        shown.add_row(
            element["label"], str(len(element["fields"])), "、".join(itertools.islice(labels, 6))
        )
    out.print(shown)


def _by_element(
    rows: Iterable[matching.Registered], catalogue: Catalogue
) -> Iterator[dict[str, Any]]:
    """Each element with the fields that were taken for it, as `schemas/README.md` describes."""
    fields: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        asked = {
            "form": row.stem,
            "index": row.position,
            "label": row.label,
            "band": row.band,
            "score": row.score,
        }
        fields.setdefault(row.key, []).append(asked)
    elements = catalogue.elements
    for key, asked_by in fields.items():
        parts = [part for part in key if part]
        label = "·".join(elements[part].name.zh if part in elements else part for part in parts)
        yield {"id": ">".join(parts), "label": label, "fields": asked_by}


def _files(path: Path) -> list[Path]:
    return [each for each in path.iterdir() if each.is_file()] if path.is_dir() else [path]


def _show_form(form: Form) -> None:
    shown = table(
        f"{form.title}  [{form.subject} · {form.layout}]",
        "编号 id",
        "分组 section",
        "问题 label",
        "类型 kind",
        "选项 options",
    )
    for field in form.leaves():
        options = "、".join(option.title for option in field.options[:8])
        required = " *" if field.required else ""
        shown.add_row(
            field.id, "/".join(field.section), field.label + required, field.kind, options
        )
    out.print(shown)
